//! The second copy in the browser's localStorage.

use super::{NotTaken, SecondCopy};
use crate::browser::window;
use gloo_storage::{LocalStorage, Storage};

/// The texts in localStorage whose names begin with a prefix.
pub struct LocalCopy {
    storage: Option<web_sys::Storage>,
    prefix: String,
}

impl LocalCopy {
    /// Opens the part of localStorage whose names begin with a prefix, so that its other users are left alone.
    ///
    /// Where the browser forbids localStorage, the copy takes nothing.
    pub fn open_below(prefix: &str) -> Self {
        // gloo's `raw` panics where localStorage is forbidden, so that is asked before.
        let is_there = window().and_then(|window| window.local_storage().ok()?).is_some();
        Self { storage: is_there.then(LocalStorage::raw), prefix: prefix.to_owned() }
    }

    fn full_name(&self, name: &str) -> String {
        format!("{}{name}", self.prefix)
    }
}

impl SecondCopy for LocalCopy {
    fn names(&self) -> Vec<String> {
        let Some(storage) = &self.storage else { return Vec::new() };
        let all = (0..storage.length().unwrap_or(0)).filter_map(|at| storage.key(at).ok()?);
        all.filter_map(|name| name.strip_prefix(&self.prefix).map(str::to_owned)).collect()
    }

    fn read(&self, name: &str) -> Option<String> {
        self.storage.as_ref()?.get_item(&self.full_name(name)).ok()?
    }

    fn write(&self, name: &str, text: &str) -> Result<(), NotTaken> {
        let storage = self.storage.as_ref().ok_or(NotTaken)?;
        storage.set_item(&self.full_name(name), text).map_err(|_| NotTaken)
    }

    fn remove(&self, name: &str) {
        if let Some(storage) = &self.storage {
            let _ = storage.remove_item(&self.full_name(name));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::second_copy::contract;
    use wasm_bindgen_test::wasm_bindgen_test;

    macro_rules! in_the_browser {
        ($($law:ident),* $(,)?) => {
            $(#[wasm_bindgen_test] fn $law() {
                let copy = LocalCopy::open_below(concat!("test.", stringify!($law), "."));
                copy.names().iter().for_each(|name| copy.remove(name));
                contract::$law(&copy);
            })*
        };
    }
    crate::second_copy_laws!(in_the_browser);
}
