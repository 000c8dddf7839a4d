//! The state machines as typed Rust: the part of the Amazon States Language that `statemachine/` uses, and nothing else.
//! A member, a state type, a resource or a function that is not known here is refused when a machine is loaded.

mod check;
mod resource;
mod template;

pub use resource::{Function, Resource};
pub use template::{Assign, Template};

use serde::Deserialize;
use std::collections::BTreeMap;

/// A machine can't be loaded.
#[derive(Debug, thiserror::Error)]
pub enum LoadError {
    /// The text is no machine that is known here.
    #[error("{machine}: {error}")]
    Form {
        /// The machine's file.
        machine: String,
        /// What is wrong, with its line.
        error: serde_json::Error,
    },
    /// The machine says something impossible.
    #[error("{machine}: {what}")]
    Content {
        /// The machine's file.
        machine: String,
        /// What is wrong.
        what: String,
    },
}

/// A state machine.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct Machine {
    /// For the reader.
    #[serde(rename = "Comment")]
    pub _comment: Option<String>,
    /// JSONata: nothing else is known here.
    #[serde(rename = "QueryLanguage")]
    pub _query_language: QueryLanguage,
    /// The first state.
    pub start_at: String,
    /// How long an execution may take.
    pub timeout_seconds: u64,
    /// The states.
    pub states: BTreeMap<String, State>,
}

/// The language of expressions.
#[derive(Debug, Deserialize)]
pub enum QueryLanguage {
    /// `{% ... %}`.
    #[serde(rename = "JSONata")]
    Jsonata,
}

/// A state.
#[derive(Debug, Deserialize)]
#[serde(tag = "Type")]
pub enum State {
    /// Goes on at once.
    Pass(Pass),
    /// Runs a function or an integration.
    Task(Box<Task>),
    /// Branches.
    Choice(Choice),
    /// Waits.
    Wait(Wait),
    /// Runs its states once for each item.
    Map(Box<Map>),
    /// Ends in an error.
    Fail(Fail),
    /// Ends well.
    Succeed(Succeed),
}

/// Goes on at once.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct Pass {
    /// For the reader.
    #[serde(rename = "Comment")]
    pub _comment: Option<String>,
    /// Variables that get a value.
    #[serde(default)]
    pub assign: Assign,
    /// The output; the input where it is left out.
    pub output: Option<Template>,
    /// The next state.
    pub next: Option<String>,
    /// Whether it is the last one.
    #[serde(default)]
    pub end: bool,
}

/// Runs a function or an integration.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct Task {
    /// For the reader.
    #[serde(rename = "Comment")]
    pub _comment: Option<String>,
    /// The function or integration.
    pub resource: Resource,
    /// Its arguments.
    pub arguments: Template,
    /// How long it may take.
    pub timeout_seconds: Template,
    /// When it is tried again.
    #[serde(default)]
    pub retry: Vec<Retrier>,
    /// Where an error leads.
    #[serde(default)]
    pub catch: Vec<Catcher>,
    /// Variables that get a value.
    #[serde(default)]
    pub assign: Assign,
    /// The output; the result where it is left out.
    pub output: Option<Template>,
    /// The next state.
    pub next: Option<String>,
    /// Whether it is the last one.
    #[serde(default)]
    pub end: bool,
}

/// Branches.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct Choice {
    /// For the reader.
    #[serde(rename = "Comment")]
    pub _comment: Option<String>,
    /// The branches; the first whose condition holds is taken.
    pub choices: Vec<Branch>,
    /// The branch where none holds.
    pub default: String,
}

/// A branch of a choice.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct Branch {
    /// Whether it is taken.
    pub condition: Template,
    /// Where it leads.
    pub next: String,
}

/// Waits.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct Wait {
    /// For the reader.
    #[serde(rename = "Comment")]
    pub _comment: Option<String>,
    /// How long.
    pub seconds: Template,
    /// Variables that get a value.
    #[serde(default)]
    pub assign: Assign,
    /// The next state.
    pub next: String,
}

