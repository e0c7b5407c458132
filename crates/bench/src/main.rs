//! Measures a released server over HTTP beside the same questions put to the engine directly, as the ledger grows.
//!
//! Each figure comes from one run on one machine: what matters are the ratios, and the CPU time of a request, which noise
//! disturbs least. `docs/bench.md` keeps the results of a run with its date and the machine's class.

mod cpu;
mod direct;
mod fill;
mod installation;
mod measure;
mod people;
mod report;

use std::{path::PathBuf, time::Duration};

use anyhow::{Context as _, Result};
use clap::Parser;
use storage::Engine;

use crate::{installation::Installation, measure::Question, report::Report};

/// What to measure.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask bench")]
struct Bench {
    /// The released server
    #[arg(long)]
    server: PathBuf,
    /// How large the ledgers are, in persons, the smallest first
    #[arg(long, value_delimiter = ',', default_value = "1000,10000")]
    persons: Vec<u64>,
    /// On which engines
    #[arg(long, value_delimiter = ',', default_value = "sqlite,postgres")]
    engines: Vec<EngineName>,
    /// Connections that ask at the same time
    #[arg(long, default_value_t = 4)]
    connections: usize,
    /// How long each question is put, in seconds
    #[arg(long, default_value_t = 3)]
    seconds: u64,
    /// Only these questions; all of them where none is named
    #[arg(long, value_delimiter = ',')]
    questions: Vec<Question>,
    /// Also write the table into this file
    #[arg(long)]
    out: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, clap::ValueEnum)]
enum EngineName {
    Sqlite,
    Postgres,
}

impl From<EngineName> for Engine {
    fn from(name: EngineName) -> Self {
        match name {
            EngineName::Sqlite => Self::Sqlite,
            EngineName::Postgres => Self::Postgres,
        }
    }
}

#[expect(clippy::disallowed_methods, reason = "what is measured happens now")]
fn now() -> chrono::DateTime<chrono::Utc> {
    chrono::Utc::now()
}

fn main() -> Result<()> {
    let bench = Bench::parse();
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    runtime.block_on(bench.run())
}

impl Bench {
    async fn run(self) -> Result<()> {
        let questions = if self.questions.is_empty() { Question::ALL.to_vec() } else { self.questions };
        let mut report = Report::default();
        for engine in &self.engines {
            let installation =
                Installation::start(&self.server, (*engine).into()).await.context("starting the server")?;
            report.idle((*engine).into(), installation.resident()?);
            let mut there = 0;
            for persons in &self.persons {
                eprintln!("{engine:?}: a ledger of {persons} persons …");
                there += fill::fill(&installation, persons.saturating_sub(there)).await?;
                installation.settle()?;
                let window = Duration::from_secs(self.seconds);
                let figures = measure::all(&installation, &questions, self.connections, window).await?;
                report.add((*engine).into(), there, figures);
                println!("{}", report.last());
            }
        }
        let table = report.table();
        println!("{table}");
        if let Some(out) = &self.out {
            std::fs::write(out, table).with_context(|| format!("writing {}", out.display()))?;
        }
        Ok(())
    }
}
