//! The built program as a process of its own: started in an empty directory with nothing in its
//! environment, followed through what it prints, and ended by its own id.

use std::fs::{self, File};
use std::io::{BufRead as _, BufReader, Read};
use std::net::SocketAddr;
use std::os::fd::AsFd;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

use tempfile::TempDir;

/// The API's registration in the stand-in's directory.
pub(crate) const CLIENT_ID: &str = "30000000-0000-4000-8000-000000000001";
/// Contoso and Fabrikam of the stand-in's directory.
const LISTED: &str = "10000000-0000-4000-8000-000000000001,10000000-0000-4000-8000-000000000002";
/// How long a process may take for anything that is waited for.
const PATIENCE: Duration = Duration::from_secs(20);

/// A process that is about to be started.
pub(crate) struct Launch {
    command: Command,
    directory: TempDir,
}

impl Launch {
    /// The program with these arguments and nothing else.
    pub(crate) fn of(arguments: &[&str]) -> Self {
        let directory = TempDir::new().unwrap();
        let mut command = Command::new(env!("CARGO_BIN_EXE_entrance"));
        command
            .args(arguments)
            .env_clear()
            // Processes of tests run side by side, and must not want the same port.
            .env("ENTRANCE__METRICS__PORT", "0")
            .current_dir(directory.path())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        Self { command, directory }
    }

    /// `entrance serve` on any free port of 127.0.0.1, for an issuer that may or may not be there.
    pub(crate) fn serve(instance: &str) -> Self {
        Self::of(&["serve"])
            .variable("APP_CLIENT_ID", CLIENT_ID)
            .variable("ENTRANCE__ENTRA__INSTANCE", instance)
            .variable("ENTRANCE__TENANTS__LISTED", LISTED)
            .variable("ENTRANCE__SERVER__HOST", "127.0.0.1")
            .variable("ENTRANCE__SERVER__PORT", "0")
    }

    /// A command that reads the same configuration.
    pub(crate) fn probe(arguments: &[&str]) -> Self {
        Self::of(arguments)
            .variable("APP_CLIENT_ID", CLIENT_ID)
            .variable("ENTRANCE__SERVER__HOST", "127.0.0.1")
    }

    pub(crate) fn variable(mut self, name: &str, value: &str) -> Self {
        self.command.env(name, value);
        self
    }

    pub(crate) fn variables(self, variables: &[(&str, &str)]) -> Self {
        variables
            .iter()
            .fold(self, |launch, (name, value)| launch.variable(name, value))
    }

    /// Puts a file into the working directory.
    pub(crate) fn file(self, name: &str, text: &str) -> Self {
        fs::write(self.directory.path().join(name), text).unwrap();
        self
    }

    /// Gives the process something to read on standard input.
    pub(crate) fn input(mut self, text: &str) -> Self {
        let path = self.directory.path().join("input");
        fs::write(&path, text).unwrap();
        self.command.stdin(File::open(path).unwrap());
        self
    }

    /// Hands a socket over, as a service manager does. To be called last.
    pub(crate) fn take_over(mut self, socket: impl AsFd) -> Self {
        let script = "exec 3<&0 </dev/null; LISTEN_FDS=1 LISTEN_PID=$$ exec \"$0\" \"$@\"";
        let mut command = Command::new("/bin/sh");
        command
            .args(["-c", script])
            .arg(self.command.get_program())
            .args(self.command.get_args())
            .env_clear()
            .current_dir(self.directory.path())
            .stdin(socket.as_fd().try_clone_to_owned().unwrap())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        for (name, value) in self.command.get_envs() {
            command.env(name, value.unwrap());
        }
        self.command = command;
        self
    }

    pub(crate) fn start(mut self) -> Process {
        let mut child = self.command.spawn().unwrap();
        let printed = Arc::new(Printed::default());
        printed.follow(child.stdout.take().unwrap(), |lines| &mut lines.stdout);
        printed.follow(child.stderr.take().unwrap(), |lines| &mut lines.stderr);
        Process {
            child,
            printed,
            directory: self.directory,
        }
    }

    /// Starts a process that is expected to end by itself.
    pub(crate) fn run(self) -> Ended {
        self.start().end()
    }
}

/// A running process. Dropping it kills it.
pub(crate) struct Process {
    child: Child,
    printed: Arc<Printed>,
    directory: TempDir,
}

