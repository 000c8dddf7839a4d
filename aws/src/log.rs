//! The log: one JSON object a line, flat, each key once. Lambda reads `level`, and `timestamp` as RFC 3339; what a span says
//! (the invocation, the run, the place in its request) stands in every line within it.
//!
//! A metric is such a line as well: the embedded metric format stands beside the same members (`metrics.rs`).
//!
//! tracing-subscriber's own JSON nests spans and repeats keys, and the crates that don't are new.

use crate::deadline::{Clock, SystemClock};
use crate::metrics;
use serde_json::{Map, Value};
use std::env;
use std::fmt::{self, Write as _};
use std::io::{self, Write as _};
use tracing::field::{Field, Visit};
use tracing::level_filters::LevelFilter;
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Subscriber};
use tracing_subscriber::filter::Targets;
use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::fmt::format::Writer;
use tracing_subscriber::fmt::time::{FormatTime, SystemTime};
use tracing_subscriber::layer::{Context, Layer, SubscriberExt};
use tracing_subscriber::registry::{LookupSpan, Registry};
use tracing_subscriber::util::SubscriberInitExt;

/// Where the runtime's client logs each error of a handler once more.
const REPEATED: &str = "lambda_runtime::layers::panic";

/// The variable that holds the stack's name: each metric has it.
const STACK: &str = "STACK_NAME";

/// Writes the log to standard output from now on.
pub(crate) fn init() {
    let stack = env::var(STACK).ok().filter(|stack| !stack.is_empty());
    let missing = stack.is_none();
    subscriber(io::stdout, stack).init();
    if missing {
        tracing::warn!("the environment variable {STACK} is missing: nothing is counted");
    }
}

/// The log, written to `writer`, with the metrics of a stack; without one they are left out.
pub fn subscriber<W>(writer: W, stack: Option<String>) -> impl Subscriber + Send + Sync
where
    W: for<'w> MakeWriter<'w> + Send + Sync + 'static,
{
    let kept = Targets::new().with_default(LevelFilter::INFO).with_target(REPEATED, LevelFilter::OFF);
    Registry::default().with(kept).with(Lines { writer, stack })
}

/// Events as lines.
struct Lines<W> {
    writer: W,
    stack: Option<String>,
}

/// The fields of a span or an event.
#[derive(Default)]
struct Fields(Map<String, Value>);

impl<S, W> Layer<S> for Lines<W>
where
    S: Subscriber + for<'a> LookupSpan<'a>,
    W: for<'w> MakeWriter<'w> + 'static,
{
    fn on_new_span(&self, attributes: &Attributes<'_>, id: &Id, context: Context<'_, S>) {
        let mut fields = Fields::default();
        attributes.record(&mut fields);
        if let Some(span) = context.span(id) {
            span.extensions_mut().insert(fields);
        }
    }

    fn on_record(&self, id: &Id, values: &Record<'_>, context: Context<'_, S>) {
        if let Some(span) = context.span(id)
            && let Some(fields) = span.extensions_mut().get_mut::<Fields>()
        {
            values.record(fields);
        }
    }

    fn on_event(&self, event: &Event<'_>, context: Context<'_, S>) {
        let mut line = Fields::default();
        line.put("timestamp", now());
        line.put("level", event.metadata().level().as_str());
        for span in context.event_scope(event).into_iter().flat_map(|scope| scope.from_root()) {
            if let Some(fields) = span.extensions().get::<Fields>() {
                line.0.extend(fields.0.clone());
            }
        }
        event.record(&mut line);
        if event.metadata().target() == metrics::TARGET {
            let stack = self.stack.as_deref();
            if !stack.is_some_and(|stack| metrics::write(&mut line.0, stack, SystemClock.now())) {
                return;
            }
        }
        let text = format!("{}\n", Value::Object(line.0));
        // Where the log itself can't be written, there is nowhere to report it.
        let _ = self.writer.make_writer_for(event.metadata()).write_all(text.as_bytes());
    }
}

/// RFC 3339, UTC.
fn now() -> String {
    let mut text = String::new();
    let _ = SystemTime.format_time(&mut Writer::new(&mut text));
    text
}

