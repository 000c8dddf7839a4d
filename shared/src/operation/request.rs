//! What every request says of itself, and how one is described: members and struct are one text.

use crate::job::Given;

/// What every request of an operation says of itself.
pub trait Request {
    /// The name of what is made, or of the fleet that is set; `None` where nothing has a name.
    fn name(&self) -> Option<&str>;

    /// What the image is made from, as its `deskport:source` tag says; `None` in a `Then`.
    fn source(&self) -> Option<&str>;

    /// Takes the image of the entry above as its source; whether there is one.
    fn take(&mut self, _: &Given) -> bool {
        false
    }

    /// The account that it shares an image with.
    fn shared_with(&self) -> Option<&str> {
        None
    }

    /// Whether the content of the source may change between two calls.
    fn source_may_change(&self) -> bool {
        false
    }
}

/// Describes a structure of AWS once: as a struct, and as the members that the check walks and that schema and documentation are
/// made from. Required members come first. An optional one is an `Option`, a list or a map.
macro_rules! structure {
    (
        $(#[$about:meta])*
        $name:ident in $members:ident {
            $($required:ident as $required_name:literal: $required_type:ty,
                $required_shape:expr, $required_about:literal $(, $required_with:ident($($required_arg:expr)?))*;)*
        } optional {
            $($optional:ident as $optional_name:literal: $optional_type:ty,
                $optional_shape:expr, $optional_about:literal $(, $optional_with:ident($($optional_arg:expr)?))*;)*
        }
    ) => {
        $(#[$about])*
        #[derive(Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
        #[serde(deny_unknown_fields)]
        pub struct $name {
            $(#[doc = $required_about] #[serde(rename = $required_name)] pub $required: $required_type,)*
            $(
                #[doc = $optional_about]
                #[serde(rename = $optional_name, default, skip_serializing_if = "crate::operation::request::is_none")]
                pub $optional: $optional_type,
            )*
        }

        static $members: &[crate::check::Member] = &[
            $(crate::check::Member::required($required_name, $required_shape, $required_about)
                $(.$required_with($($required_arg)?))*,)*
            $(crate::check::Member::optional($optional_name, $optional_shape, $optional_about)
                $(.$optional_with($($optional_arg)?))*,)*
        ];
    };
}

pub(super) use structure;

/// Whether an optional member was left out.
pub(super) fn is_none<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}
