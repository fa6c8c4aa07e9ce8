//! Contacts: everything arrives once, however often it is sent, and the phone says why it does not.

use super::*;
use crate::{Event, SyncProblem, SyncStatus};
use lantern_ledger::Body;

#[test]
fn everything_arrives_once_and_a_contact_without_news_sends_heads_only() {
    let (handset, hq) = (Handset::new(1, NOW), Hq::new());
    let phone = enrolled(&handset, &hq);
    (0..500).for_each(|n| drop(record(&phone, &format!("K-{n}"))));
    sync(&phone, &handset, &hq);
    assert_eq!(hq.distribution_count(), 500);
    assert_eq!(phone.waiting().records, 0);
    assert!(matches!(phone.sync_status(), SyncStatus::Idle { contact_at: Some(_) }));
    let count = hq.request_count();
    sync(&phone, &handset, &hq);
    assert_eq!(hq.request_count(), count + 1);
    assert_eq!(hq.distribution_count(), 500);
}

#[test]
fn a_lost_answer_doubles_nothing() {
    let (handset, hq) = (Handset::new(2, NOW), Hq::new());
    let phone = enrolled(&handset, &hq);
    (0..9).for_each(|n| drop(record(&phone, &format!("K-{n}"))));
    hq.loses_replies(true);
    sync(&phone, &handset, &hq);
    assert_eq!(hq.distribution_count(), 9);
    assert_eq!(phone.waiting().records, 9, "no receipt came");
    assert!(matches!(phone.sync_status(), SyncStatus::Failed { problem: SyncProblem::NoNetwork, retry_at: Some(_) }));
    hq.loses_replies(false);
    sync(&phone, &handset, &hq);
    assert_eq!(hq.distribution_count(), 9);
    assert_eq!(phone.waiting().records, 0);
}

#[test]
fn a_server_restored_from_an_old_backup_is_healed() {
    let (handset, hq) = (Handset::new(3, NOW), Hq::new());
    let phone = enrolled(&handset, &hq);
    (0..9).for_each(|n| drop(record(&phone, &format!("K-{n}"))));
    sync(&phone, &handset, &hq);
    hq.forgets(6);
    assert_eq!(hq.distribution_count(), 4);
    sync(&open(&handset), &handset, &hq);
    assert_eq!(hq.distribution_count(), 9);
}

#[test]
fn a_sample_of_both_clocks_confirms_what_was_recorded_before_it() {
    let (handset, hq) = (Handset::new(4, NOW), Hq::new());
    let phone = enrolled(&handset, &hq);
    let saved = record(&phone, "K-1");
    assert!(!phone.record_view(saved.id).unwrap().is_clock_confirmed);
    handset.clock.pass(50);
    hq.clock_shows(NOW + 50 + 3600);
    sync(&phone, &handset, &hq);
    let view = phone.record_view(saved.id).unwrap();
    assert_eq!((view.at, view.is_clock_confirmed), (Moment(NOW + 3600), true));
    let samples = |hq: &Hq| hq.bodies().iter().filter(|body| matches!(body, Body::ClockSample(_))).count();
    assert_eq!(samples(&hq), 1);
    sync(&phone, &handset, &hq);
    assert_eq!(samples(&hq), 1, "nothing new needs a sample");
}

#[test]
fn problems_are_told_apart_and_nothing_is_lost() {
    let cases = [
        (503, "busy", SyncProblem::ServerBusy),
        (507, "disk_full", SyncProblem::ServerFull),
        (403, "phone_revoked", SyncProblem::Revoked),
        (401, "credential_unknown", SyncProblem::CredentialUnknown),
        (500, "internal", SyncProblem::Server { code: "internal".into() }),
    ];
    for (status, code, expected) in cases {
        let (handset, hq) = (Handset::new(5, NOW), Hq::new());
        let phone = enrolled(&handset, &hq);
        record(&phone, "K-1");
        hq.refuses(Some((status, code)));
        sync(&phone, &handset, &hq);
        let SyncStatus::Failed { problem, .. } = phone.sync_status() else { panic!("{code}") };
        assert_eq!(problem, expected);
        assert_eq!(events(&phone).contains(&Event::Revoked), code == "phone_revoked");
        assert_eq!(events(&phone).contains(&Event::CredentialUnknown), code == "credential_unknown");
        hq.refuses(None);
        sync(&phone, &handset, &hq);
        assert_eq!(hq.distribution_count(), 1);
    }
}

#[test]
fn a_phone_rolled_back_to_an_older_state_goes_on_in_a_new_log() {
    let (handset, hq) = (Handset::new(6, NOW), Hq::new());
    let phone = enrolled(&handset, &hq);
    record(&phone, "K-1");
    let (backup, copy) = (handset.disk.copied(), handset.copy.copied());
    record(&phone, "K-2");
    sync(&phone, &handset, &hq);
    drop(phone);
    let mut older = Handset::new(7, NOW + 500);
    (older.disk, older.copy) = (backup, copy);
    let phone = open(&older);
    sync(&phone, &older, &hq);
    let is_split = |event: &Event| matches!(event, Event::SplitHistory { .. });
    assert!(events(&phone).iter().any(is_split), "{:?}", events(&phone));
    record(&phone, "K-3");
    sync(&phone, &older, &hq);
    assert_eq!(hq.distribution_count(), 3);
    let continuing = hq.geneses().into_iter().find_map(|genesis| genesis.parent).unwrap();
    assert_eq!(continuing.relation, lantern_ledger::genesis::Relation::Continues);
}

#[test]
fn a_record_of_another_tab_that_only_reads_is_not_sent_by_it() {
    let (handset, hq) = (Handset::new(8, NOW), Hq::new());
    let chair = crate::testing::SharedChair::default();
    drop(enrolled(&handset, &hq));
    let writer = block_on(Phone::open_in(handset.world_with(chair.clone()))).unwrap();
    record(&writer, "K-1");
    let reader = block_on(Phone::open_in(handset.world_with(chair))).unwrap();
    sync(&reader, &handset, &hq);
    assert_eq!(reader.sync_status(), SyncStatus::Failed { problem: SyncProblem::ReadOnlyTab, retry_at: None });
    assert_eq!(hq.distribution_count(), 0);
}
