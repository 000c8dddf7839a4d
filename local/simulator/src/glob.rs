//! Globs: for image names in a script, and for what a policy names.

/// Whether the whole text fits the glob: `*` is any run of characters, `?` any one.
pub(crate) fn fits(glob: &str, text: &str) -> bool {
    let glob: Vec<char> = glob.chars().collect();
    let text: Vec<char> = text.chars().collect();
    let (mut g, mut t) = (0, 0);
    let mut retry: Option<(usize, usize)> = None;
    while t < text.len() {
        if glob.get(g) == Some(&'*') {
            retry = Some((g, t));
            g += 1;
        } else if glob.get(g).is_some_and(|c| *c == '?' || *c == text[t]) {
            g += 1;
            t += 1;
        } else if let Some((star, from)) = retry {
            retry = Some((star, from + 1));
            g = star + 1;
            t = from + 1;
        } else {
            return false;
        }
    }
    glob[g..].iter().all(|c| *c == '*')
}

#[cfg(test)]
mod tests {
    use super::fits;

    #[test]
    fn globs_fit_whole_names() {
        for (glob, text) in [
            ("*", ""),
            ("a*", "a"),
            ("a*c", "abbc"),
            ("*b*", "abc"),
            ("a?c", "abc"),
            ("**", "x"),
            ("*ab", "aab"),
        ] {
            assert!(fits(glob, text), "{glob} {text}");
        }
        for (glob, text) in [("", "a"), ("a", "ab"), ("a*c", "abcd"), ("?", ""), ("A", "a"), ("*x*", "abc")] {
            assert!(!fits(glob, text), "{glob} {text}");
        }
    }
}
