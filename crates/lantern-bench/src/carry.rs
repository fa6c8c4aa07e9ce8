//! Carrying: every phone sends what it has, one request after another, all phones at once, until done or out of time.
//!
//! An answer is only noted while the clock runs; what it proves is checked afterwards, by [`Load::add_acknowledged`].

use crate::http::{Answer, Connection, Content};
use crate::load::{Load, Request};
use anyhow::{Context, Result, bail};
use lantern_ledger::api::SyncAnswer;
use std::sync::Barrier;
use std::thread::{self, Scope, ScopedJoinHandle};
use std::time::{Duration, Instant};

/// The longest that a busy server is obeyed; a phone in the field would wait as long as it was told.
const WAIT_MAX: Duration = Duration::from_secs(1);

/// What came of it.
pub struct Carried {
    /// From the first request until the last answer.
    pub took: Duration,
    /// The answers of each phone, in the order of its requests; requests that time did not allow have none.
    pub answers: Vec<Vec<SyncAnswer>>,
    /// How long each request waited for its receipt, the shortest first.
    pub waits: Vec<Duration>,
    /// How many requests were sent again because the server was busy.
    pub busy: usize,
}

/// What came of one phone's part.
#[derive(Default)]
struct Noted {
    bodies: Vec<Vec<u8>>,
    waits: Vec<Duration>,
    busy: usize,
}

/// Lets all phones carry at once, each on a connection of its own; none begins a request when the time is over.
///
/// # Errors
///
/// When a request is refused for any other reason than a busy server, or a connection breaks.
pub fn carry(port: u16, loads: &[Load], time: Duration) -> Result<Carried> {
    let start = Barrier::new(loads.len() + 1);
    let (took, noted) = thread::scope(|scope| {
        let phones: Vec<_> = loads.iter().map(|load| phone(scope, port, load, &start, time)).collect();
        start.wait();
        let began = Instant::now();
        let noted: Result<Vec<_>> = phones.into_iter().map(joined).collect();
        (began.elapsed(), noted)
    });
    let noted = noted?;
    let mut waits: Vec<_> = noted.iter().flat_map(|noted| noted.waits.iter().copied()).collect();
    waits.sort();
    let busy = noted.iter().map(|noted| noted.busy).sum();
    let answers = noted.iter().map(Noted::answers).collect::<Result<_>>()?;
    Ok(Carried { took, answers, waits, busy })
}

fn phone<'scope, 'env>(
    scope: &'scope Scope<'scope, 'env>,
    port: u16,
    load: &'env Load,
    start: &'env Barrier,
    time: Duration,
) -> ScopedJoinHandle<'scope, Result<Noted>>
where
    'env: 'scope,
{
    scope.spawn(move || {
        let connection = Connection::open(port);
        // Also without a connection: the others wait here.
        start.wait();
        send_all(connection?, load, Instant::now() + time)
    })
}

fn joined(phone: ScopedJoinHandle<'_, Result<Noted>>) -> Result<Noted> {
    phone.join().unwrap_or_else(|_panic| bail!("a phone's thread did not end"))
}

fn send_all(mut connection: Connection, load: &Load, until: Instant) -> Result<Noted> {
    let authorization = format!("Bearer {}", load.token());
    let mut noted = Noted::default();
    for request in &load.requests {
        if Instant::now() >= until {
            break;
        }
        let began = Instant::now();
        let answer = send(&mut connection, &authorization, request, &mut noted.busy)?;
        noted.waits.push(began.elapsed());
        noted.bodies.push(answer.body);
    }
    Ok(noted)
}

/// Sends one request until the server has time for it.
fn send(connection: &mut Connection, authorization: &str, request: &Request, busy: &mut usize) -> Result<Answer> {
    let headers = [("authorization", authorization)];
    loop {
        let content = Content { kind: "application/octet-stream", bytes: &request.body };
        let answer = connection.ask("POST", "/api/v1/batches", &headers, &content)?;
        match answer.status {
            200 => return Ok(answer),
            429 | 503 => *busy += 1,
            status => bail!("{status}: {}", String::from_utf8_lossy(&answer.body)),
        }
        let asked: Option<u64> = answer.header("retry-after").and_then(|seconds| seconds.parse().ok());
        thread::sleep(asked.map_or(WAIT_MAX, Duration::from_secs).min(WAIT_MAX));
    }
}

impl Noted {
    fn answers(&self) -> Result<Vec<SyncAnswer>> {
        let read = |body: &Vec<u8>| serde_json::from_slice(body).context("an answer of another shape");
        self.bodies.iter().map(read).collect()
    }
}
