//! Pages of lists. A token names the last item of its page, so that what is made or deleted meanwhile moves nothing.

use serde_json::{Value, json};

use crate::fault::Fault;
use crate::view;

/// How a list is cut into pages.
pub(crate) struct Paging<'a> {
    /// The operation: a token is good for the operation that gave it only.
    pub(crate) operation: &'a str,
    /// The member that holds the list.
    pub(crate) member: &'a str,
    /// How long a page is, where the caller says nothing.
    pub(crate) default: usize,
    /// No page is longer.
    pub(crate) limit: Option<usize>,
}

impl Paging<'_> {
    /// The page that the input asks for, of items in the order of their numbers.
    pub(crate) fn cut(&self, input: &Value, items: Vec<(u64, Value)>) -> Result<Value, Fault> {
        let after = match input["NextToken"].as_str() {
            Some(token) => self.read(token)?,
            None => 0,
        };
        let size = self.size(input);
        let mut rest = items.into_iter().filter(|(number, _)| *number > after).peekable();
        let mut page = Vec::new();
        let mut last = after;
        while page.len() < size
            && let Some((number, item)) = rest.next()
        {
            last = number;
            page.push(item);
        }
        let token = rest.peek().map(|_| self.write(last));
        let mut answer = json!({ self.member: page });
        view::put(&mut answer, "NextToken", token);
        Ok(answer)
    }

    /// MaxResults 0 means the default.
    fn size(&self, input: &Value) -> usize {
        let asked = input["MaxResults"].as_u64().filter(|asked| *asked > 0);
        let size = asked.and_then(|asked| usize::try_from(asked).ok()).unwrap_or(self.default);
        size.min(self.limit.unwrap_or(usize::MAX)).max(1)
    }

    fn write(&self, last: u64) -> String {
        format!("{}/{last}", self.operation).bytes().map(|byte| format!("{byte:02x}")).collect()
    }

    fn read(&self, token: &str) -> Result<u64, Fault> {
        let number =
            unhex(token).and_then(|text| text.strip_prefix(self.operation)?.strip_prefix('/')?.parse().ok());
        number.ok_or_else(|| Fault::new("ValidationException", "The NextToken is not valid."))
    }
}

fn unhex(text: &str) -> Option<String> {
    let pairs = text.as_bytes().chunks(2);
    let bytes: Option<Vec<u8>> =
        pairs.map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()).collect();
    String::from_utf8(bytes?).ok()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]
    use super::*;

    const PAGING: Paging<'_> = Paging { operation: "List", member: "Items", default: 3, limit: None };

    fn items(numbers: &[u64]) -> Vec<(u64, Value)> {
        numbers.iter().map(|number| (*number, Value::from(*number))).collect()
    }

    #[test]
    fn pages_follow_one_another_though_items_come_and_go() {
        let first = PAGING.cut(&json!({ "MaxResults": 2 }), items(&[1, 2, 5, 7])).unwrap();
        assert_eq!(first["Items"], json!([1, 2]));
        let next = json!({ "MaxResults": 2, "NextToken": first["NextToken"] });
        let second = PAGING.cut(&next, items(&[1, 5, 7, 9])).unwrap();
        assert_eq!(second["Items"], json!([5, 7]));
        let next = json!({ "NextToken": second["NextToken"] });
        assert_eq!(PAGING.cut(&next, items(&[9])).unwrap(), json!({ "Items": [9] }));
    }

    #[test]
    fn the_last_page_has_no_token() {
        assert_eq!(PAGING.cut(&json!({}), items(&[1, 2, 3])).unwrap(), json!({ "Items": [1, 2, 3] }));
        assert_eq!(PAGING.cut(&json!({}), vec![]).unwrap(), json!({ "Items": [] }));
        let limited = Paging { limit: Some(1), ..PAGING };
        assert_eq!(limited.cut(&json!({ "MaxResults": 25 }), items(&[4, 5])).unwrap()["Items"], json!([4]));
    }

    #[test]
    fn foreign_tokens_are_refused() {
        let other = Paging { operation: "Other", ..PAGING };
        for token in ["", "x", "zz", "é1", &other.write(3), "4c6973742f"] {
            assert!(PAGING.cut(&json!({ "NextToken": token }), vec![]).is_err(), "{token}");
        }
    }
}
