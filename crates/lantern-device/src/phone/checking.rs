//! Checking when idle: entries that were only read at the start are hashed from their log's beginning, slice by slice.
//!
//! Leaves saying what does not fit, and what becomes of it, to `opening`.

use super::core::Core;
use super::notes::checkpoint_name;
use crate::store::{StoreError, StoredEntry, Write};
use lantern_ledger::{Entry, Hash, Head};
use uuid::Uuid;

/// How many entries are hashed in one go.
const SLICE: u32 = 256;

impl Core {
    /// Checks the next slice; whether there is more to check. A store that does not answer now is asked at the next start.
    pub(super) async fn check_on(&self) -> bool {
        let checked = self.check_slice().await;
        checked.unwrap_or(false)
    }

    async fn check_slice(&self) -> Result<bool, StoreError> {
        let next = self.ask(|state| {
            let unchecked = state.logs.iter().find(|book| state.is_writer && book.unchecked_count() > 0)?;
            Some((unchecked.checked, unchecked.trusted_through))
        });
        let Some((checked, through)) = next else { return Ok(false) };
        let log = checked.log.log;
        let slice = self.world.store.entries((log, checked.seq + 1), (log, through), SLICE).await?;
        match self.chain_of(checked, &slice) {
            Some(head) => {
                let mut state = self.state.borrow_mut();
                if let Some(book) = state.book_mut(log) {
                    book.checked = head;
                }
            }
            None => self.read_with_doubt(log).await?,
        }
        Ok(true)
    }

    /// Returns the head to which stored entries lead; `None`: they do not fit together.
    fn chain_of(&self, checked: Head, slice: &[StoredEntry]) -> Option<Head> {
        let book_point = |seq| self.ask(|state| state.book(checked.log.log)?.point(seq));
        let fits = |head: Head, stored: &StoredEntry| {
            let before = if head.seq + 1 == stored.seq { head } else { book_point(stored.seq - 1)? };
            let after = before.then(&Entry::parse(&stored.bytes).ok()?);
            (after.hash == Hash(stored.hash)).then_some(after)
        };
        // None at all: they were there at the start.
        slice.iter().try_fold(checked, fits).filter(|_| !slice.is_empty())
    }

    /// Reads everything anew as at a start, and hashes all of it. The log's checkpoint goes, so that the next start does
    /// so as well.
    async fn read_with_doubt(&self, log: Uuid) -> Result<(), StoreError> {
        // In the order in which others take them: nothing is sent, typed or saved meanwhile.
        let contact = self.contacting.enter().await;
        let drafting = self.drafting.enter().await;
        let appending = self.appending.enter().await;
        self.has_doubt.set(true);
        let remove = vec![checkpoint_name(log)];
        // Should this not be stored, the next start trusts the log once more and finds the damage when idle again.
        let _ = self.world.store.write(Write { remove, ..Write::default() }).await;
        self.load().await?;
        self.reconcile().await?;
        drop((contact, drafting, appending));
        // What was typed meanwhile: its own failure is told at the next keystroke.
        let _ = self.store_drafts().await;
        // Who asked for a contact meanwhile found the way taken.
        let late = self.late.take();
        if let Some(late) = late {
            self.contact(late).await;
        }
        Ok(())
    }
}
