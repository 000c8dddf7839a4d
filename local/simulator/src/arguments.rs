//! The program's arguments.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::PathBuf;

/// What `--help` prints.
pub(crate) const HELP: &str = "\
A stand-in for the image operations of Amazon WorkSpaces and AppStream 2.0.

Usage: deskport-simulator [OPTION]...

  --port PORT          the port on 127.0.0.1; 0 (the default) takes a free one
  --time-scale FACTOR  how many times as fast as the wall clock its time runs (1).
                       With 1000 an import of 90 minutes takes 5.4 seconds. With 0
                       time stands still until POST /_simulator/clock moves it
  --state FILE         what there is at the start: account, quotas, images (JSON)
  --script FILE        which calls and imports go wrong, and how (JSON)
  --template FILE      enforce the roles of this SAM template: a caller's access key
                       is the logical id of its role, or \"administrator\"
  --parameter KEY=VALUE  a parameter of the template; may be repeated
  --exit-with-stdin    end when standard input is closed, so as not to outlive
                       the parent
  --help, --version    print this text or the version, and end

When it is ready it prints one line, {\"Endpoint\":\"http://127.0.0.1:PORT\"}. Point an
SDK there:

  AWS_ENDPOINT_URL_WORKSPACES=http://127.0.0.1:PORT
  AWS_ENDPOINT_URL_APPSTREAM=http://127.0.0.1:PORT

Without --template credentials are not looked at. A state and a script:

  { \"AccountId\": \"111122223333\", \"Region\": \"eu-west-1\",
    \"Byol\": { \"Support\": \"DISABLED\", \"AvailableRanges\": [ \"10.90.0.0/16\" ] },
    \"WorkspaceImages\": [
      { \"Name\": \"golden\", \"Tags\": [ { \"Key\": \"team\", \"Value\": \"it\" } ] } ] }

  { \"Rules\": [
      { \"When\": { \"Operation\": \"ImportWorkspaceImage\", \"FirstCalls\": 2 },
        \"Do\": { \"Answer\": { \"Code\": \"ThrottlingException\" } } },
      { \"When\": { \"ImageName\": \"bad-*\" },
        \"Do\": { \"Fail\": { \"AfterMinutes\": 91,
                          \"Errors\": [ { \"ErrorCode\": \"DomainJoined\" } ] } } } ] }

Do also takes TakeMinutes, NeverEnd, ShowState, HideMinutes, LoseReply and
AnswerNothing.

While it runs:

  GET  /_simulator/health   whether it is ready
  GET  /_simulator/state    all images, every call and the permissions used so far
  GET  /_simulator/script   the script, and how many calls each rule matched
  POST /_simulator/script   put another script in its place
  GET  /_simulator/clock    its time
  POST /_simulator/clock    move it: {\"AdvanceMinutes\": 90} or {\"AdvanceSeconds\": 5}
  POST /_simulator/reset    start anew; with a state as body, from that one

SIGTERM and SIGINT end it with exit code 0. Exit code 2: the arguments or the files
can't be used. Exit code 1: the port can't be used.
";

/// What the caller wants.
#[derive(Debug, PartialEq)]
pub(crate) enum Wish {
    Help,
    Version,
    Serve(Arguments),
}

/// How to serve.
#[derive(Debug, PartialEq)]
pub(crate) struct Arguments {
    pub(crate) port: u16,
    pub(crate) time_scale: f64,
    pub(crate) state: Option<PathBuf>,
    pub(crate) script: Option<PathBuf>,
    pub(crate) template: Option<PathBuf>,
    pub(crate) parameters: BTreeMap<String, String>,
    pub(crate) exit_with_stdin: bool,
}

/// What is wrong with the arguments.
#[derive(Debug, PartialEq, thiserror::Error)]
pub(crate) enum UsageError {
    #[error("unknown argument {0:?}")]
    Unknown(OsString),
    #[error("{0} needs a value")]
    Missing(&'static str),
    #[error("--parameter takes KEY=VALUE, not {0:?}")]
    Parameter(OsString),
    #[error("--port takes a number from 0 to 65535, not {0:?}")]
    Port(OsString),
    #[error("--time-scale takes a number from 0 to 1000000, not {0:?}")]
    TimeScale(OsString),
}

/// Reads the arguments; the last of several wins.
pub(crate) fn read(arguments: impl IntoIterator<Item = OsString>) -> Result<Wish, UsageError> {
    let mut given = Arguments {
        port: 0,
        time_scale: 1.0,
        state: None,
        script: None,
        template: None,
        parameters: BTreeMap::new(),
        exit_with_stdin: false,
    };
    let mut arguments = arguments.into_iter();
    while let Some(argument) = arguments.next() {
        let mut value = |name| arguments.next().ok_or(UsageError::Missing(name));
        match argument.to_str() {
            Some("--help" | "-h") => return Ok(Wish::Help),
            Some("--version") => return Ok(Wish::Version),
            Some("--exit-with-stdin") => given.exit_with_stdin = true,
            Some("--port") => given.port = port(value("--port")?)?,
            Some("--time-scale") => given.time_scale = time_scale(value("--time-scale")?)?,
            Some("--state") => given.state = Some(value("--state")?.into()),
            Some("--script") => given.script = Some(value("--script")?.into()),
            Some("--template") => given.template = Some(value("--template")?.into()),
            Some("--parameter") => given.parameters.extend([parameter(value("--parameter")?)?]),
            _ => return Err(UsageError::Unknown(argument)),
        }
    }
    Ok(Wish::Serve(given))
}

fn port(value: OsString) -> Result<u16, UsageError> {
    let port = value.to_str().and_then(|text| text.parse().ok());
    port.ok_or(UsageError::Port(value))
}

fn parameter(value: OsString) -> Result<(String, String), UsageError> {
    let pair = value.to_str().and_then(|text| text.split_once('='));
    let pair = pair.map(|(key, value)| (key.to_owned(), value.to_owned()));
    pair.ok_or(UsageError::Parameter(value))
}

fn time_scale(value: OsString) -> Result<f64, UsageError> {
    let factor = value.to_str().and_then(|text| text.parse().ok());
    factor.filter(|factor| (0.0..=1e6).contains(factor)).ok_or(UsageError::TimeScale(value))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(line: &str) -> Result<Wish, UsageError> {
        read(line.split_whitespace().map(OsString::from))
    }

    #[test]
    fn arguments_are_read() {
        let wish = parse(
            "--port 8080 --time-scale 1000 --state s.json --script r.json --exit-with-stdin \
             --template t.yaml --parameter A=b --parameter C=d=e",
        );
        let pair = |key: &str, value: &str| (key.to_owned(), value.to_owned());
        let expected = Arguments {
            port: 8080,
            time_scale: 1000.0,
            state: Some("s.json".into()),
            script: Some("r.json".into()),
            template: Some("t.yaml".into()),
            parameters: BTreeMap::from([pair("A", "b"), pair("C", "d=e")]),
            exit_with_stdin: true,
        };
        assert_eq!(wish, Ok(Wish::Serve(expected)));
        assert_eq!(parse("--port 1 --help"), Ok(Wish::Help));
        assert_eq!(parse("--version"), Ok(Wish::Version));
    }

    #[test]
    fn bad_arguments_are_named() {
        assert_eq!(parse("--prot 1"), Err(UsageError::Unknown("--prot".into())));
        assert_eq!(parse("--parameter A"), Err(UsageError::Parameter("A".into())));
        assert_eq!(parse("--port"), Err(UsageError::Missing("--port")));
        assert_eq!(parse("--port 65536"), Err(UsageError::Port("65536".into())));
        for factor in ["-1", "NaN", "inf", "fast"] {
            assert_eq!(parse(&format!("--time-scale {factor}")), Err(UsageError::TimeScale(factor.into())));
        }
    }
}
