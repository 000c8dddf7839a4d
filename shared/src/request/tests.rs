mod ami;
mod approve;
mod arns;
mod clashes;
mod image_tags;
mod noise;
mod placeholders;
mod recognise;
mod regions;
mod shown;

use super::*;
use serde_json::json;

const AMI: &str = "ami-0abc1234def567890";

fn full() -> Value {
    serde_json::from_str(include_str!("../../../examples/all-routes.json")).unwrap()
}

fn images() -> Vec<Image> {
    serde_json::from_str(include_str!("../../testdata/images.json")).unwrap()
}

fn checked(document: &Value) -> (Findings, Option<Plan>) {
    let images = images();
    let context = Context {
        images: &images,
        images_complete: true,
        account: Some("111122223333"),
        start_date: Some("2026-11-21"),
        ..Context::default()
    };
    check(document, &context)
}

fn paths(document: &Value) -> Vec<String> {
    checked(document).0.violations.into_iter().map(|v| v.path).collect()
}

/// The full request with one value changed, or taken out.
fn with(pointer: &str, value: Option<Value>) -> Value {
    let mut document = full();
    let (parent, member) = pointer.rsplit_once('/').unwrap();
    match (document.pointer_mut(parent).unwrap(), value) {
        (Value::Object(o), Some(value)) => drop(o.insert(member.to_owned(), value)),
        (Value::Object(o), None) => drop(o.shift_remove(member).unwrap()),
        (Value::Array(a), Some(value)) => a[member.parse::<usize>().unwrap()] = value,
        (other, _) => panic!("{other}"),
    }
    document
}

/// Where each step of a document's plan is, whether it replaces a failed image, and below which entry it stands.
fn places(document: &Value) -> Vec<(String, bool, String)> {
    let plan = checked(document).1.unwrap();
    let steps = plan.imports.iter().flat_map(|import| &import.steps);
    steps.map(|step| (step.path.clone(), step.replace_failed, step.parent.clone())).collect()
}

#[test]
fn replace_failed_holds_for_an_entry_and_all_below_it_that_does_not_say_otherwise() {
    let replaced = |document: &Value| -> Vec<String> {
        places(document).into_iter().filter(|(_, replaced, _)| *replaced).map(|(path, ..)| path).collect()
    };
    let mut document = with("/Imports/0/ReplaceFailed", Some(json!(true)));
    assert_eq!(replaced(&document), ["/Imports/0", "/Imports/0/Then/0"]);
    document["Imports"][0]["Then"][0]["ReplaceFailed"] = json!(false);
    assert_eq!(replaced(&document), ["/Imports/0"]);
    document["Imports"][0]["ReplaceFailed"] = json!(false);
    document["Imports"][0]["Then"][0]["ReplaceFailed"] = json!(true);
    assert_eq!(replaced(&document), ["/Imports/0/Then/0"]);
    assert_eq!(replaced(&full()), Vec::<String>::new());
}

#[test]
fn siblings_stand_below_the_same_entry() {
    let mut document = full();
    let entry = |name: &str| json!({"CreateImportedImage": {"Name": name}});
    document["Imports"][0]["Then"] = json!([entry("a"), entry("b")]);
    let below: Vec<_> = places(&document)
        .into_iter()
        .filter(|(.., parent)| !parent.is_empty())
        .map(|(p, _, a)| (p, a))
        .collect();
    let expected =
        ["/Imports/0/Then/0", "/Imports/0/Then/1"].map(|path| (path.to_owned(), "/Imports/0".to_owned()));
    assert_eq!(below, expected);
}

#[test]
fn the_contracts_own_request_becomes_a_plan() {
    let (findings, plan) = checked(&full());
    assert_eq!(findings.violations, []);
    let plan = plan.unwrap();
    assert_eq!(plan.timeout_seconds, 720 * 60);
    assert!(plan.needs_byol && plan.enable_byol.is_some() && !plan.dry_run);
    let steps: Vec<_> = plan
        .imports
        .iter()
        .flat_map(|i| &i.steps)
        .map(|s| (s.import, s.step, s.operation.as_str(), s.name.as_deref().unwrap()))
        .collect();
    assert_eq!(
        steps,
        [
            (0, 0, "ImportWorkspaceImage", "win11-finance-ami-0abc1234def567890"),
            (0, 1, "CreateImportedImage", "win11-finance-ami-0abc1234def567890"),
            (1, 0, "ImportCustomWorkspaceImage", "win11-custom-ami-0abc1234def567890"),
            (2, 0, "CreateWorkspaceImage", "from-builder-2026-11-03"),
            (3, 0, "CreateImportedImage", "server-apps-2026-11-04"),
        ]
    );
    assert_eq!(plan.imports[0].steps[0].request["Ec2ImageId"], AMI);
    assert_eq!(plan.imports[1].steps[0].request["ImageSource"], json!({"Ec2ImageId": AMI}));
    assert_eq!(plan.imports[0].steps[1].request.get("SourceAmiId"), None);
    for step in plan.imports.iter().flat_map(|i| &i.steps) {
        assert_eq!(step.body().unwrap().name(), step.name.as_deref());
    }
}

