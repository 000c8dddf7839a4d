//! AWS JSON 1.1 on the wire.

use deskport_simulator::serve;
use serde_json::{Value, json};

use crate::http::{Answer, send, send_raw};
use crate::support::{Bench, START, import, imported};

fn post(bench: &Bench, target: &str, input: &Value) -> Option<Answer> {
    let server = serve(bench.0.clone(), "127.0.0.1:0".parse().unwrap()).unwrap();
    let headers = [("content-type", "application/x-amz-json-1.1"), ("x-amz-target", target)];
    send(server.addr(), "POST /", &headers, input.to_string().as_bytes())
}

#[test]
fn both_services_return_json() {
    let bench = Bench::new();
    let answer = post(&bench, "WorkspacesService.ImportWorkspaceImage", &import("a")).unwrap();
    assert_eq!(answer.status, 200);
    assert_eq!(answer.header("content-type"), Some("application/x-amz-json-1.1"));
    let id = answer.json()["ImageId"].clone();
    let answer =
        post(&bench, "WorkspacesService.DescribeWorkspaceImages", &json!({ "ImageIds": [id] })).unwrap();
    assert_eq!(answer.json()["Images"][0]["Created"].as_f64(), Some(START));
    let answer = post(&bench, "PhotonAdminProxyService.CreateImportedImage", &imported("a")).unwrap();
    assert_eq!(answer.json()["Image"]["CreatedTime"].as_f64(), Some(START));
}

#[test]
fn errors_have_a_type_and_a_text() {
    let bench = Bench::new();
    let answer =
        post(&bench, "WorkspacesService.DescribeTags", &json!({ "ResourceId": "wsi-000000000" })).unwrap();
    assert_eq!(answer.status, 400);
    assert_eq!(answer.header("x-amzn-errortype"), Some("ResourceNotFoundException"));
    assert_eq!(
        answer.json(),
        json!({ "__type": "ResourceNotFoundException", "message": "The resource wsi-000000000 could not be found.",
                "ResourceId": "wsi-000000000" })
    );
    let answer = post(&bench, "PhotonAdminProxyService.DeleteImage", &json!({ "Name": "none" })).unwrap();
    assert_eq!(answer.status, 404);
    assert_eq!(answer.json()["__type"], "ResourceNotFoundException");
    assert_eq!(answer.json()["Message"], "The resource none was not found.");
    let mut dry = imported("a");
    dry["DryRun"] = json!(true);
    assert_eq!(post(&bench, "PhotonAdminProxyService.CreateImportedImage", &dry).unwrap().status, 412);
}

#[test]
fn a_lost_response_closes_the_connection() {
    let bench = Bench::new().script(&json!([{ "Do": { "LoseReply": true } }]));
    assert!(post(&bench, "WorkspacesService.ImportWorkspaceImage", &import("a")).is_none());
    assert_eq!(bench.0.state()["WorkspaceImages"][0]["Name"], "a");
}

#[test]
fn bad_requests_are_refused() {
    let bench = Bench::new();
    let server = serve(bench.0.clone(), "127.0.0.1:0".parse().unwrap()).unwrap();
    let json = ("content-type", "application/x-amz-json-1.1");
    let target = ("x-amz-target", "WorkspacesService.DescribeAccount");
    let status = |line: &str, headers: &[(&str, &str)], body: &[u8]| {
        send(server.addr(), line, headers, body).unwrap_or_else(|| panic!("no response to {line}")).status
    };
    assert_eq!(status("POST /", &[json, target], b"{}"), 200);
    assert_eq!(
        status("POST /", &[("content-type", "application/x-amz-json-1.1; charset=utf-8"), target], b"{}"),
        200
    );
    assert_eq!(status("POST /", &[target], b""), 200);
    assert_eq!(status("POST /", &[json, target], b"{"), 400);
    assert_eq!(status("POST /", &[json, target], b"{} {}"), 400);
    assert_eq!(status("POST /", &[json, target], b"\xff"), 400);
    assert_eq!(status("POST /", &[json, target], b"[]"), 400);
    assert_eq!(status("POST /", &[json, target], "[".repeat(10_000).as_bytes()), 400);
    assert_eq!(status("POST /", &[("content-type", "application/json"), target], b"{}"), 415);
    assert_eq!(status("POST /", &[json], b"{}"), 404);
    assert_eq!(
        status("POST /", &[json, ("x-amz-target", "WorkspacesService.DescribeWorkspaces")], b"{}"),
        404
    );
    assert_eq!(status("POST /", &[json, ("x-amz-target", "Other.DescribeAccount")], b"{}"), 404);
    assert_eq!(status("POST /elsewhere", &[json, target], b"{}"), 404);
    assert_eq!(status("GET /", &[json, target], b""), 405);
}

#[test]
fn bodies_are_bounded() {
    let bench = Bench::new();
    let server = serve(bench.0.clone(), "127.0.0.1:0".parse().unwrap()).unwrap();
    let headers = [
        ("content-type", "application/x-amz-json-1.1"),
        ("x-amz-target", "WorkspacesService.DescribeAccount"),
    ];
    let padded = |length: usize| format!("{{}}{}", " ".repeat(length - 2));
    let most = send(server.addr(), "POST /", &headers, padded(1024 * 1024).as_bytes()).unwrap();
    assert_eq!(most.status, 200);
    // Announced, not sent: the refusal comes at once.
    let head = "POST / HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-length: 1048577\r\n\r\n";
    let refused = send_raw(server.addr(), head.as_bytes()).unwrap();
    assert_eq!(refused.status, 413);
    // In chunks, without an announcement.
    let chunk = format!("10000\r\n{}\r\n", "a".repeat(0x10000));
    let head = "POST / HTTP/1.1\r\nhost: x\r\nconnection: close\r\ntransfer-encoding: chunked\r\n\r\n";
    let endless = format!("{head}{}", chunk.repeat(17));
    let refused = send_raw(server.addr(), endless.as_bytes());
    assert!(refused.is_none_or(|answer| answer.status == 413));
    assert_eq!(send(server.addr(), "POST /", &headers, b"{}").unwrap().status, 200);
}
