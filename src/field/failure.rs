//! What the device could not do, in words and with the next step.
//!
//! Leaves what went wrong to the device's errors; technical reasons are shown as they are, for whoever is asked for help.

use crate::text::Words;
use crate::ui::{El, Tone, drawn, el, note};
use lantern_device::{EnrolError, Event, OpenError, ReceiptFault, SaveError, SyncProblem};
use leptos::prelude::*;

/// Says why nothing was saved.
pub fn save_error(words: &Words, error: &SaveError) -> String {
    let save = &words.save;
    match error {
        SaveError::Full => save.full.to_owned(),
        SaveError::ReadOnlyTab => save.other_tab.to_owned(),
        SaveError::Gone => save.gone.to_owned(),
        SaveError::NotEnrolled => save.not_enrolled.to_owned(),
        SaveError::NoPlace => save.no_place.to_owned(),
        SaveError::NoOperator => save.no_operator.to_owned(),
        SaveError::TooLarge => save.too_large.to_owned(),
        SaveError::UnknownRecord => save.unknown_record.to_owned(),
        SaveError::Unchanged => save.unchanged.to_owned(),
        SaveError::Refused(why) => (save.storage)(&why.to_string()),
        SaveError::Storage(why) => (save.storage)(why),
    }
}

/// Says why the phone is not set up.
pub fn enrol_error(words: &Words, error: &EnrolError) -> String {
    let problems = &words.enrol_problems;
    match error {
        EnrolError::CodeUsed => problems.used.to_owned(),
        EnrolError::CodeExpired => problems.expired.to_owned(),
        EnrolError::CodeUnknown => problems.unknown.to_owned(),
        EnrolError::AlreadyEnrolled => problems.already.to_owned(),
        EnrolError::NoNetwork => problems.no_network.to_owned(),
        EnrolError::Busy { .. } => problems.busy.to_owned(),
        EnrolError::Refused { code } => (problems.refused)(code),
        EnrolError::ReadOnlyTab => problems.other_tab.to_owned(),
        EnrolError::Storage(why) => (problems.storage)(why),
    }
}

/// Says why the app cannot work here: a heading and what to do.
pub fn open_error(words: &Words, error: &OpenError) -> (&'static str, &'static str) {
    let faces = &words.faces;
    match error {
        OpenError::NoSecureContext => (faces.insecure, faces.insecure_how),
        OpenError::StorageUnavailable(_) => (faces.no_storage, faces.no_storage_how),
        OpenError::NewerData => (faces.newer_data, faces.newer_data_how),
    }
}

/// Says why the last contact failed.
pub fn sync_problem(words: &Words, problem: &SyncProblem) -> String {
    let sync = &words.sync;
    match problem {
        SyncProblem::NoNetwork => sync.no_network.to_owned(),
        SyncProblem::ServerBusy => sync.busy.to_owned(),
        SyncProblem::ServerFull => sync.full.to_owned(),
        SyncProblem::Revoked => sync.revoked.to_owned(),
        SyncProblem::CredentialUnknown => sync.unknown.to_owned(),
        SyncProblem::Unreadable => sync.unreadable.to_owned(),
        SyncProblem::Server { code } => (sync.server)(code),
        SyncProblem::Storage(why) => (sync.storage)(why),
        SyncProblem::NotEnrolled => sync.not_enrolled.to_owned(),
        SyncProblem::ReadOnlyTab => words.faces.second_tab.to_owned(),
    }
}

/// Says what a notice is about.
pub fn event(words: &Words, event: &Event) -> String {
    let notices = &words.notices;
    match event {
        Event::StoreLost { had, restored } => (notices.store_lost)(&had.to_string(), &restored.to_string()),
        Event::EntriesRestored { restored } => (notices.entries_restored)(*restored),
        Event::SecondCopyLost => notices.second_copy_lost.to_owned(),
        Event::SecondCopyFailing => notices.second_copy_failing.to_owned(),
        Event::CopiesDiffer { .. } => notices.copies_differ.to_owned(),
        Event::Damaged { .. } => notices.damaged.to_owned(),
        Event::KeyLost => notices.key_lost.to_owned(),
        Event::KeyRefused => notices.key_refused.to_owned(),
        Event::KeyConfirmed => notices.key_confirmed.to_owned(),
        Event::ReceiptRefused { why, .. } => receipt_fault(words, *why).to_owned(),
        Event::SplitHistory { .. } => notices.split_history.to_owned(),
        Event::LogRefused { code, .. } => (notices.log_refused)(code),
        Event::PlanRefused => notices.plan_refused.to_owned(),
        Event::Revoked => notices.revoked.to_owned(),
        Event::CredentialUnknown => notices.credential_unknown.to_owned(),
        Event::ClockStepped { seconds } => clock_stepped(words, *seconds),
        Event::NotPersisted => notices.not_persisted.to_owned(),
    }
}

/// Returns how serious a notice is: whether somebody has to act, or only has to know.
pub fn tone(event: &Event) -> Tone {
    match event {
        Event::NotPersisted | Event::ClockStepped { .. } | Event::SecondCopyLost | Event::EntriesRestored { .. } => {
            Tone::Care
        }
        Event::KeyConfirmed => Tone::Good,
        _ => Tone::Stop,
    }
}

fn receipt_fault(words: &Words, why: ReceiptFault) -> &'static str {
    match why {
        ReceiptFault::Unreadable => words.notices.receipt_unreadable,
        ReceiptFault::Signature => words.notices.receipt_signature,
        ReceiptFault::Hash => words.notices.receipt_hash,
        ReceiptFault::TooHigh => words.notices.receipt_too_high,
    }
}

fn clock_stepped(words: &Words, seconds: i64) -> String {
    let say = if seconds < 0 { words.notices.clock_back } else { words.notices.clock_forward };
    say(&words.units.age(seconds.saturating_abs()))
}

/// Shows why something could not be saved; nothing for `None`.
pub fn failed(why: RwSignal<Option<String>>) -> El {
    el("div").attr("role", "alert").child(drawn(move || why.get().map(|said| note(Tone::Stop, said))))
}
