//! What the checks found, in their order, and the verdict.

use super::check::{Check, Finding, Verdict};
use crate::escape;
use crate::output::Shown;
use anstyle::{AnsiColor, Style};
use serde::Serialize;
use std::fmt::Write as _;

const BOLD: Style = Style::new().bold();

/// What a check found.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Line {
    check: String,
    title: &'static str,
    about: &'static str,
    result: Verdict,
    #[serde(skip_serializing_if = "String::is_empty")]
    found: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    details: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    fix: Option<String>,
    page: &'static str,
}

impl Line {
    pub(super) fn new(check: &Check, finding: Finding) -> Self {
        let Finding { verdict: result, found, details, fix } = finding;
        Self {
            check: check.name(),
            title: check.title,
            about: check.about,
            result,
            found,
            details,
            fix,
            page: check.page,
        }
    }

    pub(super) fn ignored(check: &Check) -> Self {
        Self::new(check, Finding { verdict: Verdict::Ignored, ..Finding::good("") })
    }

    fn text(&self) -> String {
        let (style, word) = look(self.result);
        let Self { check, title, .. } = self;
        let mut text = format!("{check} {style}{word:<7}{style:#} {BOLD}{title}{BOLD:#}");
        if !self.found.is_empty() {
            let _ = write!(text, ": {}", escape::line(&self.found));
        }
        text.push('\n');
        for detail in &self.details {
            let _ = writeln!(text, "            - {}", escape::line(detail));
        }
        if let Some(fix) = &self.fix {
            let _ = writeln!(text, "            fix:  {}", escape::line(fix));
            let _ = writeln!(text, "            page: {}", self.page);
        }
        text
    }
}

fn look(verdict: Verdict) -> (Style, &'static str) {
    match verdict {
        Verdict::Good => (AnsiColor::Green.on_default(), "good"),
        Verdict::Warning => (AnsiColor::Yellow.on_default().bold(), "warning"),
        Verdict::Wrong => (AnsiColor::Red.on_default().bold(), "wrong"),
        Verdict::Unknown => (AnsiColor::Magenta.on_default().bold(), "unknown"),
        Verdict::Ignored => (Style::new().dimmed(), "ignored"),
    }
}

/// What all checks found.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct Report {
    checks: Vec<Line>,
    good: usize,
    warnings: usize,
    wrong: usize,
    unknown: usize,
    ignored: usize,
    /// `GOOD`, `WRONG`, or `UNKNOWN` where nothing that was checked is wrong and something could not be checked.
    verdict: Verdict,
}

impl Report {
    pub(super) fn new(checks: Vec<Line>) -> Self {
        let count = |verdict| checks.iter().filter(|line| line.result == verdict).count();
        let (good, warnings) = (count(Verdict::Good), count(Verdict::Warning));
        let (wrong, unknown) = (count(Verdict::Wrong), count(Verdict::Unknown));
        let verdict = match (wrong, unknown) {
            (1.., _) => Verdict::Wrong,
            (0, 1..) => Verdict::Unknown,
            (0, 0) => Verdict::Good,
        };
        Self { good, warnings, wrong, unknown, ignored: count(Verdict::Ignored), verdict, checks }
    }

    /// Whether AWS answered no check at all.
    fn is_empty(&self) -> bool {
        self.good + self.warnings == 0 && self.unknown > 0
    }

    fn sentence(&self) -> String {
        let counted = [
            (self.wrong, "wrong"),
            (self.unknown, "unknown"),
            (self.warnings, if self.warnings == 1 { "warning" } else { "warnings" }),
            (self.good, "good"),
            (self.ignored, "ignored"),
        ];
        let parts: Vec<_> = counted
            .iter()
            .filter(|(count, _)| *count > 0)
            .map(|(count, word)| format!("{count} {word}"))
            .collect();
        let (style, _) = look(self.verdict);
        let verdict = match self.verdict {
            Verdict::Wrong => "Something is wrong",
            Verdict::Unknown => "Not everything could be checked",
            Verdict::Good | Verdict::Warning | Verdict::Ignored => "All is good",
        };
        format!("{style}{verdict}{style:#}: {}.", parts.join(", "))
    }
}

impl Shown for Report {
    fn text(&self) -> String {
        let lines: String = self.checks.iter().map(Line::text).collect();
        format!("{lines}\n{}\n", self.sentence())
    }

    fn exit_code(&self) -> u8 {
        match self.verdict {
            Verdict::Wrong | Verdict::Unknown if self.is_empty() => 2,
            Verdict::Wrong | Verdict::Unknown => 1,
            Verdict::Good | Verdict::Warning | Verdict::Ignored => 0,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::checks::ALL;
    use super::*;

    fn report(findings: Vec<Finding>) -> Report {
        Report::new(findings.into_iter().zip(ALL).map(|(finding, check)| Line::new(check, finding)).collect())
    }

    fn plain(report: &Report) -> String {
        anstream::adapter::strip_str(&report.text()).to_string()
    }

    #[test]
    fn the_verdict_comes_last() {
        let (good, warning) = (Finding::good("fine"), Finding::warning("so", "do"));
        let (wrong, unknown) = (Finding::wrong("bad\u{1b}", "do this"), Finding::unknown("?", "ask"));
        for (findings, verdict, code) in [
            (vec![good.clone(), warning.clone()], "All is good: 1 warning, 1 good.", 0),
            (vec![good.clone(), unknown.clone()], "Not everything could be checked: 1 unknown, 1 good.", 1),
            (
                vec![good.clone(), wrong.clone(), unknown.clone()],
                "Something is wrong: 1 wrong, 1 unknown, 1 good.",
                1,
            ),
            (vec![wrong.clone(), unknown.clone()], "Something is wrong: 1 wrong, 1 unknown.", 2),
            (vec![wrong.clone()], "Something is wrong: 1 wrong.", 1),
        ] {
            let report = report(findings);
            assert_eq!((plain(&report).lines().last(), report.exit_code()), (Some(verdict), code));
        }
    }

    #[test]
    fn what_is_wrong_stands_with_its_fix_and_page() {
        let text =
            plain(&report(vec![Finding::wrong("bad\u{1b}", "do this").details(vec!["one".to_owned()])]));
        let expected = "D01 wrong   Credentials: bad\\u001b\n            - one\n            fix:  do this\n            page: https://";
        assert!(text.starts_with(expected), "{text}");
    }
}
