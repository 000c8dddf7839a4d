//! Where a stack's presets are.

use super::held::{Described, Held, preset_of};
use crate::aws::Session;
use crate::aws::operation::describe_parameters::{self, Which};
use crate::aws::operation::{get_parameter, get_parameters_by_path};
use crate::check::{self, Checked};
use crate::input::{self, Failure};
use crate::trouble::Trouble;
use crate::verb::Common;
use deskport_shared::json::Wanted;
use deskport_shared::namespace::Namespace;
use deskport_shared::preset;

/// The presets of a namespace. They are there before the stack is, so it is not looked for.
#[derive(Clone, Debug)]
pub(crate) struct Shelf {
    pub(crate) aws: Session,
    pub(crate) namespace: Namespace,
    /// Options that name the stack, for the commands that go on from here.
    pub(crate) options: String,
}

impl Shelf {
    /// Finds AWS.
    pub(crate) async fn open(common: &Common) -> Result<Self, Trouble> {
        let aws = Session::open(&common.connection).await?;
        Ok(Self { aws, namespace: common.connection.namespace(), options: common.connection.options() })
    }

    /// A preset, if there is one.
    pub(crate) async fn find(&self, name: &str, version: Option<u32>) -> Result<Option<Held>, Trouble> {
        get_parameter::call(&self.aws, &self.namespace.parameter(name), version).await
    }

    /// A preset that has to be there.
    pub(crate) async fn get(&self, name: &str) -> Result<Held, Trouble> {
        self.find(name, None).await?.ok_or_else(|| self.missing(name))
    }

    /// What Parameter Store says of one beside its value.
    pub(crate) async fn described(&self, name: &str) -> Result<Option<Described>, Trouble> {
        let parameter = self.namespace.parameter(name);
        let found = describe_parameters::call(&self.aws, Which::Name(&parameter)).await?;
        Ok(found.into_iter().find(|one| one.parameter == parameter))
    }

    /// All of them without their values, by name.
    pub(crate) async fn described_all(&self) -> Result<Vec<Described>, Trouble> {
        let mut found = describe_parameters::call(&self.aws, Which::Path(&self.folder())).await?;
        found.retain(|one| preset::is_name(preset_of(&one.parameter)));
        found.sort_by(|a, b| a.parameter.cmp(&b.parameter));
        Ok(found)
    }

    /// All of them, by name.
    pub(crate) async fn all(&self) -> Result<Vec<Held>, Trouble> {
        let mut found = get_parameters_by_path::call(&self.aws, &self.folder()).await?;
        found.retain(|one| preset::is_name(preset_of(&one.parameter)));
        found.sort_by(|a, b| a.parameter.cmp(&b.parameter));
        Ok(found)
    }

    /// Checks one as it is stored.
    pub(crate) fn check(&self, held: &Held) -> Result<Checked, Failure> {
        let name = preset_of(&held.parameter);
        let wanted = Wanted::Preset(Some((&self.namespace, name)));
        input::parse(name.to_owned(), held.value.reveal().as_bytes(), wanted).map(check::stored)
    }

    /// That there is no such preset.
    pub(crate) fn missing(&self, name: &str) -> Trouble {
        let parameter = self.namespace.parameter(name);
        Trouble::not_there(format!(
            "there is no preset {name} in {}: no parameter {parameter}",
            self.aws.region
        ))
        .hint(format!("deskport preset list{} shows those that there are.", self.options))
    }

    fn folder(&self) -> String {
        self.namespace.parameter("").trim_end_matches('/').to_owned()
    }
}

/// A name that a preset may have.
pub(crate) fn named(name: &str) -> Result<&str, Trouble> {
    if preset::is_name(name) {
        return Ok(name);
    }
    Err(Trouble::asked(format!(
        "given as a preset's name: {name:?}, allowed is a name of 1 to {} letters, digits, _ and -",
        preset::NAME_MAX
    )))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_no_preset_has_is_refused_in_words_that_a_terminal_can_show() {
        assert_eq!(named("win11_a-B"), Ok("win11_a-B"));
        for wrong in ["", "a/b", "a b", "\u{1b}[2J", &"x".repeat(41)] {
            let trouble = named(wrong).unwrap_err();
            assert_eq!(trouble.exit_code(), 1, "{wrong:?}");
            assert!(!trouble.line().contains('\u{1b}'));
        }
    }
}
