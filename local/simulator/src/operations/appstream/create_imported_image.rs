//! CreateImportedImage: an AMI or a WorkSpaces image becomes an AppStream image.

use std::collections::{BTreeMap, HashSet};

use serde_json::{Value, json};

use super::{invalid, not_found};
use crate::fault::Fault;
use crate::operations::{Call, tags};
use crate::timeline::{Stage, Timeline};
use crate::world::{AppStreamImage, arn_in, usual_families};

const STAGES: &[Stage] = &[(0.0, "PENDING"), (0.1, "CREATING"), (0.3, "IMPORTING"), (0.7, "VALIDATING")];

/// The model's pattern lets 101 characters through, its text says 100.
const NAME_LENGTH: usize = 100;

pub(super) fn handle(call: &mut Call<'_>) -> Result<Value, Fault> {
    require_sound(call)?;
    require_source_ready(call)?;
    call.region().admit_appstream_image(call.text("Name"))?;
    if call.input["DryRun"] == Value::Bool(true) {
        return Err(Fault::new(
            "DryRunOperationException",
            "The request would have succeeded, but DryRun is set.",
        ));
    }
    let image = build(call);
    let answer = json!({ "Image": image.view(call.now) });
    call.region_mut().appstream_images.push(image);
    Ok(answer)
}

/// The service's rules that the model does not carry.
fn require_sound(call: &Call<'_>) -> Result<(), Fault> {
    let has = |member: &str| call.optional(member).is_some();
    if call.text("Name").len() > NAME_LENGTH {
        return Err(invalid(format!("Name must have {NAME_LENGTH} characters at most.")));
    }
    match (has("SourceAmiId"), has("WorkspaceImageId"), has("IamRoleArn")) {
        (true, true, _) => Err(invalid("SourceAmiId and WorkspaceImageId must not be given together.")),
        (false, false, _) => Err(invalid("One of SourceAmiId and WorkspaceImageId must be given.")),
        (true, false, false) => Err(invalid("IamRoleArn must be given with SourceAmiId.")),
        (false, true, true) => Err(invalid("IamRoleArn must not be given with WorkspaceImageId.")),
        (true, false, true) | (false, true, false) => require_distinct_applications(call),
    }
}

fn require_distinct_applications(call: &Call<'_>) -> Result<(), Fault> {
    let mut names = HashSet::new();
    let mut applications = call.input["AppCatalogConfig"].as_array().into_iter().flatten();
    if applications.all(|application| names.insert(application["Name"].as_str())) {
        return Ok(());
    }
    Err(invalid("AppCatalogConfig must not name an application twice."))
}

/// A WorkSpaces image must be there and AVAILABLE.
fn require_source_ready(call: &Call<'_>) -> Result<(), Fault> {
    let Some(id) = call.optional("WorkspaceImageId") else { return Ok(()) };
    let image = call.region().workspace_image(id).ok_or_else(|| not_found(id))?;
    if image.timeline.has_succeeded(call.now) {
        return Ok(());
    }
    let message = format!("The WorkSpaces image {id} is {}.", image.state(call.now));
    Err(Fault::new("IncompatibleImageException", message))
}

fn build(call: &mut Call<'_>) -> AppStreamImage {
    let region = call.region();
    let minutes = call.world.config.durations.create_imported_image;
    let name = call.text("Name");
    let from_workspaces = call.optional("WorkspaceImageId").is_some();
    let image_type = if from_workspaces { "BYOL" } else { "CUSTOM" };
    AppStreamImage {
        arn: arn_in(&region.name, &region.account, "image", name),
        name: name.to_owned(),
        display_name: call.owned("DisplayName"),
        description: call.owned("Description"),
        visibility: "PRIVATE".to_owned(),
        platform: if from_workspaces { "WINDOWS_11" } else { "WINDOWS_SERVER_2022" }.to_owned(),
        image_type: image_type.to_owned(),
        families: usual_families(image_type),
        shared_with: BTreeMap::new(),
        tags: tags::mapped(call.input),
        applications: applications(call.input),
        failure_code: "IMAGE_IMPORT_FAILURE",
        timeline: Timeline::new(call.now, minutes, STAGES, &call.orders),
        number: call.world.next_number(),
    }
}

/// The catalogue as DescribeImages shows it, without the paths.
fn applications(input: &Value) -> Vec<Value> {
    let catalogue = input["AppCatalogConfig"].as_array().into_iter().flatten();
    catalogue
        .map(|application| {
            let name = &application["Name"];
            let display_name = application.get("DisplayName").unwrap_or(name);
            json!({ "Name": name, "DisplayName": display_name, "Enabled": true })
        })
        .collect()
}
