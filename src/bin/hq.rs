//! Mounts the hq app, nothing else.
fn main() {}
