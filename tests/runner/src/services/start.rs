//! start-import's ports.

use super::Caller;
use crate::fault::Fault;
use deskport_shared::error::{Class, Failure};
use deskport_shared::operation::{Body, Service as Owner};
use deskport_shared::tags::{RECIPE, RUN, SOURCE};
use deskport_simulator::Service;
use serde_json::{Map, Value, json};
use start_import::{Clock, DeleteImage, FindImage, Found, Made, MakeImage, OwnTag, Standing};
use std::collections::BTreeMap;

/// The most pages of images that are read.
const PAGES_MAX: usize = 100;

impl Clock for Caller {
    fn now(&self) -> i64 {
        i64::try_from(self.world.now.get()).unwrap_or(i64::MAX)
    }
}

impl MakeImage for Caller {
    async fn make(&self, body: &Body, own_tags: &[OwnTag], dry_run: bool) -> Result<Made, Failure> {
        let service = service(body.operation().definition().service);
        let input = request(body, own_tags, dry_run)?;
        match self.call(service, body.operation().as_str(), &input).await {
            Ok(answer) => Ok(started(service, &answer)),
            Err(failure) => match failure.code.as_str() {
                "ResourceAlreadyExistsException" => {
                    self.name_in_use(service, body.name());
                    Ok(Made::NameInUse)
                }
                "DryRunOperationException" => Ok(Made::WouldStart),
                _ => {
                    if failure.class == Class::QuotaExceeded {
                        self.world.met(Fault::QuotaFull);
                    }
                    Err(failure)
                }
            },
        }
    }
}

impl FindImage for Caller {
    async fn find(&self, owner: Owner, name: &str) -> Result<Option<Found>, Failure> {
        let found = match owner {
            Owner::WorkSpaces => self.find_in_workspaces(name).await?,
            Owner::AppStream => self.find_in_appstream(name).await?,
        };
        if found.is_none() {
            self.world.met(Fault::Invisible);
        }
        Ok(found)
    }
}

impl DeleteImage for Caller {
    async fn mark(&self, found: &Found, run: &str) -> Result<(), Failure> {
        let input = json!({ "ResourceArn": found.image_arn, "Tags": { RUN: run } });
        self.call(Service::AppStream, "TagResource", &input).await.map(drop)
    }

    async fn delete(&self, owner: Owner, name: &str, found: &Found) -> Result<(), Failure> {
        let answer = match owner {
            Owner::WorkSpaces => {
                let input = json!({ "ImageId": found.image_id });
                self.call(Service::Workspaces, "DeleteWorkspaceImage", &input).await
            }
            Owner::AppStream => {
                self.call_once(Service::AppStream, "DeleteImage", &json!({ "Name": name })).await
            }
        };
        match answer {
            Err(failure) if failure.code == "ResourceNotFoundException" => Ok(()),
            answer => answer.map(|_| self.world.met(Fault::Replaced)),
        }
    }
}

impl Caller {
    async fn find_in_workspaces(&self, name: &str) -> Result<Option<Found>, Failure> {
        let mut input = json!({ "ImageType": "OWNED" });
        for _ in 0..PAGES_MAX {
            let page = self.call(Service::Workspaces, "DescribeWorkspaceImages", &input).await?;
            let mut images = page["Images"].as_array().into_iter().flatten();
            if let Some(image) = images.find(|image| image["Name"] == name) {
                let id = text(&image["ImageId"]);
                let tags =
                    self.call(Service::Workspaces, "DescribeTags", &json!({ "ResourceId": id })).await?;
                let tags = crate::record::tags(&tags["TagList"]);
                let standing = standing(&image["State"]);
                return Ok(Some(Found { image_id: id, standing, ..tagged(tags) }));
            }
            if page["NextToken"].is_null() {
                return Ok(None);
            }
            input["NextToken"] = page["NextToken"].clone();
        }
        Err(Failure::own(
            Class::Defect,
            format!("no image named {name} in the first {PAGES_MAX} pages of images"),
        ))
    }

