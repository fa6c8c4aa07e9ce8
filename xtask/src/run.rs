//! `cargo xtask run`: Lantern with the example plan, on this machine, until Ctrl-C.
//!
//! Everything goes through the server's own command line, as it would anywhere.
//! The demo's password and the number of phones handed out are kept beside the server's data, never inside.

use crate::command::{cargo, command, read, run as run_command};
use crate::step::Steps;
use crate::{places, web};
use anyhow::{Context, Result, bail};
use std::fs;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::Command;

const PORT: u16 = 8080;
const EXAMPLE: &str = "examples/somalia";
/// Marks a folder that this task made and may therefore delete.
const MARK: &str = "made-by-xtask-run";
const PASSWORD: &str = "demo-password";

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
    demo.introduce(&link)?;
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
}

impl Demo {
    /// Makes the data folder with plan and password, unless it is there already.
    fn prepare(wishes: &Wishes) -> Result<Self> {
        let folder = &wishes.folder;
        if wishes.is_fresh {
            remove(folder)?;
        }
        fs::create_dir_all(folder)?;
        if !folder.join(MARK).is_file() {
            if fs::read_dir(folder)?.next().is_some() {
                bail!("{} holds something else; please name another folder with --data", folder.display());
            }
            fs::write(folder.join(MARK), "cargo xtask run --fresh may delete this folder.\n")?;
        }
        let demo = Self { folder: folder.clone(), port: wishes.port };
        if demo.password().is_err() {
            demo.fill().context("preparing the demo; --fresh starts over")?;
        }
        Ok(demo)
    }

    /// Imports the example and makes a password, as anyone would. The password comes last: with it the demo is whole.
    fn fill(&self) -> Result<()> {
        let tables = crate::fingerprint::files(&places::root().join(EXAMPLE))?;
        let tables = tables.into_iter().filter(|file| file.extension().is_some_and(|kind| kind == "csv"));
        run_command(self.server(&["import"]).args(tables))?;
        let password = read(&mut self.server(&["password", "--generate"]))?;
        fs::write(self.folder.join(PASSWORD), password).context("keeping the demo's password")
    }

    fn password(&self) -> Result<String> {
        fs::read_to_string(self.folder.join(PASSWORD)).context("reading the demo's password")
    }

    /// Adds a phone and returns the link that enrols it, once.
    fn enrolment_link(&self) -> Result<String> {
        let counter = self.folder.join("demo-phones");
        let number: u32 = fs::read_to_string(&counter).ok().and_then(|text| text.trim().parse().ok()).unwrap_or(0) + 1;
        fs::write(&counter, number.to_string())?;
        let mut add = self.server(&["add-phone", "--name"]);
        read(add.arg(format!("Demo phone {number}")).args(["--origin", &self.origin()])).context("adding a phone")
    }

    fn introduce(&self, link: &str) -> Result<()> {
        println!();
        println!("   Field app        {}/", self.origin());
        println!("   Enrol a phone    {link}");
        println!("   HQ               {}/hq", self.origin());
        println!("   HQ password      {}", self.password()?);
        println!("   Data             {}", self.folder.display());
        println!();
        println!(
            "   On a phone with a cable: adb reverse tcp:{0} tcp:{0}, then open the enrolment link there.",
            self.port
        );
        println!("   Ctrl-C stops; --fresh starts over.");
        println!();
        Ok(())
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
        let mut server = command(places::built("release", "lantern-server"));
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
