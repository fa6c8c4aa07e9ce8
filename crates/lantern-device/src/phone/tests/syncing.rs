//! Contacts: everything arrives once, however often it is sent, and the phone says why it does not.

use super::checking::with_entries;
use super::*;
use crate::testing::run_for;
use crate::transport::Body as Sent;
use crate::{Event, SyncProblem, SyncStatus};
use lantern_ledger::api::LogAnswerState;
use lantern_ledger::sync::{Input, Wake};
use lantern_ledger::{Body, BundleReader, Item};

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

#[test]
fn a_reason_at_any_step_of_a_contact_leads_to_another_contact() {
    let mut late_count = 0;
    for steps in 1..60 {
        let (handset, hq) = (Handset::new(9, NOW), Hq::new());
        let phone = enrolled(&handset, &hq);
        record(&phone, "K-1");
        hq.meddles(|answer| answer.logs.iter_mut().for_each(|log| log.state = LogAnswerState::Fork));
        handset.wire.plug(hq.clone());
        let other = phone.clone();
        let mut contact = Box::pin(async move { other.sync_now().await });
        if run_for(steps, contact.as_mut()).is_some() {
            break;
        }
        let asked = hq.request_count();
        late_count += 1;
        block_on(phone.core.contact(Input::Wake(Wake::Occasion)));
        block_on(contact);
        assert!(hq.request_count() > asked, "after {steps} steps");
        let asked = hq.request_count();
        block_on(phone.sync_now());
        assert!(hq.request_count() > asked, "after {steps} steps no contact is made any more");
    }
    assert!(late_count > 10, "{late_count}");
}

#[test]
fn a_person_who_asks_at_any_step_of_being_told_that_the_phone_is_revoked_is_heard() {
    for steps in 1..60 {
        let (handset, hq) = (Handset::new(10, NOW), Hq::new());
        let phone = enrolled(&handset, &hq);
        record(&phone, "K-1");
        hq.refuses(Some((403, "phone_revoked")));
        handset.wire.plug(hq.clone());
        let other = phone.clone();
        let mut contact = Box::pin(async move { other.sync_now().await });
        let is_over = run_for(steps, contact.as_mut()).is_some();
        block_on(phone.sync_now());
        if !is_over {
            block_on(contact);
        }
        hq.refuses(None);
        block_on(phone.sync_now());
        assert_eq!(hq.distribution_count(), 1, "after {steps} steps");
    }
}

#[test]
fn a_gateway_that_asks_to_wait_is_obeyed_by_everybody_for_an_hour_at_most() {
    for (status, asked_s, least_s) in [(503, 60, 60), (429, 600, 600), (502, 5, 5), (503, u32::MAX, 3600)] {
        let (handset, hq) = (Handset::new(11, NOW), Hq::new());
        let phone = enrolled(&handset, &hq);
        record(&phone, "K-1");
        hq.is_behind(Some((status, Some(asked_s))));
        sync(&phone, &handset, &hq);
        let SyncStatus::Failed { problem, retry_at: Some(retry_at) } = phone.sync_status() else { panic!("{status}") };
        assert_eq!(problem, SyncProblem::ServerBusy);
        let wait_s = retry_at.0 - NOW;
        assert!((least_s..=least_s + 2).contains(&wait_s), "{wait_s} s after {asked_s}");
        hq.is_behind(None);
        let count = hq.request_count();
        for wake in [Wake::Person, Wake::Occasion, Wake::Timer] {
            block_on(phone.core.contact(Input::Wake(wake)));
            assert_eq!(hq.request_count(), count, "{wake:?}");
        }
        block_on(phone.core.contact(Input::Waited { timer: phone.core.timer.get() }));
        assert_eq!(hq.distribution_count(), 1);
    }
}

#[test]
fn a_wait_ends_in_its_time_though_the_clock_is_set_back_or_the_phone_sleeps() {
    let waiting = |handset: &Handset| {
        let hq = Hq::new();
        let phone = enrolled(handset, &hq);
        record(&phone, "K-1");
        hq.is_behind(Some((503, Some(60))));
        sync(&phone, handset, &hq);
        handset.clock.pass(50);
        assert!(!phone.core.is_wait_over());
        phone
    };
    let handset = Handset::new(13, NOW);
    let phone = waiting(&handset);
    handset.clock.step(-300_000_000);
    assert!(!phone.core.is_wait_over());
    handset.clock.pass(20);
    assert!(phone.core.is_wait_over());
    let handset = Handset::new(14, NOW);
    let phone = waiting(&handset);
    handset.clock.sleep(20);
    assert!(phone.core.is_wait_over());
    block_on(phone.core.contact(Input::Waited { timer: phone.core.timer.get() }));
    let SyncStatus::Failed { retry_at: Some(_), .. } = phone.sync_status() else { panic!("another wait") };
    assert!(!phone.core.is_wait_over(), "one that has just begun");
}

#[test]
fn whatever_number_waits_each_entry_goes_out_once_around_each_page_of_the_store() {
    // 500: where the helper signs; 1000: a page at the start; 1536: what is looked at for one batch.
    for count in [2, 3, 499, 500, 501, 502, 999, 1000, 1001, 1535, 1536, 1537, 1538, 3072, 3073] {
        let (handset, hq, _) = with_entries(12, count);
        let phone = open(&handset);
        assert_eq!(phone.waiting().records, count - 1);
        sync(&phone, &handset, &hq);
        assert_eq!((hq.distribution_count() as u64, phone.waiting().records), (count - 1, 0), "of {count}");
        // The contact's own clock sample goes out after the records.
        assert_eq!(entries_sent(&hq), count + 1, "of {count}");
        assert_eq!(open(&handset).waiting().records, 0);
    }
}

fn entries_sent(hq: &Hq) -> u64 {
    let mut count = 0;
    for request in hq.requests_to("/api/v1/batches") {
        let Some(Sent::Bundle(bundle)) = &request.body else { continue };
        for item in BundleReader::new(bundle).unwrap() {
            if let Item::Batch(batch) = item {
                count += batch.unwrap().count();
            }
        }
    }
    count
}
