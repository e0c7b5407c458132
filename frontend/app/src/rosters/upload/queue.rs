use std::rc::Rc;

use api_types::rosters::Roster;
use client::Failure;
use domain::ids::RosterId;
use web_sys::File;
use yew::Reducible;

/// How far a file is.
#[derive(Debug, Clone, PartialEq)]
pub enum State {
    Waiting,
    /// From 0 to 1.
    Sending(f64),
    Done(Box<Roster>),
    Failed(Failure),
}

/// A file on its way.
#[derive(Debug, Clone, PartialEq)]
pub struct QueuedFile {
    pub key: u32,
    pub file: File,
    /// Who sent it, as chosen when the file was; guessed by the server when absent.
    pub source: Option<String>,
    pub state: State,
}

/// Files that were chosen, in their order.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Queue {
    lines: Vec<QueuedFile>,
    next_key: u32,
}

pub enum Step {
    Chosen { files: Vec<File>, source: Option<String> },
    Moved(u32, State),
    Again(u32),
    Removed(u32),
}

impl Queue {
    pub fn lines(&self) -> &[QueuedFile] {
        &self.lines
    }

    /// The file to send now: none while one is being sent.
    pub fn next(&self) -> Option<QueuedFile> {
        if self.lines.iter().any(|line| matches!(line.state, State::Sending(_))) {
            return None;
        }
        self.lines.iter().find(|line| line.state == State::Waiting).cloned()
    }

    /// The roster of a file that was chosen alone.
    pub fn only_done(&self) -> Option<RosterId> {
        match self.lines.as_slice() {
            [QueuedFile { state: State::Done(roster), .. }] => Some(roster.id),
            _ => None,
        }
    }
}

impl Reducible for Queue {
    type Action = Step;

    fn reduce(self: Rc<Self>, step: Step) -> Rc<Self> {
        let mut queue = (*self).clone();
        match step {
            Step::Chosen { files, source } => {
                for file in files {
                    let line = QueuedFile {
                        key: queue.next_key,
                        file,
                        source: source.clone(),
                        state: State::Waiting,
                    };
                    queue.lines.push(line);
                    queue.next_key = queue.next_key.wrapping_add(1);
                }
            }
            Step::Moved(key, state) => {
                for line in queue.lines.iter_mut().filter(|line| line.key == key) {
                    line.state = state.clone();
                }
            }
            Step::Again(key) => {
                for line in queue.lines.iter_mut().filter(|line| line.key == key) {
                    line.state = State::Waiting;
                }
            }
            Step::Removed(key) => queue.lines.retain(|line| line.key != key),
        }
        Rc::new(queue)
    }
}
