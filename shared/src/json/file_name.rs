//! A file's name in place of the file's text: `put-parameter --value win11.json` stores the name.

use crate::foreign;

/// The longest path that Windows takes unless it is set up for longer ones, in characters.
const PATH_MAX: usize = 260;
/// How many characters of a path a message shows.
const SHOWN_MAX: usize = 100;

/// What makes the AWS CLI read a file; anything else that passes the value on stores it as text.
const PREFIXES: [&str; 2] = ["file://", "fileb://"];
/// How the files end that a preset or a request is kept in.
const ENDINGS: [&str; 6] = [".json", ".jsonc", ".json5", ".yaml", ".yml", ".txt"];

/// A text that is a file's name and nothing else.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileName {
    /// The text, as a message may show it: on one line, at most 100 characters.
    pub shown: String,
    /// The file, without its folder.
    pub file: String,
}

impl FileName {
    /// The file's name that the text is. `None` if it may be anything else.
    pub fn read(text: &str) -> Option<Self> {
        let text = unquoted(text.trim());
        let plain = |c: char| !c.is_control() && !"{}[]\"<>|*?,".contains(c);
        if text.chars().count() > PATH_MAX || !text.chars().all(plain) {
            return None;
        }
        let with_prefix = PREFIXES.iter().find_map(|prefix| text.strip_prefix(prefix));
        let path = with_prefix.unwrap_or(text);
        let ends_so = ENDINGS.iter().any(|ending| path.to_ascii_lowercase().ends_with(ending));
        let is_path = with_prefix.is_some() || (ends_so && !path.contains("://"));
        let file = foreign::line(path.rsplit(['/', '\\']).next().unwrap_or_default());
        (is_path && !file.is_empty()).then(|| Self { shown: shown(text), file })
    }

    /// The file as an argument of a shell.
    pub fn argument(&self, prefix: &str) -> String {
        let plain = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
        if self.file.chars().all(plain) {
            format!("{prefix}{}", self.file)
        } else {
            format!("\"{prefix}{}\"", self.file)
        }
    }
}

/// Windows' `cmd` passes single quotes on as part of the value.
fn unquoted(text: &str) -> &str {
    let within = |quote: char| text.strip_prefix(quote)?.strip_suffix(quote);
    within('\'').or_else(|| within('"')).unwrap_or(text)
}

fn shown(text: &str) -> String {
    let text = foreign::line(text);
    match text.char_indices().nth(SHOWN_MAX) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_files_name_is_seen_in_every_form_that_gets_stored() {
        for (text, file) in [
            ("file://win11.json", "win11.json"),
            ("fileb://win11.json\n", "win11.json"),
            ("file://presets/win11", "win11"),
            ("win11.json", "win11.json"),
            ("'file://win11.json'", "win11.json"),
            ("\"win11.json\"", "win11.json"),
            ("C:\\x\\Win 11.JSON", "Win 11.JSON"),
            ("./presets/win11.yaml", "win11.yaml"),
        ] {
            assert_eq!(FileName::read(text).map(|name| name.file).as_deref(), Some(file), "{text}");
        }
        for text in
            ["", "win11", "file://", "{}", "{ a: b.json", "a.json\nb.json", "https://x/win11.json", "x.exe"]
        {
            assert_eq!(FileName::read(text), None, "{text}");
        }
        assert_eq!(FileName::read(&format!("{}.json", "x".repeat(PATH_MAX))), None);
    }

    #[test]
    fn what_is_shown_is_short_and_on_one_line() {
        let name = FileName::read(&format!("file://{}/a\u{202e}b.json", "x".repeat(150))).unwrap();
        assert_eq!((name.shown.chars().count(), name.file.as_str()), (SHOWN_MAX + 1, "ab.json"));
    }

    #[test]
    fn a_name_with_spaces_is_one_argument() {
        let argument = |text: &str| FileName::read(text).unwrap().argument("file://");
        assert_eq!(argument("C:\\x\\Win 11.json"), "\"file://Win 11.json\"");
        assert_eq!(argument("C:\\x\\win11.json"), "file://win11.json");
    }
}
