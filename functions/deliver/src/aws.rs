//! The port over AWS: which operation looks at, tags, sets and makes what.

use crate::ports::{Deliver, Found};
use deskport_aws::Workspaces;
use deskport_aws::bundle::Bundle;
use deskport_aws::config::SdkConfig;
use deskport_aws::image::OwnTag;
use deskport_aws::operation::{
    create_tags, create_workspace_bundle, describe_tags, describe_workspace_bundles, update_workspace_bundle,
};
use deskport_shared::error::{Class, Failure};
use deskport_shared::operation::Body;
use deskport_shared::outcome::Setting;
use std::collections::HashMap;

/// The services.
#[derive(Clone, Debug)]
pub struct Aws {
    workspaces: Workspaces,
}

impl Aws {
    /// Clients, made once at start.
    pub fn new(config: &SdkConfig) -> Self {
        Self { workspaces: Workspaces::new(config) }
    }

    async fn bundle(&self, bundle: Option<Bundle>) -> Result<Option<Found>, Failure> {
        let Some(bundle) = bundle else { return Ok(None) };
        if bundle.owner == AMAZON {
            let said = format!("{} is one of AWS's own bundles, which can't be changed", bundle.id);
            return Ok(Some(found(bundle, Some(("BundleNotOwn", said)), HashMap::new())));
        }
        let tags = describe_tags::all(&self.workspaces, &bundle.id).await?;
        Ok(Some(found(bundle, None, tags)))
    }
}

/// The owner of AWS's own bundles.
const AMAZON: &str = "AMAZON";

fn found(bundle: Bundle, obstacle: Option<(&'static str, String)>, tags: HashMap<String, String>) -> Found {
    Found { id: bundle.id, setting: Setting::of_bundle(bundle.image_id), look: bundle.look, obstacle, tags }
}

impl Deliver for Aws {
    async fn find(&self, body: &Body) -> Result<Option<Found>, Failure> {
        let aws = &self.workspaces;
        if let Body::CreateWorkspaceBundle(body) = body {
            self.bundle(describe_workspace_bundles::by_name(aws, &body.bundle_name).await?).await
        } else if let Body::UpdateWorkspaceBundle(body) = body {
            self.bundle(describe_workspace_bundles::by_id(aws, &body.bundle_id).await?).await
        } else {
            Err(not_here(body))
        }
    }

    async fn tag(&self, body: &Body, found: &Found, tags: &[OwnTag]) -> Result<(), Failure> {
        let Body::UpdateWorkspaceBundle(_) = body else { return Err(not_here(body)) };
        create_tags::set(&self.workspaces, &found.id, tags).await
    }

    async fn set(&self, body: &Body) -> Result<(), Failure> {
        let Body::UpdateWorkspaceBundle(body) = body else { return Err(not_here(body)) };
        update_workspace_bundle::call(&self.workspaces, body).await
    }

    async fn make(&self, body: &Body, own_tags: &[OwnTag]) -> Result<Option<String>, Failure> {
        let Body::CreateWorkspaceBundle(body) = body else { return Err(not_here(body)) };
        let bundle = create_workspace_bundle::call(&self.workspaces, body, own_tags).await?;
        Ok(bundle.map(|bundle| bundle.id))
    }
}

/// A step that is another function's.
fn not_here(body: &Body) -> Failure {
    Failure::own(Class::Defect, format!("deliver does no {} in this way", body.operation()))
}
