//! Which Windows an AMI holds. DescribeImages has no member for it, so it is read from the name and the description. These are
//! free text, so the result is at most a warning.

use super::Rules;
use crate::foreign;
use regex_lite::Regex;
use std::fmt;
use std::sync::LazyLock;

/// A version of Windows that a text names.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Version {
    /// Windows Server, by its year or release.
    Server(String),
    /// Windows for desktops.
    Desktop(String),
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Server(version) => write!(f, "Windows Server {version}"),
            Self::Desktop(version) => write!(f, "Windows {version}"),
        }
    }
}

/// Windows Server by its year, also after `windows` alone.
const YEARS: [&str; 8] = ["2000", "2003", "2008", "2012", "2016", "2019", "2022", "2025"];
/// Windows Server by its half-year release; these numbers mean it after `server` alone.
const RELEASES: [&str; 6] = ["1709", "1803", "1809", "1903", "1909", "2004"];
const DESKTOPS: [&str; 4] = ["7", "8", "10", "11"];
/// Other products of Microsoft that are a server of some year.
const OTHER_SERVERS: [&str; 5] = ["sql", "exchange", "sharepoint", "project", "report"];

fn regex(pattern: &str) -> Regex {
    #[expect(clippy::expect_used, reason = "patterns are constants of this file, each used in a test")]
    Regex::new(pattern).expect("a constant pattern compiles")
}

/// `windows`, `server` and the like, then perhaps an edition, then a number.
static SPOKEN: LazyLock<Regex> = LazyLock::new(|| {
    regex(concat!(
        r"(?:^|[^a-z0-9])(win(?:dows)?[^a-z0-9]{0,3}(?:server|srv)|server|srv|windows|win)",
        r"(?:[^a-z0-9]{0,3}(?:standard|std|datacenter|dc|enterprise|version|r))?[^a-z0-9]{0,3}([0-9]+)"
    ))
});
/// A month: the year before it is part of a date.
static MONTH: LazyLock<Regex> = LazyLock::new(|| regex(r"^[^a-z0-9]?(?:0[1-9]|1[0-2])(?:[^0-9]|$)"));
/// What shows that 7, 8, 10 or 11 is not a version: the rest of a date or of a version number, or a unit.
static ELSE: LazyLock<Regex> = LazyLock::new(|| {
    regex(
        r"^(?:[^a-z0-9][0-9]{1,2}[^a-z0-9][0-9]{2,4}|\.[0-9]{1,3}(?:[^0-9]|$)|[^a-z0-9]?(?:z(?:ip)?|[gmt]i?b|v?cpus?|bit)(?:[^a-z]|$))",
    )
});
static EIGHT_ONE: LazyLock<Regex> = LazyLock::new(|| regex(r"^\.1(?:[^0-9.]|$)"));
/// Windows Server Core, as AWS names and describes its AMIs.
static CORE: LazyLock<Regex> =
    LazyLock::new(|| regex(r"(?:english|server|20(?:22|25))[^a-z0-9]core(?:[^a-z0-9]|$)"));

/// The versions of Windows that a text names.
fn spoken(text: &str) -> Vec<Version> {
    let text = text.to_lowercase();
    let captures = SPOKEN.captures_iter(&text);
    captures
        .filter_map(|found| {
            let (word, number) = (found.get(1)?, found.get(2)?);
            let before = text[..word.start()].trim_end_matches(|c: char| !c.is_alphanumeric());
            let another =
                word.as_str() == "server" && OTHER_SERVERS.iter().any(|name| before.ends_with(name));
            if another { None } else { version(word.as_str(), number.as_str(), &text[number.end()..]) }
        })
        .collect()
}

fn version(word: &str, number: &str, rest: &str) -> Option<Version> {
    let server = word.ends_with("server") || word.ends_with("srv");
    if YEARS.contains(&number) {
        return (!MONTH.is_match(rest)).then(|| Version::Server(number.to_owned()));
    }
    if server {
        return RELEASES.contains(&number).then(|| Version::Server(number.to_owned()));
    }
    if number == "8" && EIGHT_ONE.is_match(rest) {
        return Some(Version::Desktop("8.1".to_owned()));
    }
    (DESKTOPS.contains(&number) && !ELSE.is_match(rest)).then(|| Version::Desktop(number.to_owned()))
}

