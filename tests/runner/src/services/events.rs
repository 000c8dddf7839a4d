//! EventBridge's `PutEvents` on the default bus, as the optimized integration calls it.

use super::Caller;
use crate::engine::TaskError;
use crate::error_names::{FAILED_ENTRY, Integration};
use crate::fault::Fault;
use crate::record::BusEvent;
use serde_json::{Value, json};

/// How many entries a call takes (API Reference, `PutEvents`).
const ENTRIES_MAX: usize = 10;
/// Entries are smaller than this, in bytes (EventBridge User Guide, "Calculating PutEvents event entry size").
const ENTRY_MAX: usize = 256 * 1024;

impl Caller {
    /// Puts events: all of them take effect, or none does.
    pub(super) async fn put_events(&self, arguments: &Value) -> Result<Value, TaskError> {
        let entries = arguments["Entries"].as_array().map(Vec::as_slice).unwrap_or_default();
        let (latency, fails, how) = {
            let mut rng = self.world.rng.borrow_mut();
            (rng.between(20, 200), rng.chance(self.world.weather.flow), rng.between(0, 2))
        };
        self.world.pause(latency).await;
        let events = entries.iter().map(|entry| self.read_entry(entry)).collect::<Result<Vec<_>, _>>();
        let events = events.and_then(|events| match events.len() {
            1..=ENTRIES_MAX => Ok(events),
            count => Err(refused(&format!("{count} entries"))),
        })?;
        if fails {
            self.world.met(Fault::IntegrationFailed);
            self.world.note(&self.run, || "    ! events:PutEvents fails".to_owned());
        }
        let lost = fails && how == 0;
        if lost || !fails {
            let mut record = self.world.record.borrow_mut();
            events.iter().filter(|_| lost).for_each(|event| record.excuse_event(event));
            record.events.extend(events);
        }
        match (fails, how) {
            (false, _) => {
                self.world.note(&self.run, || "    events:PutEvents".to_owned());
                let taken = vec![json!({ "EventId": "event" }); entries.len()];
                Ok(json!({ "Entries": taken, "FailedEntryCount": 0 }))
            }
            (true, 0) => {
                Err(TaskError::new(Integration::EventBridge.unanswered(), "injected: the reply was lost"))
            }
            (true, 1) => Err(TaskError::new(FAILED_ENTRY, "injected: ThrottlingException")),
            (true, _) => Err(TaskError::new(Integration::EventBridge.base(), "injected")),
        }
    }

    /// Reads an entry as EventBridge does.
    fn read_entry(&self, entry: &Value) -> Result<BusEvent, TaskError> {
        let members = entry.as_object().into_iter().flat_map(|members| members.keys());
        let known = ["Source", "DetailType", "Detail", "EventBusName", "Resources", "Time", "TraceHeader"];
        if let Some(unknown) = members.into_iter().find(|name| !known.contains(&name.as_str())) {
            return Err(refused(&format!("the member {unknown}")));
        }
        let text = |member: &str| entry[member].as_str().unwrap_or_default().to_owned();
        let (source, kind, detail) = (text("Source"), text("DetailType"), entry["Detail"].clone());
        if source.is_empty() || kind.is_empty() || !detail.is_object() {
            return Err(refused("an entry without a source, a kind or a detail"));
        }
        if source.len() + kind.len() + detail.to_string().len() >= ENTRY_MAX {
            return Err(refused("an entry of 256 KB or more"));
        }
        Ok(BusEvent { at: self.world.now.get(), source, kind, detail })
    }
}

fn refused(what: &str) -> TaskError {
    TaskError::new("States.Runtime", format!("EventBridge does not take {what}"))
}
