//! What happens by itself in a browser: contacts, and the check of old entries.
//!
//! Leaves deciding whether there is anything to do to the ledger's sync machine.

use super::core::Core;
use crate::browser::window;
use js_sys::Promise;
use lantern_ledger::sync::{Input, Wake};
use std::cell::Cell;
use std::rc::Rc;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{EventTarget, VisibilityState};

/// How long a page rests between two slices of the check of its entries.
const REST_MS: i32 = 20;
/// How often it is looked whether a wait is over.
const TICK_MS: u32 = 5_000;
/// How many ticks lie between contacts without another occasion: two minutes.
const TICKS_BETWEEN: u32 = 24;

/// Starts them; once for each phone.
pub(super) fn start(core: &Rc<Core>) {
    if core.is_automatic.replace(true) {
        return;
    }
    wake(core, Input::Wake(Wake::Occasion));
    if let Some(window) = window() {
        listen(&window, "online", Rc::clone(core));
        if let Some(document) = window.document() {
            listen(&document, "visibilitychange", Rc::clone(core));
        }
    }
    let ticking = Rc::clone(core);
    let ticks = Cell::new(0_u32);
    gloo_timers::callback::Interval::new(TICK_MS, move || {
        ticks.set(ticks.get().wrapping_add(1));
        tick(&ticking, ticks.get());
    })
    .forget();
}

/// Checks what was not checked at the start, slice by slice, so that no tap waits for more than one of them.
pub(super) async fn check(core: &Core) {
    loop {
        let rest = Promise::new(&mut |resolve, _| {
            let _ =
                window().map(|window| window.set_timeout_with_callback_and_timeout_and_arguments_0(&resolve, REST_MS));
        });
        let _ = JsFuture::from(rest).await;
        if !core.check_on().await {
            return;
        }
    }
}

/// Something was recorded.
pub(super) fn recorded(core: &Rc<Core>) {
    if core.is_automatic.get() {
        wake(core, Input::Wake(Wake::Occasion));
    }
}

fn tick(core: &Rc<Core>, ticks: u32) {
    if core.is_wait_over() {
        wake(core, Input::Waited { timer: core.timer.get() });
    } else if ticks.is_multiple_of(TICKS_BETWEEN) && is_visible() {
        wake(core, Input::Wake(Wake::Timer));
    }
}

/// Makes a contact where one is possible; what stands in the way is shown elsewhere already.
fn wake(core: &Rc<Core>, reason: Input) {
    if core.ask(|state| state.is_writer && state.enrolment.is_some()) {
        let core = Rc::clone(core);
        spawn_local(async move { core.contact(reason).await });
    }
}

fn listen(target: &EventTarget, event: &str, core: Rc<Core>) {
    let heard = Closure::<dyn Fn()>::new(move || {
        if is_visible() {
            wake(&core, Input::Wake(Wake::Occasion));
        }
    });
    let _ = target.add_event_listener_with_callback(event, heard.as_ref().unchecked_ref());
    heard.forget();
}

fn is_visible() -> bool {
    let document = window().and_then(|window| window.document());
    document.is_some_and(|document| document.visibility_state() == VisibilityState::Visible)
}
