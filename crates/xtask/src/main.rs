//! The developer's commands: `cargo xtask --help`.

mod bench;
mod build;
mod cargo;
mod check;
mod dev;
mod openapi;
mod progress;
mod run;
mod setup;
mod spa;
mod stamp;
mod test;
mod workspace;

use std::process::ExitCode;

use clap::Parser;

use crate::progress::Progress;
use crate::spa::Profile;
use crate::workspace::Workspace;

#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask", about = "The developer's commands of Homefront")]
enum Command {
    /// Install what is missing, build everything and start a demo; ends with its URL and sign-ins
    Run {
        /// Passed on to `homefront demo`, e.g. --empty
        #[arg(trailing_var_arg = true, allow_hyphen_values = true, value_name = "DEMO ARGUMENTS")]
        demo: Vec<String>,
    },
    /// Install what is missing, then everything that a change must pass: checks, both workspaces' tests, browser journeys
    Test {
        /// Only the tests whose name contains one of these, without the checks
        filters: Vec<String>,
    },
    /// Format, lints, docs, lock files, licences and duplicate crates; needs no network once the crates are there
    Check,
    /// Rebuild, restart and reload the browser whenever a file changes
    Dev {
        /// Passed on to `homefront demo`, e.g. --empty
        #[arg(trailing_var_arg = true, allow_hyphen_values = true, value_name = "DEMO ARGUMENTS")]
        demo: Vec<String>,
    },
    /// Write openapi/openapi.json from the server's own declarations
    Openapi,
    /// Build the SPA into frontend/dist
    Spa,
    /// Measure a released server over HTTP beside the engine, as the ledger grows; `-- --help` lists what can be chosen
    Bench {
        /// Passed on, e.g. --persons 10000,100000 --engines sqlite --out docs/bench.md
        #[arg(trailing_var_arg = true, allow_hyphen_values = true, value_name = "BENCH ARGUMENTS")]
        arguments: Vec<String>,
    },
    /// Build the one binary to hand out, the SPA inside: target/release/homefront
    Build,
}

fn main() -> ExitCode {
    match execute(Command::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("\n{error:#}");
            ExitCode::FAILURE
        }
    }
}

fn execute(command: Command) -> anyhow::Result<()> {
    let workspace = Workspace::find()?;
    let progress = Progress::new();
    match command {
        Command::Run { demo } => run::run(&workspace, &progress, &demo),
        Command::Test { filters } => test::test(&workspace, &progress, &filters),
        Command::Check => check::check(&workspace, &progress),
        Command::Dev { demo } => dev::dev(&workspace, &progress, &demo),
        Command::Openapi => openapi::write(&workspace, &progress),
        Command::Spa => {
            setup::for_building(&progress)?;
            spa::build(&workspace, &progress, Profile::Release)?;
            spa::within_budget(&workspace)
        }
        Command::Bench { arguments } => bench::bench(&workspace, &progress, &arguments),
        Command::Build => build::release(&workspace, &progress),
    }
}
