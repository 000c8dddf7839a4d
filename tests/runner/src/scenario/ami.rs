//! AMIs as EC2 describes them.

use crate::clock::{self, MINUTE};
use crate::machines::ACCOUNT;
use crate::rng::Rng;
use serde_json::{Value, json};

/// An AMI made shortly before a time; one in thirty breaks a rule.
pub(super) fn draw(rng: &mut Rng, now: u64) -> Value {
    let id = format!("ami-{}", &rng.uuid().replace('-', "")[..17]);
    // One in five is older than the hourly sweep's window.
    let age = if rng.chance(0.2) { rng.between(2000, 40_000) } else { rng.between(1, 600) };
    let made = now - age * MINUTE;
    let mut image = json!({
        "ImageId": id,
        "Name": format!("golden {}", rng.between(1, 99)),
        "CreationDate": clock::iso(made),
        "OwnerId": ACCOUNT,
        "State": "available",
        "ImageType": "machine",
        "Architecture": "x86_64",
        "VirtualizationType": "hvm",
        "BootMode": "uefi",
        "TpmSupport": "v2.0",
        "EnaSupport": true,
        "Platform": "windows",
        "PlatformDetails": "Windows",
        "RootDeviceName": "/dev/sda1",
        "BlockDeviceMappings": [
            { "DeviceName": "/dev/sda1", "Ebs": { "Encrypted": false, "VolumeSize": 60, "VolumeType": "gp3" } },
            { "DeviceName": "xvdca", "VirtualName": "ephemeral0" },
        ],
        "Tags": [{ "Key": "team", "Value": "desktop" }],
    });
    if rng.chance(0.03) {
        image["BlockDeviceMappings"][0]["Ebs"]["Encrypted"] = Value::Bool(true);
    }
    image
}
