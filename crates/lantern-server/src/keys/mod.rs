//! HQ's secrets: the key that signs receipts and HQ's own logs, the administrator's password, the sessions.
//!
//! Leaves the journal alone: no secret is ever an entry.
//! Each secret is a small file of its own in `keys/`, replaced whole.

mod copy;
mod files;
mod password;
mod sessions;
mod signer;

pub use copy::{copy, problem_of_others, public_key};
pub use password::{PASSWORD_CHARACTERS_MIN, PasswordTooShort};
pub use sessions::SESSION_LASTS_S;
pub use signer::{RingKey, RingVerify, Signer};

use crate::random::Random;
use files::KeyFolder;
use lantern_domain::Moment;
use lantern_ledger::Verify;
use sessions::Sessions;
use std::io;
use std::path::Path;
use std::sync::{Mutex, RwLock};

/// The folder of secrets inside the data folder.
pub const KEYS_FOLDER: &str = "keys";

const SERVER_KEY: &str = "server-key.pk8";
const ADMIN: &str = "admin.json";
const SESSIONS: &str = "sessions.json";

/// The secrets of one server.
pub struct Keys {
    folder: KeyFolder,
    signer: Box<dyn Signer>,
    password_hash: RwLock<Option<String>>,
    /// What it costs to guess at the next password.
    password_cost: argon2::Params,
    sessions: Mutex<Sessions>,
}

#[derive(serde::Serialize, serde::Deserialize)]
struct Admin {
    password_argon2: String,
}

impl Keys {
    /// Opens the folder of secrets, making it and HQ's key when they are not there.
    ///
    /// # Errors
    ///
    /// What the disk says, or [`io::ErrorKind::InvalidData`] for a file that is not what it should be.
    pub fn open(folder: &Path) -> io::Result<Self> {
        let folder = KeyFolder::open(folder)?;
        let document = match folder.read(SERVER_KEY)? {
            Some(document) => document,
            None => {
                let document = RingKey::generate();
                folder.replace(SERVER_KEY, &document)?;
                document
            }
        };
        let signer = RingKey::from_pkcs8(&document).ok_or_else(|| invalid("the server key cannot be read"))?;
        Self::with(folder, Box::new(signer))
    }

    /// Makes secrets that live only as long as this value, for tests.
    #[cfg(any(test, feature = "testing"))]
    ///
    /// # Panics
    ///
    /// When the document is no key.
    pub fn in_memory(key: &[u8]) -> Self {
        Self::in_memory_with(Box::new(RingKey::from_pkcs8(key).expect("a document that holds a key")))
    }

    /// Makes secrets that live only as long as this value, with signatures of any sort. Their password is cheap to check.
    #[cfg(any(test, feature = "testing"))]
    ///
    /// # Panics
    ///
    /// Never: no disk, no failure.
    pub fn in_memory_with(signer: Box<dyn Signer>) -> Self {
        let keys = Self::with(KeyFolder::none(), signer).expect("no disk, no failure");
        Self { password_cost: password::cheap(), ..keys }
    }

    fn with(folder: KeyFolder, signer: Box<dyn Signer>) -> io::Result<Self> {
        let admin: Option<Admin> = folder.read_json(ADMIN)?;
        let sessions = folder.read_json(SESSIONS)?.unwrap_or_default();
        Ok(Self {
            folder,
            signer,
            password_hash: RwLock::new(admin.map(|admin| admin.password_argon2)),
            password_cost: password::dear(),
            sessions: Mutex::new(sessions),
        })
    }

    /// Returns HQ's public key, SEC1 uncompressed.
    pub fn public_key(&self) -> [u8; 65] {
        self.signer.public_key()
    }

    /// Signs with HQ's key: ECDSA P-256 with SHA-256, as r‖s.
    pub fn sign(&self, statement: &[u8]) -> [u8; 64] {
        self.signer.sign(statement)
    }

    /// Returns what checks the signatures of phones, and HQ's own.
    pub fn verifier(&self) -> &dyn Verify {
        &*self.signer
    }

    /// Says whether an administrator's password was ever set.
    pub fn has_password(&self) -> bool {
        self.password_hash.read().is_ok_and(|hash| hash.is_some())
    }

    /// Sets the administrator's password, and ends every session.
    ///
    /// # Errors
    ///
    /// [`io::ErrorKind::InvalidInput`] around [`PasswordTooShort`], or what the disk says.
    pub fn set_password(&self, password: &str, random: &dyn Random) -> io::Result<()> {
        let hash = password::hash(password, self.password_cost.clone(), random)
            .map_err(|short| io::Error::new(io::ErrorKind::InvalidInput, short))?;
        self.folder.replace_json(ADMIN, &Admin { password_argon2: hash.clone() })?;
        *self.password_hash.write().unwrap_or_else(|poisoned| poisoned.into_inner()) = Some(hash);
        let mut sessions = self.sessions();
        sessions.clear();
        self.folder.replace_json(SESSIONS, &*sessions)
    }

