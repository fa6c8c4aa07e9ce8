//! The field app: recording a distribution, and seeing that it is safe.
//!
//! What a page computes and decides compiles anywhere and is tested without a browser; what draws is for `wasm32` alone.
//! Leaves rules of relief work to the domain, storing and sending to the device, and every word to `text`.

pub mod form;
pub mod gate;
pub mod link;
pub mod places;
pub mod route;
pub mod said;

#[cfg(target_arch = "wasm32")]
mod app;
#[cfg(target_arch = "wasm32")]
pub use app::mount;
