//! Each rule for an AMI alone.

use super::*;
use serde_json::{Value, json};

fn server() -> Value {
    json!({"ImageId": "ami-01234567", "OwnerId": "111122223333", "State": "available", "ImageType": "machine",
        "Architecture": "x86_64", "VirtualizationType": "hvm", "BootMode": "uefi", "TpmSupport": "v2.0",
        "EnaSupport": true, "Platform": "windows", "PlatformDetails": "Windows", "RootDeviceName": "/dev/sda1",
        "BlockDeviceMappings": [
            {"DeviceName": "/dev/sda1", "Ebs": {"Encrypted": false, "VolumeSize": 60, "VolumeType": "gp3"}},
            {"DeviceName": "xvdca", "VirtualName": "ephemeral0"}]})
}

/// An AMI that the service takes.
fn suitable(service: Service) -> Value {
    let mut image = server();
    if service == Service::WorkSpaces {
        image["PlatformDetails"] = json!("Windows BYOL");
    }
    image
}

fn findings(changes: &[(&str, Value)], service: Service, os_version: Option<&str>) -> Findings {
    let mut image = suitable(service);
    for (pointer, value) in changes {
        *image.pointer_mut(pointer).unwrap() = value.clone();
    }
    let image: Image = serde_json::from_value(image).unwrap();
    let mut findings = Findings::default();
    let usage = Use { service, os_version, account: Some("111122223333") };
    check(&image, usage, &Path::root().member("Ec2ImageId"), &mut findings);
    findings
}

#[test]
fn a_licence_of_windows_server_is_a_warning_for_workspaces() {
    for (details, warnings) in [("Windows BYOL", 0), ("Windows", 1), ("Windows with SQL Server Standard", 1)]
    {
        let found =
            findings(&[("/PlatformDetails", json!(details))], Service::WorkSpaces, Some("Windows_11"));
        assert_eq!((found.violations.len(), found.warnings.len()), (0, warnings), "{details}");
    }
    let unix = [("/Platform", Value::Null), ("/PlatformDetails", json!("Linux/UNIX"))];
    assert!(findings(&unix, Service::WorkSpaces, None).warnings.is_empty());
}

#[test]
fn a_suitable_ami_has_no_violations_and_ephemeral_mappings_do_not_count() {
    assert_eq!(findings(&[], Service::AppStream, None), Findings::default());
    assert_eq!(findings(&[], Service::WorkSpaces, Some("Windows_11")), Findings::default());
}

#[test]
fn each_rule_of_appstream_is_reported_alone() {
    let cases = [
        ("/State", json!("pending"), "State pending"),
        ("/OwnerId", json!("444455556666"), "OwnerId 444455556666"),
        ("/Architecture", json!("arm64"), "Architecture arm64"),
        ("/BootMode", Value::Null, "BootMode not set"),
        ("/TpmSupport", Value::Null, "TpmSupport not set"),
        ("/EnaSupport", json!(false), "EnaSupport not on"),
        ("/PlatformDetails", json!("Windows with SQL Server Standard"), "PlatformDetails Windows with SQL"),
        ("/BlockDeviceMappings/0/Ebs/Encrypted", json!(true), "an encrypted volume"),
        ("/BlockDeviceMappings/0/Ebs/VolumeSize", json!(501), "a volume of 501 GiB"),
        ("/BlockDeviceMappings/0/Ebs/VolumeType", json!("io1"), "a volume of type io1"),
        ("/BlockDeviceMappings", json!([]), "0 EBS volumes"),
    ];
    for (pointer, value, given) in cases {
        let found = findings(&[(pointer, value)], Service::AppStream, None).violations;
        assert_eq!(found.len(), 1, "{pointer}: {found:?}");
        assert!(found[0].given.contains(given), "{found:?}");
    }
}

#[test]
fn the_boot_mode_goes_with_the_version_of_windows() {
    let boot = |mode: Value, os| findings(&[("/BootMode", mode)], Service::WorkSpaces, os);
    assert_eq!(boot(json!("legacy-bios"), Some("Windows_11")).violations.len(), 1);
    assert_eq!(boot(json!("uefi"), Some("Windows_10")).violations.len(), 1);
    assert_eq!(boot(Value::Null, Some("Windows_10")).violations.len(), 0);
    assert_eq!(boot(json!("legacy-bios"), None), Findings::default());
    let unsure = boot(json!("uefi-preferred"), Some("Windows_11"));
    assert_eq!((unsure.violations.len(), unsure.warnings.len()), (0, 1));
}