    /// Says whether this is the administrator's password. Slow on purpose: not for an async thread.
    pub fn is_password(&self, password: &str) -> bool {
        let hash = self.password_hash.read().unwrap_or_else(|poisoned| poisoned.into_inner()).clone();
        hash.is_some_and(|hash| password::matches(password, &hash))
    }

    /// Opens a session and returns its token, which is kept nowhere.
    ///
    /// # Errors
    ///
    /// What the disk says.
    pub fn open_session(&self, random: &dyn Random, now: Moment) -> io::Result<String> {
        let token = random.secret();
        let mut sessions = self.sessions();
        sessions.open(&token, now);
        self.folder.replace_json(SESSIONS, &*sessions)?;
        Ok(token)
    }

    /// Says whether the token is of a session that is open now.
    pub fn is_session(&self, token: &str, now: Moment) -> bool {
        self.sessions().is_open(token, now)
    }

    /// Ends the token's session, if there is one.
    ///
    /// # Errors
    ///
    /// What the disk says.
    pub fn close_session(&self, token: &str) -> io::Result<()> {
        let mut sessions = self.sessions();
        sessions.close(token);
        self.folder.replace_json(SESSIONS, &*sessions)
    }

    fn sessions(&self) -> std::sync::MutexGuard<'_, Sessions> {
        self.sessions.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
    }
}

impl std::fmt::Debug for Keys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Keys(…)")
    }
}

fn invalid(message: &'static str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, message)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::SystemRandomness;

    #[test]
    fn secrets_survive_a_restart() {
        let folder = tempfile::tempdir().unwrap();
        let keys = Keys::open(folder.path()).unwrap();
        keys.set_password("a lantern in every tent", &SystemRandomness).unwrap();
        let token = keys.open_session(&SystemRandomness, Moment(100)).unwrap();
        let public_key = keys.public_key();
        drop(keys);

        let keys = Keys::open(folder.path()).unwrap();
        assert_eq!(keys.public_key(), public_key);
        assert!(keys.is_password("a lantern in every tent"));
        assert!(!keys.is_password("a lantern in every tenT"));
        assert!(keys.is_session(&token, Moment(101)));
        assert!(RingVerify.verify(&public_key, b"statement", &keys.sign(b"statement")));
        assert!(!RingVerify.verify(&public_key, b"other", &keys.sign(b"statement")));
    }

    #[test]
    fn a_session_ends_by_time_by_sign_out_and_by_a_new_password() {
        let keys = Keys::in_memory(&RingKey::generate());
        let token = keys.open_session(&SystemRandomness, Moment(100)).unwrap();
        assert!(!keys.is_session(&token, Moment(100 + SESSION_LASTS_S)));
        assert!(keys.is_session(&token, Moment(99 + SESSION_LASTS_S)));
        keys.close_session(&token).unwrap();
        assert!(!keys.is_session(&token, Moment(100)));

        let token = keys.open_session(&SystemRandomness, Moment(100)).unwrap();
        keys.set_password("another long password", &SystemRandomness).unwrap();
        assert!(!keys.is_session(&token, Moment(100)));
    }

    #[test]
    fn a_password_on_disk_costs_what_owasp_says_and_one_in_memory_next_to_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let cost = |keys: Keys| {
            keys.set_password("a lantern in every tent", &SystemRandomness).unwrap();
            assert!(keys.is_password("a lantern in every tent") && !keys.is_password("a lantern in every tenT"));
            let hash = keys.password_hash.read().unwrap().clone().unwrap();
            hash.split('$').nth(3).map(str::to_owned).unwrap()
        };
        assert_eq!(cost(Keys::open(folder.path()).unwrap()), "m=19456,t=2,p=1");
        assert_eq!(cost(Keys::in_memory(&RingKey::generate())), "m=8,t=1,p=1");
    }

    #[test]
    fn a_short_password_is_refused() {
        assert!(Keys::in_memory(&RingKey::generate()).set_password("lantern", &SystemRandomness).is_err());
    }

    #[cfg(unix)]
    #[test]
    fn only_the_owner_reads_the_files() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::tempdir().unwrap();
        Keys::open(folder.path()).unwrap().set_password("a lantern in every tent", &SystemRandomness).unwrap();
        for name in [SERVER_KEY, ADMIN, SESSIONS] {
            let mode = std::fs::metadata(folder.path().join(name)).unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o600, "{name}");
        }
    }
}
