//! Which instance types an image runs on. An image names families (`SupportedInstanceFamilies`), a fleet a type.

/// The beginning of a type's name, and the family as AWS's model of an image spells it.
const STREAM: &[(&str, &str)] = &[
    ("stream.standard.", "General Purpose"),
    ("stream.compute.", "Compute Optimized"),
    ("stream.memory.", "Memory Optimized"),
    ("stream.graphics.g4dn.", "Graphics G4"),
    ("stream.graphics.g5.", "Graphics G5"),
    ("stream.graphics.g6.", "Graphics G6"),
    ("stream.graphics.g6f.", "Graphics G6"),
    ("stream.graphics.gr6.", "Graphics G6"),
    ("stream.graphics.gr6f.", "Graphics G6"),
];

/// The family of an instance type: what stands before the first dot, but for the `stream.` types.
pub(crate) fn family(instance_type: &str) -> &str {
    let stream = STREAM.iter().find(|(beginning, _)| instance_type.starts_with(beginning));
    let first = || instance_type.split('.').next().unwrap_or(instance_type);
    stream.map_or_else(first, |(_, family)| family)
}

/// The families of an image that does not say otherwise. What is imported from an AMI (`CUSTOM`) runs on no `stream.` type,
/// what is imported from a WorkSpaces image (`BYOL`) on no graphics type.
pub(crate) fn usual(image_type: &str) -> Vec<String> {
    let families: &[&str] = match image_type {
        "CUSTOM" => &["GeneralPurpose", "ComputeOptimized", "MemoryOptimized", "Accelerated"],
        "BYOL" => &["General Purpose", "Compute Optimized", "Memory Optimized"],
        _ => &[
            "General Purpose",
            "Compute Optimized",
            "Memory Optimized",
            "Graphics G4",
            "Graphics G5",
            "Graphics G6",
        ],
    };
    families.iter().map(|family| (*family).to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_type_belongs_to_a_family() {
        for (instance_type, expected) in [
            ("stream.standard.medium", "General Purpose"),
            ("stream.memory.z1d.large", "Memory Optimized"),
            ("stream.graphics.g4dn.xlarge", "Graphics G4"),
            ("stream.graphics.gr6f.4xlarge", "Graphics G6"),
            ("GeneralPurpose.xlarge", "GeneralPurpose"),
            ("Accelerated.g4dn.xlarge", "Accelerated"),
        ] {
            assert_eq!(family(instance_type), expected);
        }
        assert!(usual("CUSTOM").iter().all(|family| usual("NATIVE").iter().all(|other| other != family)));
    }
}
