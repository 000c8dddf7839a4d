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
        if !io::stdin().is_terminal() {
            return Err(Trouble::asked(
                "nothing was done: standard input is no terminal, so nobody can be asked",
            )
            .hint("Give --yes to go on without a question."));
        }
        let _ = write!(stderr, "{question} [y/N] ");
        let _ = stderr.flush();
        let mut answer = String::new();
        let read = io::stdin().lock().read_line(&mut answer);
        let yes = read.is_ok() && matches!(answer.trim().to_ascii_lowercase().as_str(), "y" | "yes");
        if yes { Ok(()) } else { Err(Trouble::asked("nothing was done")) }
    }
}
