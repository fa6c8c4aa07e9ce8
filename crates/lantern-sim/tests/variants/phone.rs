//! Broken phones: their stores, their second copy, their cryptography.

use lantern_device::StoreError;
use lantern_device::keys::{KeyError, Keys, SigningKey};
use lantern_device::second_copy::{NotTaken, SecondCopy};
use lantern_device::store::{Store, StoredEntry, Write};
use lantern_device::world::Local;
use lantern_sim::gate::{Gate, Gated};
use lantern_sim::seams::Seams;
use std::cell::RefCell;
use std::collections::HashMap;
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

/// A failure of which nobody is told.
struct Hushed(StoreError);

impl Gate for Hushed {
    fn write<'a>(&'a self, store: &'a dyn Store, write: Write) -> Local<'a, Result<(), StoreError>> {
        Box::pin(
            async move { store.write(write).await.or_else(|error| if error == self.0 { Ok(()) } else { Err(error) }) },
        )
    }
}

/// A full disk is no reason to worry anybody.
pub struct FullUnsaid;

impl Seams for FullUnsaid {
    fn store(&self, store: Rc<dyn Store>) -> Rc<dyn Store> {
        Rc::new(Gated { store, gate: Hushed(StoreError::Full) })
    }
}

/// A tab that lost its lock is told that it saved.
pub struct ConflictUnsaid;

impl Seams for ConflictUnsaid {
    fn store(&self, store: Rc<dyn Store>) -> Rc<dyn Store> {
        Rc::new(Gated { store, gate: Hushed(StoreError::Conflict) })
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

/// A second copy in which some things are never found again.
struct Hidden {
    copy: Rc<dyn SecondCopy>,
    is_hidden: fn(&str) -> bool,
}

impl SecondCopy for Hidden {
    fn names(&self) -> Vec<String> {
        self.copy.names().into_iter().filter(|name| !(self.is_hidden)(name)).collect()
    }

    fn read(&self, name: &str) -> Option<String> {
        self.copy.read(name)
    }

    fn write(&self, name: &str, text: &str) -> Result<(), NotTaken> {
        self.copy.write(name, text)
    }

    fn remove(&self, name: &str) {
        self.copy.remove(name);
    }
}

/// The second copy is written and never looked at.
pub struct Forgetful;

impl Seams for Forgetful {
    fn second_copy(&self, copy: Rc<dyn SecondCopy>) -> Rc<dyn SecondCopy> {
        Rc::new(Hidden { copy, is_hidden: |name| name.starts_with("batch/") })
    }
}

/// The second copy does not say that there was a database: nobody notices that it is gone.
pub struct Amnesiac;

impl Seams for Amnesiac {
    fn second_copy(&self, copy: Rc<dyn SecondCopy>) -> Rc<dyn SecondCopy> {
        Rc::new(Hidden { copy, is_hidden: |name| matches!(name, "phone" | "had") })
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

/// What was right once is believed for ever, whatever the database says of it now.
pub struct Remembers;

thread_local! {
    static ONCE: RefCell<HashMap<[u8; 32], Vec<u8>>> = RefCell::default();
}

struct Remembering;

impl Gate for Remembering {
    fn write<'a>(&'a self, store: &'a dyn Store, write: Write) -> Local<'a, Result<(), StoreError>> {
        let entries = write.append.iter().map(|append| (append.entry.hash, append.entry.bytes.clone()));
        ONCE.with_borrow_mut(|once| once.extend(entries));
        store.write(write)
    }

    fn read(&self, mut entries: Vec<StoredEntry>) -> Vec<StoredEntry> {
        ONCE.with_borrow(|once| {
            for entry in &mut entries {
                entry.bytes = once.get(&entry.hash).unwrap_or(&entry.bytes).clone();
            }
        });
        entries
    }
}

impl Seams for Remembers {
    fn store(&self, store: Rc<dyn Store>) -> Rc<dyn Store> {
        Rc::new(Gated { store, gate: Remembering })
    }
}
