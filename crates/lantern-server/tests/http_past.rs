//! Totals as of a moment, or a position of the journal: what HQ would have answered with then.
#![expect(clippy::unwrap_used, reason = "a test may")]

use lantern_domain::tally::Totals;
use lantern_server::storage::Storage as _;
use lantern_server::testing::{Camp, TestPhone, hand_over};

const KOSAAR: &str = "DEMO-SO1301-0001";
const QUERY: &str = "group=settlement,item,day";

/// The totals now, and where the journal and the clock are.
struct Then {
    totals: Totals,
    position: u64,
    moment: String,
}

fn now(camp: &Camp) -> Then {
    let seconds = lantern_server::clock::Clock::now_ms(&*camp.clock).div_euclid(1000);
    let moment = chrono::DateTime::from_timestamp(seconds, 0).unwrap().format("%Y-%m-%dT%H:%M:%SZ").to_string();
    Then { totals: camp.office().totals(QUERY), position: camp.storage.last_position().0, moment }
}

#[test]
fn the_past_is_answered_as_it_was_by_position_and_by_moment() {
    let mut camp = Camp::new();
    let mut phone = camp.phone("tecno 1");
    let late_link = camp.link("tecno 2");
    let mut late = TestPhone::new();
    (late.device, late.operation) = (late_link.device, phone.operation);
    let mut times = vec![now(&camp)];
    let mut next = |camp: &Camp| {
        times.push(now(camp));
        camp.clock.pass(3600);
    };
    let lantern = || hand_over("KOSAAR-1").of(1, "SOLAR-LANTERN").at(1_795_219_200);

    phone.records(KOSAAR, lantern().to("KOS-1").people(6));
    let wrong = phone.records(KOSAAR, lantern().to("KOS-2").people(3));
    camp.send(&phone, phone.bundle());
    next(&camp);
    // A plan brings names, targets, and days three hours from UTC.
    camp.office().imports_somalia();
    next(&camp);
    phone.voids(KOSAAR, wrong);
    camp.send(&phone, phone.bundle());
    next(&camp);
    // What a phone without an enrolment wrote is held, and counts from its enrolment on.
    late.records(KOSAAR, lantern().to("KOS-3"));
    camp.send(&phone, late.bundle());
    next(&camp);
    let _late = late.enrolled(&camp, &late_link);
    next(&camp);

    for _ in 0..2 {
        let office = camp.office();
        for then in &times {
            assert_eq!(office.totals(&format!("{QUERY}&as_of={}", then.position)), then.totals, "{}", then.position);
        }
        for then in &times[1..] {
            assert_eq!(office.totals(&format!("{QUERY}&as_of={}", then.moment)), then.totals, "{}", then.moment);
        }
        assert_eq!(office.totals("as_of=0").all.services, 0);
        assert_eq!(office.totals("as_of=99999999").all.services, 2);
        assert_eq!(office.totals("as_of=1999-01-01T00:00:00Z").all.services, 0);
        assert_eq!(office.totals("as_of=2999-01-01T00:00:00Z").all.services, 2);
        drop(office);
        camp.restart();
    }
    let services: Vec<u64> = times.iter().map(|then| then.totals.all.services).collect();
    assert_eq!(services, [0, 2, 2, 1, 1, 2]);
}

#[test]
fn a_past_that_is_neither_a_moment_nor_a_position_is_refused() {
    let camp = Camp::new();
    let office = camp.office();
    for as_of in ["yesterday", "-1", "2026-11-01"] {
        assert_eq!(office.get(&format!("/api/v1/totals?as_of={as_of}")).problem().0, 400, "{as_of}");
    }
}
