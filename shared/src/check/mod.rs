//! Checking a JSON value against a shape: the members of a request as data, so that one walker checks
//! them all and a message is made from the same constants as the check.

mod nearest;
mod text;
mod walk;

pub use nearest::nearest;
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
    /// One sentence for people who write requests.
    pub about: &'static str,
}

impl Member {
    /// A member that has to be there.
    pub const fn required(name: &'static str, shape: Shape, about: &'static str) -> Self {
        Self { name, shape, required: true, placeholders: false, sensitive: false, about }
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
}
