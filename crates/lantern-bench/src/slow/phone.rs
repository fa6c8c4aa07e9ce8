//! The phone at its end of the slow link: the app's own engine on a handset, with HTTP as a browser speaks it.
//!
//! A program of its own, because it runs in the phone's network namespace. It says *ready* when everything is recorded,
//! waits for a line, and then says what bringing it to HQ took.

use crate::http::{Connection, Content};
use anyhow::{Context, Result, bail, ensure};
use lantern_device::phone::Place;
use lantern_device::testing::{Handset, block_on};
use lantern_device::transport::{Body, NoAnswer, Reply, Request, Transport};
use lantern_device::world::Local;
use lantern_device::{Phone, RecordState, SyncStatus};
use lantern_domain::{Change, Code, Distribution, SettlementRef, ShortText};
use lantern_ledger::sample::Mix;
use lantern_ledger::{Body as Said, Hash, Head, LogRef};
use serde::{Deserialize, Serialize};
use std::cell::{Cell, RefCell};
use std::io::{BufRead as _, Write as _};
use std::net::SocketAddr;
use std::rc::Rc;
use std::thread;
use std::time::{Duration, Instant};
use uuid::Uuid;

/// The day before the generator's first record.
const EVE: i64 = 1_789_950_000;
const SETTLEMENT: &str = "DEMO-SO1701-0001";
const ROUND: &str = "IOM-LANTERNS-2014";
/// After so long nobody stands there with a phone any more.
const PATIENCE: Duration = Duration::from_secs(600);
/// What Chromium on a phone sends besides what Lantern needs.
const BROWSER_HEADERS: [(&str, &str); 8] = [
    ("connection", "keep-alive"),
    ("sec-ch-ua-platform", "\"Android\""),
    (
        "user-agent",
        "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Mobile Safari/537.36",
    ),
    ("sec-ch-ua", "\"Chromium\";v=\"140\", \"Not=A?Brand\";v=\"24\", \"Google Chrome\";v=\"140\""),
    ("accept", "*/*"),
    ("origin", "http://localhost:8080"),
    ("accept-encoding", "gzip, deflate, br, zstd"),
    ("accept-language", "so-SO,so;q=0.9,en-US;q=0.8,en;q=0.7"),
];

/// What the phone is told.
#[derive(Debug, clap::Args)]
pub struct Settings {
    /// Where HQ listens.
    #[arg(long)]
    server: SocketAddr,
    /// The code of its enrolment link.
    #[arg(long)]
    code: String,
    /// How many hand-overs it records.
    #[arg(long)]
    records: usize,
}

/// What bringing them took.
#[derive(Debug, Serialize, Deserialize)]
pub struct Brought {
    /// From the first packet until the phone had checked the last receipt.
    pub seconds: f64,
    /// Requests that were begun.
    pub requests: u64,
    /// Hand-overs that HQ holds, void ones included.
    pub records: usize,
}

/// Records without network, then brings everything to HQ.
///
/// # Errors
///
/// When HQ does not hold everything in the end.
pub fn run(settings: &Settings) -> Result<()> {
    let handset = Handset::new(1, EVE);
    let wire = Http { server: settings.server, connection: Rc::default(), requests: Rc::default() };
    handset.wire.plug(wire.clone());
    let phone = block_on(Phone::open_in(handset.world())).context("opening the phone")?;
    block_on(phone.enrol(&settings.code)).context("enrolling")?;
    block_on(phone.set_operator(ShortText::new("Amina Yusuf")?)).context("naming the operator")?;
    let place = Place { round: Code::new(ROUND)?, settlement: SettlementRef::Planned(Code::new(SETTLEMENT)?) };
    block_on(phone.set_place(place)).context("choosing the place")?;
    bring(&phone, &handset)?;
    handset.wire.unplug();
    record(&phone, &handset, settings.records)?;
    // What the app does in the field: the connection of days ago is gone.
    wire.connection.take();
    wire.requests.set(0);
    handset.wire.plug(wire.clone());
    say("ready")?;
    std::io::stdin().lock().lines().next().context("nobody said go")??;
    let began = Instant::now();
    bring(&phone, &handset)?;
    let seconds = began.elapsed().as_secs_f64();
    let held = |state: &RecordState| matches!(state, RecordState::HqHolds(_));
    let records = phone.records(0, usize::MAX).iter().filter(|record| held(&record.state)).count();
    ensure!(records == settings.records, "HQ holds {records} of {} records", settings.records);
    say(&serde_json::to_string(&Brought { seconds, requests: wire.requests.get(), records })?)
}

