//! `deskport preset edit`: a preset in one's own editor.

use super::store::{How, Stored, store};
use crate::check;
use crate::confirm::{self, Confirm};
use crate::input;
use crate::output::{Shown as _, note};
use crate::preset::held::Held;
use crate::preset::shelf::{Shelf, named};
use crate::trouble::Trouble;
use crate::verb::Common;
use clap::Args;
use deskport_shared::json::Wanted;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus};
use std::{env, fs};
use tempfile::TempDir;

pub(super) const AFTER_HELP: &str = "\
Examples:
    deskport preset edit win11
    EDITOR='code --wait' deskport preset edit win11

The editor is that of VISUAL, else of EDITOR. It gets a file in a folder that nobody else can read and
that is removed afterwards. What is faulty is not stored: you can go on editing.";

/// The arguments of `deskport preset edit`.
#[derive(Args, Debug)]
pub(crate) struct Edit {
    /// The preset's name
    name: String,

    #[command(flatten)]
    confirm: Confirm,

    #[command(flatten)]
    pub(super) common: Common,
}

/// Has it edited until it is stored, or whoever edits it gives up.
pub(super) async fn run(arguments: &Edit) -> Result<Stored, Trouble> {
    let name = named(&arguments.name)?;
    let how = How { confirm: arguments.confirm, ..How::default() };
    let shelf = Shelf::open(&arguments.common).await?;
    let mut there = shelf.get(name).await?;
    let draft = Draft::new(name, there.value.reveal())?;
    loop {
        draft.edit().await?;
        let result = attempt(&shelf, name, &draft, &there, &how).await;
        let done = result.as_ref().is_ok_and(|stored| stored.exit_code() == 0);
        if done || !confirm::somebody() {
            return result;
        }
        match &result {
            Ok(faulty) => note(&faulty.text()),
            Err(trouble) => note(&trouble.text()),
        }
        if !confirm::go_on("Go on editing? Otherwise what you wrote is gone.") {
            return Err(Trouble::asked(format!("you gave up: the preset {name} is as it was")));
        }
        // Somebody else may have changed it: what is shown next is the difference to theirs.
        there = shelf.get(name).await?;
    }
}

async fn attempt(
    shelf: &Shelf,
    name: &str,
    draft: &Draft,
    there: &Held,
    how: &How,
) -> Result<Stored, Trouble> {
    let checked = check::to_store(input::parse(name.to_owned(), &draft.read()?, Wanted::Preset(None))?);
    // Left as it was: that it is faulty then is no news.
    if checked.document.text == there.value.reveal() {
        return Ok(Stored::unchanged(&shelf.namespace, name, checked, there.version));
    }
    if checked.plan.is_none() {
        return Ok(Stored::faulty(&shelf.namespace, name, checked));
    }
    store(shelf, name, checked, Some(there), how).await
}

/// A file for an editor, in a folder of its own: what editors leave beside a file goes with it.
struct Draft {
    folder: TempDir,
    file: PathBuf,
}

impl Draft {
    fn new(name: &str, text: &str) -> Result<Self, Trouble> {
        let mut builder = tempfile::Builder::new();
        builder.prefix("deskport-");
        // On Windows the folder for temporary files is the user's own.
        #[cfg(unix)]
        builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o700));
        let folder = builder.tempdir().map_err(|error| failed(&error))?;
        let file = folder.path().join(format!("{name}.json"));
        let draft = Self { folder, file };
        draft.write(text).map_err(|error| failed(&error))?;
        Ok(draft)
    }

    fn write(&self, text: &str) -> io::Result<()> {
        let mut options = fs::OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        io::Write::write_all(&mut options.open(&self.file)?, text.as_bytes())
    }

    fn read(&self) -> Result<Vec<u8>, Trouble> {
        fs::read(&self.file).map_err(|error| failed(&error))
    }

    /// Waits for the editor to end. Ctrl-C is the editor's meanwhile.
    async fn edit(&self) -> Result<(), Trouble> {
        let (editor, folder) = (editor(), self.folder.path().to_owned());
        let mut command = command(&editor, &self.file);
        command.current_dir(folder);
        let mut ended = tokio::task::spawn_blocking(move || command.status());
        let status = loop {
            tokio::select! {
                status = &mut ended => break status.map_err(io::Error::other).flatten(),
                _ = tokio::signal::ctrl_c() => {}
            }
        };
        ended_well(&editor, status)
    }
}

fn ended_well(editor: &str, status: io::Result<ExitStatus>) -> Result<(), Trouble> {
    let said = match status {
        Ok(status) if status.success() => return Ok(()),
        Ok(status) => status.to_string(),
        Err(error) => error.to_string(),
    };
    Err(Trouble::asked(format!("the editor {editor:?} ended with {said}: nothing was stored"))
        .hint("VISUAL or EDITOR names the editor, as in EDITOR='code --wait'."))
}

fn editor() -> String {
    let named = ["VISUAL", "EDITOR"].into_iter().filter_map(|name| env::var(name).ok());
    let usual = if cfg!(windows) { "notepad" } else { "vi" };
    named.into_iter().find(|editor| !editor.trim().is_empty()).unwrap_or_else(|| usual.to_owned())
}

/// By the shell, as git calls an editor: it may have arguments.
fn command(editor: &str, file: &Path) -> Command {
    if cfg!(windows) {
        let mut command = Command::new("cmd");
        command.arg("/C").arg(format!("{editor} \"{}\"", file.display()));
        command
    } else {
        let mut command = Command::new("sh");
        command.arg("-c").arg(format!("{editor} \"$1\"")).arg("sh").arg(file);
        command
    }
}

fn failed(error: &io::Error) -> Trouble {
    Trouble::own(format!("the file for the editor: {error}"))
}
