//! Where each value of a JSON document is in its text.

use deskport_shared::json::is_sensitive;
use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;
use std::collections::HashMap;
use std::fmt;
use std::ops::Range;

/// The places of a document's values, in bytes of its text.
#[derive(Debug)]
pub(crate) struct SourceMap {
    root: Place,
    sensitive: Vec<Range<usize>>,
}

/// The place of one value.
#[derive(Debug)]
struct Place {
    /// The name before it, in its quotes; for members of objects.
    key: Option<Range<usize>>,
    value: Range<usize>,
    inside: Inside,
}

#[derive(Debug)]
enum Inside {
    Nothing,
    Members(HashMap<String, Place>),
    Items(Vec<Place>),
}

/// What a JSON Pointer leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Target {
    /// A value, with the member's name if it has one.
    There { key: Option<Range<usize>>, value: Range<usize> },
    /// Nothing; the nearest existing value around it, and the name that this value lacks.
    Missing { around: Range<usize>, name: String },
}

impl SourceMap {
    /// Maps a text that was read as JSON. `None` if it is not JSON after all.
    pub(crate) fn new(text: &str) -> Option<Self> {
        let mut mapper = Mapper { start: text.as_ptr().addr(), sensitive: Vec::new() };
        let root = mapper.place(serde_json::from_str(text).ok()?, None, false)?;
        let mut sensitive = mapper.sensitive;
        sensitive.sort_by_key(|range| range.start);
        Some(Self { root, sensitive })
    }

    /// Follows a JSON Pointer (RFC 6901).
    pub(crate) fn find(&self, pointer: &str) -> Target {
        let mut here = &self.root;
        for token in pointer.split('/').skip(1) {
            let name = token.replace("~1", "/").replace("~0", "~");
            let next = match &here.inside {
                Inside::Members(members) => members.get(&name),
                Inside::Items(items) => name.parse().ok().and_then(|index: usize| items.get(index)),
                Inside::Nothing => None,
            };
            match next {
                Some(place) => here = place,
                None => return Target::Missing { around: here.value.clone(), name },
            }
        }
        Target::There { key: here.key.clone(), value: here.value.clone() }
    }

    /// The values that are never shown, in order; none contains another.
    pub(crate) fn sensitive(&self) -> &[Range<usize>] {
        &self.sensitive
    }
}

struct Mapper {
    start: usize,
    sensitive: Vec<Range<usize>>,
}

impl Mapper {
    fn range(&self, raw: &RawValue) -> Range<usize> {
        let start = raw.get().as_ptr().addr() - self.start;
        start..start + raw.get().len()
    }

    /// Depth is bounded: the text was read with `deskport_shared::json` before.
    fn place(&mut self, raw: &RawValue, key: Option<&RawValue>, hidden: bool) -> Option<Place> {
        let value = self.range(raw);
        let inside = match raw.get().as_bytes().first()? {
            b'{' => {
                let Members(members) = serde_json::from_str(raw.get()).ok()?;
                let mut places = HashMap::with_capacity(members.len());
                for (key, raw) in members {
                    let name: String = serde_json::from_str(key.get()).ok()?;
                    let sensitive = is_sensitive(&name);
                    if sensitive && !hidden {
                        let range = self.range(raw);
                        self.sensitive.push(range);
                    }
                    let place = self.place(raw, Some(key), hidden || sensitive)?;
                    places.insert(name, place);
                }
                Inside::Members(places)
            }
            b'[' => {
                let items: Vec<&RawValue> = serde_json::from_str(raw.get()).ok()?;
                let places: Option<Vec<_>> =
                    items.into_iter().map(|raw| self.place(raw, None, hidden)).collect();
                Inside::Items(places?)
            }
            _ => Inside::Nothing,
        };
        Some(Place { key: key.map(|key| self.range(key)), value, inside })
    }
}

/// An object's members in the order of the text.
struct Members<'t>(Vec<(&'t RawValue, &'t RawValue)>);

impl<'de> Deserialize<'de> for Members<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct InOrder;

        impl<'de> Visitor<'de> for InOrder {
            type Value = Members<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Self::Value, A::Error> {
                let mut list = Vec::new();
                while let Some(member) = members.next_entry()? {
                    list.push(member);
                }
                Ok(Members(list))
            }
        }

        deserializer.deserialize_map(InOrder)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found<'t>(text: &'t str, pointer: &str) -> (&'t str, &'t str) {
        match SourceMap::new(text).unwrap().find(pointer) {
            Target::There { key, value } => (key.map_or("", |k| &text[k]), &text[value]),
            Target::Missing { around, name } => panic!("{name} in {around:?}"),
        }
    }

    #[test]
    fn pointers_lead_to_values_and_their_names() {
        let text = " { \"a/b\" : [ 1 , { \"~\\u0041é\" : \"x\\\"]\" } ], \"\": null, \"n\": -1.5e3 } ";
        assert_eq!(found(text, ""), ("", text.trim()));
        assert_eq!(found(text, "/a~1b/0"), ("", "1"));
        assert_eq!(found(text, "/a~1b/1/~0Aé"), ("\"~\\u0041é\"", "\"x\\\"]\""));
        assert_eq!(found(text, "/"), ("\"\"", "null"));
        assert_eq!(found(text, "/n"), ("\"n\"", "-1.5e3"));
    }

    #[test]
    fn what_is_missing_is_found_with_what_lacks_it() {
        let map = SourceMap::new(r#"{"a": {"b": 1}}"#).unwrap();
        assert_eq!(map.find("/a/c/d"), Target::Missing { around: 6..14, name: "c".to_owned() });
        assert_eq!(map.find("/a/b/0"), Target::Missing { around: 12..13, name: "0".to_owned() });
    }

    #[test]
    fn catalogues_are_marked_once_even_where_their_name_is_misspelt() {
        let text = r#"{"AppCatalogConfig": [{"AppCatalogConfig": 1}], "x": {"appCatalogConfg": "s"}}"#;
        let map = SourceMap::new(text).unwrap();
        let shown: Vec<_> = map.sensitive().iter().map(|range| &text[range.clone()]).collect();
        assert_eq!(shown, [r#"[{"AppCatalogConfig": 1}]"#, "\"s\""]);
    }

    #[test]
    fn the_deepest_text_that_is_read_is_mapped() {
        let text = "[".repeat(100) + &"]".repeat(100);
        assert_eq!(found(&text, &"/0".repeat(99)), ("", "[]"));
    }
}
