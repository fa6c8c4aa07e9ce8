//! The administrator's password: only its Argon2id hash is kept.
//!
//! Leaves counting wrong guesses to [`crate::limits`].

use crate::random::Random;
use argon2::password_hash::{PasswordHash, PasswordHasher as _, PasswordVerifier as _, SaltString};
use argon2::{Algorithm, Argon2, Params, Version};

/// The fewest characters of a password.
pub const PASSWORD_CHARACTERS_MIN: usize = 10;

/// The password has fewer than [`PASSWORD_CHARACTERS_MIN`] characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a password has at least 10 characters")]
pub struct PasswordTooShort;

pub(super) fn hash(password: &str, random: &dyn Random) -> Result<String, PasswordTooShort> {
    if password.chars().count() < PASSWORD_CHARACTERS_MIN {
        return Err(PasswordTooShort);
    }
    let mut salt = [0; 16];
    random.fill(&mut salt);
    let salt = SaltString::encode_b64(&salt).expect("16 bytes are a salt");
    let hash = argon2().hash_password(password.as_bytes(), &salt).expect("the parameters and the salt are valid");
    Ok(hash.to_string())
}

pub(super) fn matches(password: &str, hash: &str) -> bool {
    PasswordHash::new(hash).is_ok_and(|hash| argon2().verify_password(password.as_bytes(), &hash).is_ok())
}

/// OWASP's first choice for Argon2id (Password Storage Cheat Sheet): 19 MiB, 2 passes, 1 lane.
fn argon2() -> Argon2<'static> {
    Argon2::new(Algorithm::Argon2id, Version::V0x13, Params::default())
}
