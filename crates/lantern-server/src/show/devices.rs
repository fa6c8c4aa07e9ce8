//! Phones as HQ shows them: when each was heard of, up to where it reported for which settlement, what waits on it.

use super::names;
use crate::state::{HeldUnder, LogBook, Phone, State};
use crate::trust::fingerprint_of;
use lantern_domain::Moment;
use lantern_domain::SettlementRef;
use lantern_ledger::Genesis;
use lantern_ledger::api::{DeviceLog, DeviceRow, DeviceStatus, HeldKey};
use lantern_ledger::head::PublicKey;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use uuid::Uuid;

/// What the records of a log add up to.
#[derive(Default, Clone, Copy)]
struct LogSum {
    records: u64,
    recorded_at: Option<Moment>,
}

/// Makes the rows of all phones, by name.
pub(crate) fn rows(state: &State, now: Moment) -> Vec<DeviceRow> {
    let sums = sums(state);
    let mut rows: Vec<DeviceRow> = state.office.phones().map(|phone| row(state, phone, &sums, now)).collect();
    rows.sort_by_key(|row| (row.name.to_lowercase(), row.added_at));
    rows
}

fn row(state: &State, phone: &Phone, sums: &HashMap<Uuid, LogSum>, now: Moment) -> DeviceRow {
    let enrolled = phone.enrolled.as_ref();
    let contact_at = state.contacts.of(phone.device).map(|contact| contact.at);
    DeviceRow {
        device: phone.device,
        name: phone.name.clone(),
        status: status(phone, now),
        added_at: phone.added_at,
        link_expires_at: (!phone.is_link_used).then_some(phone.link_expires_at),
        enrolled_at: enrolled.map(|enrolled| enrolled.at),
        contact_at: contact_at.max(enrolled.map(|enrolled| enrolled.at)),
        app_version: app_version(state, phone),
        logs: logs(state, phone.device, sums),
    }
}

fn status(phone: &Phone, now: Moment) -> DeviceStatus {
    match &phone.enrolled {
        _ if phone.revoked_at.is_some() => DeviceStatus::Revoked,
        Some(_) => DeviceStatus::Enrolled,
        None if now >= phone.link_expires_at => DeviceStatus::Expired,
        None => DeviceStatus::Invited,
    }
}

/// Returns the version that the phone named last: in its newest log, or when it enrolled.
fn app_version(state: &State, phone: &Phone) -> Option<String> {
    let own = books_of(state, phone.device).flat_map(|(_, book)| book.origins());
    let newest = own.max_by_key(|origin| origin.genesis.at).map(|origin| origin.genesis.app_version.clone());
    newest.or_else(|| phone.enrolled.as_ref().map(|enrolled| enrolled.app_version.clone()))
}

fn logs(state: &State, device: Uuid, sums: &HashMap<Uuid, LogSum>) -> Vec<DeviceLog> {
    let mut logs: BTreeMap<Uuid, DeviceLog> = BTreeMap::new();
    for (log, book) in books_of(state, device) {
        logs.insert(log, held(state, log, book, sums.get(&log).copied().unwrap_or_default()));
    }
    let claimed = state.contacts.of(device).into_iter().flat_map(|contact| &contact.claimed);
    for (log, (seq, _)) in claimed {
        // A phone may carry others' logs, and names them too: those are shown with the phone that wrote them.
        if state.book(*log).is_none() || logs.contains_key(log) {
            logs.entry(*log).or_insert_with(|| unheard_of(*log)).claimed_seq = Some(*seq);
        }
    }
    let mut logs: Vec<DeviceLog> = logs.into_values().collect();
    logs.sort_by(|a, b| (&a.settlement_name, a.log).cmp(&(&b.settlement_name, b.log)));
    logs
}

fn held(state: &State, log: Uuid, book: &LogBook, sum: LogSum) -> DeviceLog {
    let genesis = book.origins().first().map(|origin| &origin.genesis);
    let settlement: Option<SettlementRef> = genesis.and_then(|genesis| genesis.settlement()).cloned();
    DeviceLog {
        log,
        settlement_name: settlement.as_ref().map(|settlement| names::settlement(state.plans.plan(), settlement)),
        settlement,
        seq: book.held.highest().seq,
        claimed_seq: None,
        records: sum.records,
        received_at: book.last_arrival().map(|arrival| arrival.received_at),
        recorded_at: sum.recorded_at,
        is_forked: book.held.tips().len() > 1,
        is_held: genesis.is_some_and(|genesis| !state.is_counted(genesis)),
    }
}

/// Makes the rows of the keys that HQ does not know, those with the latest word first.
pub(crate) fn held_keys(state: &State) -> Vec<HeldKey> {
    let mut rows: Vec<HeldKey> = state.held.keys().map(|(key, under)| held_key(state, key, under)).collect();
    rows.sort_by_key(|row| (Reverse(row.last_received_at), row.key));
    rows
}

fn held_key(state: &State, key: &PublicKey, under: &HeldUnder) -> HeldKey {
    let (mut carriers, mut is_going_on) = (BTreeSet::new(), false);
    for (_, book) in state.books() {
        let mut own = book.origins().iter().filter(|origin| origin.genesis.public_key == *key).peekable();
        if own.peek().is_some() {
            carriers.extend(book.carriers());
        }
        is_going_on |= own.any(|origin| goes_on(state, &origin.genesis));
    }
    HeldKey {
        key: fingerprint_of(key),
        device: under.device,
        is_phone_known: state.office.phone(under.device).is_some(),
        is_going_on,
        records: under.word_count,
        first_received_at: under.first_received_at,
        last_received_at: under.last_received_at,
        carried_by: carriers.into_iter().map(|carrier| names::device(state, carrier)).collect(),
        is_refused: state.office.is_refused(key),
    }
}

/// Says whether a log goes on from one that is counted as the same phone's.
fn goes_on(state: &State, genesis: &Genesis) -> bool {
    let older = genesis.parent.and_then(|parent| state.book(parent.log));
    let mut origins = older.into_iter().flat_map(LogBook::origins);
    origins.any(|origin| state.author(&origin.genesis) == Some(genesis.device))
}

fn unheard_of(log: Uuid) -> DeviceLog {
    DeviceLog {
        log,
        settlement: None,
        settlement_name: None,
        seq: 0,
        claimed_seq: None,
        records: 0,
        received_at: None,
        recorded_at: None,
        is_forked: false,
        is_held: false,
    }
}

fn books_of(state: &State, device: Uuid) -> impl Iterator<Item = (Uuid, &LogBook)> {
    let writer = move |genesis: &Genesis| state.author(genesis).unwrap_or(genesis.device);
    let is_own = move |book: &LogBook| book.origins().iter().any(|origin| writer(&origin.genesis) == device);
    state.books().filter(move |(_, book)| is_own(book))
}

fn sums(state: &State) -> HashMap<Uuid, LogSum> {
    let mut sums: HashMap<Uuid, LogSum> = HashMap::new();
    for record in state.tally.outlines() {
        let sum = sums.entry(record.log).or_default();
        sum.records += u64::from(!record.is_void());
        sum.recorded_at = sum.recorded_at.max(Some(record.at));
    }
    sums
}
