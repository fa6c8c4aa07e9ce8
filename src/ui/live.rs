//! What changes on a screen: closures behind a pointer.
//!
//! leptos compiles its rendering anew for every type of closure it meets, a few kilobytes each. A closure in a box has
//! one type for each kind of result, so that a phone on a bad link downloads that code once.

use leptos::prelude::*;

/// Something that is computed anew whenever what it read has changed.
pub type Live<T> = Box<dyn Fn() -> T + Send>;

/// Computes an attribute, or a property, anew whenever what it read has changed.
pub fn live<T>(of: impl Fn() -> T + Send + 'static) -> Live<T> {
    Box::new(of)
}

/// Says something anew whenever what it read has changed.
pub fn text<S: Into<String>>(of: impl Fn() -> S + Send + 'static) -> Live<String> {
    Box::new(move || of().into())
}

/// Says something as long as there is something to say.
pub fn maybe_text<S: Into<String>>(of: impl Fn() -> Option<S> + Send + 'static) -> Live<String> {
    Box::new(move || of().map(Into::into).unwrap_or_default())
}

/// Draws something anew whenever what it read has changed.
pub fn drawn(of: impl Fn() -> AnyView + Send + 'static) -> Live<AnyView> {
    Box::new(of)
}

/// Draws something as long as a condition holds, and leaves it alone while it does.
pub fn when(
    holds: impl Fn() -> bool + Send + Sync + 'static,
    draw: impl Fn() -> AnyView + Send + 'static,
) -> Live<AnyView> {
    let holds = memo(holds);
    Box::new(move || if holds.get() { draw() } else { nothing() })
}

/// Draws nothing.
pub fn nothing() -> AnyView {
    ().into_any()
}

/// Keeps a value that is computed from others, and tells only of real changes.
pub fn memo<T: PartialEq + Send + Sync + 'static>(of: impl Fn() -> T + Send + Sync + 'static) -> Memo<T> {
    let of: Box<dyn Fn() -> T + Send + Sync> = Box::new(of);
    Memo::new(move |_| of())
}

/// Computes a value from others each time somebody asks.
pub fn derived<T: Send + Sync + 'static>(of: impl Fn() -> T + Send + Sync + 'static) -> Signal<T> {
    let of: Box<dyn Fn() -> T + Send + Sync> = Box::new(of);
    Signal::derive(of)
}

/// Does something at a tap.
pub fn tap(act: impl Fn() + 'static) -> Box<dyn FnMut(leptos::ev::MouseEvent)> {
    Box::new(move |_| act())
}

/// Does something with what stands in a field after a keystroke or a choice.
pub fn typed(act: impl Fn(String) + 'static) -> Box<dyn FnMut(leptos::ev::Event)> {
    Box::new(move |event| act(event_target_value(&event)))
}
