//! What is made of the command's own definitions: completions for shells, and man pages.

use crate::arguments::Arguments;
use clap::{Args, CommandFactory as _};
use clap_complete::Shell;
use std::io;
use std::path::PathBuf;

const COMPLETIONS_HELP: &str = "\
Examples:
    deskport completions bash > ~/.local/share/bash-completion/completions/deskport
    deskport completions zsh > ~/.zfunc/_deskport
    deskport completions fish > ~/.config/fish/completions/deskport.fish
    deskport completions powershell >> $PROFILE";

const MAN_HELP: &str = "\
Example:
    deskport man ~/.local/share/man/man1
    man deskport-start";

/// The arguments of `deskport completions`.
#[derive(Args, Debug)]
#[command(about = "Print completions for a shell", after_help = COMPLETIONS_HELP)]
pub(crate) struct Completions {
    /// The shell
    pub(crate) shell: Shell,
}

/// The arguments of `deskport man`.
#[derive(Args, Debug)]
#[command(about = "Write the man pages into a folder", after_help = MAN_HELP)]
pub(crate) struct Man {
    /// The folder, which has to be there
    pub(crate) folder: PathBuf,
}

/// The completions for a shell.
pub(crate) fn completions(arguments: &Completions) -> Vec<u8> {
    let mut text = Vec::new();
    clap_complete::generate(arguments.shell, &mut Arguments::command(), "deskport", &mut text);
    text
}

/// Writes a page for the command and one for each verb.
pub(crate) fn man(arguments: &Man) -> io::Result<()> {
    clap_mangen::generate_to(Arguments::command().disable_help_subcommand(true), &arguments.folder)
}
