//! ssm:DescribeParameters: parameters without their values, but with their tier and key. AWS takes `"*"` alone as its resource.

use crate::aws::Session;
use crate::aws::error::trouble;
use crate::preset::held::{Described, Kind, Tier};
use crate::run::execution::time;
use crate::trouble::Trouble;
use aws_sdk_ssm::types::{ParameterMetadata, ParameterStringFilter};

/// The most that AWS returns at once.
const PAGE: i32 = 50;

/// Which parameters.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Which<'a> {
    /// The one of that name.
    Name(&'a str),
    /// Those of a folder.
    Path(&'a str),
}

/// All of them.
pub(crate) async fn call(aws: &Session, which: Which<'_>) -> Result<Vec<Described>, Trouble> {
    let failed = |error: &_| trouble("ssm:DescribeParameters", error);
    let (key, option, value) = match which {
        Which::Name(name) => ("Name", "Equals", name),
        Which::Path(path) => ("Path", "OneLevel", path),
    };
    let filter = ParameterStringFilter::builder().key(key).option(option).values(value).build();
    let filter = filter.map_err(|error| Trouble::own(error.to_string()))?;
    let ssm = aws.ssm();
    let (mut found, mut next) = (Vec::new(), None);
    loop {
        let call = ssm
            .describe_parameters()
            .parameter_filters(filter.clone())
            .max_results(PAGE)
            .set_next_token(next);
        let page = call.send().await.map_err(|error| failed(&error))?;
        found.extend(page.parameters.unwrap_or_default().into_iter().map(described));
        next = page.next_token.filter(|token| !token.is_empty());
        if next.is_none() {
            return Ok(found);
        }
    }
}

fn described(parameter: ParameterMetadata) -> Described {
    Described {
        parameter: parameter.name.unwrap_or_default(),
        version: parameter.version,
        kind: Kind::from_aws(parameter.r#type.as_ref().map_or("", |kind| kind.as_str())),
        tier: Tier::from_aws(parameter.tier.as_ref().map_or("", |tier| tier.as_str())),
        key: parameter.key_id,
        description: parameter.description.filter(|text| !text.is_empty()),
        modified_at: parameter.last_modified_date.and_then(|at| time(at.to_millis().ok())),
    }
}
