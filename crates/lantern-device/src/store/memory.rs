//! A store in memory, stricter than the real one: it loses what was not committed, pauses wherever the real one may,
//! and refuses what the contract forbids although a browser would take it.

use super::{Address, Append, FollowedBatch, Follows, Note, Store, StoreError, StoredEntry, Write};
use crate::keys::SigningKey;
use crate::testing::pause;
use crate::world::Local;
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

/// What survives a kill: clones are the same disk, and each [`MemoryStore`] is one opening of it.
#[derive(Clone, Default)]
pub struct MemoryDisk {
    content: Rc<RefCell<Content>>,
    trouble: Rc<RefCell<Trouble>>,
}

#[derive(Clone, Default)]
struct Content {
    entries: BTreeMap<Address, StoredEntry>,
    followed: BTreeMap<Address, Vec<u8>>,
    receipts: Vec<Vec<u8>>,
    notes: BTreeMap<String, Vec<u8>>,
    key: Option<SigningKey>,
}

#[derive(Default)]
struct Trouble {
    is_full: bool,
    is_holding: bool,
    write_count: u64,
    read_count: u64,
}

impl MemoryDisk {
    /// Makes an empty disk.
    pub fn new() -> Self {
        Self::default()
    }

    /// Opens the disk.
    pub fn open(&self) -> MemoryStore {
        MemoryStore { disk: self.clone() }
    }

    /// Makes a disk with the same content that goes its own way from here: a backup, or a cloned phone.
    pub fn copied(&self) -> Self {
        Self { content: Rc::new(RefCell::new(self.content.borrow().clone())), trouble: Rc::default() }
    }

    /// Loses everything, as a browser that evicts an origin does.
    pub fn wipe(&self) {
        *self.content.borrow_mut() = Content::default();
    }

    /// Loses the signing key alone.
    pub fn lose_key(&self) {
        self.content.borrow_mut().key = None;
    }

    /// Makes every write fail for want of room, or none.
    pub fn set_full(&self, is_full: bool) {
        self.trouble.borrow_mut().is_full = is_full;
    }

    /// Holds writes back before they commit, or lets them go on.
    pub fn set_holding(&self, is_holding: bool) {
        self.trouble.borrow_mut().is_holding = is_holding;
    }

    /// Returns how many writes were committed.
    pub fn write_count(&self) -> u64 {
        self.trouble.borrow().write_count
    }

    /// Returns how many entries were read.
    pub fn read_count(&self) -> u64 {
        self.trouble.borrow().read_count
    }

    /// Loses one entry out of many, as a failing flash cell does; whether there was one.
    pub fn forget_entry(&self, address: Address) -> bool {
        self.content.borrow_mut().entries.remove(&address).is_some()
    }

    /// Loses the signature of an entry; whether there was one.
    pub fn forget_signature(&self, address: Address) -> bool {
        let mut content = self.content.borrow_mut();
        content.entries.get_mut(&address).and_then(|entry| entry.signature.take()).is_some()
    }

    /// Changes the stored bytes of an entry, as a failing flash cell does; whether there was one.
    pub fn damage_entry(&self, address: Address) -> bool {
        let mut content = self.content.borrow_mut();
        let last_byte = content.entries.get_mut(&address).and_then(|entry| entry.bytes.last_mut());
        last_byte.map(|byte| *byte ^= 1).is_some()
    }

    /// Loses the last entries of a log, as a disk rolled back does, and returns how many it lost.
    pub fn forget_entries(&self, from: Address) -> usize {
        let mut content = self.content.borrow_mut();
        let lost: Vec<Address> = content.entries.range(from..=super::end_of(from.0)).map(|(at, _)| *at).collect();
        lost.iter().for_each(|at| drop(content.entries.remove(at)));
        lost.len()
    }
}

/// One opening of a [`MemoryDisk`].
pub struct MemoryStore {
    disk: MemoryDisk,
}

impl MemoryStore {
    async fn commit(&self, write: Write) -> Result<(), StoreError> {
        pause().await;
        while self.disk.trouble.borrow().is_holding {
            pause().await;
        }
        if self.disk.trouble.borrow().is_full {
            return Err(StoreError::Full);
        }
        self.disk.content.borrow_mut().take(write)?;
        self.disk.trouble.borrow_mut().write_count += 1;
        pause().await;
        Ok(())
    }
}

impl Content {
    /// Takes all of it, or nothing: only entries can be refused, and those that were added before one are taken out.
    fn take(&mut self, write: Write) -> Result<(), StoreError> {
        let mut added = Vec::new();
        for append in write.append {
            let address = (append.entry.log, append.entry.seq);
            if let Err(refusal) = self.append(append) {
                added.iter().for_each(|address| drop(self.entries.remove(address)));
                return Err(refusal);
            }
            added.push(address);
        }
        for batch in write.followed {
            demand(batch.last_seq > 0 && !batch.bytes.is_empty(), "a followed batch has a number and bytes");
            self.followed.entry((batch.log, batch.last_seq)).or_insert(batch.bytes);
        }
        for receipt in write.receipts {
            demand(!receipt.is_empty(), "a receipt has bytes");
            self.receipts.push(receipt);
        }
        for (name, value) in write.put {
            demand(!name.is_empty(), "a note has a name");
            self.notes.insert(name, value);
        }
        write.remove.iter().for_each(|name| drop(self.notes.remove(name)));
        self.key = write.key.or(self.key.take());
        Ok(())
    }

