//! The services, as the operations call them: one client each, made once at start, and anew for each call in another Region.

use crate::config::SdkConfig;
use aws_types::region::Region;

/// Amazon WorkSpaces.
#[derive(Clone, Debug)]
pub struct Workspaces(pub(crate) aws_sdk_workspaces::Client);

/// Amazon AppStream 2.0.
#[derive(Clone, Debug)]
pub struct AppStream(pub(crate) aws_sdk_appstream::Client);

/// Amazon SNS.
#[derive(Clone, Debug)]
pub struct Sns(pub(crate) aws_sdk_sns::Client);

/// AWS Step Functions.
#[derive(Clone, Debug)]
pub struct Sfn(pub(crate) aws_sdk_sfn::Client);

/// The two services of images, in one Region.
#[derive(Clone, Debug)]
pub struct Services {
    /// Amazon WorkSpaces.
    pub workspaces: Workspaces,
    /// Amazon AppStream 2.0.
    pub appstream: AppStream,
    config: SdkConfig,
    /// The function's own Region.
    own: Option<Region>,
}

impl Services {
    /// Clients in the function's own Region.
    pub fn new(config: &SdkConfig) -> Self {
        Self::of(config.clone(), config.region().cloned())
    }

    fn of(config: SdkConfig, own: Option<Region>) -> Self {
        let (workspaces, appstream) = (Workspaces::new(&config), AppStream::new(&config));
        Self { workspaces, appstream, config, own }
    }

    /// The function's own Region; empty where the environment names none.
    pub fn own_region(&self) -> &str {
        self.own.as_ref().map(Region::as_ref).unwrap_or_default()
    }

    /// The same in another Region; `None` is the function's own.
    #[must_use]
    pub fn in_region(&self, region: Option<&str>) -> Self {
        let region = region.map(|region| Region::new(region.to_owned())).or_else(|| self.own.clone());
        if region.as_ref() == self.config.region() {
            return self.clone();
        }
        let config = self.config.to_builder().region(region).build();
        Self::of(config, self.own.clone())
    }
}
