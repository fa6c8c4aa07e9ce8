//! Enrolment over HTTP: links, credentials, revocation.

use axum::body::Body;
use axum::http::Request;
use lantern_ledger::Bundle;
use lantern_ledger::api::{DeviceStatus, EnrolAnswer, NewPhone, NewPhoneAnswer};
use lantern_server::testing::{Camp, TestPhone, hand_over};

#[test]
fn the_same_link_key_and_token_get_the_same_answer_again() {
    let camp = Camp::new();
    let link = camp.link("tecno 1");
    let phone = TestPhone::new();
    let first: EnrolAnswer = phone.enrols(&camp, &link).json();
    camp.clock.pass(30 * 24 * 3600);
    assert_eq!(
        phone.enrols(&camp, &link).json::<EnrolAnswer>(),
        EnrolAnswer { server_at_ms: first.server_at_ms + 30 * 24 * 3_600_000, ..first.clone() },
        "even when the link has expired meanwhile"
    );
    assert_eq!((first.device, first.device_name.as_str()), (link.device, "tecno 1"));
}

#[test]
fn a_link_that_was_used_is_void_for_another_phone() {
    let camp = Camp::new();
    let link = camp.link("tecno 1");
    let phone = TestPhone::new().enrolled(&camp, &link);
    assert_eq!(TestPhone::new().enrols(&camp, &link).problem(), (410, "enrolment_used".into()));
    let other_token = TestPhone { token: TestPhone::new().token, ..phone };
    assert_eq!(other_token.enrols(&camp, &link).problem(), (410, "enrolment_used".into()));
}

#[test]
fn a_link_expires() {
    let camp = Camp::new();
    let link = camp.link("tecno 1");
    camp.clock.pass(7 * 24 * 3600);
    assert_eq!(TestPhone::new().enrols(&camp, &link).problem(), (410, "enrolment_expired".into()));
    assert_eq!(camp.office().devices()[0].status, DeviceStatus::Expired);
}

#[test]
fn wrong_codes_are_counted_and_have_to_wait() {
    let camp = Camp::new();
    let wrong = lantern_server::testing::Link { code: "AAAAAAAAAAAAAAAAAAAAAA".into(), device: uuid::Uuid::nil() };
    for _ in 0..10 {
        assert_eq!(TestPhone::new().enrols(&camp, &wrong).problem(), (404, "enrolment_unknown".into()));
    }
    let answer = TestPhone::new().enrols(&camp, &wrong);
    assert_eq!(answer.problem(), (429, "too_many_requests".into()));
    assert_eq!(answer.header("retry-after"), "30");
    camp.clock.pass(30);
    assert_eq!(TestPhone::new().enrols(&camp, &wrong).problem().0, 404);
}

#[test]
fn an_enrolment_that_cannot_be_read_says_so_without_repeating_it() {
    let camp = Camp::new();
    let link = camp.link("tecno 1");
    let mut application = TestPhone::new().application(&link.code);
    application.public_key = "Zm9vYmFy".into();
    let body = serde_json::to_vec(&application).unwrap();
    let request = Request::post("/api/v1/enrol").header("content-type", "application/json");
    let answer = camp.ask(request.body(Body::from(body)).unwrap());
    assert_eq!(answer.problem(), (400, "request_unreadable".into()));
    assert!(!answer.text().contains("Zm9v"));
    let request = Request::post("/api/v1/enrol").header("content-type", "application/json");
    let answer = camp.ask(request.body(Body::from(r#"{"code":["secret-code"]}"#)).unwrap());
    assert_eq!(answer.problem(), (400, "request_unreadable".into()));
    assert!(!answer.text().contains("secret-code"));
}

#[test]
fn nobody_without_a_credential_learns_anything() {
    let camp = Camp::new();
    let stranger = TestPhone::new();
    assert_eq!(camp.bring(&stranger, Bundle::new().into_bytes()).problem(), (401, "credential_unknown".into()));
    assert_eq!(camp.pull(&stranger, uuid::Uuid::nil(), 1).problem(), (401, "credential_unknown".into()));
    for path in ["totals", "records", "devices", "plan", "changes", "records/2c1c0a04-1111-5111-8111-111111111111"] {
        assert_eq!(camp.get(&format!("/api/v1/{path}")).problem(), (401, "sign_in_needed".into()), "{path}");
    }
    let unheard_of = camp.get("/api/v1/nothing");
    assert_eq!(unheard_of.problem(), (404, "not_found".into()));
}

#[test]
fn a_revoked_phone_is_refused_and_what_it_signed_still_counts_when_others_bring_it() {
    let camp = Camp::new();
    let mut phone = camp.phone("tecno 1");
    phone.records("SITE-1", hand_over("ROUND").to("A-1"));
    let office = camp.office();
    let revoked = office.post(&format!("/api/v1/devices/{}/revoke", phone.device), &());
    assert_eq!(revoked.status, 204);
    assert_eq!(camp.bring(&phone, phone.bundle()).problem(), (403, "phone_revoked".into()));
    assert_eq!(office.devices()[0].status, DeviceStatus::Revoked);
    assert_eq!(office.totals("").all.services, 0);

    let carrier = camp.phone("tecno 2");
    camp.send(&carrier, phone.bundle());
    assert_eq!(office.totals("").all.services, 1);
}

#[test]
fn a_phone_added_at_hq_gets_a_link_with_its_code_in_the_fragment() {
    let camp = Camp::new();
    let office = camp.office();
    let added: NewPhoneAnswer = office.post("/api/v1/devices", &NewPhone { name: " tecno 7 ".into() }).json();
    assert_eq!(added.name, "tecno 7");
    let (origin, code) = added.link.split_once("/#enrol=").unwrap();
    assert_eq!((origin, code.len()), ("http://hq.example.org", 22));
    let link = lantern_server::testing::Link { code: code.into(), device: added.device };
    assert_eq!(TestPhone::new().enrolled(&camp, &link).device, added.device);
    let nameless = office.post("/api/v1/devices", &NewPhone { name: "  ".into() });
    assert_eq!(nameless.problem(), (400, "request_unreadable".into()));
}

#[test]
fn enrolments_and_revocations_survive_a_restart() {
    let mut camp = Camp::new();
    let (phone, revoked, link) = (camp.phone("tecno 1"), camp.phone("tecno 2"), camp.link("tecno 3"));
    camp.outside(|server| server.revoke(revoked.device)).unwrap();
    camp.restart();
    assert!(camp.bring(&phone, phone.bundle()).status.is_success());
    assert_eq!(camp.bring(&revoked, revoked.bundle()).problem(), (403, "phone_revoked".into()));
    let late = TestPhone::new().enrolled(&camp, &link);
    assert_eq!(late.operation, phone.operation);
}
