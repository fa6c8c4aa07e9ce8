//! Half-typed forms. Once nothing is being written any more, the newest text survives a kill.
//!
//! They go through the store's one strict write as everything does: a text of a few hundred bytes costs a phone one
//! flush, and while that is under way only the newest text waits, so typing never runs ahead of the disk by more
//! than one write. Relaxed writes or localStorage (written up to a minute late) would lose what was typed last.

use super::core::Core;
use super::notes::draft_name;
use crate::SaveError;
use crate::store::Write;

impl Core {
    /// Takes a text, and stores it and every other that waits, unless somebody is at it already.
    pub(super) async fn save_draft(&self, key: &str, json: String) -> Result<(), SaveError> {
        self.may_write()?;
        self.state.borrow_mut().put_draft(key, Some(json));
        self.mark_dirty(key);
        self.store_drafts().await
    }

    pub(super) async fn clear_draft(&self, key: &str) -> Result<(), SaveError> {
        self.may_write()?;
        if !self.state.borrow_mut().put_draft(key, None) {
            return Ok(());
        }
        self.mark_dirty(key);
        let _turn = self.drafting.enter().await;
        self.write_dirty().await
    }

    /// Forgets a draft that the store has removed already, also the newer text of it that still waits.
    pub(super) fn forget_draft(&self, key: &str) {
        self.change(|state| state.put_draft(key, None));
        self.dirty_drafts.borrow_mut().retain(|dirty| dirty != key);
    }

    fn mark_dirty(&self, key: &str) {
        let mut dirty = self.dirty_drafts.borrow_mut();
        if !dirty.iter().any(|other| other == key) {
            dirty.push(key.to_owned());
        }
    }

    /// Stores what waits, unless somebody is at it already.
    pub(super) async fn store_drafts(&self) -> Result<(), SaveError> {
        let Some(_turn) = self.drafting.try_enter() else { return Ok(()) };
        while !self.dirty_drafts.borrow().is_empty() {
            self.write_dirty().await?;
        }
        Ok(())
    }

    async fn write_dirty(&self) -> Result<(), SaveError> {
        let dirty = self.dirty_drafts.take();
        let mut write = Write::default();
        for key in &dirty {
            match self.ask(|state| state.draft(key).cloned()) {
                Some(text) => write.put.push((draft_name(key), text.into_bytes())),
                None => write.remove.push(draft_name(key)),
            }
        }
        let written = self.world.store.write(write).await;
        if written.is_err() {
            dirty.iter().for_each(|key| self.mark_dirty(key));
        }
        written.map_err(SaveError::from)
    }
}
