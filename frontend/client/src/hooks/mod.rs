mod use_act;
mod use_job;
mod use_mutation;
mod use_query;

pub use use_act::{Act, act, use_act};
pub use use_job::use_job;
pub use use_mutation::{Mutation, use_mutation};
pub use use_query::{Query, use_query};
