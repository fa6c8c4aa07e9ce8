//! The phone's database in a browser: IndexedDB, every write a strict transaction.
//!
//! The one file that names the browser's database.
//! It speaks `web-sys` itself: the crate `idb` has no way to ask for durability, and its transaction future loses the
//! reason of an abort (such as a full disk) when the error came from a request.

use super::{Address, Append, FollowedBatch, Follows, Note, Store, StoreError, StoredEntry, Write};
use crate::browser::reason;
use crate::keys::SigningKey;
use crate::world::Local;
use js_sys::{Array, Function, Object, Promise, Reflect, Uint8Array};
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use uuid::Uuid;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{CryptoKey, IdbDatabase, IdbFactory, IdbKeyRange, IdbObjectStore, IdbRequest, IdbTransaction};

/// The version of the layout. Later versions add stores and never rewrite what is there.
const VERSION: u32 = 1;
/// Entries: `[log, seq]` → hash ‖ signature (all zero: none) ‖ bytes.
const ENTRIES: &str = "entries";
/// Batches of HQ's logs: `[log, last seq]` → bytes.
const FOLLOWED: &str = "followed";
/// Receipts: 1, 2, 3 … → bytes.
const RECEIPTS: &str = "receipts";
/// Small notes: name → bytes.
const NOTES: &str = "notes";
/// The signing key: `private` → `CryptoKey`, `public` → bytes.
const KEYS: &str = "keys";
const ALL: [&str; 5] = [ENTRIES, FOLLOWED, RECEIPTS, NOTES, KEYS];

/// An open database, opened again when the browser closes it under the app.
pub struct IndexedDb {
    name: String,
    database: RefCell<IdbDatabase>,
    /// The phone's public key as last read or written: what the database is known by when it is opened again.
    known_by: Cell<Option<[u8; 65]>>,
}

impl IndexedDb {
    /// Opens the database, making it where there is none.
    ///
    /// # Errors
    ///
    /// [`StoreError::Conflict`] when a newer version of the app made it; [`StoreError::Failed`] where the browser has
    /// no lasting storage.
    pub async fn open(name: &str) -> Result<Self, StoreError> {
        let database = open(name).await.map_err(|problem| {
            let problem = reason(&problem);
            if problem.starts_with(NEWER) { StoreError::Conflict } else { StoreError::Failed(problem) }
        })?;
        Ok(Self { name: name.to_owned(), database: RefCell::new(database), known_by: Cell::new(None) })
    }

    async fn commit(&self, write: Write) -> Result<(), JsValue> {
        let transaction = self.begin(&ALL, "readwrite").await?;
        let done = finished(&transaction);
        match put_all(&transaction, write).await {
            Ok(()) => done.await.map(drop),
            Err(problem) => {
                // A failed request may have aborted it already; then its own error is the reason, such as a full disk.
                let _ = transaction.abort();
                Err(done.await.err().filter(JsValue::is_object).unwrap_or(problem))
            }
        }
    }

    /// Begins a transaction, on a new connection if the browser has closed the one before: Safari loses it in the
    /// background, and so does a page whose site data are cleared.
    async fn begin(&self, stores: &[&str], mode: &str) -> Result<IdbTransaction, JsValue> {
        let begun = strict(&self.database.borrow(), stores, mode);
        match begun {
            Err(problem) if reason(&problem).starts_with("InvalidStateError") => {
                self.open_again().await?;
                strict(&self.database.borrow(), stores, mode)
            }
            begun => begun,
        }
    }

    /// Opens the database again if it is still the one that the app has read.
    ///
    /// A new and empty one is not gone on with: the app would write behind what is not there any more.
    /// Before the phone has a key there is nothing in it to lose.
    async fn open_again(&self) -> Result<(), JsValue> {
        let database = open(&self.name).await?;
        let stored = answered(database.transaction_with_str(KEYS)?.object_store(KEYS)?.get(&"public".into())?).await?;
        if self.known_by.get().is_some_and(|known| Uint8Array::new(&stored).to_vec() != known) {
            database.close();
            return Err(named(GONE, "another database"));
        }
        self.database.replace(database);
        Ok(())
    }

    async fn reading(&self, name: &str) -> Result<IdbObjectStore, JsValue> {
        self.begin(&[name], "readonly").await?.object_store(name)
    }

