//! What becomes of a request on its way: drawn when it is sent.

use super::asked::{Asked, Outcome};
use crate::clock::SECOND;
use crate::fault::Fault;
use crate::world::World;
use deskport_simulator::{Failure, Fault as Refusal, Service};

/// A client gives up after eight seconds (`deskport_aws::config`): what arrives later takes effect unseen.
const GIVEN_UP: u64 = 8 * SECOND;

/// What becomes of a request; times are virtual, in milliseconds since the epoch.
#[derive(Debug)]
pub enum Fate {
    /// It arrives and takes effect; its response may be lost.
    Served {
        /// When it arrives.
        arrives: u64,
        /// When the response is there, or the connection closes.
        returns: u64,
        /// Whether the response is lost.
        lost: bool,
    },
    /// The service refuses it without an effect.
    Refused {
        /// When the response is there.
        returns: u64,
        /// The response.
        outcome: Outcome,
    },
    /// It never arrives.
    Dropped {
        /// When the connection closes.
        returns: u64,
    },
}

impl World {
    /// Draws what becomes of a request that a run sends now.
    pub fn fate(&self, asked: &Asked, run: &str) -> Fate {
        let (now, service) = (self.now.get(), asked.service());
        self.record.borrow_mut().count_call(service, asked.operation(), now);
        let latency = self.rng.borrow_mut().between(30, 400);
        let fault = match service {
            Some(service) if self.weather.is_out(service, now) => Some(Fault::Outage),
            Some(service) if !self.within_rate(service) => Some(Fault::RateExceeded),
            Some(_) | None => self.fault_of_call(),
        };
        if let Some(fault) = fault {
            self.met(fault);
            self.note(run, || format!("    ! {}: {fault}", asked.operation()));
        }
        let between = |low, high| self.rng.borrow_mut().between(low, high);
        let returns = now + latency;
        match (fault, refusal(service, fault)) {
            (_, Some(outcome)) => Fate::Refused { returns, outcome },
            (Some(Fault::RequestDropped), None) => Fate::Dropped { returns },
            (Some(Fault::ReplySlow), None) => {
                let arrives = now + between(100, 4000);
                Fate::Served { arrives, returns: arrives + between(100, 3900), lost: false }
            }
            (Some(Fault::EffectLate), None) => {
                let arrives = now + GIVEN_UP + between(100, 30 * SECOND);
                Fate::Served { arrives, returns: arrives, lost: false }
            }
            (fault, None) => {
                let lost = fault == Some(Fault::ReplyDropped);
                Fate::Served { arrives: now + latency / 2, returns, lost }
            }
        }
    }
}

/// The response of a service that refuses a call because of a fault. SNS's codes are those of its model.
fn refusal(service: Option<Service>, fault: Option<Fault>) -> Option<Outcome> {
    let fault = fault?;
    let (code, status) = match (fault, service) {
        (Fault::Outage, _) => ("ServiceUnavailable", 503),
        (Fault::Throttled, None) => ("Throttled", 429),
        (Fault::ServerError, None) => ("InternalError", 500),
        (Fault::RateExceeded | Fault::Throttled, _) => ("ThrottlingException", 400),
        (Fault::ServerError, _) => ("InternalServerException", 500),
        _ => return None,
    };
    let refusal = Refusal { status: Some(status), ..Refusal::new(code, format!("{fault} (injected)")) };
    Some(Err(Failure::Fault(refusal)))
}
