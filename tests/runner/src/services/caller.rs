//! Who calls, and the SDK's configuration for it.

use crate::access::Holder;
use crate::machines::REGION;
use crate::world::Shared;
use aws_credential_types::Credentials;
use aws_credential_types::provider::SharedCredentialsProvider;
use aws_types::region::Region;
use deskport_aws::Clock;
use deskport_aws::config::{self, SdkConfig};

/// Makes calls for a run.
#[derive(Clone, Debug)]
pub struct Caller {
    /// The world.
    pub world: Shared,
    /// The run; the function where its input does not name one.
    pub run: String,
    /// Whose role allows the calls.
    pub holder: Holder,
}

impl Caller {
    /// The functions' own configuration, but in this world: its time, its network, and credentials that name the holder's role,
    /// as the simulator takes them.
    pub fn config(&self) -> SdkConfig {
        let role = self.holder.role(&self.world.roles);
        let credentials = Credentials::new(role.name(), "secret", None, None, "the runner");
        config::builder_over(self.world.network.clone())
            .region(Region::from_static(REGION))
            .credentials_provider(SharedCredentialsProvider::new(credentials))
            .sleep_impl(self.world.now.clone())
            .time_source(self.world.now.clone())
            .build()
    }
}

impl Clock for Caller {
    fn now(&self) -> i64 {
        i64::try_from(self.world.now.get()).unwrap_or(i64::MAX)
    }
}
