//! Every statement of the template's policies against AWS's Service Authorization Reference. No linter finds what this
//! refuses, and AWS takes such a policy and denies the call.

use crate::read;
use deskport_simulator::iam::{Action, Reference, ResourceKind, Stack, Template};
use serde_json::Value;

/// Condition keys that every request of a service principal has, whatever the action.
const GLOBAL: [&str; 5] =
    ["aws:PrincipalArn", "aws:RequestedRegion", "aws:SecureTransport", "aws:SourceAccount", "aws:SourceArn"];
/// Kinds of resource that the reference calls required beside another one that stands for them.
const INSTEAD: [(&str, &str, &str); 1] =
    [("states:DescribeExecution", "express", "the machines are of the type STANDARD")];

fn violations(template: &str) -> Vec<String> {
    let template = Template::read(template).unwrap();
    let mut stack = Stack::new("eu-west-1", "111122223333");
    // With every statement that a parameter brings.
    let key = "arn:aws:kms:eu-west-1:111122223333:key/0a1b2c3d";
    for (name, value) in [
        ("AllowEnableByol", "true"),
        ("PresetKmsKeyArn", key),
        ("KmsKeyArn", key),
        ("DeliveryBundles", "*"),
        ("DeliveryFleets", "*"),
        ("DeliveryAccounts", "*"),
        ("AppStreamRoleArns", "arn:aws:iam::111122223333:role/import"),
        ("CreateAppStreamRole", "true"),
        ("CaptureTaggedOnly", "true"),
        ("ChatNotifications", "true"),
        ("Tracing", "true"),
    ] {
        stack.parameters.insert(name.to_owned(), value.to_owned());
    }
    let documents = template.documents(&stack).unwrap();
    documents
        .iter()
        .flat_map(|(owner, document)| {
            let statements = listed(&document["Statement"]);
            statements.clone().into_iter().flat_map(move |one| of_statement(owner, one, &statements))
        })
        .collect()
}

/// The resources that statements name for an action.
fn resources_of<'a>(action: &str, statements: &[&'a Value]) -> Vec<&'a str> {
    let of_action = |statement: &&&Value| listed(&statement["Action"]).iter().any(|one| *one == action);
    let named = statements.iter().filter(of_action).flat_map(|statement| listed(&statement["Resource"]));
    named.filter_map(Value::as_str).collect()
}

/// `all` are the statements of the same policy: together they name every kind of resource that an action acts on.
fn of_statement(owner: &str, statement: &Value, all: &[&Value]) -> Vec<String> {
    let resources: Vec<&str> = listed(&statement["Resource"]).into_iter().filter_map(Value::as_str).collect();
    let keys: Vec<&str> = statement["Condition"]
        .as_object()
        .into_iter()
        .flat_map(|operators| operators.values())
        .flat_map(|keys| keys.as_object().unwrap().keys())
        .map(String::as_str)
        .collect();
    let mut found = Vec::new();
    for name in listed(&statement["Action"]).into_iter().filter_map(Value::as_str) {
        let Some(action) = Reference::get().action(name) else {
            found.push(format!("{name} is not in the reference: an action, and the extract not current?"));
            continue;
        };
        // A trust policy is about the role that it belongs to.
        if statement.get("Resource").is_some() {
            found.extend(of_resources(name, action, &resources));
            found.extend(of_kinds(name, action, &resources_of(name, all)));
        }
        found.extend(of_keys(name, action, &keys));
    }
    found.into_iter().map(|what| format!("{owner}: {what}")).collect()
}

/// Both directions: an action without kinds of resource needs `*`, and a resource is of a kind that the action takes.
fn of_resources(name: &str, action: &Action, resources: &[&str]) -> Vec<String> {
    if action.resources.is_empty() {
        let everything = resources == ["*"];
        return if everything {
            Vec::new()
        } else {
            vec![format!("{name} takes no resource but *, not {resources:?}")]
        };
    }
    let mut found = Vec::new();
    for resource in resources {
        if *resource == "*" {
            found.push(format!("{name} could stand on less than *"));
        } else if !action.resources.iter().any(|kind| is_of(resource, kind)) {
            found.push(format!("{name} acts on no resource such as {resource}"));
        }
    }
    found
}

fn of_kinds(name: &str, action: &Action, resources: &[&str]) -> Vec<String> {
    let mut found = Vec::new();
    for kind in action.resources.iter().filter(|kind| kind.required) {
        let instead = INSTEAD.iter().any(|(of, other, _)| (*of, *other) == (name, kind.kind.as_str()));
        if !instead && !resources.iter().any(|resource| is_of(resource, kind)) {
            found.push(format!("{name} also acts on a {}, which no resource is", kind.kind));
        }
    }
    found
}

fn of_keys(name: &str, action: &Action, keys: &[&str]) -> Vec<String> {
    let of_kinds = action.resources.iter().flat_map(|kind| &kind.condition_keys);
    let known: Vec<String> =
        action.condition_keys.iter().chain(of_kinds).map(|key| wildcards(key).to_lowercase()).collect();
    let unknown = keys.iter().filter(|key| {
        !GLOBAL.contains(key) && !known.iter().any(|known| overlap(&key.to_lowercase(), known))
    });
    unknown.map(|key| format!("{name} has no condition key {key}")).collect()
}

