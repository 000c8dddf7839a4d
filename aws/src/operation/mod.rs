//! The AWS operations that the functions call, one file each: the call, and what its errors mean. A new one is a file, its module,
//! and one line in `operations!`: its errors are unused without it. (A macro could declare the modules too, but then neither
//! rustfmt nor cargo-shear finds the files.)

pub mod copy_image;
pub mod copy_workspace_image;
pub mod create_imported_image;
pub mod create_tags;
pub mod create_workspace_bundle;
pub mod create_workspace_image;
pub mod delete_image;
pub mod delete_workspace_image;
pub mod describe_account;
pub mod describe_account_modifications;
pub mod describe_custom_workspace_image_import;
pub mod describe_fleets;
pub mod describe_image_permissions;
pub mod describe_images;
pub mod describe_tags;
pub mod describe_workspace_bundles;
pub mod describe_workspace_image_permissions;
pub mod describe_workspace_images;
pub mod get_execution_history;
pub mod import_custom_workspace_image;
pub mod import_workspace_image;
pub mod list_available_management_cidr_ranges;
pub mod list_tags_for_resource;
pub mod modify_account;
pub mod publish;
pub mod send_task_failure;
pub mod send_task_success;
pub mod tag_resource;
pub mod update_fleet;
pub mod update_image_permissions;
pub mod update_workspace_bundle;
pub mod update_workspace_image_permission;

use crate::config::SdkConfig;
use crate::errors::Row;
use crate::image::OwnTag;
use crate::service::{AppStream, Sfn, Sns, Workspaces};
use crate::watch::{Deadline, Watch, code};
use deskport_shared::error::{Class, Failure};
use deskport_shared::tags::Tag;

macro_rules! operations {
    ($($service:ident in $sdk:ident { $($module:ident :: $error:ident => $operation:ident),+ $(,)? })+) => {
        /// An AWS operation that the functions call.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Call {
            $($(
                #[doc = concat!(stringify!($service), ": ", stringify!($operation), ".")]
                $operation
            ),+),+
        }

        impl Call {
            /// Every one of them.
            pub const ALL: &'static [Self] = &[$($(Self::$operation),+),+];

            /// The operation's name.
            pub const fn as_str(self) -> &'static str {
                match self { $($(Self::$operation => stringify!($operation)),+),+ }
            }

            /// What each error means that the operation's model has; for SNS, each that the SDK knows.
            pub const fn errors(self) -> &'static [Row] {
                match self { $($(Self::$operation => $module::ERRORS),+),+ }
            }
        }

        $(impl $service {
            /// A client that watches every operation of the service. Its budget of retries is its own: the SDK would share one
            /// between all clients of a process.
            pub fn new(config: &SdkConfig) -> Self {
                let budget = $sdk::config::retry::RetryPartition::custom(stringify!($service)).build();
                const WATCH: Watch =
                    Watch(&[$((Call::$operation, code::<$sdk::operation::$module::$error>)),+]);
                let builder = $sdk::config::Builder::from(config)
                    .retry_partition(budget)
                    .retry_classifier(WATCH)
                    .interceptor(WATCH)
                    .interceptor(Deadline);
                Self($sdk::Client::from_conf(builder.build()))
            }
        })+
    };
}

operations! {
    Workspaces in aws_sdk_workspaces {
        import_workspace_image::ImportWorkspaceImageError => ImportWorkspaceImage,
        import_custom_workspace_image::ImportCustomWorkspaceImageError => ImportCustomWorkspaceImage,
        create_workspace_image::CreateWorkspaceImageError => CreateWorkspaceImage,
        describe_workspace_images::DescribeWorkspaceImagesError => DescribeWorkspaceImages,
        describe_custom_workspace_image_import::DescribeCustomWorkspaceImageImportError => DescribeCustomWorkspaceImageImport,
        describe_tags::DescribeTagsError => DescribeTags,
        delete_workspace_image::DeleteWorkspaceImageError => DeleteWorkspaceImage,
        describe_account::DescribeAccountError => DescribeAccount,
        describe_account_modifications::DescribeAccountModificationsError => DescribeAccountModifications,
        list_available_management_cidr_ranges::ListAvailableManagementCidrRangesError => ListAvailableManagementCidrRanges,
        modify_account::ModifyAccountError => ModifyAccount,
        create_tags::CreateTagsError => CreateTags,
        describe_workspace_bundles::DescribeWorkspaceBundlesError => DescribeWorkspaceBundles,
        create_workspace_bundle::CreateWorkspaceBundleError => CreateWorkspaceBundle,
        update_workspace_bundle::UpdateWorkspaceBundleError => UpdateWorkspaceBundle,
        copy_workspace_image::CopyWorkspaceImageError => CopyWorkspaceImage,
        describe_workspace_image_permissions::DescribeWorkspaceImagePermissionsError => DescribeWorkspaceImagePermissions,
        update_workspace_image_permission::UpdateWorkspaceImagePermissionError => UpdateWorkspaceImagePermission,
    }
    AppStream in aws_sdk_appstream {
        create_imported_image::CreateImportedImageError => CreateImportedImage,
        describe_images::DescribeImagesError => DescribeImages,
        list_tags_for_resource::ListTagsForResourceError => ListTagsForResource,
        tag_resource::TagResourceError => TagResource,
        delete_image::DeleteImageError => DeleteImage,
        describe_fleets::DescribeFleetsError => DescribeFleets,
        update_fleet::UpdateFleetError => UpdateFleet,
        copy_image::CopyImageError => CopyImage,
        describe_image_permissions::DescribeImagePermissionsError => DescribeImagePermissions,
        update_image_permissions::UpdateImagePermissionsError => UpdateImagePermissions,
    }
    Sns in aws_sdk_sns {
        publish::PublishError => Publish,
    }
    Sfn in aws_sdk_sfn {
        get_execution_history::GetExecutionHistoryError => GetExecutionHistory,
        send_task_success::SendTaskSuccessError => SendTaskSuccess,
        send_task_failure::SendTaskFailureError => SendTaskFailure,
    }
}

/// The caller's tags and Deskport's, as WorkSpaces takes them.
fn workspaces_tags(tags: &[Tag], own: &[OwnTag]) -> Result<Vec<aws_sdk_workspaces::types::Tag>, Failure> {
    let tags = tags.iter().map(|t| (t.key.as_str(), t.value.as_deref()));
    let own = own.iter().map(|(key, value)| (*key, Some(value.as_str())));
    tags.chain(own)
        .map(|(key, value)| {
            let tag = aws_sdk_workspaces::types::Tag::builder()
                .key(key)
                .set_value(value.map(str::to_owned))
                .build();
            tag.map_err(|error| Failure::own(Class::Defect, error.to_string()))
        })
        .collect()
}
