//! A slow, lossy link between two network namespaces of this machine, for kernels that cannot slow a link themselves.
//!
//! Two tunnels, one in each namespace; what is written into one is given to the other after the rate and the delay have
//! had their part, or not at all. Both ends speak the kernel's own TCP over it. Linux, and root.
//! Leaves what is said over it to its parent.

use anyhow::{Context, Result, bail};
use std::collections::VecDeque;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{self, Sender};
use std::thread;
use std::time::{Duration, Instant};
use tun_rs::{DeviceBuilder, SyncDevice};

/// Where the phone is.
pub const PHONE_SPACE: &str = "lantern-phone";
/// Where the server is, and its address there.
pub const SERVER_SPACE: &str = "lantern-hq";
/// The server's address.
pub const SERVER_IP: &str = "10.98.0.2";
const PHONE_IP: &str = "10.98.0.1";
/// What a mobile network lets through in one piece.
const MTU: u16 = 1400;
/// How many packets wait at the slow end before one more is dropped: a modem's buffer.
const QUEUE: usize = 25;

/// How bad a link is, the same in both directions.
#[derive(Debug, Clone, Copy)]
pub struct Badness {
    /// Bits a second.
    pub bits_a_second: f64,
    /// How long a packet is under way.
    pub delay: Duration,
    /// The share of packets that are lost.
    pub loss: f64,
    /// Every so often the link is dead for so long.
    pub cuts: Option<(Duration, Duration)>,
    /// What decides which packets are lost.
    pub seed: u64,
}

/// What went into a link, both directions together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Passed {
    /// IP packets, lost ones included.
    pub packets: u64,
    /// Their bytes.
    pub bytes: u64,
    /// Packets that did not come out.
    pub lost: u64,
}

/// A link that is up as long as this lives.
pub struct Link {
    counts: Arc<Counts>,
}

#[derive(Default)]
struct Counts {
    packets: AtomicU64,
    bytes: AtomicU64,
    lost: AtomicU64,
}

impl Link {
    /// Makes both namespaces and joins them.
    ///
    /// # Errors
    ///
    /// Without root, without `ip` or without tunnels.
    pub fn open(badness: Badness) -> Result<Self> {
        let ends = [(PHONE_SPACE, "lanternp", PHONE_IP, SERVER_IP), (SERVER_SPACE, "lanternh", SERVER_IP, PHONE_IP)];
        let mut devices = Vec::new();
        for (space, name, own, peer) in ends {
            let _ = ip(&["netns", "del", space]);
            ip(&["netns", "add", space])?;
            let device = DeviceBuilder::new().name(name).mtu(MTU).offload(false).enable(false).build_sync();
            devices.push(Arc::new(device.context("making a tunnel")?));
            ip(&["link", "set", name, "netns", space])?;
            ip(&["-n", space, "link", "set", "lo", "up"])?;
            ip(&["-n", space, "addr", "add", own, "peer", peer, "dev", name])?;
            ip(&["-n", space, "link", "set", name, "mtu", &MTU.to_string(), "up"])?;
        }
        let counts = Arc::new(Counts::default());
        let began = Instant::now();
        for (number, (from, to)) in [(0, 1), (1, 0)].into_iter().enumerate() {
            let badness = Badness { seed: badness.seed * 2 + number as u64, ..badness };
            let (from, to, counts) = (Arc::clone(&devices[from]), Arc::clone(&devices[to]), Arc::clone(&counts));
            let (sender, arrivals) = mpsc::channel();
            thread::spawn(move || Direction { badness, began, sender, counts }.take_in(&from));
            thread::spawn(move || arrivals.iter().for_each(|packet| deliver(packet, &to)));
        }
        Ok(Self { counts })
    }

    /// Returns what went in so far.
    pub fn passed(&self) -> Passed {
        let read = |count: &AtomicU64| count.load(Ordering::Relaxed);
        Passed { packets: read(&self.counts.packets), bytes: read(&self.counts.bytes), lost: read(&self.counts.lost) }
    }
}

impl Drop for Link {
    fn drop(&mut self) {
        for space in [PHONE_SPACE, SERVER_SPACE] {
            let _ = ip(&["netns", "del", space]);
        }
    }
}

/// A packet and when it arrives.
type Arrival = (Instant, Vec<u8>);

/// One direction of the link.
struct Direction {
    badness: Badness,
    began: Instant,
    sender: Sender<Arrival>,
    counts: Arc<Counts>,
}

impl Direction {
    /// Takes packets in until the tunnel is gone.
    fn take_in(self, from: &SyncDevice) {
        let mut chance = Chance(self.badness.seed);
        let mut leaving: VecDeque<Instant> = VecDeque::new();
        let mut buffer = vec![0; usize::from(MTU) + 64];
        while let Ok(length) = from.recv(&mut buffer) {
            let now = Instant::now();
            self.counts.packets.fetch_add(1, Ordering::Relaxed);
            self.counts.bytes.fetch_add(length as u64, Ordering::Relaxed);
            while leaving.front().is_some_and(|at| *at <= now) {
                leaving.pop_front();
            }
            let has_room = leaving.len() < QUEUE && !self.is_dead(now);
            let has_luck = has_room && {
                // Also a packet that is lost further on takes its time on the slow part.
                let free_at = leaving.back().copied().unwrap_or(now);
                leaving.push_back(free_at + Duration::from_secs_f64(length as f64 * 8.0 / self.badness.bits_a_second));
                chance.next() >= self.badness.loss
            };
            match leaving.back() {
                Some(left_at) if has_luck => {
                    let _ = self.sender.send((*left_at + self.badness.delay, buffer[..length].to_vec()));
                }
                _ => {
                    self.counts.lost.fetch_add(1, Ordering::Relaxed);
                }
            }
        }
    }

    fn is_dead(&self, now: Instant) -> bool {
        let Some((every, length)) = self.badness.cuts else { return false };
        let into = (now - self.began).as_secs_f64() % every.as_secs_f64();
        into > (every - length).as_secs_f64()
    }
}

fn deliver((at, packet): Arrival, to: &SyncDevice) {
    thread::sleep(at.saturating_duration_since(Instant::now()));
    // A tunnel that does not take it has lost it, as links do.
    let _ = to.send(&packet);
}

/// Numbers from 0 to 1 that repeat for each seed (SplitMix64).
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((mixed ^ (mixed >> 31)) >> 11) as f64 / (1_u64 << 53) as f64
    }
}

fn ip(words: &[&str]) -> Result<()> {
    let done = Command::new("ip").args(words).stderr(Stdio::null()).status().context("running ip")?;
    if !done.success() {
        bail!("ip {} failed: this needs root and iproute2", words.join(" "));
    }
    Ok(())
}
