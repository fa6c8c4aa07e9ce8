//! Keys that HQ does not know: a phone that lost its key, a phone that HQ forgot, and what is held meanwhile.

use lantern_ledger::Hash;
use lantern_ledger::api::LogAnswerState;
use lantern_ledger::receipt::ReceiptState;
use lantern_server::keys::Signer as _;
use lantern_server::testing::{Camp, TestPhone, hand_over};
use uuid::Uuid;

/// A phone with a counted record, and then, under a new key, a held one.
fn with_lost_key(camp: &Camp) -> TestPhone {
    let mut phone = camp.phone("tecno 1");
    phone.records("SITE-1", hand_over("ROUND").to("A-1"));
    camp.send(&phone, phone.bundle());
    phone.loses_key();
    phone.records("SITE-1", hand_over("ROUND").to("A-2"));
    phone.records("SITE-1", hand_over("ROUND").to("A-3"));
    let answer = camp.send(&phone, phone.bundle());
    assert_eq!(answer.logs[0].state, LogAnswerState::Held);
    assert_eq!(answer.logs[0].problem.as_deref(), Some("key_unknown"));
    assert_eq!(phone.proof(&answer.logs[0]), Some((3, ReceiptState::Held)));
    phone
}

#[test]
fn hq_sees_which_phone_writes_under_an_unconfirmed_key_and_what_is_held() {
    let mut camp = Camp::new();
    let phone = with_lost_key(&camp);
    for _ in 0..2 {
        let held = camp.office().held_keys();
        assert_eq!(held.len(), 1);
        assert_eq!((held[0].device, held[0].is_phone_known, held[0].is_going_on), (phone.device, true, true));
        assert_eq!((held[0].records, held[0].is_refused), (2, false));
        assert_eq!(held[0].carried_by, ["tecno 1"]);
        assert_eq!(held[0].key, Hash::of(&[&phone.key.public_key()]));
        assert_eq!(camp.services(), 1);
        camp.restart();
    }
}

#[test]
fn after_the_key_is_confirmed_everything_held_counts_once_and_receipts_say_so() {
    let mut camp = Camp::new();
    let mut phone = with_lost_key(&camp);
    let key = camp.office().held_keys()[0].key;
    assert_eq!(camp.office().says_of_key(phone.device, key, true).status, 204);
    phone.records("SITE-1", hand_over("ROUND").to("A-4"));
    for _ in 0..2 {
        // Everything comes again: what was held is not counted twice.
        let answer = camp.send(&phone, phone.bundle());
        assert_eq!(answer.logs[0].state, LogAnswerState::Counted);
        assert_eq!(phone.proof(&answer.logs[0]), Some((4, ReceiptState::Counted)));
        assert_eq!((camp.services(), camp.office().held_keys().len()), (4, 0));
        assert!(camp.office().devices()[0].logs.iter().all(|log| !log.is_held));
        camp.restart();
    }
}

#[test]
fn a_refused_key_stays_held_until_another_word() {
    let camp = Camp::new();
    let phone = with_lost_key(&camp);
    let key = camp.office().held_keys()[0].key;
    assert_eq!(camp.office().says_of_key(phone.device, key, false).status, 204);
    assert!(camp.office().held_keys()[0].is_refused);
    assert_eq!(camp.send(&phone, phone.bundle()).logs[0].state, LogAnswerState::Held);
    assert_eq!(camp.services(), 1);
    camp.office().says_of_key(phone.device, key, true);
    assert_eq!((camp.services(), camp.office().held_keys().len()), (3, 0));
}

#[test]
fn a_phone_whose_key_was_refused_hears_so_until_it_is_confirmed_or_enrolled() {
    let mut camp = Camp::new();
    let mut phone = with_lost_key(&camp);
    let key = camp.office().held_keys()[0].key;
    camp.office().says_of_key(phone.device, key, false);
    for _ in 0..2 {
        // Heads alone bring the word too: nothing has to wait for it.
        for bundle in [phone.heads(), phone.bundle()] {
            let answer = camp.send(&phone, bundle);
            assert_eq!(answer.logs[0].state, LogAnswerState::Held);
            assert_eq!(answer.logs[0].problem.as_deref(), Some("key_refused"));
            assert_eq!(phone.proof(&answer.logs[0]), Some((3, ReceiptState::Held)));
        }
        camp.restart();
    }
    let link = camp.office().links_again(phone.device);
    phone.token = TestPhone::new().token;
    let phone = phone.enrolled(&camp, &link);
    let answer = camp.send(&phone, phone.bundle());
    assert_eq!((answer.logs[0].state, answer.logs[0].problem.as_deref()), (LogAnswerState::Counted, None));
    assert_eq!(camp.services(), 3);
}

