#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]
//! The command as its callers meet it: streams, exit codes, limits.

use serde_json::{Value, json};
use std::io::{Read as _, Write as _};
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

const GOOD: &str = r#"{ "Imports": [ { "CreateWorkspaceImage":
    { "Name": "desktop", "Description": "Captured", "WorkspaceId": "ws-0a1b2c3d4" } } ] }"#;

fn command(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_deskport"));
    command.args(arguments).env_remove("CLICOLOR_FORCE").env_remove("NO_COLOR");
    command
}

/// Runs the command with that standard input, however much of it is read.
fn run(arguments: &[&str], stdin: &[u8]) -> Output {
    let mut child = command(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut pipe = child.stdin.take().unwrap();
    let stdin = stdin.to_vec();
    let writer = std::thread::spawn(move || drop(pipe.write_all(&stdin)));
    let output = child.wait_with_output().unwrap();
    writer.join().unwrap();
    output
}

fn code(output: &Output) -> i32 {
    output.status.code().unwrap()
}

fn out(output: &Output) -> &str {
    std::str::from_utf8(&output.stdout).unwrap()
}

fn err(output: &Output) -> &str {
    std::str::from_utf8(&output.stderr).unwrap()
}

fn file(name: &str, bytes: &[u8]) -> PathBuf {
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::write(&path, bytes).unwrap();
    path
}

fn json(arguments: &[&str], stdin: &str) -> Value {
    let output = run(&[&["validate", "-", "--output", "json"], arguments].concat(), stdin.as_bytes());
    assert_eq!(err(&output), "");
    let value: Value = serde_json::from_str(out(&output)).unwrap();
    let expected = if value.get("Error").is_some() { 2 } else { i32::from(value["Valid"] == false) };
    assert_eq!(code(&output), expected, "{value}");
    value
}

#[test]
fn standard_input_is_read_with_its_byte_order_mark() {
    for text in [GOOD.to_owned(), format!("\u{feff}{GOOD}")] {
        let output = run(&["validate", "-"], text.as_bytes());
        assert_eq!((code(&output), err(&output)), (0, ""));
        assert!(out(&output).starts_with("standard input: good, 1 step in 1 import\n"), "{}", out(&output));
        assert!(
            out(&output).contains("/Imports/0  CreateWorkspaceImage           desktop\n"),
            "{}",
            out(&output)
        );
    }
}

#[test]
fn the_json_output_has_exactly_the_members_of_the_contract() {
    let keys = |value: &Value| value.as_object().unwrap().keys().cloned().collect::<Vec<_>>();
    let good = json(&[], GOOD);
    assert_eq!(keys(&good), ["Valid", "Steps", "Violations", "Warnings"]);
    assert_eq!(keys(&good["Steps"][0]), ["Import", "Step", "Operation", "Name", "Request", "Path"]);
    assert_eq!((&good["Steps"][0]["Import"], &good["Steps"][0]["Step"]), (&json!(0), &json!(0)));
    let bad = json(&[], &GOOD.replace("Captured", ""));
    assert_eq!((&bad["Valid"], &bad["Steps"]), (&json!(false), &json!([])));
    assert_eq!(keys(&bad["Violations"][0]), ["Path", "Given", "Allowed", "Source"]);
    let warned = json(&[], &GOOD.replace("desktop", "desktop-{date}"));
    assert_eq!(warned["Valid"], true);
    assert_eq!(warned["Steps"][0]["Name"], "desktop-{date}");
    assert_eq!(keys(&warned["Warnings"][0]), ["Path", "Given", "Allowed", "Source"]);
    assert_eq!(keys(&json(&[], "{")), ["Error"]);
}

#[test]
fn what_can_not_be_read_is_reported_at_once_and_never_crashes() {
    let too_large = format!("{GOOD}{}", " ".repeat(256 * 1024));
    let largest = format!("{GOOD}{}", " ".repeat(256 * 1024 - GOOD.len()));
    let deep = "[".repeat(200_000);
    let utf16 = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<_>>();
    for (text, reason) in [
        (too_large.into_bytes(), "larger than 256 KiB"),
        (deep.into_bytes(), "nested more than 100 deep at line 1 column 101"),
        (utf16(&format!("\u{feff}{GOOD}")), "UTF-16 (as Windows PowerShell's > writes it)"),
        (utf16(GOOD), "UTF-16"),
        (b"{\n \"a\": \"\xe9\" }".to_vec(), "not UTF-8: byte 0xe9 at line 2 column 8"),
        (b"{ \"a\": 1,\n \"a\": 2 }".to_vec(), "the key \"a\" occurs twice in one object at line 2 column"),
        (b"{ \"a\": 1\n".to_vec(), "at line 1 column 9"),
        (b"{} {}".to_vec(), "trailing characters at line 1 column 4"),
        (Vec::new(), "empty"),
        (b"{\"a\": 1e999}".to_vec(), "number out of range at line 1 column"),
    ] {
        let output = run(&["validate", "-"], &text);
        assert_eq!((code(&output), out(&output)), (2, ""), "{reason}");
        assert!(err(&output).starts_with("deskport: standard input: "), "{}", err(&output));
        assert!(err(&output).contains(reason), "{reason}: {}", err(&output));
        let output = run(&["validate", "-", "--output=json"], &text);
        assert_eq!((code(&output), err(&output)), (2, ""));
        let value: Value = serde_json::from_str(out(&output)).unwrap();
        assert!(value["Error"].as_str().unwrap().contains(reason), "{value}");
        assert_eq!(value.as_object().unwrap().len(), 1);
    }
    assert_eq!(code(&run(&["validate", "-"], largest.as_bytes())), 0);
}

#[test]
fn a_hundred_levels_are_read_and_checked() {
    let text = format!("{}1{}", "{\"a\":".repeat(100), "}".repeat(100));
    assert_eq!(code(&run(&["validate", "-"], text.as_bytes())), 1);
    let deeper = format!("[{text}]");
    assert_eq!(code(&run(&["validate", "-"], deeper.as_bytes())), 2);
}

#[test]
fn files_that_are_not_there_are_named() {
    for name in ["no-such-file.json", env!("CARGO_TARGET_TMPDIR")] {
        let output = run(&["validate", name], b"");
        assert_eq!((code(&output), out(&output)), (2, ""));
        assert!(err(&output).starts_with(&format!("deskport: {name}: ")), "{}", err(&output));
    }
}

#[test]
fn the_file_of_ami_is_read_as_strictly_and_named() {
    let request = file("ami-request.json", GOOD.as_bytes());
    let request = request.to_str().unwrap();
    for (name, bytes, reason) in [
        ("ami-form.json", b"[]".to_vec(), "{ \"Images\": [ ... ] }"),
        ("ami-malformed.json", b"{ \"Images\": [".to_vec(), "at line 1 column 13"),
        ("ami-utf16.json", b"\xff\xfe{\0}\0".to_vec(), "UTF-16"),
        ("ami-large.json", vec![b' '; 300_000], "larger than 256 KiB"),
    ] {
        let path = file(name, &bytes);
        let output = run(&["validate", request, "--ami", path.to_str().unwrap()], b"");
        assert_eq!((code(&output), out(&output)), (2, ""), "{name}");
        let said = err(&output);
        assert!(said.contains(name) && said.contains(reason), "{said}");
        assert!(said.contains("aws ec2 describe-images --image-ids ami-... --output json\n"), "{said}");
    }
    let output = run(&["validate", request, "--ami", "-"], b"\xef\xbb\xbf{ \"Images\": [] }");
    assert_eq!(code(&output), 0, "{}", err(&output));
    assert_eq!(code(&run(&["validate", request, "--ami", "no-such-file.json"], b"")), 2);
    let output = run(&["validate", "-", "--ami", "-"], b"{}");
    assert_eq!(code(&output), 2);
    assert!(err(&output).contains("standard input can't be both"), "{}", err(&output));
}

const ROUTE: &str = r#"{ "Ec2ImageId": "ami-0abc1234def567890", "Imports": [ { "ImportWorkspaceImage": {
    "IngestionProcess": "BYOL_REGULAR_WSP", "ImageName": "d-{date}", "ImageDescription": "of {ami-name}" } } ] }"#;

