//! What a world found: an invariant that did not hold, in words.

use std::cell::RefCell;
use std::fmt;
use std::rc::Rc;

/// An invariant of `docs/sync.md`, by its number there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Invariant(pub u8);

/// Something that must not be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// Which invariant does not hold.
    pub invariant: Invariant,
    /// What was seen.
    pub words: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "invariant {}: {}", self.invariant.0, self.words)
    }
}

/// Where everything that checks says what it found; clones are the same place.
#[derive(Clone, Default)]
pub struct Findings(Rc<RefCell<Vec<Finding>>>);

impl Findings {
    /// Says what was found.
    pub fn say(&self, invariant: u8, words: impl Into<String>) {
        self.0.borrow_mut().push(Finding { invariant: Invariant(invariant), words: words.into() });
    }

    /// Says it unless a sentence holds.
    pub fn demand(&self, holds: bool, invariant: u8, words: impl FnOnce() -> String) {
        if !holds {
            self.say(invariant, words());
        }
    }

    /// Returns the first finding.
    pub fn first(&self) -> Option<Finding> {
        self.0.borrow().first().cloned()
    }
}
