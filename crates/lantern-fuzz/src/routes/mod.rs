//! HQ's routes: every request that somebody outside can send, at a whole HQ as a value.
//!
//! An input is a request as text: `METHOD PATH`, then `as phone` (or `office`, `leaver`, `nobody`), perhaps `sealed` and a
//! content type, an empty line, and the body. Names in braces stand for what only the present HQ knows.
//! With `sealed`, the batches of a bundle are chained to the phone's logs and signed with its key.

mod hq;
mod samples;
mod sealing;

use crate::random::Random;
use crate::{Outcome, Target, magnitude};
use axum::body::Body;
use axum::http::{Method, Request, StatusCode};
use hq::Hq;
use lantern_server::storage::Storage as _;
use lantern_server::testing::Answer;
use std::cell::RefCell;

/// In everything of the samples that points at a person or is a secret: no error may repeat it.
const SECRET: &str = "QZ7SECRET";
/// How many requests one HQ is asked.
const LIVES_FOR: u64 = 500;
/// After so many requests a good one must do what it always does.
const GOOD_AFTER: u64 = 8;
/// After so many requests HQ is started again from its journal, and must show the same.
const RESTART_AFTER: u64 = 100;
/// The most bytes of an answer: a page of a log, a list, a table; all small here.
const ANSWER_MAX: usize = 1024 * 1024;

/// HQ's routes.
pub const TARGET: Target = Target {
    name: "routes",
    run: routes,
    samples: samples::samples,
    mutate: |bytes: &mut Vec<u8>, random: &mut Random| samples::mutate(bytes, random),
    // A whole number of HQs.
    lives_for: 10 * LIVES_FOR,
    memory_max: 96 * 1024 * 1024,
};

thread_local! {
    static HQ: RefCell<Option<Hq>> = const { RefCell::new(None) };
}

/// Sends bytes as a request to an HQ that earlier calls have left behind.
///
/// # Panics
///
/// When a promise is broken.
pub fn routes(bytes: &[u8]) -> Outcome {
    HQ.with_borrow_mut(|kept| {
        // Taken out, so that a finding leaves none behind.
        let mut hq = kept.take().filter(|hq| hq.asked < LIVES_FOR).unwrap_or_else(Hq::open);
        let outcome = ask(&mut hq, bytes);
        *kept = Some(hq);
        outcome
    })
}

fn ask(hq: &mut Hq, bytes: &[u8]) -> Outcome {
    hq.asked += 1;
    hq.camp.clock.pass(31);
    let Some(request) = hq.request(bytes) else { return Outcome::refused(()) };
    let route = route(&request);
    let looks_close = hq.asked.is_multiple_of(16);
    // That somebody looked at records is written down too.
    let shown = if looks_close { hq.shown() } else { Vec::new() };
    let position = hq.camp.storage.last_position();
    let is_of_api = request.uri().path().starts_with("/api/v1/");
    let answer = hq.camp.ask(request);
    let code = check_answer(&answer, is_of_api);
    let is_refused = answer.status.is_client_error();
    if is_refused {
        assert_eq!(hq.camp.storage.last_position(), position, "what is refused is not kept");
        assert!(!looks_close || hq.shown() == shown, "what is refused changes nothing");
    }
    if hq.asked.is_multiple_of(GOOD_AFTER) {
        hq.takes_a_good_record();
    }
    if hq.asked.is_multiple_of(RESTART_AFTER) {
        let before = hq.shown();
        hq.camp.restart();
        assert!(hq.shown() == before, "HQ shows what its journal holds");
    }
    // Paths that are none, and names that nobody asks for, are without end.
    let route = if answer.status == StatusCode::NOT_FOUND { None } else { Some(route) };
    Outcome::of(answer.status.is_success(), (route, answer.status, code, magnitude(answer.body.len()) / 2))
}

/// What tells a request from others: its method, how its path begins, and which of the names in its query are known.
fn route(request: &Request<Body>) -> (Method, Vec<String>, Vec<bool>) {
    const NAMES: [&str; 8] = ["group=", "format=", "from=", "to=", "page=", "state=", "settlement=", "round="];
    let (path, query) = (request.uri().path(), request.uri().query().unwrap_or_default());
    let begins = path.split('/').take(4).map(str::to_owned).collect();
    (request.method().clone(), begins, NAMES.map(|name| query.contains(name)).to_vec())
}

/// An error is a stable code, which is returned, and a sentence, nothing else, and repeats nothing that was sent.
fn check_answer(answer: &Answer, is_of_api: bool) -> Option<String> {
    assert!(answer.body.len() <= ANSWER_MAX, "{} bytes of answer", answer.body.len());
    assert!(!answer.status.is_server_error(), "a fault: {} {}", answer.status, answer.text());
    if answer.status.is_success() || answer.status == StatusCode::NOT_MODIFIED {
        return None;
    }
    assert!(!answer.text().contains(SECRET), "an error repeats what was sent");
    // The apps' files are for browsers, which show no JSON to people.
    if !is_of_api {
        return None;
    }
    let problem: serde_json::Map<String, serde_json::Value> =
        serde_json::from_slice(&answer.body).unwrap_or_else(|_| panic!("{} without words", answer.status));
    assert!(problem.keys().eq(["code", "message"]), "{problem:?}");
    assert!(problem.values().all(|value| value.as_str().is_some_and(|text| !text.is_empty())), "{problem:?}");
    problem.get("code").map(ToString::to_string)
}
