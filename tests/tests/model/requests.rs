//! Documents to try: right ones, nearly right ones, and any JSON.

use proptest::collection::{btree_map, vec};
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Map, Value, json};

/// Stands in AppCatalogConfig alone: no message may show it.
pub(crate) const SECRET: &str = "s3cret";

const AMIS: [&str; 4] = ["ami-0abc1234def567890", "ami-0123456789abcdef0", "ami-01234567", "ami-xyz"];
const NAMES: [&str; 8] = ["n", "n-{ami-id}", "{ami-name}", "{date}_x", "a/(b)\\", "-x", "a b", "{{x}}"];
const TEXTS: [&str; 6] = ["Desktop of {date}", "d", "", "a, b", "{ami-name} {date}", "{x"];

/// One of `right`, and now and then one of `wrong`.
fn mostly(right: &'static [&'static str], wrong: &'static [&'static str]) -> BoxedStrategy<Value> {
    prop_oneof![12 => select(right), 1 => select(wrong)].prop_map(|text| json!(text)).boxed()
}

fn name() -> BoxedStrategy<Value> {
    let numbered = (select(&NAMES[..5]), 0..1000u16).prop_map(|(name, i)| json!(format!("{name}-{i}")));
    prop_oneof![20 => numbered, 1 => select(&NAMES[..]).prop_map(|n| json!(n)), 1 => "[ -~]{0,110}".prop_map(Value::from)].boxed()
}

fn text() -> BoxedStrategy<Value> {
    prop_oneof![10 => select(&TEXTS[..2]).prop_map(|t| json!(t)), 1 => select(&TEXTS[..]).prop_map(|t| json!(t)), 1 => "[ -~é東]{0,270}".prop_map(Value::from)].boxed()
}

fn workspaces_tags() -> BoxedStrategy<Value> {
    let tag = (0..60u8, option::of(prop_oneof![5 => Just("v".to_owned()), 1 => "[ -~é]{0,4}"])).prop_map(
        |(key, value)| match value {
            Some(value) => json!({ "Key": format!("k{key}"), "Value": value }),
            None => json!({ "Key": format!("k{key}") }),
        },
    );
    prop_oneof![10 => vec(tag.clone(), 0..3), 1 => vec(tag, 46..52)].prop_map(Value::from).boxed()
}

fn appstream_tags() -> BoxedStrategy<Value> {
    let key = prop_oneof![10 => "[a-zé東 ]{1,6}", 1 => "[ -~]{0,4}", 1 => Just("AWS:x".to_owned())];
    let value = prop_oneof![5 => Just("v {date}".to_owned()), 1 => "[ -~é]{0,4}"];
    prop_oneof![10 => btree_map(key.clone(), value.clone(), 1..3), 1 => btree_map(key, value, 0..52)]
        .prop_map(|m| json!(m))
        .boxed()
}

fn catalogue() -> BoxedStrategy<Value> {
    let application = (0..9u8, option::of("[a-z -]{0,5}"), "[ -~]{0,9}", option::of("[ -~\0]{0,9}"))
        .prop_map(|(i, shown, path, parameters)| {
            let mut application =
                json!({ "Name": format!("{SECRET}{i}"), "AbsoluteAppPath": format!("{SECRET}{path}") });
            if let Some(shown) = shown {
                application["DisplayName"] = json!(format!("{SECRET}{shown}"));
            }
            if let Some(parameters) = parameters {
                application["LaunchParameters"] = json!(format!("{SECRET}{parameters}"));
            }
            application
        });
    let wrong = prop_oneof![
        Just(json!(SECRET)),
        Just(json!({ SECRET: SECRET })),
        Just(json!([{ SECRET: SECRET }, SECRET]))
    ];
    prop_oneof![10 => vec(application, 0..3).prop_map(Value::from), 1 => wrong].boxed()
}

/// An object of these members; an uncertain one is left out now and then.
fn object(members: Vec<(&'static str, bool, BoxedStrategy<Value>)>) -> BoxedStrategy<Value> {
    let each = members.into_iter().map(|(name, certain, value)| {
        let there = if certain {
            prop_oneof![30 => Just(true), 1 => Just(false)].boxed()
        } else {
            any::<bool>().boxed()
        };
        (there, value).prop_map(move |(there, value)| (name, there.then_some(value)))
    });
    each.collect::<Vec<_>>()
        .prop_map(|members| {
            let there = members.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?)));
            Value::Object(there.collect::<Map<_, _>>())
        })
        .boxed()
}

