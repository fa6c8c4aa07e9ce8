//! The slow link: what it takes to bring 10,000 records over 50 kbit/s, 600 ms round trip, 2 % loss; and the same with a
//! link that dies for 5 s every 30 s.
//!
//! The phone's own engine and the real server, each in a network namespace of its own; every byte of every IP packet is
//! counted, lost ones and TCP's repetitions included. No TLS: a handshake would add about 3 KB.

pub mod link;
pub mod phone;

use crate::figure::{Figure, Goal};
use crate::office::Office;
use crate::process::{Ground, Server};
use anyhow::{Context, Result, ensure};
use link::{Badness, Link, PHONE_SPACE, Passed, SERVER_IP, SERVER_SPACE};
use phone::Brought;
use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

const PORT: u16 = 8080;
const SECONDS_GOAL: f64 = 25.0;
const BYTES_GOAL: f64 = 14.0;
const LINK: Badness =
    Badness { bits_a_second: 50_000.0, delay: Duration::from_millis(300), loss: 0.02, cuts: None, seed: 0 };
const CUTS: (Duration, Duration) = (Duration::from_secs(30), Duration::from_secs(5));

/// What to measure.
#[derive(Debug, clap::Args)]
pub struct Settings {
    #[command(flatten)]
    ground: Ground,
    /// How many hand-overs the phone brings.
    #[arg(long, default_value_t = 10_000)]
    records: usize,
    /// What decides which packets are lost.
    #[arg(long, default_value_t = 1)]
    seed: u64,
}

/// Measures the link, uncut and cut.
///
/// # Errors
///
/// Without root and tunnels, or when HQ shows anything else than what the phone recorded.
pub fn measure(settings: &Settings) -> Result<Vec<Figure>> {
    let uncut = Badness { seed: settings.seed, ..LINK };
    let mut figures = Vec::new();
    for badness in [uncut, Badness { cuts: Some(CUTS), ..uncut }] {
        let (brought, passed) = one(settings, badness)?;
        figures.extend(said(&brought, passed, badness.cuts.is_some()));
    }
    Ok(figures)
}

fn said(brought: &Brought, passed: Passed, is_cut: bool) -> Vec<Figure> {
    let of = |what: &str| format!("{}: {what}", if is_cut { "slow link, cut 5 s in 30" } else { "slow link" });
    let seconds = Figure::new(of("10,000 records, receipts checked"), brought.seconds, "s");
    let bytes = passed.bytes as f64 / brought.records as f64;
    let bytes = Figure::new(of("on the wire, both ways, TCP and HTTP included"), bytes, "bytes/record");
    let (seconds, bytes) = if is_cut {
        (seconds, bytes)
    } else {
        (seconds.aiming(Goal::AtMost(SECONDS_GOAL)), bytes.aiming(Goal::AtMost(BYTES_GOAL)))
    };
    let lost = Figure::new(of("packets lost, of all"), passed.lost as f64 / passed.packets as f64 * 100.0, "%");
    vec![seconds, bytes, lost, Figure::new(of("requests"), brought.requests as f64, "requests")]
}

/// One phone on one link to one server.
fn one(settings: &Settings, badness: Badness) -> Result<(Brought, Passed)> {
    let name = if badness.cuts.is_some() { "slow-cut" } else { "slow" };
    let mut server = Server::prepare(&settings.ground, name)?;
    let code = server.adds_phone("tecno 1")?;
    let link = Link::open(badness)?;
    let listen = format!("{SERVER_IP}:{PORT}");
    let mut hq = Command::new("ip");
    hq.args(["netns", "exec", SERVER_SPACE])
        .arg(&settings.ground.server)
        .args(["serve", "--listen", &listen, "--data"]);
    let hq = Running(hq.arg(server.data()).stdin(Stdio::null()).stderr(Stdio::null()).spawn()?);
    let mut phone = Command::new("ip");
    phone.args(["netns", "exec", PHONE_SPACE]).arg(std::env::current_exe()?).args(["phone", "--server", &listen]);
    phone.args(["--code", &code, "--records", &settings.records.to_string()]);
    let mut phone = Running(phone.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?);
    let mut lines = BufReader::new(phone.0.stdout.take().context("its words are piped")?).lines();
    eprintln!("   recording {} hand-overs without network", settings.records);
    let ready = lines.next().context("the phone ended early")??;
    ensure!(ready == "ready", "the phone said {ready:?}");
    eprintln!("   bringing them");
    let before = link.passed();
    writeln!(phone.0.stdin.as_mut().context("its input is piped")?, "go")?;
    let brought: Brought = serde_json::from_str(&lines.next().context("the phone did not bring everything")??)?;
    let after = link.passed();
    drop((phone, hq, link));
    server.start()?;
    let shown = Office::sign_in(&server)?.totals()?.all;
    ensure!(shown.services + shown.voided == brought.records as u64, "HQ shows {} records", shown.services);
    let passed = Passed {
        packets: after.packets - before.packets,
        bytes: after.bytes - before.bytes,
        lost: after.lost - before.lost,
    };
    Ok((brought, passed))
}

/// A program that ends with this.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}
