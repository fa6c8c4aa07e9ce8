//! The world outside as the phone needs it: each part behind a trait, so that the same phone runs in a browser, in
//! tests and in the simulator.
//!
//! Leaves putting the browser's parts together to `browser`, and the doubles to `testing`.

use crate::clock::Clock;
use crate::keys::Keys;
use crate::second_copy::SecondCopy;
use crate::store::Store;
use crate::transport::Transport;
use std::pin::Pin;
use std::rc::Rc;

/// A future on this thread, boxed: the parts are trait objects, which keeps the wasm small.
pub type Local<'a, T> = Pin<Box<dyn Future<Output = T> + 'a>>;

/// All parts of the world.
#[derive(Clone)]
pub struct World {
    /// The version of the app, for the first entry of each log.
    pub app_version: String,
    /// The database.
    pub store: Rc<dyn Store>,
    /// The second copy.
    pub second_copy: Rc<dyn SecondCopy>,
    /// Cryptography.
    pub keys: Rc<dyn Keys>,
    /// The network.
    pub transport: Rc<dyn Transport>,
    /// Time.
    pub clock: Rc<dyn Clock>,
    /// Randomness.
    pub random: Rc<dyn Random>,
    /// The one chair for whoever writes.
    pub chair: Rc<dyn Chair>,
    /// The browser's word on storage.
    pub room: Rc<dyn Room>,
}

/// Randomness fit for keys.
pub trait Random {
    /// Fills the bytes.
    fn fill(&self, bytes: &mut [u8]);
}

/// The one chair for whoever writes: a courtesy between tabs, so that a second one can say so.
///
/// The guard is the store's own check: a frozen tab keeps its chair.
pub trait Chair {
    /// Takes the chair if it is free; whether it is taken by the caller now.
    fn try_take(&self) -> Local<'_, bool>;

    /// Waits until the chair is free, and takes it.
    fn take(&self) -> Local<'_, ()>;
}

/// What the browser says about the room it gives.
pub trait Room {
    /// Asks it to keep the data for good; `None`: it does not say.
    fn persist(&self) -> Local<'_, Option<bool>>;

    /// Returns whether it promised to keep the data; `None`: it does not say.
    fn is_persisted(&self) -> Local<'_, Option<bool>>;

    /// Returns bytes granted and bytes in use, where it says so.
    fn estimate(&self) -> Local<'_, (Option<u64>, Option<u64>)>;
}
