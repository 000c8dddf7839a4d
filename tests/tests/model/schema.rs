//! The JSON Schema: it is valid, it takes whatever the rules take, and it refuses what it can.

use crate::{read, requests};
use deskport_shared::request::{Context, Origin, check};
use deskport_shared::schema;
use jsonschema::Validator;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use serde_json::{Value, json};
use std::cell::Cell;

fn validator() -> Validator {
    jsonschema::draft202012::new(&schema::request()).unwrap()
}

fn full() -> Value {
    serde_json::from_str(&read("examples/all-routes.json")).unwrap()
}

#[test]
fn it_is_a_schema_of_2020_12() {
    jsonschema::draft202012::meta::validate(&schema::request()).unwrap();
    assert_eq!(schema::request()["$schema"], "https://json-schema.org/draft/2020-12/schema");
}

#[test]
fn every_member_has_a_description_for_editors() {
    fn look(schema: &Value, path: &str, described: &mut usize) {
        for (name, property) in schema["properties"].as_object().into_iter().flatten() {
            let path = format!("{path}/{name}");
            let text = property["description"].as_str().unwrap_or_default();
            assert!(text.len() > 10 && text.ends_with('.'), "{path}: {text:?}");
            *described += 1;
            look(property, &path, described);
            look(&property["items"], &path, described);
        }
    }
    let schema = schema::request();
    let mut described = 0;
    look(&schema, "", &mut described);
    for (name, definition) in schema["$defs"].as_object().unwrap() {
        look(definition, name, &mut described);
    }
    assert!(described > 60, "{described}");
}

#[test]
fn it_takes_whatever_the_rules_take() {
    let validator = validator();
    let (taken, both) = (Cell::new(0), Cell::new(0));
    let mut runner = TestRunner::new(Config { cases: 3000, failure_persistence: None, ..Config::default() });
    runner
        .run(&requests::request(), |document| {
            let preset = Context { origin: Origin::Preset(None), ..Context::default() };
            let passes =
                [Context::default(), preset].iter().any(|context| check(&document, context).1.is_some());
            let fault =
                validator.iter_errors(&document).next().map(|e| format!("{} at {}", e, e.instance_path()));
            taken.set(taken.get() + usize::from(passes));
            both.set(both.get() + usize::from(passes == fault.is_none()));
            prop_assert!(!passes || fault.is_none(), "{:?}: {}", fault, document);
            Ok(())
        })
        .unwrap();
    println!("the rules took {} of 3000, the schema agreed in {}", taken.get(), both.get());
    assert!(taken.get() > 300 && both.get() > 2000, "{} {}", taken.get(), both.get());
}

#[test]
fn it_refuses_what_a_schema_can() {
    let validator = validator();
    let iwi = "/Imports/0/ImportWorkspaceImage";
    let custom = "/Imports/1/ImportCustomWorkspaceImage";
    let cii = "/Imports/3/CreateImportedImage";
    let cases: Vec<(String, Option<Value>)> = vec![
        ("/Surprise".into(), Some(json!(1))),
        ("/Imports".into(), Some(json!([]))),
        ("/Imports".into(), None),
        ("/Ec2ImageId".into(), Some(json!("ami-1"))),
        ("/Ec2ImageId".into(), Some(json!(null))),
        ("/TimeoutMinutes".into(), Some(json!(29))),
        ("/EnableByol".into(), Some(json!({}))),
        ("/EnableByol".into(), Some(json!({ "ChooseRange": false }))),
        (
            "/EnableByol".into(),
            Some(json!({ "ChooseRange": true, "DedicatedTenancyManagementCidrRange": "10.90.0.0/16" })),
        ),
        ("/Imports/2".into(), Some(json!({}))),
        ("/Imports/2/OsVersion".into(), Some(json!("Windows_11"))),
        (
            "/Imports/2/CreateImportedImage".into(),
            Some(json!({ "Name": "n", "WorkspaceImageId": "wsi-0a1b2c3d4" })),
        ),
        ("/Imports/0/Then".into(), Some(json!([]))),
        ("/Imports/0/Then/0/Then".into(), Some(json!([]))),
        ("/Imports/0/Then/0/CreateImportedImage/SourceAmiId".into(), Some(json!("ami-01234567"))),
        ("/Imports/3/Then".into(), Some(json!([{ "CreateImportedImage": { "Name": "n" } }]))),
        (format!("{iwi}/IngestionProcess"), Some(json!("BYOL_REGULAR_wsp"))),
        (format!("{iwi}/IngestionProcess"), Some(json!("BYOL_REGULAR"))),
        (format!("{iwi}/IngestionProcess"), Some(json!("BYOL_GRAPHICS_G4DN_WSP"))),
        (format!("{iwi}/IngestionProcess"), None),
        (format!("{iwi}/Applications"), Some(json!(["Microsoft_Office_2016"]))),
        (format!("{iwi}/ImageName"), Some(json!("a b"))),
        (format!("{iwi}/ImageName"), Some(json!("x".repeat(65)))),
        (format!("{iwi}/ImageName"), Some(json!("{ami}"))),
        (format!("{iwi}/Tags"), Some(json!([{ "Key": "AWS:x" }]))),
        (format!("{iwi}/Tags"), Some(json!([{ "Key": "k", "Value": "{x}" }]))),
        (format!("{iwi}/DryRun"), Some(json!(true))),
        (format!("{custom}/ImageSource"), Some(json!({}))),
        (format!("{custom}/Protocol"), Some(json!("PCOIP"))),
        (format!("{cii}/IamRoleArn"), None),
        (format!("{cii}/WorkspaceImageId"), Some(json!("wsi-0a1b2c3d4"))),
        (format!("{cii}/Name"), Some(json!("-x"))),
        (format!("{cii}/Tags"), Some(json!({}))),
        (format!("{cii}/Tags"), Some(json!({ "Deskport:x": "y" }))),
        (format!("{cii}/Tags"), Some(json!({ "a;b": "y" }))),
        (format!("{cii}/AppCatalogConfig"), Some(json!([{ "Name": "a" }]))),
        (format!("{cii}/RuntimeValidationConfig"), Some(json!({ "IntendedInstanceType": "stream.large" }))),
    ];
    assert!(validator.is_valid(&full()));
    for (pointer, value) in cases {
        let mut document = full();
        let (parent, member) = pointer.rsplit_once('/').unwrap();
        match (document.pointer_mut(parent).unwrap(), value.clone()) {
            (Value::Object(object), Some(value)) => drop(object.insert(member.to_owned(), value)),
            (Value::Object(object), None) => drop(object.shift_remove(member).unwrap()),
            (Value::Array(items), Some(value)) => items[member.parse::<usize>().unwrap()] = value,
            (other, _) => panic!("{pointer}: {other}"),
        }
        assert!(!validator.is_valid(&document), "{pointer} = {value:?}");
        assert!(!check(&document, &Context::default()).0.violations.is_empty(), "{pointer} = {value:?}");
    }
}