/// What a process left behind.
pub(crate) struct Ended {
    pub(crate) code: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Process {
    /// Where `entrance serve` listens.
    pub(crate) fn address(&self) -> SocketAddr {
        let line = self.logged(&["listening", "127.0.0.1:"]);
        let (_, port) = line.split_once("127.0.0.1:").unwrap();
        let port: String = port.chars().take_while(char::is_ascii_digit).collect();
        format!("127.0.0.1:{port}").parse().unwrap()
    }

    /// Waits for a line of the log that holds all of these texts.
    pub(crate) fn logged(&self, texts: &[&str]) -> String {
        let found = |line: &&String| texts.iter().all(|text| line.contains(text));
        self.wait(&format!("a line with {texts:?}"), |lines| {
            lines.stderr.iter().find(found).cloned()
        })
    }

    /// Waits for so many lines of the log that hold all of these texts.
    pub(crate) fn logged_times(&self, texts: &[&str], times: usize) {
        let found = |line: &&String| texts.iter().all(|text| line.contains(text));
        self.wait(&format!("{times} lines with {texts:?}"), |lines| {
            (lines.stderr.iter().filter(found).count() >= times).then_some(())
        });
    }

    /// Replaces a file of the working directory.
    pub(crate) fn write(&self, name: &str, text: &str) {
        fs::write(self.directory.path().join(name), text).unwrap();
    }

    /// Waits for a line on standard output that holds this text, and gives all lines up to then.
    pub(crate) fn greeted(&self, text: &str) -> Vec<String> {
        self.wait(text, |lines| {
            let found = lines.stdout.iter().any(|line| line.contains(text));
            found.then(|| lines.stdout.clone())
        })
    }

    /// Waits until the service can judge requests.
    pub(crate) fn ready(self) -> Self {
        self.logged(&["signing keys loaded"]);
        self
    }

    /// Sends a signal, such as `TERM`.
    pub(crate) fn signal(&self, name: &str) {
        let command = format!("kill -{name} {}", self.child.id());
        let sent = Command::new("/bin/sh").args(["-c", &command]).status();
        assert!(sent.unwrap().success(), "{command}");
    }

    /// Waits until the process has ended.
    pub(crate) fn end(mut self) -> Ended {
        self.wait("the end of the process", |lines| {
            (lines.ended == 2).then_some(())
        });
        let code = self.child.wait().unwrap().code();
        let lines = self.printed.lines();
        let ended = Ended {
            code,
            stdout: lines.stdout.join("\n"),
            stderr: lines.stderr.join("\n"),
        };
        drop(lines);
        assert!(!ended.stderr.contains("panicked"), "{}", ended.stderr);
        ended
    }

    fn wait<T>(&self, what: &str, look: impl Fn(&Lines) -> Option<T>) -> T {
        let mut seen = None;
        let lines = self.printed.lines();
        let (lines, _) = self
            .printed
            .changed
            .wait_timeout_while(lines, PATIENCE, |lines| {
                seen = look(lines);
                seen.is_none() && lines.ended < 2
            })
            .unwrap_or_else(PoisonError::into_inner);
        let Some(seen) = seen else {
            panic!("no {what} in:\n{}", lines.stderr.join("\n"));
        };
        seen
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // Both fail only if it has ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The lines of a process so far.
#[derive(Default)]
struct Lines {
    stdout: Vec<String>,
    stderr: Vec<String>,
    /// How many of the two streams have ended.
    ended: usize,
}

#[derive(Default)]
struct Printed {
    lines: Mutex<Lines>,
    changed: Condvar,
}

impl Printed {
    fn lines(&self) -> MutexGuard<'_, Lines> {
        self.lines.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Reads a stream on a thread of its own, so that the process is never held up by a full pipe.
    fn follow(
        self: &Arc<Self>,
        stream: impl Read + Send + 'static,
        of: fn(&mut Lines) -> &mut Vec<String>,
    ) {
        let printed = Arc::clone(self);
        thread::spawn(move || {
            for line in BufReader::new(stream).split(b'\n').map_while(Result::ok) {
                let line = String::from_utf8_lossy(&line).into_owned();
                of(&mut printed.lines()).push(line);
                printed.changed.notify_all();
            }
            printed.lines().ended += 1;
            printed.changed.notify_all();
        });
    }
}
