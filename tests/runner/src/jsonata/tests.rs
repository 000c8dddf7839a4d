#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]
use super::*;
use crate::rng::Rng;
use serde_json::json;
use std::cell::RefCell;
use std::rc::Rc;

fn evaluate(source: &str, variables: Value) -> Result<Value, QueryError> {
    let host = Host { now: 1_800_000_000_123, rng: Rc::new(RefCell::new(Rng::new(1, "test"))) };
    let look = |name: &str| variables.get(name).map(from_json);
    Expression::compile(source).unwrap().evaluate(look, &host).map(|value| to_json(&value))
}

#[test]
fn time_is_virtual() {
    assert_eq!(
        evaluate("[$now(), $millis()]", json!({})),
        Ok(json!(["2027-01-15T08:00:00.123Z", 1_800_000_000_123_u64]))
    );
}

#[test]
fn what_step_functions_adds_is_there() {
    assert_eq!(evaluate("$parse('{\"a\":[1]}').a", json!({})), Ok(json!([1])));
    assert_eq!(evaluate("$range(1, 7, 3)", json!({})), Ok(json!([1, 4, 7])));
    assert_eq!(evaluate("$partition([1, 2, 3], 2)", json!({})), Ok(json!([[1, 2], [3]])));
    assert_eq!(evaluate("$length($uuid())", json!({})), Ok(json!(36)));
}

#[test]
fn what_is_not_known_is_refused_when_it_is_compiled() {
    for source in ["$eval('1')", "$shuffle([1])", "$nothing(1)", "1 +"] {
        assert!(Expression::compile(source).is_err(), "{source}");
    }
}

#[test]
fn undefined_and_functions_are_errors() {
    for source in ["$x.missing", "$sum", "function($a) { $a }"] {
        assert!(evaluate(source, json!({ "x": {} })).is_err(), "{source}");
    }
}

#[test]
fn only_free_variables_are_read() {
    let expression =
        Expression::compile("($a := 1; $map([$a], function($b) { $b + $c + $states.context.X }))").unwrap();
    assert_eq!(expression.variables().collect::<Vec<_>>(), ["c", "states"]);
    assert!(expression.reads_context());
}

#[test]
fn a_list_of_one_stays_a_list_between_states() {
    let one = evaluate("[$done, {'a': 1}]", json!({ "done": [] })).unwrap();
    assert_eq!(one, json!([{ "a": 1 }]));
    assert_eq!(evaluate("[$done, {'b': 2}]", json!({ "done": one })), Ok(json!([{ "a": 1 }, { "b": 2 }])));
}
