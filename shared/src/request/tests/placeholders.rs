//! Placeholders in a whole request.

use super::*;

const IMPORT: &str = r#"{"ImportWorkspaceImage": {"IngestionProcess": "BYOL_REGULAR_WSP", "ImageName": "n", "ImageDescription": "d"}}"#;

fn request(ami: Option<&str>, import: Value) -> Value {
    let mut document = json!({});
    if let Some(ami) = ami {
        document["Ec2ImageId"] = json!(ami);
    }
    document["Imports"] = json!([import]);
    document
}

fn capture(name: &str) -> Value {
    json!({"CreateWorkspaceImage": {"Name": name, "Description": "d", "WorkspaceId": "ws-0a1b2c3d4"}})
}

fn names(document: &Value) -> Vec<String> {
    let (findings, plan) = checked(document);
    let plan = plan.unwrap_or_else(|| panic!("{findings:?}"));
    plan.imports.iter().flat_map(|i| &i.steps).filter_map(|s| s.name.clone()).collect()
}

#[test]
fn they_speak_of_the_imports_own_ami_then_of_the_requests() {
    let text = "{ami-id}_{date}";
    assert_eq!(names(&request(Some(AMI), capture(text))), [format!("{AMI}_2026-11-03")]);
    let own = json!({"CreateImportedImage": {"Name": text, "SourceAmiId": "ami-0123456789abcdef0", "IamRoleArn": "arn:aws:iam::111122223333:role/import"}});
    assert_eq!(names(&request(Some(AMI), own)), ["ami-0123456789abcdef0_2026-11-04"]);
    let none = json!({"CreateImportedImage": {"Name": text, "WorkspaceImageId": "wsi-0a1b2c3d4"}});
    assert_eq!(names(&request(Some(AMI), none)), [format!("{AMI}_2026-11-03")]);
}

#[test]
fn in_then_they_speak_of_the_imports_ami() {
    let mut import: Value = serde_json::from_str(IMPORT).unwrap();
    import["ImportWorkspaceImage"]["Ec2ImageId"] = json!("ami-0123456789abcdef0");
    import["Then"] = json!([{"CreateImportedImage": {"Name": "{ami-id}_{date}"}}]);
    assert_eq!(names(&request(Some(AMI), import)), ["n", "ami-0123456789abcdef0_2026-11-04"]);
    let mut import = capture("n");
    import["Then"] = json!([{"CreateImportedImage": {"Name": "{ami-id}_{date}"}}]);
    assert_eq!(names(&request(Some(AMI), import.clone()))[1], format!("{AMI}_2026-11-03"));
    let found = paths(&request(None, import));
    assert_eq!(found, ["/Imports/0/Then/0/CreateImportedImage/Name"]);
}

#[test]
fn without_any_ami_the_date_is_the_runs_and_the_others_are_violations() {
    assert_eq!(names(&request(None, capture("n_{date}"))), ["n_2026-11-21"]);
    for text in ["{ami-id}", "{ami-name}"] {
        assert_eq!(paths(&request(None, capture(text))), ["/Imports/0/CreateWorkspaceImage/Name"]);
    }
    let (findings, plan) = check(&request(None, capture("n_{date}")), &Context::default());
    assert_eq!(findings.warnings[0].path, "/Imports/0/CreateWorkspaceImage/Name");
    let step = &plan.unwrap().imports[0].steps[0];
    assert_eq!(step.name.as_deref(), Some("n_{date}"));
    assert!(step.body().is_err(), "what is not filled in can't be sent");
}

#[test]
fn an_import_task_or_image_builder_image_has_no_ami_of_its_own() {
    let mut document = full();
    document["Imports"] = json!([document["Imports"][1]]);
    for source in [
        json!({"Ec2ImportTaskId": "import-ami-0abc1234def567890"}),
        json!({"ImageBuildVersionArn": "arn:aws:imagebuilder:eu-west-1:111122223333:image/golden/1.0.0/1"}),
    ] {
        document["Imports"][0]["ImportCustomWorkspaceImage"]["ImageSource"] = source;
        assert_eq!(names(&document), [format!("win11-custom-{AMI}")]);
        let mut without = document.clone();
        without.as_object_mut().unwrap().shift_remove("Ec2ImageId");
        assert_eq!(paths(&without), ["/Imports/0/ImportCustomWorkspaceImage/ImageName"]);
    }
}