fn listed(value: &Value) -> Vec<&Value> {
    match value {
        Value::Array(items) => items.iter().collect(),
        Value::Null => Vec::new(),
        Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Object(_) => vec![value],
    }
}

/// The reference's `${Name}` as a wildcard.
fn wildcards(form: &str) -> String {
    let mut parts = form.split("${");
    let first = parts.next().unwrap().to_owned();
    parts.fold(first, |text, part| format!("{text}*{}", part.split_once('}').unwrap().1))
}

/// Whether a resource may be one of a kind: each part of its ARN by itself, so that no wildcard reaches into the next.
fn is_of(resource: &str, kind: &ResourceKind) -> bool {
    let form = wildcards(&kind.arn);
    let (given, wanted): (Vec<_>, Vec<_>) =
        (resource.splitn(6, ':').collect(), form.splitn(6, ':').collect());
    given.len() == wanted.len() && given.iter().zip(wanted).all(|(given, wanted)| overlap(given, wanted))
}

/// Whether there is a text that fits both patterns, whose only wildcard is `*`.
fn overlap(one: &str, other: &str) -> bool {
    let (one, other): (Vec<char>, Vec<char>) = (one.chars().collect(), other.chars().collect());
    // fits[i][j]: whether there is a text for the ends from i and from j.
    let mut fits = vec![vec![false; other.len() + 1]; one.len() + 1];
    for i in (0..=one.len()).rev() {
        for j in (0..=other.len()).rev() {
            fits[i][j] = match (one.get(i), other.get(j)) {
                (None, None) => true,
                (Some('*'), None) => fits[i + 1][j],
                (None, Some('*')) => fits[i][j + 1],
                (Some('*'), Some(_)) | (Some(_), Some('*')) => fits[i + 1][j] || fits[i][j + 1],
                (Some(a), Some(b)) => a == b && fits[i + 1][j + 1],
                (None, Some(_)) | (Some(_), None) => false,
            };
        }
    }
    fits[0][0]
}

#[test]
fn every_statement_is_one_that_aws_can_allow() {
    let found = violations(&read("infra/template.yaml"));
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn statements_that_aws_would_take_and_then_deny_are_found() {
    let good = read("infra/template.yaml");
    let cases = [
        (
            "Action: appstream:CreateImportedImage\n                Resource: \"*\"",
            "Action: appstream:CreateImportedImage\n                Resource: arn:aws:appstream:eu-west-1:111122223333:image/*",
            "appstream:CreateImportedImage takes no resource but *",
        ),
        (
            "Action: [appstream:DescribeImages, appstream:ListTagsForResource]\n                Resource: \"*\"",
            "Action: appstream:ListTagsForResource\n                Resource: arn:aws:appstream:eu-west-1:111122223333:image/*",
            "appstream:ListTagsForResource takes no resource but *",
        ),
        (
            "workspaces:*:${AWS::AccountId}:workspaceimage/*\n                Condition",
            "workspaces:*:${AWS::AccountId}:workspace/*\n                Condition",
            "workspaces:DeleteWorkspaceImage acts on no resource such as",
        ),
        (
            "Action: workspaces:CreateWorkspaceImage\n                Resource: !Sub arn:${AWS::Partition}:workspaces:${AWS::Region}:${AWS::AccountId}:workspace/*\n",
            "Action: workspaces:CreateWorkspaceImage\n                Resource: !Sub arn:${AWS::Partition}:workspaces:${AWS::Region}:${AWS::AccountId}:workspaceimage/*\n",
            "workspaces:CreateWorkspaceImage also acts on a workspaceid",
        ),
        (
            "Action: \"sns:Publish\", Resource: !Ref Topic",
            "Action: \"sns:Publish\", Resource: \"*\"",
            "sns:Publish could stand on less than *",
        ),
        (
            "Action: \"sns:Publish\", Resource: !Ref Topic",
            "Action: \"sns:Publisch\", Resource: !Ref Topic",
            "sns:Publisch is not in the reference",
        ),
        (
            "\"aws:RequestTag/deskport:run\"",
            "\"aws:ResourceTag/deskport:run\"",
            "appstream:CreateImportedImage has no condition key aws:ResourceTag/deskport:run",
        ),
    ];
    for (old, new, expected) in cases {
        assert!(good.contains(old), "{old}");
        let found = violations(&good.replacen(old, new, 1));
        assert!(found.iter().any(|what| what.contains(expected)), "{expected}: {found:?}");
    }
}

#[test]
fn the_scp_names_actions_and_condition_keys_that_aws_knows() {
    let policy: Value = serde_json::from_str(&read("docs/policies/scp.json")).unwrap();
    let statements = policy["Statement"].as_array().unwrap();
    assert!(!statements.is_empty());
    for statement in statements {
        let operators = statement["Condition"].as_object().unwrap().values();
        let keys: Vec<&str> =
            operators.flat_map(|keys| keys.as_object().unwrap().keys()).map(String::as_str).collect();
        for name in listed(&statement["Action"]).into_iter().filter_map(Value::as_str) {
            let action = Reference::get().action(name);
            let action = action.unwrap_or_else(|| panic!("{name} is not in the reference"));
            assert_eq!(of_keys(name, action, &keys), Vec::<String>::new());
        }
    }
    // What an organization may attach (AWS Organizations User Guide, "Quotas"), spaces aside.
    assert!(policy.to_string().len() <= 5_120);
}
