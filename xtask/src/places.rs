//! Where things are: the project, what it builds, and Lantern's own cache of tools.

use std::path::{Path, PathBuf};

/// The project's folder: of the checkout that cargo runs this task for, even where several share one target folder.
pub fn root() -> PathBuf {
    let running = std::env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from);
    let xtask = running.unwrap_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).to_path_buf());
    xtask.parent().map(Path::to_path_buf).unwrap_or(xtask)
}

/// Where the two built web apps are.
pub fn dist() -> PathBuf {
    root().join("dist")
}

/// What belongs to this checkout alone, and lies on the same disk, wherever cargo builds.
pub fn scratch() -> PathBuf {
    root().join("target")
}

/// Where cargo puts what it builds: `$CARGO_TARGET_DIR`, else the project's own `target`.
pub fn target() -> PathBuf {
    let set = std::env::var_os("CARGO_TARGET_DIR").filter(|folder| !folder.is_empty());
    root().join(set.map_or_else(|| PathBuf::from("target"), PathBuf::from))
}

/// A program of the workspace as it was built, for use (`release`) or for tests (`debug`).
pub fn built(profile: &str, name: &str) -> PathBuf {
    target().join(profile).join(format!("{name}{}", std::env::consts::EXE_SUFFIX))
}

/// The target folder of web builds: apart from the host's, so that neither waits for the other's lock.
pub fn web_target() -> PathBuf {
    target().join("web")
}

/// Lantern's folder for tools of an exact version, so that a person's own tools are never replaced.
///
/// `$LANTERN_CACHE`, else `$XDG_CACHE_HOME/lantern`, else `~/.cache/lantern`.
pub fn cache() -> PathBuf {
    let set = |name| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    set("LANTERN_CACHE")
        .or_else(|| set("XDG_CACHE_HOME").map(|cache| cache.join("lantern")))
        .or_else(|| set("HOME").map(|home| home.join(".cache").join("lantern")))
        .unwrap_or_else(|| target().join("cache"))
}

/// Where one tool of one version is installed.
pub fn tool(name: &str, version: &str) -> PathBuf {
    cache().join("tools").join(format!("{name}-{version}"))
}

/// A program's path when it can be found on the `PATH`.
pub fn program(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path).map(|folder| folder.join(name)).find(|file| file.is_file())
}
