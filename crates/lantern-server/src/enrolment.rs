//! Phones: added with a link, enrolled by using it once, revoked.
//!
//! A lost answer bricks nothing: the same link used with the same key and token gets the same answer again.
//! Leaves the fold of these events to `state::office`, and HTTP to the routes.

use crate::error::Failure;
use crate::intake::follow;
use crate::random::fingerprint;
use crate::server::Server;
use crate::state::{Credential, LinkUse, State};
use lantern_domain::Moment;
use lantern_ledger::api::{EnrolAnswer, EnrolRequest, base64url};
use lantern_ledger::head::PublicKey;
use lantern_ledger::office::{Digest, OfficeEvent};
use lantern_ledger::{Genesis, Hash};
use uuid::Uuid;

/// The most characters of a phone's name.
pub const PHONE_NAME_MAX: usize = 60;

/// A phone that was added, with the code of its link, which is kept nowhere.
pub struct AddedPhone {
    /// The phone.
    pub device: Uuid,
    /// What the office calls it.
    pub name: String,
    /// The code of its enrolment link.
    pub code: String,
    /// The link is void from then on.
    pub expires_at: Moment,
}

impl AddedPhone {
    /// Returns the enrolment link: the code is in the fragment, which no browser sends to any server.
    pub fn link(&self, origin: &str) -> String {
        format!("{}/#enrol={}", origin.trim_end_matches('/'), self.code)
    }
}

/// What a phone shows when it enrols, checked.
struct Application {
    code: Digest,
    token: Digest,
    public_key: PublicKey,
    app_version: String,
}

impl Server {
    /// Adds a phone and makes its link.
    ///
    /// # Errors
    ///
    /// [`Failure::BadRequest`] for a name that is empty, too long or has line breaks; otherwise why it was not kept.
    pub fn add_phone(&self, name: &str) -> Result<AddedPhone, Failure> {
        let name = checked_name(name)?;
        let code = self.random.enrolment_code();
        let at = self.clock.now();
        let added =
            AddedPhone { device: self.random.uuid(), name, code, expires_at: at.plus(self.settings.link_lasts_s) };
        let event = OfficeEvent::PhoneAdded {
            device: added.device,
            name: added.name.clone(),
            code_sha256: Hash(fingerprint(&added.code)),
            expires_at: added.expires_at,
            at,
        };
        self.write_event(&self.office_turn(), event)?;
        Ok(added)
    }

    /// Makes a phone known that used its link.
    ///
    /// # Errors
    ///
    /// Why the link is no good, or why the enrolment was not kept.
    pub fn enrol(&self, request: &EnrolRequest) -> Result<EnrolAnswer, Failure> {
        let Application { code, token, public_key, app_version } = Application::read(request)?;
        let turn = self.office_turn();
        let at = self.clock.now();
        let link_use = self.state().office.link_use(&code, &public_key, &token, at);
        let device = match link_use {
            LinkUse::First(device) => {
                let event = OfficeEvent::PhoneEnrolled { device, public_key, token_sha256: token, app_version, at };
                self.write_event(&turn, event)?;
                device
            }
            LinkUse::Again(device) => device,
            LinkUse::Unknown => return Err(Failure::EnrolmentUnknown),
            LinkUse::Used => return Err(Failure::EnrolmentUsed),
            LinkUse::Expired => return Err(Failure::EnrolmentExpired),
            LinkUse::Revoked => return Err(Failure::PhoneRevoked),
        };
        Ok(self.enrol_answer(&self.state(), device))
    }

    fn enrol_answer(&self, state: &State, device: Uuid) -> EnrolAnswer {
        EnrolAnswer {
            operation: state.operation().unwrap_or_default(),
            operation_name: operation_name(state).unwrap_or_default(),
            device,
            device_name: state.office.phone(device).map(|phone| phone.name.clone()).unwrap_or_default(),
            hq_public_key: base64url::encode(&self.keys.public_key()),
            server_at_ms: self.clock.now_ms(),
            follow: follow(state),
        }
    }

    /// Stops trusting a phone; what it wrote stays, and what it signed still counts when others bring it.
    ///
    /// # Errors
    ///
    /// [`Failure::NotFound`] for a phone that was never added; otherwise why it was not kept.
    pub fn revoke(&self, device: Uuid) -> Result<(), Failure> {
        let turn = self.office_turn();
        let is_revoked = self.state().office.phone(device).ok_or(Failure::NotFound)?.revoked_at.is_some();
        if is_revoked {
            return Ok(());
        }
        self.write_event(&turn, OfficeEvent::PhoneRevoked { device, at: self.clock.now() })
    }

    /// Says which phone shows this token.
    ///
    /// # Errors
    ///
    /// [`Failure::CredentialUnknown`] or [`Failure::PhoneRevoked`].
    pub fn phone_of(&self, token: &str) -> Result<Uuid, Failure> {
        match self.state().office.credential(&Hash(fingerprint(token))) {
            Credential::Good(device) => Ok(device),
            Credential::Unknown => Err(Failure::CredentialUnknown),
            Credential::Revoked => Err(Failure::PhoneRevoked),
        }
    }
}

impl Application {
    fn read(request: &EnrolRequest) -> Result<Self, Failure> {
        let public_key: PublicKey =
            base64url::decode_fixed(&request.public_key).ok_or(Failure::BadRequest("The public key is not one."))?;
        let is_token = base64url::decode_fixed::<32>(&request.token).is_some();
        let is_version = (1..=Genesis::APP_VERSION_MAX).contains(&request.app_version.len());
        if public_key[0] != 4 || !is_token || !is_version || request.app_version.chars().any(char::is_control) {
            return Err(Failure::BadRequest("The enrolment cannot be read."));
        }
        Ok(Self {
            code: Hash(fingerprint(&request.code)),
            token: Hash(fingerprint(&request.token)),
            public_key,
            app_version: request.app_version.clone(),
        })
    }
}

fn checked_name(name: &str) -> Result<String, Failure> {
    let name = name.trim();
    let is_name = (1..=PHONE_NAME_MAX).contains(&name.chars().count()) && !name.chars().any(char::is_control);
    if is_name { Ok(name.to_owned()) } else { Err(Failure::BadRequest("A phone's name has 1 to 60 characters.")) }
}

pub(crate) fn operation_name(state: &State) -> Option<String> {
    state.plans.plan().operation.as_ref().map(|operation| operation.name.as_str().to_owned())
}