/// Given and allowed of each violation and of each warning that the changed members cause.
fn said(changes: &[(&str, Value)], service: Service, os_version: Option<&str>) -> (Vec<String>, Vec<String>) {
    let mut image = suitable(service);
    for (member, value) in changes {
        image[*member] = value.clone();
    }
    let image: Image = serde_json::from_value(image).unwrap();
    let mut findings = Findings::default();
    let usage = Use { service, os_version, account: Some("111122223333") };
    check(&image, usage, &Path::root().member("Ec2ImageId"), &mut findings);
    let text = |found: Vec<crate::violation::Violation>| {
        found.into_iter().map(|v| format!("{} | {}", v.given, v.allowed)).collect()
    };
    (text(findings.violations), text(findings.warnings))
}

#[test]
fn a_product_code_of_marketplace_is_a_warning_for_appstream_alone() {
    let code = |kind| ("ProductCodes", json!([{"ProductCodeId": "0123abcd", "ProductCodeType": kind}]));
    let (violations, warnings) = said(&[code("marketplace")], Service::AppStream, None);
    assert_eq!(violations, Vec::<String>::new());
    assert!(
        warnings[0].contains("ProductCodes 0123abcd, of AWS Marketplace | an AMI without"),
        "{warnings:?}"
    );
    assert_eq!(said(&[code("devpay")], Service::AppStream, None).1, Vec::<String>::new());
    assert_eq!(said(&[code("marketplace")], Service::WorkSpaces, None).1, Vec::<String>::new());
}

#[test]
fn an_ami_registered_from_a_snapshot_is_seen_by_both_members() {
    let lost = [("Platform", Value::Null), ("PlatformDetails", json!("Linux/UNIX"))];
    let (violations, _) = said(&lost, Service::AppStream, None);
    assert!(
        violations[0].contains("Platform not set | Platform windows: an AMI that was registered"),
        "{violations:?}"
    );
    assert!(violations[0].contains("create-image"), "{violations:?}");
    assert!(
        violations[1].contains("Linux/UNIX | PlatformDetails Windows: the Windows Server licence"),
        "{violations:?}"
    );
    assert_eq!(said(&lost, Service::WorkSpaces, None).0.len(), 1);
    let (violations, _) = said(&[("PlatformDetails", json!("Windows BYOL"))], Service::AppStream, None);
    assert!(violations[0].contains("import the AMI into WorkSpaces"), "{violations:?}");
}

#[test]
fn another_windows_than_the_service_takes_is_a_warning() {
    let named = |name: &str, service, os| said(&[("Name", json!(name))], service, os).1;
    let warned = |name: &str, service, os, part: &str| {
        let warnings = named(name, service, os);
        assert!(warnings.len() == 1 && warnings[0].contains(part), "{name}: {warnings:?}");
    };
    warned(
        "server-2019-apps",
        Service::AppStream,
        None,
        "Windows Server 2019 by its Name \"server-2019-apps\" | an AMI of",
    );
    warned("golden-win11", Service::AppStream, None, "import the AMI into WorkSpaces");
    warned(
        "Windows_Server-2022-English-Core-Base-2024.01.10",
        Service::AppStream,
        None,
        "Windows Server Core by its Name",
    );
    warned("server-2022-apps", Service::WorkSpaces, None, "OSNotSupported");
    warned(
        "golden-win10",
        Service::WorkSpaces,
        Some("Windows_11"),
        "an AMI of the version of Windows in OsVersion: Windows_11",
    );
    for (name, service, os) in [
        ("server-2025-apps", Service::AppStream, None),
        ("server-2022, upgraded from server-2019", Service::AppStream, None),
        ("golden-2019-05-01", Service::AppStream, None),
        ("golden-win10", Service::WorkSpaces, None),
        ("golden-win11", Service::WorkSpaces, Some("Windows_11")),
    ] {
        assert_eq!(named(name, service, os), Vec::<String>::new(), "{name}");
    }
}

#[test]
fn the_description_speaks_where_the_name_says_nothing() {
    let described = |name: &str| {
        said(
            &[("Name", json!(name)), ("Description", json!("Windows Server 2016\u{202e}"))],
            Service::AppStream,
            None,
        )
        .1
    };
    assert!(
        described("golden")[0].contains("by its Description \"Windows Server 2016\""),
        "{:?}",
        described("golden")
    );
    assert_eq!(described("golden-server-2022"), Vec::<String>::new());
}
