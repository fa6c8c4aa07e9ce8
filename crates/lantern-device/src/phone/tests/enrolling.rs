//! Enrolment: used once, repeated as often as it takes.

use super::*;
use crate::EnrolError;
use crate::testing::run_for;
use lantern_domain::plan::{Item, ItemRecipient, Names, PlanChange};

fn item(name: &str) -> PlanChange {
    PlanChange::Item(Item {
        code: code(name),
        code_scheme: None,
        names: Names::default(),
        category: None,
        unit: None,
        recipient: ItemRecipient::Household,
        components: Vec::new(),
        covers_people: None,
        covers_months: None,
        tracks_batch: false,
    })
}

#[test]
fn a_phone_that_is_enrolled_has_name_and_plan() {
    let (handset, hq) = (Handset::new(1, NOW), Hq::new());
    hq.plans(&[item("LANTERN"), item("KIT"), item("TARP"), item("SOAP")]);
    let phone = enrolled(&handset, &hq);
    assert_eq!(phone.enrolment().unwrap().operation_name, "Jowhar");
    assert_eq!(phone.plan().items.len(), 4, "pulled page by page");
    assert_eq!(open(&handset).plan().items.len(), 4);
    assert_eq!(block_on(phone.enrol("another")), Err(EnrolError::AlreadyEnrolled));
}

#[test]
fn a_phone_that_hq_forgot_is_enrolled_again_under_the_same_key() {
    let (handset, hq) = (Handset::new(12, NOW), Hq::new());
    let phone = enrolled(&handset, &hq);
    let saved = record(&phone, "K-1");
    hq.refuses(Some((401, "credential_unknown")));
    sync(&phone, &handset, &hq);
    assert!(events(&phone).contains(&crate::Event::CredentialUnknown));
    drop(phone);
    let phone = open(&handset);
    hq.refuses(None);
    hq.issues("after the restore");
    block_on(phone.enrol("after the restore")).unwrap();
    assert!(!events(&phone).contains(&crate::Event::CredentialUnknown));
    sync(&phone, &handset, &hq);
    assert!(matches!(phone.record_view(saved.id).unwrap().state, crate::RecordState::HqHolds(_)));
    let keys: Vec<_> = hq.requests_to("/api/v1/enrol").iter().map(asked_key).collect();
    assert_eq!((keys.len(), &keys[0]), (2, &keys[1]));
    assert_eq!(block_on(phone.enrol("another")), Err(EnrolError::AlreadyEnrolled));
}

fn asked_key(request: &crate::transport::Request) -> String {
    let Some(crate::transport::Body::Json(json)) = &request.body else { panic!("enrolling sends JSON") };
    serde_json::from_str::<serde_json::Value>(json).unwrap()["public_key"].to_string()
}

#[test]
fn a_change_of_the_plan_comes_with_the_next_contact_as_a_whole() {
    let (handset, hq) = (Handset::new(2, NOW), Hq::new());
    hq.plans(&[item("LANTERN")]);
    let phone = enrolled(&handset, &hq);
    hq.plans(&[item("KIT"), item("TARP"), item("SOAP"), item("JERRYCAN"), item("ROPE")]);
    sync(&phone, &handset, &hq);
    assert_eq!(phone.plan().items.len(), 6);
    assert_eq!(open(&handset).plan().items.len(), 6);
}

#[test]
fn a_lost_answer_is_asked_for_again_with_the_same_key_and_token() {
    let (handset, hq) = (Handset::new(3, NOW), Hq::new());
    hq.issues("link");
    hq.loses_replies(true);
    handset.wire.plug(hq.clone());
    let phone = open(&handset);
    assert_eq!(block_on(phone.enrol("link")), Err(EnrolError::NoNetwork));
    drop(phone);
    hq.loses_replies(false);
    let phone = open(&handset);
    assert_eq!(phone.unanswered_enrolment().as_deref(), Some("link"));
    block_on(phone.enrol("link")).unwrap();
    let asked = hq.requests_to("/api/v1/enrol");
    assert_eq!(asked.len(), 2);
    assert_eq!(asked[0].body, asked[1].body);
    assert_eq!(phone.unanswered_enrolment(), None);
}

#[test]
fn a_link_of_a_phone_that_was_revoked_since_is_forgotten() {
    let (handset, hq) = (Handset::new(13, NOW), Hq::new());
    hq.issues("link");
    hq.loses_replies(true);
    handset.wire.plug(hq.clone());
    let phone = open(&handset);
    assert_eq!(block_on(phone.enrol("link")), Err(EnrolError::NoNetwork));
    hq.loses_replies(false);
    let code = lantern_ledger::api::code::PHONE_REVOKED;
    hq.refuses(Some((403, code)));
    assert_eq!(block_on(phone.enrol("link")), Err(EnrolError::Refused { code: code.to_owned() }));
    hq.refuses(None);
    hq.issues("another link");
    for phone in [phone, open(&handset)] {
        assert_eq!(phone.unanswered_enrolment(), None, "nobody is sent back to it");
    }
    block_on(open(&handset).enrol("another link")).unwrap();
}

