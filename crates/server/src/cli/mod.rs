//! The commands of the binary `homefront`.

/// Prints a line for whoever reads the output; a reader may have enough before the end (`homefront status | head`).
macro_rules! say {
    ($($words:tt)*) => {
        $crate::cli::tell(format_args!("{}\n", format_args!($($words)*)))
    };
}

mod anonymise;
mod areas;
mod backup;
mod demo;
mod import;
mod journal;
mod keys;
mod serve;
mod set_up;
mod status;
mod user;

use std::{
    fmt, fs,
    io::{self, Write as _},
    path::{Path, PathBuf},
    sync::Arc,
};

use anyhow::{Context as _, bail};
use clap::{Parser, Subcommand};
use domain::ids::OperationId;
use storage::{
    Database, DatabaseUrl, PoolOptions,
    unscoped::{setup, upkeep},
};

use crate::{
    clock::Clock, logging, openapi, scope::vault, secrets::Secrets, settings::Settings, tokens::time_zone,
};

/// Homefront keeps one ledger of the households whose people are on the front line of an emergency, and of what is done
/// for them.
///
/// Everything lives in the data folder: the ledger (unless HOMEFRONT_DATABASE_URL names a PostgreSQL server), the keys, and
/// the configuration file homefront.toml. `homefront config` prints that file with every setting and its default; each can
/// be set by environment, too. To see it at work: `homefront demo`.
#[derive(Debug, Parser)]
#[command(name = "homefront", version, max_term_width = 100)]
pub struct Cli {
    /// The data folder
    #[arg(
        long = "data",
        env = "HOMEFRONT_DATA",
        default_value = ".homefront",
        global = true,
        value_name = "FOLDER"
    )]
    data: PathBuf,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Answer browsers and programs until told to stop (SIGTERM, Ctrl-C); brings the schema up to date first
    Serve,
    /// Bring the database's schema up to date and stop
    Migrate,
    /// Make a demonstration in the data folder, print how to sign in, and serve it
    Demo(demo::Demo),
    /// Begin an operation from a folder with operation.toml, divisions.csv, organisations.csv and users.csv
    SetUp(set_up::SetUpCommand),
    /// Take over an official list of areas: add, rename and move areas, and remove none
    Areas(areas::AreasCommand),
    /// Take offices' lists into the ledger, as the import in the browser does
    Import(import::Import),
    /// Count what the ledger holds
    Status(status::Status),
    /// Add users, list them, set their passwords
    #[command(subcommand)]
    User(user::UserCommand),
    /// Prove that the journal is as it was written
    #[command(subcommand)]
    Journal(journal::JournalCommand),
    /// Take from households that were closed long enough ago, for good, what tells who they were
    Anonymise(anonymise::Anonymise),
    /// Copy the ledger into one file while servers go on, and prove the copy
    Backup(backup::Backup),
    /// Put a backup into an empty database, or prove that one could
    Restore(backup::Restore),
    /// List the keys that protect identity numbers, and change them while servers run
    #[command(subcommand)]
    Keys(keys::KeysCommand),
    /// Print the API's contract (OpenAPI 3.1)
    Openapi,
    /// Print the configuration file with every setting, explained, at its default
    Config,
}

/// Runs a command.
///
/// # Errors
/// What went wrong, in words for the person at the terminal.
pub fn run(cli: Cli) -> anyhow::Result<()> {
    let data = cli.data;
    match cli.command {
        Command::Serve => serve::serve(Home::open(&data)?),
        Command::Migrate => migrate(&Home::open(&data)?),
        Command::Demo(demo) => demo.run(Home::open(&data)?),
        Command::SetUp(set_up) => set_up.run(&Home::open(&data)?),
        Command::Areas(areas) => areas.run(&Home::open(&data)?),
        Command::Import(import) => import.run(&Home::open(&data)?),
        Command::Status(status) => status.run(&Home::open(&data)?),
        Command::User(user) => user.run(&Home::open(&data)?),
        Command::Journal(journal) => journal.run(&Home::open(&data)?),
        Command::Anonymise(anonymise) => anonymise.run(&Home::open(&data)?),
        Command::Backup(backup) => backup.run(&Home::open(&data)?, &data),
        Command::Restore(restore) => restore.run(&data),
        Command::Keys(keys) => keys.run(&Home::open(&data)?, &data),
        Command::Openapi => {
            tell(format_args!("{}", openapi::to_json(&openapi::document())?));
            Ok(())
        }
        Command::Config => {
            tell(format_args!("{}", Settings::template()));
            Ok(())
        }
    }
}

/// Writes to standard output. Whoever closes it has read enough: what the command does goes on to its end.
pub(crate) fn tell(words: fmt::Arguments<'_>) {
    io::stdout().lock().write_fmt(words).ok();
}

/// An installation: its settings, its keys and its database.
#[derive(Debug)]
struct Home {
    settings: Settings,
    secrets: Secrets,
    clock: Clock,
    database: Database,
}

impl Home {
    /// Opens the data folder, making what is missing.
    fn open(data: &Path) -> anyhow::Result<Self> {
        make_private(data).with_context(|| format!("cannot use the data folder {}", data.display()))?;
        let settings = Settings::load(data)?;
        logging::start(&settings.log).context("the setting log.filter cannot be read")?;
        let secrets = Secrets::load_or_make(data)?;
        let url: DatabaseUrl = settings.database(data).parse()?;
        let options =
            PoolOptions { connections: settings.database_connections.get(), ..PoolOptions::default() };
        let database =
            Database::open(&url, options).with_context(|| format!("cannot open the database {url}"))?;
        Ok(Self { settings, secrets, clock: Clock::default(), database })
    }

    /// [`Home::open`]ed, with its schema up to date.
    fn migrated(&self) -> anyhow::Result<Vec<String>> {
        let ran = self.database.migrate().context("the schema cannot be brought up to date")?;
        self.caught_up(&ran)?;
        Ok(ran)
    }

    /// Makes anew what these migrations ask for.
    fn caught_up(&self, ran: &[String]) -> anyhow::Result<()> {
        let (now, vault) = (self.clock.now(), Arc::new(vault(&self.secrets)));
        for operation in self.database.read(setup::operations)? {
            let today = now.with_timezone(&time_zone(&operation.time_zone)).date_naive();
            upkeep::after_migrations(&self.database, &vault, ran, operation.id, (now, today))?;
        }
        Ok(())
    }
}

/// The operation of a code, or the only one.
fn operation(home: &Home, code: Option<&str>) -> anyhow::Result<OperationId> {
    let operations = home.database.read(setup::operations)?;
    let mut fitting = operations.iter().filter(|operation| code.is_none_or(|code| operation.code == code));
    match (fitting.next(), fitting.next()) {
        (Some(operation), None) => Ok(operation.id),
        (None, _) => bail!("there is no such operation; `homefront set-up` begins one"),
        (Some(_), Some(_)) => bail!("there are several operations: say which with --operation"),
    }
}

fn migrate(home: &Home) -> anyhow::Result<()> {
    let done = home.migrated()?;
    if done.is_empty() {
        say!("The schema is up to date.");
    }
    for migration in done {
        say!("applied {migration}");
    }
    Ok(())
}

#[cfg(unix)]
fn make_private(folder: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::DirBuilderExt as _;
    fs::DirBuilder::new().recursive(true).mode(0o700).create(folder)
}

#[cfg(not(unix))]
fn make_private(folder: &Path) -> std::io::Result<()> {
    fs::create_dir_all(folder)
}
