//! RPC v2 CBOR on the wire, in bytes put together here.

use deskport_simulator::serve;
use serde_json::{Value, json};

use crate::http::{Answer, send};
use crate::support::Bench;

const HEADERS: [(&str, &str); 2] = [("smithy-protocol", "rpc-v2-cbor"), ("content-type", "application/cbor")];

fn post(bench: &Bench, service: &str, operation: &str, body: &[u8]) -> Option<Answer> {
    let server = serve(bench.0.clone(), "127.0.0.1:0".parse().unwrap()).unwrap();
    send(server.addr(), &format!("POST /service/{service}/operation/{operation}"), &HEADERS, body)
}

/// A text with its head: shorter than 24 bytes, or than 256.
fn text(text: &str) -> Vec<u8> {
    let length = u8::try_from(text.len()).unwrap();
    let head = if length < 24 { vec![0x60 | length] } else { vec![0x78, length] };
    [head, text.as_bytes().to_vec()].concat()
}

/// A map without a length.
fn map(members: &[(&str, Vec<u8>)]) -> Vec<u8> {
    let members = members.iter().flat_map(|(key, value)| [text(key), value.clone()].concat());
    [vec![0xbf], members.collect(), vec![0xff]].concat()
}

fn contains(body: &[u8], part: &[u8]) -> bool {
    body.windows(part.len()).any(|window| window == part)
}

/// `START` as tag 1 with a double.
const START_TIME: [u8; 10] = [0xc1, 0xfb, 0x41, 0xda, 0xd2, 0x74, 0x80, 0x00, 0x00, 0x00];

fn imported(name: &str) -> Vec<u8> {
    map(&[
        ("Name", text(name)),
        ("SourceAmiId", text("ami-0123456789abcdef0")),
        ("IamRoleArn", text("arn:aws:iam::111122223333:role/import")),
        ("Tags", map(&[("team", text("it"))])),
        ("DryRun", vec![0xf4]),
    ])
}

#[test]
fn appstream_returns_cbor_with_times_as_tag_1() {
    let bench = Bench::new();
    let answer = post(&bench, "PhotonAdminProxyService", "CreateImportedImage", &imported("apps")).unwrap();
    assert_eq!(answer.status, 200);
    assert_eq!(answer.header("smithy-protocol"), Some("rpc-v2-cbor"));
    assert_eq!(answer.header("content-type"), Some("application/cbor"));
    assert!(contains(&answer.body, &[text("CreatedTime"), START_TIME.to_vec()].concat()), "{answer:?}");
    assert!(contains(&answer.body, &[text("State"), text("PENDING")].concat()));
    assert!(contains(&answer.body, &[text("ImageBuilderSupported"), vec![0xf4]].concat()));
    assert_eq!(bench.0.state()["AppStreamImages"][0]["Tags"], json!({ "team": "it" }));
}

#[test]
fn workspaces_returns_cbor_too() {
    let bench =
        Bench::from_json(&json!({ "WorkspaceImages": [{ "ImageId": "wsi-aaaaaaaaa", "Name": "golden" }] }));
    let body = map(&[
        ("ImageIds", [vec![0x9f], text("wsi-aaaaaaaaa"), vec![0xff]].concat()),
        ("MaxResults", vec![0x18, 25]),
    ]);
    let answer = post(&bench, "WorkspacesService", "DescribeWorkspaceImages", &body).unwrap();
    assert_eq!(answer.status, 200);
    assert!(contains(&answer.body, &[text("Created"), START_TIME.to_vec()].concat()), "{answer:?}");
    assert!(contains(&answer.body, &[text("Name"), text("golden")].concat()));
}

#[test]
fn a_progress_is_an_integer() {
    let bench = Bench::new();
    let id = bench.good(
        crate::support::Workspaces,
        "ImportCustomWorkspaceImage",
        crate::support::custom("a"),
    )["ImageId"]
        .clone();
    bench.pass_minutes(75.0);
    let body = map(&[("ImageId", text(id.as_str().unwrap()))]);
    let answer = post(&bench, "WorkspacesService", "DescribeCustomWorkspaceImageImport", &body).unwrap();
    assert!(contains(&answer.body, &[text("ProgressPercentage"), vec![0x18, 50]].concat()), "{answer:?}");
}

