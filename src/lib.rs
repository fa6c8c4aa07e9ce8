//! The two apps of Lantern: the field app, which works without a network, and the HQ app.
//!
//! All that knows leptos is here, and only under `wasm32`: what a page computes and what it says compiles anywhere, so
//! that it is tested without a browser.
//! Leaves to others: what a distribution is (`lantern-domain`), bytes and proof (`lantern-ledger`), the phone's store
//! and its sync (`lantern-device`).

pub mod field;
pub mod hq;
#[cfg(target_arch = "wasm32")]
pub mod shell;
pub mod text;
#[cfg(target_arch = "wasm32")]
pub mod ui;
