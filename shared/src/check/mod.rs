//! Checking a JSON value against a shape: the members of a request as data, so that one walker checks
//! them all and messages, schema and documentation are made from the same constants as the check.

mod letter;
mod nearest;
mod text;
mod walk;

pub use nearest::{meant, nearest};
pub use text::{Form, Text};
pub use walk::walk;

/// What a value may be. Mirrors the kinds of the Smithy models that AWS publishes.
#[derive(Clone, Copy, Debug)]
pub enum Shape {
    /// A string under a rule.
    Text(&'static Text),
    /// One of these strings.
    Enum(&'static [&'static str]),
    /// `true` or `false`.
    Boolean,
    /// `true` alone.
    True,
    /// An integer within these bounds, both included.
    Integer(i64, i64),
    /// An object with these members and no others.
    Structure(&'static [Member]),
    /// An object with exactly one of these members.
    Union(&'static [Member]),
    /// A list: its shortest and longest length, and what it holds.
    List(usize, usize, &'static Shape),
    /// An object of free keys: its smallest and largest size, the keys' rule and the values'.
    Map(usize, usize, &'static Text, &'static Text),
    /// Checked elsewhere.
    Any,
}

/// A member of a structure.
#[derive(Clone, Copy, Debug)]
pub struct Member {
    /// Its exact name.
    pub name: &'static str,
    /// What it may hold.
    pub shape: Shape,
    /// Whether it has to be there.
    pub required: bool,
    /// Whether placeholders are filled in (in tags: in the values).
    pub placeholders: bool,
    /// Whether what it holds is never shown.
    pub sensitive: bool,
    /// The source of a list's or map's largest size, if it is another page than the operation's.
    pub limit_source: Option<&'static str>,
    /// For a member that holds an ARN: what to do if it is of another account or Region than the import.
    pub arn: Option<&'static str>,
    /// One sentence for people who write requests.
    pub about: &'static str,
}

impl Member {
    /// A member that has to be there.
    pub const fn required(name: &'static str, shape: Shape, about: &'static str) -> Self {
        Self {
            name,
            shape,
            required: true,
            placeholders: false,
            sensitive: false,
            limit_source: None,
            arn: None,
            about,
        }
    }

    /// A member that may be left out.
    pub const fn optional(name: &'static str, shape: Shape, about: &'static str) -> Self {
        Self { required: false, ..Self::required(name, shape, about) }
    }

    /// Its text, or its tags' values, may hold placeholders.
    pub const fn with_placeholders(self) -> Self {
        Self { placeholders: true, ..self }
    }

    /// What it holds never reaches a message or a log.
    pub const fn sensitive(self) -> Self {
        Self { sensitive: true, ..self }
    }

    /// It holds an ARN; `instead` says what to do if that is of another account or Region than the import.
    pub const fn arn(self, instead: &'static str) -> Self {
        Self { arn: Some(instead), ..self }
    }

    /// It has to be there, except in a `Then`, where the entry above gives it.
    pub const fn required_outside_then(self) -> Self {
        Self { required: true, ..self }
    }

    /// Its largest size comes from `source`.
    pub const fn limited_by(self, source: &'static str) -> Self {
        Self { limit_source: Some(source), ..self }
    }
}

impl Shape {
    /// What the shape is, for a message.
    pub fn allowed(self) -> String {
        match self {
            Shape::Text(rule) => format!("a string: {}", rule.allowed()),
            Shape::Enum(names) => format!("one of {}", names.join(", ")),
            Shape::Boolean => "true or false".to_owned(),
            Shape::True => "true".to_owned(),
            Shape::Integer(min, max) => {
                format!("an integer from {min} to {max}, written without a fraction or exponent")
            }
            Shape::Structure(_) => "an object".to_owned(),
            Shape::Union(members) => format!("an object with exactly one of {}", list(members)),
            Shape::List(min, max, _) => format!("a list of {}", size(min, max)),
            Shape::Map(min, max, ..) => format!("an object of {}", size(min, max)),
            Shape::Any => "any value".to_owned(),
        }
    }
}

/// The names of members, for a message.
pub(crate) fn list(members: &[Member]) -> String {
    members.iter().map(|m| m.name).collect::<Vec<_>>().join(", ")
}

/// How many entries, for a message.
pub(crate) fn size(min: usize, max: usize) -> String {
    match (min, max) {
        (1, 1) => "one entry".to_owned(),
        (1, usize::MAX) => "one entry or more".to_owned(),
        (0, max) => format!("at most {max} entries"),
        (min, max) => format!("{min} to {max} entries"),
    }
}
