//! Errors: a stable code for programs, a sentence for people, nothing internal.

use crate::json::{Fields, FromJson, Unreadable, Value};
use serde::{Deserialize, Serialize};

/// The body of every answer that is an error.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// One of [`code`], or a code of a later version.
    pub code: String,
    /// One sentence in English; apps have their own words for the codes that they know.
    pub message: String,
}

impl Problem {
    /// Makes a problem of a stable code and a sentence.
    pub fn new(code: &str, message: &str) -> Self {
        Self { code: code.to_owned(), message: message.to_owned() }
    }
}

impl FromJson for Problem {
    fn from_json(value: &Value) -> Result<Self, Unreadable> {
        let from = Fields::of(value)?;
        Ok(Self { code: from.needs("code")?, message: from.needs("message")? })
    }
}

/// The stable codes.
pub mod code {
    /// 401: nobody is signed in.
    pub const SIGN_IN_NEEDED: &str = "sign_in_needed";
    /// 401: the password is wrong.
    pub const PASSWORD_WRONG: &str = "password_wrong";
    /// 401: the phone's token is not known.
    pub const CREDENTIAL_UNKNOWN: &str = "credential_unknown";
    /// 403: the phone was revoked.
    pub const PHONE_REVOKED: &str = "phone_revoked";
    /// 403: a changing request without the header `x-lantern`.
    pub const HEADER_MISSING: &str = "header_missing";
    /// 403: the caller may not follow this log.
    pub const LOG_NOT_YOURS: &str = "log_not_yours";
    /// 404: no such thing.
    pub const NOT_FOUND: &str = "not_found";
    /// 410: another phone used the link.
    pub const ENROLMENT_USED: &str = "enrolment_used";
    /// 410: the link is too old.
    pub const ENROLMENT_EXPIRED: &str = "enrolment_expired";
    /// 404: no such link.
    pub const ENROLMENT_UNKNOWN: &str = "enrolment_unknown";
    /// 410: the cursor is of a journal from before a restore.
    pub const CURSOR_GONE: &str = "cursor_gone";
    /// 400: the request cannot be read.
    pub const REQUEST_UNREADABLE: &str = "request_unreadable";
    /// 409: the flag is on other records by now.
    pub const FLAG_CHANGED: &str = "flag_changed";
    /// 413: the body is larger than the server takes.
    pub const BODY_TOO_LARGE: &str = "body_too_large";
    /// 429: too many requests; carries Retry-After.
    pub const TOO_MANY_REQUESTS: &str = "too_many_requests";
    /// 503: busy or stopping; carries Retry-After.
    pub const BUSY: &str = "busy";
    /// 503: damage was found; the server only reads.
    pub const READ_ONLY: &str = "read_only";
    /// 507: no room on the server's disk; nothing was acknowledged.
    pub const DISK_FULL: &str = "disk_full";
    /// 507: HQ holds as many records as its settings allow; nothing was acknowledged.
    pub const RECORDS_FULL: &str = "records_full";
    /// 500: a fault of the server.
    pub const INTERNAL: &str = "internal";
    /// In a log's answer: the batch cannot be read.
    pub const BATCH_UNREADABLE: &str = "batch_unreadable";
    /// In a log's answer: the batch's body is of a later version or damaged.
    pub const BODY_UNREADABLE: &str = "body_unreadable";
    /// In a log's answer: the entries are not those that were signed.
    pub const CHAIN_BROKEN: &str = "chain_broken";
    /// In a log's answer: the key that wrote it is not known, and HQ holds as much under such keys as it can.
    pub const HELD_FULL: &str = "held_full";
    /// In a log's answer: HQ holds as many histories of this log as it can.
    pub const HISTORIES_FULL: &str = "histories_full";
    /// In a log's answer: the signature does not hold.
    pub const SIGNATURE_WRONG: &str = "signature_wrong";
    /// In a log's answer: the log does not begin with a genesis that fits.
    pub const GENESIS_WRONG: &str = "genesis_wrong";
    /// In a log's answer: the log is of another operation.
    pub const OTHER_OPERATION: &str = "other_operation";
    /// In a log's answer: the key that wrote it is not enrolled; the log is held.
    pub const KEY_UNKNOWN: &str = "key_unknown";
    /// In a log's answer: HQ said of the key that wrote it that it does not trust it; the log is held.
    pub const KEY_REFUSED: &str = "key_refused";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phones_read_the_problem_that_the_server_writes() {
        let problem = Problem::new(code::BUSY, "HQ is \"busy\".");
        let json = serde_json::to_vec(&problem).unwrap();
        assert_eq!(crate::json::read::<Problem>(&json), Ok(problem));
        assert!(crate::json::read::<Problem>(b"<html>").is_err());
    }
}