#[test]
fn a_new_link_for_the_same_phone_counts_what_was_held_under_its_newer_key() {
    let camp = Camp::new();
    let mut phone = with_lost_key(&camp);
    let link = camp.office().links_again(phone.device);
    let before = phone.token.clone();
    phone.token = TestPhone::new().token;
    let mut phone = phone.enrolled(&camp, &link);
    assert_eq!((phone.device, camp.services()), (link.device, 3));
    assert_eq!(camp.send(&phone, phone.bundle()).logs[0].state, LogAnswerState::Counted);
    phone.token = before;
    assert_eq!(camp.bring(&phone, phone.heads()).problem(), (401, "credential_unknown".into()));
    assert_eq!(camp.office().devices().len(), 1, "it is the same phone");
}

#[test]
fn a_correction_under_a_confirmed_key_takes_effect_on_what_was_written_under_the_lost_one() {
    let camp = Camp::new();
    let mut phone = camp.phone("tecno 1");
    let record = phone.records("SITE-1", hand_over("ROUND").to("A-1"));
    camp.send(&phone, phone.bundle());
    phone.loses_key();
    phone.voids("SITE-1", record);
    camp.send(&phone, phone.bundle());
    assert_eq!(camp.services(), 1, "nobody knows yet that it is the same phone");
    let key = camp.office().held_keys()[0].key;
    camp.office().says_of_key(phone.device, key, true);
    assert_eq!(camp.services(), 0);
}

#[test]
fn what_a_wholly_unknown_key_wrote_is_kept_when_a_carrier_brings_it_and_counts_once_the_key_is_enrolled() {
    let mut camp = Camp::new();
    let carrier = camp.phone("carrier");
    // A phone that HQ forgot, such as after a restore: it has a device id, and nobody knows it.
    let mut stranger = TestPhone::new();
    (stranger.device, stranger.operation) = (Uuid::from_u128(77), carrier.operation);
    stranger.records("SITE-1", hand_over("ROUND").to("A-1"));
    for _ in 0..2 {
        let answer = camp.send(&carrier, stranger.bundle());
        assert_eq!(answer.logs[0].state, LogAnswerState::Held);
        assert_eq!(camp.services(), 0);
        camp.restart();
    }
    let held = camp.office().held_keys();
    assert_eq!((held[0].is_phone_known, held[0].carried_by.as_slice()), (false, ["carrier".to_owned()].as_slice()));
    let link = camp.link("tecno 9");
    let stranger = stranger.enrolled(&camp, &link);
    assert_eq!((camp.services(), camp.office().held_keys().len()), (1, 0));
    assert_eq!(camp.office().records("").records[0].device_name, "tecno 9");
    let rows = camp.office().devices();
    let row = rows.iter().find(|row| row.name == "tecno 9").unwrap();
    assert_eq!(row.logs.iter().map(|log| (log.records, log.is_held)).collect::<Vec<_>>(), [(1, false)]);
    assert_eq!(camp.send(&carrier, stranger.bundle()).logs[0].state, LogAnswerState::Counted);
    assert_eq!(camp.services(), 1);
    camp.restart();
    assert_eq!((camp.services(), camp.office().records("").records[0].device_name.as_str()), (1, "tecno 9"));
}

#[test]
fn a_key_of_a_phone_that_hq_forgot_can_be_given_to_a_phone_that_it_knows() {
    let camp = Camp::new();
    let carrier = camp.phone("carrier");
    let mut stranger = TestPhone::new();
    (stranger.device, stranger.operation) = (Uuid::from_u128(77), carrier.operation);
    stranger.records("SITE-1", hand_over("ROUND").to("A-1"));
    camp.send(&carrier, stranger.bundle());
    let key = camp.office().held_keys()[0].key;
    let nobody = camp.office().says_of_key(stranger.device, key, true);
    assert_eq!(nobody.problem().0, 404, "nobody knows that phone");
    camp.office().says_of_key(carrier.device, key, true);
    assert_eq!(camp.office().records("").records[0].device_name, "carrier");
}

#[test]
fn only_the_office_says_whose_a_key_is_and_gives_links() {
    let camp = Camp::new();
    let phone = with_lost_key(&camp);
    for path in [format!("/api/v1/devices/{}/keys", phone.device), format!("/api/v1/devices/{}/link", phone.device)] {
        let request = axum::http::Request::post(path).header("x-lantern", "1");
        let request = phone.authorized(request).body(axum::body::Body::from("{}")).unwrap();
        assert_eq!(camp.ask(request).problem(), (401, "sign_in_needed".into()));
    }
    let office = camp.office();
    assert_eq!(office.says_of_key(phone.device, Hash([7; 32]), true).problem().0, 404);
    assert_eq!(office.post(&format!("/api/v1/devices/{}/link", Uuid::from_u128(5)), &()).problem().0, 404);
    office.post(&format!("/api/v1/devices/{}/revoke", phone.device), &());
    let revoked = office.post(&format!("/api/v1/devices/{}/link", phone.device), &());
    assert_eq!(revoked.problem(), (403, "phone_revoked".into()));
}
