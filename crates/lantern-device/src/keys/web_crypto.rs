//! WebCrypto: keys that the browser keeps and never hands out.

use super::{KeyError, Keys, SigningKey};
use crate::browser::{reason, window};
use crate::world::Local;
use js_sys::{Array, Object, Promise, Reflect, Uint8Array};
use std::rc::Rc;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{CryptoKey, SubtleCrypto};

/// The browser's own implementation of ECDSA P-256.
pub struct WebCrypto {
    subtle: SubtleCrypto,
}

impl WebCrypto {
    /// Finds WebCrypto; `None` outside a secure context.
    pub fn find() -> Option<Self> {
        let subtle = window()?.crypto().ok()?.subtle();
        // Outside a secure context the property is undefined, whatever its type says.
        let is_there = !JsValue::from(subtle.clone()).is_undefined();
        is_there.then_some(Self { subtle })
    }

    async fn make(&self) -> Result<SigningKey, JsValue> {
        let usages = Array::of2(&"sign".into(), &"verify".into());
        let pair = settled(self.subtle.generate_key_with_object(&curve(), false, &usages)?).await?;
        let public: CryptoKey = Reflect::get(&pair, &"publicKey".into())?.unchecked_into();
        let private: CryptoKey = Reflect::get(&pair, &"privateKey".into())?.unchecked_into();
        let exported = Uint8Array::new(&settled(self.subtle.export_key("raw", &public)?).await?);
        if exported.length() != 65 {
            return Err(JsValue::from_str("a public key of another length"));
        }
        let mut public = [0; 65];
        exported.copy_to(&mut public);
        Ok(SigningKey { public, handle: Rc::new(private) })
    }

    async fn signature(&self, key: &SigningKey, statement: &[u8]) -> Result<[u8; 64], JsValue> {
        let private = key.handle.downcast_ref::<CryptoKey>().ok_or("no key of this browser")?;
        let made = self.subtle.sign_with_object_and_u8_array(&digest(), private, statement)?;
        let bytes = Uint8Array::new(&settled(made).await?);
        if bytes.length() != 64 {
            return Err(JsValue::from_str("a signature of another length"));
        }
        let mut signature = [0; 64];
        bytes.copy_to(&mut signature);
        Ok(signature)
    }

    async fn is_signed(&self, public: &[u8; 65], statement: &[u8], signature: &[u8; 64]) -> Result<bool, JsValue> {
        let usages = Array::of1(&"verify".into());
        let public = Uint8Array::from(&public[..]);
        let imported = self.subtle.import_key_with_object("raw", &public, &curve(), false, &usages)?;
        let public: CryptoKey = settled(imported).await?.unchecked_into();
        let (signature, statement) = (Uint8Array::from(&signature[..]), Uint8Array::from(statement));
        let verified = self.subtle.verify_with_object_and_js_u8_array_and_js_u8_array(
            &digest(),
            &public,
            &signature,
            &statement,
        )?;
        Ok(settled(verified).await?.is_truthy())
    }
}

impl Keys for WebCrypto {
    fn generate(&self) -> Local<'_, Result<SigningKey, KeyError>> {
        Box::pin(async { self.make().await.map_err(|problem| KeyError(reason(&problem))) })
    }

    fn sign<'a>(&'a self, key: &'a SigningKey, statement: &'a [u8]) -> Local<'a, Result<[u8; 64], KeyError>> {
        Box::pin(async move { self.signature(key, statement).await.map_err(|problem| KeyError(reason(&problem))) })
    }

    fn verify<'a>(&'a self, public: &'a [u8; 65], statement: &'a [u8], signature: &'a [u8; 64]) -> Local<'a, bool> {
        Box::pin(async move { self.is_signed(public, statement, signature).await.unwrap_or(false) })
    }
}

async fn settled(promise: Promise) -> Result<JsValue, JsValue> {
    JsFuture::from(promise).await
}

fn curve() -> Object {
    parameters("namedCurve", "P-256")
}

fn digest() -> Object {
    parameters("hash", "SHA-256")
}

fn parameters(name: &str, value: &str) -> Object {
    let parameters = Object::new();
    // Setting a property of a new plain object cannot fail.
    let _ = Reflect::set(&parameters, &"name".into(), &"ECDSA".into());
    let _ = Reflect::set(&parameters, &name.into(), &value.into());
    parameters
}
