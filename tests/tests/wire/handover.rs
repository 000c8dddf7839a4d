//! What earlier versions handed from one function or machine to another, recorded from real runs (tests/data/handover), on
//! today's functions: a run that began before an update ends after it.

use crate::support::{World, delivery};
use deskport_shared::error::Failure;
use deskport_shared::image_tags::ImageTags;
use deskport_shared::message::Message;
use enable_byol::Settings;
use notify::{Page, Publish};
use serde_json::{Map, Value, json};
use std::fs;
use std::path::Path;

struct Record {
    file: String,
    function: String,
    number: usize,
    input: Value,
    answer: Value,
    error: Option<String>,
}

impl Record {
    fn place(&self) -> String {
        format!("{}, {} number {}", self.file, self.function, self.number)
    }
}

struct Topic;

impl Publish for Topic {
    async fn publish(&self, _: notify::Topic, _: &Message) -> Result<String, Failure> {
        Ok("id-1".to_owned())
    }
}

impl Page for Topic {
    fn url(&self) -> Option<&str> {
        None
    }

    fn random(&self) -> Result<[u8; 32], Failure> {
        Ok([0; 32])
    }

    fn approval_topic(&self) -> &str {
        ""
    }
}

fn records() -> Vec<Record> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/handover");
    let mut found = Vec::new();
    for file in fs::read_dir(folder).unwrap() {
        let path = file.unwrap().path();
        let file = path.file_name().unwrap().to_str().unwrap().to_owned();
        let recorded: Map<String, Value> = serde_json::from_str(&fs::read_to_string(&path).unwrap()).unwrap();
        for (function, list) in recorded {
            for (number, record) in list.as_array().unwrap().iter().enumerate() {
                let error = record["Error"].as_str().map(str::to_owned);
                let (input, answer) = (record["Input"].clone(), record["Answer"].clone());
                let (file, function) = (file.clone(), function.clone());
                found.push(Record { file, function, number, input, answer, error });
            }
        }
    }
    assert!(found.len() > 30, "{} records", found.len());
    found
}

/// The world as the recorded call found it: the images that it names exist.
async fn world(record: &Record) -> World {
    let input = &record.input;
    let mut config = json!({ "Workspaces": [] });
    let job = &input["Job"];
    if record.function == "check-status" {
        let state = match record.answer["Status"].as_str() {
            Some("SUCCEEDED") => "AVAILABLE",
            Some("FAILED") if job["ImageArn"].is_string() => "FAILED",
            Some("FAILED") => "ERROR",
            _ => "PENDING",
        };
        match (job["ImageId"].as_str(), job["ImageArn"].as_str()) {
            (Some(id), _) => {
                config["WorkspaceImages"] = json!([{ "ImageId": id, "Name": job["Name"], "State": state }]);
            }
            (None, Some(_)) => config["AppStreamImages"] = json!([{ "Name": job["Name"], "State": state }]),
            (None, None) => {}
        }
    }
    if let Some(id) = input["WorkspaceImageId"].as_str() {
        config["WorkspaceImages"] = json!([{ "ImageId": id, "Name": "before" }]);
    }
    if let Some(id) = input["Step"]["Request"]["WorkspaceId"].as_str() {
        config["Workspaces"] = json!([{ "WorkspaceId": id }]);
    }
    World::with(config).await
}

/// Today's function's result for a recorded input.
async fn today(record: &Record, input: Value) -> Result<Value, Failure> {
    let world = world(record).await;
    let json = |answer: Value| answer;
    match record.function.as_str() {
        "plan-import" => plan_import::handle(&delivery()?, &ImageTags::default(), input)
            .map(|answer| json(serde_json::to_value(answer).unwrap())),
        "enable-byol" => {
            let settings = Settings { allowed: true, ..Settings::default() };
            let answer = enable_byol::handle(&enable_byol::Aws::new(&world.config), &settings, input).await?;
            Ok(serde_json::to_value(answer).unwrap())
        }
        "start-import" => Ok(serde_json::to_value(world.start_with(input).await?).unwrap()),
        "check-status" => {
            let aws = check_status::Aws::new(&world.config);
            Ok(serde_json::to_value(check_status::handle(&aws, input).await?).unwrap())
        }
        "notify" => Ok(serde_json::to_value(notify::handle(&Topic, input).await?).unwrap()),
        other => panic!("{}: there is no function {other}", record.file),
    }
}

/// The members of a result that the machine that began before the update reads are still there, with the same values.
fn compare(record: &Record, today: Result<Value, Failure>) {
    let place = record.place();
    let broken = "what a run before the update handed over is not understood any more";
    let today = match today {
        Ok(today) => today,
        Err(failure) => {
            let refused = ["InvalidRequest", "Defect"].contains(&failure.class.as_str());
            assert!(!refused && record.error.is_some(), "{place}: {broken}: {failure}\n{:#}", record.input);
            return;
        }
    };
    // An image that was not shown then is not there now either; a race of then is no race now.
    let comparable = record.error.is_none()
        && !["not found", "not visible yet"].contains(&record.answer["State"].as_str().unwrap_or_default());
    if !comparable {
        return;
    }
    // Machines of today read a plan: those that read it otherwise ended with the machine `image`.
    let read = if record.function == "plan-import" { None } else { record.answer.as_object() };
    for name in read.into_iter().flat_map(Map::keys) {
        // What differs in a world of its own: an image's progress, and what an earlier call left.
        if ["Progress", "Error", "Replaced", "Range", "State"].contains(&name.as_str()) {
            continue;
        }
        assert!(today.get(name).is_some(), "{place}: {broken}: the result lacks {name}\n{today:#}");
    }
    if record.function != "enable-byol" {
        let status = |value: &Value| value.get("Status").or(value["Outcome"].get("Status")).cloned();
        // A dry run skipped what it could not ask about; now it looks the name up.
        let then =
            status(&record.answer).map(|then| if then == "SKIPPED" { json!("SUCCEEDED") } else { then });
        assert_eq!(status(&today), then, "{place}: {broken}\n{:#}", record.input);
    }
}

#[tokio::test]
async fn todays_functions_take_what_earlier_versions_handed_over() {
    for record in records() {
        compare(&record, today(&record, record.input.clone()).await);
    }
}

/// Members whose content a person wrote: a request stays strict.
const WRITTEN_BY_PEOPLE: [&str; 3] = ["Request", "Input", "Consent"];

/// A member that no version knows, in every object.
fn with_unknown_members(value: &Value) -> Value {
    match value {
        Value::Object(object) => {
            let mut object: Map<String, Value> = object
                .iter()
                .map(|(name, value)| {
                    let kept = WRITTEN_BY_PEOPLE.contains(&name.as_str());
                    (name.clone(), if kept { value.clone() } else { with_unknown_members(value) })
                })
                .collect();
            object.insert("OfALaterVersion".to_owned(), json!({ "x": [1] }));
            Value::Object(object)
        }
        Value::Array(items) => items.iter().map(with_unknown_members).collect(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => value.clone(),
    }
}

#[tokio::test]
async fn a_member_that_a_function_does_not_know_is_ignored() {
    for record in records() {
        compare(&record, today(&record, with_unknown_members(&record.input)).await);
    }
}
