//! The real server as a process on a data folder of its own: started, killed, started again, and what it used.
//!
//! Leaves what it is asked to [`crate::office`] and [`crate::intake`].

use crate::http::Connection;
use anyhow::{Context, Result, bail};
use std::fs::{self, File};
use std::io::Write as _;
use std::net::{Ipv4Addr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

const STARTS_WITHIN: Duration = Duration::from_secs(300);
/// Linux counts processor time in hundredths of a second, whatever the kernel's own tick.
const TICKS_A_SECOND: f64 = 100.0;
/// How often the server is looked at until it rests, and for how long it must.
const LOOK_EVERY: Duration = Duration::from_millis(200);
const RESTS_FOR: u32 = 4;
const RESTS_WITHIN: Duration = Duration::from_secs(30);

/// The administrator's password of every server that is measured.
pub const PASSWORD: &str = "measured by lantern-bench";

/// What every run stands on.
#[derive(Debug, clap::Args)]
pub struct Ground {
    /// The server's program.
    #[arg(long)]
    pub server: PathBuf,
    /// A folder on the disk to measure; each run makes one of its own in it, and deletes it.
    #[arg(long)]
    pub folder: PathBuf,
    /// The folder with the plan to import.
    #[arg(long)]
    pub plan: PathBuf,
}

/// A server with a folder of its own, which goes with it.
pub struct Server {
    program: PathBuf,
    folder: PathBuf,
    child: Option<Child>,
    /// Where it listens.
    pub port: u16,
}

impl Server {
    /// Makes a data folder of that name with [`PASSWORD`] and the plan; not yet started.
    ///
    /// # Errors
    ///
    /// When the folder is there already, or the server's own commands fail.
    pub fn prepare(ground: &Ground, name: &str) -> Result<Self> {
        let folder = ground.folder.join(format!("{name}-{}", std::process::id()));
        fs::create_dir_all(&ground.folder)?;
        fs::create_dir(&folder).with_context(|| format!("making {}", folder.display()))?;
        let port = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?.port();
        let server = Self { program: ground.server.clone(), folder, child: None, port };
        server.once(server.command("password").arg("--set"), PASSWORD)?;
        let tables = fs::read_dir(&ground.plan)?.filter_map(|file| Some(file.ok()?.path()));
        let tables = tables.filter(|path| path.extension().is_some_and(|kind| kind == "csv"));
        server.once(server.command("import").args(tables), "")?;
        Ok(server)
    }

    /// Adds a phone without the server running, and returns the code of its link.
    ///
    /// # Errors
    ///
    /// When the server's own command fails.
    pub fn adds_phone(&self, name: &str) -> Result<String> {
        let link = self.once(self.command("add-phone").args(["--name", name]), "")?;
        let (_, code) = link.trim().split_once("#enrol=").context("a link without a code")?;
        Ok(code.to_owned())
    }

    /// Starts it and waits until it answers; returns how long that took.
    ///
    /// # Errors
    ///
    /// When it ends or does not answer.
    pub fn start(&mut self) -> Result<Duration> {
        let log = File::options().create(true).append(true).open(self.folder.join("server.log"))?;
        let mut serve = self.command("serve");
        serve.arg("--listen").arg(format!("127.0.0.1:{}", self.port));
        // One device brings in a minute what a phone would in years.
        serve.args(["--records-mib", "1000000", "--records-of-one-mib", "1000000"]);
        serve.stdin(Stdio::null()).stdout(log.try_clone()?).stderr(log);
        let began = Instant::now();
        let mut child = serve.spawn().with_context(|| format!("starting {}", self.program.display()))?;
        while began.elapsed() < STARTS_WITHIN {
            if let Some(status) = child.try_wait()? {
                bail!("the server ended with {status}: {}", self.last_words());
            }
            if is_well(self.port) {
                self.child = Some(child);
                return Ok(began.elapsed());
            }
            std::thread::sleep(Duration::from_millis(5));
        }
        child.kill()?;
        child.wait()?;
        bail!("the server does not answer: {}", self.last_words())
    }

    /// Ends it at once, as a power cut would end the process.
    ///
    /// # Errors
    ///
    /// When the system does not let us.
    pub fn kill(&mut self) -> Result<()> {
        if let Some(mut child) = self.child.take() {
            child.kill()?;
            child.wait()?;
        }
        Ok(())
    }

    /// Returns the processor seconds that it has used; `None` where the system does not say.
    pub fn processor_s(&self) -> Option<f64> {
        let stat = fs::read_to_string(self.about("stat")?).ok()?;
        // The name is in brackets and may hold anything; user and system time are the 12th and 13th field after it.
        let (_, fields) = stat.rsplit_once(')')?;
        let ticks = fields.split_whitespace().skip(11).take(2).filter_map(|ticks| ticks.parse::<f64>().ok());
        Some(ticks.sum::<f64>() / TICKS_A_SECOND)
    }

    /// Waits until it does nothing any more, such as follow with its index.
    pub fn rest(&self) {
        let (began, mut still) = (Instant::now(), 0);
        let mut before = self.processor_s();
        while still < RESTS_FOR && began.elapsed() < RESTS_WITHIN {
            std::thread::sleep(LOOK_EVERY);
            let now = self.processor_s();
            still = if now == before { still + 1 } else { 0 };
            before = now;
        }
    }

    /// Returns the bytes of memory that it holds; `None` where the system does not say.
    pub fn memory_bytes(&self) -> Option<f64> {
        let status = fs::read_to_string(self.about("status")?).ok()?;
        let held = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
        Some(held.trim().trim_end_matches("kB").trim().parse::<f64>().ok()? * 1024.0)
    }

    /// Returns its data folder.
    pub fn data(&self) -> PathBuf {
        self.folder.join("data")
    }

    /// The end of its log, for a person who wants to know why.
    fn last_words(&self) -> String {
        let log = fs::read_to_string(self.folder.join("server.log")).unwrap_or_default();
        let lines: Vec<_> = log.lines().collect();
        lines[lines.len().saturating_sub(10)..].join("\n")
    }

    fn about(&self, what: &str) -> Option<PathBuf> {
        Some(Path::new("/proc").join(self.child.as_ref()?.id().to_string()).join(what))
    }

    fn command(&self, task: &str) -> Command {
        let mut command = Command::new(&self.program);
        command.arg(task).arg("--data").arg(self.data());
        command
    }

    /// Runs one of the server's other commands to its end, and returns what it printed.
    fn once(&self, command: &mut Command, input: &str) -> Result<String> {
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .context("starting the server")?;
        if let Some(mut stdin) = child.stdin.take() {
            writeln!(stdin, "{input}")?;
        }
        let output = child.wait_with_output()?;
        if !output.status.success() {
            bail!("failed ({}): {command:?}\n{}", output.status, String::from_utf8_lossy(&output.stderr));
        }
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    }
}

impl Drop for Server {
    /// Ends it and deletes its folder.
    fn drop(&mut self) {
        let _ = self.kill();
        let _ = fs::remove_dir_all(&self.folder);
    }
}

fn is_well(port: u16) -> bool {
    Connection::open(port).and_then(|mut connection| connection.get("/health", &[])).is_ok_and(|it| it.status == 200)
}
