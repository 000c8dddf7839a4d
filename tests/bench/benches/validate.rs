//! How long it takes to check a request of 40 imports, the most that one may hold.

use criterion::{Criterion, criterion_group, criterion_main};
use deskport_shared::ami::Image;
use deskport_shared::json;
use deskport_shared::request::{Context, IMPORTS_MAX, check};
use serde_json::{Value, json};
use std::hint::black_box;

/// Ten imports of each route, with tags, placeholders and a `Then`.
fn request() -> Value {
    let tags = |i: usize| json!([{ "Key": "team", "Value": "finance" }, { "Key": "built", "Value": format!("{{date}} {i}") }]);
    let import = |i: usize| match i % 4 {
        0 => {
            json!({ "ImportWorkspaceImage": { "IngestionProcess": "BYOL_REGULAR_WSP", "ImageName": format!("win11-{i}-{{ami-id}}"),
                "ImageDescription": "Desktop of {date}", "Tags": tags(i), "Applications": ["Microsoft_Office_2019"] },
            "OsVersion": "Windows_11", "Then": [{ "CreateImportedImage": { "Name": format!("then-{i}-{{ami-id}}") } }] })
        }
        1 => {
            json!({ "ImportCustomWorkspaceImage": { "ImageName": format!("custom-{i}-{{ami-name}}"), "ImageDescription": "Custom",
                "ComputeType": "BASE", "Protocol": "DCV", "Platform": "WINDOWS", "OsVersion": "Windows_11", "Tags": tags(i),
                "InfrastructureConfigurationArn": "arn:aws:imagebuilder:eu-west-1:111122223333:infrastructure-configuration/byol" } })
        }
        2 => {
            json!({ "CreateWorkspaceImage": { "Name": format!("captured-{i}-{{date}}"), "Description": "Captured",
                "WorkspaceId": format!("ws-{i:09}"), "Tags": tags(i) } })
        }
        _ => {
            json!({ "CreateImportedImage": { "Name": format!("apps-{i}-{{ami-id}}"), "IamRoleArn": "arn:aws:iam::111122223333:role/import",
                "SourceAmiId": "ami-0123456789abcdef0", "Tags": { "team": "finance", "built": "{date}" },
                "AppCatalogConfig": [{ "Name": "editor", "AbsoluteAppPath": "C:\\Program Files\\Editor\\editor.exe" }] } })
        }
    };
    json!({ "Ec2ImageId": "ami-0abc1234def567890", "Imports": (0..IMPORTS_MAX).map(import).collect::<Vec<_>>() })
}

/// The same with a violation in every import: the messages are the larger part of the work.
fn with_violations() -> Value {
    let text = request().to_string();
    let text = text.replace("_WSP", "_wsp").replace("WorkspaceId", "WorkSpaceId").replace("team", "aws:team");
    serde_json::from_str(&text).unwrap_or_default()
}

fn benchmark(criterion: &mut Criterion) {
    let images: Vec<Image> =
        serde_json::from_str(include_str!("../../../shared/testdata/images.json")).unwrap_or_default();
    let context = Context {
        images: &images,
        images_complete: true,
        account: Some("111122223333"),
        ..Context::default()
    };
    let (right, wrong) = (request(), with_violations());
    assert_eq!(check(&right, &context).0.violations, [], "the request of the benchmark is right");
    assert!(check(&wrong, &context).0.violations.len() >= IMPORTS_MAX);
    let text = right.to_string();
    criterion.bench_function("read 40 imports", |b| b.iter(|| json::read(black_box(text.as_bytes()))));
    criterion.bench_function("check 40 imports", |b| b.iter(|| check(black_box(&right), &context)));
    criterion.bench_function("check 40 imports with violations", |b| {
        b.iter(|| check(black_box(&wrong), &context))
    });
}

criterion_group!(benches, benchmark);
criterion_main!(benches);
