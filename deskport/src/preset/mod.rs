//! Presets in Parameter Store: as they are held, as they are checked, and in what two of them differ.

pub(crate) mod difference;
pub(crate) mod held;
pub(crate) mod shelf;
