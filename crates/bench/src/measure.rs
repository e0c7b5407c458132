//! Puts a question over and over, and notes how long each answer took and what it cost.

use std::{
    fmt,
    time::{Duration, Instant},
};

use anyhow::{Context as _, Result, bail};
use futures_util::future::try_join_all;
use reqwest::{Method, RequestBuilder};

use crate::{
    direct,
    installation::{Installation, text},
    people::Dice,
};

/// What is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Question {
    List,
    Household,
    Search,
    Home,
    Create,
}

impl Question {
    pub const ALL: [Self; 5] = [Self::List, Self::Household, Self::Search, Self::Home, Self::Create];

    /// The most CPU time that an answer may cost, server and engine together.
    pub const fn budget(self) -> Duration {
        Duration::from_micros(match self {
            Self::List => 350,
            Self::Household => 120,
            Self::Search => 300,
            Self::Home => 100,
            Self::Create => 400,
        })
    }
}

impl fmt::Display for Question {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::List => "list of 50",
            Self::Household => "household page",
            Self::Search => "search by two characters",
            Self::Home => "counts of the home page",
            Self::Create => "create with its entry",
        })
    }
}

/// What was measured for one question.
#[derive(Debug, Clone)]
pub struct Figure {
    pub question: Question,
    /// The middle one of the answers over HTTP, one at a time.
    pub http: Duration,
    /// 99 of 100 answers came within.
    pub http_99: Duration,
    /// The middle one of the engine's answers to the same statements.
    pub direct: Duration,
    /// Answers in a second to all connections.
    pub per_second: f64,
    /// CPU time of an answer in the server.
    pub server: Duration,
    /// CPU time of an answer in the engine, where that is another process.
    pub engine: Duration,
}

/// What questions are about.
#[derive(Debug)]
pub struct Sample {
    households: Vec<(String, String)>,
}

impl Sample {
    async fn take(installation: &Installation) -> Result<Self> {
        let rows = installation.rows("/households", &[], 2_000).await?;
        let households: Vec<_> = rows.iter().map(|row| (text(row, "/id"), text(row, "/name"))).collect();
        if households.is_empty() {
            bail!("the ledger is empty");
        }
        Ok(Self { households })
    }

    /// A household's id.
    pub fn household(&self, dice: &mut Dice) -> String {
        dice.of(&self.households).map(|(id, _)| id.clone()).unwrap_or_default()
    }

    /// Two characters of somebody's name.
    pub fn two_characters(&self, dice: &mut Dice) -> String {
        dice.of(&self.households).map(|(_, name)| name.chars().take(2).collect()).unwrap_or_default()
    }
}

/// Puts every question.
pub async fn all(
    installation: &Installation,
    questions: &[Question],
    connections: usize,
    window: Duration,
) -> Result<Vec<Figure>> {
    let sample = Sample::take(installation).await?;
    let mut figures = Vec::new();
    for question in questions.iter().copied() {
        // Caches, plans and branches are warm before anything counts.
        ask(installation, question, &sample, window / 10, 11).await?;
        let alone = ask(installation, question, &sample, window, 13).await?;
        let direct = direct::ask(installation, question, &sample, window).await?;
        let (server_before, engine_before) = installation.cpu()?;
        let begun = Instant::now();
        let callers =
            (0..connections).map(|caller| ask(installation, question, &sample, window, 17 + caller as u64));
        let answers: usize = try_join_all(callers).await?.iter().map(Vec::len).sum();
        let elapsed = begun.elapsed();
        let (server, engine) = installation.cpu()?;
        let answered = u32::try_from(answers).context("too many answers")?.max(1);
        figures.push(Figure {
            question,
            http: part(&alone, 50),
            http_99: part(&alone, 99),
            direct: part(&direct, 50),
            per_second: f64::from(answered) / elapsed.as_secs_f64(),
            server: server.saturating_sub(server_before) / answered,
            engine: engine.saturating_sub(engine_before) / answered,
        });
    }
    Ok(figures)
}

/// Within which so many of a hundred lie.
fn part(took: &[Duration], percent: usize) -> Duration {
    let mut sorted = took.to_vec();
    sorted.sort_unstable();
    sorted.get(sorted.len().saturating_sub(1) * percent / 100).copied().unwrap_or_default()
}

async fn ask(
    installation: &Installation,
    question: Question,
    sample: &Sample,
    window: Duration,
    seed: u64,
) -> Result<Vec<Duration>> {
    let mut dice = Dice::new(seed);
    let mut took = Vec::new();
    let begun = Instant::now();
    while begun.elapsed() < window {
        let request = request(installation, question, sample, &mut dice).await?;
        let at = Instant::now();
        let response = request.send().await?;
        let status = response.status();
        let body = response.bytes().await?;
        took.push(at.elapsed());
        if !status.is_success() {
            bail!("{question}: {status} {}", String::from_utf8_lossy(&body));
        }
    }
    Ok(took)
}

async fn request(
    installation: &Installation,
    question: Question,
    sample: &Sample,
    dice: &mut Dice,
) -> Result<RequestBuilder> {
    let get = |path: String| async move { installation.request(Method::GET, &path).await };
    Ok(match question {
        Question::List => get("/households".to_owned()).await?.query(&[("limit", "50")]),
        Question::Household => get(format!("/households/{}", sample.household(dice))).await?,
        Question::Search => get("/households".to_owned())
            .await?
            .query(&[("limit", "50"), ("q", &sample.two_characters(dice))]),
        Question::Home => get("/summary".to_owned()).await?,
        Question::Create => {
            let (household, _) = dice.household(&installation.areas);
            installation.request(Method::POST, "/households").await?.json(&household)
        }
    })
}
