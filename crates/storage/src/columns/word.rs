//! Words of closed sets in columns.

use std::io::Write as _;

use diesel::{
    deserialize::{self, FromSql},
    pg::{Pg, PgValue},
    serialize::{self, IsNull, Output, ToSql},
    sqlite::{Sqlite, SqliteValue},
};

use super::{Bind, Word, readable};

/// A value that `Display` writes and `FromStr` reads.
pub trait WordValue: std::fmt::Debug + std::fmt::Display + Copy + Send + Sync + 'static {}

impl<T: WordValue> ToSql<Word, Pg> for Bind<T> {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Pg>) -> serialize::Result {
        write!(out, "{}", self.0)?;
        Ok(IsNull::No)
    }
}

impl<T: WordValue> ToSql<Word, Sqlite> for Bind<T> {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Sqlite>) -> serialize::Result {
        out.set_value(self.0.to_string());
        Ok(IsNull::No)
    }
}

macro_rules! words {
    ($($rust:ty),+ $(,)?) => {$(
        impl WordValue for $rust {}

        readable!(Word: $rust);

        impl FromSql<Word, Pg> for $rust {
            fn from_sql(value: PgValue<'_>) -> deserialize::Result<Self> {
                Ok(std::str::from_utf8(value.as_bytes())?.parse()?)
            }
        }

        impl FromSql<Word, Sqlite> for $rust {
            fn from_sql(mut value: SqliteValue<'_, '_, '_>) -> deserialize::Result<Self> {
                Ok(value.read_text().parse()?)
            }
        }
    )+};
}

words!(
    domain::areas::AreaLevel,
    domain::coverage::GapKind,
    domain::coverage::Matter,
    domain::dates::PartialDate,
    domain::duplicates::DuplicateState,
    domain::households::HouseholdStatus,
    domain::jobs::JobKind,
    domain::jobs::JobState,
    domain::journal::EntryKind,
    domain::journal::SubjectKind,
    domain::merges::MergeKind,
    domain::merges::Reshaping,
    domain::organisations::Line,
    domain::organisations::OrganisationKind,
    domain::persons::Relation,
    domain::persons::SchoolGrade,
    domain::persons::Sex,
    domain::postings::PostingState,
    domain::presence::PresenceState,
    domain::users::InvitationPurpose,
    domain::users::Language,
    domain::users::Role,
);
