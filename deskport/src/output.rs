//! The output of a verb: results on standard output, for a person or for a program, from one type.

use crate::escape;
use crate::trouble::Trouble;
use clap::{Args, ValueEnum};
use serde::Serialize;
use std::io::{self, ErrorKind, IsTerminal as _, Write};
use std::process::ExitCode;

/// Deskport or AWS could not do it.
const FAILED: u8 = 2;

/// The forms of the output.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum Output {
    /// A list for a person, errors on standard error
    #[default]
    Text,
    /// One JSON object on standard output
    Json,
}

/// The option that every verb has.
#[derive(Args, Clone, Copy, Debug, Default)]
pub(crate) struct Form {
    /// For a person or for a program
    #[arg(long, short, value_name = "FORMAT", default_value = "text")]
    pub(crate) output: Output,
}

/// What a verb found or did.
pub(crate) trait Shown: Serialize {
    /// For a person; with colours, which are removed where they are not wanted.
    fn text(&self) -> String;

    /// The output where it is text that somebody else wrote and that goes into a file or another program: byte by byte.
    fn verbatim(&self) -> Option<&str> {
        None
    }

    /// 0 done, 1 the run failed or the request is faulty, 3 still running.
    fn exit_code(&self) -> u8 {
        0
    }
}

/// Prints what came of a verb, and returns its exit code.
pub(crate) fn finish<T: Shown>(result: Result<T, Trouble>, output: Output) -> ExitCode {
    let code = match &result {
        Ok(shown) => shown.exit_code(),
        Err(trouble) => trouble.exit_code(),
    };
    ended(code, print(&result, output))
}

fn print<T: Shown>(result: &Result<T, Trouble>, output: Output) -> io::Result<()> {
    match (result, output) {
        (Ok(shown), Output::Text) => match shown.verbatim().filter(|_| !io::stdout().is_terminal()) {
            Some(text) => write(io::stdout().lock(), text),
            None => write(anstream::stdout().lock(), &shown.text()),
        },
        (Ok(shown), Output::Json) => write(io::stdout().lock(), &json(shown)?),
        (Err(trouble), Output::Text) => write(anstream::stderr().lock(), &trouble.text()),
        (Err(trouble), Output::Json) => write(io::stdout().lock(), &json(trouble)?),
    }
}

/// A note on standard error: what goes on, never a result.
pub(crate) fn note(text: &str) {
    let _ = writeln!(anstream::stderr().lock(), "{text}");
}

/// Any value, in lines, with a line end.
pub(crate) fn json(value: &impl Serialize) -> serde_json::Result<String> {
    let text = serde_json::to_string_pretty(value)?;
    Ok(format!("{}\n", escape::json(&text)))
}

/// A reader that stops early, such as `| head`, is not an error.
pub(crate) fn ended(code: u8, written: io::Result<()>) -> ExitCode {
    match written {
        Ok(()) => ExitCode::from(code),
        Err(error) if error.kind() == ErrorKind::BrokenPipe => ExitCode::from(code),
        Err(error) => {
            let _ = writeln!(io::stderr().lock(), "deskport: the output can't be written: {error}");
            ExitCode::from(FAILED)
        }
    }
}

pub(crate) fn write(mut stream: impl Write, text: &str) -> io::Result<()> {
    stream.write_all(text.as_bytes())?;
    stream.flush()
}
