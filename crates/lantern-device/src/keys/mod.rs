//! Keys: the phone signs the heads of its logs, and verifies what HQ signed. ECDSA P-256 with SHA-256.
//!
//! Leaves what is signed to `lantern-ledger`, and keeping the key to the store.

#[cfg(all(any(test, feature = "testing"), not(target_arch = "wasm32")))]
pub mod software;
#[cfg(target_arch = "wasm32")]
pub mod web_crypto;

use crate::world::Local;
use std::any::Any;
use std::fmt;
use std::rc::Rc;

/// A private key that only [`Keys`] can use, and its public half.
///
/// In a browser the handle is a `CryptoKey` that cannot be exported; a store keeps the handle, never the bits.
#[derive(Clone)]
pub struct SigningKey {
    /// The public key, SEC 1 uncompressed.
    pub public: [u8; 65],
    /// What the implementation of [`Keys`] knows the private key by.
    pub handle: Rc<dyn Any>,
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SigningKey(…)")
    }
}

/// The browser's cryptography failed; a technical reason.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("cryptography failed: {0}")]
pub struct KeyError(pub String);

/// Cryptography with the phone's key.
pub trait Keys {
    /// Makes a new key that cannot be exported.
    fn generate(&self) -> Local<'_, Result<SigningKey, KeyError>>;

    /// Signs a statement: 64 bytes, r then s.
    fn sign<'a>(&'a self, key: &'a SigningKey, statement: &'a [u8]) -> Local<'a, Result<[u8; 64], KeyError>>;

    /// Returns whether a signature over a statement is by the owner of a public key; `false` for an unusable key, too.
    fn verify<'a>(&'a self, public: &'a [u8; 65], statement: &'a [u8], signature: &'a [u8; 64]) -> Local<'a, bool>;
}
