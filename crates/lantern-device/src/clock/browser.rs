//! The browser's clocks.

use super::{Clock, Reading};
use crate::browser::window;
use std::cell::Cell;
use std::rc::Rc;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;

/// `Date.now()`, `performance.now()`, and how often the page was hidden.
pub struct BrowserClock {
    naps: Rc<Cell<u32>>,
}

impl BrowserClock {
    /// Begins to count naps; one for each page, for as long as the page lives.
    pub fn new() -> Self {
        let naps = Rc::new(Cell::new(0_u32));
        let counted = Rc::clone(&naps);
        let count = Closure::<dyn Fn()>::new(move || counted.set(counted.get().wrapping_add(1)));
        if let Some(document) = window().and_then(|window| window.document()) {
            let _ = document.add_event_listener_with_callback("visibilitychange", count.as_ref().unchecked_ref());
        }
        count.forget();
        Self { naps }
    }
}

impl Default for BrowserClock {
    fn default() -> Self {
        Self::new()
    }
}

impl Clock for BrowserClock {
    fn read(&self) -> Reading {
        let monotonic_ms =
            window().and_then(|window| window.performance()).map_or(0.0, |performance| performance.now());
        Reading { wall_ms: js_sys::Date::now() as i64, monotonic_ms: monotonic_ms as u64, naps: self.naps.get() }
    }
}
