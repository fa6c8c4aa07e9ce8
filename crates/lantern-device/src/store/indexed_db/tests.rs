//! The store's laws against the real IndexedDB, and what only a browser can show: durability and aborts.

use super::*;
use crate::keys::Keys;
use crate::keys::web_crypto::WebCrypto;
use crate::store::contract::{self, Bench};
use crate::store::{FIRST, LAST};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

/// A database of its own for each test, empty at first.
struct InBrowser {
    name: String,
}

impl InBrowser {
    async fn new(name: &str) -> Self {
        delete(name).await.unwrap();
        Self { name: name.to_owned() }
    }
}

impl Bench for InBrowser {
    fn open(&self) -> Local<'_, Rc<dyn Store>> {
        Box::pin(async { Rc::new(IndexedDb::open(&self.name).await.unwrap()) as Rc<dyn Store> })
    }
    fn keys(&self) -> Rc<dyn Keys> {
        Rc::new(WebCrypto::find().unwrap())
    }
}

macro_rules! in_the_browser {
    ($($law:ident),* $(,)?) => {
        $(#[wasm_bindgen_test] async fn $law() {
            contract::$law(&InBrowser::new(concat!("test-", stringify!($law))).await).await;
        })*
    };
}
crate::store_laws!(in_the_browser);

/// Runs JavaScript in the test's page.
fn script(source: &str) -> JsValue {
    Function::new_no_args(source).call0(&JsValue::NULL).unwrap()
}

/// Every transaction that anybody opens from now on is written down as `mode durability`.
const LISTEN: &str = "
    self.opened = [];
    const real = IDBDatabase.prototype.transaction;
    self.deaf = () => { IDBDatabase.prototype.transaction = real; };
    IDBDatabase.prototype.transaction = function (...all) {
        const transaction = real.apply(this, all);
        self.opened.push(transaction.mode + ' ' + transaction.durability);
        if (self.fate) self.fate(transaction);
        return transaction;
    };";

fn listen(fate: &str) {
    script(&format!("self.fate = {fate}; {LISTEN}"));
}

fn heard() -> Vec<String> {
    let opened: Array = script("self.deaf(); return self.opened;").unchecked_into();
    opened.iter().map(|line| line.as_string().unwrap()).collect()
}

#[wasm_bindgen_test]
async fn every_write_transaction_is_strict() {
    let store = InBrowser::new("test-strict").await.open().await;
    listen("null");
    let key = WebCrypto::find().unwrap().generate().await.unwrap();
    let batch = FollowedBatch { log: Uuid::max(), last_seq: 1, bytes: vec![1] };
    store.write(contract::two_entries_and_a_note()).await.unwrap();
    store.write(Write { key: Some(key), followed: vec![batch], ..Write::default() }).await.unwrap();
    store.write(Write { receipts: vec![vec![1]], remove: vec!["place".into()], ..Write::default() }).await.unwrap();
    store.notes().await.unwrap();
    let heard = heard();
    let writes: Vec<&String> = heard.iter().filter(|line| line.starts_with("readwrite")).collect();
    assert_eq!(writes, ["readwrite strict"; 3]);
    assert_eq!(heard.len(), 4);
}

/// What a browser does when the disk is full: the transaction aborts by itself, with this error.
const FULL: &str = "(transaction) => {
        if (transaction.mode !== 'readwrite') return;
        Object.defineProperty(transaction, 'error', { get: () => new DOMException('full', 'QuotaExceededError') });
        queueMicrotask(() => setTimeout(() => { try { transaction.abort() } catch {} }, 0));
        const keep = () => { try { transaction.objectStore('notes').count().onsuccess = keep } catch {} };
        keep();
    }";

#[wasm_bindgen_test]
async fn a_transaction_aborted_by_quota_says_full_and_leaves_nothing() {
    let bench = InBrowser::new("test-quota").await;
    let store = bench.open().await;
    listen(FULL);
    let answer = store.write(contract::two_entries_and_a_note()).await;
    heard();
    assert_eq!(answer, Err(StoreError::Full));
    assert!(bench.open().await.entries(FIRST, LAST, 9).await.unwrap().is_empty());
    assert!(bench.open().await.notes().await.unwrap().is_empty());
    store.write(contract::two_entries_and_a_note()).await.unwrap();
}

