//! The HQ app: totals that open their records, phones, and the plan.

#[cfg(target_arch = "wasm32")]
mod app;
#[cfg(target_arch = "wasm32")]
pub use app::mount;
