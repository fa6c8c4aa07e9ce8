//! Something pulled from the server and kept fresh: pulled again when its address or the journal changes.
//!
//! The last good answer stays on the screen while the next one is on its way, so that nothing jumps.
//! Leaves drawing to the pages, and sending to [`super::client`].

use super::{
    client,
    failure::Failure,
    office::{Office, office},
};
use gloo_timers::future::TimeoutFuture;
use leptos::{prelude::*, task::spawn_local};
use serde::de::DeserializeOwned;

/// A pulled value and how it stands with it.
pub struct Fetched<T: Send + Sync + 'static> {
    /// The last good answer.
    pub value: RwSignal<Option<T>>,
    /// Why the last pull brought nothing; `None` after a good one.
    pub failure: RwSignal<Option<Failure>>,
    /// Whether an answer to another address than that of `value` is still to come.
    pub is_waiting: RwSignal<bool>,
    again: RwSignal<u32>,
}

impl<T: Send + Sync + 'static> Clone for Fetched<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: Send + Sync + 'static> Copy for Fetched<T> {}

impl<T: Send + Sync + 'static> Fetched<T> {
    /// Pulls once more.
    pub fn again(self) {
        self.again.update(|count| *count = count.wrapping_add(1));
    }
}

/// Pulls from an address for as long as the page is there.
pub fn fetched<T>(address: impl Fn() -> String + Send + Sync + 'static) -> Fetched<T>
where
    T: DeserializeOwned + PartialEq + Send + Sync + 'static,
{
    let office = office();
    let fetched = Fetched {
        value: RwSignal::new(None),
        failure: RwSignal::new(None),
        is_waiting: RwSignal::new(true),
        again: RwSignal::new(0),
    };
    let turn = StoredValue::new(0_u64);
    let address = Memo::new(move |_| address());
    Effect::new(move |before: Option<String>| {
        let address = address.get();
        office.cursor.track();
        fetched.again.track();
        let is_elsewhere = before.as_ref() != Some(&address);
        if is_elsewhere {
            fetched.is_waiting.set(true);
        }
        turn.update_value(|turn| *turn += 1);
        let mine = turn.get_value();
        let asked = address.clone();
        spawn_local(async move {
            let answer = client::get::<T>(&asked).await;
            if turn.try_get_value() != Some(mine) {
                return;
            }
            let retry_after_ms = answer.as_ref().err().and_then(Failure::retry_after_ms);
            fetched.settle(answer, office);
            if let Some(retry_after_ms) = retry_after_ms {
                TimeoutFuture::new(retry_after_ms).await;
                if turn.try_get_value() == Some(mine) {
                    fetched.again();
                }
            }
        });
        address
    });
    fetched
}

impl<T: PartialEq + Send + Sync + 'static> Fetched<T> {
    /// Takes an answer in; the page may be gone by now, which is no error.
    fn settle(self, answer: Result<T, Failure>, office: Office) {
        match answer {
            Ok(value) => {
                let is_same_question = self.is_waiting.try_get_untracked() == Some(false);
                if self.value.try_with_untracked(|old| old.as_ref() != Some(&value)) == Some(true) {
                    self.value.try_set(Some(value));
                    if is_same_question {
                        office.tell_changed();
                    }
                }
                if self.failure.try_with_untracked(Option::is_some) == Some(true) {
                    self.failure.try_set(None);
                }
            }
            Err(Failure::SignInNeeded) => office.session_ended(),
            Err(failure) => {
                // What stands there answers another question: it must not pass for the answer to this one.
                if self.is_waiting.try_get_untracked() == Some(true) {
                    self.value.try_set(None);
                }
                self.failure.try_set(Some(failure));
            }
        }
        self.is_waiting.try_set(false);
    }
}
