//! Mounts the field app, nothing else.
fn main() {}