/// Records the standard mix, each at its own time; what the generator voids is voided.
fn record(phone: &Phone, handset: &Handset, count: usize) -> Result<()> {
    let nowhere = Head { log: LogRef { operation: Uuid::nil(), log: Uuid::nil() }, seq: 1, hash: Hash([0; 32]) };
    let mut last = None;
    for entry in Mix::default().entries(1, &nowhere, count) {
        match Said::of(&entry).context("reading an entry of the generator")? {
            Said::Distribution(distribution) => {
                handset.clock.go_to(distribution.at.0);
                let distribution = Distribution { at: distribution.at, ..*distribution };
                last = Some(block_on(phone.record(distribution, None)).context("recording")?.id);
            }
            Said::Correction(void) => {
                ensure!(matches!(void.change, Change::Void), "the generator corrects nothing otherwise");
                handset.clock.go_to(void.at.0);
                let id = last.context("a void of nothing")?;
                block_on(phone.void(id, void.reason)).context("making a record void")?;
            }
            _ => bail!("the generator says something else"),
        }
    }
    Ok(())
}

/// Makes contacts as the app does until nothing waits: it tries again by itself when its own wait is over.
fn bring(phone: &Phone, handset: &Handset) -> Result<()> {
    let began = Instant::now();
    while began.elapsed() < PATIENCE {
        let contact = Instant::now();
        block_on(phone.sync_now());
        handset.clock.pass(u32::try_from(contact.elapsed().as_secs())?);
        match phone.sync_status() {
            SyncStatus::Failed { retry_at: Some(retry_at), .. } => {
                let now = handset.clock_s();
                let wait = u32::try_from((retry_at.0 - now).max(0))?;
                thread::sleep(Duration::from_secs(wait.into()));
                handset.clock.pass(wait);
            }
            SyncStatus::Failed { problem, .. } => bail!("the phone gave up: {problem:?}"),
            _ if phone.waiting().records == 0 => return Ok(()),
            _ => {}
        }
    }
    bail!("not everything arrived within {PATIENCE:?}: {:?}", phone.sync_status())
}

fn say(line: &str) -> Result<()> {
    let mut out = std::io::stdout();
    writeln!(out, "{line}")?;
    Ok(out.flush()?)
}

/// The phone's way to HQ: one kept connection, opened anew when it broke.
#[derive(Clone)]
struct Http {
    server: SocketAddr,
    connection: Rc<RefCell<Option<Connection>>>,
    requests: Rc<Cell<u64>>,
}

impl Http {
    fn ask(&self, request: &Request) -> Result<Reply> {
        self.requests.set(self.requests.get() + 1);
        let timeout = Duration::from_millis(request.timeout_ms.into());
        // Taken out: a connection that breaks is not used again.
        let mut connection = match self.connection.take() {
            Some(connection) => connection,
            None => Connection::to(self.server, timeout)?,
        };
        let authorization = request.token.as_ref().map(|token| format!("Bearer {token}"));
        let mut headers = BROWSER_HEADERS.to_vec();
        headers.extend(authorization.as_ref().map(|value| ("authorization", value.as_str())));
        let (method, kind, bytes) = match &request.body {
            None => ("GET", "text/plain", &[][..]),
            Some(Body::Json(json)) => ("POST", "application/json", json.as_bytes()),
            Some(Body::Bundle(bytes)) => ("POST", "application/octet-stream", bytes.as_slice()),
        };
        let answer = connection.ask(method, &request.path, &headers, &Content { kind, bytes })?;
        self.connection.replace(Some(connection));
        let retry_after_s = answer.header("retry-after").and_then(|seconds| seconds.parse().ok());
        Ok(Reply { status: answer.status, retry_after_s, body: answer.body })
    }
}

impl Transport for Http {
    fn send(&self, request: Request) -> Local<'_, Result<Reply, NoAnswer>> {
        let reply = self.ask(&request).map_err(|_| NoAnswer);
        Box::pin(async move { reply })
    }
}
