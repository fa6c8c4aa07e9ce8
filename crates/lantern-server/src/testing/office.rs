//! Somebody at HQ, signed in.

use super::{Answer, Camp, Link, PASSWORD};
use crate::import::UploadedFile;
use axum::body::Body;
use axum::http::{Method, Request, request};
use lantern_domain::tally::Totals;
use lantern_ledger::Hash;
use lantern_ledger::api::{
    DeviceRow, DevicesAnswer, FlagRow, FlagsAnswer, HeldKey, ImportAnswer, KeyWord, NewDecision, NewPhoneAnswer,
    RecordsAnswer,
};
use serde::Serialize;
use uuid::Uuid;

const BOUNDARY: &str = "lantern-boundary";

/// A person at HQ.
pub struct Office<'a> {
    camp: &'a Camp,
    cookie: String,
}

impl<'a> Office<'a> {
    pub(super) fn sign_in(camp: &'a Camp) -> Self {
        if !camp.server.keys.has_password() {
            camp.outside(|server| server.set_password(PASSWORD)).expect("a good password");
        }
        let body = format!(r#"{{"password":"{PASSWORD}"}}"#);
        let request = Request::post("/api/v1/session").header("content-type", "application/json");
        let answer = camp.ask(request.header("x-lantern", "1").body(Body::from(body)).expect("a request"));
        assert!(answer.status.is_success(), "{}", answer.text());
        let cookie = answer.header("set-cookie").split(';').next().unwrap_or_default().to_owned();
        Self { camp, cookie }
    }

    /// Begins a request as the HQ app sends it.
    pub fn request(&self, method: Method, path: &str) -> request::Builder {
        Request::builder().method(method).uri(path).header("cookie", &self.cookie).header("x-lantern", "1")
    }

    /// Asks for something.
    pub fn get(&self, path: &str) -> Answer {
        self.camp.ask(self.request(Method::GET, path).body(Body::empty()).expect("a request"))
    }

    /// Sends something as JSON.
    pub fn post(&self, path: &str, body: &impl Serialize) -> Answer {
        let body = serde_json::to_vec(body).expect("JSON");
        let request = self.request(Method::POST, path).header("content-type", "application/json");
        self.camp.ask(request.header("host", "hq.example.org").body(Body::from(body)).expect("a request"))
    }

    /// Signs out.
    pub fn sign_out(&self) -> Answer {
        self.camp.ask(self.request(Method::DELETE, "/api/v1/session").body(Body::empty()).expect("a request"))
    }

    /// Uploads a plan's files.
    pub fn upload(&self, path: &str, files: &[UploadedFile]) -> Answer {
        let mut body = Vec::new();
        for (name, bytes) in files {
            let head = format!(
                "--{BOUNDARY}\r\ncontent-disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\
                 content-type: text/csv\r\n\r\n"
            );
            body.extend_from_slice(head.as_bytes());
            body.extend_from_slice(bytes);
            body.extend_from_slice(b"\r\n");
        }
        body.extend_from_slice(format!("--{BOUNDARY}--\r\n").as_bytes());
        let form = format!("multipart/form-data; boundary={BOUNDARY}");
        let request = self.request(Method::POST, path).header("content-type", form);
        self.camp.ask(request.body(Body::from(body)).expect("a request"))
    }

    /// Imports a plan.
    pub fn imports(&self, files: &[UploadedFile]) -> ImportAnswer {
        self.upload("/api/v1/plan", files).json()
    }

    /// Imports the example of Somalia as it lies in the project.
    ///
    /// # Panics
    ///
    /// When the example is not there, or has errors.
    pub fn imports_somalia(&self) {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples/somalia");
        let files = std::fs::read_dir(folder).expect("the example is there").filter_map(|file| {
            let path = file.ok()?.path();
            let name = path.file_name()?.to_str()?.to_owned();
            if name.ends_with(".csv") { Some((name, std::fs::read(path).ok()?)) } else { None }
        });
        let answer = self.imports(&files.collect::<Vec<_>>());
        assert_eq!(answer.errors, []);
    }

    /// Pulls totals.
    pub fn totals(&self, query: &str) -> Totals {
        self.get(&format!("/api/v1/totals?{query}")).json()
    }

    /// Pulls a page of records.
    pub fn records(&self, query: &str) -> RecordsAnswer {
        self.get(&format!("/api/v1/records?{query}")).json()
    }

    /// Pulls a page of flags.
    pub fn flags(&self, query: &str) -> FlagsAnswer {
        self.get(&format!("/api/v1/flags?{query}")).json()
    }

    /// Decides on a flag as it was shown, and returns whatever comes back.
    pub fn decides(&self, flag: &FlagRow, verdict: &str) -> Answer {
        let (verdict, reason, by) =
            (verdict.to_owned(), "two families share a card".to_owned(), "Hodan Ali".to_owned());
        let decision = NewDecision { verdict, reason, by, record_count: flag.record_count };
        self.post(&format!("/api/v1/flags/{}/decision", flag.id), &decision)
    }

    /// Pulls the keys that HQ does not know.
    pub fn held_keys(&self) -> Vec<HeldKey> {
        self.get("/api/v1/devices").json::<DevicesAnswer>().held
    }

    /// Says of a key whether it is that phone's, and returns whatever comes back.
    pub fn says_of_key(&self, device: Uuid, key: Hash, is_confirmed: bool) -> Answer {
        self.post(&format!("/api/v1/devices/{device}/keys"), &KeyWord { key, is_confirmed })
    }

    /// Makes another link for a phone.
    pub fn links_again(&self, device: Uuid) -> Link {
        let answer: NewPhoneAnswer = self.post(&format!("/api/v1/devices/{device}/link"), &()).json();
        Link { code: answer.link.rsplit('=').next().unwrap_or_default().to_owned(), device: answer.device }
    }

    /// Pulls the phones.
    pub fn devices(&self) -> Vec<DeviceRow> {
        self.get("/api/v1/devices").json::<DevicesAnswer>().devices
    }
}
