//! Puts what is there already into the world.

use serde_json::Value;

use super::{
    AppStreamImage, Bundle, Fleet, FleetImage, HOME, Hardware, Modification, Place, Power, Workspace,
    WorkspaceImage, World, arn_in, instances,
};
use crate::config::{
    AppStreamImageSeed, BundleSeed, FleetSeed, ModificationSeed, WorkspaceImageSeed, WorkspaceSeed,
};
use crate::script::{Fail, Orders};
use crate::timeline::{Stage, Timeline};

const STAGES: &[Stage] = &[(0.0, "PENDING")];

/// Puts everything that the configuration lists into the world.
pub(super) fn plant(world: &mut World, now: f64) {
    for seed in world.config.workspace_images.clone() {
        plant_workspace_image(world, seed, now);
    }
    for seed in world.config.app_stream_images.clone() {
        plant_appstream_image(world, seed, now);
    }
    for seed in world.config.bundles.clone() {
        plant_bundle(world, seed, now);
    }
    for seed in world.config.fleets.clone() {
        plant_fleet(world, seed, now);
    }
    for seed in world.config.workspaces.clone() {
        plant_workspace(world, seed);
    }
    for seed in world.config.byol.modifications.clone() {
        plant_modification(world, seed, now);
    }
}

/// The Region of a seed: the home Region where it names none.
fn place(world: &mut World, region: Option<&str>) -> Place {
    region.map_or(HOME, |region| world.enter(region))
}

fn plant_workspace_image(world: &mut World, seed: WorkspaceImageSeed, now: f64) {
    let place = place(world, seed.region.as_deref());
    let number = world.next_number();
    let id = seed.image_id.unwrap_or_else(|| world.next_image_id());
    let created = seed.created.unwrap_or(now);
    let region = &mut world[place];
    region.workspace_images.push(WorkspaceImage {
        number,
        id,
        name: seed.name,
        description: seed.description,
        owner: seed.owner_account_id.unwrap_or_else(|| region.account.clone()),
        tenancy: "DEDICATED",
        tags: seed.tags,
        shared_with: seed.shared_with.into_iter().collect(),
        timeline: course(seed.state.as_deref(), created, now, seed.ready_in_minutes, seed.failure),
        custom: None,
        workspace: None,
    });
}

fn plant_appstream_image(world: &mut World, seed: AppStreamImageSeed, now: f64) {
    let place = place(world, seed.region.as_deref());
    let number = world.next_number();
    let region = &mut world[place];
    let visibility = seed.visibility.unwrap_or_else(|| "PRIVATE".to_owned());
    let owner = if visibility == "PUBLIC" { "" } else { &region.account };
    let image_type = seed.image_type.unwrap_or_else(|| "CUSTOM".to_owned());
    let created = seed.created.unwrap_or(now);
    region.appstream_images.push(AppStreamImage {
        number,
        arn: arn_in(&region.name, owner, "image", &seed.name),
        name: seed.name,
        display_name: seed.display_name,
        description: seed.description,
        visibility,
        platform: seed.platform.unwrap_or_else(|| "WINDOWS_SERVER_2022".to_owned()),
        families: seed.supported_instance_families.unwrap_or_else(|| instances::usual(&image_type)),
        image_type,
        tags: seed.tags,
        shared_with: seed.shared_with,
        applications: Vec::new(),
        failure_code: "IMAGE_IMPORT_FAILURE",
        timeline: course(seed.state.as_deref(), created, now, seed.ready_in_minutes, seed.failure),
    });
}

fn plant_bundle(world: &mut World, seed: BundleSeed, now: f64) {
    let place = place(world, seed.region.as_deref());
    let number = world.next_number();
    let id = seed.bundle_id.unwrap_or_else(|| world.next_bundle_id());
    let region = &mut world[place];
    region.bundles.push(Bundle {
        number,
        id,
        name: seed.name,
        owner: seed.owner.unwrap_or_else(|| region.account.clone()),
        description: seed.description,
        hardware: Hardware::usual(seed.compute_type.as_deref().unwrap_or("STANDARD")),
        tags: seed.tags,
        created: now,
        image: seed.image_id,
        image_before: None,
        timeline: course(seed.state.as_deref(), now, now, seed.ready_in_minutes, None),
    });
}

fn plant_fleet(world: &mut World, seed: FleetSeed, now: f64) {
    let place = place(world, seed.region.as_deref());
    let number = world.next_number();
    let region = &mut world[place];
    let image = seed.image_name.and_then(|name| region.appstream_image(&name));
    let platform = image.map_or("WINDOWS_SERVER_2019", |image| &image.platform);
    let instance_type = seed.instance_type.unwrap_or_else(|| "GeneralPurpose.xlarge".to_owned());
    let attributes = [("InstanceType", instance_type), ("Platform", platform.to_owned())];
    let attributes = attributes.map(|(member, value)| (member.to_owned(), Value::from(value)));
    let fleet = Fleet {
        number,
        arn: arn_in(&region.name, &region.account, "fleet", &seed.name),
        name: seed.name,
        kind: seed.fleet_type,
        created: now,
        tags: seed.tags,
        image: image.map(|image| FleetImage { name: image.name.clone(), arn: image.arn.clone() }),
        desired: u64::from(seed.desired_instances.unwrap_or(1)),
        attributes: attributes.into_iter().collect(),
        power: power(seed.state.as_deref(), seed.ready_in_minutes, now),
    };
    region.fleets.push(fleet);
}

/// What has led to a fleet's state.
fn power(state: Option<&str>, ready_in: Option<f64>, now: f64) -> Power {
    let orders = Orders { never_end: ready_in.is_none(), ..Orders::default() };
    let minutes = ready_in.unwrap_or(0.0);
    match state {
        Some("STARTING") => Power::starting(now, minutes, &orders),
        Some("STOPPING") => Power::stopping(now, minutes, &orders),
        Some("STOPPED") => Power::Off(Timeline::done(now)),
        _ => Power::On(Timeline::done(now)),
    }
}

fn plant_workspace(world: &mut World, seed: WorkspaceSeed) {
    let place = place(world, seed.region.as_deref());
    let state = seed.state.unwrap_or_else(|| "AVAILABLE".to_owned());
    world[place].workspaces.push(Workspace { id: seed.workspace_id, state, tags: seed.tags });
}

fn plant_modification(world: &mut World, seed: ModificationSeed, now: f64) {
    let place = place(world, seed.region.as_deref());
    let number = world.next_number();
    let start = seed.start_time.unwrap_or(now);
    let timeline = course(Some(&seed.state), start, now, seed.ready_in_minutes, seed.failure);
    world[place].modifications.push(Modification { number, range: seed.management_cidr_range, timeline });
}

/// The course that has led to a state, seen from the start.
fn course(
    state: Option<&str>,
    created: f64,
    now: f64,
    ready_in: Option<f64>,
    failure: Option<Fail>,
) -> Timeline {
    match state {
        Some("PENDING") => {
            let orders = Orders { never_end: ready_in.is_none(), ..Orders::default() };
            let before = ((now - created) / 60.0).max(0.0);
            Timeline::new(created, before + ready_in.unwrap_or(0.0), STAGES, &orders)
        }
        Some("ERROR" | "FAILED") => Timeline::failed(created, failure.unwrap_or_default()),
        _ => Timeline::done(created),
    }
}
