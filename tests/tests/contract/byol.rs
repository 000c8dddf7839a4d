//! What people read before they consent to BYOL names its price, and every such text takes it from one constant.

use crate::read;
use deskport_shared::byol::PRICE;

#[test]
fn the_price_stands_in_the_page_and_in_the_question() {
    let page = read("docs/byol.md").split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(page.contains(PRICE));
    let machine: serde_json::Value = serde_json::from_str(&read("statemachine/import.asl.json")).unwrap();
    let question = machine["States"]["AskApproval"]["Arguments"]["Message"].as_str().unwrap();
    assert!(question.contains("& $byol.Price &"));
}
