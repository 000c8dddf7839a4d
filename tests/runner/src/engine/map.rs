//! Inline maps: a thread for each item, a limited number at a time.

use super::limits::within_limits;
use super::scope::Sight;
use super::step::Flow;
use super::{Engine, TaskError};
use crate::asl::{Map, State};
use jsonata_core::value::JValue;
use std::rc::Rc;

/// A map that runs.
#[derive(Debug)]
pub(super) struct MapRun {
    items: Vec<JValue>,
    begun: usize,
    results: Vec<Option<JValue>>,
    iterations: Vec<usize>,
}

impl Engine<'_> {
    pub(super) fn begin_map(&mut self, thread: usize, map: &Map) -> Result<Flow, TaskError> {
        let items = self.evaluate(thread, &map.items, &Sight::default())?;
        let Some(items) = items.as_array().cloned() else {
            return Err(TaskError::new("States.QueryEvaluationError", "Items must be an array"));
        };
        self.count(thread, 1);
        let results = vec![None; items.len()];
        let none = items.is_empty();
        self.threads[thread].map = Some(MapRun { items, begun: 0, results, iterations: Vec::new() });
        if none {
            return self.leave_map(thread, map);
        }
        for _ in 0..map.max_concurrency.max(1) {
            self.begin_iteration(thread, map)?;
        }
        Ok(Flow::Blocked)
    }

    /// Begins the next iteration, where there is one left.
    fn begin_iteration(&mut self, parent: usize, map: &Map) -> Result<(), TaskError> {
        let Some(run) = &mut self.threads[parent].map else { return Ok(()) };
        let Some(item) = run.items.get(run.begun).cloned() else { return Ok(()) };
        let number = run.begun;
        run.begun += 1;
        let sight = Sight { item: Some((number, item.clone())), ..Sight::default() };
        let input = match &map.item_selector {
            Some(selector) => self.evaluate(parent, selector, &sight)?,
            None => item.clone(),
        };
        let state = map.item_processor.start_at.clone();
        let (execution, name) = (self.threads[parent].execution, self.threads[parent].state.clone());
        let thread = self.new_thread(execution, Some((parent, name)), Some((number, item)), state, input);
        if let Some(run) = &mut self.threads[parent].map {
            run.iterations.push(thread);
        }
        self.count(thread, 1);
        self.run_thread(thread);
        Ok(())
    }

    /// An iteration ends: the next one begins, or the map ends with the last one or the first that fails.
    pub(super) fn end_iteration(&mut self, thread: usize, result: Result<JValue, TaskError>) {
        let Some((parent, name)) = self.threads[thread].parent.clone() else { return };
        let machine = Rc::clone(&self.executions[self.threads[thread].execution].machine);
        let Some(State::Map(map)) = machine.states.get(&name) else { return };
        if self.threads[parent].over || self.threads[parent].map.is_none() {
            return;
        }
        self.count(thread, 1);
        let flow = match result {
            Err(error) => {
                self.stop_iterations(parent);
                self.recover(parent, &error, &[], &map.catch)
            }
            Ok(output) => {
                let number =
                    self.threads[thread].item.as_ref().map(|(number, _)| *number).unwrap_or_default();
                if let Some(run) = &mut self.threads[parent].map {
                    run.results[number] = Some(output);
                }
                self.map_goes_on(parent, map)
            }
        };
        self.go_on(parent, flow);
    }

    fn map_goes_on(&mut self, parent: usize, map: &Map) -> Result<Flow, TaskError> {
        let done =
            self.threads[parent].map.as_ref().is_some_and(|run| run.results.iter().all(Option::is_some));
        if done {
            return self.leave_map(parent, map);
        }
        self.begin_iteration(parent, map)?;
        Ok(Flow::Blocked)
    }

    fn leave_map(&mut self, thread: usize, map: &Map) -> Result<Flow, TaskError> {
        let run = self.threads[thread].map.take();
        let results = run.map(|run| run.results).unwrap_or_default();
        let result = within_limits(JValue::array(results.into_iter().flatten().collect::<Vec<_>>()))?;
        self.count(thread, 1);
        let sight = Sight::of_result(result.clone());
        self.leave(thread, &map.assign, map.output.as_ref(), map.next.as_deref(), &sight, Some(result))
    }

    fn stop_iterations(&mut self, parent: usize) {
        let iterations = self.threads[parent].map.take().map(|run| run.iterations).unwrap_or_default();
        for iteration in iterations {
            self.threads[iteration].over = true;
        }
    }
}
