//! D03: whether there is a stack, and of which release.

use super::super::check::{Answer, Check, Finding};
use super::super::patient::Patient;
use crate::trouble::Kind;

pub(in super::super) const CHECK: Check = Check {
    number: 3,
    title: "Stack",
    about: "There is a stack of this namespace, of the same release as the command",
    page: "docs/operations.md#update-and-roll-back",
    permissions: &["ssm:GetParameters"],
    make: |patient| Box::pin(make(patient)),
};

async fn make(patient: &Patient) -> Answer {
    match &patient.stack {
        Ok(stack) => Ok(found(&stack.parts.stack_name, &stack.parts.release, env!("CARGO_PKG_VERSION"))),
        Err(trouble) if trouble.kind == Kind::NotThere => {
            Ok(Finding::wrong(trouble.line(), trouble.what_to_do().unwrap_or_default()))
        }
        Err(trouble) => Err(trouble.clone().into()),
    }
}

fn found(stack: &str, release: &str, own: &str) -> Finding {
    if release == own {
        return Finding::good(format!("{stack}, release {release}"));
    }
    Finding::warning(
        format!("{stack} is of release {release}, this command of {own}"),
        format!("Deploy release {own}, or use the command of release {release}."),
    )
}

#[cfg(test)]
mod tests {
    use super::super::super::check::Verdict;
    use super::*;

    #[test]
    fn another_release_is_a_warning() {
        assert_eq!(found("deskport", "0.1.0", "0.1.0").verdict, Verdict::Good);
        let other = found("deskport", "0.1.0", "0.2.0");
        assert_eq!(other.verdict, Verdict::Warning);
        assert_eq!(other.fix.unwrap(), "Deploy release 0.2.0, or use the command of release 0.1.0.");
    }
}
