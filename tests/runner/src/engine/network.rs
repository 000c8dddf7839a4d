//! The functions' requests on their way: each arrives, and what became of it returns, at a time of its own, whether or not
//! the client still waits.

use super::{Engine, Event};
use crate::services::{Answer, Asked, Caller, Fate, Outcome, Sent};
use deskport_simulator::Failure;
use tokio::sync::oneshot::Sender;

/// A request under way.
pub(super) struct Exchange {
    /// Which job's.
    job: u64,
    caller: Caller,
    asked: Asked,
    client: Sender<Answer>,
    /// When its client hears of it.
    returns: u64,
    /// Whether the response is lost.
    lost: bool,
}

/// What became of a request.
pub(super) struct Return {
    exchange: Exchange,
    outcome: Outcome,
}

impl Engine<'_> {
    /// Sends what a job's clients have just asked for on its way.
    pub(super) fn send(&mut self, job: u64, caller: &Caller) {
        for Sent { request, client } in self.world.network.take() {
            match Asked::read(request) {
                Ok(asked) => self.depart(job, caller, asked, client),
                // The client is polled anew, with this.
                Err(answer) => {
                    let _ = client.send(*answer);
                    self.after(0, Event::Poll(job));
                }
            }
        }
    }

    fn depart(&mut self, job: u64, caller: &Caller, asked: Asked, client: Sender<Answer>) {
        let fate = self.world.fate(&asked, &caller.run);
        let exchange = |returns, lost| Exchange { job, caller: caller.clone(), asked, client, returns, lost };
        match fate {
            Fate::Served { arrives, returns, lost } => {
                self.at(arrives, Event::Arrive(Box::new(exchange(returns, lost))));
            }
            Fate::Refused { returns, outcome } => {
                let exchange = exchange(returns, false);
                self.at(returns, Event::Return(Box::new(Return { exchange, outcome })));
            }
            Fate::Dropped { returns } => {
                let outcome = Err(Failure::ReplyLost);
                let exchange = exchange(returns, true);
                self.at(returns, Event::Return(Box::new(Return { exchange, outcome })));
            }
        }
    }

    /// A request takes effect.
    pub(super) fn arrive(&mut self, exchange: Exchange) {
        let outcome = exchange.asked.effect(&self.world, &exchange.caller.run);
        self.at(exchange.returns, Event::Return(Box::new(Return { exchange, outcome })));
    }

    /// The client hears what became of its request, where it still waits.
    pub(super) fn return_answer(&mut self, returned: Return) {
        let Return { exchange: Exchange { job, caller, asked, client, lost, .. }, outcome } = returned;
        let id = format!("00000000-0000-4000-8000-{job:012x}");
        let answer = if lost { Err(crate::services::closed()) } else { asked.answer(&outcome, id) };
        let seen = answer.is_ok();
        let heard = client.send(answer).is_ok();
        if heard && seen {
            caller.notice(&asked, &outcome);
        } else if let (Some(run), Ok(_)) = (asked.reports(), &outcome) {
            // SNS took the message, and nobody knows.
            self.world.record.borrow_mut().excuse(run);
        }
        if heard {
            self.poll(job);
        }
    }
}
