//! What a machine's role allows its tasks.

use super::{Engine, TaskError};
use crate::access::{self, Holder};
use crate::asl::Resource;
use deskport_simulator::iam::{Ask, Denial};
use serde_json::Value;

impl Engine<'_> {
    /// The error of a task whose machine lacks the permission.
    pub(super) fn refusal(&self, thread: usize, resource: Resource, arguments: &Value) -> Option<TaskError> {
        let execution = self.threads[thread].execution;
        let denial = access::asks(resource, arguments).iter().find_map(|ask| self.denial(execution, ask))?;
        Some(denied(resource, &denial))
    }

    /// The error of a task that waits for a child whose end it may not read.
    pub(super) fn unseen(&self, parent: usize, child: &str) -> Option<TaskError> {
        let denial = self.denial(parent, &access::describe(child))?;
        Some(denied(Resource::RunExecution, &denial))
    }

    /// Whether an execution may stop another.
    pub(super) fn may_stop(&self, parent: usize, child: &str) -> bool {
        self.denial(parent, &access::stop(child)).is_none()
    }

    fn denial(&self, execution: usize, ask: &Ask) -> Option<Denial> {
        self.world.permit(Holder::Machine(self.executions[execution].of), ask).err()
    }
}

fn denied(resource: Resource, denial: &Denial) -> TaskError {
    let code = "Status Code: 403; Error Code: AccessDeniedException";
    TaskError::new(resource.integration().denied(), format!("{denial} ({code})"))
}
