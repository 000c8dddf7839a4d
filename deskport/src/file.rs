//! Writing a file that a verb makes: whole or not at all, and never over something else.

use crate::trouble::Trouble;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process;

/// A file that may be written.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Target(PathBuf);

/// Where a file is written: at a path, in a folder under its default name, or in the current folder.
///
/// # Errors
/// Where there is a file already that does not begin with `own`; `None` lets any be overwritten.
pub(crate) fn target(path: &Path, default: &str, own: Option<&str>) -> Result<Target, Trouble> {
    let path =
        if path.as_os_str().is_empty() || path.is_dir() { path.join(default) } else { path.to_owned() };
    let Some(own) = own.filter(|_| path.is_file()) else { return Ok(Target(path)) };
    if begins_with(&path, own).map_err(|error| cannot("read", &path, &error))? {
        return Ok(Target(path));
    }
    Err(Trouble::asked(format!("there is a file {} already, and it is no report", path.display()))
        .hint("Name another file by -o, or overwrite it by --force."))
}

fn begins_with(path: &Path, own: &str) -> io::Result<bool> {
    let mut start = Vec::new();
    File::open(path)?.take(own.len() as u64).read_to_end(&mut start)?;
    Ok(start == own.as_bytes())
}

impl Target {
    /// Writes it; returns its path.
    ///
    /// # Errors
    /// Where it can't be written: what was there stays.
    pub(crate) fn write(&self, text: &str) -> Result<String, Trouble> {
        let path = &self.0;
        // A device or a pipe is written to, not put out of the way; a link stays one.
        let written = match fs::canonicalize(path) {
            Ok(there) if there.is_file() => replace(&there, text),
            Ok(there) => fs::write(there, text),
            Err(_) => replace(path, text),
        };
        written.map_err(|error| cannot("written", path, &error))?;
        Ok(path.display().to_string())
    }
}

/// Into a file beside it, which then takes its place.
fn replace(path: &Path, text: &str) -> io::Result<()> {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(format!(".{}.part", process::id()));
    let part = path.with_file_name(name);
    let written = OpenOptions::new().write(true).create_new(true).open(&part).and_then(|mut file| {
        file.write_all(text.as_bytes())?;
        file.sync_all()
    });
    let written = written.and_then(|()| fs::rename(&part, path));
    if written.is_err() {
        let _ = fs::remove_file(&part);
    }
    written
}

fn cannot(be: &str, path: &Path, error: &io::Error) -> Trouble {
    Trouble::own(format!("{} can't be {be}: {error}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// An empty folder of its own.
    fn folder(name: &str) -> PathBuf {
        let folder = std::env::temp_dir().join(format!("deskport-file-{name}-{}", process::id()));
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).unwrap();
        folder
    }

    #[test]
    fn a_file_of_ones_own_is_written_anew_and_any_other_is_left() {
        let folder = folder("own");
        let path = folder.join("report.html");
        let write = |path: &Path, text: &str| target(path, "d.html", Some("<!mine>"))?.write(text);
        assert_eq!(write(&path, "<!mine> 1"), Ok(path.display().to_string()));
        assert_eq!(write(&path, "<!mine> 2"), Ok(path.display().to_string()));
        assert_eq!(fs::read_to_string(&path).unwrap(), "<!mine> 2");
        let other = folder.join("other");
        for text in ["", "<!min", "{}"] {
            fs::write(&other, text).unwrap();
            let trouble = write(&other, "<!mine>").unwrap_err();
            assert_eq!(trouble.exit_code(), 1);
            assert!(trouble.text().contains("--force"), "{}", trouble.text());
            assert_eq!(fs::read_to_string(&other).unwrap(), text);
        }
        assert!(target(&other, "d.html", None).unwrap().write("<!mine>").is_ok());
        assert_eq!(fs::read_dir(&folder).unwrap().count(), 2, "nothing half done stays");
        fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn a_folder_gets_a_file_of_the_default_name() {
        let folder = folder("default");
        let written = target(&folder, "d.html", None).unwrap().write("x").unwrap();
        assert_eq!(written, folder.join("d.html").display().to_string());
        assert_eq!(target(Path::new(""), "d.html", None).unwrap(), Target(PathBuf::from("d.html")));
        fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn what_can_not_be_written_changes_nothing() {
        let folder = folder("missing");
        let trouble = target(&folder.join("no/d.html"), "d", None).unwrap().write("x").unwrap_err();
        assert_eq!(trouble.exit_code(), 2);
        assert_eq!(fs::read_dir(&folder).unwrap().count(), 0);
        fs::remove_dir_all(folder).unwrap();
    }

    #[cfg(unix)]
    #[test]
    fn a_link_stays_a_link_and_a_device_a_device() {
        let folder = folder("link");
        let (there, link) = (folder.join("there"), folder.join("link"));
        fs::write(&there, "<!mine>").unwrap();
        std::os::unix::fs::symlink(&there, &link).unwrap();
        target(&link, "d", Some("<!mine>")).unwrap().write("<!mine> 2").unwrap();
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
        assert_eq!(fs::read_to_string(&there).unwrap(), "<!mine> 2");
        assert!(target(Path::new("/dev/null"), "d", Some("<!mine>")).unwrap().write("x").is_ok());
        assert!(!Path::new("/dev/null").is_file());
        fs::remove_dir_all(folder).unwrap();
    }
}
