//! The command `deskport`: see `deskport --help`.

use std::process::ExitCode;

fn main() -> ExitCode {
    deskport::run(std::env::args_os(), &mut std::io::stdin())
}
