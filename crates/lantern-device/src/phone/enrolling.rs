//! Enrolment: one request that can be repeated until its answer comes through.
//!
//! Leaves pulling plan and lists to the contact that follows.

use super::core::Core;
use super::log_book::LogBook;
use super::notes::{ENROLLING, ENROLMENT, Enrolling, Enrolment, FOLLOW, NOTICES, note};
use super::state::State;
use crate::store::Write;
use crate::transport::{Body, Reply, Request};
use crate::{EnrolError, EnrolmentView, Event, Notice, SaveError, SyncProblem, SyncStatus};
use lantern_ledger::api::{EnrolAnswer, EnrolRequest, LogAnswer, Problem, SyncAnswer, base64url, code};
use lantern_ledger::head::PublicKey;
use lantern_ledger::json;

const PATH: &str = "/api/v1/enrol";
const TIMEOUT_MS: u32 = 30_000;

impl Core {
    pub(super) async fn enrol(&self, code: &str) -> Result<EnrolmentView, EnrolError> {
        self.may_write()?;
        if self.ask(State::is_well_enrolled) {
            return Err(EnrolError::AlreadyEnrolled);
        }
        let request = self.prepare(code).await?;
        let reply = self.world.transport.send(request).await.map_err(|_| EnrolError::NoNetwork)?;
        match read_answer(&reply) {
            Ok((answer, hq_key)) => self.enrolled(answer, hq_key).await,
            Err(refusal) => {
                if is_link_void(&refusal) {
                    self.write(Write { remove: vec![ENROLLING.to_owned()], ..Write::default() }).await?;
                    self.change(|state| state.enrolling = None);
                }
                Err(refusal)
            }
        }
    }

    /// Stores key and token before anything leaves the phone, or finds those of the same code again.
    async fn prepare(&self, code: &str) -> Result<Request, EnrolError> {
        let (begun, key) = self.ask(|state| (state.enrolling.clone(), state.key.clone()));
        // A phone whose key was lost has begun logs with its present one: that is the one to enrol.
        let is_key_in_use = self.ask(|state| state.enrolment.is_some());
        let is_same = begun.as_ref().is_some_and(|begun| begun.code == code);
        let key = match key {
            Some(key) if is_same || is_key_in_use => key,
            _ => self.world.keys.generate().await.map_err(|problem| EnrolError::Storage(problem.to_string()))?,
        };
        let enrolling = match begun {
            Some(begun) if is_same => begun,
            _ => Enrolling { code: code.to_owned(), token: base64url::encode(&self.random::<32>()) },
        };
        let _turn = self.appending.enter().await;
        let put = vec![note(ENROLLING, &enrolling)];
        self.write(Write { put, key: Some(key.clone()), ..Write::default() }).await?;
        self.change(|state| {
            state.enrolling = Some(enrolling.clone());
            state.key = Some(key.clone());
        });
        let request = EnrolRequest {
            code: enrolling.code,
            public_key: base64url::encode(&key.public),
            token: enrolling.token,
            app_version: self.world.app_version.clone(),
        };
        let body = Some(Body::Json(request.to_json()));
        Ok(Request { path: PATH.to_owned(), token: None, body, timeout_ms: TIMEOUT_MS })
    }

    async fn enrolled(&self, answer: EnrolAnswer, hq_key: PublicKey) -> Result<EnrolmentView, EnrolError> {
        let token = self.ask(|state| state.enrolling.as_ref().map(|enrolling| enrolling.token.clone()));
        let enrolment = Enrolment {
            operation: answer.operation,
            operation_name: answer.operation_name,
            device: answer.device,
            device_name: answer.device_name,
            hq_key,
            token: token.unwrap_or_default(),
            enrolled_at: self.world.clock.read().moment(),
            is_key_confirmed: true,
            is_key_refused: false,
        };
        let _turn = self.appending.enter().await;
        let notices = self.ask(|state| left(&state.notices, is_mended_by_enrolment));
        self.write(Write {
            put: vec![note(ENROLMENT, &enrolment), note(FOLLOW, &answer.follow), note(NOTICES, &notices)],
            remove: vec![ENROLLING.to_owned()],
            ..Write::default()
        })
        .await?;
        self.change(|state| {
            state.enrolment = Some(enrolment.clone());
            state.enrolling = None;
            state.plan.follow = answer.follow;
            state.open_logs();
            state.notices = left(&state.notices, is_mended_by_enrolment);
        });
        self.begin_sync();
        self.copy_enrolment(&enrolment).await;
        Ok(view(&enrolment))
    }

    /// Takes note of whether HQ knows this phone: one that it forgot, as after a restore, may use another link.
    ///
    /// Should this not be stored, a contact says it again. Returns whether it was about the enrolment that the phone has.
    pub(super) async fn confirm_key(&self, is_confirmed: bool) -> bool {
        let token = self.token();
        let _turn = self.appending.enter().await;
        // Another link was used meanwhile: HQ's word was on the enrolment before.
        let is_of_present = self.token() == token;
        if is_of_present {
            self.note_confirmed(is_confirmed).await;
        }
        is_of_present
    }

    /// Returns the phone's credential.
    pub(super) fn token(&self) -> Option<String> {
        self.ask(|state| state.enrolment.as_ref().map(|enrolment| enrolment.token.clone()))
    }

