//! The real program on a data folder, and HTTP to it over a plain socket.
#![allow(dead_code, reason = "not every test needs all of it")]

pub mod load;

use lantern_ledger::api::{EnrolAnswer, base64url};
use lantern_server::testing::TestPhone;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread::JoinHandle;
use std::time::Duration;

const PROGRAM: &str = env!("CARGO_BIN_EXE_lantern-server");

/// A server that runs.
pub struct Process {
    child: Child,
    pub address: SocketAddr,
    log: Option<JoinHandle<String>>,
}

/// An answer over the socket.
pub struct Reply {
    pub status: u16,
    pub head: String,
    pub body: Vec<u8>,
}

impl Process {
    /// Starts the server, and returns when it listens.
    pub fn start(data: &Path, address: SocketAddr) -> Self {
        let mut serve = Command::new(PROGRAM);
        serve.args(["serve", "--listen", &address.to_string(), "--data"]).arg(data).env("RUST_LOG", "info");
        let mut child = serve.stderr(Stdio::piped()).spawn().expect("the program starts");
        let mut log = BufReader::new(child.stderr.take().expect("its log is piped"));
        let (mut lines, mut line) = (String::new(), String::new());
        let address = loop {
            lines.push_str(&line);
            line.clear();
            assert!(log.read_line(&mut line).expect("a log of lines") > 0, "the server ended before it listened");
            if let Some((_, address)) = line.trim_end().split_once("address=") {
                break address.parse().expect("an address");
            }
        };
        // Somebody has to read the log, or the server waits for it.
        let reader = std::thread::spawn(move || {
            log.read_to_string(&mut lines).expect("a log of text");
            lines
        });
        Self { child, address, log: Some(reader) }
    }

    /// Asks it to stop with SIGTERM, and returns its whole log.
    pub fn stop(mut self) -> String {
        let asked = Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status();
        assert!(asked.expect("kill is there").success());
        assert!(self.child.wait().expect("it ends").success(), "it ends in good order");
        self.log.take().expect("read once").join().expect("the log ends")
    }

    /// Freezes it: from now on it does nothing, and does not know.
    pub fn freeze(&self) {
        let asked = Command::new("kill").args(["-STOP", &self.child.id().to_string()]).status();
        assert!(asked.expect("kill is there").success());
    }

    /// Kills it with SIGKILL: it gets no chance to do anything.
    pub fn kill(mut self) {
        self.child.kill().expect("it can be killed");
        self.child.wait().expect("it ends");
    }
}

impl Drop for Process {
    /// Leaves nothing running behind a test that failed.
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Runs a command of the program and returns what it printed.
pub fn command(data: &Path, words: &[&str], input: &str) -> String {
    let mut run = Command::new(PROGRAM);
    run.arg(words[0]).arg("--data").arg(data).args(&words[1..]).stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut child = run.spawn().expect("the program starts");
    child.stdin.take().expect("its input is piped").write_all(input.as_bytes()).expect("it reads");
    let output = child.wait_with_output().expect("it ends");
    assert!(output.status.success(), "{words:?}");
    String::from_utf8(output.stdout).expect("text").trim().to_owned()
}

/// Sends a request; `None`: no whole answer came.
pub fn ask(address: SocketAddr, method: &str, path: &str, headers: &str, body: &[u8]) -> Option<Reply> {
    let mut socket = TcpStream::connect_timeout(&address, Duration::from_secs(5)).ok()?;
    socket.set_read_timeout(Some(Duration::from_secs(20))).ok()?;
    let head = format!(
        "{method} {path} HTTP/1.1\r\nhost: hq.example.org\r\nconnection: close\r\ncontent-length: {}\r\n{headers}\r\n",
        body.len()
    );
    socket.write_all(head.as_bytes()).ok()?;
    socket.write_all(body).ok()?;
    let mut answer = Vec::new();
    socket.read_to_end(&mut answer).ok()?;
    let end = answer.windows(4).position(|bytes| bytes == b"\r\n\r\n")?;
    let head = String::from_utf8(answer[..end].to_vec()).ok()?;
    let body = answer.split_off(end + 4);
    let length = head.lines().find_map(|line| line.strip_prefix("content-length: "));
    if length.is_some_and(|length| length.parse() != Ok(body.len())) {
        return None;
    }
    Some(Reply { status: head.split(' ').nth(1)?.parse().ok()?, head, body })
}

/// Sends a bundle as a phone does.
pub fn send(address: SocketAddr, phone: &TestPhone, bundle: &[u8]) -> Option<Reply> {
    let credential = format!("authorization: Bearer {}\r\n", phone.token);
    ask(address, "POST", "/api/v1/batches", &credential, bundle)
}

/// A fresh data folder with a password and so many phones; returns their links' codes.
pub fn prepare(data: &Path, password: &str, phones: usize) -> Vec<String> {
    command(data, &["password", "--set"], &format!("{password}\n"));
    let files: Vec<PathBuf> = ["operation", "settlements", "items", "rounds", "targets"]
        .iter()
        .map(|name| Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("../../examples/somalia/{name}.csv")))
        .collect();
    let mut words = vec!["import"];
    words.extend(files.iter().map(|path| path.to_str().expect("a path of text")));
    command(data, &words, "");
    let add = |n: usize| command(data, &["add-phone", "--name", &format!("tecno {n}")], "");
    (1..=phones).map(|n| add(n).split_once("#enrol=").expect("a link").1.to_owned()).collect()
}

/// Enrols a phone with the code of a link.
pub fn enrolled(address: SocketAddr, code: &str) -> TestPhone {
    let mut phone = TestPhone::new();
    let body = serde_json::to_vec(&phone.application(code)).expect("JSON");
    let reply = ask(address, "POST", "/api/v1/enrol", "content-type: application/json\r\n", &body).expect("an answer");
    let answer: EnrolAnswer = serde_json::from_slice(&reply.body).expect("an enrolment");
    (phone.device, phone.operation) = (answer.device, answer.operation);
    phone.hq_key = base64url::decode_fixed(&answer.hq_public_key).expect("a public key");
    phone
}

/// Signs in at HQ and returns the header that says so.
pub fn sign_in(address: SocketAddr, password: &str) -> String {
    let body = format!(r#"{{"password":"{password}"}}"#);
    let headers = "content-type: application/json\r\nx-lantern: 1\r\n";
    let reply = ask(address, "POST", "/api/v1/session", headers, body.as_bytes()).expect("an answer");
    assert_eq!(reply.status, 200);
    let cookie = reply.head.lines().find_map(|line| line.strip_prefix("set-cookie: ")).expect("a cookie");
    format!("cookie: {}\r\n", cookie.split(';').next().expect("a first part"))
}

/// Runs a command of the program that must fail, and returns what it said why.
pub fn refused(data: &Path, words: &[&str]) -> String {
    let output = Command::new(PROGRAM).arg(words[0]).arg("--data").arg(data).args(&words[1..]).output();
    let output = output.expect("the program starts");
    assert!(!output.status.success(), "{words:?}");
    String::from_utf8(output.stderr).expect("text")
}
