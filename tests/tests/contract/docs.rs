//! What people ask who run into something before a run, beside it or after it, and where the documentation says it. Where a page
//! stops saying it, the question is open again.

use crate::read;

/// The question, the page, and what it has to say.
const QUESTIONS: &[(&str, &str, &[&str])] = &[
    (
        "Nobody got the e-mail: a link scanner cancelled the subscription.",
        "docs/prerequisites.md",
        &["aws sns confirm-subscription", "--authenticate-on-unsubscribe true", "valid for a few days"],
    ),
    (
        "Roles may be made only with a permissions boundary.",
        "docs/prerequisites.md",
        &["`PermissionsBoundaryArn`"],
    ),
    (
        "Amazon has a new root, or the network inspects TLS: no call to AWS succeeds.",
        "docs/prerequisites.md",
        &["`CaBundle`", "`invalid peer certificate`", "https://www.amazontrust.com/repository/"],
    ),
    (
        "The image is ready: how does it get to the desktops?",
        "docs/afterwards.md",
        &[
            "aws workspaces update-workspace-bundle",
            "aws appstream update-fleet",
            "\"Status\": [\"SUCCEEDED\"]",
        ],
    ),
    ("The same.", "README.md", &["docs/afterwards.md"]),
    (
        "How does my own automation learn that an image is ready?",
        "docs/events.md",
        &["\"source\": [\"deskport\"]", "`Deskport Step Finished`", "Once or more"],
    ),
    ("The same.", "README.md", &["docs/events.md"]),
    (
        "What do AWS's BYOL messages mean that have no code?",
        "docs/errors.md",
        &["manage-bde -off", "Fully Decrypted", "20 GB", "Credential Guard", "UEFI lock", "169.254.169.123"],
    ),
    (
        "An intermediate AMI of the builder was imported.",
        "docs/presets.md",
        &["last step of a build", "intermediate AMIs"],
    ),
    ("The same.", "README.md", &["as the last step of its build"]),
    (
        "Which versions of Windows Server does AppStream take?",
        "docs/prerequisites.md",
        &["Windows Server 2022 or 2025"],
    ),
    (
        "The new AMI is encrypted although the builder does not ask for it.",
        "docs/prerequisites.md",
        &["disable-ebs-encryption-by-default", "A copy"],
    ),
    (
        "Who hears that Deskport itself is broken?",
        "docs/operations.md",
        &["`AlarmEmail`", "aws cloudwatch set-alarm-state", "best-effort basis"],
    ),
    ("The same.", "README.md", &["docs/operations.md", "best-effort basis"]),
    (
        "How do I stop it for a while, and get rid of it?",
        "docs/operations.md",
        &["`TriggersEnabled`", "stop its execution of `import`", "Images, presets and tags are the same"],
    ),
    (
        "put-parameter refuses the preset.",
        "docs/presets.md",
        &["--tier Advanced", "4,096 characters", "`{{`", "file://"],
    ),
];

#[test]
fn the_documentation_says_what_people_ask() {
    for (question, page, says) in QUESTIONS {
        // A line may end anywhere within what is said.
        let text = read(page).split_whitespace().collect::<Vec<_>>().join(" ");
        for said in *says {
            assert!(text.contains(said), "{question} {page} does not say {said:?}");
        }
    }
}
