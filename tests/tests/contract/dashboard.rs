//! The dashboard of the template: each metric that it shows is one that a function writes, or one of AWS's.

use crate::read;
use deskport_shared::metrics::{Metric, NAMESPACE, STACK};
use regex_lite::Regex;
use serde_json::Value;
use std::collections::BTreeSet;

/// Metrics of AWS with their dimension, and the page that names them.
const OF_AWS: [(&str, &str, &str, &str); 4] = [
    (
        "AWS/Lambda",
        "Invocations",
        "FunctionName",
        "Lambda Developer Guide: Types of metrics for Lambda functions",
    ),
    (
        "AWS/States",
        "ExecutionsStarted",
        "StateMachineArn",
        "Step Functions Developer Guide: Monitoring with CloudWatch, Execution metrics",
    ),
    (
        "AWS/States",
        "ConsumedCapacity",
        "ServiceMetric",
        "Step Functions Developer Guide: Monitoring with CloudWatch, State machine metrics",
    ),
    (
        "AWS/SNS",
        "NumberOfMessagesPublished",
        "TopicName",
        "Amazon SNS Developer Guide: Monitoring topics using CloudWatch",
    ),
];

fn body() -> Value {
    let template = read("infra/template.yaml");
    let text = template.split("DashboardBody: !Sub |\n").nth(1).unwrap();
    let indented = |line: &&str| line.starts_with("        ");
    let text: Vec<&str> = text.lines().take_while(indented).collect();
    let filled = Regex::new(r"\$\{[^}]+\}").unwrap().replace_all(&text.join("\n"), "filled").into_owned();
    serde_json::from_str(&filled).unwrap()
}

/// The entries of each list of metrics.
fn shown() -> Vec<Value> {
    let body = body();
    let widgets = body["widgets"].as_array().unwrap();
    widgets
        .iter()
        .filter_map(|widget| widget["properties"]["metrics"].as_array())
        .flatten()
        .cloned()
        .collect()
}

#[test]
fn every_metric_of_the_dashboard_is_one_that_is_written_with_these_dimensions() {
    let search =
        Regex::new(r#"^SEARCH\('\{(\w+),([\w,]+)\} MetricName="(\w+)" Stack="filled"( Status="SUCCEEDED")?', '(Sum|Average)', 3600\)$"#)
            .unwrap();
    let mut seen = BTreeSet::new();
    let mut of_aws = 0;
    for entry in shown() {
        let Some(expression) = entry[0]["expression"].as_str() else {
            let text = |place: usize| entry[place].as_str().unwrap_or_default();
            let known =
                OF_AWS.iter().any(|(space, name, by, _)| (*space, *name, *by) == (text(0), text(1), text(2)));
            assert!(known && !text(3).is_empty(), "{entry}");
            of_aws += 1;
            continue;
        };
        let found = search.captures(expression).unwrap_or_else(|| panic!("{expression}"));
        let metric =
            Metric::ALL.iter().map(|metric| metric.definition()).find(|metric| metric.name == &found[3]);
        let metric = metric.unwrap_or_else(|| panic!("no function writes {}", &found[3]));
        let own = metric.dimensions.iter().map(|dimension| dimension.as_str());
        let dimensions: Vec<&str> = std::iter::once(STACK).chain(own).collect();
        assert_eq!((&found[1], &found[2]), (NAMESPACE, dimensions.join(",").as_str()), "{expression}");
        seen.insert(metric.name);
    }
    assert!(of_aws >= 10, "{of_aws}");
    // What alarms are for is not shown.
    let hidden: Vec<_> = Metric::ALL
        .iter()
        .map(|metric| metric.definition().name)
        .filter(|name| !seen.contains(name))
        .collect();
    assert_eq!(hidden, ["ChatNotificationsFailed"]);
}

#[test]
fn every_function_and_machine_is_in_the_graphs_of_what_costs() {
    let template = read("infra/template.yaml");
    let named = Regex::new(r"(?m)^  (\w+(?:Function|StateMachine)):\n    Type: AWS::(?:Serverless::Function|StepFunctions::StateMachine)\n").unwrap();
    let dashboard = template.split("DashboardBody: !Sub |").nth(1).unwrap().split("\n\n").next().unwrap();
    let mut found = 0;
    // The approval page is not in every stack, and is called once for a link that somebody opens.
    for name in named.captures_iter(&template).filter(|name| &name[1] != "ApprovalPageFunction") {
        assert!(dashboard.contains(&format!("\"${{{}}}\"", &name[1])), "{}", &name[1]);
        found += 1;
    }
    assert_eq!(found, 11);
}

#[test]
fn the_widgets_stand_side_by_side_on_a_grid_of_24() {
    let body = body();
    let mut taken = BTreeSet::new();
    for widget in body["widgets"].as_array().unwrap() {
        let number = |name: &str| widget[name].as_u64().unwrap();
        assert!(number("x") + number("width") <= 24, "{widget}");
        for x in number("x")..number("x") + number("width") {
            for y in number("y")..number("y") + number("height") {
                assert!(taken.insert((x, y)), "two widgets at {x}, {y}");
            }
        }
        let properties = &widget["properties"];
        let titled = properties["title"].as_str().is_some_and(|title| title.len() > 4);
        assert!(
            titled || properties["markdown"].as_str().is_some_and(|text| text.contains("# ")),
            "{widget}"
        );
    }
}
