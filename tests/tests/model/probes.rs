//! The values that are put into a member to find the limits of its rule.

use deskport_simulator::model::Facts;

/// How strings of any length are made for a member: `fill` stretches between `start` and `end`.
pub(crate) struct Stretch {
    start: &'static str,
    fill: &'static str,
    end: &'static str,
}

const fn stretch(start: &'static str, fill: &'static str, end: &'static str) -> Stretch {
    Stretch { start, fill, end }
}

/// One for each member of type string that has a pattern or a length, by the pattern's own form. A new member of
/// the model has none, and the test says so.
pub(crate) fn stretches(member: &str) -> Vec<Stretch> {
    let plain = || vec![stretch("", "a", "")];
    match member {
        "Ec2ImageId" | "ImageSource.Ec2ImageId" | "SourceAmiId" => vec![stretch("ami-", "a", "")],
        "WorkspaceImageId" | "ImageId" | "SourceImageId" => vec![stretch("wsi-", "a", "")],
        "SharedAccountId" => vec![stretch("", "1", "")],
        "ImageArn" => vec![stretch("arn:aws:appstream:eu-west-1:111122223333:image/", "a", "")],
        "BundleId" => vec![stretch("wsb-", "a", "")],
        "WorkspaceId" => vec![stretch("ws-", "a", "")],
        "ImageSource.Ec2ImportTaskId" => vec![stretch("import-ami-", "a", "")],
        "ImageSource.ImageBuildVersionArn" => vec![
            stretch("arn:aws:imagebuilder:eu-west-1:111122223333:image/", "a", "/1.0.0/1"),
            stretch("arn:aws:imagebuilder:eu-west-1:111122223333:image/a/1.0.0/", "1", ""),
            stretch("arn:aws:imagebuilder:eu-west-1:", "1", ":image/a/1.x.x"),
        ],
        "InfrastructureConfigurationArn" => vec![
            stretch("arn:aws:imagebuilder:eu-west-1:111122223333:infrastructure-configuration/", "a", ""),
            stretch("arn:aws:imagebuilder:eu-west-1:", "1", ":infrastructure-configuration/a"),
        ],
        "IamRoleArn" => vec![
            stretch("arn:aws:iam::111122223333:role/", "a", ""),
            stretch("arn:aws:", "a", "::111122223333:role/a"),
            stretch("arn:aws:iam:", "a", ":111122223333:role/a"),
            stretch("arn:aws:iam::", "1", ":role/a"),
            stretch("arn:aws-", "c", "n:iam::111122223333:role/a"),
        ],
        "RuntimeValidationConfig.IntendedInstanceType" => {
            vec![
                stretch("stream.", "a", ".large"),
                stretch("stream.a.", "1", "xlarge"),
                stretch("stream", ".a", ".metal"),
            ]
        }
        "DedicatedTenancyManagementCidrRange" => {
            vec![stretch("", "1", ".0.0.0/16"), stretch("10.", "2", ".0.0/16")]
        }
        "ImageName"
        | "ImageDescription"
        | "BundleName"
        | "BundleDescription"
        | "UserStorage.Capacity"
        | "RootStorage.Capacity"
        | "SourceRegion"
        | "SourceImageName"
        | "DestinationImageName"
        | "DestinationImageDescription"
        | "DestinationRegion"
        | "Name"
        | "Description"
        | "DisplayName"
        | "Tags[].Key"
        | "Tags[].Value"
        | "Tags{key}"
        | "Tags{value}"
        | "AppCatalogConfig[].Name"
        | "AppCatalogConfig[].DisplayName"
        | "AppCatalogConfig[].AbsoluteAppPath"
        | "AppCatalogConfig[].AbsoluteIconPath"
        | "AppCatalogConfig[].AbsoluteManifestPath"
        | "AppCatalogConfig[].WorkingDirectory"
        | "AppCatalogConfig[].LaunchParameters" => plain(),
        other => panic!("no probes for the model's member {other}"),
    }
}

/// Lengths worth a try: small ones, and those beside each limit of the facts and of the patterns' own counts.
fn lengths(facts: &Facts) -> Vec<usize> {
    let own = [62, 63, 64, 99, 100, 101, 1023, 1024];
    let named = [facts.min, facts.max].into_iter().flatten().filter_map(|n| usize::try_from(n).ok());
    let mut all: Vec<_> =
        (0..=30).chain(named.chain(own).flat_map(|n| n.saturating_sub(1)..=n + 1)).collect();
    all.sort_unstable();
    all.dedup();
    all
}

/// Strings on both sides of every limit of a member: of each length, and with each kind of character in each place.
pub(crate) fn strings(member: &str, facts: &Facts) -> Vec<String> {
    let mut probes = Vec::new();
    for Stretch { start, fill, end } in stretches(member) {
        for length in lengths(facts) {
            // The facts count the whole string, a pattern's own counts only what is stretched.
            for filled in [length, length.saturating_sub(start.len() + end.len())] {
                probes.push(format!("{start}{}{end}", fill.repeat(filled / fill.len())));
            }
        }
        probes.extend(mutations(&format!("{start}{}{end}", fill.repeat(8)), member));
    }
    probes.sort();
    probes.dedup();
    probes
}

/// Every printable ASCII character and some that are not, put before, into and in place of each character; each
/// character taken out.
fn mutations(text: &str, member: &str) -> Vec<String> {
    let characters: Vec<char> = text.chars().collect();
    let mut others: Vec<char> =
        (' '..='~').chain(['\0', '\t', '\n', '\r', '\u{7f}', '\u{a0}', 'é', '٣', '東', '😀']).collect();
    if takes_placeholders(member) {
        // Braces are Deskport's own there.
        others.retain(|c| !"{}".contains(*c));
    }
    // Long texts are tried at both ends and at what is no letter.
    let worth = |i: usize| i < 2 || i + 2 > characters.len() || !characters[i].is_ascii_alphanumeric();
    let mut mutated = Vec::new();
    for at in (0..=characters.len()).filter(|i| *i == characters.len() || worth(*i)) {
        let (before, after) = characters.split_at(at);
        for other in &others {
            mutated.push(before.iter().chain([other]).chain(after).collect());
            mutated.push(before.iter().chain([other]).chain(after.iter().skip(1)).collect());
        }
        mutated.push(before.iter().chain(after.iter().skip(1)).collect());
    }
    mutated
}

fn takes_placeholders(member: &str) -> bool {
    matches!(
        member,
        "ImageName"
            | "ImageDescription"
            | "BundleName"
            | "BundleDescription"
            | "SourceImageName"
            | "DestinationImageName"
            | "DestinationImageDescription"
            | "Name"
            | "Description"
            | "DisplayName"
            | "Tags[].Value"
            | "Tags{value}"
    )
}