#[test]
fn each_violation_is_reported_at_its_place_and_alone() {
    let op = |i: usize, name: &str, rest: &str| format!("/Imports/{i}/{name}/{rest}");
    let iwi = |rest: &str| op(0, "ImportWorkspaceImage", rest);
    let cii = |rest: &str| op(3, "CreateImportedImage", rest);
    let cases: Vec<(String, Option<Value>, String)> = vec![
        ("/Ec2ImageId".into(), Some(json!("ami-1")), "/Ec2ImageId".into()),
        ("/Ec2ImageId".into(), Some(Value::Null), "/Ec2ImageId".into()),
        ("/TimeoutMinutes".into(), Some(json!(29)), "/TimeoutMinutes".into()),
        ("/TimeoutMinutes".into(), Some(json!(720.0)), "/TimeoutMinutes".into()),
        ("/DryRun".into(), Some(json!("yes")), "/DryRun".into()),
        ("/Surprise".into(), Some(json!(1)), "/Surprise".into()),
        ("/EnableByol".into(), Some(json!({})), "/EnableByol".into()),
        ("/EnableByol".into(), Some(json!({"ChooseRange": false})), "/EnableByol/ChooseRange".into()),
        ("/Imports".into(), Some(json!([])), "/Imports".into()),
        ("/Imports/2".into(), Some(json!({})), "/Imports/2".into()),
        ("/Imports/2".into(), Some(json!("x")), "/Imports/2".into()),
        ("/Imports/2/OsVersion".into(), Some(json!("Windows_11")), "/Imports/2/OsVersion".into()),
        ("/Imports/0/OsVersion".into(), Some(json!("Windows_12")), "/Imports/0/OsVersion".into()),
        ("/Imports/0/ReplaceFailed".into(), Some(json!("true")), "/Imports/0/ReplaceFailed".into()),
        ("/Imports/0/ReplaceFailed".into(), Some(Value::Null), "/Imports/0/ReplaceFailed".into()),
        ("/Imports/0/Then".into(), Some(json!([])), "/Imports/0/Then".into()),
        (
            "/Imports/3/Then".into(),
            Some(json!([{"CreateImportedImage": {"Name": "x"}}])),
            "/Imports/3/Then/0/CreateImportedImage".into(),
        ),
        ("/Imports/0/Then/0/Then".into(), Some(json!([])), "/Imports/0/Then/0/Then".into()),
        (
            "/Imports/0/Then/0/CreateImportedImage/SourceAmiId".into(),
            Some(json!("ami-01234567")),
            "/Imports/0/Then/0/CreateImportedImage/SourceAmiId".into(),
        ),
        (iwi("IngestionProcess"), Some(json!("BYOL_REGULAR_wsp")), iwi("IngestionProcess")),
        (iwi("IngestionProcess"), Some(json!("BYOL_REGULAR")), "/Imports/0/OsVersion".into()),
        (iwi("IngestionProcess"), None, iwi("IngestionProcess")),
        (iwi("ImageName"), Some(json!("a b")), iwi("ImageName")),
        (iwi("ImageName"), Some(json!("{ami}")), iwi("ImageName")),
        (iwi("ImageDescription"), Some(json!("")), iwi("ImageDescription")),
        (iwi("Applications"), Some(json!(["Microsoft_Office_2016"])), "/Imports/0/OsVersion".into()),
        (iwi("Applications"), Some(json!(["Microsoft_Office_2020"])), iwi("Applications/0")),
        (iwi("Tags"), Some(json!([{"Key": "aws:x"}])), iwi("Tags/0/Key")),
        (iwi("DryRun"), Some(json!(true)), iwi("DryRun")),
        (iwi("Ec2ImageId"), Some(json!("ami-0000000f")), iwi("Ec2ImageId")),
        (
            op(1, "ImportCustomWorkspaceImage", "Protocol"),
            Some(json!("PCOIP")),
            op(1, "ImportCustomWorkspaceImage", "OsVersion"),
        ),
        (
            op(1, "ImportCustomWorkspaceImage", "ImageSource"),
            Some(json!({})),
            op(1, "ImportCustomWorkspaceImage", "ImageSource"),
        ),
        (
            op(2, "CreateWorkspaceImage", "WorkspaceId"),
            Some(json!("ws-1")),
            op(2, "CreateWorkspaceImage", "WorkspaceId"),
        ),
        (cii("IamRoleArn"), None, cii("IamRoleArn")),
        (cii("WorkspaceImageId"), Some(json!("wsi-0a1b2c3d4")), cii("WorkspaceImageId")),
        (
            cii("RuntimeValidationConfig"),
            Some(json!({"IntendedInstanceType": "stream.large"})),
            cii("RuntimeValidationConfig/IntendedInstanceType"),
        ),
    ];
    for (pointer, value, expected) in cases {
        assert_eq!(paths(&with(&pointer, value.clone())), [expected], "{pointer} = {value:?}");
    }
}

