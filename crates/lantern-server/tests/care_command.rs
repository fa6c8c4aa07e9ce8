//! `backup` while the real program serves, `restore` into a new folder, and what both refuse, in words.
#![cfg(unix)]
#![expect(clippy::unwrap_used, reason = "a test may")]

mod process;

use lantern_server::testing::{TestPhone, bundle_of, hand_over};
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

/// Records twelve times and sends each record at once, in a batch of its own.
fn sends_one_by_one(server: &Process, phone: &mut TestPhone) {
    for card in 0..12 {
        phone.records(SITE, hand_over("ROUND").to(&format!("B-{card}")));
        let log = phone.log(SITE).clone();
        let last = log.head().seq;
        acknowledged(server.address, phone, &bundle_of(&[log.batch(&phone.key, last, last)])).unwrap();
    }
}

/// Flips a byte in each of two batches of the phone in the middle of the journal.
fn damage(data: &Path, phone: &TestPhone) {
    let file = data.join("journal/00000001.journal");
    let mut bytes = std::fs::read(&file).unwrap();
    let device = phone.device.as_bytes();
    let places: Vec<usize> = (0..bytes.len() - 16).filter(|at| bytes[*at..*at + 16] == device[..]).collect();
    for at in &places[places.len() / 2..][..2] {
        bytes[*at] ^= 1;
    }
    std::fs::write(&file, bytes).unwrap();
}

#[test]
fn a_doctor_says_what_is_damaged_repairs_it_and_phones_bring_what_is_lost() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let (server, mut phone) = serving(folder.path());
    sends_one_by_one(&server, &mut phone);
    server.kill();
    assert!(command(&data, &["doctor"], "").ends_with("All is well."));
    damage(&data, &phone);

    let server = Process::start(&data, "127.0.0.1:0".parse().unwrap());
    phone.records(SITE, hand_over("ROUND").to("C-1"));
    let refusal = process::send(server.address, &phone, &phone.bundle()).unwrap();
    assert_eq!(refusal.status, 503, "damaged: read only");
    assert!(refused(&data, &["doctor", "--repair"]).contains("a server is using"));
    server.kill();
    assert!(refused(&data, &["doctor"]).contains("not all is well"));
    let told = command(&data, &["doctor", "--repair"], "");
    assert!(told.contains("cannot be read: 2 records"), "{told}");
    assert!(told.contains("behind the damage") && told.contains("0 filled in, 2 lost"), "{told}");

    let server = Process::start(&data, "127.0.0.1:0".parse().unwrap());
    let held = acknowledged(server.address, &phone, &phone.heads()).unwrap();
    assert!(held < 16, "what is lost is asked for: {held}");
    assert_eq!(acknowledged(server.address, &phone, &phone.bundle()), Some(17));
    let log = server.stop();
    assert!(log.contains("records of this journal are lost"), "{log}");
    assert!(command(&data, &["verify"], "").ends_with("every signature holds"));
}

#[test]
fn a_backup_fills_the_damage_and_missing_keys_are_said() {
    let folder = tempfile::tempdir().unwrap();
    let (data, backup) = (folder.path().join("data"), folder.path().join("backup"));
    let (server, mut phone) = serving(folder.path());
    sends_one_by_one(&server, &mut phone);
    let to = backup.to_str().unwrap();
    command(&data, &["backup", "--to", to], "");
    server.kill();
    damage(&data, &phone);
    let told = command(&data, &["doctor", "--repair", "--with", to], "");
    assert!(told.contains("the other copy has 2 of the 2 records") && told.contains("2 filled in, 0 lost"), "{told}");
    assert!(command(&data, &["doctor"], "").ends_with("All is well."));
    std::fs::remove_file(data.join("keys/server-key.pk8")).unwrap();
    assert!(refused(&data, &["doctor"]).contains("not all is well"));
    assert!(refused(&data, &["password", "--generate"]).contains("put it back from a backup"));
    assert!(!data.join("keys/server-key.pk8").exists(), "no new key takes its place");
    std::fs::copy(backup.join("keys/server-key.pk8"), data.join("keys/server-key.pk8")).unwrap();
    std::fs::write(data.join("keys/admin.json"), b"{").unwrap();
    assert!(refused(&data, &["doctor"]).contains("not all is well"));
}

#[test]
fn records_of_another_copy_are_imported_once() {
    let folder = tempfile::tempdir().unwrap();
    let (data, backup, new) = (folder.path().join("data"), folder.path().join("backup"), folder.path().join("new"));
    let (server, mut phone) = serving(folder.path());
    let to = backup.to_str().unwrap();
    command(&data, &["backup", "--to", to], "");
    phone.records(SITE, hand_over("ROUND").to("A-4"));
    acknowledged(server.address, &phone, &phone.bundle()).unwrap();
    phone.records(SITE, hand_over("ROUND").to("A-5"));
    server.kill();

    command(&new, &["restore", "--from", to], "");
    let (old, file) = (data.to_str().unwrap(), folder.path().join("carried.ltn"));
    assert!(command(&new, &["import-records", old], "").contains(", 1 of them new"));
    assert!(command(&new, &["import-records", old], "").contains(", 0 of them new"));
    std::fs::write(&file, phone.bundle()).unwrap();
    let file = file.to_str().unwrap();
    assert!(command(&new, &["import-records", file], "").contains(", 1 of them new"));
    assert!(command(&new, &["import-records", file], "").contains(", 0 of them new"));
    assert!(refused(&new, &["import-records", &format!("{to}/backup.json")]).contains("cannot be read"));
    let server = Process::start(&new, "127.0.0.1:0".parse().unwrap());
    assert_eq!(acknowledged(server.address, &phone, &phone.heads()), Some(6));
    server.kill();
    assert!(command(&new, &["verify"], "").ends_with("every signature holds"));
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
