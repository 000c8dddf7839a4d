//! The fuzz target's corpus, without libFuzzer.

#[path = "../../fuzz/fuzz_targets/holds.rs"]
mod holds;

use crate::root;
use std::fs;

#[test]
fn what_the_fuzz_target_asks_holds_for_its_corpus() {
    let corpus: Vec<_> = fs::read_dir(root().join("tests/fuzz/corpus/request")).unwrap().collect();
    assert!(corpus.len() >= 20, "{} documents", corpus.len());
    for document in corpus {
        let path = document.unwrap().path();
        println!("{}", path.display());
        holds::for_bytes(&fs::read(&path).unwrap());
    }
}
