//! A camp: one HQ in memory, with its clock, its office and its phones.

use super::{Answer, Link, Office, SetClock, TestPhone};
use crate::clock::Clock as _;
use crate::keys::{Keys, RingKey};
use crate::random::{Random as _, SystemRandomness};
use crate::storage::{JournalPosition, MemoryStorage, NewRecord, Storage, StoredRecord};
use crate::{Assets, Parts, Server, Settings, app};
use axum::Router;
use axum::body::Body;
use axum::http::Request;
use futures::stream;
use lantern_ledger::api::{Follow, SyncAnswer};
use std::io;
use std::ops::ControlFlow;
use std::path::PathBuf;
use std::sync::Arc;
use tokio::runtime::Runtime;
use tower::ServiceExt as _;
use uuid::Uuid;

/// The administrator's password of every camp.
pub const PASSWORD: &str = "a lantern in every tent";

/// 2026-11-21, a Saturday.
const BEGINS_AT: i64 = 1_795_219_200;

/// A whole HQ as a value.
pub struct Camp {
    runtime: Runtime,
    /// Where HQ keeps what it accepted, unless it was moved; can be filled, broken or held still.
    pub storage: Arc<MemoryStorage>,
    /// Where HQ keeps it in truth.
    place: Arc<dyn Storage>,
    /// HQ's clock.
    pub clock: Arc<SetClock>,
    /// HQ itself.
    pub server: Arc<Server>,
    router: Router,
    keys: Arc<Keys>,
    settings: Settings,
    web: PathBuf,
}

impl Default for Camp {
    fn default() -> Self {
        Self::new()
    }
}

impl Camp {
    /// Opens an HQ with nothing in it but its own beginnings.
    pub fn new() -> Self {
        Self::limited(Settings::default())
    }

    /// The same with other settings.
    pub fn limited(settings: Settings) -> Self {
        Self::with(settings, PathBuf::from("no such folder"))
    }

    /// Opens an HQ with other settings, and the web apps in a folder.
    ///
    /// # Panics
    ///
    /// When the machine gives no threads.
    pub fn with(settings: Settings, web: PathBuf) -> Self {
        let storage = Arc::new(MemoryStorage::new(SystemRandomness.uuid()));
        let clock = Arc::new(SetClock::at(BEGINS_AT));
        let keys = Arc::new(Keys::in_memory(&RingKey::generate()));
        let place: Arc<dyn Storage> = storage.clone();
        let (server, router) = open(&place, &clock, &keys, &settings, &web);
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
        let runtime = runtime.expect("the machine gives threads");
        Self { runtime, storage, place, clock, server, router, keys, settings, web }
    }

    /// Opens a second HQ of the same operation, as from a backup: what came before is there, and each goes its own way.
    ///
    /// # Panics
    ///
    /// When the storage cannot be read, or the machine gives no threads.
    pub fn twin(&self) -> Self {
        let storage = Arc::new(MemoryStorage::new(SystemRandomness.uuid()));
        let mut records = Vec::new();
        let scanned = self.storage.scan(JournalPosition::START, &mut |record| {
            let StoredRecord { kind, carried_by, received_at_ms, bytes, .. } = record;
            records.push(NewRecord { kind, carried_by, received_at_ms, bytes });
            ControlFlow::Continue(())
        });
        scanned.expect("memory can be read");
        storage.append(records).wait().expect("memory takes everything");
        let clock = Arc::new(SetClock::at(self.clock.now().0));
        let (keys, settings, web) = (self.keys.clone(), self.settings.clone(), self.web.clone());
        let place: Arc<dyn Storage> = storage.clone();
        let (server, router) = open(&place, &clock, &keys, &settings, &web);
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
        let runtime = runtime.expect("the machine gives threads");
        Self { runtime, storage, place, clock, server, router, keys, settings, web }
    }

    /// Stops HQ and starts it again from its journal and its keys.
    pub fn restart(&mut self) {
        (self.server, self.router) = open(&self.place, &self.clock, &self.keys, &self.settings, &self.web);
    }

    /// Stops HQ and starts it again with other settings.
    pub fn set(&mut self, settings: Settings) {
        self.settings = settings;
        self.restart();
    }