#[test]
fn a_kill_at_any_step_of_enrolment_uses_no_link_up() {
    for steps in 0..40 {
        let (handset, hq) = (Handset::new(4, NOW), Hq::new());
        hq.issues("link");
        handset.wire.plug(hq.clone());
        let phone = open(&handset);
        run_for(steps, phone.enrol("link"));
        drop(phone);
        let phone = open(&handset);
        if phone.enrolment().is_none() {
            block_on(phone.enrol("link")).unwrap();
        }
        block_on(phone.set_place(at_settlement("KOS"))).unwrap();
        record(&phone, "K-1");
        sync(&phone, &handset, &hq);
        assert_eq!(phone.waiting().records, 0, "after {steps} steps");
    }
}

#[test]
fn a_counted_receipt_shows_that_hq_knows_the_phone_after_all() {
    let (handset, hq) = (Handset::new(8, NOW), Hq::new());
    let phone = enrolled(&handset, &hq);
    handset.wire.plug(hq.clone());
    hq.refuses(Some((401, "credential_unknown")));
    block_on(phone.sync_now());
    assert!(!phone.enrolment().unwrap().is_key_confirmed);
    hq.refuses(None);
    record(&phone, "K-1");
    block_on(phone.sync_now());
    assert!(phone.enrolment().unwrap().is_key_confirmed);
}

#[test]
fn links_that_are_used_old_or_cut_are_told_apart() {
    let (handset, hq) = (Handset::new(5, NOW), Hq::new());
    hq.issues("link");
    drop(enrolled_with(&Handset::new(6, NOW), &hq, "link"));
    handset.wire.plug(hq.clone());
    let phone = open(&handset);
    assert_eq!(block_on(phone.enrol("link")), Err(EnrolError::CodeUsed));
    assert_eq!(block_on(phone.enrol("lin")), Err(EnrolError::CodeUnknown));
    assert_eq!(phone.unanswered_enrolment(), None);
    hq.refuses(Some((410, "enrolment_expired")));
    assert_eq!(block_on(phone.enrol("old")), Err(EnrolError::CodeExpired));
    hq.refuses(Some((503, "busy")));
    assert_eq!(block_on(phone.enrol("new")), Err(EnrolError::Busy { retry_after_s: None }));
}

fn enrolled_with(handset: &Handset, hq: &Hq, link: &str) -> Phone {
    handset.wire.plug(hq.clone());
    let phone = open(handset);
    block_on(phone.enrol(link)).unwrap();
    phone
}

#[test]
fn a_word_on_the_credential_of_before_says_nothing_of_a_new_enrolment() {
    for (steps, is_contact_first) in (0..30).flat_map(|steps| [(steps, true), (steps, false)]) {
        let (handset, hq) = (Handset::new(9, NOW), Hq::new());
        let phone = enrolled(&handset, &hq);
        record(&phone, "K-1");
        hq.issues("after the restore");
        hq.knows_no_other_link_than("after the restore");
        hq.refuses(Some((403, "phone_revoked")));
        sync(&phone, &handset, &hq);
        assert!(events(&phone).contains(&crate::Event::Revoked));
        hq.refuses(None);
        let mut contact = Box::pin(phone.sync_now());
        let mut enrolling = Box::pin(phone.enrol("after the restore"));
        let (contact_steps, enrol_steps) = if is_contact_first { (steps, 0) } else { (0, steps) };
        let is_over = run_for(contact_steps, contact.as_mut()).is_some();
        let enrolled = run_for(enrol_steps, enrolling.as_mut());
        let contact = async {
            if !is_over {
                contact.await;
            }
        };
        let enrolling = async {
            match enrolled {
                Some(enrolled) => enrolled,
                None => enrolling.await,
            }
        };
        both(contact, enrolling).1.unwrap();
        block_on(phone.sync_now());
        assert_eq!(phone.waiting().records, 0, "after {steps} steps, {is_contact_first}");
        assert!(phone.enrolment().unwrap().is_key_confirmed, "after {steps} steps, {is_contact_first}");
        assert!(!events(&phone).contains(&crate::Event::CredentialUnknown), "after {steps} steps, {is_contact_first}");
        let again = open(&handset);
        sync(&again, &handset, &hq);
        assert!(matches!(again.sync_status(), crate::SyncStatus::Idle { .. }), "after {steps} steps");
    }
}

#[test]
fn a_phone_that_got_another_id_corrects_what_it_wrote_before() {
    let (handset, hq) = (Handset::new(10, NOW), Hq::new());
    let phone = enrolled(&handset, &hq);
    let saved = record(&phone, "K-1");
    hq.refuses(Some((401, "credential_unknown")));
    sync(&phone, &handset, &hq);
    hq.refuses(None);
    hq.issues("after the restore");
    let device = phone.enrolment().unwrap().device;
    block_on(phone.enrol("after the restore")).unwrap();
    assert_ne!(phone.enrolment().unwrap().device, device);
    block_on(phone.void(saved.id, line("wrong-card"))).unwrap();
    assert!(phone.record_view(saved.id).unwrap().void.is_some());
    assert!(open(&handset).record_view(saved.id).unwrap().void.is_some());
}