fn ami() -> BoxedStrategy<Value> {
    mostly(&AMIS[..2], &AMIS[2..])
}

fn body(operation: &'static str, in_then: bool) -> BoxedStrategy<Value> {
    const ARN: &str = "arn:aws:imagebuilder:eu-west-1:111122223333:infrastructure-configuration/byol";
    let imported = vec![
        ("Name", true, name()),
        ("Description", false, text()),
        ("DisplayName", false, text()),
        ("Tags", false, appstream_tags()),
        (
            "RuntimeValidationConfig",
            false,
            mostly(&["GeneralPurpose.t3.large", "stream.standard.large"], &["t3.large", "x"])
                .prop_map(|t| json!({ "IntendedInstanceType": t }))
                .boxed(),
        ),
        ("AgentSoftwareVersion", false, mostly(&["CURRENT_LATEST", "ALWAYS_LATEST"], &["LATEST"])),
        ("AppCatalogConfig", false, catalogue()),
    ];
    match operation {
        "ImportWorkspaceImage" => object(vec![
            (
                "IngestionProcess",
                true,
                mostly(
                    &["BYOL_REGULAR_WSP", "BYOL_REGULAR_BYOP"],
                    // The AMIs boot by UEFI, which does not go with PCoIP.
                    &["BYOL", "BYOL_REGULAR", "BYOL_GRAPHICS_G4DN_WSP"],
                ),
            ),
            ("ImageName", true, name()),
            ("ImageDescription", true, text()),
            ("Ec2ImageId", false, ami()),
            ("Tags", false, workspaces_tags()),
            (
                "Applications",
                false,
                prop_oneof![
                    Just(json!(["Microsoft_Office_2019"])),
                    Just(json!(["Microsoft_Office_2016"])),
                    Just(json!([]))
                ]
                .boxed(),
            ),
        ]),
        "ImportCustomWorkspaceImage" => object(vec![
            ("ImageName", true, name()),
            ("ImageDescription", true, text()),
            ("ComputeType", true, mostly(&["BASE", "GRAPHICS_G7"], &["GRAPHICS"])),
            ("Protocol", true, mostly(&["DCV", "BYOP"], &["PCOIP", "WSP"])),
            ("Platform", true, mostly(&["WINDOWS"], &["LINUX"])),
            ("OsVersion", true, mostly(&["Windows_10", "Windows_11"], &["Windows_12"])),
            ("InfrastructureConfigurationArn", true, mostly(&[ARN], &["arn:aws:x"])),
            (
                "ImageSource",
                false,
                prop_oneof![
                    ami().prop_map(|id| json!({ "Ec2ImageId": id })),
                    Just(json!({ "Ec2ImportTaskId": "import-ami-01234567" })),
                    Just(json!({})),
                ]
                .boxed(),
            ),
            ("Tags", false, workspaces_tags()),
            ("ImageValidationMode", false, mostly(&["CUSTOMER_MANAGED"], &["NONE"])),
        ]),
        "CreateWorkspaceImage" => object(vec![
            ("Name", true, name()),
            ("Description", true, text()),
            ("WorkspaceId", true, "ws-[0-9]{9}".prop_map(Value::from).boxed()),
            ("Tags", false, workspaces_tags()),
        ]),
        _ if in_then => object(imported),
        _ => prop_oneof![
            object(
                [
                    imported.clone(),
                    vec![
                        ("SourceAmiId", false, ami()),
                        ("IamRoleArn", true, mostly(&["arn:aws:iam::111122223333:role/import"], &["role"]))
                    ]
                ]
                .concat()
            ),
            object(
                [
                    imported,
                    vec![("WorkspaceImageId", true, mostly(&["wsi-0a1b2c3d4", "wsi-01234567"], &["wsi-1"]))]
                ]
                .concat()
            ),
        ]
        .boxed(),
    }
}

