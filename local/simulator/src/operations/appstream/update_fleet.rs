//! UpdateFleet: a fleet that is STOPPED takes everything but another name, one that is RUNNING a few attributes, one that is
//! STARTING or STOPPING nothing.

use serde_json::{Value, json};

use super::fleet_image::{admit, kept, must_be_stopped, named, require_instances};
use super::{invalid, not_found};
use crate::config::FleetType;
use crate::fault::Fault;
use crate::operations::Call;
use crate::world::{Fleet, FleetImage};

/// What DescribeFleets shows as UpdateFleet takes it.
const ATTRIBUTES: &[&str] = &[
    "Description",
    "DisconnectTimeoutInSeconds",
    "DisableIMDSV1",
    "DisplayName",
    "DomainJoinInfo",
    "EnableDefaultInternetAccess",
    "IamRoleArn",
    "IdleDisconnectTimeoutInSeconds",
    "InstanceType",
    "MaxConcurrentSessions",
    "MaxSessionsPerInstance",
    "MaxUserDurationInSeconds",
    "Platform",
    "RootVolumeConfig",
    "SessionScriptS3Location",
    "StreamView",
    "UsbDeviceFilterStrings",
    "VpcConfig",
];

/// What AttributesToDelete calls the attributes.
const DELETABLE: &[(&str, &str)] = &[
    ("VPC_CONFIGURATION", "VpcConfig"),
    ("DOMAIN_JOIN_INFO", "DomainJoinInfo"),
    ("IAM_ROLE_ARN", "IamRoleArn"),
    ("USB_DEVICE_FILTER_STRINGS", "UsbDeviceFilterStrings"),
    ("SESSION_SCRIPT_S3_LOCATION", "SessionScriptS3Location"),
    ("MAX_SESSIONS_PER_INSTANCE", "MaxSessionsPerInstance"),
    ("VOLUME_CONFIGURATION", "RootVolumeConfig"),
];

/// What a RUNNING fleet takes (AWS's page of UpdateFleet), by its type.
fn changeable_while_running(kind: FleetType) -> &'static [&'static str] {
    match kind {
        FleetType::AlwaysOn | FleetType::OnDemand => &[
            "Name",
            "DisplayName",
            "ComputeCapacity",
            "ImageName",
            "ImageArn",
            "IdleDisconnectTimeoutInSeconds",
            "DisconnectTimeoutInSeconds",
        ],
        FleetType::Elastic => &[
            "Name",
            "DisplayName",
            "IdleDisconnectTimeoutInSeconds",
            "DisconnectTimeoutInSeconds",
            "MaxConcurrentSessions",
            "SessionScriptS3Location",
            "UsbDeviceFilterStrings",
        ],
    }
}

pub(super) fn handle(call: &mut Call<'_>) -> Result<Value, Fault> {
    let name = call.optional("Name").ok_or_else(|| invalid("Name must be given."))?;
    let now = call.now;
    let fleet = call.region().fleet(name).ok_or_else(|| not_found(name))?;
    require_sound(call, fleet)?;
    require_changeable(call, fleet)?;
    let mut changed = fleet.clone();
    change(&mut changed, call.input);
    if let Some(image) = named(call)? {
        // The instance type of the same call counts, the operating system of the image replaces the fleet's.
        admit(&changed, image, now)?;
        changed.attributes.insert("Platform".to_owned(), Value::from(image.platform.clone()));
        changed.image = Some(FleetImage { name: image.name.clone(), arn: image.arn.clone() });
    } else if let Some(image) = kept(call, &changed) {
        require_instances(&changed, image)?;
    }
    let answer = json!({ "Fleet": changed.view(now) });
    if let Some(fleet) = call.region_mut().fleet_mut(name) {
        *fleet = changed;
    }
    Ok(answer)
}

/// What a fleet of its type has at all.
fn require_sound(call: &Call<'_>, fleet: &Fleet) -> Result<(), Fault> {
    let given = |member: &&&str| call.input.get(**member).is_some();
    let (foreign, kind): (&[&str], _) = match fleet.kind {
        FleetType::Elastic => (&["ImageName", "ImageArn", "ComputeCapacity"], "an elastic fleet"),
        FleetType::AlwaysOn | FleetType::OnDemand => {
            (&["Platform", "MaxConcurrentSessions", "SessionScriptS3Location"], "a fleet that is not elastic")
        }
    };
    match foreign.iter().find(given) {
        Some(member) => Err(invalid(format!("{member} is not for {kind}."))),
        None => Ok(()),
    }
}

/// Whether its state lets everything in the call be changed.
fn require_changeable(call: &Call<'_>, fleet: &Fleet) -> Result<(), Fault> {
    let changeable = match fleet.state(call.now) {
        "STOPPED" => return Ok(()),
        "RUNNING" => changeable_while_running(fleet.kind),
        _ => &[],
    };
    let mut members = call.input.as_object().into_iter().flatten().map(|(member, _)| member.as_str());
    if changeable.is_empty() || members.any(|member| !changeable.contains(&member)) {
        return Err(must_be_stopped(fleet, call.now));
    }
    Ok(())
}

/// Takes over what DescribeFleets shows; an empty text takes an attribute away.
fn change(fleet: &mut Fleet, input: &Value) {
    for member in ATTRIBUTES {
        match input.get(*member) {
            Some(value) if value == "" => drop(fleet.attributes.remove(*member)),
            Some(value) => drop(fleet.attributes.insert((*member).to_owned(), value.clone())),
            None => {}
        }
    }
    let wanted = &input["ComputeCapacity"]["DesiredInstances"];
    fleet.desired = wanted.as_u64().unwrap_or(fleet.desired);
    let mut deleted: Vec<&str> =
        input["AttributesToDelete"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    if input["DeleteVpcConfig"] == true {
        deleted.push("VPC_CONFIGURATION");
    }
    for (_, member) in DELETABLE.iter().filter(|(key, _)| deleted.contains(key)) {
        fleet.attributes.remove(*member);
    }
    let network = fleet.attributes.get_mut("VpcConfig").and_then(Value::as_object_mut);
    if let Some(network) = network
        && deleted.contains(&"VPC_CONFIGURATION_SECURITY_GROUP_IDS")
    {
        network.remove("SecurityGroupIds");
    }
}
