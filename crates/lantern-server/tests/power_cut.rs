//! Power cuts against the real program: what it acknowledged is on the disk at that very moment, not just in the
//! system's memory.
//!
//! The data folder lies in a file system of its own, in an image file. Under load the server is frozen at a random moment
//! and the image is copied: the copy has only what had reached the disk. Mounted again, it must hold every promise.
//! This takes root and loop devices, so it runs when asked for: `cargo xtask power-cut --cuts N`.
//! Leaves to others: `journal_power.rs` cuts at every step of the journal, on a simulated disk.
#![cfg(target_os = "linux")]
#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "a test may")]

mod process;

use lantern_server::testing::TestPhone;
use process::load::{acknowledged, random_while, works};
use process::{Process, command, enrolled, prepare, sign_in};
use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

const PHONES: usize = 4;
const PASSWORD: &str = "a lantern in every tent";
const IMAGE_BYTES: u64 = 256 * 1024 * 1024;
/// How long the phones work before the cut, at least and at most.
const WORK_MS: (u64, u64) = (500, 3_000);

#[test]
#[ignore = "needs root and loop devices: cargo xtask power-cut"]
fn no_receipt_is_broken_by_a_power_cut() {
    let cuts: u32 = std::env::var("LANTERN_POWER_CUTS").unwrap_or_default().parse().expect("LANTERN_POWER_CUTS");
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let codes = prepare(&data, PASSWORD, PHONES);
    let mut promises = 0;
    for cut in 1..=cuts {
        let Cut { promised, survived } = one(folder.path(), &data, &codes);
        println!("cut {cut} of {cuts}: {promised} entries had receipts, all of the {survived} that survived are whole");
        assert!(promised > 0, "a cut proves nothing when nothing was acknowledged");
        promises += promised;
    }
    println!("{cuts} power cuts, {promises} acknowledged entries, none lost");
}

/// What one cut showed, over all phones.
struct Cut {
    promised: u64,
    survived: u64,
}

/// Cuts the power once.
fn one(folder: &Path, prepared: &Path, codes: &[String]) -> Cut {
    let (image, copy) = (folder.join("image"), folder.join("copy"));
    let _ = std::fs::remove_file(&copy);
    let before = Mount::fresh(&image, &folder.join("before"));
    run("cp", &["-a", text(prepared), text(&before.at.join("data"))]);
    run("sync", &["-f", text(&before.at)]);

    let server = Process::start(&before.at.join("data"), "127.0.0.1:0".parse().unwrap());
    let address = server.address;
    let mut phones: Vec<TestPhone> = codes.iter().map(|code| enrolled(address, code)).collect();
    let promised: [AtomicU64; PHONES] = Default::default();
    let is_over = AtomicBool::new(false);
    let held = std::thread::scope(|scope| {
        for (phone, promised) in phones.iter_mut().zip(&promised) {
            scope.spawn(|| works(address, phone, promised, &is_over));
        }
        std::thread::sleep(Duration::from_millis(WORK_MS.0) + random_while(WORK_MS.1 - WORK_MS.0));
        server.freeze();
        // Only what was acknowledged before the copy is a promise that the copy must hold.
        let held = promised.each_ref().map(|promised| promised.load(Ordering::SeqCst));
        run("cp", &["--sparse=always", text(&image), text(&copy)]);
        is_over.store(true, Ordering::SeqCst);
        server.kill();
        held
    });
    drop(before);

    let after = Mount::of(&copy, &folder.join("after"));
    let data = after.at.join("data");
    let server = Process::start(&data, address);
    let mut survived = 0;
    for (phone, promised) in phones.iter().zip(held) {
        let there = acknowledged(address, phone, &phone.heads()).expect("the phone is still enrolled");
        assert!(there >= promised, "HQ promised {promised} entries and has {there} after the power cut");
        survived += there;
    }
    // The fleet sends again what the cut took before it was acknowledged, and HQ goes on as if nothing had been.
    for phone in &phones {
        let whole = phone.logs.values().next().map(|log| log.head().seq);
        assert_eq!(acknowledged(address, phone, &phone.bundle()), whole);
    }
    sign_in(address, PASSWORD);
    server.kill();
    assert!(command(&data, &["verify"], "").ends_with("every signature holds"));
    Cut { promised: held.iter().sum(), survived }
}

/// A file system in an image, mounted as long as this lives.
struct Mount {
    at: PathBuf,
}

impl Mount {
    fn fresh(image: &Path, at: &Path) -> Self {
        let _ = std::fs::remove_file(image);
        File::create(image).unwrap().set_len(IMAGE_BYTES).unwrap();
        run("mkfs.ext4", &["-q", "-F", text(image)]);
        Self::of(image, at)
    }

    fn of(image: &Path, at: &Path) -> Self {
        std::fs::create_dir_all(at).unwrap();
        run("mount", &["-o", "loop", text(image), text(at)]);
        Self { at: at.to_path_buf() }
    }
}

impl Drop for Mount {
    /// Lets it go, at the latest when nobody uses it any more.
    fn drop(&mut self) {
        let unmounts = |words: &[&str]| Command::new("umount").args(words).status().is_ok_and(|done| done.success());
        if !unmounts(&[text(&self.at)]) {
            unmounts(&["-l", text(&self.at)]);
        }
    }
}

fn run(program: &str, words: &[&str]) {
    let done = Command::new(program).args(words).status();
    assert!(done.is_ok_and(|done| done.success()), "{program} {words:?} failed");
}

fn text(path: &Path) -> &str {
    path.to_str().expect("a path of text")
}
