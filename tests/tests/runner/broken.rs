//! The invariants catch handlers that are broken on purpose.

use deskport_runner::asl::Function;
use deskport_runner::functions::{Answer, Functions, Handlers};
use deskport_runner::machines::{Machines, Name};
use deskport_runner::services::Caller;
use deskport_runner::soak::soak;
use deskport_shared::delivery::Delivery;
use deskport_shared::error::{Class, Failure};
use deskport_shared::job::{Job, Look};
use deskport_shared::message::Message;
use deskport_shared::operation::{Body, Service};
use deskport_shared::outcome::StepError;
use serde_json::Value;
use start_import::{DeleteImage, FindImage, Found, Made, MakeImage, OwnTag, Standing};

/// Seeds within which a broken handler must be caught.
const SEEDS: u64 = 150;

/// One function in the place of the real one.
struct Broken {
    function: Function,
    instead: fn(Value, Caller) -> Answer,
}

impl Functions for Broken {
    fn invoke(&self, function: Function, payload: Value, caller: Caller) -> Answer {
        if function == self.function {
            (self.instead)(payload, caller)
        } else {
            Handlers.invoke(function, payload, caller)
        }
    }
}

fn caught(function: Function, instead: fn(Value, Caller) -> Answer, as_what: &str) {
    caught_of(&Machines::load().unwrap(), &Broken { function, instead }, as_what);
}

/// Runs seeds until an invariant reports this.
fn caught_of(machines: &Machines, functions: &dyn Functions, as_what: &str) {
    let mut reported = String::new();
    for seed in 1..=SEEDS {
        reported.push_str(&soak(std::iter::once(seed), machines, functions, |_| {}).failures(1));
        if reported.contains(as_what) {
            return;
        }
    }
    panic!("not caught as {as_what:?}:\n{reported}");
}

/// Where the name is in use it makes another image under another name.
#[test]
fn a_retry_under_another_name_is_caught() {
    fn instead(payload: Value, caller: Caller) -> Answer {
        Box::pin(async move {
            let answer = Handlers.invoke(Function::StartImport, payload.clone(), caller.clone()).await?;
            if answer["Outcome"]["Adopted"] != true {
                return Ok(answer);
            }
            let mut again = payload;
            again["Step"]["Name"] =
                Value::from(format!("{}-2", again["Step"]["Name"].as_str().unwrap_or_default()));
            for member in ["Name", "ImageName"] {
                if let Some(name) = again["Step"]["Request"][member].as_str() {
                    again["Step"]["Request"][member] = Value::from(format!("{name}-2"));
                }
            }
            Handlers.invoke(Function::StartImport, again, caller).await
        })
    }
    caught(Function::StartImport, instead, "was never planned");
}

/// Fails with the request in its words, application catalogue and all.
#[test]
fn a_secret_in_a_failure_is_caught() {
    fn instead(payload: Value, _: Caller) -> Answer {
        let words = payload["Step"]["Request"].to_string();
        Box::pin(async move { Err(Failure { class: Class::Rejected, code: "X".to_owned(), message: words }) })
    }
    caught(Function::StartImport, instead, "a notification holds the secret");
}

/// Never finds an image of its own.
struct NeverAdopts(start_import::Aws);

impl MakeImage for NeverAdopts {
    async fn make(
        &self,
        body: &Body,
        own: &[OwnTag],
        from: Option<&str>,
        dry_run: bool,
    ) -> Result<Made, Failure> {
        self.0.make(body, own, from, dry_run).await
    }
}

impl DeleteImage for NeverAdopts {
    async fn mark(&self, found: &Found, tags: &[(&str, &str)]) -> Result<(), Failure> {
        self.0.mark(found, tags).await
    }

    async fn delete(&self, service: Service, name: &str, found: &Found) -> Result<(), Failure> {
        self.0.delete(service, name, found).await
    }
}

impl FindImage for NeverAdopts {
    async fn find(&self, service: Service, name: &str) -> Result<Option<Found>, Failure> {
        Ok(self.0.find(service, name).await?.map(|found| Found { source: None, ..found }))
    }
}

#[test]
fn a_retry_that_does_not_adopt_is_caught() {
    fn instead(payload: Value, caller: Caller) -> Answer {
        Box::pin(async move {
            let delivery = &caller.world.delivery;
            let work = async |aws: &start_import::Aws| {
                start_import::handle(|region| NeverAdopts(aws.in_region(region)), delivery, &caller, payload)
                    .await
            };
            json(caller.on_start_import(work).await)
        })
    }
    caught(Function::StartImport, instead, "is unknown to the outcome");
}

