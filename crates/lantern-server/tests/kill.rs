//! The real program, killed at random moments under load: what it acknowledged is there afterwards, and what it shows
//! needs no index.
#![cfg(unix)]
#![expect(clippy::unwrap_used, reason = "a test may")]

mod process;

use lantern_server::testing::TestPhone;
use process::load::{SITE, acknowledged, random_while, works};
use process::{Process, ask, command, enrolled, prepare, sign_in};
use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

const PHONES: usize = 4;
const KILLS: usize = 20;
const PASSWORD: &str = "a lantern in every tent";

#[test]
fn what_was_acknowledged_is_there_after_twenty_kills_and_without_the_index() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let codes = prepare(&data, PASSWORD, PHONES);
    let mut server = Process::start(&data, "127.0.0.1:0".parse().unwrap());
    let address = server.address;
    let mut phones: Vec<TestPhone> = codes.iter().map(|code| enrolled(address, code)).collect();
    let promised: [AtomicU64; PHONES] = Default::default();
    for _ in 0..KILLS {
        let is_over = AtomicBool::new(false);
        std::thread::scope(|scope| {
            for (phone, promised) in phones.iter_mut().zip(&promised) {
                scope.spawn(|| works(address, phone, promised, &is_over));
            }
            std::thread::sleep(random_while(255));
            server.kill();
            is_over.store(true, Ordering::SeqCst);
        });
        server = Process::start(&data, address);
        for (phone, promised) in phones.iter().zip(&promised) {
            let held = acknowledged(address, phone, &phone.heads()).unwrap();
            assert!(held >= promised.load(Ordering::SeqCst), "HQ promised more than it holds");
        }
    }
    for phone in &phones {
        let log = phone.logs.values().next().unwrap();
        assert_eq!(acknowledged(address, phone, &phone.bundle()), Some(log.head().seq));
    }
    let records: u64 = phones.iter().map(|phone| phone.logs.values().next().unwrap().head().seq - 1).sum();
    let cookie = sign_in(address, PASSWORD);
    let before = shown(address, &cookie);
    assert!(before[0].contains(&format!("\"services\":{records}")), "{}", before[0]);
    server.kill();
    assert!(command(&data, &["verify"], "").ends_with("every signature holds"));

    std::fs::remove_dir_all(data.join("index")).unwrap();
    let server = Process::start(&data, address);
    assert_eq!(shown(address, &cookie), before, "the same answers, and the same sign-in");
    assert_eq!(acknowledged(address, &phones[0], &phones[0].bundle()), Some(phones[0].log(SITE).head().seq));
    server.kill();
}

/// What HQ shows: totals, phones, plan.
fn shown(address: SocketAddr, cookie: &str) -> Vec<String> {
    let get = |path: &str| {
        let reply = ask(address, "GET", path, cookie, b"").unwrap();
        assert_eq!(reply.status, 200, "{path}");
        String::from_utf8(reply.body).unwrap()
    };
    ["/api/v1/totals", "/api/v1/totals?group=settlement,item,day", "/api/v1/devices", "/api/v1/plan"].map(get).to_vec()
}
