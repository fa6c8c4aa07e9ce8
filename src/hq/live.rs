//! Keeps figures fresh: asks every three seconds, while the page can be seen, whether the journal has grown.
//!
//! Pages follow [`Office::cursor`]; leaves pulling their figures to [`super::fetched`].

use super::{
    client,
    failure::Failure,
    filter,
    office::{Office, Session},
};
use gloo_timers::future::TimeoutFuture;
use lantern_ledger::api::ChangesAnswer;
use leptos::{prelude::*, task::spawn_local};
use web_sys::VisibilityState;

const EVERY_MS: u32 = 3_000;

/// Asks for as long as the app runs.
pub fn follow(office: Office) {
    spawn_local(async move {
        loop {
            if is_seen() && office.session.get_untracked() == Session::In {
                ask(office).await;
            }
            TimeoutFuture::new(EVERY_MS).await;
        }
    });
    let _for_as_long_as_the_app_runs = window_event_listener_untyped("visibilitychange", move |_| {
        if is_seen() && office.session.get_untracked() == Session::In {
            spawn_local(ask(office));
        }
    });
}

/// Asks once.
pub async fn ask(office: Office) {
    let known = office.cursor.get_untracked();
    let address = match &known {
        Some(cursor) => format!("/api/v1/changes?cursor={}", filter::escaped(cursor)),
        None => "/api/v1/changes".to_owned(),
    };
    match client::get::<ChangesAnswer>(&address).await {
        Ok(answer) => take(office, known.as_ref(), answer),
        Err(Failure::SignInNeeded) => office.session_ended(),
        // HQ was restored: what the journal holds now is another story, so everything is pulled again.
        Err(Failure::CursorGone) => office.cursor.set(None),
        Err(_) => reached(office, false),
    }
}

fn take(office: Office, known: Option<&String>, answer: ChangesAnswer) {
    reached(office, true);
    office.as_of.set(Some(answer.at));
    if office.position.get_untracked() != Some(answer.position) {
        office.position.set(Some(answer.position));
    }
    if office.care.with_untracked(|care| *care != answer.care) {
        office.care.set(answer.care);
    }
    if known != Some(&answer.cursor) {
        office.cursor.set(Some(answer.cursor));
    }
}

/// Says it only when it changes, so that nothing is drawn anew every three seconds.
fn reached(office: Office, is_reachable: bool) {
    if office.is_reachable.get_untracked() != is_reachable {
        office.is_reachable.set(is_reachable);
    }
}

fn is_seen() -> bool {
    document().visibility_state() == VisibilityState::Visible
}
