//! Worlds that are broken on purpose, one seam each: the simulator sees every one of them, and none that is sound.
//!
//! A variant that is not found here would mean that nothing guards its invariant.

mod variants;

use lantern_sim::findings::Finding;
use lantern_sim::seams::{Seams, Sound};
use lantern_sim::signing::Signing;
use lantern_sim::world::{Setup, run};
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Within so many worlds each variant has to be found.
const SEEDS: u64 = 120;

fn setup(seams: &'static dyn Seams) -> Setup {
    Setup { phones: 3, days: 2, signing: Signing::Fast, seams, is_verbose: false }
}

/// Returns what the first world that finds anything finds. The product may also stop with a panic: that is seen as well.
fn found(seams: &'static dyn Seams) -> Option<(u64, Option<Finding>)> {
    (1..=SEEDS).find_map(|seed| match catch_unwind(AssertUnwindSafe(|| run(seed, setup(seams)))) {
        Ok(outcome) => outcome.finding.map(|(_, finding)| (seed, Some(finding))),
        Err(_) => Some((seed, None)),
    })
}

/// The variant is found, as a breach of one of these invariants.
fn is_found(seams: &'static dyn Seams, invariants: &[u8]) {
    let (seed, finding) = found(seams).expect("a broken world is found");
    let finding = finding.unwrap_or_else(|| panic!("seed {seed}: a panic in place of a finding"));
    assert!(invariants.contains(&finding.invariant.0), "seed {seed}: {finding}");
}

#[test]
fn sound_worlds_are_found_sound() {
    for seed in 1..=12 {
        let outcome = run(seed, setup(&Sound));
        assert_eq!(outcome.finding, None, "seed {seed}");
        assert!(outcome.counts.device_days >= 6);
    }
}

#[test]
fn the_real_signatures_do_as_the_fast_ones() {
    let outcome = run(1, Setup { signing: Signing::Real, days: 1, ..setup(&Sound) });
    assert_eq!(outcome.finding, None);
    assert!(outcome.counts.entries >= 60);
}

#[test]
fn a_seed_repeats_itself() {
    let counts = || run(5, setup(&Sound)).counts;
    assert_eq!(counts().to_string(), counts().to_string());
}

#[test]
fn a_phone_that_says_saved_before_its_transaction_is_found() {
    is_found(&variants::phone::SavedTooSoon, &[1]);
}

#[test]
fn a_phone_that_says_saved_on_a_full_disk_is_found() {
    is_found(&variants::phone::FullUnsaid, &[1]);
}

#[test]
fn a_phone_that_edits_a_record_in_place_is_found() {
    is_found(&variants::phone::Editor, &[2]);
}

#[test]
fn a_phone_that_takes_nothing_back_from_its_second_copy_is_found() {
    is_found(&variants::phone::Forgetful, &[1, 8]);
}

#[test]
fn a_phone_that_believes_any_signature_is_found() {
    is_found(&variants::phone::Credulous, &[6]);
}

#[test]
fn a_disk_whose_sync_does_nothing_is_found() {
    is_found(&variants::hq::NoSync, &[4, 5]);
}

#[test]
fn a_server_that_answers_before_the_commit_is_found() {
    is_found(&variants::hq::AnswersFirst, &[3, 4, 5]);
}

#[test]
fn a_server_that_acknowledges_on_a_full_disk_is_found() {
    is_found(&variants::hq::FullUnsaid, &[4]);
}

#[test]
fn an_intake_that_counts_doubles_is_found() {
    is_found(&variants::totals::CountsArrivals, &[3]);
}

#[test]
fn a_fold_that_passes_over_voids_is_found() {
    is_found(&variants::totals::NoVoids, &[3]);
}

#[test]
fn totals_by_day_that_lose_a_day_are_found() {
    is_found(&variants::totals::LosesADay, &[3]);
}

#[test]
fn a_fold_that_counts_what_is_held_is_found() {
    is_found(&variants::totals::CountsHeld, &[3]);
}

#[test]
fn a_fold_that_counts_one_history_of_a_fork_is_found() {
    is_found(&variants::totals::OneHistory, &[3]);
}

#[test]
fn an_intake_that_stops_at_a_bad_batch_is_found() {
    is_found(&variants::hq::StopsAtBadBatch, &[8]);
}

#[test]
fn an_intake_that_takes_no_cut_body_is_found() {
    is_found(&variants::hq::WholeBodiesOnly, &[8]);
}

#[test]
fn a_fork_that_nobody_is_told_of_is_found() {
    is_found(&variants::hq::SilentFork, &[7]);
}

#[test]
fn an_index_that_loses_what_it_was_told_is_found() {
    is_found(&variants::hq::LossyIndex, &[9]);
}

#[test]
fn totals_that_forget_at_a_restart_are_found() {
    is_found(&variants::totals::Sticky, &[3, 9]);
}

#[test]
fn a_server_that_drops_what_it_finds_odd_is_found() {
    is_found(&variants::hq::PickyDoor, &[8]);
}

#[test]
fn a_tab_that_lost_its_lock_and_says_saved_is_found() {
    is_found(&variants::phone::ConflictUnsaid, &[1]);
}

#[test]
fn a_phone_that_believes_what_was_right_once_over_its_entries_is_found() {
    is_found(&variants::phone::Remembers, &[13]);
}

#[test]
fn a_lost_database_that_nobody_notices_is_found() {
    is_found(&variants::phone::Amnesiac, &[10]);
}

#[test]
fn an_answer_that_names_somebody_is_found() {
    is_found(&variants::hq::Talkative, &[11]);
}

#[test]
fn a_server_that_keeps_its_plan_to_itself_is_found() {
    is_found(&variants::hq::KeepsItsPlan, &[10]);
}