#[test]
fn errors_have_a_full_shape_id() {
    let bench = Bench::new();
    let answer =
        post(&bench, "PhotonAdminProxyService", "DeleteImage", &map(&[("Name", text("none"))])).unwrap();
    assert_eq!(answer.status, 404);
    assert_eq!(answer.header("smithy-protocol"), Some("rpc-v2-cbor"));
    let kind = text("com.amazonaws.appstream#ResourceNotFoundException");
    let message = text("The resource none was not found.");
    let expected = [vec![0xa2], text("__type"), kind, text("Message"), message].concat();
    assert_eq!(answer.body, expected);
    let answer =
        post(&bench, "WorkspacesService", "DeleteWorkspaceImage", &map(&[("ImageId", text("wsi-1"))]))
            .unwrap();
    assert_eq!(answer.status, 400);
    assert!(contains(&answer.body, &text("com.amazonaws.workspaces#ValidationException")));
    assert!(contains(&answer.body, &text("message")));
}

#[test]
fn an_empty_body_is_an_empty_input() {
    for body in [&b""[..], &[0xa0], &[0xbf, 0xff]] {
        let answer = post(&Bench::new(), "WorkspacesService", "DescribeAccount", body).unwrap();
        assert_eq!(answer.status, 200, "{body:?}");
    }
}

#[test]
fn every_way_to_write_an_input_is_read() {
    // A map with a length, a text in pieces, a one-byte, a two-byte and a four-byte number.
    let pieces = [vec![0x7f], text("gol"), text("den"), vec![0xff]].concat();
    let name = [vec![0xa1], text("Names"), vec![0x81], pieces].concat();
    for number in [vec![0x05], vec![0x18, 0x05], vec![0x19, 0, 5], vec![0x1a, 0, 0, 0, 5]] {
        let body = map(&[("MaxResults", number)]);
        let answer = post(&Bench::new(), "PhotonAdminProxyService", "DescribeImages", &body).unwrap();
        assert_eq!(answer.status, 200, "{body:?}");
    }
    let bench = Bench::from_json(&json!({ "AppStreamImages": [{ "Name": "golden" }] }));
    let answer = post(&bench, "PhotonAdminProxyService", "DescribeImages", &name).unwrap();
    assert_eq!(answer.status, 200);
    assert_eq!(bench.0.journal()[0].input, json!({ "Names": ["golden"] }));
}

#[test]
fn bad_bodies_are_refused() {
    let nested = vec![0x81; 500_000];
    let twice = [vec![0xa2], text("Name"), text("a"), text("Name"), text("b")].concat();
    for body in [
        &[0xa1][..],
        &[0xbf, 0x61, 0x41],
        &[0x80],
        &[0xf6],
        &[0xff],
        &[0x9f],
        &[0xa0, 0xa0],
        &[0xa1, 0x01, 0x01],
        &[0xa1, 0x61, 0x41, 0xf7],
        &[0xa1, 0x61, 0x41, 0x41, 0x00],
        &[0xa1, 0x61, 0x41, 0xf9, 0x7c, 0x00],
        &[0xa1, 0x61, 0x41, 0x1b, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff],
        &[0xa1, 0x61, 0x41, 0x61, 0xff],
        &[0xbb, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff],
        &[0xa1, 0x61, 0x41, 0xc2, 0x41, 0x01],
        &nested,
        &twice,
    ] {
        let bench = Bench::new();
        let answer = post(&bench, "PhotonAdminProxyService", "DeleteImage", body).unwrap();
        assert_eq!(answer.status, 400, "{:?}", &body[..body.len().min(20)]);
        assert!(contains(&answer.body, &text("com.amazonaws.appstream#SerializationException")));
    }
}

#[test]
fn the_protocol_must_be_named() {
    let bench = Bench::new();
    let server = serve(bench.0.clone(), "127.0.0.1:0".parse().unwrap()).unwrap();
    let path = "POST /service/WorkspacesService/operation/DescribeAccount";
    let status =
        |line: &str, headers: &[(&str, &str)]| send(server.addr(), line, headers, &[0xa0]).unwrap().status;
    assert_eq!(status(path, &HEADERS), 200);
    assert_eq!(status(path, &HEADERS[1..]), 404);
    assert_eq!(status(path, &[HEADERS[0], ("content-type", "application/json")]), 415);
    assert_eq!(status("POST /service/Other/operation/DescribeAccount", &HEADERS), 404);
    assert_eq!(status("POST /service/WorkspacesService/operation/Other", &HEADERS), 404);
    assert_eq!(status("POST /service/WorkspacesService", &HEADERS), 404);
}

#[test]
fn a_lost_response_closes_the_connection() {
    let bench = Bench::new().script(&json!([{ "Do": { "LoseReply": true } }]));
    assert!(post(&bench, "PhotonAdminProxyService", "CreateImportedImage", &imported("a")).is_none());
    assert_eq!(bench.0.state()["AppStreamImages"][0]["Name"], Value::from("a"));
}
