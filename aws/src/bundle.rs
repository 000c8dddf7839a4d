//! Bundles of WorkSpaces, without the SDK's types.

use aws_sdk_workspaces::types::{WorkspaceBundle, WorkspaceBundleState};
use deskport_shared::job::Look;
use deskport_shared::outcome::StepError;

/// A bundle.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bundle {
    /// Its id.
    pub id: String,
    /// Its image's id.
    pub image_id: Option<String>,
    /// Who owns it: an account's id, or AMAZON.
    pub owner: String,
    /// How it stands.
    pub look: Look,
}

impl Bundle {
    pub(crate) fn read(bundle: &WorkspaceBundle) -> Option<Self> {
        let state = bundle.state().map_or("none", WorkspaceBundleState::as_str);
        let look = match bundle.state() {
            Some(WorkspaceBundleState::Available) => Look::succeeded(state),
            Some(WorkspaceBundleState::Error) => {
                let said = "WorkSpaces says nothing of the reason";
                Look::failed(state, StepError::new("BundleFailed", said))
            }
            // AWS adds states: a bundle in an unknown state is still being made.
            _ => Look::in_progress(state, None),
        };
        Some(Self {
            id: bundle.bundle_id()?.to_owned(),
            image_id: bundle.image_id().map(str::to_owned),
            owner: bundle.owner().unwrap_or_default().to_owned(),
            look,
        })
    }
}
