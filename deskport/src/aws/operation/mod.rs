//! The AWS operations that the command calls, one file each; the first line names the permission.

pub(crate) mod delete_parameter;
pub(crate) mod describe_account;
pub(crate) mod describe_alarms;
pub(crate) mod describe_appstream_images;
pub(crate) mod describe_execution;
pub(crate) mod describe_images;
pub(crate) mod describe_parameters;
pub(crate) mod describe_workspace_bundles;
pub(crate) mod describe_workspace_images;
pub(crate) mod get_caller_identity;
pub(crate) mod get_ebs_encryption_by_default;
pub(crate) mod get_execution_history;
pub(crate) mod get_parameter;
pub(crate) mod get_parameters;
pub(crate) mod get_parameters_by_path;
pub(crate) mod get_queue_attributes;
pub(crate) mod get_role;
pub(crate) mod list_executions;
pub(crate) mod list_service_quotas;
pub(crate) mod list_subscriptions_by_topic;
pub(crate) mod put_parameter;
pub(crate) mod redrive_execution;
pub(crate) mod simulate_principal_policy;
pub(crate) mod start_execution;
pub(crate) mod stop_execution;
