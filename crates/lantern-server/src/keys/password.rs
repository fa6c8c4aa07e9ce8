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

pub(super) fn hash(password: &str, cost: Params, random: &dyn Random) -> Result<String, PasswordTooShort> {
    if password.chars().count() < PASSWORD_CHARACTERS_MIN {
        return Err(PasswordTooShort);
    }
    let mut salt = [0; 16];
    random.fill(&mut salt);
    let salt = SaltString::encode_b64(&salt).expect("16 bytes are a salt");
    let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, cost);
    let hash = argon2.hash_password(password.as_bytes(), &salt).expect("the parameters and the salt are valid");
    Ok(hash.to_string())
}

pub(super) fn matches(password: &str, hash: &str) -> bool {
    // What it costs stands in the hash.
    PasswordHash::new(hash).is_ok_and(|hash| Argon2::default().verify_password(password.as_bytes(), &hash).is_ok())
}

/// OWASP's first choice for Argon2id (Password Storage Cheat Sheet): 19 MiB, 2 passes, 1 lane.
pub(super) fn dear() -> Params {
    Params::DEFAULT
}

/// The least there is, for a password that guards nothing and is told to nobody.
#[cfg(any(test, feature = "testing"))]
pub(super) fn cheap() -> Params {
    Params::new(Params::MIN_M_COST, Params::MIN_T_COST, Params::MIN_P_COST, None).expect("the least there is")
}
