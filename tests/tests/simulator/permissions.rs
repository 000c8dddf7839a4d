//! The roles of the template, enforced: who calls, and what is denied, in both protocols.

use deskport_simulator::iam::{Roles, Stack, Template};
use deskport_simulator::{ADMINISTRATOR_KEY, Config, serve};
use serde_json::{Value, json};

use crate::http::{Answer, send};
use crate::support::{ACCOUNT, Bench, ROLE, imported, with};

fn roles() -> Roles {
    let template = Template::read(include_str!("../../../infra/template.yaml")).unwrap();
    let mut stack = Stack::new("eu-west-1", ACCOUNT);
    stack.parameters.insert("AppStreamRoleArns".to_owned(), ROLE.to_owned());
    Roles::of(&template, &stack).unwrap()
}

fn bench() -> Bench {
    Bench(Bench::new().0.with_roles(roles()))
}

/// Posts AWS JSON with an access key id, or without a signature.
fn post(bench: &Bench, key: Option<&str>, target: &str, input: &Value) -> Answer {
    let server = serve(bench.0.clone(), "127.0.0.1:0".parse().unwrap()).unwrap();
    let signature = key.map(signature);
    let mut headers = vec![("content-type", "application/x-amz-json-1.1"), ("x-amz-target", target)];
    headers.extend(signature.iter().map(|signature| ("authorization", signature.as_str())));
    send(server.addr(), "POST /", &headers, input.to_string().as_bytes()).unwrap()
}

fn signature(key: &str) -> String {
    format!(
        "AWS4-HMAC-SHA256 Credential={key}/20270115/eu-west-1/workspaces/aws4_request, SignedHeaders=host, Signature=0"
    )
}

/// The same for another Region.
fn far(key: &str) -> String {
    signature(key).replace("eu-west-1", "us-east-1")
}

fn create(bench: &Bench, key: &str, input: &Value) -> Answer {
    post(bench, Some(key), "PhotonAdminProxyService.CreateImportedImage", input)
}

fn tagged(name: &str) -> Value {
    with(imported(name), "Tags", json!({ "deskport:run": "r" }))
}

#[test]
fn a_role_may_do_what_it_allows_and_the_journal_says_who_called() {
    let bench = bench();
    assert_eq!(create(&bench, "StartImportRole", &tagged("a")).status, 200);
    assert_eq!(bench.0.journal()[0].caller, "StartImportRole");
    let used: Vec<String> = bench.0.used().into_iter().map(|permission| permission.action).collect();
    for action in ["appstream:CreateImportedImage", "appstream:TagResource", "iam:PassRole"] {
        assert!(used.iter().any(|used| used == action), "{used:?}");
    }
}

#[test]
fn a_role_that_the_parameter_does_not_list_is_not_passed() {
    let bench = bench();
    let input = with(tagged("a"), "IamRoleArn", json!("arn:aws:iam::111122223333:role/admin"));
    let denied = create(&bench, "StartImportRole", &input);
    assert_eq!(denied.status, 400);
    let message = denied.json()["Message"].as_str().unwrap().to_owned();
    assert!(message.contains("iam:PassRole on resource: arn:aws:iam::111122223333:role/admin"), "{message}");
}

#[test]
fn what_a_role_does_not_allow_is_denied_and_nothing_is_done() {
    let bench = bench();
    let denied = create(&bench, "CheckStatusRole", &tagged("a"));
    assert_eq!(denied.status, 400);
    let denied = denied.json();
    assert_eq!(denied["__type"], "AccessDeniedException");
    assert_eq!(
        denied["Message"],
        "User: arn:aws:sts::111122223333:assumed-role/deskport-CheckStatusRole/session is not authorized to perform: \
         appstream:CreateImportedImage on resource: * because no identity-based policy allows the \
         appstream:CreateImportedImage action"
    );
    assert_eq!(bench.0.state()["AppStreamImages"], json!([]));
}

