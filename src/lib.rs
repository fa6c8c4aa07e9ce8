//! The two apps of Lantern.
