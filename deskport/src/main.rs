//! The command `deskport`: see `deskport --help`.

use std::process::ExitCode;

fn main() -> ExitCode {
    // Not locked: a verb that asks reads it too.
    deskport::run(std::env::args_os(), &mut std::io::stdin())
}