    async fn page(&self, name: &str, from: Address, through: Address, count: u32) -> Result<Vec<Row>, JsValue> {
        let range = IdbKeyRange::bound(&key(from), &key(through))?;
        let store = self.reading(name).await?;
        let keys = answered(store.get_all_keys_with_key_and_limit(&range, count)?);
        let values = answered(store.get_all_with_key_and_limit(&range, count)?);
        let keys: Array = keys.await?.unchecked_into();
        let values: Array = values.await?.unchecked_into();
        keys.iter().zip(values.iter()).map(|(key, value)| Row::read(&key, &value)).collect()
    }
}

/// One row of a store whose keys are addresses.
struct Row {
    log: Uuid,
    seq: u64,
    value: Vec<u8>,
}

impl Row {
    fn read(key: &JsValue, value: &JsValue) -> Result<Self, JsValue> {
        let key: &Array = key.dyn_ref().ok_or("a key of another shape")?;
        let log = key.get(0).as_string().and_then(|log| Uuid::try_parse(&log).ok()).ok_or("a key of another shape")?;
        let seq = key.get(1).as_f64().ok_or("a key of another shape")? as u64;
        Ok(Self { log, seq, value: Uint8Array::new(value).to_vec() })
    }

    fn entry(self) -> Result<StoredEntry, JsValue> {
        let (hash, rest) = self.value.split_first_chunk::<32>().ok_or("an entry of another shape")?;
        let (signature, bytes) = rest.split_first_chunk::<64>().ok_or("an entry of another shape")?;
        let signature = (*signature != [0; 64]).then_some(*signature);
        Ok(StoredEntry { log: self.log, seq: self.seq, hash: *hash, signature, bytes: bytes.to_vec() })
    }
}

impl Store for IndexedDb {
    fn write(&self, write: Write) -> Local<'_, Result<(), StoreError>> {
        Box::pin(async move {
            let key = write.key.as_ref().map(|key| key.public);
            self.commit(write).await.map_err(|problem| failure(&problem))?;
            self.known_by.set(key.or(self.known_by.get()));
            Ok(())
        })
    }

    fn entries(&self, from: Address, through: Address, count: u32) -> Local<'_, Result<Vec<StoredEntry>, StoreError>> {
        Box::pin(async move {
            let rows = self.page(ENTRIES, from, through, count).await.map_err(|problem| failure(&problem))?;
            rows.into_iter().map(Row::entry).collect::<Result<_, _>>().map_err(|problem| failure(&problem))
        })
    }

    fn followed(
        &self,
        from: Address,
        through: Address,
        count: u32,
    ) -> Local<'_, Result<Vec<FollowedBatch>, StoreError>> {
        Box::pin(async move {
            let rows = self.page(FOLLOWED, from, through, count).await.map_err(|problem| failure(&problem))?;
            let batches =
                rows.into_iter().map(|row| FollowedBatch { log: row.log, last_seq: row.seq, bytes: row.value });
            Ok(batches.collect())
        })
    }

    fn receipts(&self) -> Local<'_, Result<Vec<Vec<u8>>, StoreError>> {
        Box::pin(async {
            let all = async { answered(self.reading(RECEIPTS).await?.get_all()?).await };
            let all: Array = all.await.map_err(|problem| failure(&problem))?.unchecked_into();
            Ok(all.iter().map(|receipt| Uint8Array::new(&receipt).to_vec()).collect())
        })
    }

    fn notes(&self) -> Local<'_, Result<Vec<Note>, StoreError>> {
        Box::pin(async {
            let both = async {
                let store = self.reading(NOTES).await?;
                let (names, values) = (answered(store.get_all_keys()?), answered(store.get_all()?));
                Ok((names.await?.unchecked_into::<Array>(), values.await?.unchecked_into::<Array>()))
            };
            let (names, values) = both.await.map_err(|problem: JsValue| failure(&problem))?;
            let pairs = names.iter().zip(values.iter());
            Ok(pairs
                .map(|(name, value)| (name.as_string().unwrap_or_default(), Uint8Array::new(&value).to_vec()))
                .collect())
        })
    }

    fn key(&self) -> Local<'_, Result<Option<SigningKey>, StoreError>> {
        Box::pin(async {
            let both = async {
                let store = self.reading(KEYS).await?;
                let (private, public) =
                    (answered(store.get(&"private".into())?), answered(store.get(&"public".into())?));
                Ok((private.await?, public.await?))
            };
            let (private, public) = both.await.map_err(|problem: JsValue| failure(&problem))?;
            let key = signing_key(private, &public);
            self.known_by.set(key.as_ref().map(|key| key.public));
            Ok(key)
        })
    }
}

