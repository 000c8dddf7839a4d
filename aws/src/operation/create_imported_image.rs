//! appstream:CreateImportedImage.

use crate::classify::failure;
use crate::errors::Meaning::{Expected, Fails};
use crate::errors::Row;
use crate::image::{Made, OwnTag};
use crate::operation::Call;
use crate::service::AppStream;
use aws_sdk_appstream::types::{AgentSoftwareVersion, ApplicationConfig, RuntimeValidationConfig};
use deskport_shared::error::Class::{QuotaExceeded, Rejected};
use deskport_shared::error::Failure;
use deskport_shared::operation::{ApplicationConfig as Application, CreateImportedImage};
use std::collections::HashMap;

/// What each error means that the model has.
pub(crate) const ERRORS: &[Row] = &[
    ("DryRunOperationException", Expected),
    ("IncompatibleImageException", Fails(Rejected)),
    ("InvalidAccountStatusException", Fails(Rejected)),
    ("InvalidParameterCombinationException", Fails(Rejected)),
    ("InvalidRoleException", Fails(Rejected)),
    ("LimitExceededException", Fails(QuotaExceeded)),
    ("OperationNotPermittedException", Fails(Rejected)),
    ("ResourceAlreadyExistsException", Expected),
    ("ResourceNotFoundException", Fails(Rejected)),
];

/// Starts an import, or asks with `dry_run` whether it would start.
///
/// # Errors
/// The class of AppStream's error.
pub async fn call(
    aws: &AppStream,
    body: &CreateImportedImage,
    own: &[OwnTag],
    dry_run: bool,
) -> Result<Made, Failure> {
    let tags = tags(body, own);
    let applications: Vec<_> = body.app_catalog_config.iter().map(application).collect();
    let runtime = body.runtime_validation_config.as_ref().map(|config| {
        RuntimeValidationConfig::builder()
            .set_intended_instance_type(config.intended_instance_type.clone())
            .build()
    });
    let output = aws
        .0
        .create_imported_image()
        .name(&body.name)
        .set_source_ami_id(body.source_ami_id.clone())
        .set_workspace_image_id(body.workspace_image_id.clone())
        .set_iam_role_arn(body.iam_role_arn.clone())
        .set_description(body.description.clone())
        .set_display_name(body.display_name.clone())
        .set_tags((!tags.is_empty()).then_some(tags))
        .set_runtime_validation_config(runtime)
        .set_agent_software_version(body.agent_software_version.as_deref().map(AgentSoftwareVersion::from))
        .set_app_catalog_config((!applications.is_empty()).then_some(applications))
        .set_dry_run(dry_run.then_some(true))
        .send()
        .await;
    match output {
        Ok(output) => {
            let arn = output.image().and_then(|image| image.arn());
            let started = |arn: &str| Made::Started { image_id: None, image_arn: Some(arn.to_owned()) };
            Ok(arn.map_or(Made::Unnamed, started))
        }
        // AWS returns this error for a dry run that would succeed.
        Err(error) if error.as_service_error().is_some_and(|e| e.is_dry_run_operation_exception()) => {
            Ok(Made::WouldStart)
        }
        Err(error) => Err(failure(Call::CreateImportedImage, &error)),
    }
}

fn tags(body: &CreateImportedImage, own: &[OwnTag]) -> HashMap<String, String> {
    let own = own.iter().map(|(key, value)| ((*key).to_owned(), value.clone()));
    body.tags.clone().into_iter().chain(own).collect()
}

fn application(config: &Application) -> ApplicationConfig {
    ApplicationConfig::builder()
        .name(&config.name)
        .set_display_name(config.display_name.clone())
        .absolute_app_path(&config.absolute_app_path)
        .set_absolute_icon_path(config.absolute_icon_path.clone())
        .set_absolute_manifest_path(config.absolute_manifest_path.clone())
        .set_working_directory(config.working_directory.clone())
        .set_launch_parameters(config.launch_parameters.clone())
        .build()
}
