//! If two things clash, the violation is at the one that comes later in the document.

use super::*;

fn only(document: &Value) -> (String, String, String) {
    let (findings, _) = checked(document);
    assert_eq!(findings.violations.len(), 1, "{document}: {findings:?}");
    let found = findings.violations[0].clone();
    (found.path, found.given, found.allowed)
}

fn import(text: &str) -> Value {
    let import: Value = serde_json::from_str(text).unwrap();
    json!({ "Ec2ImageId": AMI, "Imports": [import] })
}

#[test]
fn windows_11_and_pcoip_clash_at_the_later_one() {
    let body = r#""ImportWorkspaceImage": {"IngestionProcess": "BYOL_REGULAR", "ImageName": "n", "ImageDescription": "d"}"#;
    let os_version = r#""OsVersion": "Windows_11""#;
    let (path, given, allowed) = only(&import(&format!("{{{body}, {os_version}}}")));
    assert_eq!((path.as_str(), given.as_str()), ("/Imports/0/OsVersion", "Windows_11"));
    assert!(allowed.contains("BYOL_REGULAR_WSP"), "{allowed}");
    let (path, given, allowed) = only(&import(&format!("{{{os_version}, {body}}}")));
    assert_eq!(path, "/Imports/0/ImportWorkspaceImage/IngestionProcess");
    assert!(given == "BYOL_REGULAR" && allowed.contains("BYOL_REGULAR_WSP"), "{allowed}");
}