fn signing_key(private: JsValue, public: &JsValue) -> Option<SigningKey> {
    let private: CryptoKey = private.dyn_into().ok()?;
    let public = Uint8Array::new(public).to_vec().try_into().ok()?;
    Some(SigningKey { public, handle: Rc::new(private) })
}

/// Puts everything into a transaction: first it reads what the write depends on, then it asks for all of the write at
/// once. A browser that commits between two answers so commits all of it or nothing; a request that fails aborts it.
async fn put_all(transaction: &IdbTransaction, write: Write) -> Result<(), JsValue> {
    let entries = transaction.object_store(ENTRIES)?;
    let followed = transaction.object_store(FOLLOWED)?;
    let (mut before, mut there) = (Vec::new(), Vec::new());
    for (at, Append { entry, .. }) in write.append.iter().enumerate() {
        if written_before(&write.append, at).is_none() {
            before.push(answered(entries.get(&key((entry.log, entry.seq.saturating_sub(1))))?));
        }
    }
    for batch in &write.followed {
        there.push(answered(followed.get_key(&key((batch.log, batch.last_seq)))?));
    }
    let (before, there) = (all_of(before).await, all_of(there).await);
    check(&write.append, before?)?;
    let mut new: Vec<&FollowedBatch> = Vec::new();
    for (batch, there) in write.followed.iter().zip(there?) {
        let is_twice = new.iter().any(|one| (one.log, one.last_seq) == (batch.log, batch.last_seq));
        if there.is_undefined() && !is_twice {
            new.push(batch);
        }
    }
    // From here on nothing is waited for.
    for StoredEntry { log, seq, hash, signature, bytes: entry } in write.append.iter().map(|append| &append.entry) {
        let value = [&hash[..], &signature.unwrap_or([0; 64]), entry].concat();
        entries.add_with_key(&bytes(&value), &key((*log, *seq)))?;
    }
    for batch in new {
        followed.add_with_key(&bytes(&batch.bytes), &key((batch.log, batch.last_seq)))?;
    }
    let receipts = transaction.object_store(RECEIPTS)?;
    for receipt in &write.receipts {
        receipts.add(&bytes(receipt))?;
    }
    let notes = transaction.object_store(NOTES)?;
    for (name, value) in &write.put {
        notes.put_with_key(&bytes(value), &name.into())?;
    }
    for name in &write.remove {
        notes.delete(&name.into())?;
    }
    if let Some(SigningKey { public, handle }) = &write.key {
        let private = handle.downcast_ref::<CryptoKey>().ok_or("no key of this browser")?;
        let keys = transaction.object_store(KEYS)?;
        keys.put_with_key(private, &"private".into())?;
        keys.put_with_key(&bytes(public), &"public".into())?;
    }
    Ok(())
}

/// Returns the hash of the entry before one, where it is part of the same write.
fn written_before(appends: &[Append], at: usize) -> Option<[u8; 32]> {
    let StoredEntry { log, seq, .. } = appends[at].entry;
    let before = appends[..at].iter().rev().find(|other| (other.entry.log, other.entry.seq + 1) == (log, seq));
    before.map(|before| before.entry.hash)
}

/// Checks that entries follow what stands before them: in the same write, or as read inside this very transaction.
fn check(appends: &[Append], stored: Vec<JsValue>) -> Result<(), JsValue> {
    let mut stored = stored.into_iter();
    for (at, append) in appends.iter().enumerate() {
        let before = match written_before(appends, at) {
            Some(hash) => Some(hash.to_vec()),
            None => stored.next().filter(|value| !value.is_undefined()).map(|value| hash_of(&value)),
        };
        let fits = match append.follows {
            Follows::Nothing => true,
            Follows::Hash(hash) => before.is_some_and(|before| before == hash),
            Follows::Lost => before.is_none(),
        };
        if !fits {
            return Err(named(CONFLICT, "the log has grown"));
        }
    }
    Ok(())
}

fn hash_of(entry: &JsValue) -> Vec<u8> {
    Uint8Array::new(entry).subarray(0, 32).to_vec()
}

/// What IndexedDB itself says when `add` finds the key taken.
const CONFLICT: &str = "ConstraintError";

/// What IndexedDB says when the database is of a newer layout than was asked for.
const NEWER: &str = "VersionError";

/// What is said here when the database is not the one that was opened at first.
const GONE: &str = "GoneError";

fn named(name: &str, message: &str) -> JsValue {
    let problem = js_sys::Error::new(message);
    problem.set_name(name);
    problem.into()
}