impl Fields {
    fn put(&mut self, key: &str, value: impl Into<Value>) {
        self.0.insert(key.to_owned(), value.into());
    }
}

impl Visit for Fields {
    fn record_str(&mut self, field: &Field, value: &str) {
        self.put(field.name(), value);
    }

    fn record_u64(&mut self, field: &Field, value: u64) {
        self.put(field.name(), value);
    }

    fn record_i64(&mut self, field: &Field, value: i64) {
        self.put(field.name(), value);
    }

    fn record_bool(&mut self, field: &Field, value: bool) {
        self.put(field.name(), value);
    }

    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        let mut text = String::new();
        let _ = write!(text, "{value:?}");
        self.put(field.name(), text);
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use deskport_shared::operation::OperationName;
    use std::cell::RefCell;
    use std::sync::Once;

    thread_local! {
        static WRITTEN: RefCell<Vec<u8>> = RefCell::default();
    }

    /// The log of the thread that writes it. There is one for all tests: which events are wanted at all is remembered for the
    /// whole process, so one log for each would hide another's.
    pub(crate) struct OfThread;

    impl io::Write for OfThread {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            WRITTEN.with_borrow_mut(|written| written.write(bytes))
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    impl OfThread {
        /// Has all tests log.
        pub(crate) fn listen() {
            static ONCE: Once = Once::new();
            ONCE.call_once(|| subscriber(|| Self, Some("deskport".to_owned())).init());
        }

        /// The lines of this thread so far; each key of a line is there once, or it does not parse.
        pub(crate) fn lines() -> Vec<Value> {
            let text = String::from_utf8(WRITTEN.with_borrow(Vec::clone)).unwrap();
            text.lines().map(|line| deskport_shared::json::read(line.as_bytes()).unwrap()).collect()
        }
    }

    #[test]
    fn a_metric_is_a_line_with_the_stack_the_time_and_the_run() {
        OfThread::listen();
        let before = SystemClock.now();
        let span = tracing::info_span!("invocation", run = "run-1");
        span.in_scope(|| metrics::emit([deskport_shared::metrics::looked(OperationName::UpdateFleet)]));
        let [line] = &OfThread::lines()[..] else { unreachable!("one line") };
        let keys: Vec<_> = line.as_object().unwrap().keys().map(String::as_str).collect();
        assert_eq!(keys, ["timestamp", "level", "run", "message", "_aws", "Stack", "Operation", "Looks"]);
        assert_eq!(
            (&line["run"], &line["Stack"], &line["Looks"]),
            (&"run-1".into(), &"deskport".into(), &1.into())
        );
        let at = line["_aws"]["Timestamp"].as_i64().unwrap();
        assert!((before..=SystemClock.now()).contains(&at), "{at}");
    }

    #[test]
    fn a_line_is_one_flat_object_with_each_key_once() {
        OfThread::listen();
        let span = tracing::info_span!("outer", run = "run-1", place = tracing::field::Empty, code = "outer");
        span.in_scope(|| {
            span.record("place", "/Imports/0");
            let inner = tracing::info_span!("inner", run = "run-2");
            inner.in_scope(|| tracing::warn!(code = "X", count = 3, "a \"text\"\nof two lines"));
        });
        tracing::error!(target: REPEATED, "once more");
        tracing::debug!("not kept");
        let lines = OfThread::lines();
        assert_eq!(lines.len(), 1);
        let line = lines[0].as_object().unwrap();
        let at = line["timestamp"].as_str().unwrap();
        assert!(at.len() >= 20 && at.as_bytes()[10] == b'T' && at.ends_with('Z'), "{at}");
        let keys: Vec<_> = line.keys().map(String::as_str).collect();
        assert_eq!(keys, ["timestamp", "level", "run", "code", "place", "message", "count"]);
        assert_eq!(
            (&line["run"], &line["code"], &line["level"]),
            (&"run-2".into(), &"X".into(), &"WARN".into())
        );
        assert_eq!(
            (&line["place"], &line["message"]),
            (&"/Imports/0".into(), &"a \"text\"\nof two lines".into())
        );
    }
}
