//! The office of a running server: signs in, adds phones and pulls totals, all over HTTP as the HQ app does.

use crate::http::Connection;
use crate::process::{PASSWORD, Server};
use anyhow::{Context, Result, ensure};
use lantern_domain::tally::Totals;
use lantern_ledger::api::{EnrolAnswer, NewPhone, NewPhoneAnswer, SessionRequest, base64url};
use lantern_server::testing::TestPhone;
use serde::de::DeserializeOwned;

/// Somebody at HQ, signed in.
pub struct Office {
    connection: Connection,
    cookie: String,
}

impl Office {
    /// Signs in.
    ///
    /// # Errors
    ///
    /// When the server is not there or does not know the password.
    pub fn sign_in(server: &Server) -> Result<Self> {
        let mut connection = Connection::open(server.port)?;
        let request = SessionRequest { password: PASSWORD.to_owned() };
        let answer = connection.post("/api/v1/session", &[("x-lantern", "1")], &request)?;
        answer.json::<serde_json::Value>().context("signing in")?;
        let cookie = answer.header("set-cookie").and_then(|cookie| cookie.split(';').next());
        let cookie = cookie.context("signing in brought no cookie")?.to_owned();
        Ok(Self { connection, cookie })
    }

    /// Adds a phone and enrols it by its link.
    ///
    /// # Errors
    ///
    /// When the server refuses either.
    pub fn enrols(&mut self, name: &str) -> Result<TestPhone> {
        let headers = [("x-lantern", "1"), ("cookie", self.cookie.as_str())];
        let added = self.connection.post("/api/v1/devices", &headers, &NewPhone { name: name.to_owned() })?;
        let link = added.json::<NewPhoneAnswer>().context("adding a phone")?.link;
        let (_, code) = link.split_once("#enrol=").context("a link without a code")?;
        let mut phone = TestPhone::new();
        let answer = self.connection.post("/api/v1/enrol", &[], &phone.application(code))?;
        let answer: EnrolAnswer = answer.json().context("enrolling a phone")?;
        (phone.device, phone.operation) = (answer.device, answer.operation);
        phone.hq_key = base64url::decode_fixed(&answer.hq_public_key).context("HQ's key is none")?;
        Ok(phone)
    }

    /// Asks for something, and reads the whole answer.
    ///
    /// # Errors
    ///
    /// When the server does not answer, or not with what was asked for.
    pub fn asks(&mut self, path: &str) -> Result<()> {
        let answer = self.connection.get(path, &[("cookie", self.cookie.as_str())])?;
        ensure!(answer.status == 200, "{path} is answered with {}", answer.status);
        Ok(())
    }

    /// Asks for something, and reads what the answer says.
    ///
    /// # Errors
    ///
    /// When the server does not answer with that.
    pub fn pulls<T: DeserializeOwned>(&mut self, path: &str) -> Result<T> {
        let answer = self.connection.get(path, &[("cookie", self.cookie.as_str())])?;
        answer.json().with_context(|| format!("pulling {path}"))
    }

    /// Pulls the totals by settlement and item.
    ///
    /// # Errors
    ///
    /// When the server does not answer with totals.
    pub fn totals(&mut self) -> Result<Totals> {
        let headers = [("cookie", self.cookie.as_str())];
        self.connection.get("/api/v1/totals?group=settlement,item", &headers)?.json().context("pulling totals")
    }
}
