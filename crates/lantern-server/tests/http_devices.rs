//! Phones at HQ: who has reported, what waits, whether anything is new.

use lantern_domain::Moment;
use lantern_ledger::api::{ChangesAnswer, LogAnswerState};
use lantern_ledger::{Bundle, BundleReader, Item};
use lantern_server::storage::Storage as _;
use lantern_server::testing::{Camp, bundle_of, hand_over};

#[test]
fn the_phones_page_tells_who_has_reported_and_what_waits_on_a_phone() {
    let mut camp = Camp::new();
    let mut phone = camp.phone("tecno 1");
    camp.link("tecno 2");
    phone.records("SITE-1", hand_over("ROUND").to("A-1"));
    phone.records("SITE-2", hand_over("ROUND").to("B-1"));
    let site_1 = phone.log("SITE-1").clone();
    camp.clock.pass(100);
    camp.send(&phone, [phone.heads(), bundle_of(&[site_1.batch(&phone.key, 1, 1)])[4..].to_vec()].concat());
    let check = |camp: &Camp| {
        let rows = camp.office().devices();
        let names: Vec<_> = rows.iter().map(|row| row.name.as_str()).collect();
        assert_eq!(names, ["tecno 1", "tecno 2"]);
        assert_eq!(rows[0].contact_at, Some(Moment(1_795_219_300)));
        assert_eq!((rows[1].contact_at, rows[1].logs.len()), (None, 0));
        let mut logs: Vec<_> = rows[0]
            .logs
            .iter()
            .map(|log| (log.settlement_name.clone(), log.seq, log.claimed_seq, log.records))
            .collect();
        logs.sort();
        assert_eq!(logs, [(None, 0, Some(2), 0), (Some("SITE-1".into()), 1, Some(2), 0)]);
    };
    check(&camp);
    camp.restart();
    check(&camp);
    camp.send(&phone, phone.bundle());
    let rows = camp.office().devices();
    assert!(rows[0].logs.iter().all(|log| log.seq == 2 && log.claimed_seq == Some(2) && log.records == 1));
}

#[test]
fn a_phone_that_brings_nothing_new_is_written_down_once_a_minute() {
    let camp = Camp::new();
    let phone = camp.phone("tecno 1");
    let contact = |seconds| {
        camp.clock.pass(seconds);
        camp.send(&phone, phone.heads());
        camp.storage.last_position().0
    };
    let first = contact(0);
    assert_eq!([contact(20), contact(20), contact(19)], [first; 3]);
    assert_eq!(contact(1), first + 1);
    assert_eq!(camp.office().devices()[0].contact_at, Some(Moment(1_795_219_260)));
}

#[test]
fn changes_tell_cheaply_whether_anything_is_new() {
    let camp = Camp::new();
    let office = camp.office();
    let ask = |cursor: &str| office.get(&format!("/api/v1/changes?cursor={cursor}")).json::<ChangesAnswer>();
    let begun = ask("");
    assert!(begun.changed);
    assert!(!ask(&begun.cursor).changed);
    let mut phone = camp.phone("tecno 1");
    phone.records("SITE-1", hand_over("ROUND"));
    camp.send(&phone, phone.bundle());
    let changed = ask(&begun.cursor);
    assert!(changed.changed);
    assert!(!ask(&changed.cursor).changed);
    let of_another = office.get("/api/v1/changes?cursor=00000000000000000000000000000000.5");
    assert_eq!(of_another.problem(), (410, "cursor_gone".into()));
}

#[test]
fn what_a_phone_names_of_hqs_log_is_answered_and_is_no_log_of_its_own() {
    let camp = Camp::new();
    camp.office().imports_somalia();
    let phone = camp.phone("tecno 1");
    let log = camp.follow(&phone)[0].log;
    let page = camp.pull(&phone, log, 1).body;
    let batches = BundleReader::new(&page).expect("a page");
    let Some(Item::Batch(Ok(last))) = batches.last() else { panic!("a page of batches") };
    let mut bundle = Bundle::new();
    bundle.head(&last.head());
    let answer = camp.send(&phone, bundle.into_bytes());
    let [word] = &answer.logs[..] else { panic!("{answer:?}") };
    assert_eq!((word.log, word.state, word.is_forked), (log, LogAnswerState::Counted, false));
    assert!(camp.office().devices()[0].logs.is_empty());
}