fn failure(problem: &JsValue) -> StoreError {
    let problem = reason(problem);
    if problem.starts_with(CONFLICT) {
        StoreError::Conflict
    } else if problem.starts_with("QuotaExceededError") {
        StoreError::Full
    } else if problem.starts_with(GONE) || problem.starts_with(NEWER) {
        StoreError::Gone
    } else {
        StoreError::Failed(problem)
    }
}

async fn open(name: &str) -> Result<IdbDatabase, JsValue> {
    let factory: IdbFactory = Reflect::get(&js_sys::global(), &"indexedDB".into())?.dyn_into()?;
    let request = factory.open_with_u32(name, VERSION)?;
    let upgrading = request.clone();
    let upgrade = Closure::once(move || {
        if let Ok(database) = upgrading.result() {
            lay_out(database.unchecked_ref());
        }
    });
    request.set_onupgradeneeded(Some(upgrade.as_ref().unchecked_ref()));
    let database: IdbDatabase = answered(request.unchecked_into()).await?.unchecked_into();
    // Another tab that brings a newer layout must not wait for this one.
    let leaving = database.clone();
    let leave = Closure::<dyn Fn()>::new(move || leaving.close());
    database.set_onversionchange(Some(leave.as_ref().unchecked_ref()));
    leave.forget();
    Ok(database)
}

/// Deletes a database, as a browser that evicts an origin does.
#[cfg(test)]
pub(crate) async fn delete(name: &str) -> Result<(), JsValue> {
    let factory: IdbFactory = Reflect::get(&js_sys::global(), &"indexedDB".into())?.dyn_into()?;
    answered(factory.delete_database(name)?.unchecked_into()).await.map(drop)
}

/// Opens a transaction; the `complete` of one that writes comes only once the disk has everything.
fn strict(database: &IdbDatabase, stores: &[&str], mode: &str) -> Result<IdbTransaction, JsValue> {
    let options = Object::new();
    Reflect::set(&options, &"durability".into(), &"strict".into())?;
    // `web-sys` knows the third argument only with its unstable interfaces.
    let open: Function = Reflect::get(database, &"transaction".into())?.dyn_into()?;
    Ok(open.call3(database, &names(stores), &mode.into(), &options)?.unchecked_into())
}

/// Makes the stores that are missing. A failure aborts the upgrade, and with it the opening.
fn lay_out(database: &IdbDatabase) {
    let there = database.object_store_names();
    for name in ALL.into_iter().filter(|name| !there.contains(name)) {
        let options = web_sys::IdbObjectStoreParameters::new();
        options.set_auto_increment(name == RECEIPTS);
        let _ = database.create_object_store_with_optional_parameters(name, &options);
    }
}

/// Waits for a request's answer. The transaction stays open as long as the next request is made at once.
fn answered(request: IdbRequest) -> impl Future<Output = Result<JsValue, JsValue>> {
    let settled = Promise::new(&mut |resolve, reject| {
        request.set_onsuccess(Some(&resolve));
        request.set_onerror(Some(&reject));
    });
    async move {
        match JsFuture::from(settled).await {
            Ok(_) => request.result(),
            Err(_) => Err(request.error()?.map_or(JsValue::UNDEFINED, JsValue::from)),
        }
    }
}

/// Waits for all answers, and only then says that one of them failed: none is left that fails unheard.
async fn all_of(requests: Vec<impl Future<Output = Result<JsValue, JsValue>>>) -> Result<Vec<JsValue>, JsValue> {
    let mut answers = Vec::with_capacity(requests.len());
    for request in requests {
        answers.push(request.await);
    }
    answers.into_iter().collect()
}

/// Waits for `complete`. The handlers are set at once, before anything can happen.
fn finished(transaction: &IdbTransaction) -> impl Future<Output = Result<(), JsValue>> + use<> {
    let transaction = transaction.clone();
    let settled = Promise::new(&mut |resolve, reject| {
        transaction.set_oncomplete(Some(&resolve));
        transaction.set_onabort(Some(&reject));
    });
    async move {
        match JsFuture::from(settled).await {
            Ok(_) => Ok(()),
            Err(_) => Err(transaction.error().map_or_else(|| "aborted".into(), JsValue::from)),
        }
    }
}

fn key((log, seq): Address) -> Array {
    Array::of2(&log.to_string().into(), &(seq as f64).into())
}

fn bytes(bytes: &[u8]) -> Uint8Array {
    Uint8Array::from(bytes)
}

fn names(names: &[&str]) -> Array {
    names.iter().map(|name| JsValue::from_str(name)).collect()
}

#[cfg(test)]
mod tests;