/// Makes images without Deskport's tags.
struct NoTags(start_import::Aws);

impl MakeImage for NoTags {
    async fn make(
        &self,
        body: &Body,
        own: &[OwnTag],
        from: Option<&str>,
        dry_run: bool,
    ) -> Result<Made, Failure> {
        self.0.make(body, own.get(1..).unwrap_or_default(), from, dry_run).await
    }
}

impl DeleteImage for NoTags {
    async fn mark(&self, found: &Found, tags: &[(&str, &str)]) -> Result<(), Failure> {
        self.0.mark(found, tags).await
    }

    async fn delete(&self, service: Service, name: &str, found: &Found) -> Result<(), Failure> {
        self.0.delete(service, name, found).await
    }
}

impl FindImage for NoTags {
    async fn find(&self, service: Service, name: &str) -> Result<Option<Found>, Failure> {
        self.0.find(service, name).await
    }
}

#[test]
fn a_missing_tag_is_caught() {
    fn instead(payload: Value, caller: Caller) -> Answer {
        Box::pin(async move {
            let delivery = &caller.world.delivery;
            let work = async |aws: &start_import::Aws| {
                start_import::handle(|region| NoTags(aws.in_region(region)), delivery, &caller, payload).await
            };
            json(caller.on_start_import(work).await)
        })
    }
    caught(Function::StartImport, instead, "has the tags");
}

/// Takes an unknown state for a failure.
struct Anxious<'a>(&'a check_status::Aws);

impl check_status::LookAtImage for Anxious<'_> {
    async fn look(&self, job: &Job) -> Result<Option<Look>, Failure> {
        let look = self.0.look(job).await?;
        Ok(look.map(|look| match look.state.as_str() {
            "PENDING" | "AVAILABLE" | "COMPLETED" | "ERROR" | "FAILED" => look,
            state => Look::failed(state, StepError::new("Unknown", "what is this?")),
        }))
    }
}

#[test]
fn an_unknown_state_taken_for_a_failure_is_caught() {
    fn instead(payload: Value, caller: Caller) -> Answer {
        Box::pin(async move {
            let work = async |aws: &_| check_status::handle(&Anxious(aws), payload).await;
            json(caller.on_check_status(work).await)
        })
    }
    caught(Function::CheckStatus, instead, "but AWS says DEFROSTING");
}

/// Publishes nothing.
struct Silent;

impl notify::Publish for Silent {
    async fn publish(&self, _: notify::Topic, _: &Message) -> Result<String, Failure> {
        Ok("message".to_owned())
    }
}

impl notify::Page for Silent {
    fn url(&self) -> Option<&str> {
        None
    }

    fn random(&self) -> Result<[u8; 32], Failure> {
        Ok([0; 32])
    }

    fn approval_topic(&self) -> &str {
        ""
    }
}

#[test]
fn a_dropped_notification_is_caught() {
    fn instead(payload: Value, _: Caller) -> Answer {
        Box::pin(async move { json(notify::handle(&Silent, payload).await) })
    }
    caught(Function::Notify, instead, "nobody is notified");
}

#[test]
fn a_notification_sent_twice_is_caught() {
    fn instead(payload: Value, caller: Caller) -> Answer {
        Box::pin(async move {
            Handlers.invoke(Function::Notify, payload.clone(), caller.clone()).await?;
            Handlers.invoke(Function::Notify, payload, caller).await
        })
    }
    caught(Function::Notify, instead, "notified 2 times");
}

/// Consents in the person's place.
#[test]
fn a_change_without_consent_is_caught() {
    fn instead(mut payload: Value, caller: Caller) -> Answer {
        payload["Consent"] = serde_json::json!({ "ChooseRange": true });
        Handlers.invoke(Function::EnableByol, payload, caller)
    }
    caught(Function::EnableByol, instead, "without consent");
}

/// Says nothing of what was there before.
#[test]
fn a_change_without_a_way_back_is_caught() {
    fn instead(payload: Value, caller: Caller) -> Answer {
        Box::pin(async move {
            let mut answer = Handlers.invoke(Function::Deliver, payload, caller).await?;
            if let Some(outcome) = answer["Outcome"].as_object_mut() {
                outcome.remove("Before");
            }
            Ok(answer)
        })
    }
    caught(Function::Deliver, instead, "but nothing says what was there");
}

