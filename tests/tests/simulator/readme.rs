//! The examples in the README are good.

use deskport_simulator::{Config, Script};

const README: &str = include_str!("../../../local/simulator/README.md");

fn examples() -> Vec<&'static str> {
    README.split("```json\n").skip(1).filter_map(|part| part.split("```").next()).collect()
}

#[test]
fn the_examples_are_a_state_and_a_script() {
    let [state, script] = examples()[..] else { panic!("there are {} examples", examples().len()) };
    let config = Config::from_json(state).unwrap();
    assert_eq!(config.durations, Config::default().durations);
    assert_eq!(config.quotas, Config::default().quotas);
    assert_eq!(config.workspaces[0].workspace_id, Config::default().workspaces[0].workspace_id);
    assert_eq!(Script::from_json(script).unwrap().rules.len(), 5);
}
