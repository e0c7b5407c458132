//! `homefront import FILE…`: what the wizard in the browser does, from the terminal of the machine that runs it.

use std::{
    fs,
    io::{self, IsTerminal as _, Write as _},
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use anyhow::{Context as _, bail};
use api_types::rosters::{RosterPatch, RosterUpload};
use chrono::NaiveDate;
use clap::Args;
use domain::{
    access::{Actor, Permission, Visibility},
    ids::{JobId, OperationId, RosterId},
    jobs::{JobKind, JobState},
    rosters::plan::RowOutcome,
    users::{Language, Username},
};
use storage::{
    Store,
    rosters::{RosterRecord, RowFilter, RowRecord},
    unscoped::accounts,
};

use super::{Home, operation};
use crate::{
    http::everything,
    jobs::{Progress, Worker},
    problem::{Problem, text},
    rosters::{self, words},
    scope::vault,
};

/// Take offices' lists into the ledger.
#[derive(Debug, Args)]
pub struct Import {
    /// The lists: workbooks (.xlsx) or text tables (.csv in UTF-8, GB18030 or UTF-16), imported one after the other
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// The name of the office that sent them; without it, as the list says
    #[arg(long, value_name = "NAME")]
    source: Option<String>,
    /// The day for which the lists were made (YYYY-MM-DD); without it, as the list says
    #[arg(long, value_name = "DATE")]
    as_of: Option<NaiveDate>,
    /// In whose name; without it, the district's administrator
    #[arg(long, value_name = "USERNAME")]
    user: Option<Username>,
    /// The code of the operation, where there are several
    #[arg(long, value_name = "CODE")]
    operation: Option<String>,
}

impl Import {
    pub fn run(self, home: &Home) -> anyhow::Result<()> {
        home.migrated()?;
        let actor = match &self.user {
            Some(username) => by_name(home, username)?,
            None => in_charge(home, operation(home, self.operation.as_deref())?)?,
        };
        actor.may(Permission::RostersWrite)?;
        eprintln!("Importing in the name of {}.", actor.display_name);
        let import = Importer::new(home, actor);
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
        let mut failed = 0;
        for file in &self.files {
            let name = file
                .file_name()
                .map_or_else(|| file.display().to_string(), |name| name.to_string_lossy().into());
            let upload = RosterUpload { filename: name.clone(), source: self.source.clone() };
            let imported =
                read(file).and_then(|bytes| runtime.block_on(import.one(upload, bytes, self.as_of)));
            match imported {
                Ok(imported) => imported.tell(&name),
                Err(error) => {
                    failed += 1;
                    eprintln!("{name}: not imported: {error:#}");
                }
            }
        }
        if failed > 0 {
            bail!("{failed} of {} files could not be imported", self.files.len());
        }
        Ok(())
    }
}

fn read(file: &Path) -> anyhow::Result<Vec<u8>> {
    fs::read(file).with_context(|| file.display().to_string())
}

/// A user by the name that they sign in with.
pub fn by_name(home: &Home, username: &Username) -> anyhow::Result<Actor> {
    let name = username.clone();
    let found = home.database.read(move |conn| {
        let known = accounts::credentials(conn, &name)?;
        accounts::actor(conn, known.operation_id, known.id)
    });
    found.with_context(|| format!("the user {username}"))
}

/// The one who answers for the whole operation: of the office with the widest area, whose role allows most.
pub fn in_charge(home: &Home, operation: OperationId) -> anyhow::Result<Actor> {
    let users = home.database.read(accounts::list)?;
    let mut found: Vec<Actor> = Vec::new();
    for user in users.iter().filter(|user| user.operation_id == operation && user.active) {
        let actor = home.database.read(|conn| accounts::actor(conn, operation, user.id))?;
        if actor.may(Permission::RostersWrite).is_ok() && matches!(actor.visibility, Visibility::Area(_)) {
            found.push(actor);
        }
    }
    let width = |actor: &Actor| match &actor.visibility {
        Visibility::Area(path) => path.as_str().len(),
        Visibility::Employer(_) | Visibility::Referred(_) => usize::MAX,
    };
    found.sort_by_key(|actor| (width(actor), std::cmp::Reverse(actor.role)));
    found.into_iter().next().context("no user of the operation may import: name one with --user")
}

/// Imports lists, one after the other.
pub struct Importer {
    store: Store,
    worker: Worker,
}

/// What became of a list.
pub struct Imported {
    roster: RosterRecord,
    waiting: Vec<RowRecord>,
}

impl Importer {
    /// An importer in somebody's name.
    pub fn new(home: &Home, actor: Actor) -> Self {
        let store =
            Store::new(home.database.clone(), actor, Arc::new(vault(&home.secrets)), home.clock.now());
        Self { store, worker: Worker::new(home.database.clone(), &home.secrets, home.clock.clone()) }
    }

    /// Imports one list: upload, preview, commit.
    pub async fn one(
        &self,
        upload: RosterUpload,
        bytes: Vec<u8>,
        as_of: Option<NaiveDate>,
    ) -> anyhow::Result<Imported> {
        let id = rosters::keep(&self.store, upload, bytes).await.map_err(in_words)?;
        if let Some(as_of) = as_of {
            let revision = self.roster(id).await?.revision;
            let patch = RosterPatch { as_of: Some(Some(as_of)), ..RosterPatch::default() };
            rosters::correct(&self.store, id, revision, patch).await.map_err(in_words)?;
        }
        let recognised = self.roster(id).await?.recognised;
        recognised.recognition.check()?;
        for kind in [JobKind::RosterPreview, JobKind::RosterCommit] {
            let job = self.store.write(move |scoped| scoped.begin_roster_work(id, kind)).await?;
            self.follow(job, kind).await?;
        }
        let mut waiting = self.rows(id, RowOutcome::Held).await?;
        waiting.extend(self.rows(id, RowOutcome::Rejected).await?);
        Ok(Imported { roster: self.roster(id).await?, waiting })
    }

    async fn roster(&self, id: RosterId) -> anyhow::Result<RosterRecord> {
        Ok(self.store.read(move |scoped| scoped.roster(id)).await?)
    }

    /// Works on jobs until this one has ended, here or in a server that runs beside.
    async fn follow(&self, job: JobId, kind: JobKind) -> anyhow::Result<()> {
        loop {
            let progress = Arc::new(Progress::default());
            let shown = show(kind, Arc::clone(&progress));
            let worked = self.worker.next(progress).await;
            shown.abort();
            clear_line();
            let row = self.store.job(job).await?;
            match row.state {
                JobState::Done => return Ok(()),
                JobState::Failed => bail!("{}", why(row.problem.map(|problem| problem.0))),
                JobState::Queued | JobState::Running => {}
            }
            if worked?.is_none() {
                tokio::time::sleep(Duration::from_millis(200)).await;
            }
        }
    }

    async fn rows(&self, id: RosterId, outcome: RowOutcome) -> anyhow::Result<Vec<RowRecord>> {
        let filter = RowFilter { outcome: Some(outcome), ..RowFilter::default() };
        let read = |slice| {
            let filter = filter.clone();
            self.store.read(move |scoped| scoped.roster_rows(id, &filter, &slice))
        };
        everything(|row: &RowRecord| row.row_no, read).await.map_err(in_words)
    }

    /// Whether the operation has any roster.
    pub async fn has_rosters(&self) -> anyhow::Result<bool> {
        Ok(!self.store.read(|scoped| scoped.rosters(&storage::Slice::first(1))).await?.is_empty())
    }
}

/// Shows how far the work is, where somebody watches.
fn show(kind: JobKind, progress: Arc<Progress>) -> tokio::task::JoinHandle<()> {
    tokio::spawn(async move {
        if !io::stderr().is_terminal() {
            return;
        }
        let what = match kind {
            JobKind::RosterPreview => "comparing",
            JobKind::RosterCommit => "writing",
            JobKind::RosterUndo => "taking back",
            JobKind::AreaRenewal => "bringing households up to date",
        };
        loop {
            tokio::time::sleep(Duration::from_millis(100)).await;
            let (done, total) = progress.now();
            eprint!("\r{what}: {done} of {total} ");
            io::stderr().flush().ok();
        }
    })
}

fn clear_line() {
    if io::stderr().is_terminal() {
        eprint!("\r{:40}\r", "");
    }
}

pub fn in_words(problem: Problem) -> anyhow::Error {
    let wire = problem.wire(Language::English, "");
    match (wire.detail, problem.cause()) {
        (Some(detail), _) => anyhow::anyhow!("{} {detail}", wire.title),
        (None, Some(cause)) => anyhow::anyhow!("{} ({cause})", wire.title),
        (None, None) => anyhow::anyhow!("{}", wire.title),
    }
}

fn why(problem: Option<serde_json::Value>) -> String {
    let problem: Option<api_types::problems::Problem> =
        problem.and_then(|problem| serde_json::from_value(problem).ok());
    match problem {
        Some(problem) => {
            let title = text(problem.code, Language::English);
            problem.detail.map_or_else(|| title.to_owned(), |detail| format!("{title} {detail}"))
        }
        None => "the work was given up after several tries".to_owned(),
    }
}

impl Imported {
    /// Says what became of the list and which rows need a hand.
    pub fn tell(&self, name: &str) {
        let counts = self.roster.summary.counts;
        say!(
            "{name}: {} rows: {} new, {} updated, {} the same, {} differing, {} held, {} rejected; {} mistyped identity numbers",
            counts.rows,
            counts.new,
            counts.update,
            counts.same,
            counts.conflict,
            counts.held,
            counts.rejected,
            counts.mistyped_identity_numbers
        );
        for row in &self.waiting {
            let who =
                row.cells.iter().find(|cell| cell.field == "name").map_or("", |cell| cell.value.as_str());
            let outcome = words::outcome(row.outcome, Language::English);
            let why = words::sentence(&row.reasons, Language::English);
            say!("  {outcome}  {} line {} {who}: {why}", row.sheet, row.line);
        }
    }
}
