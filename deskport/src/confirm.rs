//! Asks before something is changed.

use crate::trouble::Trouble;
use clap::Args;
use std::io::{self, BufRead as _, IsTerminal as _, Write as _};

/// The option of every verb that changes something.
#[derive(Args, Clone, Copy, Debug, Default)]
pub(crate) struct Confirm {
    /// Don't ask
    #[arg(long, short = 'y')]
    pub(crate) yes: bool,
}

impl Confirm {
    /// Shows what is about to be done and asks for it. Nothing is asked where --yes is given.
    ///
    /// # Errors
    /// Where the person says no, or nobody can be asked.
    pub(crate) fn ask(self, shown: &str, question: &str) -> Result<(), Trouble> {
        let mut stderr = anstream::stderr().lock();
        let _ = write!(stderr, "{shown}");
        if self.yes {
            return Ok(());
        }
        if !somebody() {
            return Err(Trouble::asked(
                "nothing was done: standard input is no terminal, so nobody can be asked",
            )
            .hint("Give --yes to go on without a question."));
        }
        drop(stderr);
        if said(question, false) { Ok(()) } else { Err(Trouble::asked("nothing was done")) }
    }
}

/// Whether somebody is there to be asked.
pub(crate) fn somebody() -> bool {
    io::stdin().is_terminal()
}

/// Asks whether to go on; Enter alone is a yes.
pub(crate) fn go_on(question: &str) -> bool {
    said(question, true)
}

/// What is said to a question: yes or no. `enter` is what Enter alone means; the end of the input is a no.
fn said(question: &str, enter: bool) -> bool {
    let mut stderr = anstream::stderr().lock();
    let _ = write!(stderr, "{question} {} ", if enter { "[Y/n]" } else { "[y/N]" });
    let _ = stderr.flush();
    let mut line = String::new();
    io::stdin().lock().read_line(&mut line).is_ok() && is_yes(&line, enter)
}

fn is_yes(line: &str, enter: bool) -> bool {
    match line.trim().to_ascii_lowercase().as_str() {
        "y" | "yes" => true,
        "" => enter && !line.is_empty(),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_yes_is_a_yes_and_enter_what_was_said_it_is() {
        for (line, enter, yes) in [
            ("y\n", false, true),
            (" YES \r\n", false, true),
            ("\n", false, false),
            ("\n", true, true),
            // The end of the input.
            ("", true, false),
            ("no\n", true, false),
            ("\u{1b}[A\n", true, false),
        ] {
            assert_eq!(is_yes(line, enter), yes, "{line:?}");
        }
    }
}
