//! `backup` while the real program serves, `restore` into a new folder, and what both refuse, in words.
#![cfg(unix)]
#![expect(clippy::unwrap_used, reason = "a test may")]

mod process;

use lantern_server::testing::{TestPhone, hand_over};
use process::load::{SITE, acknowledged};
use process::{Process, command, enrolled, prepare, refused};
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

const PASSWORD: &str = "a lantern in every tent";

/// A folder with a server that runs, and a phone whose three records it holds.
fn serving(folder: &Path) -> (Process, TestPhone) {
    let data = folder.join("data");
    let codes = prepare(&data, PASSWORD, 1);
    let server = Process::start(&data, "127.0.0.1:0".parse().unwrap());
    let mut phone = enrolled(server.address, &codes[0]);
    for card in ["A-1", "A-2", "A-3"] {
        phone.records(SITE, hand_over("ROUND").to(card));
    }
    acknowledged(server.address, &phone, &phone.bundle()).unwrap();
    (server, phone)
}

#[test]
fn a_backup_of_the_running_program_restores_into_a_new_folder_and_phones_bring_the_rest() {
    let folder = tempfile::tempdir().unwrap();
    let (data, backup, new) = (folder.path().join("data"), folder.path().join("backup"), folder.path().join("new"));
    let (server, mut phone) = serving(folder.path());
    let to = backup.to_str().unwrap();
    let told = command(&data, &["backup", "--to", to], "");
    assert!(told.contains("backed up to position") && told.ends_with("read back and checked"), "{told}");
    phone.records(SITE, hand_over("ROUND").to("A-4"));
    acknowledged(server.address, &phone, &phone.bundle()).unwrap();
    server.kill();

    let told = command(&new, &["restore", "--from", to], "");
    assert!(told.contains("Phones send what came after the backup"), "{told}");
    assert!(command(&new, &["verify"], "").ends_with("every signature holds"));
    let server = Process::start(&new, "127.0.0.1:0".parse().unwrap());
    assert_eq!(acknowledged(server.address, &phone, &phone.heads()), Some(4), "a genesis and three records");
    assert_eq!(acknowledged(server.address, &phone, &phone.bundle()), Some(5));
    let log = server.stop();
    assert!(log.contains("this journal was restored from a backup"), "{log}");
}

#[test]
fn a_second_backup_takes_what_is_new_and_the_secrets_are_for_the_owner_alone() {
    let folder = tempfile::tempdir().unwrap();
    let (data, backup) = (folder.path().join("data"), folder.path().join("backup"));
    let (server, mut phone) = serving(folder.path());
    let to = backup.to_str().unwrap();
    command(&data, &["backup", "--to", to], "");
    assert!(command(&data, &["backup", "--to", to], "").contains(": 0 bytes copied"));
    phone.records(SITE, hand_over("ROUND").to("A-4"));
    acknowledged(server.address, &phone, &phone.bundle()).unwrap();
    assert!(!command(&data, &["backup", "--to", to], "").contains(": 0 bytes copied"));
    for (place, mode) in [("", 0o700), ("keys", 0o700), ("keys/server-key.pk8", 0o600), ("keys/admin.json", 0o600)] {
        let permissions = std::fs::metadata(backup.join(place)).unwrap().permissions();
        assert_eq!(permissions.mode() & 0o777, mode, "{place}");
    }
    assert!(!backup.join("keys/sessions.json").exists());
    assert!(command(&backup, &["verify"], "").ends_with("every signature holds"));
    server.kill();
}

#[test]
fn what_cannot_be_done_is_refused_in_words_and_leaves_nothing_behind() {
    let folder = tempfile::tempdir().unwrap();
    let (data, backup, new) = (folder.path().join("data"), folder.path().join("backup"), folder.path().join("new"));
    let (server, _phone) = serving(folder.path());
    let (data_word, to) = (data.to_str().unwrap(), backup.to_str().unwrap());
    command(&data, &["backup", "--to", to], "");
    assert!(refused(&new, &["restore", "--from", data_word]).contains("a server is using"));
    assert!(refused(&data, &["restore", "--from", to]).contains("there is data already"));
    assert!(refused(&backup, &["password", "--generate"]).contains("this folder is a backup"));
    std::fs::remove_file(backup.join("keys/server-key.pk8")).unwrap();
    assert!(refused(&new, &["restore", "--from", to]).contains("keys/server-key.pk8 is missing"));
    let names: Vec<_> = std::fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(names.len(), 2, "{names:?}");
    server.kill();
}