/// Runs its states once for each item.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct Map {
    /// For the reader.
    #[serde(rename = "Comment")]
    pub _comment: Option<String>,
    /// The items.
    pub items: Template,
    /// How many run at a time.
    pub max_concurrency: usize,
    /// What each iteration gets; the item where it is left out.
    pub item_selector: Option<Template>,
    /// The states.
    pub item_processor: ItemProcessor,
    /// Where an error leads.
    #[serde(default)]
    pub catch: Vec<Catcher>,
    /// Variables that get a value.
    #[serde(default)]
    pub assign: Assign,
    /// The output; the result where it is left out.
    pub output: Option<Template>,
    /// The next state.
    pub next: Option<String>,
    /// Whether it is the last one.
    #[serde(default)]
    pub end: bool,
}

/// The states of a map.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct ItemProcessor {
    /// Where they run.
    #[serde(rename = "ProcessorConfig")]
    pub _processor_config: ProcessorConfig,
    /// The first state.
    pub start_at: String,
    /// The states.
    pub states: BTreeMap<String, State>,
}

/// Where a map's states run.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct ProcessorConfig {
    /// In the execution itself: nothing else is known here.
    #[serde(rename = "Mode")]
    pub _mode: Mode,
}

/// The mode of a map.
#[derive(Debug, Deserialize)]
pub enum Mode {
    /// In the execution itself.
    #[serde(rename = "INLINE")]
    Inline,
}

/// Ends in an error.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct Fail {
    /// For the reader.
    #[serde(rename = "Comment")]
    pub _comment: Option<String>,
    /// The error's name.
    pub error: Template,
    /// What it was.
    pub cause: Template,
}

/// Ends well.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct Succeed {
    /// For the reader.
    #[serde(rename = "Comment")]
    pub _comment: Option<String>,
    /// The output; the input where it is left out.
    pub output: Option<Template>,
}

/// When a task is tried again.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct Retrier {
    /// The errors that it is about.
    pub error_equals: Vec<String>,
    /// How long before the first retry.
    #[serde(default = "one")]
    pub interval_seconds: u32,
    /// By how much each pause is longer than the one before.
    #[serde(default = "two")]
    pub backoff_rate: f64,
    /// The longest pause.
    pub max_delay_seconds: Option<u32>,
    /// How often at most.
    #[serde(default = "three")]
    pub max_attempts: u32,
    /// Whether a pause is any time up to its length.
    #[serde(default)]
    pub jitter_strategy: Jitter,
}

/// Whether a pause varies.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Jitter {
    /// Any time up to its length.
    Full,
    /// Its length.
    #[default]
    None,
}

/// Where an error leads.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct Catcher {
    /// The errors that it is about.
    pub error_equals: Vec<String>,
    /// Variables that get a value.
    #[serde(default)]
    pub assign: Assign,
    /// The output; the error where it is left out.
    pub output: Option<Template>,
    /// The next state.
    pub next: String,
}

const fn one() -> u32 {
    1
}

const fn two() -> f64 {
    2.0
}

const fn three() -> u32 {
    3
}

impl Machine {
    /// Reads a machine: puts the substitutions `${NAME}` in, compiles every expression and refuses what is not known.
    ///
    /// # Errors
    /// What is wrong or not known, with its place.
    pub fn load(name: &str, text: &str, substitutions: &[(&str, &str)]) -> Result<Self, LoadError> {
        let mut text = text.to_owned();
        for (key, value) in substitutions {
            text = text.replace(&format!("${{{key}}}"), value);
        }
        let machine = name.to_owned();
        if let Some((_, rest)) = text.split_once("${") {
            let what =
                format!("the substitution ${{{} is not known", rest.split('"').next().unwrap_or_default());
            return Err(LoadError::Content { machine, what });
        }
        let read: Self = serde_json::from_str(&text)
            .map_err(|error| LoadError::Form { machine: machine.clone(), error })?;
        match check::machine(&read) {
            Ok(()) => Ok(read),
            Err(what) => Err(LoadError::Content { machine, what }),
        }
    }
}
