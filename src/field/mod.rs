//! The field app: recording a distribution, and seeing that it is safe.

#[cfg(target_arch = "wasm32")]
mod app;
#[cfg(target_arch = "wasm32")]
pub use app::mount;