/// Keeps a transaction from completing for a while.
const SLOW: &str = "(transaction) => {
        if (transaction.mode !== 'readwrite') return;
        const until = performance.now() + 300;
        const keep = () => { if (performance.now() < until) transaction.objectStore('notes').count().onsuccess = keep };
        keep();
    }";

#[wasm_bindgen_test]
async fn a_write_comes_back_only_with_complete() {
    let store = InBrowser::new("test-complete").await.open().await;
    listen(SLOW);
    let begun_ms = js_sys::Date::now();
    store.write(contract::two_entries_and_a_note()).await.unwrap();
    heard();
    assert!(js_sys::Date::now() - begun_ms >= 290.0, "it came back before `complete`");
}

/// Commits as soon as the first entry is added, whatever is asked for later.
const HASTY: &str = "(transaction) => {
        if (transaction.mode !== 'readwrite') return;
        const entries = transaction.objectStore('entries');
        const add = entries.add;
        entries.add = function (...all) {
            const request = add.apply(this, all);
            request.addEventListener('success', () => { try { transaction.commit() } catch {} });
            return request;
        };
    }";

#[wasm_bindgen_test]
async fn a_browser_that_commits_early_commits_all_of_a_write_or_nothing() {
    let store = InBrowser::new("test-hasty").await.open().await;
    listen(HASTY);
    let answer = store.write(contract::two_entries_and_a_note()).await;
    heard();
    let there = (store.entries(FIRST, LAST, 9).await.unwrap().len(), store.notes().await.unwrap().len());
    assert_eq!((answer, there), (Ok(()), (2, 1)));
}

#[wasm_bindgen_test]
async fn the_private_key_cannot_be_exported() {
    let key = WebCrypto::find().unwrap().generate().await.unwrap();
    let private = key.handle.downcast_ref::<CryptoKey>().unwrap();
    assert!(!private.extractable());
    assert_eq!(private.type_(), "private");
}

#[wasm_bindgen_test]
async fn a_connection_that_the_browser_closed_is_opened_again() {
    let bench = InBrowser::new("test-closed").await;
    let store = IndexedDb::open(&bench.name).await.unwrap();
    let key = WebCrypto::find().unwrap().generate().await.unwrap();
    store.write(Write { key: Some(key), ..Write::default() }).await.unwrap();
    store.database.borrow().close();
    store.write(contract::two_entries_and_a_note()).await.unwrap();
    store.database.borrow().close();
    assert_eq!(store.entries(FIRST, LAST, 9).await.unwrap().len(), 2);
    assert_eq!(store.write(contract::two_entries_and_a_note()).await, Err(StoreError::Conflict));
}

#[wasm_bindgen_test]
async fn a_database_that_was_deleted_under_the_app_is_not_gone_on_with_as_a_new_one() {
    let bench = InBrowser::new("test-deleted").await;
    let (wrote, read) = (bench.open().await, bench.open().await);
    let key = WebCrypto::find().unwrap().generate().await.unwrap();
    wrote.write(Write { key: Some(key), ..contract::two_entries_and_a_note() }).await.unwrap();
    read.key().await.unwrap();
    delete(&bench.name).await.unwrap();
    for store in [&wrote, &read, &wrote] {
        assert_eq!(store.write(contract::two_entries_and_a_note()).await, Err(StoreError::Gone));
        assert_eq!(store.notes().await, Err(StoreError::Gone));
    }
    assert!(bench.open().await.notes().await.unwrap().is_empty());
}

#[wasm_bindgen_test]
async fn a_database_that_was_made_newer_under_the_app_is_gone_for_this_one() {
    let bench = InBrowser::new("test-newer-under").await;
    let store = bench.open().await;
    make_newer(&bench.name).await;
    assert_eq!(store.write(contract::two_entries_and_a_note()).await, Err(StoreError::Gone));
}

/// Brings a newer layout, as another tab with a newer app does.
async fn make_newer(name: &str) {
    let factory: IdbFactory = Reflect::get(&js_sys::global(), &"indexedDB".into()).unwrap().dyn_into().unwrap();
    let newer = factory.open_with_u32(name, VERSION + 1).unwrap();
    let newer: IdbDatabase = answered(newer.unchecked_into()).await.unwrap().unchecked_into();
    newer.close();
}

#[wasm_bindgen_test]
async fn a_database_of_a_newer_version_is_left_alone() {
    let bench = InBrowser::new("test-newer").await;
    make_newer(&bench.name).await;
    assert_eq!(IndexedDb::open(&bench.name).await.err(), Some(StoreError::Conflict));
}
