//! A second copy in memory, stricter than the real one: it has little room and can be taken away.

use super::{NotTaken, SecondCopy};
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

/// Named texts in memory; clones are the same copy.
#[derive(Clone)]
pub struct MemoryCopy {
    texts: Rc<RefCell<BTreeMap<String, String>>>,
    characters_max: Rc<RefCell<usize>>,
}

impl MemoryCopy {
    /// Makes an empty copy with room for so many characters, names included.
    pub fn new(characters_max: usize) -> Self {
        Self { texts: Rc::default(), characters_max: Rc::new(RefCell::new(characters_max)) }
    }

    /// Loses everything.
    pub fn wipe(&self) {
        self.texts.borrow_mut().clear();
    }

    /// Changes the room; what is there stays.
    pub fn set_room(&self, characters_max: usize) {
        *self.characters_max.borrow_mut() = characters_max;
    }

    /// Makes a copy with the same content that goes its own way from here.
    pub fn copied(&self) -> Self {
        Self {
            texts: Rc::new(RefCell::new(self.texts.borrow().clone())),
            characters_max: Rc::new(RefCell::new(*self.characters_max.borrow())),
        }
    }
}

impl SecondCopy for MemoryCopy {
    fn names(&self) -> Vec<String> {
        self.texts.borrow().keys().cloned().collect()
    }

    fn read(&self, name: &str) -> Option<String> {
        self.texts.borrow().get(name).cloned()
    }

    fn write(&self, name: &str, text: &str) -> Result<(), NotTaken> {
        let mut texts = self.texts.borrow_mut();
        let others: usize =
            texts.iter().filter(|(other, _)| *other != name).map(|(other, text)| other.len() + text.len()).sum();
        if others + name.len() + text.len() > *self.characters_max.borrow() {
            return Err(NotTaken);
        }
        texts.insert(name.to_owned(), text.to_owned());
        Ok(())
    }

    fn remove(&self, name: &str) {
        self.texts.borrow_mut().remove(name);
    }
}

#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod tests {
    use super::*;
    use crate::second_copy::contract;

    macro_rules! in_memory {
        ($($law:ident),* $(,)?) => { $(#[test] fn $law() { contract::$law(&MemoryCopy::new(1_000_000)); })* };
    }
    crate::second_copy_laws!(in_memory);
}
