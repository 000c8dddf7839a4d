//! What is delivered: the account's bundles and fleets in two Regions, what the stack may change, and entries that change, make,
//! copy or share.

use super::Scenario;
use crate::rng::Rng;
use deskport_simulator::config::{AppStreamImageSeed, BundleSeed, FleetSeed, FleetType, WorkspaceImageSeed};
use serde_json::{Value, json};

/// The WorkSpaces image that every bundle of a Region has at the start, by its beginning.
const BEFORE: &str = "wsi-0before0";
/// The AppStream image that every fleet has at the start.
const APPS_BEFORE: &str = "before-apps";
/// How many bundles there are in each Region.
const BUNDLES: u64 = 4;
/// The Region beside the stack's own.
const THERE: &str = "us-east-1";
/// The accounts that images are shared with.
const ACCOUNTS: [&str; 2] = ["444455556666", "777788889999"];
/// How deep entries are nested.
const DEPTH: u64 = 4;

/// The id of a bundle. Places are counted from 0: the stack's own Region, and the one beside it.
fn bundle(place: usize, number: u64) -> String {
    format!("wsb-{place}{number:08}")
}

/// The Region of a place, where it is not the stack's own.
fn region(place: usize) -> Option<String> {
    (place > 0).then(|| THERE.to_owned())
}

/// What a request has not used yet: no two entries may set the same.
#[derive(Debug)]
pub(super) struct Targets {
    bundles: [Vec<String>; 2],
    fleets: [Vec<String>; 2],
    made: u64,
}

/// Where an entry stands.
#[derive(Clone, Debug)]
pub(super) struct Spot {
    place: usize,
    depth: u64,
    /// Accounts that the image is not shared with yet.
    accounts: Vec<&'static str>,
}

impl Spot {
    /// Directly below an import.
    pub(super) fn first() -> Self {
        Self { place: 0, depth: 1, accounts: ACCOUNTS.to_vec() }
    }

    /// Below a copy, in a place.
    fn copied(&self, place: usize) -> Self {
        Self { place, depth: self.depth + 1, accounts: ACCOUNTS.to_vec() }
    }
}

impl Targets {
    /// Puts bundles and fleets into the account, most of which the stack may change.
    pub(super) fn draw(scenario: &mut Scenario, rng: &mut Rng) -> Self {
        if scenario.config.bundles.is_empty() {
            for place in 0..2 {
                furnish(scenario, rng, place);
            }
            limit(scenario, rng);
        }
        // Now and then one of those that can't be set: a bundle of AWS's own, an elastic fleet.
        let all = rng.chance(0.05);
        let last = if all { BUNDLES } else { BUNDLES - 1 };
        let fleets = |place: usize| {
            let seeds = scenario.config.fleets.iter();
            let there = seeds.filter(|fleet| fleet.region == region(place));
            let fit = there.filter(|fleet| all || fleet.fleet_type != FleetType::Elastic);
            fit.map(|fleet| fleet.name.clone()).collect()
        };
        Self {
            bundles: [0, 1].map(|place| (0..last).map(|number| bundle(place, number)).collect()),
            fleets: [0, 1].map(fleets),
            made: 0,
        }
    }

    fn name(&mut self) -> String {
        self.made += 1;
        format!("made-{}", self.made - 1)
    }

    /// An entry for a WorkSpaces image, with what follows it.
    pub(super) fn entry(&mut self, rng: &mut Rng, spot: &mut Spot) -> Option<Value> {
        match rng.between(0, 99) {
            0..22 => {
                let entry = json!({ "CreateWorkspaceBundle": { "BundleName": self.name(), "BundleDescription": "Desktops",
                    "ComputeType": { "Name": "STANDARD" }, "UserStorage": { "Capacity": "50" } } });
                Some(self.with_then(rng, entry, spot, false))
            }
            22..65 => {
                let id = take(rng, &mut self.bundles[spot.place])?;
                let entry = json!({ "UpdateWorkspaceBundle": { "BundleId": id } });
                Some(self.with_then(rng, entry, spot, false))
            }
            65..80 => {
                let account = take(rng, &mut spot.accounts)?;
                let entry = json!({ "UpdateWorkspaceImagePermission": { "SharedAccountId": account,
                    "AllowCopyImage": rng.chance(0.8) } });
                Some(self.with_then(rng, entry, spot, false))
            }
            80..92 => {
                let place = usize::from(rng.chance(0.8));
                let mut entry = json!({ "CopyWorkspaceImage": { "Name": self.name() } });
                let mut below = spot.copied(place);
                entry["Region"] = json!(if place == 0 { crate::machines::REGION } else { THERE });
                self.then(rng, &mut entry, &mut below, 0.6, false);
                Some(entry)
            }
            _ => {
                let mut entry = json!({ "CreateImportedImage": { "Name": self.name() } });
                let mut below = spot.copied(spot.place);
                self.then(rng, &mut entry, &mut below, 0.7, true);
                Some(entry)
            }
        }
    }