fn approval() -> BoxedStrategy<Value> {
    let hours = prop_oneof![10 => (1..169u8).prop_map(Value::from), 1 => select(vec![json!(0), json!(169), json!(1.5), json!("24")])];
    let message = prop_oneof![10 => text(), 1 => "[ -~\t\n]{0,520}".prop_map(Value::from)].boxed();
    object(vec![("Message", true, message), ("Hours", false, hours.boxed())])
}

fn import() -> BoxedStrategy<Value> {
    const OPERATIONS: &[&str] = &[
        "ImportWorkspaceImage",
        "ImportCustomWorkspaceImage",
        "CreateWorkspaceImage",
        "CreateImportedImage",
    ];
    let made = || body("CreateImportedImage", true).prop_map(|body| json!({ "CreateImportedImage": body }));
    let approved = (approval(), option::of(vec(made(), 1..3))).prop_map(|(body, then)| match then {
        Some(then) => json!({ "Approve": body, "Then": then }),
        None => json!({ "Approve": body }),
    });
    let then = option::weighted(0.3, vec(prop_oneof![3 => made().boxed(), 1 => approved.boxed()], 1..3));
    let os_version = option::weighted(0.3, mostly(&["Windows_10", "Windows_11"], &["Windows"]));
    (select(OPERATIONS), then, os_version)
        .prop_flat_map(|(operation, then, os_version)| {
            body(operation, false).prop_map(move |body| {
                let mut import = json!({ operation: body });
                if let Some(version) = os_version.clone().filter(|_| operation == "ImportWorkspaceImage") {
                    import["OsVersion"] = version;
                }
                if let Some(then) = then.clone().filter(|_| operation != "CreateImportedImage") {
                    import["Then"] = then.into();
                }
                import
            })
        })
        .boxed()
}

/// A request each part of which is right more often than not.
pub(crate) fn request() -> BoxedStrategy<Value> {
    let consent = option::of(prop_oneof![
        Just(json!({ "ChooseRange": true })),
        Just(json!({ "DedicatedTenancyManagementCidrRange": "10.90.0.0/16" })),
        Just(json!({ "DedicatedTenancyManagementCidrRange": "10.90.0.0/8" })),
    ]);
    (
        option::weighted(0.8, ami()),
        vec(import(), 1..4),
        consent,
        option::of(20..10_100u32),
        option::of(any::<bool>()),
    )
        .prop_map(|(ami, imports, consent, minutes, dry_run)| {
            let members = [
                ("Ec2ImageId", ami),
                ("Imports", Some(Value::from(imports))),
                ("EnableByol", consent),
                ("TimeoutMinutes", minutes.map(Value::from)),
                ("DryRun", dry_run.map(Value::from)),
            ];
            members
                .into_iter()
                .filter_map(|(name, value)| Some((name.to_owned(), value?)))
                .collect::<Map<_, _>>()
                .into()
        })
        .boxed()
}

/// Any JSON, of keys that mean something more often than not.
pub(crate) fn any_json() -> BoxedStrategy<Value> {
    let keys = [
        "Ec2ImageId",
        "Imports",
        "EnableByol",
        "TimeoutMinutes",
        "DryRun",
        "ImportWorkspaceImage",
        "CreateImportedImage",
        "ImportCustomWorkspaceImage",
        "CreateWorkspaceImage",
        "OsVersion",
        "Then",
        "Name",
        "ImageName",
        "Tags",
        "Key",
        "Value",
        "ImageSource",
        "SourceAmiId",
        "WorkspaceImageId",
        "IamRoleArn",
        "AppCatalogConfig",
        "Applications",
        "ChooseRange",
        "",
        "~/",
    ];
    let key = prop_oneof![8 => select(keys.to_vec()).prop_map(str::to_owned), 1 => ".{0,4}"];
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        select(&NAMES[..]).prop_map(Value::from),
        select(&AMIS[..]).prop_map(Value::from),
        ".{0,8}".prop_map(Value::from),
        "[{}a-z-]{0,12}".prop_map(Value::from),
    ];
    leaf.prop_recursive(6, 64, 6, move |inner| {
        prop_oneof![
            vec(inner.clone(), 0..4).prop_map(Value::from),
            vec((key.clone(), inner), 0..6)
                .prop_map(|members| members.into_iter().collect::<Map<_, _>>().into()),
        ]
    })
    .boxed()
}
