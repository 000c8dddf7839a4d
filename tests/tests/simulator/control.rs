//! The control endpoints.

use std::net::SocketAddr;

use deskport_simulator::{Clock, Config, SharedSimulator, serve};
use serde_json::{Value, json};

use crate::http::{control, send};
use crate::support::{AppStream, Bench, START, Workspaces, import, imported};

fn get(addr: SocketAddr, endpoint: &str) -> Value {
    let answer = control(addr, &format!("GET /_simulator/{endpoint}"), "");
    assert_eq!((answer.status, answer.header("content-type")), (200, Some("application/json")));
    answer.json()
}

#[test]
fn health_says_that_it_is_ready() {
    let server = serve(Bench::new().0, "127.0.0.1:0".parse().unwrap()).unwrap();
    assert_eq!(get(server.addr(), "health"), json!({ "Ready": true, "Now": START }));
    assert_eq!(server.endpoint(), format!("http://{}", server.addr()));
}

#[test]
fn the_clock_is_moved_forward_only() {
    let server = serve(Bench::new().0, "127.0.0.1:0".parse().unwrap()).unwrap();
    let step = |body: &str| control(server.addr(), "POST /_simulator/clock", body);
    let answer = step(r#"{"AdvanceMinutes": 90, "AdvanceSeconds": 30}"#);
    let expected = json!({ "Now": START + 5430.0, "Time": "2027-01-15T09:30:30Z", "TimeScale": 0.0 });
    assert_eq!((answer.status, answer.json()), (200, expected.clone()));
    for bad in
        ["", "{", "[1]x", r#"{"AdvanceMinutes": -1}"#, r#"{"AdvanceMinutes": 1e300}"#, r#"{"Advance": 1}"#]
    {
        let answer = step(bad);
        assert_eq!(answer.status, 400, "{bad}");
        assert!(answer.json()["Error"].is_string());
    }
    assert_eq!(get(server.addr(), "clock"), expected);
}

#[test]
fn a_script_is_put_in_force() {
    let bench = Bench::new();
    let server = serve(bench.0.clone(), "127.0.0.1:0".parse().unwrap()).unwrap();
    let script =
        r#"{"Rules": [{"Comment": "slow down", "Do": {"Answer": {"Code": "ThrottlingException"}}}]}"#;
    assert_eq!(control(server.addr(), "POST /_simulator/script", script).status, 200);
    assert_eq!(bench.code(Workspaces, "DescribeAccount", json!({})), "ThrottlingException");
    let shown = get(server.addr(), "script");
    assert_eq!(shown["Counts"], json!([1]));
    assert_eq!(shown["Rules"][0]["Comment"], "slow down");
    for bad in ["", "[]", r#"{"Rules": [{"Do": {}}]}"#, r#"{"Rule": []}"#] {
        let answer = control(server.addr(), "POST /_simulator/script", bad);
        assert_eq!(answer.status, 400, "{bad}");
    }
    assert_eq!(bench.code(Workspaces, "DescribeAccount", json!({})), "ThrottlingException");
    assert_eq!(control(server.addr(), "POST /_simulator/script", "{}").status, 200);
    bench.good(Workspaces, "DescribeAccount", json!({}));
}

#[test]
fn the_state_shows_images_and_calls() {
    let bench = Bench::new();
    let server = serve(bench.0.clone(), "127.0.0.1:0".parse().unwrap()).unwrap();
    bench.good(Workspaces, "ImportWorkspaceImage", import("a"));
    let mut input = imported("b");
    input["AppCatalogConfig"] = json!([{ "Name": "app", "AbsoluteAppPath": "C:\\secret" }]);
    bench.good(AppStream, "CreateImportedImage", input);
    let state = get(server.addr(), "state");
    assert_eq!(state["WorkspaceImages"][0]["Name"], "a");
    assert_eq!(state["AppStreamImages"][0]["Name"], "b");
    assert_eq!(state["Calls"][0]["Operation"], "ImportWorkspaceImage");
    assert_eq!(state["Calls"][1]["Input"]["AppCatalogConfig"], "[redacted]");
    assert!(!state.to_string().contains("secret"));
}

#[test]
fn a_reset_starts_anew_or_from_another_state() {
    let bench = Bench::new();
    let server = serve(bench.0.clone(), "127.0.0.1:0".parse().unwrap()).unwrap();
    bench.good(Workspaces, "ImportWorkspaceImage", import("a"));
    let reset = |body: &str| control(server.addr(), "POST /_simulator/reset", body).status;
    assert_eq!(reset(""), 200);
    assert_eq!(get(server.addr(), "state")["WorkspaceImages"], json!([]));
    assert_eq!(reset(r#"{"WorkspaceImages": [{"Name": "seed"}]}"#), 200);
    bench.good(Workspaces, "ImportWorkspaceImage", import("a"));
    assert_eq!(reset(r#"{"WorkspaceImages": [{"Name": "a b"}]}"#), 400);
    assert_eq!(get(server.addr(), "state")["WorkspaceImages"].as_array().unwrap().len(), 2);
    assert_eq!(reset(""), 200);
    assert_eq!(get(server.addr(), "state")["WorkspaceImages"][0]["Name"], "seed");
}

#[test]
fn other_endpoints_and_methods_are_refused() {
    let server = serve(Bench::new().0, "127.0.0.1:0".parse().unwrap()).unwrap();
    assert_eq!(control(server.addr(), "GET /_simulator/", "").status, 404);
    assert_eq!(control(server.addr(), "GET /_simulator/secrets", "").status, 404);
    assert_eq!(control(server.addr(), "DELETE /_simulator/state", "").status, 405);
    assert_eq!(control(server.addr(), "GET /_simulator/reset", "").status, 405);
}

#[test]
fn a_server_ends_when_shut_down_and_when_dropped() {
    let bench = Bench::new();
    let server = serve(bench.0.clone(), "127.0.0.1:0".parse().unwrap()).unwrap();
    let addr = server.addr();
    assert!(send(addr, "GET /_simulator/health", &[], b"").is_some());
    server.shutdown();
    assert!(std::net::TcpStream::connect(addr).is_err());
    let addr = serve(bench.0, "127.0.0.1:0".parse().unwrap()).unwrap().addr();
    assert!(std::net::TcpStream::connect(addr).is_err());
}

#[test]
fn a_server_ends_though_a_connection_is_open() {
    let server = serve(Bench::new().0, "127.0.0.1:0".parse().unwrap()).unwrap();
    let _open = std::net::TcpStream::connect(server.addr()).unwrap();
    server.shutdown();
}

#[test]
fn it_serves_on_loopback_only() {
    assert!(serve(Bench::new().0, "0.0.0.0:0".parse().unwrap()).is_err());
}

#[test]
#[allow(clippy::disallowed_methods, reason = "how long it waits for the condition at most")]
fn time_that_runs_by_itself_makes_images_ready() {
    let simulator = SharedSimulator::new(Config::default(), Clock::scaled(1e6)).unwrap();
    let server = serve(simulator.clone(), "127.0.0.1:0".parse().unwrap()).unwrap();
    simulator.call(Workspaces, "ImportWorkspaceImage", &import("a")).unwrap();
    let deadline = std::time::Instant::now() + std::time::Duration::from_secs(20);
    while get(server.addr(), "state")["WorkspaceImages"][0]["State"] != "AVAILABLE" {
        assert!(std::time::Instant::now() < deadline, "it never becomes AVAILABLE");
    }
}
