//! Approve: Deskport's own operation, in a `Then` alone.

use super::*;

/// A capture, or an AppStream image, with this entry in its `Then`.
fn below(operation: &str, entry: Value) -> Value {
    let import = match operation {
        "CreateWorkspaceImage" => json!({ "Name": "n", "Description": "d", "WorkspaceId": "ws-01234567" }),
        _ => json!({ "Name": "n", "WorkspaceImageId": "wsi-0a1b2c3d4" }),
    };
    json!({ "Ec2ImageId": AMI, "Imports": [{ operation: import, "Then": [entry] }] })
}

fn asking(body: &Value) -> Value {
    below("CreateWorkspaceImage", json!({ "Approve": body }))
}

const APPROVE: &str = "/Imports/0/Then/0/Approve";

#[test]
fn a_message_has_1_to_500_characters_on_any_number_of_lines() {
    for right in ["x", "Go on?\nPilot desktops run it.", &"\u{6771}".repeat(500), "{date}: {{x}}"] {
        assert_eq!(paths(&asking(&json!({ "Message": right }))), Vec::<String>::new(), "{right}");
    }
    let message = [format!("{APPROVE}/Message")];
    for wrong in ["", "a\tb", "a\r\nb", "a\u{1b}[31m", "a\u{85}b", &"x".repeat(501), "{x}"] {
        assert_eq!(paths(&asking(&json!({ "Message": wrong }))), message, "{wrong:?}");
    }
    assert_eq!(paths(&asking(&json!({}))), message);
    let (findings, _) = checked(&asking(&json!({ "Message": "a\tb" })));
    let allowed = "1 to 500 characters: no control character but the line feed; not allowed is the character U+0009 at position 2";
    assert_eq!(findings.violations[0].allowed, allowed);
}

#[test]
fn the_length_is_that_of_the_text_after_filling_in() {
    let of = |length: usize| asking(&json!({ "Message": format!("{}{{ami-id}}", "x".repeat(length)) }));
    assert_eq!(paths(&of(500 - AMI.len())), Vec::<String>::new());
    assert_eq!(paths(&of(501 - AMI.len())), [format!("{APPROVE}/Message")]);
    let plan = checked(&of(1)).1.unwrap();
    assert_eq!(plan.imports[0].steps[1].request["Message"], format!("x{AMI}"));
}

#[test]
fn hours_are_an_integer_from_1_to_168_and_24_by_default() {
    let seconds = |body: &Value| checked(&asking(body)).1.unwrap().imports[0].steps[1].seconds_to_answer;
    assert_eq!(seconds(&json!({ "Message": "x" })), Some(24 * 3600));
    for hours in [1, 168] {
        assert_eq!(seconds(&json!({ "Message": "x", "Hours": hours })), Some(hours * 3600));
    }
    for wrong in
        [json!(0), json!(169), json!(-1), json!(1.5), json!("24"), json!(null), json!(4_000_000_000_u32)]
    {
        assert_eq!(
            paths(&asking(&json!({ "Message": "x", "Hours": wrong }))),
            [format!("{APPROVE}/Hours")],
            "{wrong}"
        );
    }
    assert_eq!(paths(&asking(&json!({ "Message": "x", "Name": "y" }))), [format!("{APPROVE}/Name")]);
}

#[test]
fn it_stands_in_then_alone() {
    let document = json!({ "Ec2ImageId": AMI, "Imports": [{ "Approve": { "Message": "x" } }] });
    let (findings, _) = checked(&document);
    let said: Vec<_> = findings.violations.iter().map(|v| (v.path.as_str(), v.allowed.as_str())).collect();
    assert_eq!(said, [("/Imports/0/Approve", "not in Imports: put it into the Then of an entry")]);
    // What stands below it is still checked.
    let document = json!({ "Imports": [
        { "Approve": { "Message": "x" }, "Then": [{ "UpdateWorkspaceBundle": { "BundleId": "x" } }] } ] });
    let below = "/Imports/0/Then/0/UpdateWorkspaceBundle/BundleId".to_owned();
    assert_eq!(paths(&document), ["/Imports/0/Approve".to_owned(), below]);
    // The message for an entry that holds nothing names no operation that may not stand there.
    let (findings, _) = checked(&json!({ "Imports": [{}] }));
    assert!(!findings.violations[0].allowed.contains("Approve"), "{}", findings.violations[0].allowed);
}

#[test]
fn it_gives_what_it_takes() {
    let bundle = json!({ "UpdateWorkspaceBundle": { "BundleId": "wsb-0a1b2c3d4" } });
    let ask = |then: Value| json!({ "Approve": { "Message": "x" }, "Then": [then] });
    let nested = ask(ask(bundle.clone()));
    for entry in [ask(bundle.clone()), nested] {
        assert_eq!(paths(&below("CreateWorkspaceImage", entry)), Vec::<String>::new());
    }
    let document = below("CreateImportedImage", ask(bundle));
    let (findings, _) = checked(&document);
    let said: Vec<_> = findings.violations.iter().map(|v| (v.path.as_str(), v.allowed.as_str())).collect();
    let allowed =
        "only below an entry that gives a WorkSpaces image; the entry above it gives an AppStream image";
    assert_eq!(said, [("/Imports/0/Then/0/Then/0/UpdateWorkspaceBundle", allowed)]);
    let document = below("CreateImportedImage", json!({ "Approve": { "Message": "x" } }));
    assert_eq!(paths(&document), Vec::<String>::new());
}

#[test]
fn what_is_known_of_the_image_above_holds_below_it() {
    // AppStream tries a BYOL image out on other instance types than an image without.
    let kind = json!({ "IntendedInstanceType": "GeneralPurpose.t3.large" });
    let apps = json!({ "CreateImportedImage": { "Name": "apps-{date}", "RuntimeValidationConfig": kind } });
    let import = |then: Value| {
        json!({ "Ec2ImageId": AMI, "Imports": [{ "ImportWorkspaceImage": {
            "IngestionProcess": "BYOL_REGULAR_WSP", "ImageName": "n", "ImageDescription": "d" }, "Then": [then] }] })
    };
    let direct = checked(&import(apps.clone()));
    let approved = checked(&import(json!({ "Approve": { "Message": "x" }, "Then": [apps] })));
    let said = |findings: &Findings| -> Vec<String> {
        findings.violations.iter().chain(&findings.warnings).map(|v| v.allowed.clone()).collect()
    };
    assert!(!said(&direct.0).is_empty());
    assert_eq!(said(&direct.0), said(&approved.0));
}
