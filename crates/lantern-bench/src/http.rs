//! HTTP/1.1 over one kept connection: as little of it as a phone needs, so that measuring costs little.
//!
//! Leaves JSON and credentials to those who ask. Nothing here is for the outside.

use anyhow::{Context, Result, bail, ensure};
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{Ipv4Addr, SocketAddr, TcpStream};
use std::time::Duration;

const TIMEOUT: Duration = Duration::from_secs(300);
const BODY_BYTES_MAX: usize = 64 * 1024 * 1024;

/// A connection to a server.
pub struct Connection {
    stream: BufReader<TcpStream>,
    host: String,
}

/// An answer, read to its end.
#[derive(Debug)]
pub struct Answer {
    /// Its status.
    pub status: u16,
    /// Its body.
    pub body: Vec<u8>,
    headers: Vec<(String, String)>,
}

/// Something to send: its kind and its bytes.
pub struct Content<'a> {
    /// The media type.
    pub kind: &'a str,
    /// The bytes.
    pub bytes: &'a [u8],
}

impl Connection {
    /// Connects.
    ///
    /// # Errors
    ///
    /// When nobody listens there.
    pub fn open(port: u16) -> Result<Self> {
        Self::to(SocketAddr::from((Ipv4Addr::LOCALHOST, port)), TIMEOUT)
    }

    /// Connects to a server at any address; nothing waits longer than the time given.
    ///
    /// # Errors
    ///
    /// When nobody listens there.
    pub fn to(address: SocketAddr, timeout: Duration) -> Result<Self> {
        let stream = TcpStream::connect_timeout(&address, timeout);
        let stream = stream.with_context(|| format!("connecting to {address}"))?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(timeout))?;
        // A browser calls this machine localhost, and then it is a secure context.
        let host =
            if address.ip().is_loopback() { format!("localhost:{}", address.port()) } else { address.to_string() };
        Ok(Self { stream: BufReader::new(stream), host })
    }

    /// Sends a GET and reads the answer.
    ///
    /// # Errors
    ///
    /// When the connection breaks.
    pub fn get(&mut self, path: &str, headers: &[(&str, &str)]) -> Result<Answer> {
        self.ask("GET", path, headers, &Content { kind: "text/plain", bytes: &[] })
    }

    /// Sends a POST of JSON and reads the answer.
    ///
    /// # Errors
    ///
    /// When the connection breaks.
    pub fn post(&mut self, path: &str, headers: &[(&str, &str)], body: &impl Serialize) -> Result<Answer> {
        let bytes = serde_json::to_vec(body)?;
        self.ask("POST", path, headers, &Content { kind: "application/json", bytes: &bytes })
    }

    /// Sends a request and reads the answer.
    ///
    /// # Errors
    ///
    /// When the connection breaks, or the answer is not HTTP/1.1 with a length.
    pub fn ask(&mut self, method: &str, path: &str, headers: &[(&str, &str)], content: &Content<'_>) -> Result<Answer> {
        let length = content.bytes.len();
        let mut request = format!(
            "{method} {path} HTTP/1.1\r\nhost: {}\r\ncontent-type: {}\r\ncontent-length: {length}\r\n",
            self.host, content.kind
        );
        headers.iter().for_each(|(name, value)| request.push_str(&format!("{name}: {value}\r\n")));
        request.push_str("\r\n");
        let mut request = request.into_bytes();
        request.extend_from_slice(content.bytes);
        // In one piece, so that no half of it waits for the other half's acknowledgement.
        self.stream.get_mut().write_all(&request).context("sending a request")?;
        self.read().with_context(|| format!("reading the answer to {method} {path}"))
    }

    fn read(&mut self) -> Result<Answer> {
        let status = self.line()?;
        let status = status.strip_prefix("HTTP/1.1 ").and_then(|rest| rest.get(..3)?.parse().ok());
        let status = status.context("the answer is not HTTP/1.1")?;
        let mut answer = Answer { status, body: Vec::new(), headers: Vec::new() };
        loop {
            let line = self.line()?;
            if line.is_empty() {
                break;
            }
            let (name, value) = line.split_once(':').context("a header without a colon")?;
            answer.headers.push((name.to_ascii_lowercase(), value.trim().to_owned()));
        }
        let length: usize = answer.header("content-length").context("an answer without a length")?.parse()?;
        ensure!(length <= BODY_BYTES_MAX, "an answer of {length} bytes");
        answer.body.resize(length, 0);
        self.stream.read_exact(&mut answer.body)?;
        Ok(answer)
    }

    fn line(&mut self) -> Result<String> {
        let mut line = String::new();
        ensure!(self.stream.read_line(&mut line)? > 0, "the server closed the connection");
        Ok(line.trim_end().to_owned())
    }
}

impl Answer {
    /// Returns a header's value, by its name in small letters.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(held, _)| held == name).map(|(_, value)| value.as_str())
    }

    /// Returns the JSON of a good answer.
    ///
    /// # Errors
    ///
    /// When the answer is not good, or not this.
    pub fn json<T: DeserializeOwned>(&self) -> Result<T> {
        if !(200..300).contains(&self.status) {
            bail!("{}: {}", self.status, String::from_utf8_lossy(&self.body));
        }
        serde_json::from_slice(&self.body).context("an answer of another shape")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::net::TcpListener;

    /// A server that gives one answer and says what it was asked.
    fn asked(answer: &'static str) -> (Result<Answer>, String) {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let server = std::thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            let mut bytes = [0; 1024];
            let count = stream.read(&mut bytes).unwrap();
            stream.write_all(answer.as_bytes()).unwrap();
            String::from_utf8_lossy(&bytes[..count]).into_owned()
        });
        let answer = Connection::open(port).unwrap().post("/x", &[("x-lantern", "1")], &7);
        (answer, server.join().unwrap())
    }

    #[test]
    fn a_request_goes_out_whole_and_the_answer_is_read_to_its_length() {
        let (answer, request) = asked("HTTP/1.1 200 OK\r\nSet-Cookie: a=b\r\nContent-Length: 2\r\n\r\n42and more");
        let answer = answer.unwrap();
        assert_eq!((answer.status, answer.json::<u8>().unwrap()), (200, 42));
        assert_eq!(answer.header("set-cookie"), Some("a=b"));
        assert!(request.starts_with("POST /x HTTP/1.1\r\n") && request.ends_with("x-lantern: 1\r\n\r\n7"));
    }

    #[test]
    fn a_refusal_is_no_json_and_a_cut_answer_is_an_error() {
        let (refused, _) = asked("HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n");
        assert!(refused.unwrap().json::<u8>().is_err());
        let (cut, _) = asked("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n42");
        assert!(cut.is_err());
    }
}
