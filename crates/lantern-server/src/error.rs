//! What the server says when it does not do what was asked: the one place for status codes and their words.
//!
//! Leaves the cause to the log, where it is written once; no answer here holds personal data, a secret or internals.

use crate::storage::{AppendError, StorageError};
use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use lantern_ledger::api::{Problem, code};

/// A failure, by who can act on it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Failure {
    /// The person: sign in.
    SignInNeeded,
    /// The person: another password.
    PasswordWrong,
    /// The phone's person: enrol again. Says nothing about whether such a phone exists.
    CredentialUnknown,
    /// The office: this phone was revoked.
    PhoneRevoked,
    /// Us: a page that is not ours asked, or ours forgot the header.
    HeaderMissing,
    /// The office: another enrolment link.
    EnrolmentUnknown,
    /// The office: another enrolment link.
    EnrolmentUsed,
    /// The office: another enrolment link.
    EnrolmentExpired,
    /// The asker: the log is not one that this phone may follow.
    LogNotYours,
    /// The asker: the cursor is of a journal from before a restore.
    CursorGone,
    /// The person: the flag is on other records by now, look again.
    FlagChanged,
    /// Nobody: there is no such thing.
    NotFound,
    /// The asker: one part of the request cannot be read.
    BadRequest(&'static str),
    /// The sender: fewer bytes at once.
    BodyTooLarge,
    /// Time: too many attempts.
    TooManyRequests {
        /// After how many seconds to try again.
        retry_after_s: u32,
    },
    /// Time: too much at once.
    Busy,
    /// The office: the disk is full; nothing was acknowledged.
    DiskFull,
    /// The office: HQ holds as many records as it may; nothing was acknowledged.
    RecordsFull,
    /// The office: the journal is damaged, so nothing is written to it.
    ReadOnly,
    /// Us.
    Fault,
}

impl Failure {
    fn status(&self) -> StatusCode {
        match self {
            Self::SignInNeeded | Self::PasswordWrong | Self::CredentialUnknown => StatusCode::UNAUTHORIZED,
            Self::PhoneRevoked | Self::HeaderMissing | Self::LogNotYours => StatusCode::FORBIDDEN,
            Self::EnrolmentUnknown | Self::NotFound => StatusCode::NOT_FOUND,
            Self::EnrolmentUsed | Self::EnrolmentExpired | Self::CursorGone => StatusCode::GONE,
            Self::BadRequest(_) => StatusCode::BAD_REQUEST,
            Self::FlagChanged => StatusCode::CONFLICT,
            Self::BodyTooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::TooManyRequests { .. } => StatusCode::TOO_MANY_REQUESTS,
            Self::Busy | Self::ReadOnly => StatusCode::SERVICE_UNAVAILABLE,
            Self::DiskFull | Self::RecordsFull => StatusCode::INSUFFICIENT_STORAGE,
            Self::Fault => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// Returns the stable code, and one sentence for the person.
    fn words(&self) -> (&'static str, &'static str) {
        match self {
            Self::SignInNeeded => (code::SIGN_IN_NEEDED, "Please sign in."),
            Self::PasswordWrong => (code::PASSWORD_WRONG, "This is not the password."),
            Self::CredentialUnknown => (code::CREDENTIAL_UNKNOWN, "HQ does not know this phone. Ask for a new link."),
            Self::PhoneRevoked => (code::PHONE_REVOKED, "HQ has revoked this phone. What it holds stays on it."),
            Self::HeaderMissing => (code::HEADER_MISSING, "The request did not come from Lantern's own pages."),
            Self::EnrolmentUnknown => (code::ENROLMENT_UNKNOWN, "This link is not known here. Ask for a new one."),
            Self::EnrolmentUsed => (code::ENROLMENT_USED, "This link was used by another phone. Ask for a new one."),
            Self::EnrolmentExpired => (code::ENROLMENT_EXPIRED, "This link has expired. Ask for a new one."),
            Self::LogNotYours => (code::LOG_NOT_YOURS, "This phone may not follow that log."),
            Self::CursorGone => (code::CURSOR_GONE, "HQ was restored from a backup. Load everything anew."),
            Self::FlagChanged => (code::FLAG_CHANGED, "The flag is on other records by now. Look at it again."),
            Self::NotFound => (code::NOT_FOUND, "There is nothing here."),
            Self::BadRequest(message) => (code::REQUEST_UNREADABLE, message),
            Self::BodyTooLarge => (code::BODY_TOO_LARGE, "This is too much at once. Send less."),
            Self::TooManyRequests { .. } => (code::TOO_MANY_REQUESTS, "Too many attempts. Wait a little."),
            Self::Busy => (code::BUSY, "HQ is busy. Try again in a moment."),
            Self::DiskFull => {
                (code::DISK_FULL, "HQ's disk is full. Nothing is lost: it stays on the phone until there is space.")
            }
            Self::RecordsFull => (
                code::RECORDS_FULL,
                "HQ has no room for more records. Nothing is lost: they stay on the phone until it has.",
            ),
            Self::ReadOnly => {
                (code::READ_ONLY, "HQ's journal is damaged and takes nothing in until somebody has looked at it.")
            }
            Self::Fault => (code::INTERNAL, "Something went wrong at HQ. Nothing is lost; try again later."),
        }
    }

    /// Returns the sentence for the person.
    pub fn message(&self) -> &'static str {
        self.words().1
    }

    fn retry_after_s(&self) -> Option<u32> {
        match self {
            Self::TooManyRequests { retry_after_s } => Some(*retry_after_s),
            Self::Busy => Some(5),
            Self::DiskFull | Self::RecordsFull | Self::ReadOnly => Some(300),
            _ => None,
        }
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        let (code, message) = self.words();
        let problem = Problem::new(code, message);
        let mut response = (self.status(), Json(problem)).into_response();
        if let Some(seconds) = self.retry_after_s() {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}

impl From<AppendError> for Failure {
    fn from(error: AppendError) -> Self {
        match error {
            AppendError::DiskFull => Self::DiskFull,
            AppendError::Busy | AppendError::Closed => Self::Busy,
            AppendError::ReadOnly(_) => Self::ReadOnly,
            AppendError::Failed(_) | AppendError::Unacceptable { .. } => fault("appending to the journal", &error),
        }
    }
}

impl From<StorageError> for Failure {
    fn from(error: StorageError) -> Self {
        fault("reading the journal", &error)
    }
}

/// Says that something failed which nobody asked for, once, and makes of it what the asker may know.
pub fn fault(doing: &'static str, cause: &dyn std::fmt::Display) -> Failure {
    tracing::error!(doing, %cause, "fault");
    Failure::Fault
}
