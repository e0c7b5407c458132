//! The figures as a table.

use std::{fmt::Write as _, time::Duration};

use storage::Engine;

use crate::{measure::Figure, now};

/// Everything that was measured.
#[derive(Debug, Default)]
pub struct Report {
    idle: Vec<(Engine, u64)>,
    runs: Vec<(Engine, u64, Vec<Figure>)>,
}

const HEAD: &str = "| engine | persons | question | HTTP p50 | p99 | engine p50 | ratio | requests/s | CPU server | CPU engine | CPU together | budget |\n\
                    |---|--:|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|\n";

impl Report {
    /// Memory of a server that nobody has asked anything.
    pub fn idle(&mut self, engine: Engine, bytes: u64) {
        self.idle.push((engine, bytes));
    }

    pub fn add(&mut self, engine: Engine, persons: u64, figures: Vec<Figure>) {
        self.runs.push((engine, persons, figures));
    }

    /// The last run alone.
    pub fn last(&self) -> String {
        self.runs.last().map_or_else(String::new, |(engine, persons, figures)| {
            let mut table = HEAD.to_owned();
            lines(&mut table, *engine, *persons, figures);
            table
        })
    }

    /// All of it, with the day and the machine's class.
    pub fn table(&self) -> String {
        let mut table = String::new();
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        let written =
            writeln!(table, "Measured on {} on a machine with {cores} cores.\n", now().date_naive());
        debug_assert!(written.is_ok(), "a String takes everything");
        for (engine, bytes) in &self.idle {
            let mib = *bytes as f64 / f64::from(1 << 20);
            let written = writeln!(table, "Idle on {engine:?}: {mib:.1} MiB resident.");
            debug_assert!(written.is_ok(), "a String takes everything");
        }
        table.push('\n');
        table.push_str(HEAD);
        for (engine, persons, figures) in &self.runs {
            lines(&mut table, *engine, *persons, figures);
        }
        table
    }
}

fn lines(table: &mut String, engine: Engine, persons: u64, figures: &[Figure]) {
    let ms = |time: Duration| format!("{:.2} ms", time.as_secs_f64() * 1_000.0);
    for figure in figures {
        let ratio = figure.http.as_secs_f64() / figure.direct.as_secs_f64().max(f64::EPSILON);
        let written = writeln!(
            table,
            "| {engine:?} | {persons} | {} | {} | {} | {} | {ratio:.2} | {:.0} | {} | {} | {} | {} |",
            figure.question,
            ms(figure.http),
            ms(figure.http_99),
            ms(figure.direct),
            figure.per_second,
            ms(figure.server),
            ms(figure.engine),
            ms(figure.server + figure.engine),
            ms(figure.question.budget()),
        );
        debug_assert!(written.is_ok(), "a String takes everything");
    }
}
