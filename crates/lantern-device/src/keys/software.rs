//! Keys in software, for the host's tests and the simulator: the real signatures, without a browser.

use super::{KeyError, Keys, SigningKey};
use crate::world::Local;
use p256::ecdsa::signature::{Signer as _, Verifier as _};
use p256::ecdsa::{Signature, SigningKey as Private, VerifyingKey};
use std::cell::Cell;
use std::rc::Rc;

/// Makes keys from a seed, so that a test repeats itself.
pub struct SoftwareKeys {
    next: Cell<u64>,
}

impl SoftwareKeys {
    /// Begins with a seed; different seeds make different keys.
    pub fn new(seed: u64) -> Self {
        Self { next: Cell::new(seed << 20) }
    }

    fn make(&self) -> SigningKey {
        let number = self.next.get() + 1;
        self.next.set(number);
        let mut scalar = [0x5a; 32];
        scalar[24..].copy_from_slice(&number.to_be_bytes());
        let private = Private::from_bytes(&scalar.into()).expect("the scalar is neither 0 nor above the group's order");
        let mut public = [0; 65];
        public.copy_from_slice(private.verifying_key().to_encoded_point(false).as_bytes());
        SigningKey { public, handle: Rc::new(private) }
    }
}

impl Keys for SoftwareKeys {
    fn generate(&self) -> Local<'_, Result<SigningKey, KeyError>> {
        Box::pin(async { Ok(self.make()) })
    }

    fn sign<'a>(&'a self, key: &'a SigningKey, statement: &'a [u8]) -> Local<'a, Result<[u8; 64], KeyError>> {
        Box::pin(async move {
            let private = key.handle.downcast_ref::<Private>().ok_or_else(|| KeyError("not a software key".into()))?;
            let signature: Signature = private.sign(statement);
            Ok(signature.to_bytes().into())
        })
    }

    fn verify<'a>(&'a self, public: &'a [u8; 65], statement: &'a [u8], signature: &'a [u8; 64]) -> Local<'a, bool> {
        Box::pin(async move {
            let Ok(public) = VerifyingKey::from_sec1_bytes(public) else { return false };
            let Ok(signature) = Signature::from_slice(signature) else { return false };
            public.verify(statement, &signature).is_ok()
        })
    }
}
