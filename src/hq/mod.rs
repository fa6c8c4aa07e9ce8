//! The HQ app: totals that open their records, phones and what they have reported, and the plan.
//!
//! What a page computes compiles anywhere and is tested without a browser; what draws is for `wasm32` alone.
//! Leaves every rule of relief work to the domain and every number to the server: this app arranges and shows.

pub mod bars;
pub mod days;
pub mod failure;
pub mod figures;
pub mod filter;
pub mod flagged;
pub mod import_problem;
pub mod naming;
pub mod options;
pub mod qr;
pub mod reporting;
pub mod results;
pub mod sadd;

#[cfg(target_arch = "wasm32")]
mod client;
#[cfg(target_arch = "wasm32")]
mod fetched;
#[cfg(target_arch = "wasm32")]
mod live;
#[cfg(target_arch = "wasm32")]
mod office;
#[cfg(target_arch = "wasm32")]
mod planned;

#[cfg(target_arch = "wasm32")]
mod address;
#[cfg(target_arch = "wasm32")]
mod flag;
#[cfg(target_arch = "wasm32")]
mod flags;
#[cfg(target_arch = "wasm32")]
mod overview;
#[cfg(target_arch = "wasm32")]
mod parts;
#[cfg(target_arch = "wasm32")]
mod phones;
#[cfg(target_arch = "wasm32")]
mod plan;
#[cfg(target_arch = "wasm32")]
mod record;
#[cfg(target_arch = "wasm32")]
mod records;
#[cfg(target_arch = "wasm32")]
mod sign_in;

#[cfg(target_arch = "wasm32")]
mod app;
#[cfg(target_arch = "wasm32")]
pub use app::mount;
