//! What changes on a screen, and what a person does there: closures behind a pointer.
//!
//! Each closure goes behind a pointer to a trait with one function, so that what works with it is compiled once for
//! each kind of result and not once for each closure. (`dyn Fn` would do as well, but brings two more functions for
//! every closure.)

use leptos::prelude::*;
use std::rc::Rc;
use std::sync::Arc;

/// Something that can be computed again and again.
pub(super) trait Computes<T> {
    fn compute(&self) -> T;
}

impl<T, F: Fn() -> T> Computes<T> for F {
    fn compute(&self) -> T {
        self()
    }
}

/// A value that is computed from others each time somebody asks; cheap to clone.
pub struct Live<T: 'static>(Arc<dyn Computes<T> + Send + Sync>);

impl<T> Live<T> {
    /// Computes the value, and watches what it is made of.
    pub fn get(&self) -> T {
        self.0.compute()
    }
}

impl<T> Clone for Live<T> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<T, F: Fn() -> T + Send + Sync + 'static> From<F> for Live<T> {
    fn from(of: F) -> Self {
        Self(Arc::new(of))
    }
}

/// Something that can be done with a value.
pub(super) trait Takes<T> {
    fn take(&self, value: T);
}

impl<T, F: Fn(T)> Takes<T> for F {
    fn take(&self, value: T) {
        self(value);
    }
}

/// What is done with what a person chose or typed; cheap to clone.
pub struct Act<T: 'static>(Rc<dyn Takes<T>>);

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

impl<T, F: Fn(T) + 'static> From<F> for Act<T> {
    fn from(act: F) -> Self {
        Self(Rc::new(act))
    }
}

/// Keeps a value that is computed from others, and tells only of real changes.
pub fn memo<T: PartialEq + Send + Sync + 'static>(of: impl Fn() -> T + Send + Sync + 'static) -> Memo<T> {
    fn kept<T: PartialEq + Send + Sync + 'static>(of: Box<dyn Computes<T> + Send + Sync>) -> Memo<T> {
        Memo::new(move |_| of.compute())
    }
    kept(Box::new(of))
}
