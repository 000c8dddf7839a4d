//! Where a service is: AWS's endpoint in the Region, or the one that was named instead.

use super::Service;
use aws_config::SdkConfig;
use aws_types::service_config::ServiceConfigKey;

/// A service's endpoint, and the Region that its signatures name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Endpoint {
    pub(super) url: String,
    pub(super) signed_for: String,
}

/// Which endpoint: that of --endpoint-url, of the environment or profile for this service, of those for all, or AWS's own; as the SDK's
/// clients choose it. Endpoints with IPv6 are not chosen: these services do not have them everywhere.
pub(super) fn of(config: &SdkConfig, service: Service) -> Endpoint {
    let region = config.region().map(ToString::to_string).unwrap_or_default();
    let own = aws(service, &region, config.use_fips() == Some(true));
    match named(config, service) {
        Some(url) => Endpoint { url, ..own },
        None => own,
    }
}

fn named(config: &SdkConfig, service: Service) -> Option<String> {
    let for_all = config.endpoint_url().map(str::to_owned);
    // --endpoint-url goes before all others.
    if config.get_origin("endpoint_url").is_client_config() {
        return for_all;
    }
    let key = ServiceConfigKey::builder()
        .service_id(service.id)
        .env("AWS_ENDPOINT_URL")
        .profile("endpoint_url")
        .build()
        .ok()?;
    config.service_config().and_then(|services| services.load_config(key)).or(for_all)
}

/// AWS's own, in the partitions that have WorkSpaces: the endpoint rules of the services' models (in botocore).
fn aws(service: Service, region: &str, fips: bool) -> Endpoint {
    let Service { host, global, fips_in_govcloud, .. } = service;
    let (suffix, home) = match region {
        _ if region.starts_with("cn-") => ("amazonaws.com.cn", "cn-north-1"),
        _ if region.starts_with("us-gov-") => ("amazonaws.com", "us-gov-west-1"),
        _ => ("amazonaws.com", "us-east-1"),
    };
    let fips = match (fips, home) {
        (true, "us-east-1") => "-fips",
        (true, "us-gov-west-1") => fips_in_govcloud,
        _ => "",
    };
    let place = match (global, home) {
        (false, _) => format!(".{region}"),
        (true, "us-east-1") => String::new(),
        (true, "us-gov-west-1") => ".us-gov".to_owned(),
        (true, home) => format!(".{home}"),
    };
    let signed_for = if global { home } else { region };
    Endpoint { url: format!("https://{host}{fips}{place}.{suffix}"), signed_for: signed_for.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::super::{APPSTREAM, CLOUDWATCH, EC2, IAM, SERVICE_QUOTAS, SSM};
    use super::*;
    use aws_config::{BehaviorVersion, Region};

    fn url(service: Service, region: &str, fips: bool) -> (String, String) {
        let Endpoint { url, signed_for } = aws(service, region, fips);
        (url, signed_for)
    }

    /// AWS General Reference, "Amazon EC2 endpoints and quotas" and the pages of the other services.
    #[test]
    fn each_service_is_where_awss_pages_have_it() {
        for (service, region, fips, expected, signed_for) in [
            (EC2.service, "eu-west-1", false, "https://ec2.eu-west-1.amazonaws.com", "eu-west-1"),
            (EC2.service, "us-east-1", true, "https://ec2-fips.us-east-1.amazonaws.com", "us-east-1"),
            (EC2.service, "us-gov-west-1", true, "https://ec2.us-gov-west-1.amazonaws.com", "us-gov-west-1"),
            (
                CLOUDWATCH.service,
                "cn-northwest-1",
                false,
                "https://monitoring.cn-northwest-1.amazonaws.com.cn",
                "cn-northwest-1",
            ),
            (
                SERVICE_QUOTAS.service,
                "eu-west-1",
                false,
                "https://servicequotas.eu-west-1.amazonaws.com",
                "eu-west-1",
            ),
            (
                APPSTREAM.service,
                "us-gov-west-1",
                true,
                "https://appstream2-fips.us-gov-west-1.amazonaws.com",
                "us-gov-west-1",
            ),
            (SSM.service, "us-west-2", true, "https://ssm-fips.us-west-2.amazonaws.com", "us-west-2"),
            (SSM.service, "us-gov-west-1", true, "https://ssm.us-gov-west-1.amazonaws.com", "us-gov-west-1"),
            (IAM.service, "eu-west-1", false, "https://iam.amazonaws.com", "us-east-1"),
            (IAM.service, "us-west-2", true, "https://iam-fips.amazonaws.com", "us-east-1"),
            (IAM.service, "us-gov-east-1", false, "https://iam.us-gov.amazonaws.com", "us-gov-west-1"),
            (IAM.service, "cn-northwest-1", false, "https://iam.cn-north-1.amazonaws.com.cn", "cn-north-1"),
        ] {
            assert_eq!(url(service, region, fips), (expected.to_owned(), signed_for.to_owned()));
        }
    }

    #[test]
    fn an_endpoint_that_is_named_goes_before_awss() {
        let config = SdkConfig::builder()
            .behavior_version(BehaviorVersion::latest())
            .region(Region::new("eu-west-1"))
            .endpoint_url("http://127.0.0.1:4566")
            .build();
        let endpoint = of(&config, IAM.service);
        assert_eq!(
            (endpoint.url.as_str(), endpoint.signed_for.as_str()),
            ("http://127.0.0.1:4566", "us-east-1")
        );
    }
}