    /// Opens the same HQ, with its keys and its clock, on another storage.
    ///
    /// # Panics
    ///
    /// When the machine gives no threads, or the journal is of another HQ.
    #[must_use]
    pub fn moved_to(&self, place: Arc<dyn Storage>) -> Self {
        let mut moved = Self::with(self.settings.clone(), self.web.clone());
        (moved.place, moved.keys, moved.clock) = (place, self.keys.clone(), self.clock.clone());
        moved.restart();
        moved
    }

    /// Sends a request and reads the whole answer.
    pub fn ask(&self, request: Request<Body>) -> Answer {
        let router = self.router.clone();
        self.runtime.block_on(async move {
            let response = router.oneshot(request).await.expect("the router answers everything");
            let (parts, body) = response.into_parts();
            let body = axum::body::to_bytes(body, usize::MAX).await.expect("answers end").to_vec();
            Answer { status: parts.status, headers: parts.headers, body }
        })
    }

    /// Sends a GET without any credential.
    pub fn get(&self, path: &str) -> Answer {
        self.ask(Request::get(path).body(Body::empty()).expect("a path"))
    }

    /// Signs in at HQ.
    pub fn office(&self) -> Office<'_> {
        Office::sign_in(self)
    }

    /// Returns how many hand-overs HQ counts.
    pub fn services(&self) -> u64 {
        self.office().totals("").all.services
    }

    /// Adds a phone at HQ and enrols it.
    pub fn phone(&self, name: &str) -> TestPhone {
        let link = self.link(name);
        TestPhone::new().enrolled(self, &link)
    }

    /// Adds a phone at HQ and returns its link.
    ///
    /// # Panics
    ///
    /// When HQ cannot add it.
    pub fn link(&self, name: &str) -> Link {
        let added = self.outside(|server| server.add_phone(name)).expect("HQ can add a phone");
        Link { code: added.code, device: added.device }
    }

    /// Sends what a phone brings, and reads where HQ stands.
    pub fn send(&self, phone: &TestPhone, bundle: Vec<u8>) -> SyncAnswer {
        self.bring(phone, bundle).json()
    }

    /// Sends what a phone brings, and returns whatever comes back.
    pub fn bring(&self, phone: &TestPhone, bundle: Vec<u8>) -> Answer {
        self.ask(phone.authorized(Request::post("/api/v1/batches")).body(Body::from(bundle)).expect("a request"))
    }

    /// Sends the beginning of what a phone brings; then the line is cut.
    pub fn bring_cut(&self, phone: &TestPhone, bundle: &[u8], bytes: usize) -> Answer {
        let pieces = [Ok(bundle[..bytes].to_vec()), Err(io::Error::from(io::ErrorKind::ConnectionReset))];
        let body = Body::from_stream(stream::iter(pieces));
        self.ask(phone.authorized(Request::post("/api/v1/batches")).body(body).expect("a request"))
    }

    /// Pulls a page of a log.
    pub fn pull(&self, phone: &TestPhone, log: Uuid, from: u64) -> Answer {
        let address = format!("/api/v1/batches?log={log}&from={from}");
        self.ask(phone.authorized(Request::get(address)).body(Body::empty()).expect("a request"))
    }

    /// Returns what phones may follow now.
    pub fn follow(&self, phone: &TestPhone) -> Vec<Follow> {
        self.send(phone, phone.heads()).follow
    }

    /// Calls the server itself, from a thread that may wait.
    pub fn outside<T: Send>(&self, call: impl FnOnce(&Server) -> T + Send) -> T {
        std::thread::scope(|scope| scope.spawn(|| call(&self.server)).join().expect("the call ends"))
    }
}

fn open(
    storage: &Arc<dyn Storage>,
    clock: &Arc<SetClock>,
    keys: &Arc<Keys>,
    settings: &Settings,
    web: &std::path::Path,
) -> (Arc<Server>, Router) {
    let parts = Parts {
        storage: storage.clone(),
        keys: keys.clone(),
        clock: clock.clone(),
        random: Arc::new(SystemRandomness),
        settings: settings.clone(),
    };
    let server = Arc::new(Server::open(parts).expect("a journal of this key"));
    let router = app(server.clone(), Assets::Folder(web.to_owned()));
    (server, router)
}
