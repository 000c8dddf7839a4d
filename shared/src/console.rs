//! Where in AWS's console to look: links by partition and Region. The paths are those that AWS's guides name (WorkSpaces,
//! AppStream, Service Quotas) and that of the Step Functions console.

use crate::operation::Service;

/// The console of one Region.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Console<'a> {
    region: &'a str,
    domain: &'static str,
    execution: &'a str,
}

impl<'a> Console<'a> {
    /// The console that shows an execution; `None` if the ARN is none, or of a partition without a public console.
    pub fn of_execution(arn: &'a str) -> Option<Self> {
        let mut parts = arn.split(':');
        let (Some("arn"), Some(partition), Some("states"), Some(region)) =
            (parts.next(), parts.next(), parts.next(), parts.next())
        else {
            return None;
        };
        let plain = |c: char| c.is_ascii_alphanumeric() || c == '-';
        if region.is_empty() || !region.chars().all(plain) {
            return None;
        }
        Some(Self { region, domain: domain(partition)?, execution: arn })
    }

    /// The same in another Region of the partition.
    #[must_use]
    pub fn in_region(&self, region: &'a str) -> Self {
        Self { region, ..self.clone() }
    }

    /// The execution itself.
    pub fn execution(&self) -> String {
        self.page("states/home", &format!("#/v2/executions/details/{}", self.execution))
    }

    /// A service's console; its images are under Images.
    pub fn service(&self, service: Service) -> Option<String> {
        match service {
            Service::WorkSpaces => Some(self.page("workspaces/v2/home", "")),
            Service::AppStream => Some(self.page("appstream2/home", "")),
            Service::Deskport => None,
        }
    }

    /// A service's quotas.
    pub fn quotas(&self, service: Service) -> Option<String> {
        match service {
            Service::WorkSpaces => Some(self.page("servicequotas/home/services/workspaces/quotas", "")),
            Service::AppStream => Some(self.page("servicequotas/home/services/appstream2/quotas", "")),
            Service::Deskport => None,
        }
    }

    fn page(&self, path: &str, fragment: &str) -> String {
        let Self { region, domain, .. } = self;
        format!("https://{region}.{domain}/{path}?region={region}{fragment}")
    }
}

fn domain(partition: &str) -> Option<&'static str> {
    match partition {
        "aws" => Some("console.aws.amazon.com"),
        "aws-cn" => Some("console.amazonaws.cn"),
        "aws-us-gov" => Some("console.amazonaws-us-gov.com"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn arn(partition: &str, region: &str) -> String {
        format!("arn:{partition}:states:{region}:111122223333:execution:import:run-1")
    }

    #[test]
    fn each_partition_has_its_console() {
        for (partition, region, host) in [
            ("aws", "eu-west-1", "eu-west-1.console.aws.amazon.com"),
            ("aws-cn", "cn-northwest-1", "cn-northwest-1.console.amazonaws.cn"),
            ("aws-us-gov", "us-gov-west-1", "us-gov-west-1.console.amazonaws-us-gov.com"),
        ] {
            let arn = arn(partition, region);
            let console = Console::of_execution(&arn).unwrap();
            assert_eq!(
                console.execution(),
                format!("https://{host}/states/home?region={region}#/v2/executions/details/{arn}")
            );
            assert_eq!(
                console.service(Service::WorkSpaces).unwrap(),
                format!("https://{host}/workspaces/v2/home?region={region}")
            );
            assert_eq!(
                console.service(Service::AppStream).unwrap(),
                format!("https://{host}/appstream2/home?region={region}")
            );
            assert!(console.quotas(Service::AppStream).unwrap().contains("/services/appstream2/quotas?"));
            assert_eq!((console.service(Service::Deskport), console.quotas(Service::Deskport)), (None, None));
        }
    }

    #[test]
    fn where_there_is_no_public_console_there_is_no_link() {
        for arn in ["", "run-1", "arn:aws:lambda:eu-west-1:1:function:f", &arn("aws-iso", "us-iso-east-1")] {
            assert_eq!(Console::of_execution(arn), None, "{arn}");
        }
        assert_eq!(Console::of_execution(&arn("aws", "evil.example/?")), None);
    }
}