    fn append(&mut self, append: Append) -> Result<(), StoreError> {
        let Append { entry, follows } = append;
        demand(entry.seq > 0 && !entry.bytes.is_empty() && entry.bytes.len() <= 4096, "an entry is 1 to 4,096 bytes");
        demand((follows == Follows::Nothing) == (entry.seq == 1), "only number 1 follows nothing");
        let before = self.entries.get(&(entry.log, entry.seq - 1)).map(|before| before.hash);
        let fits = match follows {
            Follows::Nothing => true,
            Follows::Hash(hash) => before == Some(hash),
            Follows::Lost => before.is_none(),
        };
        let address = (entry.log, entry.seq);
        if !fits || self.entries.contains_key(&address) {
            return Err(StoreError::Conflict);
        }
        self.entries.insert(address, entry);
        Ok(())
    }
}

fn demand(holds: bool, contract: &str) {
    assert!(holds, "the store's contract: {contract}");
}

impl Store for MemoryStore {
    fn write(&self, write: Write) -> Local<'_, Result<(), StoreError>> {
        Box::pin(self.commit(write))
    }

    fn entries(&self, from: Address, through: Address, count: u32) -> Local<'_, Result<Vec<StoredEntry>, StoreError>> {
        Box::pin(async move {
            pause().await;
            let content = self.disk.content.borrow();
            let entries = content.entries.range(from..=through).take(count as usize).map(|(_, entry)| entry.clone());
            let entries: Vec<StoredEntry> = entries.collect();
            self.disk.trouble.borrow_mut().read_count += entries.len() as u64;
            Ok(entries)
        })
    }

    fn followed(
        &self,
        from: Address,
        through: Address,
        count: u32,
    ) -> Local<'_, Result<Vec<FollowedBatch>, StoreError>> {
        Box::pin(async move {
            pause().await;
            let content = self.disk.content.borrow();
            let batches = content.followed.range(from..=through).take(count as usize);
            Ok(batches.map(|(&(log, last_seq), bytes)| FollowedBatch { log, last_seq, bytes: bytes.clone() }).collect())
        })
    }

    fn receipts(&self) -> Local<'_, Result<Vec<Vec<u8>>, StoreError>> {
        Box::pin(async move {
            pause().await;
            Ok(self.disk.content.borrow().receipts.clone())
        })
    }

    fn notes(&self) -> Local<'_, Result<Vec<Note>, StoreError>> {
        Box::pin(async move {
            pause().await;
            Ok(self.disk.content.borrow().notes.clone().into_iter().collect())
        })
    }

    fn key(&self) -> Local<'_, Result<Option<SigningKey>, StoreError>> {
        Box::pin(async move {
            pause().await;
            Ok(self.disk.content.borrow().key.clone())
        })
    }
}

#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod tests {
    use super::*;
    use crate::store::contract;
    use crate::testing::block_on;

    impl contract::Bench for MemoryDisk {
        fn open(&self) -> Local<'_, Rc<dyn Store>> {
            Box::pin(async { Rc::new(MemoryDisk::open(self)) as Rc<dyn Store> })
        }
        fn keys(&self) -> Rc<dyn crate::keys::Keys> {
            Rc::new(crate::keys::software::SoftwareKeys::new(7))
        }
    }

    macro_rules! in_memory {
        ($($law:ident),* $(,)?) => {
            $(#[test] fn $law() { block_on(contract::$law(&MemoryDisk::new())); })*
        };
    }
    crate::store_laws!(in_memory);

    #[test]
    fn a_write_that_is_killed_is_there_as_a_whole_or_not_at_all() {
        for steps in 0..10 {
            let disk = MemoryDisk::new();
            let done = crate::testing::run_for(steps, disk.open().write(contract::two_entries_and_a_note()));
            let left = block_on(disk.open().entries(crate::store::FIRST, crate::store::LAST, 9)).unwrap().len();
            let notes = block_on(disk.open().notes()).unwrap().len();
            assert!((left, notes) == (0, 0) || (left, notes) == (2, 1), "{left} {notes}");
            assert!(done.is_none() || left == 2, "it came back before it was there");
        }
    }

    #[test]
    fn a_full_disk_takes_nothing() {
        let disk = MemoryDisk::new();
        disk.set_full(true);
        assert_eq!(block_on(disk.open().write(contract::two_entries_and_a_note())), Err(StoreError::Full));
        assert!(block_on(disk.open().notes()).unwrap().is_empty());
    }
}
