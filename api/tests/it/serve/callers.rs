//! Many clients that keep calling over connections which they keep as long as they may.

use std::io::{ErrorKind, Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex};
use std::thread::{self, JoinHandle};
use std::time::Duration;

/// How many there are.
pub(crate) const CALLERS: usize = 32;
const PATIENCE: Duration = Duration::from_mins(1);

/// The clients. To be ended by [`finish`](Self::finish).
pub(crate) struct Callers {
    shared: Arc<Shared>,
    threads: Vec<JoinHandle<Outcome>>,
}

/// What all clients experienced.
#[derive(Debug, Default)]
pub(crate) struct Outcome {
    /// Connections that nobody accepted.
    pub(crate) refused: usize,
    /// Everything else that is not an answer 200.
    pub(crate) failures: Vec<String>,
}

struct Shared {
    address: SocketAddr,
    request: String,
    finished: AtomicBool,
    /// Answers that each client got.
    answers: Vec<AtomicUsize>,
    /// How often a service was started, for those who were refused.
    started: Mutex<usize>,
    changed: Condvar,
}

impl Callers {
    /// Starts to call with this access token.
    pub(crate) fn start(address: SocketAddr, token: &str) -> Self {
        let request = format!(
            "GET /api/v1/me HTTP/1.1\r\nhost: test\r\nauthorization: Bearer {token}\r\n\r\n"
        );
        let shared = Arc::new(Shared {
            address,
            request,
            finished: AtomicBool::new(false),
            answers: (0..CALLERS).map(|_| AtomicUsize::new(0)).collect(),
            started: Mutex::new(0),
            changed: Condvar::new(),
        });
        let threads = (0..CALLERS).map(|number| {
            let shared = Arc::clone(&shared);
            thread::spawn(move || shared.call(number))
        });
        let threads = threads.collect();
        Self { shared, threads }
    }

    /// Waits until each client has got some more answers.
    pub(crate) fn go_on(&self) {
        let counts = || {
            self.shared
                .answers
                .iter()
                .map(|count| count.load(Ordering::Relaxed))
        };
        let before: Vec<_> = counts().collect();
        while counts().zip(&before).any(|(now, before)| now < before + 5) {
            assert!(
                !self.threads.iter().any(JoinHandle::is_finished),
                "a client gave up"
            );
            thread::yield_now();
        }
    }

    /// Tells those who were refused that it is worth trying again.
    pub(crate) fn service_started(&self) {
        *self.shared.started.lock().unwrap() += 1;
        self.shared.changed.notify_all();
    }

    /// Has them end, and tells what they experienced.
    pub(crate) fn finish(self) -> Outcome {
        self.shared.finished.store(true, Ordering::Relaxed);
        let mut outcome = Outcome::default();
        for thread in self.threads {
            let of_one = thread.join().unwrap();
            outcome.refused += of_one.refused;
            outcome.failures.extend(of_one.failures);
        }
        outcome
    }
}

impl Shared {
    fn call(&self, number: usize) -> Outcome {
        let mut outcome = Outcome::default();
        let mut connection = None;
        while !self.finished.load(Ordering::Relaxed) {
            let started = *self.started.lock().unwrap();
            let stream = match connection.take().map_or_else(|| self.connect(), Ok) {
                Ok(stream) => stream,
                Err(error) if error.kind() == ErrorKind::ConnectionRefused => {
                    outcome.refused += 1;
                    let known = self.started.lock().unwrap();
                    let waited = self
                        .changed
                        .wait_timeout_while(known, PATIENCE, |now| *now == started);
                    drop(waited);
                    continue;
                }
                Err(error) => {
                    outcome.failures.push(format!("connecting: {error}"));
                    continue;
                }
            };
            match self.exchange(stream) {
                Ok(kept) => {
                    connection = kept;
                    self.answers[number].fetch_add(1, Ordering::Relaxed);
                }
                Err(failure) => outcome.failures.push(failure),
            }
        }
        outcome
    }

    fn connect(&self) -> std::io::Result<TcpStream> {
        let stream = TcpStream::connect_timeout(&self.address, PATIENCE)?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        Ok(stream)
    }

    /// One call; gives the connection back if it may be used again.
    fn exchange(&self, mut stream: TcpStream) -> Result<Option<TcpStream>, String> {
        let sent = stream.write_all(self.request.as_bytes());
        sent.map_err(|error| format!("sending: {error}"))?;
        let mut received = Vec::new();
        let mut buffer = [0; 4096];
        loop {
            let text = String::from_utf8_lossy(&received);
            if let Some((head, body)) = text.split_once("\r\n\r\n") {
                let head = head.to_ascii_lowercase();
                let (_, length) = head.split_once("content-length: ").ok_or("no length")?;
                let length: String = length.chars().take_while(char::is_ascii_digit).collect();
                if body.len() >= length.parse::<usize>().unwrap() {
                    if !head.starts_with("http/1.1 200 ") {
                        return Err(text.lines().next().unwrap_or_default().to_owned());
                    }
                    let closes = head.contains("connection: close");
                    return Ok((!closes).then_some(stream));
                }
            }
            match stream.read(&mut buffer) {
                Ok(0) => return Err(format!("closed behind {} bytes", received.len())),
                Ok(count) => received.extend_from_slice(&buffer[..count]),
                Err(error) => return Err(format!("reading: {error}")),
            }
        }
    }
}
