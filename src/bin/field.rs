//! Mounts the field app, nothing else.

#[cfg(target_arch = "wasm32")]
fn main() {
    lantern::field::mount();
}

/// The apps run in a browser; elsewhere there is nothing to start.
#[cfg(not(target_arch = "wasm32"))]
fn main() {}
