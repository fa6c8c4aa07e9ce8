//! Signatures: ECDSA over P-256 with SHA-256, r‖s, the same that WebCrypto makes on the phones.
//!
//! Leaves what is signed to `lantern-ledger`.

use lantern_ledger::Verify;
use ring::rand::SystemRandom;
use ring::signature::{
    ECDSA_P256_SHA256_FIXED, ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair as _, UnparsedPublicKey,
};

/// Signs statements with one key, and checks what others signed with theirs.
pub trait Signer: Verify + Send + Sync {
    /// Returns the public key, SEC1 uncompressed.
    fn public_key(&self) -> [u8; 65];

    /// Signs the statement's bytes, as r‖s.
    fn sign(&self, statement: &[u8]) -> [u8; 64];
}

/// A P-256 key held in memory.
pub struct RingKey(EcdsaKeyPair);

impl RingKey {
    /// Makes a new key, as a PKCS#8 document.
    pub fn generate() -> Vec<u8> {
        let document = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &SystemRandom::new());
        document.expect("the operating system has a random generator").as_ref().to_vec()
    }

    /// Reads a key from a PKCS#8 document; `None` when it is none.
    pub fn from_pkcs8(document: &[u8]) -> Option<Self> {
        EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, document, &SystemRandom::new()).ok().map(Self)
    }
}

impl Signer for RingKey {
    fn public_key(&self) -> [u8; 65] {
        self.0.public_key().as_ref().try_into().expect("an uncompressed P-256 key has 65 bytes")
    }

    fn sign(&self, statement: &[u8]) -> [u8; 64] {
        let signature = self.0.sign(&SystemRandom::new(), statement);
        let signature = signature.expect("the operating system has a random generator");
        signature.as_ref().try_into().expect("a fixed P-256 signature has 64 bytes")
    }
}

impl Verify for RingKey {
    fn verify(&self, public_key: &[u8; 65], statement: &[u8], signature: &[u8; 64]) -> bool {
        RingVerify.verify(public_key, statement, signature)
    }
}

/// Verifies signatures of P-256 keys.
#[derive(Debug, Clone, Copy, Default)]
pub struct RingVerify;

impl Verify for RingVerify {
    fn verify(&self, public_key: &[u8; 65], statement: &[u8], signature: &[u8; 64]) -> bool {
        UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, public_key).verify(statement, signature).is_ok()
    }
}
