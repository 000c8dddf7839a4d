//! One call as the SDK makes it: up to three tries, each with its own fate.

use crate::access::Holder;
use crate::clock::SECOND;
use crate::fault::Fault;
use crate::world::{LateCall, Shared};
use deskport_aws::Call;
use deskport_shared::error::{Class, Failure};
use deskport_simulator::{Caller as Identity, Failure as Answered, Service};
use serde_json::Value;

/// One try of one call, as `deskport_aws::config` has it.
const ATTEMPT: u64 = 8 * SECOND;
/// One call with its tries.
const CALL: u64 = 20 * SECOND;
/// How often the SDK tries.
const TRIES: u32 = 3;

/// Makes calls for a run.
#[derive(Clone, Debug)]
pub struct Caller {
    /// The world.
    pub world: Shared,
    /// The run; the function where its input does not name one.
    pub run: String,
    /// Whose role allows the calls.
    pub holder: Holder,
}

/// How a try ended.
enum Try {
    /// The service responded.
    Answered(Result<Value, Answered>),
    /// No response came.
    Nothing(&'static str),
}

impl Caller {
    /// Calls an operation.
    ///
    /// The failure that the functions' adapters make of the error.
    /// The failure that the functions' adapters make of it.
    pub async fn call(
        &self,
        service: Service,
        operation: &'static str,
        input: &Value,
    ) -> Result<Value, Failure> {
        self.call_with(service, operation, input, TRIES).await
    }

    /// The same for a call that the SDK does not repeat.
    ///
    /// # Errors
    /// The failure that the functions' adapters make of the error.
    pub async fn call_once(
        &self,
        service: Service,
        operation: &'static str,
        input: &Value,
    ) -> Result<Value, Failure> {
        self.call_with(service, operation, input, 1).await
    }

    async fn call_with(
        &self,
        service: Service,
        operation: &'static str,
        input: &Value,
        tries: u32,
    ) -> Result<Value, Failure> {
        let deadline = self.world.now.get() + CALL;
        for number in 1.. {
            let tried = self.attempt(service, operation, input).await;
            let last = number == tries || self.world.now.get() >= deadline;
            match tried {
                Try::Answered(Ok(answer)) => return Ok(answer),
                Try::Answered(Err(error)) if last || !is_repeated(service, operation, &error) => {
                    return Err(failure(service, operation, error));
                }
                Try::Nothing(said) if last => return Err(Failure::own(Class::ServiceUnavailable, said)),
                Try::Answered(Err(_)) | Try::Nothing(_) => {}
            }
            let longest = SECOND << number.min(4);
            let pause = self.world.rng.borrow_mut().between(0, longest);
            self.world.until((self.world.now.get() + pause).min(deadline)).await;
        }
        Err(Failure::own(Class::Defect, "a call without a try"))
    }

    async fn attempt(&self, service: Service, operation: &'static str, input: &Value) -> Try {
        let world = &self.world;
        let now = world.now.get();
        world.record.borrow_mut().count_call(service, operation, now);
        let latency = world.rng.borrow_mut().between(30, 400);
        if world.weather.is_out(service, now) {
            return self.refuse(Fault::Outage, latency, "ServiceUnavailable", 503).await;
        }
        if !world.within_rate(service) {
            return self.refuse(Fault::RateExceeded, latency, "ThrottlingException", 400).await;
        }
        match world.fault_of_call() {
            Some(fault @ Fault::Throttled) => self.refuse(fault, latency, "ThrottlingException", 400).await,
            Some(fault @ Fault::ServerError) => {
                self.refuse(fault, latency, "InternalServerException", 500).await
            }
            Some(fault @ Fault::RequestDropped) => self.nothing(fault, latency, operation).await,
            Some(fault @ Fault::ReplyDropped) => {
                world.pause(latency / 2).await;
                // The call takes effect; only its response is lost.
                let _ = world.effect(service, operation, input, &self.run, &self.identity());
                self.nothing(fault, latency / 2, operation).await
            }
            Some(Fault::ReplySlow) => self.slow(service, operation, input).await,
            Some(Fault::EffectLate) => self.late(service, operation, input).await,
            Some(_) | None => {
                world.pause(latency / 2).await;
                let answer = world.effect(service, operation, input, &self.run, &self.identity());
                world.pause(latency - latency / 2).await;
                Try::Answered(answer)
            }
        }
    }

    /// The caller, as the services see it.
    fn identity(&self) -> Identity {
        self.world.identity(self.holder)
    }

    async fn refuse(&self, fault: Fault, latency: u64, code: &str, status: u16) -> Try {
        self.world.pause(latency).await;
        self.world.met(fault);
        self.world.note(&self.run, || format!("    ! {fault}"));
        let answer = deskport_simulator::Fault::new(code, format!("{fault} (injected)"));
        Try::Answered(Err(Answered::Fault(deskport_simulator::Fault { status: Some(status), ..answer })))
    }

    async fn nothing(&self, fault: Fault, latency: u64, operation: &str) -> Try {
        self.world.pause(latency).await;
        self.world.met(fault);
        self.world.note(&self.run, || format!("    ! {operation}: {fault}"));
        Try::Nothing("dispatch failure: the connection was closed before the message completed")
    }

    async fn slow(&self, service: Service, operation: &'static str, input: &Value) -> Try {
        let world = &self.world;
        let (before, after) = {
            let mut rng = world.rng.borrow_mut();
            (rng.between(100, 4000), rng.between(100, 3900))
        };
        world.met(Fault::ReplySlow);
        world.pause(before).await;
        let answer = world.effect(service, operation, input, &self.run, &self.identity());
        world.pause(after).await;
        Try::Answered(answer)
    }

    /// The caller gives up after eight seconds; the call takes effect then, up to half a minute later.
    async fn late(&self, service: Service, operation: &'static str, input: &Value) -> Try {
        let world = &self.world;
        let later = world.rng.borrow_mut().between(100, 30 * SECOND);
        let at = world.now.get() + ATTEMPT + later;
        let (run, caller) = (self.run.clone(), self.identity());
        let call = LateCall { at, service, operation, input: input.clone(), run, caller };
        world.late.borrow_mut().push(call);
        self.nothing(Fault::EffectLate, ATTEMPT, operation).await
    }
}

/// Whether the SDK repeats a call after this error: as the table of errors says.
fn is_repeated(service: Service, operation: &str, error: &Answered) -> bool {
    let Answered::Fault(fault) = error else { return true };
    Call::from_name(operation)
        .is_some_and(|call| call.class(&fault.code, fault.http_status(service)).retryable())
}

/// The failure that an error becomes.
fn failure(service: Service, operation: &str, error: Answered) -> Failure {
    let Answered::Fault(fault) = error else {
        return Failure::own(Class::ServiceUnavailable, "the response was lost");
    };
    let Some(call) = Call::from_name(operation) else {
        return Failure::own(Class::Defect, format!("no function calls {operation}"));
    };
    let class = call.class(&fault.code, fault.http_status(service));
    Failure::new(class, fault.code, fault.message)
}
