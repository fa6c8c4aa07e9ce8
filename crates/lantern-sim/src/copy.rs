//! The phone's second copy as browsers keep it: written late, its tail lost at a kill, gone when somebody clears it.

use lantern_device::second_copy::{NotTaken, SecondCopy};
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

/// Named texts that lag; clones are the same copy.
#[derive(Clone, Default)]
pub struct LaggingCopy(Rc<RefCell<Texts>>);

#[derive(Clone, Default)]
struct Texts {
    seen: BTreeMap<String, String>,
    kept: BTreeMap<String, String>,
    /// Writes, and removals (`None`), that a kill can still take, in order.
    unkept: Vec<(String, Option<String>)>,
    is_full: bool,
}

impl Texts {
    fn keep(&mut self, count: usize) {
        for (name, text) in self.unkept.drain(..count) {
            match text {
                Some(text) => drop(self.kept.insert(name, text)),
                None => drop(self.kept.remove(&name)),
            }
        }
    }
}

impl LaggingCopy {
    /// Writes down what waits.
    pub fn flush(&self) {
        let mut texts = self.0.borrow_mut();
        let count = texts.unkept.len();
        texts.keep(count);
    }

    /// Returns how many changes wait to be written down.
    pub fn unkept_count(&self) -> usize {
        self.0.borrow().unkept.len()
    }

    /// Kills whoever writes: of what waits the first few changes are kept.
    pub fn kill(&self, kept_count: usize) {
        let mut texts = self.0.borrow_mut();
        let count = kept_count.min(texts.unkept.len());
        texts.keep(count);
        texts.unkept.clear();
        texts.seen = texts.kept.clone();
    }

    /// Loses everything.
    pub fn wipe(&self) {
        *self.0.borrow_mut() = Texts::default();
    }

    /// Makes every write fail for want of room, or none.
    pub fn set_full(&self, is_full: bool) {
        self.0.borrow_mut().is_full = is_full;
    }

    /// Makes a copy of what is written down that goes its own way from here.
    pub fn copied(&self) -> Self {
        let kept = self.0.borrow().kept.clone();
        Self(Rc::new(RefCell::new(Texts { seen: kept.clone(), kept, ..Texts::default() })))
    }
}

impl SecondCopy for LaggingCopy {
    fn names(&self) -> Vec<String> {
        self.0.borrow().seen.keys().cloned().collect()
    }

    fn read(&self, name: &str) -> Option<String> {
        self.0.borrow().seen.get(name).cloned()
    }

    fn write(&self, name: &str, text: &str) -> Result<(), NotTaken> {
        let mut texts = self.0.borrow_mut();
        if texts.is_full {
            return Err(NotTaken);
        }
        texts.seen.insert(name.to_owned(), text.to_owned());
        texts.unkept.push((name.to_owned(), Some(text.to_owned())));
        Ok(())
    }

    fn remove(&self, name: &str) {
        let mut texts = self.0.borrow_mut();
        if texts.seen.remove(name).is_some() {
            texts.unkept.push((name.to_owned(), None));
        }
    }
}
