//! The browser's side of the world: everything put together for [`crate::Phone::open`], and the small parts.

use crate::clock::browser::BrowserClock;
use crate::keys::web_crypto::WebCrypto;
use crate::second_copy::local_storage::LocalCopy;
use crate::store::indexed_db::IndexedDb;
use crate::transport::fetch::FetchTransport;
use crate::world::{Chair, Local, Random, Room, World};
use crate::{OpenError, StoreError};
use js_sys::{Array, Function, Object, Promise, Reflect};
use std::rc::Rc;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

/// The name of the phone's database, and of the lock between tabs.
const NAME: &str = "lantern";

/// Puts the browser's parts together.
///
/// # Errors
///
/// [`OpenError`] when the browser or the page lacks one that the phone cannot do without.
pub async fn world(app_version: &str) -> Result<World, OpenError> {
    world_named(NAME, app_version).await
}

/// Puts the browser's parts together, under another name than the app's.
pub(crate) async fn world_named(name: &str, app_version: &str) -> Result<World, OpenError> {
    let window = window().ok_or(OpenError::NoSecureContext)?;
    let keys = WebCrypto::find().filter(|_| window.is_secure_context()).ok_or(OpenError::NoSecureContext)?;
    let store = IndexedDb::open(name).await.map_err(|problem| match problem {
        StoreError::Conflict => OpenError::NewerData,
        StoreError::Failed(reason) => OpenError::StorageUnavailable(reason),
        StoreError::Full | StoreError::Gone => OpenError::StorageUnavailable(problem.to_string()),
    })?;
    Ok(World {
        app_version: app_version.to_owned(),
        store: Rc::new(store),
        second_copy: Rc::new(LocalCopy::open_below(&format!("{name}.copy."))),
        keys: Rc::new(keys),
        transport: Rc::new(FetchTransport),
        clock: Rc::new(BrowserClock::new()),
        random: Rc::new(WebRandom),
        chair: Rc::new(WebLock { name: format!("{name}-writer") }),
        room: Rc::new(StorageRoom),
    })
}

pub(crate) fn window() -> Option<web_sys::Window> {
    web_sys::window()
}

/// Returns what a JavaScript error says of itself.
pub(crate) fn reason(problem: &JsValue) -> String {
    let part = |name: &str| Reflect::get(problem, &name.into()).ok().and_then(|part| part.as_string());
    match (part("name"), part("message")) {
        (Some(name), Some(message)) if !message.is_empty() => format!("{name}: {message}"),
        (Some(name), _) => name,
        _ => problem.as_string().unwrap_or_else(|| "unknown".to_owned()),
    }
}

/// `crypto.getRandomValues`.
struct WebRandom;

impl Random for WebRandom {
    fn fill(&self, bytes: &mut [u8]) {
        let crypto = window().and_then(|window| window.crypto().ok());
        let is_filled = crypto.is_some_and(|crypto| crypto.get_random_values_with_u8_array(bytes).is_ok());
        assert!(is_filled, "a page whose WebCrypto makes keys has random values of fewer than 65,536 bytes");
    }
}

/// The Web Locks API; a browser that gives no locks lets every tab sit down, and the store's own check is the guard.
struct WebLock {
    name: String,
}

impl WebLock {
    /// Asks for the lock and holds it as long as the page lives; whether it was got, `None` where there are no locks.
    async fn ask(&self, is_waiting: bool) -> Option<bool> {
        let navigator = window()?.navigator();
        let locks = Reflect::get(&navigator, &"locks".into()).ok()?;
        let request: Function = Reflect::get(&locks, &"request".into()).ok()?.dyn_into().ok()?;
        let options = Object::new();
        Reflect::set(&options, &"ifAvailable".into(), &(!is_waiting).into()).ok()?;
        let mut asked = None;
        let got = Promise::new(&mut |resolve, _| {
            let granted = Closure::once_into_js(move |lock: JsValue| {
                let _ = resolve.call1(&JsValue::NULL, &(!lock.is_null()).into());
                // A promise that never settles keeps the lock until the page is gone.
                if lock.is_null() { JsValue::NULL } else { Promise::new(&mut |_, _| {}).into() }
            });
            asked = request.call3(&locks, &self.name.as_str().into(), &options, &granted).ok();
        });
        // A request that is refused calls nobody back: only its own promise says so.
        let answer = Promise::race(&Array::of2(&got, &asked?));
        JsFuture::from(answer).await.ok()?.as_bool()
    }
}

impl Chair for WebLock {
    fn try_take(&self) -> Local<'_, bool> {
        Box::pin(async { self.ask(false).await.unwrap_or(true) })
    }

    fn take(&self) -> Local<'_, ()> {
        Box::pin(async {
            if self.ask(true).await.is_none() {
                // Another tab had the lock, and nothing can tell when that is over: this one goes on reading.
                std::future::pending::<()>().await;
            }
        })
    }
}

/// `navigator.storage`, absent in some browsers.
struct StorageRoom;

impl StorageRoom {
    async fn ask(method: &str) -> Option<JsValue> {
        let navigator = window()?.navigator();
        let storage = Reflect::get(&navigator, &"storage".into()).ok()?;
        let method: Function = Reflect::get(&storage, &method.into()).ok()?.dyn_into().ok()?;
        let answer: Promise = method.call0(&storage).ok()?.dyn_into().ok()?;
        JsFuture::from(answer).await.ok()
    }
}

impl Room for StorageRoom {
    fn persist(&self) -> Local<'_, Option<bool>> {
        Box::pin(async { Self::ask("persist").await?.as_bool() })
    }

    fn is_persisted(&self) -> Local<'_, Option<bool>> {
        Box::pin(async { Self::ask("persisted").await?.as_bool() })
    }

    fn estimate(&self) -> Local<'_, (Option<u64>, Option<u64>)> {
        Box::pin(async {
            let Some(estimate) = Self::ask("estimate").await else { return (None, None) };
            let bytes = |name: &str| Some(Reflect::get(&estimate, &name.into()).ok()?.as_f64()? as u64);
            (bytes("quota"), bytes("usage"))
        })
    }
}