/// Sets without writing the tags.
struct Hasty(deliver::Aws);

impl deliver::Deliver for Hasty {
    async fn find(&self, body: &Body) -> Result<Option<deliver::Found>, Failure> {
        self.0.find(body).await
    }

    async fn obstacles(&self, bodies: &[&Body]) -> Result<Vec<Option<Failure>>, Failure> {
        self.0.obstacles(bodies).await
    }

    async fn tag(&self, _: &Body, _: &deliver::Found, _: &[OwnTag]) -> Result<(), Failure> {
        Ok(())
    }

    async fn set(&self, body: &Body, found: &deliver::Found) -> Result<(), Failure> {
        self.0.set(body, found).await
    }

    async fn make(&self, body: &Body, own_tags: &[OwnTag]) -> Result<Option<String>, Failure> {
        self.0.make(body, own_tags).await
    }
}

#[test]
fn a_change_that_no_tag_remembers_is_caught() {
    fn instead(payload: Value, caller: Caller) -> Answer {
        Box::pin(async move {
            let delivery = &caller.world.delivery;
            let work = async |aws: &deliver::Aws| {
                deliver::handle(|region| Hasty(aws.in_region(region)), delivery, &caller, payload).await
            };
            json(caller.on_deliver(work).await)
        })
    }
    caught(Function::Deliver, instead, "no tag says by whom");
}

/// Makes a bundle under a name that is neither planned nor allowed.
#[test]
fn a_bundle_outside_the_parameters_is_caught() {
    fn instead(mut payload: Value, caller: Caller) -> Answer {
        Box::pin(async move {
            let any = Delivery::read(|_| Ok::<_, Failure>("*".to_owned()))?;
            if payload["Step"]["Operation"] == "CreateWorkspaceBundle" {
                payload["Step"]["Name"] = Value::from("unplanned");
                payload["Step"]["Request"]["BundleName"] = Value::from("unplanned");
            }
            let work = async |aws: &deliver::Aws| {
                deliver::handle(|region| aws.in_region(region), &any, &caller, payload).await
            };
            json(caller.on_deliver(work).await)
        })
    }
    caught(Function::Deliver, instead, "which no parameter allows");
}

/// A machine with an endless loop: its own time limit ends it, and nothing of its image says why.
#[test]
fn a_run_without_an_end_is_caught() {
    let text = include_str!("../../../statemachine/step.asl.json");
    let endless =
        text.replace("$elapsed < $timeoutSeconds %}", "true %}").replace(", $timeoutSeconds - $elapsed", "");
    assert_ne!(endless, text);
    let machines = Machines::load().unwrap().with(Name::Step, &endless).unwrap();
    caught_of(&machines, &Handlers, "FAILED (TIMED_OUT), but nothing of the kind happened");
}

fn json<T: serde::Serialize>(answer: Result<T, Failure>) -> Result<Value, Failure> {
    serde_json::to_value(answer?).map_err(|error| Failure::own(Class::Defect, error.to_string()))
}

/// Takes every image of another run for one that it left failed.
struct Ruthless(start_import::Aws);

impl MakeImage for Ruthless {
    async fn make(
        &self,
        body: &Body,
        own: &[OwnTag],
        from: Option<&str>,
        dry_run: bool,
    ) -> Result<Made, Failure> {
        self.0.make(body, own, from, dry_run).await
    }
}

impl DeleteImage for Ruthless {
    async fn mark(&self, found: &Found, tags: &[(&str, &str)]) -> Result<(), Failure> {
        self.0.mark(found, tags).await
    }

    async fn delete(&self, service: Service, name: &str, found: &Found) -> Result<(), Failure> {
        self.0.delete(service, name, found).await
    }
}

impl FindImage for Ruthless {
    async fn find(&self, service: Service, name: &str) -> Result<Option<Found>, Failure> {
        let found = self.0.find(service, name).await?;
        Ok(found.map(|found| Found { standing: Standing::Failed, ..found }))
    }
}

#[test]
fn deleting_an_image_that_did_not_fail_is_caught() {
    fn instead(payload: Value, caller: Caller) -> Answer {
        Box::pin(async move {
            let delivery = &caller.world.delivery;
            let work = async |aws: &start_import::Aws| {
                start_import::handle(|region| Ruthless(aws.in_region(region)), delivery, &caller, payload)
                    .await
            };
            json(caller.on_start_import(work).await)
        })
    }
    caught(Function::StartImport, instead, "was deleted, but AVAILABLE");
}
