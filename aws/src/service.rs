//! The services, as the operations call them: one client each, made once at start.

/// Amazon WorkSpaces.
#[derive(Clone, Debug)]
pub struct Workspaces(pub(crate) aws_sdk_workspaces::Client);

/// Amazon AppStream 2.0.
#[derive(Clone, Debug)]
pub struct AppStream(pub(crate) aws_sdk_appstream::Client);

/// Amazon SNS.
#[derive(Clone, Debug)]
pub struct Sns(pub(crate) aws_sdk_sns::Client);
