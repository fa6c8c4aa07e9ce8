//! Two tabs of one browser: one writes, and what the other does or takes over loses nothing of it.

use super::checking::with_entries;
use super::*;
use crate::testing::{SharedChair, run_for};
use crate::world::Chair as _;
use crate::{Event, SaveError};

#[test]
fn what_is_recorded_at_any_step_of_taking_over_is_shown_and_recording_goes_on() {
    // Long enough that what is read first is old before all is read.
    let (used, hq, long_log) = with_entries(1, 1100);
    let mut refused_count = 0;
    for (seed, steps) in (2..8).flat_map(|seed| (0..16).map(move |steps| (seed, steps))) {
        let mut handset = Handset::new(seed, NOW + 2000);
        (handset.disk, handset.copy) = (used.disk.copied(), used.copy.copied());
        let phone = open(&handset);
        block_on(phone.set_place(at_settlement("BAY"))).unwrap();
        record(&phone, "K-2");
        let is_read_first = phone.records(0, 1)[0].log < long_log;
        drop(phone);
        if !is_read_first {
            continue;
        }
        let chair = SharedChair::default();
        assert!(block_on(chair.try_take()));
        let phone = block_on(Phone::open_in(handset.world_with(chair.clone()))).unwrap();
        chair.leave();
        let before = phone.record_count();
        let other = phone.clone();
        let mut taking = Box::pin(async move { other.take_over().await });
        let is_over = run_for(steps, taking.as_mut()).is_some();
        let taking = async {
            if !is_over {
                taking.await;
            }
        };
        let (saved, ()) = both(phone.record(lantern_for("K-3"), None), taking);
        refused_count += usize::from(saved == Err(SaveError::ReadOnlyTab));
        let expected = before + usize::from(saved.is_ok());
        assert_eq!(phone.record_count(), expected, "after {steps} steps, {saved:?}");
        assert!(phone.is_writer(), "after {steps} steps");
        assert_eq!(events(&phone), [Event::SecondCopyLost], "after {steps} steps");
        record(&phone, "K-4");
        assert_eq!(open(&handset).record_count(), expected + 1);
    }
    assert!(refused_count > 4 && hq.distribution_count() == 0, "{refused_count}");
}

#[test]
fn a_notice_put_away_in_a_tab_that_only_reads_takes_no_other_notice_away() {
    let (handset, hq) = (Handset::new(2, NOW), Hq::new());
    drop(enrolled(&handset, &hq));
    handset.copy.wipe();
    let chair = SharedChair::default();
    let open_tab = || block_on(Phone::open_in(handset.world_with(chair.clone()))).unwrap();
    let writer = open_tab();
    record(&writer, "K-1");
    handset.clock.step(-7200);
    record(&writer, "K-2");
    handset.clock.step(-86_400);
    let reader = open_tab();
    record(&writer, "K-3");
    let number = reader.notices()[0].number;
    block_on(reader.dismiss(number));
    let told = Event::ClockStepped { seconds: -86_400 };
    assert!(events(&writer).contains(&told));
    assert!(events(&open(&handset)).contains(&told), "{:?}", events(&open(&handset)));
}
