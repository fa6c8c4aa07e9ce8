//! The phone at work, with a headquarters in memory: kills, losses, lies and doubled answers.

mod checking;
mod damaged;
mod decided;
mod enrolling;
mod hq;
mod receipts;
mod recording;
mod restoring;
mod room;
mod syncing;
mod tabs;
mod untold;

use crate::testing::{Handset, block_on};
use crate::{Phone, Place, Saved};
use hq::Hq;
use lantern_domain::{
    CardCode, Code, Collector, Distribution, Line, Moment, Quantity, Recipient, SettlementRef, ShortText,
};
use std::task::Context;

/// The phone's clock at the start of each test; the server's is [`hq::SERVER_AT`].
const NOW: i64 = 1_500_000_100;

fn code(text: &str) -> Code {
    Code::new(text).unwrap()
}

fn line(text: &str) -> ShortText {
    ShortText::new(text).unwrap()
}

fn lantern_for(card: &str) -> Distribution {
    Distribution {
        at: Moment(0),
        round: code("R1"),
        recipient: Recipient::Household(CardCode::new(card).unwrap()),
        size: None,
        sex_age: None,
        collector: Collector::Recipient,
        lines: vec![Line {
            item: code("LANTERN"),
            quantity: Quantity::new(1).unwrap(),
            entitled: None,
            reason: None,
            substitute_for: None,
            batch_no: None,
            expires_on: None,
        }],
        proof: None,
        position: None,
        operator: line("Amina"),
        repeat_reason: None,
        note: None,
        seals: Vec::new(),
    }
}

fn at_settlement(name: &str) -> Place {
    Place { round: code("R1"), settlement: SettlementRef::Planned(code(name)) }
}

fn open(handset: &Handset) -> Phone {
    block_on(Phone::open_in(handset.world())).unwrap()
}

/// A phone that is enrolled, knows its operator and place, and has no network any more.
fn enrolled(handset: &Handset, hq: &Hq) -> Phone {
    let phone = open(handset);
    let link = format!("link-{}", hq.request_count());
    hq.issues(&link);
    handset.wire.plug(hq.clone());
    block_on(phone.enrol(&link)).unwrap();
    block_on(phone.set_operator(line("Amina"))).unwrap();
    block_on(phone.set_place(at_settlement("KOS"))).unwrap();
    handset.wire.unplug();
    phone
}

fn record(phone: &Phone, card: &str) -> Saved {
    block_on(phone.record(lantern_for(card), None)).unwrap()
}

/// Runs two futures by turns until both are done, the first one first.
fn both<A, B>(one: impl Future<Output = A>, other: impl Future<Output = B>) -> (A, B) {
    let (mut one, mut other) = (std::pin::pin!(one), std::pin::pin!(other));
    let (mut first, mut second) = (None, None);
    block_on(std::future::poll_fn(|context| {
        take_ready(&mut first, one.as_mut(), context);
        take_ready(&mut second, other.as_mut(), context);
        let is_done = first.is_some() && second.is_some();
        if is_done { std::task::Poll::Ready(()) } else { std::task::Poll::Pending }
    }));
    first.zip(second).unwrap()
}

fn take_ready<T>(done: &mut Option<T>, future: std::pin::Pin<&mut impl Future<Output = T>>, context: &mut Context<'_>) {
    if done.is_none()
        && let std::task::Poll::Ready(value) = future.poll(context)
    {
        *done = Some(value);
    }
}

fn sync(phone: &Phone, handset: &Handset, hq: &Hq) {
    handset.wire.plug(hq.clone());
    block_on(phone.sync_now());
}

fn events(phone: &Phone) -> Vec<crate::Event> {
    phone.notices().into_iter().map(|notice| notice.event).collect()
}