#[test]
fn windows_11_and_pcoip_clash_inside_a_custom_import_too() {
    let body = |order: &str| {
        import(&format!(
            r#"{{"ImportCustomWorkspaceImage": {{"ImageName": "n", "ImageDescription": "d", "ComputeType": "BASE", {order}, "Platform": "WINDOWS",
            "InfrastructureConfigurationArn": "arn:aws:imagebuilder:eu-west-1:111122223333:infrastructure-configuration/byol"}}}}"#
        ))
    };
    let here = "/Imports/0/ImportCustomWorkspaceImage";
    let (path, ..) = only(&body(r#""Protocol": "PCOIP", "OsVersion": "Windows_11""#));
    assert_eq!(path, format!("{here}/OsVersion"));
    let (path, ..) = only(&body(r#""OsVersion": "Windows_11", "Protocol": "PCOIP""#));
    assert_eq!(path, format!("{here}/Protocol"));
}

#[test]
fn office_is_reported_at_the_last_of_the_three_that_clash() {
    let members = |order: &str| {
        format!(r#""ImportWorkspaceImage": {{"ImageName": "n", "ImageDescription": "d", {order}}}"#)
    };
    let office = |year: u16| format!(r#""Applications": ["Microsoft_Office_{year}"]"#);
    let process = |name: &str| format!(r#""IngestionProcess": "{name}""#);
    let os_version = r#""OsVersion": "Windows_11""#;
    let here = "/Imports/0/ImportWorkspaceImage";
    let (regular, graphics) = (process("BYOL_REGULAR_WSP"), process("BYOL_GRAPHICS_G4DN_WSP"));
    let cases = [
        (format!("{os_version}, {}", members(&format!("{regular}, {}", office(2016)))), "/Applications/0"),
        (format!("{os_version}, {}", members(&format!("{}, {regular}", office(2016)))), "/IngestionProcess"),
        (format!("{os_version}, {}", members(&format!("{graphics}, {}", office(2019)))), "/Applications"),
        (format!("{os_version}, {}", members(&format!("{}, {graphics}", office(2019)))), "/IngestionProcess"),
    ];
    for (text, place) in cases {
        assert_eq!(only(&import(&format!("{{{text}}}"))).0, format!("{here}{place}"), "{text}");
    }
    let last = format!("{{{}, {os_version}}}", members(&format!("{graphics}, {}", office(2019))));
    assert_eq!(only(&import(&last)).0, "/Imports/0/OsVersion");
}

#[test]
fn office_that_windows_11_takes_is_no_violation() {
    for (process, office) in [("BYOL_REGULAR_WSP", 2019), ("BYOL_REGULAR_BYOP", 2016)] {
        let text = format!(
            r#"{{"ImportWorkspaceImage": {{"ImageName": "n", "ImageDescription": "d", "IngestionProcess": "{process}",
            "Applications": ["Microsoft_Office_{office}"]}}, "OsVersion": "Windows_11"}}"#
        );
        assert_eq!(paths(&import(&text)), Vec::<String>::new(), "{text}");
    }
}

#[test]
fn two_sources_and_a_role_without_an_ami_are_reported_at_the_later_member() {
    let body = |members: &str| import(&format!(r#"{{"CreateImportedImage": {{"Name": "n", {members}}}}}"#));
    let (ami, image) =
        (r#""SourceAmiId": "ami-0123456789abcdef0""#, r#""WorkspaceImageId": "wsi-0a1b2c3d4""#);
    let role = r#""IamRoleArn": "arn:aws:iam::111122223333:role/import""#;
    let cases = [
        (format!("{ami}, {image}, {role}"), "WorkspaceImageId"),
        (format!("{image}, {ami}, {role}"), "SourceAmiId"),
        (format!("{image}, {ami}"), "SourceAmiId"),
        (format!("{image}, {role}"), "IamRoleArn"),
        (format!("{role}, {image}"), "WorkspaceImageId"),
        (ami.to_owned(), "IamRoleArn"),
    ];
    for (members, at) in cases {
        assert_eq!(only(&body(&members)).0, format!("/Imports/0/CreateImportedImage/{at}"), "{members}");
    }
    assert_eq!(paths(&body(image)), Vec::<String>::new());
}

#[test]
fn of_two_operations_and_two_ranges_the_later_is_one_too_many() {
    let image = r#"{"Name": "n", "Description": "d", "WorkspaceId": "ws-0a1b2c3d4"}"#;
    let both = import(&format!(r#"{{"CreateWorkspaceImage": {image}, "ImportWorkspaceImage": {{}}}}"#));
    assert_eq!(only(&both).0, "/Imports/0/ImportWorkspaceImage");
    let mut document = import(&format!(r#"{{"CreateWorkspaceImage": {image}}}"#));
    for (consent, at) in [
        (
            r#"{"ChooseRange": true, "DedicatedTenancyManagementCidrRange": "10.90.0.0/16"}"#,
            "DedicatedTenancyManagementCidrRange",
        ),
        (r#"{"DedicatedTenancyManagementCidrRange": "10.90.0.0/16", "ChooseRange": false}"#, "ChooseRange"),
    ] {
        document["EnableByol"] = serde_json::from_str(consent).unwrap();
        assert_eq!(only(&document).0, format!("/EnableByol/{at}"));
    }
}

#[test]
fn the_first_of_two_operations_is_still_checked() {
    let both = import(
        r#"{"CreateWorkspaceImage": {"Name": "n", "Description": "d", "WorkspaceId": "x"}, "CreateImportedImage": {}}"#,
    );
    assert_eq!(
        paths(&both),
        ["/Imports/0/CreateWorkspaceImage/WorkspaceId", "/Imports/0/CreateImportedImage"]
    );
}

#[test]
fn names_clash_within_a_service_and_not_across() {
    let capture = |name: &str, id: u8| json!({"CreateWorkspaceImage": {"Name": name, "Description": "d", "WorkspaceId": format!("ws-0000000{id}")}});
    let then = |name: &str, id: u8| {
        let mut import = capture(&format!("{name}-{id}"), id);
        import["Then"] = json!([{"CreateImportedImage": {"Name": name}}]);
        import
    };
    assert_eq!(paths(&json!({"Imports": [capture("a", 1), then("a", 2)]})), Vec::<String>::new());
    assert_eq!(
        paths(&json!({"Imports": [then("a", 1), then("a", 2)]})),
        ["/Imports/1/Then/0/CreateImportedImage/Name"]
    );
}

#[test]
fn names_that_are_not_filled_in_clash_only_where_they_speak_of_the_same_ami() {
    let import = |name: &str, ami: Option<&str>| {
        let mut body =
            json!({"IngestionProcess": "BYOL_REGULAR_WSP", "ImageName": name, "ImageDescription": "d"});
        if let Some(ami) = ami {
            body["Ec2ImageId"] = json!(ami);
        }
        json!({ "ImportWorkspaceImage": body })
    };
    let found = |imports: Value| {
        let document = json!({"Ec2ImageId": AMI, "Imports": imports});
        let (findings, _) = check(&document, &Context::default());
        findings.violations.into_iter().map(|v| v.path).collect::<Vec<_>>()
    };
    let name = "n-{ami-name}";
    assert_eq!(found(json!([import(name, None), import(name, Some("ami-00000001"))])), Vec::<String>::new());
    assert_eq!(
        found(json!([import(name, None), import(name, Some(AMI))])),
        ["/Imports/1/ImportWorkspaceImage/ImageName"]
    );
}

#[test]
fn tag_keys_and_application_names_clash_at_the_later_one() {
    let document =
        with("/Imports/0/ImportWorkspaceImage/Tags", Some(json!([{"Key": "a"}, {"Key": "A"}, {"Key": "a"}])));
    assert_eq!(only(&document).0, "/Imports/0/ImportWorkspaceImage/Tags/2/Key");
    let application = json!({"Name": "a", "AbsoluteAppPath": "p"});
    let document =
        with("/Imports/3/CreateImportedImage/AppCatalogConfig", Some(json!([application, application])));
    let (path, given, _) = only(&document);
    assert_eq!(
        (path.as_str(), given.as_str()),
        ("/Imports/3/CreateImportedImage/AppCatalogConfig/1/Name", "(not shown)")
    );
}
