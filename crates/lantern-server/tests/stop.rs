//! The real program, asked to stop: it ends in good order, and its log holds nothing of a person and no secret.
#![cfg(unix)]

mod process;

use lantern_server::testing::hand_over;
use process::{Process, ask, enrolled, prepare, send, sign_in};

const PASSWORD: &str = "a lantern in every tent";

#[test]
fn the_log_holds_no_card_no_name_and_no_secret() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let codes = prepare(&data, PASSWORD, 1);
    let server = Process::start(&data, "127.0.0.1:0".parse().unwrap());
    let address = server.address;
    let mut phone = enrolled(address, &codes[0]);
    phone.records("DEMO-SO1801-0002", hand_over("TF-2017-04").to("CARD-4711").by("Hodan Yusuf").note("limps"));
    assert_eq!(send(address, &phone, &phone.bundle()).unwrap().status, 200);
    assert_eq!(send(address, &phone, b"CARD-4711").unwrap().status, 400);
    let cookie = sign_in(address, PASSWORD);
    for path in ["records", "records?format=csv", "records?from=CARD-4711", "records/CARD-4711", "devices", "CARD-4711"]
    {
        ask(address, "GET", &format!("/api/v1/{path}"), &cookie, b"").unwrap();
    }
    let wrong = br#"{"password":"CARD-4711 CARD-4711"}"#;
    ask(address, "POST", "/api/v1/session", "content-type: application/json\r\nx-lantern: 1\r\n", wrong).unwrap();
    ask(address, "GET", "/CARD-4711", "", b"").unwrap();

    let log = server.stop();
    assert!(log.contains("route=\"/api/v1/records\"") && log.contains("stopped"), "{log}");
    let session = cookie.trim().split_once('=').unwrap().1;
    for secret in ["CARD-4711", "Hodan", "limps", "tecno", PASSWORD, &codes[0], &phone.token, session] {
        assert!(!log.contains(secret), "{secret} in {log}");
    }
}
