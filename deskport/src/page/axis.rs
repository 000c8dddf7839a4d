//! The time axis: where a moment stands, in percent of the run's time, and which ticks there are.

use jiff::{SignedDuration, Timestamp};

/// The distance of ticks, in seconds: the first that leaves few enough is taken.
const STEPS: [i64; 20] = [
    1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 10_800, 21_600, 43_200, 86_400,
    172_800, 604_800,
];
/// The most ticks after the one at 0.
const TICKS_MAX: i64 = 8;
/// From which place on a label ends at its tick, so that it stays within the picture, in percent.
const LAST: f64 = 94.0;

/// The time that the picture shows.
#[derive(Clone, Copy, Debug)]
pub(super) struct Axis {
    from: Timestamp,
    total: SignedDuration,
}

/// A tick.
#[derive(Debug)]
pub(super) struct Tick {
    /// In percent.
    pub(super) at: String,
    pub(super) label: String,
    /// Which part of the label stands at the tick: SVG's `text-anchor`.
    pub(super) anchor: &'static str,
    /// Whether the label is left out where there is little room.
    pub(super) minor: bool,
}

impl Axis {
    /// The time between two moments: a second at least, as a picture of no time has no places.
    pub(super) fn new(from: Timestamp, to: Timestamp) -> Self {
        Self { from, total: to.duration_since(from).max(SignedDuration::from_secs(1)) }
    }

    /// Whether times need their day.
    pub(super) fn with_day(&self) -> bool {
        self.total >= SignedDuration::from_hours(24)
    }

    /// Where a moment stands, 0 to 100.
    pub(super) fn place(&self, at: Timestamp) -> f64 {
        let part = at.duration_since(self.from).as_secs_f64() / self.total.as_secs_f64();
        (part * 100.0).clamp(0.0, 100.0)
    }

    /// The ticks, the one at 0 included, labelled by the time since the run's start.
    pub(super) fn ticks(&self) -> Vec<Tick> {
        let total = self.total.as_secs();
        let longest = STEPS[STEPS.len() - 1];
        let step = STEPS.into_iter().find(|step| total / step <= TICKS_MAX);
        // Longer than a request may take, but a run may be redriven after weeks.
        let step = step.unwrap_or(longest * (total / longest / TICKS_MAX + 1));
        (0..=total / step)
            .map(|count| {
                let seconds = count * step;
                let place = seconds as f64 / self.total.as_secs_f64() * 100.0;
                let anchor = match count {
                    0 => "start",
                    _ if place > LAST => "end",
                    _ => "middle",
                };
                let minor = count % 2 == 1 && total / step > 4;
                Tick { at: percent(place), label: label(seconds), anchor, minor }
            })
            .collect()
    }
}

/// `1 d 12 h`, `1 h 30 min`, `90 s`: with what is not zero.
fn label(seconds: i64) -> String {
    if seconds == 0 {
        return "0".to_owned();
    }
    let (days, hours, minutes, rest) =
        (seconds / 86_400, seconds / 3_600 % 24, seconds / 60 % 60, seconds % 60);
    let parts = [(days, "d"), (hours, "h"), (minutes, "min"), (rest, "s")];
    let shown = parts.iter().filter(|(count, _)| *count > 0).map(|(count, unit)| format!("{count} {unit}"));
    shown.collect::<Vec<_>>().join(" ")
}

/// A number as an attribute of SVG has it, to a thousandth.
pub(super) fn percent(place: f64) -> String {
    let text = format!("{place:.3}");
    format!("{}%", text.trim_end_matches('0').trim_end_matches('.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn axis(seconds: i64) -> Axis {
        Axis::new(Timestamp::UNIX_EPOCH, Timestamp::from_second(seconds).unwrap())
    }

    fn labels(seconds: i64) -> Vec<String> {
        axis(seconds).ticks().into_iter().map(|tick| tick.label).collect()
    }

    #[test]
    fn the_steps_are_those_of_a_clock() {
        assert_eq!(labels(0), ["0", "1 s"]);
        assert_eq!(labels(95), ["0", "15 s", "30 s", "45 s", "1 min", "1 min 15 s", "1 min 30 s"]);
        assert_eq!(labels(6_000), ["0", "15 min", "30 min", "45 min", "1 h", "1 h 15 min", "1 h 30 min"]);
        assert_eq!(labels(7 * 86_400), ["0", "1 d", "2 d", "3 d", "4 d", "5 d", "6 d", "7 d"]);
    }

    #[test]
    fn there_are_never_too_many_ticks_nor_too_few() {
        for seconds in (0..3_000_000).step_by(997).chain([40_000_000, 400_000_000]) {
            let count = axis(seconds).ticks().len();
            assert!((2..=9).contains(&count), "{seconds} s: {count}");
        }
    }

    #[test]
    fn a_moment_outside_stands_at_the_edge() {
        let axis = axis(200);
        let place = |seconds| percent(axis.place(Timestamp::from_second(seconds).unwrap()));
        assert_eq!(
            [place(-9), place(0), place(25), place(200), place(999)],
            ["0%", "0%", "12.5%", "100%", "100%"]
        );
    }
}
