//! Bundles.

use crate::ports::Found;
use deskport_aws::Workspaces;
use deskport_aws::bundle::Bundle;
use deskport_aws::image::OwnTag;
use deskport_aws::operation::{create_tags, describe_tags, describe_workspace_bundles};
use deskport_shared::error::{Class, Failure};
use deskport_shared::operation::{Body, CreateWorkspaceBundle, UpdateWorkspaceBundle};
use deskport_shared::outcome::Setting;
use std::collections::HashMap;

/// The owner of AWS's own bundles.
const AMAZON: &str = "AMAZON";

/// The bundle that a request makes, where its name is in use.
pub(super) async fn made(aws: &Workspaces, body: &CreateWorkspaceBundle) -> Result<Option<Found>, Failure> {
    found(aws, describe_workspace_bundles::by_name(aws, &body.bundle_name).await?, None).await
}

/// The bundle that a request sets.
pub(super) async fn set(aws: &Workspaces, body: &UpdateWorkspaceBundle) -> Result<Option<Found>, Failure> {
    let wanted = body.image_id.clone().map(|image| Setting::of_bundle(Some(image)));
    found(aws, describe_workspace_bundles::by_id(aws, &body.bundle_id).await?, wanted).await
}

/// The bundles that these requests set.
pub(super) async fn all(aws: &Workspaces, bodies: &[&Body]) -> Result<Vec<Bundle>, Failure> {
    let set = |body: &&Body| {
        if let Body::UpdateWorkspaceBundle(body) = body { Some(body.bundle_id.clone()) } else { None }
    };
    let ids: Vec<String> = bodies.iter().filter_map(set).collect();
    let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
    describe_workspace_bundles::by_ids(aws, &ids).await
}

/// Why a bundle can't be changed.
pub(super) fn obstacle(bundle: &Bundle) -> Option<Failure> {
    let said = || format!("{} is one of AWS's own bundles, which can't be changed", bundle.id);
    (bundle.owner == AMAZON).then(|| Failure::new(Class::Rejected, "BundleNotOwn", said()))
}

pub(super) async fn tag(aws: &Workspaces, id: &str, tags: &[OwnTag]) -> Result<(), Failure> {
    create_tags::set(aws, id, tags).await
}

async fn found(
    aws: &Workspaces,
    bundle: Option<Bundle>,
    wanted: Option<Setting>,
) -> Result<Option<Found>, Failure> {
    let Some(bundle) = bundle else { return Ok(None) };
    let obstacle = obstacle(&bundle);
    let tags = match obstacle {
        Some(_) => HashMap::new(),
        None => describe_tags::all(aws, &bundle.id).await?,
    };
    let setting = Setting::of_bundle(bundle.image_id);
    Ok(Some(Found { id: bundle.id, image_arn: None, setting, wanted, look: bundle.look, obstacle, tags }))
}