fn described(owner: &str) -> PathBuf {
    let image = json!({"ImageId": "ami-0abc1234def567890", "Name": "golden (11)", "OwnerId": owner,
        "CreationDate": "2026-11-03T09:30:00.000Z", "State": "available", "Architecture": "x86_64",
        "VirtualizationType": "hvm", "Platform": "windows", "BlockDeviceMappings":
            [{"Ebs": {"Encrypted": false, "VolumeSize": 60}}, {"VirtualName": "ephemeral0"}]});
    file(&format!("described-{owner}.json"), json!({"Images": [image]}).to_string().as_bytes())
}

#[test]
fn an_ami_fills_in_and_the_account_says_whose_it_is() {
    let ours = described("111122223333");
    let with = |arguments: &[&str]| json(&[&["--ami", ours.to_str().unwrap()], arguments].concat(), ROUTE);
    let good = with(&["--account", "111122223333"]);
    assert_eq!(good["Steps"][0]["Name"], "d-2026-11-03");
    assert_eq!(good["Warnings"], json!([]));
    assert_eq!(with(&["--account", "444455556666"])["Violations"][0]["Path"], "/Ec2ImageId");
    assert_eq!(with(&[])["Valid"], true);
}

#[test]
fn an_ami_that_is_not_described_leaves_placeholders_with_a_warning() {
    let other = file("other-ami.json", br#"{ "Images": [ { "ImageId": "ami-00000001" } ] }"#);
    for arguments in [&[][..], &["--ami", other.to_str().unwrap()]] {
        let found = json(arguments, ROUTE);
        assert_eq!((&found["Valid"], &found["Steps"][0]["Name"]), (&json!(true), &json!("d-{date}")));
        let paths: Vec<_> = found["Warnings"].as_array().unwrap().iter().map(|w| &w["Path"]).collect();
        let body = "/Imports/0/ImportWorkspaceImage";
        assert!(paths.contains(&&json!(format!("{body}/ImageName"))), "{paths:?}");
        assert!(paths.contains(&&json!(format!("{body}/ImageDescription"))), "{paths:?}");
    }
}

#[test]
fn a_preset_has_neither_ami_nor_consent_and_rules_wait_that_need_the_ami() {
    let consenting = ROUTE.replacen('{', "{ \"EnableByol\": { \"ChooseRange\": true },", 1);
    let found = json(&["--preset"], &consenting);
    let paths: Vec<_> = found["Violations"].as_array().unwrap().iter().map(|v| &v["Path"]).collect();
    assert_eq!(paths, [&json!("/EnableByol"), &json!("/Ec2ImageId")]);
    let preset = ROUTE.replace("\"Ec2ImageId\": \"ami-0abc1234def567890\",", "");
    assert_eq!(json(&[], &preset)["Valid"], false);
    let found = json(&["--preset"], &preset);
    assert_eq!((&found["Valid"], &found["Steps"][0]["Name"]), (&json!(true), &json!("d-{date}")));
}

#[test]
fn a_preset_is_checked_with_the_ami_that_is_described() {
    let preset = ROUTE.replace("\"Ec2ImageId\": \"ami-0abc1234def567890\",", "");
    let theirs = described("444455556666");
    let arguments = ["--preset", "--ami", theirs.to_str().unwrap()];
    assert_eq!(json(&arguments, &preset)["Steps"][0]["Name"], "d-2026-11-03");
    let found = json(&[&arguments[..], &["--account", "111122223333"]].concat(), &preset);
    assert_eq!(found["Valid"], false, "{found}");
}

#[test]
fn what_a_catalogue_holds_is_never_shown_wherever_it_stands() {
    let catalogue = r#"{"AppCatalogConfig":[{"Name":"n","AbsoluteAppPath":"SECRET"}]}"#;
    for around in [
        "[@]",
        r#"{"Ec2ImageId":@}"#,
        r#"{"EnableByol":[@]}"#,
        r#"{"DryRun":@,"AppCatalogConfig":"SECRET"}"#,
        r#"{"Imports":{"CreateImportedImage":@}}"#,
        r#"{"Imports":[[@]]}"#,
        r#"{"Imports":[{"CreateImportedImage":[@]}]}"#,
        r#"{"Imports":[{"CreateImportedImage":{"Name":@}}]}"#,
        r#"{"Imports":[{"CreateImportedImage":@}]}"#,
        r#"{"Imports":[{"CreateImportedImage":{"AppCatalogConfig":"SECRET"}}]}"#,
        r#"{"Imports":[{"CreateImportedImage":{"appCatalogConfg":["SECRET"]}}]}"#,
        r#"{"Imports":[{"ImportWorkspaceImage":{},"Then":{"CreateImportedImage":@}}]}"#,
        r#"{"Imports":[{"ImportWorkspaceImage":{},"OsVersion":@,"Then":[[@]]}]}"#,
        r#"{"Imports":[@],}"#,
    ] {
        let text = around.replace('@', catalogue);
        for output in ["text", "json"] {
            let output = run(&["validate", "-", "--output", output], text.as_bytes());
            let shown = format!("{}{}", out(&output), err(&output));
            assert!(code(&output) > 0 && !shown.is_empty() && !shown.contains("SECRET"), "{text}: {shown}");
        }
    }
}

#[test]
fn colours_are_for_terminals_and_no_color_is_honoured() {
    let with = |variables: &[(&str, &str)]| {
        let path = file("colour.json", GOOD.as_bytes());
        let mut command = command(&["validate", path.to_str().unwrap()]);
        out(&command.envs(variables.iter().copied()).output().unwrap()).contains('\u{1b}')
    };
    assert!(!with(&[]));
    assert!(with(&[("CLICOLOR_FORCE", "1")]));
    assert!(!with(&[("CLICOLOR_FORCE", "1"), ("NO_COLOR", "1")]));
}

#[test]
fn a_reader_that_stops_early_is_no_error() {
    let many: Vec<String> = (0..2000).map(|i| format!("\"{i}\":1")).collect();
    let path = file("many.json", format!("{{{}}}", many.join(",")).as_bytes());
    let mut child = command(&["validate", path.to_str().unwrap()])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut first = [0; 10];
    let mut stdout = child.stdout.take().unwrap();
    stdout.read_exact(&mut first).unwrap();
    drop(stdout);
    let output = child.wait_with_output().unwrap();
    assert_eq!((code(&output), err(&output)), (1, ""));
}

#[cfg(target_os = "linux")]
#[test]
fn output_that_can_not_be_written_is_reported() {
    let path = file("full.json", GOOD.as_bytes());
    let full = std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let output = command(&["validate", path.to_str().unwrap()]).stdout(full).output().unwrap();
    assert_eq!(code(&output), 2);
    assert!(err(&output).contains("the output can't be written"), "{}", err(&output));
}

#[test]
fn wrong_arguments_are_reported_and_help_has_examples() {
    for arguments in [
        &["validate"][..],
        &["validate", "x", "--account", "1111-2222-3333"],
        &["validate", "x", "--output", "yaml"],
        &["validat", "x"],
        &[],
    ] {
        let output = run(arguments, b"");
        assert_eq!((code(&output), out(&output)), (2, ""), "{arguments:?}");
        assert!(!err(&output).is_empty(), "{arguments:?}");
    }
    let help = run(&["validate", "--help"], b"");
    assert_eq!(code(&help), 0);
    for part in ["Examples:", "Exit codes:", "describe-images", "--preset"] {
        assert!(out(&help).contains(part), "{part}");
    }
    assert_eq!(out(&run(&["--version"], b"")), concat!("deskport ", env!("CARGO_PKG_VERSION"), "\n"));
}

#[test]
fn the_schema_is_printed() {
    let output = run(&["schema"], b"");
    assert_eq!((code(&output), err(&output)), (0, ""));
    let schema: Value = serde_json::from_str(out(&output)).unwrap();
    assert_eq!(schema, deskport_shared::schema::request());
    assert_eq!(schema["$schema"], "https://json-schema.org/draft/2020-12/schema");
}

#[test]
fn completions_and_man_pages_know_every_verb() {
    let help = run(&["--help"], b"");
    let listed = out(&help).split("Commands:\n").nth(1).unwrap().split("\n\n").next().unwrap().to_owned();
    let verbs: Vec<_> = listed.lines().filter_map(|line| line.split_whitespace().next()).collect();
    assert!(verbs.len() >= 10 && verbs.contains(&"rollback"), "{verbs:?}");
    for shell in ["bash", "zsh", "fish", "powershell"] {
        let output = run(&["completions", shell], b"");
        assert_eq!((code(&output), err(&output)), (0, ""), "{shell}");
        for verb in &verbs {
            assert!(out(&output).contains(verb), "{shell}: {verb}");
        }
    }
    assert_eq!(code(&run(&["completions", "tcsh"], b"")), 2);
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("man");
    std::fs::create_dir_all(&folder).unwrap();
    assert_eq!(code(&run(&["man", folder.to_str().unwrap()], b"")), 0);
    for verb in verbs {
        let page = std::fs::read_to_string(folder.join(format!("deskport-{verb}.1"))).unwrap();
        assert!(page.contains(".SH SYNOPSIS"), "{verb}");
    }
    let nowhere = run(&["man", "/no/such/folder"], b"");
    assert!(code(&nowhere) == 2 && err(&nowhere).contains("can't be written"), "{nowhere:?}");
}

#[test]
fn every_verb_teaches_by_an_example() {
    let help = run(&["--help"], b"");
    assert!(out(&help).contains("From an AMI to desktops, and back:") && out(&help).contains("Exit codes:"));
    for verb in [
        "validate",
        "start",
        "list",
        "show",
        "approve",
        "refuse",
        "stop",
        "rerun",
        "rollback",
        "schema",
        "completions",
        "man",
    ] {
        let help = run(&[verb, "--help"], b"");
        assert_eq!(code(&help), 0, "{verb}");
        assert!(out(&help).contains("Example"), "{verb}: {}", out(&help));
        assert!(out(&help).lines().all(|line| line.chars().count() <= 110), "{verb}: {}", out(&help));
    }
}