#[test]
fn a_denial_is_reported_in_cbor_as_well() {
    let bench = bench();
    let server = serve(bench.0.clone(), "127.0.0.1:0".parse().unwrap()).unwrap();
    let signature = signature("NotifyRole");
    let headers = [
        ("smithy-protocol", "rpc-v2-cbor"),
        ("content-type", "application/cbor"),
        ("authorization", signature.as_str()),
    ];
    let line = "POST /service/PhotonAdminProxyService/operation/DescribeImages";
    let answer = send(server.addr(), line, &headers, &[0xa0]).unwrap();
    assert_eq!((answer.status, answer.header("content-type")), (400, Some("application/cbor")));
    let body = String::from_utf8_lossy(&answer.body).into_owned();
    assert!(body.contains("AccessDeniedException") && body.contains("appstream:DescribeImages"), "{body}");
}

#[test]
fn an_import_into_appstream_has_to_be_tagged_with_its_run_and_to_pass_a_role_of_the_account() {
    let bench = bench();
    let code = |input: &Value| create(&bench, "StartImportRole", input).json()["__type"].clone();
    assert_eq!(code(&imported("a")), "AccessDeniedException");
    assert_eq!(code(&with(imported("a"), "Tags", json!({ "team": "it" }))), "AccessDeniedException");
    let foreign = with(tagged("a"), "IamRoleArn", json!("arn:aws:iam::444455556666:role/import"));
    let denied = create(&bench, "StartImportRole", &foreign).json();
    assert!(
        denied["Message"].as_str().unwrap().contains("perform: iam:PassRole on resource: arn:aws:iam::4444")
    );
}

#[test]
fn only_an_image_with_a_run_in_its_tags_can_be_deleted() {
    let bench = bench();
    for (name, tags) in [("ours", json!({ "deskport:run": "r" })), ("theirs", json!({ "team": "it" }))] {
        assert_eq!(create(&bench, ADMINISTRATOR_KEY, &with(imported(name), "Tags", tags)).status, 200);
    }
    bench.pass_minutes(90.0);
    let delete = |name: &str| {
        post(&bench, Some("StartImportRole"), "PhotonAdminProxyService.DeleteImage", &json!({ "Name": name }))
            .status
    };
    assert_eq!((delete("theirs"), delete("ours")), (400, 200));
    assert_eq!(bench.0.state()["AppStreamImages"][0]["Name"], "theirs");
}

#[test]
fn a_role_that_is_limited_to_its_region_is_denied_elsewhere() {
    let image = json!({ "Name": "ours", "Region": "us-east-1", "Tags": { "deskport:run": "r" } });
    let config = Config::from_json(&json!({ "AppStreamImages": [image] }).to_string()).unwrap();
    let bench = Bench(Bench::with(config).0.with_roles(roles()));
    let server = serve(bench.0.clone(), "127.0.0.1:0".parse().unwrap()).unwrap();
    let delete = |authorization: String| {
        let target = "PhotonAdminProxyService.DeleteImage";
        let headers = [
            ("content-type", "application/x-amz-json-1.1"),
            ("x-amz-target", target),
            ("authorization", authorization.as_str()),
        ];
        send(server.addr(), "POST /", &headers, br#"{"Name":"ours"}"#).unwrap()
    };
    let denied = delete(far("StartImportRole")).json();
    let arn = "resource: arn:aws:appstream:us-east-1:111122223333:image/ours because";
    assert!(denied["Message"].as_str().unwrap().contains(arn), "{denied}");
    assert_eq!(delete(far(ADMINISTRATOR_KEY)).status, 200);
}

#[test]
fn nobody_calls_without_a_key_or_with_one_that_is_not_known() {
    let bench = bench();
    let describe = |key| post(&bench, key, "WorkspacesService.DescribeAccount", &json!({}));
    let unsigned = describe(None);
    assert_eq!(
        (unsigned.status, &unsigned.json()["__type"]),
        (403, &json!("MissingAuthenticationTokenException"))
    );
    let unknown = describe(Some("local"));
    assert_eq!((unknown.status, &unknown.json()["__type"]), (403, &json!("UnrecognizedClientException")));
    assert_eq!(describe(Some(ADMINISTRATOR_KEY)).status, 200);
    assert_eq!(describe(Some("EnableByolRole")).status, 200);
}

#[test]
fn byol_can_be_switched_on_only_where_the_stack_allows_it() {
    let modify = json!({ "DedicatedTenancySupport": "ENABLED", "DedicatedTenancyManagementCidrRange": "10.90.0.0/16" });
    let answer = post(&bench(), Some("EnableByolRole"), "WorkspacesService.ModifyAccount", &modify);
    assert_eq!(answer.json()["__type"], "AccessDeniedException");
}
