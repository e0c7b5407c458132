//! Why the ledger did not take something, as an answer.

use api_types::{households::DuplicateCandidate, problems::FieldError};
use domain::problems::ProblemCode;
use storage::refusal::{self, Fault, Refusal};

use crate::problem::Problem;

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Fields(faults) => Self::invalid(errors(faults)),
            Refusal::PossibleDuplicate(candidates) => {
                Self::new(ProblemCode::PossibleDuplicate).with_current(&wire(candidates))
            }
            Refusal::IdentityNumberTaken { fields, holders } => {
                let problem = Self::new(ProblemCode::IdentityNumberTaken).with_errors(errors(fields));
                if holders.is_empty() { problem } else { problem.with_current(&wire(holders)) }
            }
        }
    }
}

fn errors(faults: Vec<Fault>) -> Vec<FieldError> {
    faults.into_iter().map(|Fault { pointer, code }| FieldError { pointer, code, detail: None }).collect()
}

fn wire(candidates: Vec<refusal::DuplicateCandidate>) -> Vec<DuplicateCandidate> {
    let candidate = |one: refusal::DuplicateCandidate| DuplicateCandidate {
        household_id: one.household_id,
        reference: one.reference,
        name: one.name,
        person_id: one.person_id,
        reason: one.reason,
    };
    candidates.into_iter().map(candidate).collect()
}
