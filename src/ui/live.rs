//! What changes on a screen: closures behind a pointer.
//!
//! leptos compiles its rendering anew for every type of closure it meets, a few kilobytes each. Here each closure goes
//! behind a pointer to a trait with one function, and leptos meets one type for each kind of result: a phone on a bad
//! link downloads that code once. (`dyn Fn` would do as well, but brings two more functions for every closure.)

use leptos::ev::{Event, MouseEvent};
use leptos::prelude::*;
use std::sync::Arc;

/// Something that can be computed again and again.
trait Computes<T> {
    fn compute(&self) -> T;
}

impl<T, F: Fn() -> T> Computes<T> for F {
    fn compute(&self) -> T {
        self()
    }
}

type Computed<T> = Box<dyn Computes<T> + Send + Sync>;

/// Makes the one closure that leptos meets for a kind of result.
fn shared<T: 'static>(of: Computed<T>) -> impl Fn() -> T + Send + Sync + 'static {
    move || of.compute()
}

/// Computes an attribute, or a property, anew whenever what it read has changed.
pub fn live<T: 'static>(of: impl Fn() -> T + Send + Sync + 'static) -> impl Fn() -> T + Send + Sync + 'static {
    shared(Box::new(of))
}

/// Says something anew whenever what it read has changed.
pub fn text<S: Into<String>>(
    of: impl Fn() -> S + Send + Sync + 'static,
) -> impl Fn() -> String + Send + Sync + 'static {
    shared::<String>(Box::new(move || of().into()))
}

/// Says something as long as there is something to say.
pub fn maybe_text<S: Into<String>>(
    of: impl Fn() -> Option<S> + Send + Sync + 'static,
) -> impl Fn() -> String + Send + Sync + 'static {
    shared::<String>(Box::new(move || of().map(Into::into).unwrap_or_default()))
}

/// Draws something anew whenever what it read has changed.
pub fn drawn(of: impl Fn() -> AnyView + Send + Sync + 'static) -> impl Fn() -> AnyView + Send + Sync + 'static {
    shared::<AnyView>(Box::new(of))
}

/// Draws something as long as a condition holds, and leaves it alone while it does.
pub fn when(
    holds: impl Fn() -> bool + Send + Sync + 'static,
    draw: impl Fn() -> AnyView + Send + Sync + 'static,
) -> impl Fn() -> AnyView + Send + Sync + 'static {
    fn guarded(holds: Memo<bool>, draw: Computed<AnyView>) -> impl Fn() -> AnyView + Send + Sync + 'static {
        move || if holds.get() { draw.compute() } else { nothing() }
    }
    guarded(memo(holds), Box::new(draw))
}

/// Draws nothing.
pub fn nothing() -> AnyView {
    ().into_any()
}

/// Keeps a value that is computed from others, and tells only of real changes.
pub fn memo<T: PartialEq + Send + Sync + 'static>(of: impl Fn() -> T + Send + Sync + 'static) -> Memo<T> {
    fn kept<T: PartialEq + Send + Sync + 'static>(of: Computed<T>) -> Memo<T> {
        Memo::new(move |_| of.compute())
    }
    kept(Box::new(of))
}

/// Computes a value from others each time somebody asks.
pub fn derived<T: Send + Sync + 'static>(of: impl Fn() -> T + Send + Sync + 'static) -> Signal<T> {
    fn asked<T: Send + Sync + 'static>(of: Computed<T>) -> Signal<T> {
        Signal::derive(move || of.compute())
    }
    asked(Box::new(of))
}

/// Something that can be done with a value.
trait Takes<T> {
    fn take(&self, value: T);
}

impl<T, F: Fn(T)> Takes<T> for F {
    fn take(&self, value: T) {
        self(value);
    }
}

/// What a component does with what a person chose or typed; cheap to clone.
pub struct Act<T: 'static>(Arc<dyn Takes<T> + Send + Sync>);

impl<T> Act<T> {
    /// Does it.
    pub fn run(&self, value: T) {
        self.0.take(value);
    }
}

impl<T> Clone for Act<T> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<T, F: Fn(T) + Send + Sync + 'static> From<F> for Act<T> {
    fn from(act: F) -> Self {
        Self(Arc::new(act))
    }
}

/// Does something at a tap.
pub fn tap(act: impl Fn() + 'static) -> impl FnMut(MouseEvent) + 'static {
    fn tapped(act: Box<dyn Computes<()>>) -> impl FnMut(MouseEvent) + 'static {
        move |_| act.compute()
    }
    tapped(Box::new(act))
}

/// Does something with what stands in a field after a keystroke or a choice.
pub fn typed(act: impl Fn(String) + 'static) -> impl FnMut(Event) + 'static {
    fn taken(act: Box<dyn Takes<String>>) -> impl FnMut(Event) + 'static {
        move |event| act.take(event_target_value(&event))
    }
    taken(Box::new(act))
}
