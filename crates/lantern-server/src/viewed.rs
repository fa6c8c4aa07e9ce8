//! Who looked at what: a word in the office log, without anything of a person in it.
//!
//! Leaves what a word is to the routes. The same word is written once in ten minutes, however often a page renews itself.

use crate::server::Server;
use lantern_domain::Moment;
use lantern_ledger::office::OfficeEvent;
use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

const ONCE_IN_S: u64 = 600;
/// The most words that are remembered; beyond that the one said longest ago may be written again.
const WORDS_MAX: usize = 1_000;

/// What was looked at lately.
#[derive(Default)]
pub(crate) struct Viewed(Mutex<BTreeMap<String, Moment>>);

impl Viewed {
    /// Says whether this is worth a word now, and remembers it.
    fn is_news(&self, what: &str, now: Moment) -> bool {
        let mut lately = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        lately.retain(|_, at| now.0.abs_diff(at.0) < ONCE_IN_S);
        let is_news = !lately.contains_key(what);
        if is_news {
            if lately.len() >= WORDS_MAX {
                let oldest = lately.iter().min_by_key(|(_, at)| **at).map(|(word, _)| word.clone());
                oldest.and_then(|word| lately.remove(&word));
            }
            lately.insert(what.to_owned(), now);
        }
        is_news
    }
}

impl Server {
    /// Writes into the office log that somebody looked at records.
    ///
    /// Whoever has to look at a damaged journal must see the records although nothing can be written to it.
    pub(crate) fn note_viewed(&self, what: &str) {
        let at = self.clock.now();
        if !self.viewed.is_news(what, at) {
            return;
        }
        let event = OfficeEvent::RecordsViewed { at, what: what.to_owned() };
        if self.write_event(&self.office_turn(), event).is_err() {
            tracing::warn!("a look at records could not be written into the office log");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_said_once_in_ten_minutes_and_only_so_many_are_remembered() {
        let viewed = Viewed::default();
        assert!(viewed.is_news("record 0", Moment(0)));
        assert!(!viewed.is_news("record 0", Moment(599)));
        assert!(viewed.is_news("record 0", Moment(600)));
        for word in 1..=2 * WORDS_MAX {
            assert!(viewed.is_news(&format!("record {word}"), Moment(601)));
            assert!(viewed.0.lock().unwrap().len() <= WORDS_MAX);
        }
        assert!(viewed.is_news("record 0", Moment(602)), "it is the oldest, and forgotten");
    }
}
