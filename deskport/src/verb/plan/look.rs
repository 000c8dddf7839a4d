//! What AWS says of what a run would make and set. A question that is not answered leaves its part of the plan unknown.

use super::entry::{Entry, InUse, Made, Now, made};
use super::room::{self, Room};
use super::shown::Planned;
use crate::aws::Session;
use crate::aws::operation::{
    describe_account, describe_appstream_images, describe_workspace_bundles, describe_workspace_images,
    list_service_quotas,
};
use crate::aws::settings::{self, Settings};
use crate::trouble::Trouble;
use deskport_shared::operation::{OperationName, Service, Thing};
use deskport_shared::plan::{Plan, PlannedStep};

/// The name of the quota of images, in both services (Service Quotas).
const IMAGES: &str = "Images";

/// Something that is there.
struct There {
    id: Option<String>,
    name: Option<String>,
    state: Option<String>,
}

/// The questions of one plan: each list is asked for once.
pub(super) struct Look<'a> {
    aws: &'a Session,
    settings: Settings,
    lists: Vec<(Made, Option<Vec<There>>)>,
    /// What is not known, and why.
    pub(super) not_known: Vec<String>,
}

impl<'a> Look<'a> {
    /// Nothing is asked yet.
    pub(super) fn new(aws: &'a Session, not_known: Vec<String>) -> Self {
        Self { aws, settings: Settings::new(aws), lists: Vec::new(), not_known }
    }

    /// Asks for all that the plan's entries make and set.
    pub(super) async fn at(&mut self, plan: &Plan, planned: &mut Planned) {
        let steps = plan.imports.iter().flat_map(|import| &import.steps);
        let mut rooms = Vec::new();
        for (step, entry) in steps.zip(planned.entries_mut()) {
            entry.now = self.now(step).await;
            if let Some(made) = made(step) {
                entry.in_use = self.in_use(&made, entry).await;
                if made.thing == Thing::Image {
                    self.count(made, entry.in_use.is_some(), &mut rooms).await;
                }
            }
        }
        planned.rooms = rooms;
        if plan.needs_byol {
            let account = describe_account::call(self.aws).await;
            planned.byol = self.answer("whether BYOL is on", account).map(|account| account.byol);
        }
    }

    fn session(&self, region: Option<&str>) -> Session {
        region.map_or_else(|| self.aws.clone(), |region| self.aws.in_region(region))
    }

    /// An answer, or none and the reason among what is not known.
    fn answer<T>(&mut self, what: &str, answer: Result<T, Trouble>) -> Option<T> {
        match answer {
            Ok(answer) => Some(answer),
            Err(trouble) => {
                let said = format!("{what}: {}", trouble.line());
                if !self.not_known.contains(&said) {
                    self.not_known.push(said);
                }
                None
            }
        }
    }

    /// What a step sets, as it is now.
    async fn now(&mut self, step: &PlannedStep) -> Option<Now> {
        let thing = match step.operation {
            OperationName::UpdateWorkspaceBundle => settings::Thing::Bundle(step.target().to_owned()),
            OperationName::UpdateFleet => settings::Thing::Fleet(step.target().to_owned()),
            OperationName::ImportWorkspaceImage
            | OperationName::ImportCustomWorkspaceImage
            | OperationName::CreateWorkspaceImage
            | OperationName::CreateImportedImage
            | OperationName::CopyWorkspaceImage
            | OperationName::CopyImage
            | OperationName::CreateWorkspaceBundle
            | OperationName::UpdateWorkspaceImagePermission
            | OperationName::UpdateImagePermissions
            | OperationName::Approve => return None,
        };
        let found = self.settings.now(&thing, step.region.as_deref()).await;
        let what = format!("what {} shows now", step.target());
        let Some(setting) = self.answer(&what, found)? else { return Some(Now::default()) };
        // A fleet's image is named by the end of its ARN, a bundle's has to be looked up.
        let image_name = match (&setting.image_arn, &setting.image_id) {
            (Some(arn), _) => arn.rsplit('/').next().map(str::to_owned),
            (None, Some(id)) => self.image_name(id, step.region.clone()).await,
            (None, None) => None,
        };
        Some(Now { there: true, setting, image_name })
    }

    async fn image_name(&mut self, id: &str, region: Option<String>) -> Option<String> {
        let images = Made { service: Service::WorkSpaces, thing: Thing::Image, region };
        let found = self.list(&images).await?.iter().find(|one| one.id.as_deref() == Some(id))?;
        found.name.clone()
    }

    /// What has a step's name already.
    async fn in_use(&mut self, made: &Made, entry: &Entry) -> Option<InUse> {
        let found =
            self.list(made).await?.iter().find(|one| one.name.as_deref() == Some(entry.target.as_str()))?;
        Some(InUse { id: found.id.clone(), state: found.state.clone() })
    }

    /// Counts an image that is made.
    async fn count(&mut self, made: Made, in_use: bool, rooms: &mut Vec<Room>) {
        let name = room::name(made.service);
        let at = rooms.iter().position(|room| room.service == name && room.region == made.region);
        let at = match at {
            Some(at) => at,
            None => {
                let mut room = Room::new(made.service, made.region.clone());
                room.used = self.list(&made).await.map(<[There]>::len);
                room.quota = self.quota(&made).await;
                rooms.push(room);
                rooms.len() - 1
            }
        };
        // One that has the name already is adopted, or the entry fails.
        rooms[at].needed += usize::from(!in_use);
    }

    async fn quota(&mut self, made: &Made) -> Option<usize> {
        let code = room::code(made.service)?;
        let aws = self.session(made.region.as_deref());
        let found = list_service_quotas::call(&aws, code, IMAGES).await;
        let what = format!("the quota of {} images", room::name(made.service));
        // A quota of images is a whole number, which AWS gives as a fraction of 0.
        self.answer(&what, found)?.map(|value| value as usize)
    }

    async fn list(&mut self, wanted: &Made) -> Option<&[There]> {
        let at = match self.lists.iter().position(|(made, _)| made == wanted) {
            Some(at) => at,
            None => {
                let asked = self.ask(wanted).await;
                self.lists.push((wanted.clone(), asked));
                self.lists.len() - 1
            }
        };
        self.lists[at].1.as_deref()
    }

    async fn ask(&mut self, wanted: &Made) -> Option<Vec<There>> {
        let aws = self.session(wanted.region.as_deref());
        let there = |id, name, state| There { id, name, state };
        let found = match (wanted.service, wanted.thing) {
            (Service::WorkSpaces, Thing::Bundle) => {
                let all = describe_workspace_bundles::own(&aws).await;
                all.map(|all| all.into_iter().map(|one| there(one.bundle_id, one.name, one.state)).collect())
            }
            (Service::WorkSpaces, _) => {
                let all = describe_workspace_images::own(&aws).await;
                all.map(|all| all.into_iter().map(|one| there(one.image_id, one.name, one.state)).collect())
            }
            (Service::AppStream | Service::Deskport, _) => {
                let all = describe_appstream_images::own(&aws).await;
                all.map(|all| all.into_iter().map(|one| there(None, one.name, one.state)).collect())
            }
        };
        let what = format!("which {} {}s there are", room::name(wanted.service), wanted.thing);
        self.answer(&what, found)
    }
}
