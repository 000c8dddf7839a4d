//! What is delivered: the account's bundles, which of them the stack may change, and entries that change or make some.

use super::Scenario;
use crate::rng::Rng;
use deskport_simulator::config::{BundleSeed, WorkspaceImageSeed};
use serde_json::{Value, json};

/// The image that every bundle has at the start.
const BEFORE: &str = "wsi-0before00";
/// How many bundles there are.
const BUNDLES: u64 = 4;

/// The id of a bundle.
fn bundle(number: u64) -> String {
    format!("wsb-{number:09}")
}

/// The bundles that a request has not used yet: no two entries may set the same.
#[derive(Debug)]
pub(super) struct Targets {
    free: Vec<String>,
    made: u64,
}

impl Targets {
    /// Puts bundles into the account, most of which the stack may change.
    pub(super) fn draw(scenario: &mut Scenario, rng: &mut Rng) -> Self {
        if scenario.config.bundles.is_empty() {
            let image = WorkspaceImageSeed {
                image_id: Some(BEFORE.to_owned()),
                name: "before".to_owned(),
                ..WorkspaceImageSeed::default()
            };
            scenario.config.workspace_images.push(image);
            for number in 0..BUNDLES {
                scenario.config.bundles.push(BundleSeed {
                    bundle_id: Some(bundle(number)),
                    name: format!("bundle-{number}"),
                    image_id: BEFORE.to_owned(),
                    // The last one is AWS's own.
                    owner: (number + 1 == BUNDLES).then(|| "AMAZON".to_owned()),
                    ..BundleSeed::default()
                });
            }
            // Some stacks may not change the first bundle.
            let all = (0..BUNDLES).map(bundle).chain((0..9).map(|number| format!("made-{number}")));
            let allowed = if rng.chance(0.5) {
                vec!["*".to_owned()]
            } else {
                all.skip(usize::from(rng.chance(0.3))).collect()
            };
            scenario.delivery_bundles = allowed.join(",");
        }
        let last = if rng.chance(0.05) { BUNDLES } else { BUNDLES - 1 };
        Self { free: (0..last).map(bundle).collect(), made: 0 }
    }

    /// An entry for a WorkSpaces image, with what follows it.
    pub(super) fn entry(&mut self, rng: &mut Rng, depth: u64) -> Option<Value> {
        let mut entry = if rng.chance(0.3) {
            let name = format!("made-{}", self.made);
            self.made += 1;
            json!({ "CreateWorkspaceBundle": { "BundleName": name, "BundleDescription": "Desktops",
                "ComputeType": { "Name": "STANDARD" }, "UserStorage": { "Capacity": "50" } } })
        } else {
            let place = rng.between(0, self.free.len().checked_sub(1)? as u64);
            let id = self.free.remove(usize::try_from(place).unwrap_or_default());
            json!({ "UpdateWorkspaceBundle": { "BundleId": id } })
        };
        if depth < 4 && rng.chance(0.4) {
            let below: Vec<Value> =
                (0..rng.between(1, 2)).filter_map(|_| self.entry(rng, depth + 1)).collect();
            if !below.is_empty() {
                entry["Then"] = Value::from(below);
            }
        }
        Some(entry)
    }
}
