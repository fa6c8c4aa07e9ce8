//! A phone at work: it records, sends and takes note of what it can prove, for as long as a test lets it.

use super::send;
use lantern_ledger::api::{LogAnswer, SyncAnswer};
use lantern_ledger::receipt::ReceiptState;
use lantern_server::random::{Random as _, SystemRandomness};
use lantern_server::testing::{TestPhone, bundle_of, hand_over};
use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

/// Where the phones of these tests work.
pub const SITE: &str = "DEMO-SO1701-0001";

/// Sends a bundle and returns what the phone can prove afterwards: HQ's word that it holds so many entries.
pub fn acknowledged(address: SocketAddr, phone: &TestPhone, bundle: &[u8]) -> Option<u64> {
    let reply = send(address, phone, bundle).filter(|reply| reply.status == 200)?;
    let answer: SyncAnswer = serde_json::from_slice(&reply.body).expect("an answer to a bundle");
    let [log]: &[LogAnswer] = &answer.logs else { panic!("one log, one answer") };
    if log.seq == 0 {
        return Some(0);
    }
    let (seq, state) = phone.proof(log).expect("a receipt that the phone can prove");
    assert_eq!(state, ReceiptState::Counted);
    Some(seq)
}

/// Records and sends until told to stop; every acknowledgement counts as a promise.
pub fn works(address: SocketAddr, phone: &mut TestPhone, promised: &AtomicU64, is_over: &AtomicBool) {
    let mut held = 0;
    while !is_over.load(Ordering::SeqCst) {
        for _ in 0..3 {
            phone.records(SITE, hand_over("IOM-LANTERNS-2014").of(1, "SOLAR-LANTERN"));
        }
        let log = phone.log(SITE).clone();
        match acknowledged(address, phone, &bundle_of(&log.batches(&phone.key, held + 1, 50))) {
            Some(seq) => {
                promised.fetch_max(seq, Ordering::SeqCst);
                held = seq;
            }
            // The server is being started again; what it holds by then decides from where to send.
            None => held = acknowledged(address, phone, &phone.heads()).unwrap_or(held),
        }
    }
}

/// From no time at all up to so many milliseconds, drawn anew each time.
pub fn random_while(ms_max: u64) -> Duration {
    let mut bytes = [0; 2];
    SystemRandomness.fill(&mut bytes);
    Duration::from_millis(u64::from(u16::from_be_bytes(bytes)) * ms_max / u64::from(u16::MAX))
}
