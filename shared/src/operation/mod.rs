//! The operations that an entry may hold, one file each: members, rules, what it takes and gives, usual duration, tests.
//!
//! A new operation is a file, its module, and one line in `operations!`. The enum, the bodies, the schema and the tables of the
//! documentation follow from that.

mod approve;
mod copy_image;
mod copy_workspace_image;
mod create_imported_image;
mod create_workspace_bundle;
mod create_workspace_image;
mod definition;
pub mod fields;
mod import_custom_workspace_image;
mod import_workspace_image;
mod request;
mod update_fleet;
mod update_image_permissions;
mod update_workspace_bundle;
mod update_workspace_image_permission;

pub use crate::status::StepKind;
pub use approve::Approve;
pub use copy_image::CopyImage;
pub use copy_workspace_image::CopyWorkspaceImage;
pub use create_imported_image::{ApplicationConfig, CreateImportedImage, RuntimeValidationConfig};
pub use create_workspace_bundle::{ComputeType, CreateWorkspaceBundle, Storage};
pub use create_workspace_image::CreateWorkspaceImage;
pub use definition::{Definition, Facts, ImageKind, Note, OsVersion, RegionRule, Service, Thing};
pub(crate) use definition::{Pcoip, later};
pub use import_custom_workspace_image::{ImageSource, ImportCustomWorkspaceImage};
pub(crate) use import_workspace_image::windows_11_body;
pub use import_workspace_image::{INGESTION_PROCESSES, ImportWorkspaceImage};
pub use request::Request;
pub use update_fleet::UpdateFleet;
pub use update_image_permissions::{ImagePermissions, UpdateImagePermissions};
pub use update_workspace_bundle::UpdateWorkspaceBundle;
pub use update_workspace_image_permission::UpdateWorkspaceImagePermission;

use crate::check::{Member, Shape, walk};
use crate::violation::{DESKPORT, Findings, Path, given};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::fmt;

macro_rules! operations {
    ($($module:ident :: $name:ident),+ $(,)?) => {
        /// An operation that an entry may hold.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
        pub enum OperationName {
            $(#[doc = concat!("The operation ", stringify!($name), ".")] $name),+
        }

        impl OperationName {
            /// Every operation, in the order of the documentation.
            pub const ALL: [Self; COUNT] = [$(Self::$name),+];

            /// The operation's definition.
            pub fn definition(self) -> &'static Definition {
                match self { $(Self::$name => &$module::DEFINITION),+ }
            }

            /// Its name: AWS's, except for Deskport's own.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => stringify!($name)),+ }
            }
        }

        /// How many operations there are.
        pub(crate) const COUNT: usize = [$(stringify!($name)),+].len();

        /// Each operation as a member of an entry.
        pub(crate) const MEMBERS: [Member; COUNT] =
            [$(Member::optional(stringify!($name), Shape::Any, $module::ABOUT)),+];

        /// A checked request of one operation: made by `Body::check` alone.
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub enum Body {
            $(#[doc = concat!("A request of ", stringify!($name), ".")] $name($name)),+
        }

        impl Body {
            /// Which operation this is a request of.
            pub const fn operation(&self) -> OperationName {
                match self { $(Self::$name(_) => OperationName::$name),+ }
            }

            /// What every request says of itself.
            pub fn request(&self) -> &dyn Request {
                match self { $(Self::$name(body) => body),+ }
            }

            /// The same, to change.
            pub fn request_mut(&mut self) -> &mut dyn Request {
                match self { $(Self::$name(body) => body),+ }
            }

            fn read(operation: OperationName, body: &Value) -> Result<Self, serde_json::Error> {
                match operation { $(OperationName::$name => Deserialize::deserialize(body).map(Self::$name)),+ }
            }
        }

        impl Serialize for Body {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                match self { $(Self::$name(body) => body.serialize(serializer)),+ }
            }
        }
    };
}

operations! {
    import_workspace_image::ImportWorkspaceImage,
    import_custom_workspace_image::ImportCustomWorkspaceImage,
    create_workspace_image::CreateWorkspaceImage,
    create_imported_image::CreateImportedImage,
    copy_workspace_image::CopyWorkspaceImage,
    create_workspace_bundle::CreateWorkspaceBundle,
    update_workspace_bundle::UpdateWorkspaceBundle,
    update_workspace_image_permission::UpdateWorkspaceImagePermission,
    update_fleet::UpdateFleet,
    copy_image::CopyImage,
    update_image_permissions::UpdateImagePermissions,
    approve::Approve,
}

impl OperationName {
    /// The operation of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|operation| operation.as_str() == name)
    }
}

impl fmt::Display for OperationName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Body {
    /// Checks a body, placeholders filled in and source given, by all rules of its operation.
    /// `None` if it has violations: they are in `findings`.
    pub fn check(
        operation: OperationName,
        body: &Value,
        path: &Path,
        facts: &Facts<'_>,
        findings: &mut Findings,
    ) -> Option<Self> {
        let definition = operation.definition();
        let source = definition.documentation();
        let mut found = Findings::default();
        walk(body, Shape::Structure(definition.members), path, &source, false, &mut found);
        if body.is_object() {
            if facts.in_then {
                definition.not_in_then(body, path, &mut found);
            }
            (definition.rules)(body, path, facts, &mut found);
            definition.tags(&body["Tags"], &path.member("Tags"), &mut found);
            if let Some(value) = body.get("DryRun") {
                let allowed = "not in a body: the request's DryRun applies to all imports";
                found.instead(&path.member("DryRun"), given(value), allowed, DESKPORT);
            }
        }
        let parsed =
            if found.violations.is_empty() { Self::parse(operation, body, path, &mut found) } else { None };
        findings.violations.append(&mut found.violations);
        findings.warnings.append(&mut found.warnings);
        parsed
    }

    fn parse(operation: OperationName, body: &Value, path: &Path, findings: &mut Findings) -> Option<Self> {
        // The shapes and the structs are one text, so this happens only if a type is narrower than its shape. serde's message may
        // quote the value, so it is not shown.
        let source = || operation.definition().documentation();
        Self::read(operation, body)
            .map_err(|_| findings.violation(path, "a body", "the members of the operation", &source()))
            .ok()
    }

    /// The name of what is made, or of the fleet that is set.
    pub fn name(&self) -> Option<&str> {
        self.request().name()
    }

    /// What the image is made from, as its `deskport:source` tag says; `None` in a `Then`.
    pub fn source(&self) -> Option<&str> {
        self.request().source()
    }
}