    async fn find_in_appstream(&self, name: &str) -> Result<Option<Found>, Failure> {
        let input = json!({ "Names": [name], "Type": "PRIVATE" });
        let answer = match self.call(Service::AppStream, "DescribeImages", &input).await {
            Err(failure) if failure.code == "ResourceNotFoundException" => return Ok(None),
            answer => answer?,
        };
        let mut images = answer["Images"].as_array().into_iter().flatten();
        let Some(image) = images.find(|image| image["Name"] == name) else { return Ok(None) };
        let arn = text(&image["Arn"]);
        let tags =
            self.call(Service::AppStream, "ListTagsForResource", &json!({ "ResourceArn": arn })).await?;
        let tags = crate::record::tags(&tags["Tags"]);
        let (standing, created) = (standing(&image["State"]), milliseconds(&image["CreatedTime"]));
        Ok(Some(Found { image_arn: arn, standing, created, ..tagged(tags) }))
    }

    /// Counts whose image has the name: another run's or somebody else's.
    fn name_in_use(&self, service: Service, name: &str) {
        let record = self.world.record.borrow();
        let made = record.made.iter().find(|made| made.service == service && made.name == name);
        match made {
            Some(made) if made.run == self.run => {}
            Some(_) => self.world.met(Fault::NameRace),
            None => self.world.met(Fault::NameTaken),
        }
    }
}

/// The operation's input as the adapters make it.
fn request(body: &Body, own_tags: &[OwnTag], dry_run: bool) -> Result<Value, Failure> {
    let mut input =
        serde_json::to_value(body).map_err(|error| Failure::own(Class::Defect, error.to_string()))?;
    match body.operation().definition().service {
        Owner::WorkSpaces => {
            let mut tags = input["Tags"].as_array().cloned().unwrap_or_default();
            tags.extend(own_tags.iter().map(|(key, value)| json!({ "Key": key, "Value": value })));
            input["Tags"] = Value::Array(tags);
        }
        Owner::AppStream => {
            let mut tags: Map<String, Value> = input["Tags"].as_object().cloned().unwrap_or_default();
            tags.extend(own_tags.iter().map(|(key, value)| ((*key).to_owned(), Value::from(value.as_str()))));
            if !tags.is_empty() {
                input["Tags"] = Value::Object(tags);
            }
            if dry_run {
                input["DryRun"] = Value::Bool(true);
            }
        }
    }
    Ok(input)
}

fn started(service: Service, answer: &Value) -> Made {
    let (image_id, image_arn) = match service {
        Service::Workspaces => (text(&answer["ImageId"]), None),
        Service::AppStream => (None, text(&answer["Image"]["Arn"])),
    };
    if image_id.is_none() && image_arn.is_none() {
        return Made::Unnamed;
    }
    Made::Started { image_id, image_arn }
}

/// What an image's tags say of it.
fn tagged(mut tags: BTreeMap<String, String>) -> Found {
    let (source, recipe, run) = (tags.remove(SOURCE), tags.remove(RECIPE), tags.remove(RUN));
    Found { source, recipe, run, ..Found::default() }
}

/// The simulator's time in seconds, as the SDK's milliseconds.
#[allow(clippy::cast_possible_truncation, reason = "times are far below 2^53 milliseconds")]
fn milliseconds(time: &Value) -> Option<i64> {
    time.as_f64().map(|seconds| (seconds * 1000.0) as i64)
}

fn standing(state: &Value) -> Standing {
    match state.as_str() {
        Some("ERROR" | "FAILED") => Standing::Failed,
        Some("DELETING") => Standing::Deleting,
        _ => Standing::Sound,
    }
}

fn service(owner: Owner) -> Service {
    match owner {
        Owner::WorkSpaces => Service::Workspaces,
        Owner::AppStream => Service::AppStream,
    }
}

fn text(value: &Value) -> Option<String> {
    value.as_str().map(str::to_owned)
}
