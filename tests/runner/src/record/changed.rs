//! Changes of bundles, fleets and permissions.

use super::everywhere;
use deskport_shared::delivery::Parameter;
use serde_json::Value;

/// A change of a bundle, a fleet or a permission, or the making of a bundle.
#[derive(Clone, Debug)]
pub struct Changed {
    /// When.
    pub at: u64,
    /// The run that did it.
    pub run: String,
    /// In which Region.
    pub region: String,
    /// What was changed: a bundle's id, `fleet/REGION/NAME`, or `IMAGE/ACCOUNT`.
    pub id: String,
    /// The parameter that has to name it.
    pub parameter: Parameter,
    /// What the parameter calls it.
    pub name: String,
    /// What it was set to before; empty where it was made.
    pub from: String,
    /// What it is set to from then on.
    pub to: String,
    /// Whether the image was AVAILABLE.
    pub ready: bool,
    /// Whether it was made.
    pub made: bool,
}

/// How a fleet is called in a record.
pub fn fleet_id(region: &str, name: &str) -> String {
    format!("fleet/{region}/{name}")
}

/// How a permission is called in a record.
pub fn permission_id(image: &str, account: &str) -> String {
    format!("{image}/{account}")
}

impl Changed {
    /// Reads a call that succeeded; `state` is what there was before it.
    pub fn read(
        (at, run, region): (u64, &str, &str),
        operation: &str,
        (input, answer): (&Value, &Value),
        state: &Value,
    ) -> Option<Self> {
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let (id, parameter, name, from, to) = match operation {
            "UpdateWorkspaceBundle" => {
                let id = text(&input["BundleId"]);
                let bundle = everywhere(state, "Bundles").find(|bundle| bundle["BundleId"] == id.as_str())?;
                (id.clone(), Parameter::Bundles, id, text(&bundle["ImageId"]), text(&input["ImageId"]))
            }
            "CreateWorkspaceBundle" => {
                let id = text(&answer["WorkspaceBundle"]["BundleId"]);
                let (name, image) = (text(&input["BundleName"]), text(&input["ImageId"]));
                (id, Parameter::Bundles, name, String::new(), image)
            }
            "UpdateFleet" => {
                let name = text(&input["Name"]);
                let arn = text(&input["ImageArn"]);
                let here = |fleet: &&Value| {
                    fleet["Name"] == name.as_str() && text(&fleet["Arn"]).contains(&format!(":{region}:"))
                };
                let fleet = everywhere(state, "Fleets").find(here)?;
                (fleet_id(region, &name), Parameter::Fleets, name, text(&fleet["ImageArn"]), arn)
            }
            "UpdateWorkspaceImagePermission" => {
                let (image, account) = (text(&input["ImageId"]), text(&input["SharedAccountId"]));
                let shared = everywhere(state, "WorkspaceImages")
                    .any(|shown| shown["ImageId"] == image.as_str() && shared_with(shown).contains(&account));
                let to = (input["AllowCopyImage"] == true).to_string();
                (permission_id(&image, &account), Parameter::Accounts, account, shared.to_string(), to)
            }
            "UpdateImagePermissions" => {
                let (name, account) = (text(&input["Name"]), text(&input["SharedAccountId"]));
                let here = |image: &&Value| {
                    image["Name"] == name.as_str() && text(&image["Arn"]).contains(&format!(":{region}:"))
                };
                let image = everywhere(state, "AppStreamImages").find(here)?;
                let before = &image["SharedWith"][&account];
                let of = |permissions: &Value| {
                    format!(
                        "{} {}",
                        permissions["allowFleet"] == true,
                        permissions["allowImageBuilder"] == true
                    )
                };
                let id = permission_id(&text(&image["Arn"]), &account);
                (id, Parameter::Accounts, account, of(before), of(&input["ImagePermissions"]))
            }
            _ => return None,
        };
        let ready = is_ready(state, operation, (input, &to), region);
        let made = operation == "CreateWorkspaceBundle";
        let (run, region) = (run.to_owned(), region.to_owned());
        Some(Self { at, run, region, id, parameter, name, from, to, ready, made })
    }
}

/// Whether the image of a call was AVAILABLE.
fn is_ready(state: &Value, operation: &str, (input, to): (&Value, &str), region: &str) -> bool {
    let available = |image: &Value| image["State"] == "AVAILABLE";
    match operation {
        "UpdateFleet" => {
            everywhere(state, "AppStreamImages").any(|image| image["Arn"] == to && available(image))
        }
        "UpdateImagePermissions" => {
            let arn =
                |image: &Value| image["Arn"].as_str().unwrap_or_default().contains(&format!(":{region}:"));
            everywhere(state, "AppStreamImages")
                .any(|image| image["Name"] == input["Name"] && arn(image) && available(image))
        }
        _ => everywhere(state, "WorkspaceImages")
            .any(|image| image["ImageId"] == input["ImageId"] && available(image)),
    }
}

fn shared_with(image: &Value) -> Vec<String> {
    let accounts = image["SharedWith"].as_array().into_iter().flatten();
    accounts.filter_map(|account| account.as_str().map(str::to_owned)).collect()
}
