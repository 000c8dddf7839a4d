//! Violations and warnings of AMIs in a whole request.

use super::*;

fn found(document: &Value, change: impl Fn(&mut Image)) -> Vec<(String, String)> {
    let mut images = images();
    change(&mut images[0]);
    let context = Context {
        images: &images,
        images_complete: true,
        start_date: Some("2026-11-21"),
        account: Some("111122223333"),
        ..Context::default()
    };
    let (findings, _) = check(document, &context);
    findings.violations.into_iter().map(|v| (v.path, v.given)).collect()
}

fn two_routes() -> Value {
    let mut document = full();
    let imports = document["Imports"].as_array_mut().unwrap();
    imports.truncate(1);
    imports.push(json!({"CreateImportedImage": {"Name": "apps", "IamRoleArn": "arn:aws:iam::111122223333:role/import"}}));
    document
}

#[test]
fn a_violation_of_every_route_is_reported_once_and_one_of_a_single_route_is_not_lost() {
    let all = found(&two_routes(), |image| {
        image.state = Some("pending".to_owned());
        image.tpm_support = None;
        image.platform_details = Some("Windows".to_owned());
    });
    let given: Vec<_> = all.iter().map(|(_, given)| given.as_str()).collect();
    assert_eq!(given, [format!("{AMI}: State pending"), format!("{AMI}: TpmSupport not set")]);
    assert!(all.iter().all(|(path, _)| path == "/Ec2ImageId"), "{all:?}");
}

#[test]
fn a_violation_of_the_ami_that_the_body_names_is_reported_there() {
    let mut document = full();
    document["Imports"][1]["ImportCustomWorkspaceImage"]["ImageSource"] = json!({"Ec2ImageId": AMI});
    let all = found(&document, |image| image.architecture = Some("arm64".to_owned()));
    let paths: Vec<_> = all.iter().map(|(path, _)| path.as_str()).collect();
    assert_eq!(paths, ["/Ec2ImageId", "/Imports/1/ImportCustomWorkspaceImage/ImageSource/Ec2ImageId"]);
}

#[test]
fn the_boot_mode_goes_with_the_version_that_either_route_says() {
    let legacy = |image: &mut Image| image.boot_mode = Some("legacy-bios".to_owned());
    let mut document = full();
    document["Imports"].as_array_mut().unwrap().remove(0);
    assert_eq!(
        found(&document, legacy),
        [("/Ec2ImageId".to_owned(), format!("{AMI}: BootMode legacy-bios"))]
    );
    document["Imports"][0]["ImportCustomWorkspaceImage"]["OsVersion"] = json!("Windows_10");
    assert_eq!(found(&document, legacy), []);
}

#[test]
fn an_ami_that_does_not_exist_is_a_violation_in_a_run_and_a_warning_before() {
    let document = with("/Ec2ImageId", Some(json!("ami-0000000f")));
    assert_eq!(paths(&document), ["/Ec2ImageId"]);
    let images = images();
    let (findings, plan) = check(&document, &Context { images: &images, ..Context::default() });
    assert!(plan.is_some(), "{findings:?}");
    assert!(
        findings.warnings.iter().any(|w| w.path == "/Ec2ImageId" && w.given == "ami-0000000f"),
        "{findings:?}"
    );
}

#[test]
fn an_id_that_only_appstreams_model_takes_is_a_warning() {
    for (pointer, id) in [("SourceAmiId", "ami-0123456789z"), ("WorkspaceImageId", "wsi-01234567")] {
        let mut body = json!({"Name": "n", pointer: id});
        if pointer == "SourceAmiId" {
            body["IamRoleArn"] = json!("arn:aws:iam::111122223333:role/import");
        }
        let document = json!({"Imports": [{"CreateImportedImage": body}]});
        let (findings, plan) = check(&document, &Context::default());
        assert!(plan.is_some(), "{findings:?}");
        assert_eq!(findings.warnings[0].path, format!("/Imports/0/CreateImportedImage/{pointer}"));
    }
}

#[test]
fn an_event_that_names_no_ami_id_is_a_violation_of_the_preset() {
    let context = Context {
        origin: Origin::Preset(Some("ami-x".to_owned())),
        images_complete: true,
        ..Context::default()
    };
    let mut document = full();
    document.as_object_mut().unwrap().retain(|k, _| k == "Imports");
    document["Imports"].as_array_mut().unwrap().truncate(2);
    let (findings, _) = check(&document, &context);
    let found: Vec<_> = findings.violations.iter().map(|v| v.path.as_str()).collect();
    assert_eq!(found, ["/Ec2ImageId"]);
}

