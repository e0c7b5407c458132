//! What goes over the wire: requests, responses, pages, problems. The SPA and the server share every type.
//!
//! Requests carry text as it was typed and are checked by [`garde::Validate`] with the domain's own parsers, in the
//! browser and again on the server; each finding is a [`problems::FieldError`] with a stable code.

pub mod area_lists;
pub mod areas;
pub mod audit;
pub mod checks;
pub mod coverage;
pub mod disagreements;
pub mod duplicates;
pub mod households;
pub mod invitations;
pub mod jobs;
pub mod journal;
pub mod live;
pub mod merges;
pub mod organisations;
pub mod pages;
pub mod persons;
pub mod postings;
pub mod problems;
pub mod retention;
pub mod reveals;
pub mod rosters;
pub mod second_factor;
pub mod sessions;
pub mod summary;
pub mod users;
