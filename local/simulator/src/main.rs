//! The stand-in as a program: see `deskport-simulator --help`.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a program speaks to its caller")]

mod arguments;

use std::io::Write as _;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;
use std::process::ExitCode;

use arguments::{Arguments, Wish};
use deskport_simulator::iam::{Roles, Stack, Template};
use deskport_simulator::{Clock, Config, Handle, Script, SharedSimulator, serve};
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::oneshot;

/// The arguments, or a file that they name, can't be used.
const BAD_USAGE: u8 = 2;

fn main() -> ExitCode {
    match arguments::read(std::env::args_os().skip(1)) {
        Ok(Wish::Help) => {
            print!("{}", arguments::HELP);
            ExitCode::SUCCESS
        }
        Ok(Wish::Version) => {
            println!("deskport-simulator {}", env!("CARGO_PKG_VERSION"));
            ExitCode::SUCCESS
        }
        Ok(Wish::Serve(arguments)) => start(&arguments),
        Err(error) => refuse(&format!("{error}\nSee deskport-simulator --help.")),
    }
}

fn start(arguments: &Arguments) -> ExitCode {
    let simulator = match prepare(arguments) {
        Ok(simulator) => simulator,
        Err(error) => return refuse(&error),
    };
    let served = serve(simulator, SocketAddr::from((Ipv4Addr::LOCALHOST, arguments.port)));
    let ended = served.and_then(|server| run(server, arguments.exit_with_stdin));
    match ended {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("deskport-simulator: port {}: {error}", arguments.port);
            ExitCode::FAILURE
        }
    }
}

fn refuse(message: &str) -> ExitCode {
    eprintln!("deskport-simulator: {message}");
    ExitCode::from(BAD_USAGE)
}

fn prepare(arguments: &Arguments) -> Result<SharedSimulator, String> {
    let config = match &arguments.state {
        Some(path) => read(path, Config::from_json)?,
        None => Config::default(),
    };
    let script = match &arguments.script {
        Some(path) => read(path, Script::from_json)?,
        None => Script::default(),
    };
    let roles = match &arguments.template {
        Some(path) => Some(roles(path, &config, arguments)?),
        None => None,
    };
    let clock = Clock::scaled(arguments.time_scale);
    let simulator = SharedSimulator::new(config, clock).map_err(|error| error.to_string())?;
    let simulator = simulator.with_script(script).map_err(|error| error.to_string())?;
    Ok(match roles {
        Some(roles) => simulator.with_roles(roles),
        None => simulator,
    })
}

/// The roles of a template, deployed where the stand-in is.
fn roles(path: &Path, config: &Config, arguments: &Arguments) -> Result<Roles, String> {
    let template = read(path, Template::read)?;
    let parameters = arguments.parameters.clone();
    let stack = Stack { parameters, ..Stack::new(&config.region, &config.account_id) };
    Roles::of(&template, &stack).map_err(|error| format!("{}: {error}", path.display()))
}

fn read<T, E: std::fmt::Display>(path: &Path, parse: fn(&str) -> Result<T, E>) -> Result<T, String> {
    let text = std::fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))?;
    parse(&text).map_err(|error| format!("{}: {error}", path.display()))
}

/// Says where it serves, then waits for a signal or the end of standard input.
fn run(server: Handle, exit_with_stdin: bool) -> std::io::Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_io().build()?;
    runtime.block_on(async {
        let mut terminate = signal(SignalKind::terminate())?;
        let mut interrupt = signal(SignalKind::interrupt())?;
        let closed = if exit_with_stdin { Some(stdin_closed()) } else { None };
        announce(&server)?;
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
            () = closed_or_never(closed) => {}
        }
        Ok::<(), std::io::Error>(())
    })?;
    server.shutdown();
    Ok(())
}

/// One line of JSON, for whoever started the program.
fn announce(server: &Handle) -> std::io::Result<()> {
    let mut stdout = std::io::stdout().lock();
    writeln!(stdout, "{}", serde_json::json!({ "Endpoint": server.endpoint() }))?;
    stdout.flush()
}

/// Signals when standard input ends. If the program ends first, the thread is left behind.
fn stdin_closed() -> oneshot::Receiver<()> {
    let (report, reported) = oneshot::channel();
    std::thread::spawn(move || {
        let _ = std::io::copy(&mut std::io::stdin().lock(), &mut std::io::sink());
        let _ = report.send(());
    });
    reported
}

async fn closed_or_never(closed: Option<oneshot::Receiver<()>>) {
    match closed {
        // It also counts as closed where the thread has gone.
        Some(closed) => drop(closed.await),
        None => std::future::pending().await,
    }
}
