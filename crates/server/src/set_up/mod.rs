//! What an operation starts with: a folder with `operation.toml`, `divisions.csv`, `organisations.csv` and `users.csv`.
//!
//! Everything is read and checked before anything is written, and every mistake is named with its file and line.

mod files;
mod read;
mod write;

use chrono::NaiveDate;
use domain::{
    areas::AreaLevel,
    organisations::{Line, OrganisationKind},
    users::{Duty, Language, Role, Username},
};

pub use files::Files;
pub use read::{Mistake, read};
pub use write::write;

/// An operation with everything that must be there before a ledger can be.
#[derive(Debug, Clone)]
pub struct SetUp {
    /// The operation.
    pub operation: Operation,
    /// Its worker categories, in the order of their list.
    pub categories: Vec<Category>,
    /// Its areas; each after the one above it.
    pub areas: Vec<Area>,
    /// Its organisations.
    pub organisations: Vec<Organisation>,
    /// Those who sign in.
    pub users: Vec<User>,
}

/// One emergency response.
#[derive(Debug, Clone)]
pub struct Operation {
    /// A short code.
    pub code: String,
    /// Its name in Chinese.
    pub name_zh: String,
    /// Its name in English.
    pub name_en: String,
    /// Its time zone (IANA).
    pub time_zone: String,
    /// Its first day.
    pub starts_on: NaiveDate,
}

/// A kind of front-line work.
#[derive(Debug, Clone, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Category {
    /// Its stable code.
    pub code: String,
    /// Its name in Chinese.
    pub name_zh: String,
    /// Its name in English.
    pub name_en: String,
    /// What offices write for it.
    #[serde(default)]
    pub aliases: Vec<String>,
}

/// A line of the official list of divisions.
#[derive(Debug, Clone)]
pub struct Area {
    /// The official code.
    pub code: String,
    /// The name.
    pub name: String,
    /// The level.
    pub level: AreaLevel,
    /// The code of the area above it; none for a root.
    pub parent_code: Option<String>,
}

/// An office, an employer or a partner.
#[derive(Debug, Clone)]
pub struct Organisation {
    /// Its name, which is unique in the operation.
    pub name: String,
    /// Its kind.
    pub kind: OrganisationKind,
    /// Its line; only area organisations have one.
    pub line: Option<Line>,
    /// The code of the area it sits at.
    pub area_code: String,
}

/// Someone who signs in.
#[derive(Debug, Clone)]
pub struct User {
    /// The name they sign in with.
    pub username: Username,
    /// The name that others see.
    pub display_name: String,
    /// The name of their organisation.
    pub organisation: String,
    /// Their role.
    pub role: Role,
    /// Their special duties.
    pub duties: Vec<Duty>,
    /// The language of their pages.
    pub language: Language,
}
