//! JSON as people write it: a request in a file or in a console, a preset in Parameter Store.
//!
//! Such a text has often passed through a word processor, a chat or a shell, and a parser's own words ("key must be a string")
//! don't say what that did to it. So whatever can't be read is explained: what it is, where, and what to do. The command and
//! the notification use the same explanation.
//!
//! In a text that can't be read it is not known where an AppCatalogConfig begins and ends. So no explanation quotes the text,
//! except for the name of a file if the text is nothing else.

mod explain;
mod file_name;
mod hint;
mod letter;
mod read;
mod sensitive;

pub use explain::{Explanation, Wanted, explain};
pub use file_name::FileName;
pub use read::{BYTE_ORDER_MARK, DEPTH_MAX, SIZE_MAX, Unreadable, position, read};
pub use sensitive::is_sensitive;
