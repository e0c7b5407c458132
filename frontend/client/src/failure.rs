use api_types::problems::{FieldError, Problem};
use domain::problems::ProblemCode;

use crate::json;

/// Why a call brought nothing.
#[derive(Debug, Clone, PartialEq)]
pub enum Failure {
    /// The server did not answer: no connection, or it is being restarted. Nothing is known of what it did.
    Offline,
    /// The server says what is wrong.
    Problem(Box<Problem>),
    /// An answer that nobody here understands (a proxy's page, a newer server).
    Unreadable { status: u16 },
}

impl Failure {
    /// The stable code, where the server gave one.
    #[must_use]
    pub fn code(&self) -> Option<ProblemCode> {
        self.problem().map(|problem| problem.code)
    }

    /// What the server said.
    #[must_use]
    pub fn problem(&self) -> Option<&Problem> {
        match self {
            Self::Problem(problem) => Some(problem),
            Self::Offline | Self::Unreadable { .. } => None,
        }
    }

    /// What the server found wrong with one field, by its JSON pointer.
    #[must_use]
    pub fn field(&self, pointer: &str) -> Option<&FieldError> {
        self.problem()?.errors.iter().find(|error| error.pointer == pointer)
    }

    /// The number by which the server's log knows the call.
    #[must_use]
    pub fn request_id(&self) -> Option<&str> {
        self.problem()?.request_id.as_deref()
    }

    pub(crate) fn read(status: u16, body: &str) -> Self {
        json::from_str(body).map_or(Self::Unreadable { status }, |problem| Self::Problem(Box::new(problem)))
    }
}
