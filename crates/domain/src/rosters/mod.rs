//! 花名册: from the offices' rows to changes of the ledger. Pure functions: no file, no database, no clock.
//!
//! A file's cells ([`cells`]) get fields by its header ([`fields`], [`recognition`]), are read into typed records with
//! every problem as a reason ([`record`], [`reasons`]), and are planned against the ledger ([`plan`]) by evidence that
//! two rows are about one person (`matching`). Storage writes the effects that a plan lists, and nothing else.

pub mod areas;
pub mod categories;
pub mod cells;
mod draft;
pub mod effects;
pub mod fields;
pub mod ledger;
mod matching;
pub mod plan;
pub mod reasons;
pub mod recognition;
pub mod record;
mod rows;
pub mod values;
