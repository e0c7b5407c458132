//! Says what is going on: a spinner with the last line of output in a terminal, a line now and then in a log.

use std::collections::VecDeque;
use std::io::{IsTerminal, Read};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use anyhow::{Context, bail};
use indicatif::{ProgressBar, ProgressStyle};

/// How often a log hears of a long step.
const HEARTBEAT: Duration = Duration::from_secs(20);
/// What of a failed command's output is shown.
const KEPT_LINES: usize = 400;

/// The steps of one command, in the order they happen.
pub struct Progress {
    in_terminal: bool,
    started: Instant,
}

impl Progress {
    pub fn new() -> Self {
        Self { in_terminal: std::io::stderr().is_terminal(), started: Instant::now() }
    }

    /// Carries out one step under its title and reports how long it took.
    pub fn step<T>(&self, title: &str, work: impl FnOnce(&Step) -> anyhow::Result<T>) -> anyhow::Result<T> {
        let started = Instant::now();
        let step = Step { bar: self.bar(title), note: Mutex::new(String::new()) };
        let result = self.with_heartbeat(title, &step, || work(&step));
        step.bar.finish_and_clear();
        let mark = if result.is_ok() { '✓' } else { '✗' };
        eprintln!("{mark} {title} ({})", spent(started.elapsed()));
        result.with_context(|| format!("{title}: failed"))
    }

    /// A title for output that follows unabridged.
    pub fn heading(&self, title: &str) {
        eprintln!("▸ {title} (after {})", spent(self.started.elapsed()));
    }

    fn bar(&self, title: &str) -> ProgressBar {
        if !self.in_terminal {
            return ProgressBar::hidden();
        }
        let bar = ProgressBar::new_spinner().with_prefix(title.to_owned());
        if let Ok(style) = ProgressStyle::with_template("{spinner} {prefix} · {elapsed} · {wide_msg:.dim}")
        {
            bar.set_style(style);
        }
        bar.enable_steady_tick(Duration::from_millis(120));
        bar
    }

    fn with_heartbeat<T>(&self, title: &str, step: &Step, work: impl FnOnce() -> T) -> T {
        if self.in_terminal {
            return work();
        }
        eprintln!("▸ {title}");
        let started = Instant::now();
        let (done, waiting) = channel::<()>();
        std::thread::scope(|scope| {
            scope.spawn(move || {
                while waiting.recv_timeout(HEARTBEAT) == Err(RecvTimeoutError::Timeout) {
                    let note = step.note.lock().unwrap_or_else(PoisonError::into_inner).clone();
                    eprintln!("  … {title}, {}: {note}", spent(started.elapsed()));
                }
            });
            let result = work();
            drop(done);
            result
        })
    }
}

/// A step under way.
pub struct Step {
    bar: ProgressBar,
    note: Mutex<String>,
}

impl Step {
    /// What the step is at right now.
    pub fn note(&self, note: &str) {
        self.bar.set_message(note.to_owned());
        note.clone_into(&mut self.note.lock().unwrap_or_else(PoisonError::into_inner));
    }

    /// Runs a command, showing its last line as it goes and all of them if it fails.
    pub fn run(&self, command: &duct::Expression) -> anyhow::Result<()> {
        let mut output = command.stderr_to_stdout().unchecked().reader()?;
        let mut lines = Lines::default();
        let mut buffer = [0; 8192];
        loop {
            let read = output.read(&mut buffer)?;
            if read == 0 {
                break;
            }
            lines.take(buffer.get(..read).unwrap_or_default(), |line| self.note(line));
        }
        let Some(finished) = output.try_wait()? else { bail!("the command closed its output but goes on") };
        if !finished.status.success() {
            bail!("{}\nended with {}", lines.text(), finished.status);
        }
        Ok(())
    }
}

/// The last lines of a command's output. What a carriage return overwrites (cargo's progress bar) is shown, not kept.
#[derive(Default)]
struct Lines {
    kept: VecDeque<String>,
    open: Vec<u8>,
}

impl Lines {
    fn take(&mut self, bytes: &[u8], mut show: impl FnMut(&str)) {
        for &byte in bytes {
            if byte != b'\n' && byte != b'\r' {
                self.open.push(byte);
                continue;
            }
            let line = String::from_utf8_lossy(&self.open).trim_end().to_owned();
            self.open.clear();
            if line.trim().is_empty() {
                continue;
            }
            show(line.trim_start());
            if byte == b'\n' && !is_chatter(&line) {
                self.kept.push_back(line);
                if self.kept.len() > KEPT_LINES {
                    self.kept.pop_front();
                }
            }
        }
    }

    fn text(&self) -> String {
        let mut text = String::new();
        for line in &self.kept {
            text.push_str(line);
            text.push('\n');
        }
        text.push_str(&String::from_utf8_lossy(&self.open));
        text
    }
}

/// What cargo says of every crate; in a failure it would bury the error.
fn is_chatter(line: &str) -> bool {
    const VERBS: [&str; 8] = [
        "Blocking ",
        "Checking ",
        "Compiling ",
        "Documenting ",
        "Downloaded ",
        "Downloading ",
        "Locking ",
        "Updating ",
    ];
    let plain = console::strip_ansi_codes(line);
    // cargo sets its verbs right-aligned; a program's own line that starts with one stays.
    plain.starts_with(' ') && VERBS.iter().any(|verb| plain.trim_start().starts_with(verb))
}

/// `8.2 s` or `3 min 5 s`.
fn spent(time: Duration) -> String {
    match time.as_secs() / 60 {
        0 => format!("{:.1} s", time.as_secs_f64()),
        minutes => format!("{minutes} min {} s", time.as_secs() % 60),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shows_every_line_and_keeps_those_that_stay() {
        let mut lines = Lines::default();
        let mut shown = Vec::new();
        lines.take(b"  Compiling a\nBuilding 1/2\rBuil", |line| shown.push(line.to_owned()));
        lines.take(b"ding 2/2\r\nerror: no\n\nCompiling is over\nlast", |line| shown.push(line.to_owned()));

        assert_eq!(shown, ["Compiling a", "Building 1/2", "Building 2/2", "error: no", "Compiling is over"]);
        assert_eq!(lines.text(), "error: no\nCompiling is over\nlast");
    }

    #[test]
    fn a_failing_command_tells_its_output() {
        let command = duct::cmd!("sh", "-c", "echo out; echo err >&2; exit 3");
        let error = Progress::new().step("failing on purpose", |step| step.run(&command)).unwrap_err();
        let text = format!("{error:#}");
        assert!(text.contains("out\nerr\n"), "{text}");
        assert!(text.contains("exit status: 3"), "{text}");
    }

    #[test]
    fn time_reads_well() {
        assert_eq!(spent(Duration::from_millis(8240)), "8.2 s");
        assert_eq!(spent(Duration::from_secs(185)), "3 min 5 s");
    }
}