#[test]
fn an_ami_that_only_placeholders_speak_of_has_to_be_there_in_a_run() {
    let mut document = full();
    document["Ec2ImageId"] = json!("ami-0000000f");
    document["Imports"] = json!([document["Imports"][2]]);
    document["Imports"][0]["Then"] = json!([{"CreateImportedImage": {"Name": "n-{date}"}}]);
    assert_eq!(paths(&document), ["/Ec2ImageId"]);
}

/// The path and text of each finding when only the AMI's boot mode rules out PCoIP.
fn with_pcoip(boot_mode: &str, document: &Value) -> (Vec<String>, Vec<String>) {
    let mut images = images();
    images[0].boot_mode = Some(boot_mode.to_owned());
    let (findings, _) = check(document, &Context { images: &images, ..Context::default() });
    let of = |list: Vec<crate::violation::Violation>| {
        let pcoip = list.into_iter().filter(|v| v.given.contains("BootMode") && v.path != "/Ec2ImageId");
        pcoip.map(|v| format!("{} {} | {}", v.path, v.given, v.allowed)).collect()
    };
    (of(findings.violations), of(findings.warnings))
}

#[test]
fn an_ami_that_boots_by_uefi_takes_no_pcoip_where_the_version_is_left_out() {
    let mut document = full();
    let import = document["Imports"][0].as_object_mut().unwrap();
    import.shift_remove("OsVersion");
    import.shift_remove("Then");
    document["Imports"].as_array_mut().unwrap().truncate(1);
    let process = |name: &str| {
        let mut document = document.clone();
        document["Imports"][0]["ImportWorkspaceImage"]["IngestionProcess"] = json!(name);
        document
    };
    let (violations, _) = with_pcoip("uefi", &process("BYOL_REGULAR"));
    let start = format!(
        "/Imports/0/ImportWorkspaceImage/IngestionProcess BYOL_REGULAR, for {AMI}: BootMode uefi | BYOL_REGULAR_WSP, with OsVersion"
    );
    assert!(violations.len() == 1 && violations[0].starts_with(&start), "{violations:?}");
    for word in ["UEFINotSupported", "ProtocolOSIncompatibility"] {
        assert!(violations[0].contains(word), "{violations:?}");
    }
    assert_eq!(with_pcoip("uefi", &process("BYOL_GRAPHICS")).0.len(), 1);
    let (violations, warnings) = with_pcoip("uefi-preferred", &process("BYOL_REGULAR"));
    assert_eq!((violations.len(), warnings.len()), (0, 1));
    for (boot_mode, name) in
        [("uefi", "BYOL_REGULAR_WSP"), ("uefi", "BYOL_REGULAR_BYOP"), ("legacy-bios", "BYOL_REGULAR")]
    {
        assert_eq!(with_pcoip(boot_mode, &process(name)), (Vec::new(), Vec::new()), "{boot_mode} {name}");
    }
}

#[test]
fn the_protocol_of_a_custom_import_is_held_against_the_boot_mode_too() {
    let mut document = full();
    document["Imports"] = json!([document["Imports"][1]]);
    let body = &mut document["Imports"][0]["ImportCustomWorkspaceImage"];
    body["Protocol"] = json!("PCOIP");
    body.as_object_mut().unwrap().shift_remove("OsVersion");
    let (violations, _) = with_pcoip("uefi", &document);
    assert!(violations[0].contains("/Protocol PCOIP, for"), "{violations:?}");
    assert!(violations[0].contains("Protocol DCV or BYOP, with OsVersion Windows_11"), "{violations:?}");
}

#[test]
fn a_name_that_appstream_keeps_for_itself_is_a_warning_as_it_is_filled_in() {
    let mut images = images();
    images[0].name = Some("Amazon-golden".to_owned());
    let warned = |name: &str| {
        let mut document = two_routes();
        document["Imports"][1]["CreateImportedImage"]["Name"] = json!(name);
        let (findings, _) = check(&document, &Context { images: &images, ..Context::default() });
        findings.warnings.iter().any(|w| w.path == "/Imports/1/CreateImportedImage/Name")
    };
    for name in ["aws-apps", "AWSapps", "AppStream.apps", "{ami-name}"] {
        assert!(warned(name), "{name}");
    }
    for name in ["apps-aws", "my-{ami-name}", "amaz0n"] {
        assert!(!warned(name), "{name}");
    }
}
