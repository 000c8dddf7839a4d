//! The program: its output line, its files, how it ends.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

#[path = "../../../../tests/tests/simulator/http.rs"]
#[allow(dead_code, reason = "nothing here reads a header")]
mod http;

use std::io::{BufRead, BufReader, Read, Write};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;

use http::{control, send};

/// A program that runs; it is killed, by its own id, where a test leaves it behind.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

impl Running {
    fn start(arguments: &[&str]) -> (Self, SocketAddr) {
        let mut child = command(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let running = Self(child);
        let endpoint: Value = serde_json::from_str(&line).unwrap_or_else(|_| panic!("{line:?} is no JSON"));
        let addr = endpoint["Endpoint"].as_str().unwrap().strip_prefix("http://").unwrap().parse().unwrap();
        (running, addr)
    }

    fn signal(&self, signal: &str) {
        let status = Command::new("kill").args([signal, &self.0.id().to_string()]).status().unwrap();
        assert!(status.success());
    }

    /// The exit code, once it has ended.
    #[allow(
        clippy::disallowed_methods,
        reason = "how long it waits for the condition at most, and between two looks"
    )]
    fn wait(&mut self) -> Option<i32> {
        let deadline = Instant::now() + Duration::from_secs(20);
        loop {
            if let Some(status) = self.0.try_wait().unwrap() {
                return status.code();
            }
            assert!(Instant::now() < deadline, "the program does not end");
            std::thread::sleep(Duration::from_millis(5));
        }
    }
}

fn command(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_deskport-simulator"));
    command.args(arguments);
    command
}

fn run(arguments: &[&str]) -> Output {
    command(arguments).stdin(Stdio::null()).output().unwrap()
}

/// A file that is there as long as the test is.
struct File(PathBuf);

impl File {
    fn new(name: &str, text: &str) -> Self {
        let path = std::env::temp_dir().join(format!("deskport-simulator-{}-{name}", std::process::id()));
        std::fs::File::create(&path).unwrap().write_all(text.as_bytes()).unwrap();
        Self(path)
    }

    fn path(&self) -> &str {
        self.0.to_str().unwrap()
    }
}

impl Drop for File {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
    }
}

#[test]
fn it_serves_and_ends_on_a_signal() {
    for signal in ["-TERM", "-INT"] {
        let (mut program, addr) = Running::start(&["--port", "0"]);
        assert_eq!(control(addr, "GET /_simulator/health", "").json()["Ready"], true);
        program.signal(signal);
        assert_eq!(program.wait(), Some(0), "{signal}");
        assert!(std::net::TcpStream::connect(addr).is_err());
    }
}

#[test]
fn it_ends_with_its_standard_input_where_asked() {
    let (mut program, _) = Running::start(&["--exit-with-stdin"]);
    assert!(program.0.try_wait().unwrap().is_none());
    drop(program.0.stdin.take());
    assert_eq!(program.wait(), Some(0));
}

#[test]
fn it_starts_from_a_state_and_a_script() {
    let state = File::new("state.json", r#"{"WorkspaceImages": [{"Name": "golden"}]}"#);
    let script = File::new("script.json", r#"{"Rules": [{"Do": {"Answer": {"Code": "Nope"}}}]}"#);
    let (_program, addr) =
        Running::start(&["--state", state.path(), "--script", script.path(), "--time-scale", "0"]);
    let shown = control(addr, "GET /_simulator/state", "").json();
    assert_eq!(shown["WorkspaceImages"][0]["Name"], "golden");
    let headers = [
        ("content-type", "application/x-amz-json-1.1"),
        ("x-amz-target", "WorkspacesService.DescribeAccount"),
    ];
    assert_eq!(send(addr, "POST /", &headers, b"{}").unwrap().json()["__type"], "Nope");
    assert_eq!(control(addr, "POST /_simulator/reset", "").status, 200);
    assert_eq!(control(addr, "GET /_simulator/script", "").json()["Counts"], serde_json::json!([0]));
    let clock = || control(addr, "GET /_simulator/clock", "").json();
    assert_eq!(clock()["TimeScale"], 0.0);
    assert_eq!(clock(), clock());
}

#[test]
fn bad_usage_is_reported_and_ends_with_2() {
    let bad = File::new("bad.json", r#"{"Rules": [{"Do": {}}]}"#);
    for (arguments, reported) in [
        (vec!["--bogus"], "unknown argument \"--bogus\""),
        (vec!["--port", "many"], "--port takes a number"),
        (vec!["--port"], "--port needs a value"),
        (vec!["--script", "/nowhere/at/all.json"], "/nowhere/at/all.json: No such file"),
        (vec!["--script", bad.path()], "rule 1 of the script: Do is empty"),
        (vec!["--state", bad.path()], "unknown field `Rules`"),
    ] {
        let output = run(&arguments);
        let error = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {error}");
        assert!(error.contains(reported), "{arguments:?}: {error}");
        assert!(output.stdout.is_empty());
    }
}

#[test]
fn a_port_that_is_taken_ends_it_with_1() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let output = run(&["--port", &port]);
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8(output.stderr).unwrap().contains(&port));
}

#[test]
fn the_help_teaches_with_examples_that_work() {
    let output = run(&["--help"]);
    assert_eq!(output.status.code(), Some(0));
    let help = String::from_utf8(output.stdout).unwrap();
    let mut examples = Vec::new();
    let mut from = help.as_str();
    while let Some(at) = from.find("\n  { ") {
        from = &from[at + 1..];
        let mut stream = serde_json::Deserializer::from_str(from).into_iter::<Value>();
        examples.push(stream.next().unwrap().unwrap().to_string());
    }
    assert_eq!(examples.len(), 2, "{help}");
    deskport_simulator::Config::from_json(&examples[0]).unwrap();
    deskport_simulator::Script::from_json(&examples[1]).unwrap();
    assert!(help.lines().all(|line| line.chars().count() <= 85), "{help}");
    let mut version = String::new();
    run(&["--version"]).stdout.as_slice().read_to_string(&mut version).unwrap();
    assert!(version.starts_with("deskport-simulator "), "{version}");
}
