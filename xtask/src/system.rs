//! What the machine must have: each missing thing is named with its install line, and installed where that is allowed.

use crate::command::{read, run, succeeds, words};
use crate::places::program;
use anyhow::{Result, bail};

/// A thing that comes from the machine's own packages.
pub struct Need {
    /// What it is, for the message.
    pub what: &'static str,
    /// Whether it is here.
    pub is_here: fn() -> bool,
    /// The Debian package that brings it.
    pub package: &'static str,
}

/// The browser that the tests drive.
pub const CHROMIUM: Need =
    Need { what: "Chromium", is_here: || crate::places::program("chromium").is_some(), package: "chromium" };

/// The program through which wasm-bindgen's test runner drives the browser.
pub const CHROMEDRIVER: Need =
    Need { what: "ChromeDriver", is_here: || program("chromedriver").is_some(), package: "chromium-driver" };

/// Fonts with every script of the field app: without them Arabic is boxes in screenshots.
pub const FONTS: Need = Need {
    what: "Noto fonts",
    is_here: || read(&mut words("fc-list", &[":lang=ar", "family"])).is_ok_and(|fonts| fonts.contains("Noto")),
    package: "fonts-noto-core",
};

/// Node and its package manager: `wasm-opt` and the browser tests run on it.
pub const NODE: Need = Need { what: "Node 20 or newer", is_here: has_node, package: "nodejs" };

/// The package manager of Node: with some sources a package of its own.
pub const NPM: Need = Need { what: "npm", is_here: || program("npm").is_some(), package: "npm" };

/// Sees to it that all these are here.
///
/// # Errors
///
/// When something is missing and cannot be installed: the message has the line that installs it.
pub fn ensure(needs: &[Need]) -> Result<()> {
    let missing: Vec<&Need> = needs.iter().filter(|need| !(need.is_here)()).collect();
    if missing.is_empty() {
        return Ok(());
    }
    let packages: Vec<&str> = missing.iter().map(|need| need.package).collect();
    let line = format!("apt-get update && apt-get install -y --no-install-recommends {}", packages.join(" "));
    for need in &missing {
        println!("   missing: {} (package {})", need.what, need.package);
    }
    println!("   install: {line}");
    install(&packages, &line)?;
    if let Some(still) = missing.iter().find(|need| !(need.is_here)()) {
        bail!("{} is still missing after installing {}: please install it by hand", still.what, still.package);
    }
    Ok(())
}

/// Whether this program may do everything.
pub fn is_root() -> bool {
    read(&mut words("id", &["-u"])).is_ok_and(|id| id == "0")
}

fn install(packages: &[&str], line: &str) -> Result<()> {
    let sudo: &[&str] = if is_root() {
        &[]
    } else if succeeds(&mut words("sudo", &["-n", "true"])) {
        &["sudo", "-n"]
    } else {
        bail!("something is missing that only an administrator can install; please run: sudo sh -c '{line}'");
    };
    if program("apt-get").is_none() {
        bail!("this machine has no apt-get; please install what is named above with its own package manager");
    }
    let apt = |arguments: &[&str]| {
        let all: Vec<&str> =
            sudo.iter().chain(&["env", "DEBIAN_FRONTEND=noninteractive", "apt-get"]).copied().collect();
        let mut command = words(all[0], &all[1..]);
        run(command.args(arguments))
    };
    apt(&["update", "-q"])?;
    let mut arguments = vec!["install", "-q", "-y", "--no-install-recommends"];
    arguments.extend(packages);
    apt(&arguments)
}

fn has_node() -> bool {
    let version = read(&mut words("node", &["--version"])).unwrap_or_default();
    let major = version.trim_start_matches('v').split('.').next().and_then(|major| major.parse::<u32>().ok());
    major.is_some_and(|major| major >= 20)
}