#[test]
fn a_member_in_the_wrong_case_is_one_violation_with_a_hint() {
    let mut document = with("/Imports/2/CreateWorkspaceImage/Name", None);
    document["Imports"][2]["CreateWorkspaceImage"]["name"] = json!("x");
    let (findings, _) = checked(&document);
    assert_eq!(findings.violations.len(), 1);
    assert!(findings.violations[0].allowed.contains("did you mean Name?"), "{findings:?}");
}

#[test]
fn clashing_names_and_workspaces_are_reported_at_the_later_one() {
    let import =
        json!({"CreateWorkspaceImage": {"Name": "same", "Description": "x", "WorkspaceId": "ws-0a1b2c3d4"}});
    let document = json!({"Imports": [import, import]});
    assert_eq!(
        paths(&document),
        ["/Imports/1/CreateWorkspaceImage/Name", "/Imports/1/CreateWorkspaceImage/WorkspaceId"]
    );
}

#[test]
fn a_missing_source_is_reported_at_the_bodys_member() {
    let mut document = full();
    document.as_object_mut().unwrap().shift_remove("Ec2ImageId");
    let found = paths(&document);
    assert!(found.contains(&"/Imports/0/ImportWorkspaceImage/Ec2ImageId".to_owned()), "{found:?}");
    assert!(found.contains(&"/Imports/1/ImportCustomWorkspaceImage/ImageSource".to_owned()), "{found:?}");
    assert!(!found.iter().any(|p| p.contains("/Imports/2") || p.contains("/Imports/3")), "{found:?}");
}

#[test]
fn a_preset_holds_neither_ami_nor_consent() {
    let images = images();
    let context =
        Context { origin: Origin::Preset(Some(AMI.to_owned())), images: &images, ..Context::default() };
    let (findings, _) = check(&full(), &context);
    let found: Vec<_> = findings.violations.iter().map(|v| v.path.as_str()).collect();
    assert_eq!(found, ["/Ec2ImageId", "/EnableByol"]);
    let mut document = full();
    document.as_object_mut().unwrap().retain(|k, _| k == "Imports");
    let plan = check(&document, &context).1.unwrap();
    assert_eq!(plan.imports[0].steps[0].request["Ec2ImageId"], AMI);
    assert_eq!(plan.enable_byol, None);
}

#[test]
fn without_descriptions_open_placeholders_stay_with_a_warning() {
    let (findings, plan) = check(&full(), &Context::default());
    assert_eq!(findings.violations, []);
    assert_eq!(plan.unwrap().imports[2].steps[0].name.as_deref(), Some("from-builder-{date}"));
    assert!(
        findings.warnings.iter().any(|w| w.path == "/Imports/2/CreateWorkspaceImage/Name"),
        "{findings:?}"
    );
}

#[test]
fn a_violation_of_an_ami_is_reported_once_at_the_member_that_names_it() {
    let mut images = images();
    images[0].state = Some("pending".to_owned());
    let context = Context {
        images: &images,
        images_complete: true,
        start_date: Some("2026-11-21"),
        ..Context::default()
    };
    let (findings, _) = check(&full(), &context);
    let found: Vec<_> = findings.violations.iter().map(|v| v.path.as_str()).collect();
    assert_eq!(found, ["/Ec2ImageId"]);
}

#[test]
fn nothing_of_the_application_catalogue_is_shown() {
    let secret = "C:\\secret\\app.exe";
    let document = with(
        "/Imports/3/CreateImportedImage/AppCatalogConfig",
        Some(json!([{"Name": secret, "AbsoluteAppPath": [secret]}, secret])),
    );
    let (findings, _) = checked(&document);
    assert!(findings.violations.len() >= 3, "{findings:?}");
    assert!(!format!("{findings:?}").contains("secret"), "{findings:?}");
}

#[test]
fn a_short_timeout_is_a_warning() {
    let (findings, plan) = checked(&with("/TimeoutMinutes", Some(json!(60))));
    assert!(plan.is_some());
    assert!(
        findings.warnings.iter().any(|w| w.path == "/TimeoutMinutes" && w.allowed.contains("240")),
        "{findings:?}"
    );
}