fn is_core(text: &str) -> bool {
    CORE.is_match(&text.to_lowercase())
}

impl Rules<'_> {
    fn texts(&self) -> impl Iterator<Item = (&'static str, &str)> {
        let texts = [("Name", &self.image.name), ("Description", &self.image.description)];
        texts.into_iter().filter_map(|(member, text)| Some((member, text.as_deref()?)))
    }

    /// The versions of Windows in the name, otherwise in the description: the member, its text and the versions.
    fn says(&self) -> Option<(&'static str, String, Vec<Version>)> {
        self.texts().find_map(|(member, text)| {
            let versions = spoken(text);
            (!versions.is_empty()).then(|| (member, foreign::quoted(text), versions))
        })
    }

    fn says_core(&self) -> Option<(&'static str, String)> {
        self.texts().find(|(_, text)| is_core(text)).map(|(member, text)| (member, foreign::quoted(text)))
    }

    /// AppStream accepts AMIs of Windows Server 2022 and 2025 with their desktop.
    pub(super) fn server_windows(&mut self) {
        const TAKEN: &str =
            "an AMI of Windows Server 2022 or 2025 with its desktop (Full Base): AppStream imports no other";
        let Some((member, text, versions)) = self.says() else { return };
        let taken =
            |version: &Version| matches!(version, Version::Server(year) if year == "2022" || year == "2025");
        if !versions.iter().any(taken) {
            let first = versions.first().map(Version::to_string).unwrap_or_default();
            let by_workspaces = match versions.first() {
                Some(Version::Desktop(version)) if version == "11" => {
                    ". For Windows 11, import the AMI into WorkSpaces and make the AppStream image in that import's Then"
                }
                Some(Version::Desktop(_) | Version::Server(_)) | None => "",
            };
            self.warn(format!("{first} by its {member} {text}"), format!("{TAKEN}{by_workspaces}"));
        } else if let Some((member, text)) = self.says_core() {
            self.warn(format!("Windows Server Core by its {member} {text}"), TAKEN.to_owned());
        }
    }

    /// WorkSpaces imports Windows 10 and 11; the version has to be the one that the request names.
    pub(super) fn desktop_windows(&mut self, os_version: Option<&str>) {
        let Some((member, text, versions)) = self.says() else { return };
        let asked = os_version.map(|version| version.trim_start_matches("Windows_"));
        let taken = |version: &Version| match version {
            Version::Desktop(version) => {
                asked.map_or(version == "10" || version == "11", |asked| version == asked)
            }
            Version::Server(_) => false,
        };
        if !versions.iter().any(taken) {
            let first = versions.first().map(Version::to_string).unwrap_or_default();
            let note = match (versions.first(), os_version) {
                (Some(Version::Desktop(version)), Some(asked)) if version == "10" || version == "11" => {
                    format!("an AMI of the version of Windows in OsVersion: {asked}")
                }
                _ => "an AMI of Windows 10 or 11: WorkSpaces refuses Windows Server and older versions \
                      (OSNotSupported)"
                    .to_owned(),
            };
            self.warn(format!("{first} by its {member} {text}"), note);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(text: &str) -> Vec<String> {
        spoken(text).iter().map(Version::to_string).collect()
    }

    #[test]
    fn the_names_of_awss_own_amis_are_understood() {
        for (name, version) in [
            ("Windows_Server-2025-English-Full-Base-2025.11.12", "Windows Server 2025"),
            ("TPM-Windows_Server-2022-English-Full-Base-2024.01.10", "Windows Server 2022"),
            ("Windows_Server-2019-English-Full-Base-2024.01.10", "Windows Server 2019"),
            ("Windows_Server-2019-English-Full-SQL_2022_Enterprise-2023.07.12", "Windows Server 2019"),
            ("Windows_Server-2022-English-Full-SQL_2019_Standard-2024.01.10", "Windows Server 2022"),
            ("Windows_Server-2019-English-Deep-Learning-2022.07.13", "Windows Server 2019"),
            ("Windows_Server-2016-Japanese-Full-Base-2022.12.14", "Windows Server 2016"),
            ("Windows_Server-2012-R2_RTM-English-64Bit-Base-2023.05.10", "Windows Server 2012"),
            ("Windows_Server-2008-SP2-English-64Bit-Base-2019.11.13", "Windows Server 2008"),
            ("EC2LaunchV2-Windows_Server-2016-English-Full-Base-2021.10.13", "Windows Server 2016"),
            ("BIOS-Windows_Server-2022-English-Full-Base-2023.08.10", "Windows Server 2022"),
            ("Windows_Server-1909-English-Core-Base-2020.10.14", "Windows Server 1909"),
            (
                "Microsoft Windows Server 2019 Full Locale English AMI provided by Amazon",
                "Windows Server 2019",
            ),
            ("Microsoft Windows Server 2016 with SQL Server 2019 Standard", "Windows Server 2016"),
        ] {
            assert_eq!(said(name), [version], "{name}");
        }
    }

    #[test]
    fn the_names_that_people_give_are_understood() {
        for (name, version) in [
            ("golden-server-2019-apps", "Windows Server 2019"),
            ("GOLDEN_WIN2016_v3", "Windows Server 2016"),
            ("srv2012r2-citrix", "Windows Server 2012"),
            ("windows-2019-golden", "Windows Server 2019"),
            ("WindowsServer2022-desktop", "Windows Server 2022"),
            ("Windows Server Datacenter 2019", "Windows Server 2019"),
            ("Windows(R) Server 2016 of the lab", "Windows Server 2016"),
            ("win10-finance-2026.11.18", "Windows 10"),
            ("finance-Windows_11-24H2", "Windows 11"),
            ("golden-win11", "Windows 11"),
            ("AWS-VMImport service: Windows - Windows 11 Enterprise", "Windows 11"),
            ("Windows® 10 Enterprise", "Windows 10"),
            ("Windows 8.1 Pro", "Windows 8.1"),
            ("win7-x64", "Windows 7"),
            ("windows-10-2024.01.10", "Windows 10"),
            ("golden-win10.2026.11.18", "Windows 10"),
        ] {
            assert_eq!(said(name), [version], "{name}");
        }
        assert_eq!(
            said("server-2022, upgraded from server-2019"),
            ["Windows Server 2022", "Windows Server 2019"]
        );
    }

    #[test]
    fn dates_and_other_numbers_are_no_version() {
        for name in [
            "2019-05-01",
            "golden-2019-05-01",
            "golden-windows-2019-05-01",
            "win-2022.11.18",
            "server-2019/05/01",
            "windows-20190501",
            "win20190501",
            "windows-server-201905",
            "win-11-18-2026",
            "windows 10/11/2026",
            "sql-server-2019-cluster",
            "SQL Server 2016 and Exchange Server 2019",
            "Office 2019 and Visual Studio 2019",
            "golden 2012",
            "darwin-2019",
            "observer-2016",
            "app-server-10",
            "srv-11",
            "windows build 10.0.17763",
            "Windows 10.0.20348",
            "windows-7zip",
            "windows with 7-zip 2008",
            "win 8 GB",
            "windows 64",
            "Golden image of the finance department",
            "",
        ] {
            assert_eq!(said(name), Vec::<String>::new(), "{name}");
        }
    }

    #[test]
    fn server_core_is_seen_where_it_is_one() {
        for name in [
            "Windows_Server-2022-English-Core-Base-2024.01.10",
            "Windows_Server-2022-English-Core-ContainersLatest-2022.07.13",
            "Windows_Server-2025-English-Core-EKS_Optimized-1.33-2026.01.10",
            "Microsoft Windows Server 2022 Core Locale English AMI provided by Amazon",
            "golden Server Core",
        ] {
            assert!(is_core(name), "{name}");
        }
        for name in ["Windows_Server-2022-English-Full-Base", "server-2022-dotnet-core", "core-server-2022"] {
            assert!(!is_core(name), "{name}");
        }
    }
}
