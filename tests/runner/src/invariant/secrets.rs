//! The values of AppCatalogConfig reach no person, no event and no log.

use super::{Checker, Facts};
use crate::scenario::SECRET;

pub(super) fn check(facts: &Facts<'_>, checker: &mut Checker) {
    for published in &facts.record.published {
        let message = &published.message;
        let shown = message.attributes.values().chain([&message.subject, &message.body]);
        let holds = !shown.into_iter().any(|text| text.contains(SECRET));
        checker.hold(holds, || format!("{}: a notification holds the secret", published.run));
    }
    for event in &facts.record.events {
        let holds = !event.detail.to_string().contains(SECRET);
        checker.hold(holds, || format!("{}: an event holds the secret", event.about().0));
    }
    for execution in &facts.ended.executions {
        let cause = execution.error.as_ref().map(|error| error.cause.as_str()).unwrap_or_default();
        checker.hold(!cause.contains(SECRET), || format!("{}: its cause holds the secret", execution.label));
    }
    let line = facts.world.logs.first_with(SECRET);
    checker.hold(line.is_none(), || format!("a log line holds the secret: {}", line.unwrap_or_default()));
}
