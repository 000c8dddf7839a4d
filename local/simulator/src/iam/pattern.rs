//! Patterns of resources in a policy: `*` is any run of characters, `?` any one.

use crate::glob;

/// A pattern, compiled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Pattern {
    /// It fits everything.
    All,
    /// It has no wildcard.
    Exactly(String),
    /// Its one wildcard is a `*` at its end: the part before.
    From(String),
    /// It has wildcards anywhere.
    Glob(String),
}

impl Pattern {
    /// Compiles the Resource of a statement: `*` or an ARN. Variables such as `${aws:username}` are not known here.
    pub(super) fn of_resource(text: &str) -> Result<Self, String> {
        if text.contains("${") {
            return Err(format!("the variable in the resource {text} is not known"));
        }
        if text != "*" && (!text.starts_with("arn:") || text.split(':').count() < 6) {
            return Err(format!("the resource {text} is neither * nor an ARN"));
        }
        let start = text.trim_end_matches('*');
        Ok(match start.contains(['*', '?']) {
            true => Self::Glob(text.to_owned()),
            false if start.is_empty() => Self::All,
            false if start.len() < text.len() => Self::From(start.to_owned()),
            false => Self::Exactly(text.to_owned()),
        })
    }

    /// Whether a resource fits. Case matters.
    pub(super) fn fits(&self, resource: &str) -> bool {
        match self {
            Self::All => true,
            Self::Exactly(text) => text == resource,
            Self::From(start) => resource.starts_with(start),
            Self::Glob(text) => glob::fits(text, resource),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Pattern;

    fn fits(pattern: &str, resource: &str) -> bool {
        Pattern::of_resource(pattern).is_ok_and(|pattern| pattern.fits(resource))
    }

    #[test]
    fn each_kind_of_pattern_fits_what_it_says_and_no_more() {
        let image = "arn:aws:appstream:eu-west-1:111122223333:image/golden";
        for pattern in [
            "*",
            image,
            "arn:aws:appstream:eu-west-1:111122223333:image/*",
            "arn:aws:appstream:*:*:image/g?lden",
        ] {
            assert!(fits(pattern, image), "{pattern}");
        }
        let others = [
            "arn:aws:appstream:eu-west-1:111122223333:image/gold",
            "arn:aws:appstream:eu-west-1:111122223333:fleet/*",
            "arn:aws:appstream:*:*:image/g?den",
            "arn:aws:appstream:eu-west-1:111122223333:image/Golden",
        ];
        for pattern in others {
            assert!(!fits(pattern, image), "{pattern}");
        }
        // An action without kinds of resource needs `*` itself: only that pattern allows it.
        assert!(fits("*", "*"));
        assert!(!fits("arn:aws:appstream:eu-west-1:111122223333:image/*", "*"));
    }

    #[test]
    fn what_is_no_pattern_of_a_resource_is_refused() {
        for text in ["", "image/*", "arn:aws:iam", "arn:aws:iam::1:user/${aws:username}"] {
            assert!(Pattern::of_resource(text).is_err(), "{text}");
        }
    }
}
