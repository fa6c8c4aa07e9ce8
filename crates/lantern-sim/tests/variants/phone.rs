//! Broken phones: their stores, their second copy, their cryptography.

use lantern_device::StoreError;
use lantern_device::keys::{KeyError, Keys, SigningKey};
use lantern_device::second_copy::{NotTaken, SecondCopy};
use lantern_device::store::{Store, Write};
use lantern_device::world::Local;
use lantern_sim::gate::{Gate, Gated};
use lantern_sim::seams::Seams;
use std::cell::RefCell;
use std::rc::Rc;

/// The transaction is begun, and "saved" is said before it is complete: the next write completes it.
pub struct SavedTooSoon;

#[derive(Default)]
struct Late(RefCell<Vec<Write>>);

impl Gate for Late {
    fn write<'a>(&'a self, store: &'a dyn Store, write: Write) -> Local<'a, Result<(), StoreError>> {
        Box::pin(async move {
            let begun = std::mem::take(&mut *self.0.borrow_mut());
            for write in begun {
                store.write(write).await?;
            }
            self.0.borrow_mut().push(write);
            Ok(())
        })
    }
}

impl Seams for SavedTooSoon {
    fn store(&self, store: Rc<dyn Store>) -> Rc<dyn Store> {
        Rc::new(Gated { store, gate: Late::default() })
    }
}

/// A full disk is no reason to worry anybody.
pub struct FullUnsaid;

struct Unsaid;

impl Gate for Unsaid {
    fn write<'a>(&'a self, store: &'a dyn Store, write: Write) -> Local<'a, Result<(), StoreError>> {
        Box::pin(async move {
            match store.write(write).await {
                Err(StoreError::Full) => Ok(()),
                other => other,
            }
        })
    }
}

impl Seams for FullUnsaid {
    fn store(&self, store: Rc<dyn Store>) -> Rc<dyn Store> {
        Rc::new(Gated { store, gate: Unsaid })
    }
}

/// What is stored is not what was said to be stored.
pub struct Editor;

struct Edits;

impl Gate for Edits {
    fn write<'a>(&'a self, store: &'a dyn Store, mut write: Write) -> Local<'a, Result<(), StoreError>> {
        if let Some(last) = write.append.last_mut().filter(|last| last.entry.seq % 7 == 0) {
            last.entry.bytes.iter_mut().last().into_iter().for_each(|byte| *byte ^= 1);
        }
        store.write(write)
    }
}

impl Seams for Editor {
    fn store(&self, store: Rc<dyn Store>) -> Rc<dyn Store> {
        Rc::new(Gated { store, gate: Edits })
    }
}

/// The second copy is written and never looked at.
pub struct Forgetful;

struct Blind(Rc<dyn SecondCopy>);

impl SecondCopy for Blind {
    fn names(&self) -> Vec<String> {
        self.0.names().into_iter().filter(|name| !name.starts_with("batch/")).collect()
    }

    fn read(&self, name: &str) -> Option<String> {
        self.0.read(name)
    }

    fn write(&self, name: &str, text: &str) -> Result<(), NotTaken> {
        self.0.write(name, text)
    }

    fn remove(&self, name: &str) {
        self.0.remove(name);
    }
}

impl Seams for Forgetful {
    fn second_copy(&self, copy: Rc<dyn SecondCopy>) -> Rc<dyn SecondCopy> {
        Rc::new(Blind(copy))
    }
}

/// Whatever is signed by anybody is true.
pub struct Credulous;

struct SaysYes(Rc<dyn Keys>);

impl Keys for SaysYes {
    fn generate(&self) -> Local<'_, Result<SigningKey, KeyError>> {
        self.0.generate()
    }

    fn sign<'a>(&'a self, key: &'a SigningKey, statement: &'a [u8]) -> Local<'a, Result<[u8; 64], KeyError>> {
        self.0.sign(key, statement)
    }

    fn verify<'a>(&'a self, _: &'a [u8; 65], _: &'a [u8], _: &'a [u8; 64]) -> Local<'a, bool> {
        Box::pin(async { true })
    }
}

impl Seams for Credulous {
    fn keys(&self, keys: Rc<dyn Keys>) -> Rc<dyn Keys> {
        Rc::new(SaysYes(keys))
    }
}