    async fn note_confirmed(&self, is_confirmed: bool) {
        let known = self.ask(|state| state.enrolment.clone().filter(|it| it.is_key_confirmed != is_confirmed));
        let Some(mut enrolment) = known else { return };
        enrolment.is_key_confirmed = is_confirmed;
        enrolment.is_key_refused &= !is_confirmed;
        let mut put = vec![note(ENROLMENT, &enrolment)];
        if is_confirmed && self.ask(State::is_key_new) {
            put.push(self.say_of_key(Event::KeyConfirmed));
        }
        if self.put(put).await.is_ok() {
            self.copy_enrolment(&enrolment).await;
            self.change(|state| state.enrolment = Some(enrolment));
        }
    }

    /// Takes note of HQ's word that it does not trust the key that the phone has now, and says so once for each key.
    ///
    /// Should this not be stored, a contact says it again.
    pub(super) async fn hear_refusal(&self, answer: &SyncAnswer) {
        let is_refusal = |log: &LogAnswer| log.problem.as_deref() == Some(code::KEY_REFUSED);
        if !answer.logs.iter().any(|log| is_refusal(log) && self.is_of_present_key(log.log)) {
            return;
        }
        let token = self.token();
        let _turn = self.appending.enter().await;
        let is_present = |it: &Enrolment| Some(&it.token) == token.as_ref() && !it.is_key_refused;
        let known = self.ask(|state| state.enrolment.clone().filter(is_present));
        let Some(mut enrolment) = known else { return };
        (enrolment.is_key_confirmed, enrolment.is_key_refused) = (false, true);
        let put = vec![note(ENROLMENT, &enrolment), self.say_of_key(Event::KeyRefused)];
        if self.put(put).await.is_ok() {
            self.copy_enrolment(&enrolment).await;
            self.change(|state| state.enrolment = Some(enrolment));
        }
    }

    /// Says HQ's word on the present key in place of every doubt, and returns the note for storing it with what it tells of.
    fn say_of_key(&self, event: Event) -> (String, Vec<u8>) {
        self.change(|state| state.notices = left(&state.notices, is_doubt_of_key));
        self.say(event)
    }

    async fn write(&self, write: Write) -> Result<(), EnrolError> {
        self.world.store.write(write).await.map_err(|problem| EnrolError::Storage(problem.to_string()))
    }
}

impl State {
    /// Says whether HQ, as far as the phone knows, takes what it brings and counts it: then a link is for another phone.
    fn is_well_enrolled(&self) -> bool {
        // An HQ that was restored from a backup has forgotten who was enrolled after that.
        let is_shut_out =
            self.notices.iter().any(|notice| matches!(notice.event, Event::Revoked | Event::CredentialUnknown))
                || matches!(
                    self.sync,
                    SyncStatus::Failed { problem: SyncProblem::Revoked | SyncProblem::CredentialUnknown, .. }
                );
        self.enrolment.as_ref().is_some_and(|enrolment| enrolment.is_key_confirmed) && !is_shut_out
    }

    /// Says whether the phone has another key than it had once.
    fn is_key_new(&self) -> bool {
        let key = self.key.as_ref().map(|key| key.public);
        let is_other = |book: &LogBook| Some(book.genesis.public_key) != key;
        self.notices.iter().any(|notice| is_doubt_of_key(&notice.event)) || self.logs.iter().any(is_other)
    }
}

/// Says whether a link will never be any good, whoever asks again: also one for a phone that was revoked since.
fn is_link_void(refusal: &EnrolError) -> bool {
    match refusal {
        EnrolError::CodeUsed | EnrolError::CodeExpired | EnrolError::CodeUnknown => true,
        EnrolError::Refused { code } => code == code::PHONE_REVOKED,
        _ => false,
    }
}

/// Returns the notices that are left when some are over.
fn left(notices: &[Notice], is_over: impl Fn(&Event) -> bool) -> Vec<Notice> {
    notices.iter().filter(|notice| !is_over(&notice.event)).cloned().collect()
}

fn is_mended_by_enrolment(event: &Event) -> bool {
    is_doubt_of_key(event) || matches!(event, Event::Revoked | Event::CredentialUnknown)
}

fn is_doubt_of_key(event: &Event) -> bool {
    matches!(event, Event::KeyLost | Event::KeyRefused)
}

pub(super) fn view(enrolment: &Enrolment) -> EnrolmentView {
    EnrolmentView {
        operation_name: enrolment.operation_name.clone(),
        device: enrolment.device,
        device_name: enrolment.device_name.clone(),
        enrolled_at: enrolment.enrolled_at,
        is_key_confirmed: enrolment.is_key_confirmed,
    }
}

fn read_answer(reply: &Reply) -> Result<(EnrolAnswer, PublicKey), EnrolError> {
    if reply.status == 200 {
        let answer: Option<EnrolAnswer> = json::read(&reply.body).ok();
        let key = answer.as_ref().and_then(|answer| base64url::decode_fixed(&answer.hq_public_key));
        return answer.zip(key).ok_or_else(|| EnrolError::Refused { code: "unreadable".to_owned() });
    }
    let problem: Option<Problem> = json::read(&reply.body).ok();
    let problem = problem.map_or_else(|| "unreadable".to_owned(), |problem| problem.code);
    Err(match (reply.status, problem.as_str()) {
        (_, code::ENROLMENT_USED) => EnrolError::CodeUsed,
        (_, code::ENROLMENT_EXPIRED) => EnrolError::CodeExpired,
        (_, code::ENROLMENT_UNKNOWN) => EnrolError::CodeUnknown,
        (429 | 503, _) => EnrolError::Busy { retry_after_s: reply.retry_after_s },
        _ => EnrolError::Refused { code: problem },
    })
}

impl From<SaveError> for EnrolError {
    fn from(problem: SaveError) -> Self {
        match problem {
            SaveError::ReadOnlyTab => Self::ReadOnlyTab,
            other => Self::Storage(other.to_string()),
        }
    }
}
