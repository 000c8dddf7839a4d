//! Which instances of a fleet an image runs on.

/// The beginning of an instance type's name, and its family as an image's `SupportedInstanceFamilies` has it. Source: Amazon AppStream
/// 2.0 API Reference, Image and CreateFleet.
const FAMILIES: &[(&str, &str)] = &[
    ("stream.standard.", "General Purpose"),
    ("stream.compute.", "Compute Optimized"),
    ("stream.memory.", "Memory Optimized"),
    ("stream.graphics.g4dn.", "Graphics G4"),
    ("stream.graphics.g5.", "Graphics G5"),
    ("stream.graphics.g6", "Graphics G6"),
    ("stream.graphics.gr6", "Graphics G6"),
    ("GeneralPurpose.", "GeneralPurpose"),
    ("ComputeOptimized.", "ComputeOptimized"),
    ("MemoryOptimized.", "MemoryOptimized"),
    ("Accelerated.", "Accelerated"),
];

/// Whether an image of these families runs on an instance type. AWS adds types and families: what is not known here is left to it.
pub fn runs_on(instance_type: &str, families: &[String]) -> bool {
    let known = FAMILIES.iter().find(|(beginning, _)| instance_type.starts_with(beginning));
    let Some((_, family)) = known.filter(|_| families.iter().all(|named| is_known(named))) else {
        return true;
    };
    families.is_empty() || families.iter().any(|named| named == family)
}

fn is_known(family: &str) -> bool {
    FAMILIES.iter().any(|(_, known)| *known == family)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn runs(instance_type: &str, families: &[&str]) -> bool {
        runs_on(instance_type, &families.iter().map(|family| (*family).to_owned()).collect::<Vec<_>>())
    }

    #[test]
    fn an_image_runs_on_the_families_that_it_names() {
        assert!(runs("stream.standard.medium", &["General Purpose", "Graphics G4"]));
        assert!(runs("stream.graphics.gr6f.4xlarge", &["Graphics G6"]));
        assert!(!runs("stream.graphics.g5.xlarge", &["General Purpose", "Graphics G4"]));
        assert!(!runs("GeneralPurpose.xlarge", &["General Purpose"]));
    }

    #[test]
    fn what_is_not_known_is_left_to_aws() {
        assert!(runs("stream.standard.medium", &[]));
        assert!(runs("stream.new.large", &["General Purpose"]));
        assert!(runs("stream.standard.medium", &["Quantum"]));
    }
}
