//! Whatever arrives, it responds and never panics.

use std::io::{Read, Write};
use std::net::{Shutdown, SocketAddr, TcpStream};
use std::sync::LazyLock;
use std::time::Duration;

use deskport_simulator::model::{self, Model};
use deskport_simulator::{Config, Handle, Script, Service, serve};
use proptest::prelude::*;
use serde_json::{Map, Value, json};

use crate::http::{control, send};
use crate::support::{Bench, START};

/// Any JSON, its names often those of the model.
fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        any_text().prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 24, 5, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
            prop::collection::vec((any_text(), inner), 0..5)
                .prop_map(|entries| Value::Object(entries.into_iter().collect::<Map<_, _>>())),
        ]
    })
}

fn any_text() -> impl Strategy<Value = String> {
    let known = [
        "Name",
        "ImageName",
        "ImageIds",
        "ImageId",
        "ResourceId",
        "ResourceArn",
        "Arns",
        "BundleId",
        "SourceRegion",
        "DestinationRegion",
        "ImageArn",
        "wsb-amazon001",
        "us-east-1",
        "Names",
        "Tags",
        "Key",
        "NextToken",
        "MaxResults",
        "AppCatalogConfig",
        "wsi-0a1b2c3d4",
        "ws-0a1b2c3d4",
        "ami-0abc1234",
        "aws:",
        "10.0.0.0/16",
        "arn:aws:appstream:eu-west-1:111122223333:image/a",
        "ENABLED",
    ];
    prop_oneof![prop::sample::select(known.to_vec()).prop_map(str::to_owned), ".{0,30}"]
}

fn any_operation() -> impl Strategy<Value = (Service, String)> {
    let all = Service::ALL.into_iter().flat_map(|service| {
        Model::get().operation_names(service).into_iter().map(move |name| (service, name.to_owned()))
    });
    prop::sample::select(all.collect::<Vec<_>>())
}

/// An object whose members are the operation's own, with any values: it gets further than random JSON.
fn any_input((service, operation): (Service, String)) -> impl Strategy<Value = (Service, String, Value)> {
    let names: Vec<String> = match Model::get().operation(service, &operation) {
        Some(model) => model.input.members.keys().cloned().chain(["Other".to_owned()]).collect(),
        None => Vec::new(),
    };
    let members = prop::collection::vec((prop::sample::select(names), any_json()), 0..6);
    let object = members.prop_map(|entries| Value::Object(entries.into_iter().collect()));
    (Just(service), Just(operation), prop_oneof![object, any_json()])
}

static SERVER: LazyLock<Handle> =
    LazyLock::new(|| serve(Bench::new().0, "127.0.0.1:0".parse().unwrap()).unwrap());

proptest! {
    #[test]
    fn any_call_returns((service, operation, input) in any_operation().prop_flat_map(any_input)) {
        let bench = Bench::new();
        let checked = model::check(service, &operation, &input);
        let answer = bench.call(service, &operation, input);
        if checked.is_err() {
            prop_assert!(answer.is_err());
        }
        if let Ok(output) = answer {
            prop_assert_eq!(model::check_output(service, &operation, &output), Ok(()));
        }
        prop_assert_eq!(bench.0.journal().len(), 1);
    }

    #[test]
    fn any_operation_name_returns(operation in ".{0,30}", input in any_json()) {
        let _ = Bench::new().call(Service::AppStream, &operation, input);
    }

    #[test]
    fn time_never_runs_into_a_wall(steps in prop::collection::vec(0.0..1e9_f64, 1..20), minutes in 0.0..1e6_f64) {
        let rule = json!([{ "Do": { "TakeMinutes": minutes } }]);
        let bench = Bench::new().script(&rule);
        let answer = bench.good(Service::Workspaces, "ImportCustomWorkspaceImage", crate::support::custom("a"));
        let mut done = false;
        for step in steps {
            bench.0.advance(std::time::Duration::from_secs_f64(step));
            let input = json!({ "ImageId": answer["ImageId"] });
            let import = bench.good(Service::Workspaces, "DescribeCustomWorkspaceImageImport", input);
            prop_assert!(!done || import["State"] == "COMPLETED", "it has come back from COMPLETED");
            done = import["State"] == "COMPLETED";
            prop_assert_eq!(done, bench.0.clock().now() - START >= minutes * 60.0);
        }
    }

    #[test]
    fn any_script_or_state_is_read_or_refused(text in any_json()) {
        let _ = Script::from_json(&text.to_string());
        let _ = Config::from_json(&text.to_string());
        let _ = Script::from_json(&json!({ "Rules": [text] }).to_string());
        let _ = Config::from_json(&json!({ "WorkspaceImages": text }).to_string());
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_cbor_body_returns(body in prop::collection::vec(any::<u8>(), 1..200), head in prop::sample::select(vec![0xa1_u8, 0xbf, 0x9f, 0x81, 0xc1, 0x00])) {
        let headers = [("smithy-protocol", "rpc-v2-cbor"), ("content-type", "application/cbor")];
        let body = [vec![head], body].concat();
        let answer = send(SERVER.addr(), "POST /service/PhotonAdminProxyService/operation/DescribeImages", &headers, &body);
        prop_assert!(answer.is_some_and(|answer| [200, 400, 404].contains(&answer.status)));
    }

    #[test]
    fn any_json_body_returns(body in prop::collection::vec(any::<u8>(), 0..200), input in any_json(), raw in any::<bool>()) {
        let headers = [("content-type", "application/x-amz-json-1.1"), ("x-amz-target", "WorkspacesService.DescribeWorkspaceImages")];
        let body = if raw { body } else { input.to_string().into_bytes() };
        let answer = send(SERVER.addr(), "POST /", &headers, &body);
        prop_assert!(answer.is_some_and(|answer| [200, 400].contains(&answer.status)));
    }

    #[test]
    fn any_bytes_leave_it_serving(bytes in prop::collection::vec(any::<u8>(), 0..100), path in "[ -~]{0,30}") {
        send_garbage(SERVER.addr(), &[&bytes[..], b"\r\n\r\n"].concat());
        let _ = send(SERVER.addr(), &format!("POST /{path}"), &[], b"");
        let _ = control(SERVER.addr(), "POST /_simulator/clock", "[");
        prop_assert_eq!(control(SERVER.addr(), "GET /_simulator/health", "").status, 200);
    }
}

/// Sends bytes that may be no request at all, says that no more will come, and waits until the server closes.
fn send_garbage(addr: SocketAddr, bytes: &[u8]) {
    let mut stream = TcpStream::connect(addr).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    let _ = stream.write_all(bytes);
    let _ = stream.shutdown(Shutdown::Write);
    let _ = stream.read_to_end(&mut Vec::new());
}