    /// An entry for an AppStream image, with what follows it.
    pub(super) fn apps_entry(&mut self, rng: &mut Rng, spot: &mut Spot) -> Option<Value> {
        match rng.between(0, 99) {
            0..55 => {
                let name = take(rng, &mut self.fleets[spot.place])?;
                Some(self.with_then(rng, json!({ "UpdateFleet": { "Name": name } }), spot, true))
            }
            55..75 => {
                let account = take(rng, &mut spot.accounts)?;
                let entry = json!({ "UpdateImagePermissions": { "SharedAccountId": account,
                    "ImagePermissions": { "allowFleet": rng.chance(0.7), "allowImageBuilder": rng.chance(0.3) } } });
                Some(self.with_then(rng, entry, spot, true))
            }
            _ => {
                let place = usize::from(rng.chance(0.8));
                let destination = if place == 0 { crate::machines::REGION } else { THERE };
                let mut entry = json!({ "CopyImage": { "DestinationImageName": self.name(), "DestinationRegion": destination } });
                if rng.chance(0.5) {
                    entry["CopyImage"]["DestinationImageDescription"] = json!("Copied of {date}");
                }
                let mut below = spot.copied(place);
                self.then(rng, &mut entry, &mut below, 0.6, true);
                Some(entry)
            }
        }
    }

    /// What follows an entry that gives the same image.
    fn with_then(&mut self, rng: &mut Rng, mut entry: Value, spot: &mut Spot, apps: bool) -> Value {
        spot.depth += 1;
        self.then(rng, &mut entry, spot, 0.4, apps);
        spot.depth -= 1;
        entry
    }

    fn then(&mut self, rng: &mut Rng, entry: &mut Value, spot: &mut Spot, chance: f64, apps: bool) {
        if spot.depth > DEPTH || !rng.chance(chance) {
            return;
        }
        let below: Vec<Value> = (0..rng.between(1, 2))
            .filter_map(|_| if apps { self.apps_entry(rng, spot) } else { self.entry(rng, spot) })
            .collect();
        if !below.is_empty() {
            entry["Then"] = Value::from(below);
        }
    }
}

fn take<T>(rng: &mut Rng, from: &mut Vec<T>) -> Option<T> {
    let last = from.len().checked_sub(1)? as u64;
    let place = usize::try_from(rng.between(0, last)).unwrap_or_default();
    Some(from.remove(place))
}

/// Bundles and fleets in one Region.
fn furnish(scenario: &mut Scenario, rng: &mut Rng, place: usize) {
    let image = format!("{BEFORE}{place}");
    scenario.config.workspace_images.push(WorkspaceImageSeed {
        image_id: Some(image.clone()),
        name: "before".to_owned(),
        region: region(place),
        ..WorkspaceImageSeed::default()
    });
    for number in 0..BUNDLES {
        scenario.config.bundles.push(BundleSeed {
            bundle_id: Some(bundle(place, number)),
            name: format!("bundle-{number}"),
            image_id: image.clone(),
            // The last one is AWS's own.
            owner: (number + 1 == BUNDLES).then(|| "AMAZON".to_owned()),
            region: region(place),
            ..BundleSeed::default()
        });
    }
    scenario.config.app_stream_images.push(AppStreamImageSeed {
        name: APPS_BEFORE.to_owned(),
        platform: Some("WINDOWS_11".to_owned()),
        region: region(place),
        supported_instance_families: Some(vec!["General Purpose".to_owned(), "GeneralPurpose".to_owned()]),
        ..AppStreamImageSeed::default()
    });
    let fleet = |name: &str, state: &str, instance_type: &str| FleetSeed {
        name: name.to_owned(),
        state: Some(state.to_owned()),
        image_name: Some(APPS_BEFORE.to_owned()),
        instance_type: Some(instance_type.to_owned()),
        region: region(place),
        ..FleetSeed::default()
    };
    let minutes = u32::try_from(rng.between(1, 25)).unwrap_or(1);
    scenario.config.fleets.extend([
        fleet("running", "RUNNING", "stream.standard.medium"),
        fleet("stopped", "STOPPED", "stream.standard.large"),
        FleetSeed {
            ready_in_minutes: Some(f64::from(minutes)),
            ..fleet("starting", "STARTING", "stream.standard.medium")
        },
        // Images of WorkSpaces don't run on it.
        fleet("other-instances", "RUNNING", "GeneralPurpose.xlarge"),
        FleetSeed {
            name: "elastic".to_owned(),
            fleet_type: FleetType::Elastic,
            region: region(place),
            ..FleetSeed::default()
        },
    ]);
}

/// Some stacks may not change everything.
fn limit(scenario: &mut Scenario, rng: &mut Rng) {
    let star = "*".to_owned();
    let bundles = (0..2).flat_map(|place| (0..BUNDLES).map(move |number| bundle(place, number)));
    let bundles: Vec<String> = bundles.chain((0..40).map(|number| format!("made-{number}"))).collect();
    let skip = |rng: &mut Rng| usize::from(rng.chance(0.2));
    let or_star = |rng: &mut Rng, list: Vec<String>| {
        let skip = skip(rng);
        if rng.chance(0.5) { star.clone() } else { list.into_iter().skip(skip).collect::<Vec<_>>().join(",") }
    };
    let fleets = ["running", "stopped", "starting", "other-instances", "elastic"].map(str::to_owned);
    scenario.delivery.bundles = or_star(rng, bundles);
    scenario.delivery.fleets = or_star(rng, fleets.to_vec());
    scenario.delivery.accounts = or_star(rng, ACCOUNTS.map(str::to_owned).to_vec());
    scenario.delivery.regions = or_star(rng, vec![THERE.to_owned()]);
}
