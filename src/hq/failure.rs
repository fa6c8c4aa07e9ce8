//! Why a request to the server did not bring what it should, sorted by who can act.
//!
//! Leaves the sending to `client`, and the words to `text`.

use crate::text::hq::HqWords;
use lantern_ledger::api::{Problem, code};

/// What went wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Failure {
    /// No answer at all: no network, or no server.
    Unreachable,
    /// The session has ended, or never began.
    SignInNeeded,
    /// The password was wrong.
    WrongPassword,
    /// Too many requests; seconds until the next one may be sent.
    TooMany(u64),
    /// The server cannot answer just now and will later by itself.
    Busy,
    /// The journal is damaged and nothing is written to it: somebody at the office must act.
    ReadOnly,
    /// The server's disk is full: somebody at the office must act.
    DiskFull,
    /// More was sent than the server takes at once.
    TooLarge,
    /// HQ was restored from a backup: what was pulled before it must be pulled again.
    CursorGone,
    /// There is no such thing.
    NotFound,
    /// An answer came that this version of the app cannot read.
    Unreadable,
    /// Anything else, by the server's stable code.
    Other(String),
}

/// How long to wait before what time heals is tried again.
const RETRY_AFTER_MS: u32 = 3_000;

/// Seconds to wait where the server names none.
const WAIT_SECONDS: u64 = 60;

impl Failure {
    /// Sorts an answer that is no success: status, body, and the `Retry-After` header.
    pub fn of_answer(status: u16, body: &str, retry_after: Option<&str>) -> Self {
        let said = serde_json::from_str::<Problem>(body).map(|problem| problem.code).unwrap_or_default();
        match (status, said.as_str()) {
            (401, code::PASSWORD_WRONG) => Self::WrongPassword,
            (401, _) => Self::SignInNeeded,
            (404, _) => Self::NotFound,
            (410, code::CURSOR_GONE) => Self::CursorGone,
            (413, _) => Self::TooLarge,
            (429, _) => {
                Self::TooMany(retry_after.and_then(|seconds| seconds.trim().parse().ok()).unwrap_or(WAIT_SECONDS))
            }
            (507, _) => Self::DiskFull,
            (503, code::READ_ONLY) => Self::ReadOnly,
            (502..=504, _) => Self::Busy,
            (_, "") => Self::Other(status.to_string()),
            (_, code) => Self::Other(code.to_owned()),
        }
    }

    /// Returns when to try again what heals without anybody doing anything; `None`: it does not.
    pub fn retry_after_ms(&self) -> Option<u32> {
        match self {
            Self::Unreachable | Self::Busy => Some(RETRY_AFTER_MS),
            Self::TooMany(seconds) => Some(u32::try_from(*seconds).unwrap_or(u32::MAX).saturating_mul(1_000)),
            _ => None,
        }
    }

    /// Says it in one sentence.
    pub fn said(&self, words: &HqWords) -> String {
        match self {
            Self::Unreachable => words.faces.unreachable.to_owned(),
            Self::SignInNeeded => words.sign_in.expired.to_owned(),
            Self::WrongPassword => words.sign_in.wrong.to_owned(),
            Self::TooMany(seconds) => (words.sign_in.too_many)(*seconds),
            Self::Busy | Self::CursorGone => words.faces.busy.to_owned(),
            Self::ReadOnly => words.faces.read_only.to_owned(),
            Self::DiskFull => words.faces.disk_full.to_owned(),
            Self::TooLarge => words.faces.too_large.to_owned(),
            Self::NotFound => words.frame.not_found_why.to_owned(),
            Self::Unreadable => words.faces.unreadable.to_owned(),
            Self::Other(code) => (words.faces.other)(code),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(status: u16, code: &str) -> Failure {
        Failure::of_answer(status, &format!(r#"{{"code":"{code}","message":"…"}}"#), Some("30"))
    }

    #[test]
    fn a_wrong_password_is_not_an_ended_session() {
        assert_eq!(answer(401, code::PASSWORD_WRONG), Failure::WrongPassword);
        assert_eq!(answer(401, "sign_in_needed"), Failure::SignInNeeded);
    }

    #[test]
    fn waiting_is_said_in_seconds() {
        assert_eq!(answer(429, "too_many_attempts"), Failure::TooMany(30));
        assert_eq!(Failure::of_answer(429, "", None), Failure::TooMany(60));
    }

    #[test]
    fn what_time_heals_is_told_from_what_the_office_must_mend() {
        assert_eq!(answer(503, "busy"), Failure::Busy);
        assert!(Failure::Busy.retry_after_ms().is_some());
        assert_eq!(Failure::TooMany(30).retry_after_ms(), Some(30_000));
        assert_eq!(answer(503, "read_only").retry_after_ms(), None);
        assert_eq!(answer(507, "disk_full"), Failure::DiskFull);
        assert_eq!(answer(413, "body_too_large"), Failure::TooLarge);
        assert_eq!(answer(404, "record_unknown"), Failure::NotFound);
    }

    #[test]
    fn an_answer_that_is_not_lanterns_keeps_its_status() {
        assert_eq!(Failure::of_answer(500, "<html>", None), Failure::Other("500".to_owned()));
        assert_eq!(answer(400, "date_bad"), Failure::Other("date_bad".to_owned()));
    }
}
