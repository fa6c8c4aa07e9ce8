//! Signing in at HQ, and what nobody gets without it.
#![expect(clippy::unwrap_used, reason = "a test may")]

use axum::body::Body;
use axum::http::{Method, Request};
use lantern_ledger::api::SessionAnswer;
use lantern_server::testing::{Camp, PASSWORD};

fn session_request(password: &str) -> Request<Body> {
    let body = format!(r#"{{"password":"{password}"}}"#);
    let request = Request::post("/api/v1/session").header("content-type", "application/json");
    request.header("x-lantern", "1").body(Body::from(body)).unwrap()
}

#[test]
fn signing_in_opens_a_session_and_signing_out_ends_it() {
    let camp = Camp::new();
    assert!(!camp.get("/api/v1/session").json::<SessionAnswer>().is_signed_in);
    let office = camp.office();
    assert!(office.get("/api/v1/session").json::<SessionAnswer>().is_signed_in);
    assert_eq!(office.get("/api/v1/totals").status, 200);
    assert_eq!(office.sign_out().status, 204);
    assert_eq!(office.get("/api/v1/totals").problem(), (401, "sign_in_needed".into()));
}

#[test]
fn the_cookie_is_for_this_site_and_for_no_script() {
    let camp = Camp::new();
    let _password_set = camp.office();
    let answer = camp.ask(session_request(PASSWORD));
    let cookie = answer.header("set-cookie");
    assert!(cookie.starts_with("lantern_session="), "{cookie}");
    for part in ["Path=/", "HttpOnly", "SameSite=Strict", "Max-Age=43200"] {
        assert!(cookie.contains(part), "{part}");
    }
    assert!(!cookie.contains("Secure"), "this camp speaks plain HTTP");
    let mut request = session_request(PASSWORD);
    request.headers_mut().insert("origin", "https://hq.example.org".parse().unwrap());
    assert!(camp.ask(request).header("set-cookie").contains("; Secure"));
}

#[test]
fn wrong_passwords_are_counted_and_have_to_wait() {
    let camp = Camp::new();
    let _password_set = camp.office();
    for _ in 0..10 {
        assert_eq!(camp.ask(session_request("not the password")).problem(), (401, "password_wrong".into()));
    }
    let answer = camp.ask(session_request(PASSWORD));
    assert_eq!(answer.problem(), (429, "too_many_requests".into()), "even the right one waits");
    assert!(!answer.header("retry-after").is_empty());
    camp.clock.pass(30);
    assert_eq!(camp.ask(session_request(PASSWORD)).status, 200);
}

#[test]
fn what_changes_something_needs_lanterns_own_header() {
    let camp = Camp::new();
    let office = camp.office();
    for (method, path) in [(Method::POST, "/api/v1/devices"), (Method::POST, "/api/v1/plan")] {
        let mut request = office.request(method, path).body(Body::from("{}")).unwrap();
        request.headers_mut().remove("x-lantern");
        assert_eq!(camp.ask(request).problem(), (403, "header_missing".into()), "{path}");
    }
    let mut request = session_request(PASSWORD);
    request.headers_mut().remove("x-lantern");
    assert_eq!(camp.ask(request).problem(), (403, "header_missing".into()));
}

#[test]
fn error_bodies_hold_nothing_of_what_was_sent() {
    let camp = Camp::new();
    let office = camp.office();
    let secret = "KOS-0342-secret";
    let requests = [
        office.request(Method::GET, &format!("/api/v1/records?from={secret}")),
        office.request(Method::GET, &format!("/api/v1/records/{secret}")),
        office.request(Method::GET, &format!("/api/v1/totals?group={secret}")),
        office.request(Method::GET, &format!("/api/v1/{secret}")),
        office.request(Method::POST, &format!("/api/v1/devices/{secret}/revoke")),
        office.request(Method::POST, "/api/v1/devices").header("content-type", "application/json"),
        office.request(Method::POST, "/api/v1/session").header("content-type", "application/json"),
        office.request(Method::POST, "/api/v1/enrol").header("content-type", "application/json"),
        office.request(Method::POST, "/api/v1/plan").header("content-type", "multipart/form-data; boundary=x"),
        office.request(Method::POST, "/api/v1/batches").header("authorization", format!("Bearer {secret}")),
    ];
    for request in requests {
        let answer = camp.ask(request.body(Body::from(format!(r#"{{"name":["{secret}"]}}"#))).unwrap());
        let (status, code) = answer.problem();
        assert!((400..500).contains(&status), "{status} {code}");
        assert!(!answer.text().contains("0342"), "{}", answer.text());
    }
}
