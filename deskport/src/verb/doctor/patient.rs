//! What the checks look at: read once, before them.

use super::check::Stop;
use super::checks;
use crate::aws::operation::get_caller_identity::{self, Identity};
use crate::aws::operation::get_parameters_by_path;
use crate::aws::{Connection, Session};
use crate::preset::held::{Held, preset_of};
use crate::stack::Stack;
use crate::trouble::Trouble;
use deskport_shared::json;
use deskport_shared::namespace::Namespace;
use deskport_shared::operation::OperationName;
use futures_util::future;
use jiff::Timestamp;
use serde_json::Value;

/// An account, a Region and a stack.
pub(super) struct Patient {
    pub(super) aws: Session,
    pub(super) namespace: Namespace,
    pub(super) identity: Result<Identity, Trouble>,
    pub(super) stack: Result<Stack, Trouble>,
    presets: Result<Vec<Preset>, Trouble>,
    /// When the checks began.
    pub(super) now: Timestamp,
}

/// A preset of the stack. It may hold an AppCatalogConfig: it has no debug form.
pub(super) struct Preset {
    /// Without the path.
    pub(super) name: String,
    /// `None` where the text is no JSON.
    pub(super) document: Option<Value>,
}

impl Preset {
    fn new(held: &Held) -> Self {
        let name = preset_of(&held.parameter).to_owned();
        Self { name, document: json::read(held.value.reveal().as_bytes()).ok() }
    }

    /// Whether it has such an entry, at any depth; also where it is faulty.
    pub(super) fn has(&self, operation: OperationName) -> bool {
        self.document.as_ref().is_some_and(|document| !members(document, operation.as_str()).is_empty())
    }

    /// The texts of the members of this name, at any depth.
    pub(super) fn texts(&self, name: &str) -> Vec<&str> {
        let found = self.document.as_ref().map(|document| members(document, name)).unwrap_or_default();
        found.into_iter().filter_map(Value::as_str).collect()
    }
}

fn members<'a>(value: &'a Value, name: &str) -> Vec<&'a Value> {
    match value {
        Value::Object(object) => {
            let below = object.iter().flat_map(|(key, value)| {
                (key == name).then_some(value).into_iter().chain(members(value, name))
            });
            below.collect()
        }
        Value::Array(list) => list.iter().flat_map(|value| members(value, name)).collect(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => Vec::new(),
    }
}

impl Patient {
    /// Asks who calls, which stack there is, and for its presets, side by side.
    ///
    /// # Errors
    /// Where nothing can be asked at all: no Region, or certificates that can't be read.
    pub(super) async fn examine(connection: &Connection) -> Result<Self, Trouble> {
        let aws = Session::open(connection).await?;
        let namespace = connection.namespace();
        let folder = format!("/{namespace}/presets/");
        let (identity, stack, presets) = future::join3(
            get_caller_identity::call(&aws),
            Stack::find(&aws, connection),
            get_parameters_by_path::call(&aws, &folder),
        )
        .await;
        let presets = presets.map(|held| held.iter().map(Preset::new).collect());
        Ok(Self { aws, namespace, identity, stack, presets, now: Timestamp::now() })
    }

    /// Who calls.
    pub(super) fn identity(&self) -> Result<&Identity, Stop> {
        self.identity.as_ref().map_err(|_| Stop::After(&checks::credentials::CHECK))
    }

    /// The stack.
    pub(super) fn stack(&self) -> Result<&Stack, Stop> {
        self.stack.as_ref().map_err(|_| Stop::After(&checks::stack::CHECK))
    }

    /// Its presets, for the check of the presets itself.
    pub(super) fn presets(&self) -> Result<&[Preset], Stop> {
        self.presets.as_deref().map_err(|trouble| Stop::Trouble(trouble.clone()))
    }

    /// The names of the presets that have such an entry. What presets can't be read need nothing, as far as is known: the check of the
    /// presets says so.
    pub(super) fn asking_for(&self, operations: &[OperationName]) -> Vec<&str> {
        let presets = self.presets.as_deref().unwrap_or_default();
        let asking =
            presets.iter().filter(|preset| operations.iter().any(|operation| preset.has(*operation)));
        asking.map(|preset| preset.name.as_str()).collect()
    }

    /// The roles that presets pass to AppStream, by ARN.
    pub(super) fn roles_of_presets(&self) -> Vec<&str> {
        let presets = self.presets.as_deref().unwrap_or_default();
        presets.iter().flat_map(|preset| preset.texts("IamRoleArn")).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::preset::held::Kind;
    use deskport_shared::secret::Secret;

    #[test]
    fn what_a_preset_asks_for_is_found_at_any_depth() {
        let value = r#"{ "Imports": [ { "ImportWorkspaceImage": {}, "Then": [ { "Approve": {}, "Then": [
            { "CreateImportedImage": { "IamRoleArn": "arn:1" } } ] } ] } ] }"#;
        let preset = Preset::new(&Held {
            parameter: "/deskport/presets/win11".to_owned(),
            value: Secret::new(value),
            version: 1,
            kind: Kind::String,
            modified_at: None,
        });
        assert_eq!(preset.name, "win11");
        assert!(preset.has(OperationName::Approve) && !preset.has(OperationName::UpdateFleet));
        assert_eq!(preset.texts("IamRoleArn"), ["arn:1"]);
    }
}
