//! The HQ that is asked: with a plan, a phone that has recorded, somebody signed in, and an unused link.

use super::samples::PLAN;
use super::{SECRET, sealing};
use axum::body::Body;
use axum::http::{HeaderValue, Method, Request, Uri};
use lantern_ledger::api::{FlagsAnswer, LogAnswerState};
use lantern_server::testing::{Camp, PASSWORD, TestPhone, bundle_of, hand_over};

/// The settlement in which the phone records.
const SITE: &str = "S-1";

/// What stands for a flag, and for how many records it is on.
pub(super) const FLAGS: [(&str, &str); 4] =
    [("{flag}", "{records}"), ("{flag 2}", "{records 2}"), ("{flag 3}", "{records 3}"), ("{flag 4}", "{records 4}")];

/// A whole HQ and what only it knows.
pub(super) struct Hq {
    pub(super) camp: Camp,
    pub(super) phone: TestPhone,
    /// How many requests it was asked.
    pub(super) asked: u64,
    /// What stands for what in requests.
    names: Vec<(&'static str, String)>,
    office: String,
    leaver: String,
}

impl Hq {
    /// Opens a new one.
    pub(super) fn open() -> Self {
        let camp = Camp::new();
        let _first = camp.office();
        let (office, leaver) = (sign_in(&camp), sign_in(&camp));
        let plan = PLAN.map(|(name, text)| (name.to_owned(), text.as_bytes().to_vec()));
        let imported = camp.office().imports(&plan);
        assert_eq!(imported.errors, []);
        let mut phone = camp.phone("first");
        for n in 0..3 {
            let _record = phone.records(SITE, hand_over("R-1").to(&format!("{SECRET} {n}")).of(1, "LANTERN"));
        }
        // What HQ flags: the same card again, with too much; goods and a round that nobody knows.
        let _again = phone.records(SITE, hand_over("R-1").to(&format!("{SECRET} 0")).of(7, "LANTERN"));
        let _unknown = phone.records(SITE, hand_over("R-9").to_facility(SECRET).of(1, "NOPE"));
        let voided = phone.records(SITE, hand_over("R-1").to(&format!("{SECRET} 9")).of(1, "LANTERN"));
        let _void = phone.voids(SITE, voided);
        let answer = camp.send(&phone, phone.bundle());
        let mut lost = camp.phone("lost");
        for _key in 0..2 {
            let _record = lost.records("S-2", hand_over("R-1").to(&format!("{SECRET} 7")).of(1, "BLANKET"));
            let _answer = camp.send(&lost, lost.bundle());
            lost.loses_key();
        }
        let flags: FlagsAnswer = camp.office().get("/api/v1/flags").json();
        assert!(flags.flags.len() >= FLAGS.len(), "{} flags", flags.flags.len());
        let held = camp.office().held_keys();
        let record = camp.office().records("").records.first().map(|row| row.id.to_string()).unwrap_or_default();
        let (other, unused) = (camp.link("second"), camp.link("third"));
        let log = phone.log(SITE).log.log.to_string();
        let mut names = vec![
            ("{lost}", lost.device.to_string()),
            ("{key}", held.first().map(|held| held.key.to_string()).unwrap_or_default()),
            ("{device}", phone.device.to_string()),
            ("{other}", other.device.to_string()),
            ("{log}", log),
            ("{record}", record),
            ("{journal}", answer.journal.to_string()),
            ("{position}", answer.position.to_string()),
            ("{code}", unused.code),
            ("{password}", PASSWORD.to_owned()),
        ];
        for ((name, count), flag) in FLAGS.into_iter().zip(&flags.flags) {
            names.extend([(name, flag.id.to_string()), (count, flag.record_count.to_string())]);
        }
        Self { camp, phone, asked: 0, names, office, leaver }
    }

    /// Makes the request that bytes tell of; `None`: no web server would have let it through.
    pub(super) fn request(&mut self, bytes: &[u8]) -> Option<Request<Body>> {
        let split = bytes.windows(2).position(|pair| pair == b"\n\n")?;
        let (head, body) = (std::str::from_utf8(&bytes[..split]).ok()?, &bytes[split + 2..]);
        let mut lines = head.lines();
        let (method, path) = lines.next()?.split_once(' ')?;
        let uri: Uri = self.named(path).parse().ok().filter(|uri: &Uri| uri.path().starts_with('/'))?;
        let mut request = Request::builder().method(Method::from_bytes(method.as_bytes()).ok()?).uri(uri);
        let mut is_sealed = false;
        for line in lines {
            request = match line {
                "as phone" => self.phone.authorized(request),
                "as office" if method != "DELETE" => request.header("cookie", &self.office).header("x-lantern", "1"),
                // Who leaves is another one, so that the office stays signed in.
                "as office" | "as leaver" => request.header("cookie", &self.leaver).header("x-lantern", "1"),
                "sealed" => {
                    is_sealed = true;
                    request
                }
                line => match line.split_once(": ") {
                    Some((name, value)) if HeaderValue::from_str(value).is_ok() => request.header(name, value),
                    _ => request,
                },
            };
        }
        let body = if is_sealed { sealing::sealed(self, body) } else { self.named_bytes(body) };
        request.header("host", "hq.example.org").body(Body::from(body)).ok()
    }

    fn named(&self, text: &str) -> String {
        self.names.iter().fold(text.to_owned(), |text, (name, value)| text.replace(name, value))
    }

    /// Text as it is meant; anything else as it is.
    fn named_bytes(&self, body: &[u8]) -> Vec<u8> {
        match std::str::from_utf8(body) {
            Ok(text) => self.named(text).into_bytes(),
            Err(_) => body.to_vec(),
        }
    }

    /// What the office sees.
    pub(super) fn shown(&self) -> Vec<u8> {
        let pages = ["totals?group=settlement,item", "plan", "records", "devices"];
        let page = |page| {
            let request = Request::get(format!("/api/v1/{page}")).header("cookie", &self.office);
            let answer = self.camp.ask(request.body(Body::empty()).expect("a request"));
            assert!(answer.status.is_success(), "the office is not let in: {}", answer.text());
            answer.body
        };
        pages.map(page).concat()
    }

    /// Sends a new record, which must be acknowledged whatever was sent before.
    pub(super) fn takes_a_good_record(&mut self) {
        let asked = self.asked;
        let _record = self.phone.records(SITE, hand_over("R-1").to(&format!("{SECRET} G{asked}")).of(1, "LANTERN"));
        let (logs, key) = (&self.phone.logs, &self.phone.key);
        let log = logs.values().next().expect("it has recorded");
        let seq = log.head().seq;
        let batch = log.batch(key, seq, seq);
        let answer = self.camp.send(&self.phone, bundle_of(&[batch]));
        let [log] = &answer.logs[..] else { panic!("{} logs are answered", answer.logs.len()) };
        // A changed batch of the same log may have come before: then both histories are kept, and told.
        assert!(matches!(log.state, LogAnswerState::Counted | LogAnswerState::Fork), "{:?}", log.state);
        assert_eq!(self.phone.proof(log).map(|(seq, _)| seq), Some(seq), "a good record is acknowledged");
    }
}

fn sign_in(camp: &Camp) -> String {
    let request = Request::post("/api/v1/session").header("content-type", "application/json").header("x-lantern", "1");
    let answer = camp.ask(request.body(Body::from(format!(r#"{{"password":"{PASSWORD}"}}"#))).expect("a request"));
    answer.header("set-cookie").split(';').next().unwrap_or_default().to_owned()
}
