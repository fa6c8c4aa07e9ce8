//! Signatures for the simulator: fast ones that nobody forges by accident, or the real ones.
//!
//! A fast signature is a hash over public key and statement: whoever has no key never asks for one, and every change of
//! a bit shows. A seed chooses all keys, so that a run repeats itself to the last byte.

use lantern_device::keys::software::SoftwareKeys;
use lantern_device::keys::{KeyError, Keys, SigningKey};
use lantern_device::world::Local;
use lantern_ledger::Verify;
use lantern_server::keys::{RingVerify, Signer};
use p256::ecdsa::signature::Signer as _;
use p256::ecdsa::{Signature, SigningKey as Private};
use sha2::{Digest as _, Sha256};
use std::cell::Cell;
use std::rc::Rc;

/// Which signatures a world uses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Signing {
    /// Hashes.
    Fast,
    /// ECDSA over P-256.
    Real,
}

impl Signing {
    /// Returns the cryptography of one opening of a phone.
    pub fn keys(self, seed: u64) -> Rc<dyn Keys> {
        match self {
            Self::Fast => Rc::new(FastKeys { seed, made: Cell::new(0) }),
            Self::Real => Rc::new(SoftwareKeys::new(seed & 0xff_ffff_ffff)),
        }
    }

    /// Returns HQ's key.
    pub fn hq(self) -> Box<dyn Signer> {
        match self {
            Self::Fast => Box::new(FastHq(fast_public(0))),
            Self::Real => Box::new(RealHq(Private::from_bytes(&[0x4c; 32].into()).expect("a number below the order"))),
        }
    }
}

fn fast_public(seed: u64) -> [u8; 65] {
    let mut public = [4; 65];
    public[1..33].copy_from_slice(&Sha256::digest(seed.to_be_bytes()));
    public
}

fn fast_signature(public: &[u8; 65], statement: &[u8]) -> [u8; 64] {
    let half = Sha256::new().chain_update(public).chain_update(statement).finalize();
    let mut signature = [0; 64];
    signature[..32].copy_from_slice(&half);
    signature[32..].copy_from_slice(&half);
    signature
}

struct FastKeys {
    seed: u64,
    made: Cell<u64>,
}

/// The private half: its owner may sign for this public key.
struct FastPrivate([u8; 65]);

impl Keys for FastKeys {
    fn generate(&self) -> Local<'_, Result<SigningKey, KeyError>> {
        self.made.set(self.made.get() + 1);
        let public = fast_public(self.seed.wrapping_mul(1 << 20).wrapping_add(self.made.get()));
        Box::pin(async move { Ok(SigningKey { public, handle: Rc::new(FastPrivate(public)) }) })
    }

    fn sign<'a>(&'a self, key: &'a SigningKey, statement: &'a [u8]) -> Local<'a, Result<[u8; 64], KeyError>> {
        Box::pin(async move {
            let private = key.handle.downcast_ref::<FastPrivate>().ok_or_else(|| KeyError("another key".into()))?;
            Ok(fast_signature(&private.0, statement))
        })
    }

    fn verify<'a>(&'a self, public: &'a [u8; 65], statement: &'a [u8], signature: &'a [u8; 64]) -> Local<'a, bool> {
        Box::pin(async move { fast_signature(public, statement) == *signature })
    }
}

struct FastHq([u8; 65]);

impl Verify for FastHq {
    fn verify(&self, public_key: &[u8; 65], statement: &[u8], signature: &[u8; 64]) -> bool {
        fast_signature(public_key, statement) == *signature
    }
}

impl Signer for FastHq {
    fn public_key(&self) -> [u8; 65] {
        self.0
    }

    fn sign(&self, statement: &[u8]) -> [u8; 64] {
        fast_signature(&self.0, statement)
    }
}

/// A key from a fixed number, so that a run repeats itself.
struct RealHq(Private);

impl Verify for RealHq {
    fn verify(&self, public_key: &[u8; 65], statement: &[u8], signature: &[u8; 64]) -> bool {
        RingVerify.verify(public_key, statement, signature)
    }
}

impl Signer for RealHq {
    fn public_key(&self) -> [u8; 65] {
        let mut public = [0; 65];
        public.copy_from_slice(self.0.verifying_key().to_encoded_point(false).as_bytes());
        public
    }

    fn sign(&self, statement: &[u8]) -> [u8; 64] {
        let signature: Signature = self.0.sign(statement);
        signature.to_bytes().into()
    }
}
