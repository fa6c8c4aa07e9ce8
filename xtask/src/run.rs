//! `cargo xtask run`: Lantern with the example plan, on this machine, until Ctrl-C.
//!
//! Everything goes through the server's own command line, as it would anywhere.
//! The demo's password and the number of phones handed out are kept beside the server's data, never inside.

use crate::command::{cargo, command, read, run as run_command};
use crate::step::Steps;
use crate::{places, web};
use anyhow::{Context, Result, bail};
use std::fs;
use std::io::Write as _;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

const PORT: u16 = 8080;
const EXAMPLE: &str = "examples/somalia";
/// Marks a folder that this task made and may therefore delete.
const MARK: &str = "made-by-xtask-run";

/// What was asked for.
struct Wishes {
    is_fresh: bool,
    port: u16,
    folder: PathBuf,
}

/// Builds what has changed, prepares the demo's data, prints the links and serves until Ctrl-C.
///
/// # Errors
///
/// When something cannot be built, the data cannot be prepared, or the port is taken.
pub fn run(words: &[String]) -> Result<()> {
    let wishes = Wishes::read(words)?;
    let mut steps = Steps::begin();
    steps.step("both web apps", web::build)?;
    steps.step("the server", || run_command(cargo().args(["build", "--release", "-p", "lantern-server"])))?;
    let demo = steps.step("the example plan", || Demo::prepare(&wishes))?;
    TcpListener::bind(("127.0.0.1", wishes.port))
        .with_context(|| format!("port {} is taken; another one: --port {}", wishes.port, wishes.port + 1))?;
    let link = demo.enrolment_link()?;
    demo.introduce(&link);
    demo.serve()
}

impl Wishes {
    fn read(words: &[String]) -> Result<Self> {
        let mut wishes = Self { is_fresh: false, port: PORT, folder: places::root().join("data") };
        let mut words = words.iter();
        while let Some(word) = words.next() {
            let mut value = || words.next().with_context(|| format!("{word} needs a value"));
            match word.as_str() {
                "--fresh" => wishes.is_fresh = true,
                "--port" => wishes.port = value()?.parse().context("--port needs a number")?,
                "--data" => wishes.folder = std::path::absolute(value()?)?,
                other => bail!("run does not know {other:?}"),
            }
        }
        Ok(wishes)
    }
}

/// The demo: a data folder of the server, and beside it what only the demo needs to remember.
struct Demo {
    folder: PathBuf,
    port: u16,
    password: String,
}

impl Demo {
    /// Makes the data folder with password and plan, unless it is there already.
    fn prepare(wishes: &Wishes) -> Result<Self> {
        if wishes.is_fresh {
            remove(&wishes.folder)?;
        }
        let is_new = !wishes.folder.join(MARK).is_file();
        if is_new && wishes.folder.exists() && fs::read_dir(&wishes.folder)?.next().is_some() {
            bail!("{} holds something else; please name another folder with --data", wishes.folder.display());
        }
        fs::create_dir_all(&wishes.folder)?;
        let password = if is_new { random_word()? } else { fs::read_to_string(wishes.folder.join("demo-password"))? };
        let demo = Self { folder: wishes.folder.clone(), port: wishes.port, password };
        if is_new {
            demo.fill()?;
            fs::write(demo.folder.join("demo-password"), &demo.password)?;
            fs::write(demo.folder.join(MARK), "cargo xtask run --fresh may delete this folder.\n")?;
        }
        Ok(demo)
    }

    /// Sets the administrator's password and imports the example, as anyone would.
    fn fill(&self) -> Result<()> {
        let mut set = self.server(&["password", "--set"]);
        let mut child = set.stdin(Stdio::piped()).spawn().context("starting the server's password command")?;
        if let Some(mut input) = child.stdin.take() {
            writeln!(input, "{}", self.password)?;
        }
        if !child.wait()?.success() {
            bail!("the password could not be set");
        }
        let mut import = self.server(&["import"]);
        let tables = crate::fingerprint::files(&places::root().join(EXAMPLE))?;
        import.args(tables.into_iter().filter(|file| file.extension().is_some_and(|kind| kind == "csv")));
        run_command(&mut import)
    }

    /// Adds a phone and returns the link that enrols it, once.
    fn enrolment_link(&self) -> Result<String> {
        let counter = self.folder.join("demo-phones");
        let number: u32 = fs::read_to_string(&counter).ok().and_then(|text| text.trim().parse().ok()).unwrap_or(0) + 1;
        fs::write(&counter, number.to_string())?;
        let mut add = self.server(&["add-phone", "--name"]);
        read(add.arg(format!("Demo phone {number}")).args(["--origin", &self.origin()])).context("adding a phone")
    }

    fn introduce(&self, link: &str) {
        println!();
        println!("   Field app        {}/", self.origin());
        println!("   Enrol a phone    {link}");
        println!("   HQ               {}/hq", self.origin());
        println!("   HQ password      {}", self.password);
        println!("   Data             {}", self.folder.display());
        println!();
        println!(
            "   On a phone with a cable: adb reverse tcp:{0} tcp:{0}, then open the enrolment link there.",
            self.port
        );
        println!("   Ctrl-C stops; --fresh starts over.");
        println!();
    }

    /// Becomes the server, so that Ctrl-C reaches it and it stops in good order.
    fn serve(&self) -> Result<()> {
        let mut serve = self.server(&["serve", "--listen"]);
        serve.arg(format!("127.0.0.1:{}", self.port));
        #[cfg(unix)]
        return Err(std::os::unix::process::CommandExt::exec(&mut serve)).context("starting the server");
        #[cfg(not(unix))]
        run_command(&mut serve)
    }

    fn origin(&self) -> String {
        format!("http://localhost:{}", self.port)
    }

    /// The server's command line: a task, and the demo's data.
    fn server(&self, words: &[&str]) -> Command {
        let program = format!("lantern-server{}", std::env::consts::EXE_SUFFIX);
        let mut server = command(places::root().join("target").join("release").join(program));
        server.arg(words[0]).arg("--data").arg(self.folder.join("server")).args(&words[1..]);
        server
    }
}

/// Deletes a folder that this task made; anything else is left alone.
fn remove(folder: &Path) -> Result<()> {
    if !folder.exists() {
        return Ok(());
    }
    if !folder.join(MARK).is_file() {
        bail!("{} was not made by this task, so --fresh does not delete it", folder.display());
    }
    fs::remove_dir_all(folder).with_context(|| format!("deleting {}", folder.display()))
}

/// A password nobody chose: twelve letters and digits from the system's randomness, without look-alikes.
fn random_word() -> Result<String> {
    const LETTERS: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";
    let mut bytes = [0_u8; 12];
    let mut source = fs::File::open("/dev/urandom").context("opening the system's randomness")?;
    std::io::Read::read_exact(&mut source, &mut bytes)?;
    Ok(bytes.iter().map(|byte| char::from(LETTERS[usize::from(byte % 32)])).collect())
}
