//! `cargo xtask dev`: rebuild, restart and reload while working.

use std::path::Path;
use std::process::Child;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::{Duration, Instant};

use notify::{EventKind, RecursiveMode, Watcher as _};
use rustix::process::{Pid, Signal, kill_process};

use crate::progress::Progress;
use crate::spa::Profile;
use crate::workspace::Workspace;
use crate::{build, run, setup, spa};

/// Editors write a file in several steps; what comes within this time is one change.
const QUIET: Duration = Duration::from_millis(250);
/// How long the server may take to finish its requests.
const GRACE: Duration = Duration::from_secs(10);
/// What the native and the SPA's workspace both compile.
const SHARED: [&str; 2] = ["crates/domain", "crates/api-types"];
/// What only the server compiles or embeds.
const SERVER: [&str; 5] =
    ["crates/server", "crates/storage", "crates/spreadsheets", "crates/planner", "migrations"];
/// What only the SPA is made of.
const SPA: [&str; 7] = [
    "frontend/app",
    "frontend/client",
    "frontend/ui",
    "frontend/styles",
    "frontend/public",
    "frontend/index.html",
    "frontend/boot.js",
];

enum Event {
    Changed(Change),
    Stop,
}

/// What has to be built again.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Change {
    server: bool,
    spa: bool,
}

/// Builds, serves, and starts over with every change until it is interrupted.
pub fn dev(workspace: &Workspace, progress: &Progress, arguments: &[String]) -> anyhow::Result<()> {
    setup::for_building(progress)?;
    let (sender, events) = channel();
    let stop = sender.clone();
    ctrlc::set_handler(move || drop(stop.send(Event::Stop)))?;
    // Watching starts before the first build, so that a change during it is not missed.
    let _watcher = watch(workspace, sender)?;

    let mut server = Server { child: None };
    let mut change = Change { server: true, spa: true };
    loop {
        if let Err(error) = apply(workspace, progress, arguments, change, &mut server) {
            eprintln!("{error:#}\n  … waiting for the next change");
        }
        match next(&events) {
            Some(next) => change = next,
            None => return server.stop(),
        }
    }
}

/// A failed build leaves the last good one running.
fn apply(
    workspace: &Workspace,
    progress: &Progress,
    arguments: &[String],
    change: Change,
    server: &mut Server,
) -> anyhow::Result<()> {
    if change.spa {
        spa::build(workspace, progress, Profile::Dev)?;
    }
    if change.server {
        build::server(workspace, progress)?;
        server.stop()?;
        server.child = Some(run::demo(workspace, arguments).spawn()?);
    }
    Ok(())
}

/// Everything that changed since the last build, at once; nothing when it is time to stop.
fn next(events: &Receiver<Event>) -> Option<Change> {
    let mut change = Change::default();
    let mut event = events.recv().ok()?;
    loop {
        match event {
            Event::Stop => return None,
            Event::Changed(more) => change = change.and(more),
        }
        match events.recv_timeout(QUIET) {
            Ok(more) => event = more,
            Err(_) => return Some(change),
        }
    }
}

fn watch(workspace: &Workspace, events: Sender<Event>) -> anyhow::Result<notify::RecommendedWatcher> {
    let root = workspace.native.root.clone();
    let mut watcher = notify::recommended_watcher(move |event: notify::Result<notify::Event>| {
        let Ok(event) = event else { return };
        // A build reads every file; only what is written, moved or removed is a change.
        if matches!(event.kind, EventKind::Access(_)) {
            return;
        }
        let paths = event.paths.iter().filter_map(|path| path.strip_prefix(&root).ok());
        let change = paths.fold(Change::default(), |change, path| change.and(Change::of(path)));
        if change != Change::default() {
            drop(events.send(Event::Changed(change)));
        }
    })?;
    for path in SHARED.iter().chain(&SERVER).chain(&SPA) {
        let path = workspace.path(path);
        if path.exists() {
            watcher.watch(&path, RecursiveMode::Recursive)?;
        }
    }
    Ok(watcher)
}

impl Change {
    /// What a change of the file at `path`, from the root of the checkout, means.
    fn of(path: &Path) -> Self {
        let within = |folders: &[&str]| folders.iter().any(|folder| path.starts_with(folder));
        Self { server: within(&SHARED) || within(&SERVER), spa: within(&SHARED) || within(&SPA) }
    }

    fn and(self, other: Self) -> Self {
        Self { server: self.server || other.server, spa: self.spa || other.spa }
    }
}

struct Server {
    child: Option<Child>,
}

impl Server {
    /// Asks the server to finish its requests, and ends it if it does not.
    fn stop(&mut self) -> anyhow::Result<()> {
        let Some(mut child) = self.child.take() else { return Ok(()) };
        if child.try_wait()?.is_some() {
            return Ok(());
        }
        kill_process(Pid::from_child(&child), Signal::TERM)?;
        let asked = Instant::now();
        while asked.elapsed() < GRACE {
            if child.try_wait()?.is_some() {
                return Ok(());
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        child.kill()?;
        child.wait()?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_built_by_whom_it_concerns() {
        let of = |path| Change::of(Path::new(path));
        assert_eq!(of("crates/domain/src/lib.rs"), Change { server: true, spa: true });
        assert_eq!(of("crates/storage/src/lib.rs"), Change { server: true, spa: false });
        assert_eq!(of("migrations/sqlite/2026/up.sql"), Change { server: true, spa: false });
        assert_eq!(of("frontend/styles/index.css"), Change { server: false, spa: true });
        assert_eq!(of("frontend/dist/index.html"), Change::default());
        assert_eq!(of("frontend/target/debug/x"), Change::default());
        assert_eq!(of("README.md"), Change::default());
    }

    #[test]
    fn changes_that_piled_up_are_one() {
        let (sender, events) = channel();
        sender.send(Event::Changed(Change { server: true, spa: false })).unwrap();
        sender.send(Event::Changed(Change { server: false, spa: true })).unwrap();
        assert_eq!(next(&events), Some(Change { server: true, spa: true }));
        sender.send(Event::Stop).unwrap();
        assert_eq!(next(&events), None);
    }
}
