//! Builds the server anew when the web apps that it carries were built anew.
//!
//! A release build has every file of `dist/` inside; the compiler notices when one of them changes, but not when a new
//! one appears. A debug build reads them from the folder, so it has nothing to notice.

fn main() {
    let is_release = std::env::var_os("PROFILE").is_some_and(|profile| profile == "release");
    println!("cargo:rerun-if-changed={}", if is_release { "../../dist" } else { "build.rs" });
}
