//! What people read before they consent to BYOL names its price, and every such text takes it from one constant.

use crate::read;
use deskport_shared::byol::PRICE;
use deskport_shared::message::{Asked, Question};
use deskport_shared::secret::Secret;

#[test]
fn the_price_stands_in_the_page_and_in_the_question() {
    let page = read("docs/byol.md").split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(page.contains(PRICE));
    // enable-byol returns it beside the range that it proposes, and the question shows what it is given.
    let question = Question::Byol { range: "10.90.0.0/16".to_owned(), price: PRICE.to_owned() };
    let asked = Asked {
        question,
        run: "run-1".to_owned(),
        execution_arn: "arn:aws:states:eu-west-1:111122223333:execution:byol:run-1-byol".to_owned(),
        run_arn: None,
        task_token: Secret::new("token-1"),
    };
    assert!(asked.message(None).body.contains(PRICE));
    assert!(asked.shown().text.contains(PRICE));
    assert!(read("functions/enable-byol/src/lib.rs").contains("price: Some(PRICE)"));
}
