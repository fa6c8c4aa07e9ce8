//! How this machine compiles for `wasm32`: with a target that rustup installed, or with Debian's compiler for the web.
//!
//! The second way exists because rustup's downloads are not reachable everywhere, while packages and crates are.
//! Both build std from its source where it is there, with a stable compiler that is told to allow it, for the web builds
//! alone: small, and with panics that end the app at once instead of bringing along what would word them. A phone fetches
//! a twelfth less, and `public/boot.js` shows the page after a panic either way. The host is built with the ordinary
//! toolchain, and nothing in the source needs nightly.

use crate::command::{cargo, read, run, words};
use crate::places;
use crate::system::{self, Need};
use anyhow::{Result, bail};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// The target of both apps.
pub const TARGET: &str = "wasm32-unknown-unknown";
const RUSTUP_PATIENCE: Duration = Duration::from_secs(120);
const DEBIAN_RUSTC: &str = "/usr/bin/rustc";
const DEBIAN_CLIPPY: &str = "/usr/bin/clippy-driver";
const DEBIAN_LINKER: &str = "wasm-ld-22";

/// The way that holds on this machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// The compiler on the `PATH` has the target, and std's source.
    Target,
    /// The compiler on the `PATH` has the target's std, and there is no source to be had.
    Plain,
    /// Debian's `rustc-web`, with std built from `rust-web-src`.
    Debian,
}

impl Way {
    /// Detects the way, sets it up when neither is there yet, and says in one line which it is.
    ///
    /// `LANTERN_WASM=target` or `LANTERN_WASM=debian` asks for one of them.
    ///
    /// # Errors
    ///
    /// When neither can be set up.
    pub fn detect() -> Result<Self> {
        let asked = std::env::var("LANTERN_WASM").unwrap_or_default();
        let way = match asked.as_str() {
            "target" if has_target() || add_target() => Self::of_target(),
            "target" => bail!("the target cannot be added; please run: rustup target add {TARGET}"),
            "debian" => Self::Debian,
            "" if has_target() => Self::of_target(),
            "" if !has_debian() && add_target() => Self::of_target(),
            "" => Self::Debian,
            other => bail!("LANTERN_WASM is {other:?}; it can be target or debian"),
        };
        if way == Self::Debian {
            system::ensure(&DEBIAN)?;
        }
        println!("   wasm: {}", way.words());
        Ok(way)
    }

    fn of_target() -> Self {
        if has_source() || rustup(&["component", "add", "rust-src"]) && has_source() {
            Self::Target
        } else {
            Self::Plain
        }
    }

    /// The way in words.
    pub fn words(self) -> String {
        match self {
            Self::Target => format!("rustc's own target {TARGET}, std built from source"),
            Self::Plain => format!("rustc's own target {TARGET}, std as it comes: the field app is a twelfth heavier"),
            Self::Debian => {
                let version = read(&mut words(DEBIAN_RUSTC, &["--version"])).unwrap_or_default();
                format!("Debian's {version}, std built from source")
            }
        }
    }

    /// Sets what a build for the web needs, on cargo or on a program that calls it.
    pub fn prepare(self, command: &mut Command) {
        self.choose(command);
        if self != Self::Plain {
            command.env("RUSTC_BOOTSTRAP", "1");
            command.env("CARGO_UNSTABLE_BUILD_STD", "std,panic_abort");
            command.env("CARGO_UNSTABLE_BUILD_STD_FEATURES", "optimize_for_size");
            // Joined to the flags in .cargo/config.toml.
            command.env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS", "-Zunstable-options -Cpanic=immediate-abort");
        }
    }

    /// Sets what clippy and tests in a browser need: as a build, with a std that can unwind and word a panic.
    pub fn prepare_tests(self, command: &mut Command) {
        self.choose(command);
        if self == Self::Debian {
            command.env("RUSTC_BOOTSTRAP", "1");
            command.env("CARGO_UNSTABLE_BUILD_STD", "std,panic_abort,panic_unwind");
        }
    }

    /// Chooses the compiler, and a folder of its own for what it makes.
    fn choose(self, command: &mut Command) {
        command.env("CARGO_TARGET_DIR", places::web_target());
        if self == Self::Debian {
            command.env("RUSTC", DEBIAN_RUSTC);
            command.env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER", DEBIAN_LINKER);
        }
    }

    /// Runs clippy on part of the workspace for `wasm32`, with every warning an error.
    ///
    /// # Errors
    ///
    /// When clippy finds something.
    pub fn clippy(self, arguments: &[&str]) -> Result<()> {
        let mut lint = cargo();
        self.prepare_tests(&mut lint);
        match self {
            Self::Target | Self::Plain => {
                lint.args(["clippy", "--target", TARGET]).args(arguments).args(["--", "-D", "warnings"]);
            }
            // cargo-clippy would call the other toolchain's driver; this is what it does, with Debian's.
            Self::Debian => {
                lint.env("RUSTC_WORKSPACE_WRAPPER", DEBIAN_CLIPPY);
                lint.env("CLIPPY_ARGS", "-D__CLIPPY_HACKERY__warnings__CLIPPY_HACKERY__");
                lint.args(["check", "--target", TARGET]).args(arguments);
            }
        }
        run(&mut lint)
    }
}

const DEBIAN: [Need; 5] = [
    Need { what: "Debian's rustc for the web", is_here: || Path::new(DEBIAN_RUSTC).is_file(), package: "rustc-web" },
    Need {
        what: "Debian's cargo for the web",
        is_here: || Path::new("/usr/bin/cargo").is_file(),
        package: "cargo-web",
    },
    Need { what: "the source of Rust's std", is_here: has_debian_source, package: "rust-web-src" },
    Need { what: "clippy for the web", is_here: || Path::new(DEBIAN_CLIPPY).is_file(), package: "rust-web-clippy" },
    Need { what: "the linker for wasm", is_here: || places::program(DEBIAN_LINKER).is_some(), package: "lld-22" },
];

fn has_target() -> bool {
    let Ok(sysroot) = read(&mut words("rustc", &["--print", "sysroot"])) else { return false };
    PathBuf::from(sysroot).join("lib/rustlib").join(TARGET).join("lib").is_dir()
}

fn has_debian() -> bool {
    DEBIAN.iter().all(|need| (need.is_here)())
}

fn has_debian_source() -> bool {
    has_source_of(DEBIAN_RUSTC)
}

fn has_source() -> bool {
    has_source_of("rustc")
}

fn has_source_of(rustc: &str) -> bool {
    let sysroot = read(&mut words(rustc, &["--print", "sysroot"])).unwrap_or_default();
    Path::new(&sysroot).join("lib/rustlib/src/rust/library/std").is_dir()
}

fn add_target() -> bool {
    rustup(&["target", "add", TARGET]) && has_target()
}

/// Asks rustup for something; gives up when it is not there, has no network, or takes too long.
fn rustup(arguments: &[&str]) -> bool {
    let mut rustup = words("rustup", arguments);
    let Ok(mut child) = rustup.stdout(Stdio::null()).stderr(Stdio::null()).spawn() else { return false };
    println!("   asking rustup: {}", arguments.join(" "));
    wait(&mut child, RUSTUP_PATIENCE)
}

fn wait(child: &mut Child, patience: Duration) -> bool {
    let started = Instant::now();
    while started.elapsed() < patience {
        match child.try_wait() {
            Ok(Some(status)) => return status.success(),
            Ok(None) => std::thread::sleep(Duration::from_millis(200)),
            Err(_) => return false,
        }
    }
    let _ = child.kill();
    let _ = child.wait();
    false
}