#[test]
fn tag_values_are_filled_in_and_keys_are_not() {
    let tags = json!([{"Key": "{ami-id}", "Value": "{ami-id} {{x}}"}]);
    let (_, plan) = checked(&with("/Imports/0/ImportWorkspaceImage/Tags", Some(tags)));
    let request = &plan.unwrap().imports[0].steps[0].request;
    assert_eq!(request["Tags"], json!([{"Key": "{ami-id}", "Value": format!("{AMI} {{x}}")}]));
    let found =
        paths(&with("/Imports/0/ImportWorkspaceImage/Tags", Some(json!([{"Key": "k", "Value": "{x}"}]))));
    assert_eq!(found, ["/Imports/0/ImportWorkspaceImage/Tags/0/Value"]);
    let found = paths(&with("/Imports/3/CreateImportedImage/Tags", Some(json!({"k": "{date", "a{b": "x"}))));
    assert_eq!(found, ["/Imports/3/CreateImportedImage/Tags/k", "/Imports/3/CreateImportedImage/Tags/a{b"]);
}

#[test]
fn the_application_catalogue_keeps_its_braces() {
    let application =
        json!([{"Name": "a", "AbsoluteAppPath": "C:\\{date}\\{x", "LaunchParameters": "{ami-id}"}]);
    let (_, plan) =
        checked(&with("/Imports/3/CreateImportedImage/AppCatalogConfig", Some(application.clone())));
    assert_eq!(plan.unwrap().imports[3].steps[0].request["AppCatalogConfig"], application);
}

#[test]
fn rules_are_checked_on_the_text_after_filling_in_and_both_are_shown() {
    let name = "x".repeat(50) + "{ami-id}";
    let (findings, _) = checked(&with("/Imports/0/ImportWorkspaceImage/ImageName", Some(json!(name))));
    assert_eq!(findings.violations[0].given, format!("{name}, filled in: {}{AMI}", "x".repeat(50)));
    let fits = "x".repeat(64 - AMI.len()) + "{ami-id}";
    assert_eq!(
        paths(&with("/Imports/0/ImportWorkspaceImage/ImageName", Some(json!(fits)))),
        Vec::<String>::new()
    );
}

#[test]
fn what_is_not_known_counts_as_the_shortest_that_it_can_be() {
    let found = |name: String| {
        let (findings, _) = check(&request(Some(AMI), capture(&name)), &Context::default());
        findings.violations.into_iter().map(|v| v.given).collect::<Vec<_>>()
    };
    assert_eq!(found("x".repeat(61) + "{ami-name}"), Vec::<String>::new());
    let too_long = "x".repeat(62) + "{ami-name}";
    assert_eq!(found(too_long.clone()), [too_long]);
    assert_eq!(found("x".repeat(54) + "{date}"), Vec::<String>::new());
    assert_eq!(found("x".repeat(55) + "{date}").len(), 1);
}

#[test]
fn in_a_run_what_ec2_does_not_say_of_an_ami_is_a_violation() {
    let mut images = images();
    images[0].name = None;
    let context = Context { images: &images, images_complete: true, ..Context::default() };
    let (findings, plan) = check(&request(Some(AMI), capture("n-{ami-name}")), &context);
    assert_eq!(findings.violations[0].path, "/Imports/0/CreateWorkspaceImage/Name");
    assert!(plan.is_none() && findings.violations.len() == 1, "{findings:?}");
    let context = Context { images: &images, ..Context::default() };
    let (findings, plan) = check(&request(Some(AMI), capture("n-{ami-name}")), &context);
    assert!(plan.is_some() && findings.warnings.len() == 1, "{findings:?}");
}

#[test]
fn a_preset_without_its_ami_shows_no_made_up_one() {
    let mut import: Value = serde_json::from_str(IMPORT).unwrap();
    import["ImportWorkspaceImage"]["ImageName"] = json!("n-{ami-id}");
    let context = Context { origin: Origin::Preset(None), ..Context::default() };
    let (findings, plan) = check(&request(None, import), &context);
    assert_eq!(findings.violations, []);
    assert_eq!(findings.warnings[0].path, "/Imports/0/ImportWorkspaceImage/ImageName");
    let plan = plan.unwrap();
    let step = &plan.imports[0].steps[0];
    assert_eq!((step.name.as_deref(), step.request.get("Ec2ImageId")), (Some("n-{ami-id}"), None));
    assert!(step.body().is_err());
}

#[test]
fn the_place_of_a_character_is_said_only_where_it_is_that_of_the_given_text() {
    let path = "/Imports/2/CreateWorkspaceImage/Description";
    let document = with(path, Some(json!("of {date}, a")));
    let said =
        |findings: &Findings| findings.violations.iter().find(|v| v.path == path).unwrap().allowed.clone();
    let (findings, _) = checked(&document);
    assert!(
        said(&findings).ends_with("not allowed is the character , (U+002C) at position 14"),
        "{findings:?}"
    );
    let (findings, _) = check(&document, &Context::default());
    assert!(said(&findings).ends_with("not allowed is the character , (U+002C)"), "{findings:?}");
}
