//! Identifiers in columns.

use std::io::Write as _;

use diesel::{
    deserialize::{self, FromSql},
    pg::{Pg, PgValue},
    serialize::{self, IsNull, Output, ToSql},
    sqlite::{Sqlite, SqliteValue},
};
use uuid::Uuid;

use super::{Bind, Id, readable};

/// A kind of identifier.
pub trait IdValue: std::fmt::Debug + Copy + Send + Sync + 'static {
    /// The value as the tables keep it.
    fn uuid(self) -> Uuid;

    /// The same id without its kind, for columns such as the subject of a journal entry.
    fn any(self) -> AnyId {
        AnyId(self.uuid())
    }
}

/// An id of any kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct AnyId(Uuid);

impl AnyId {
    /// The id that a column carries.
    pub const fn from_uuid(uuid: Uuid) -> Self {
        Self(uuid)
    }

    /// The value as the tables keep it.
    pub const fn as_uuid(self) -> Uuid {
        self.0
    }
}

impl<T: IdValue> ToSql<Id, Pg> for Bind<T> {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Pg>) -> serialize::Result {
        out.write_all(self.0.uuid().as_bytes())?;
        Ok(IsNull::No)
    }
}

impl<T: IdValue> ToSql<Id, Sqlite> for Bind<T> {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Sqlite>) -> serialize::Result {
        out.set_value(self.0.uuid().as_bytes().to_vec());
        Ok(IsNull::No)
    }
}

macro_rules! ids {
    ($($rust:ty),+ $(,)?) => {$(
        impl IdValue for $rust {
            fn uuid(self) -> Uuid {
                self.as_uuid()
            }
        }

        readable!(Id: $rust);

        impl FromSql<Id, Pg> for $rust {
            fn from_sql(value: PgValue<'_>) -> deserialize::Result<Self> {
                Ok(Uuid::from_slice(value.as_bytes()).map(<$rust>::from_uuid)?)
            }
        }

        impl FromSql<Id, Sqlite> for $rust {
            fn from_sql(mut value: SqliteValue<'_, '_, '_>) -> deserialize::Result<Self> {
                Ok(Uuid::from_slice(value.read_blob()).map(<$rust>::from_uuid)?)
            }
        }
    )+};
}

ids!(
    AnyId,
    domain::ids::OperationId,
    domain::ids::AreaId,
    domain::ids::OrganisationId,
    domain::ids::UserId,
    domain::ids::SessionId,
    domain::ids::InvitationId,
    domain::ids::HouseholdId,
    domain::ids::SettlementId,
    domain::ids::PersonId,
    domain::ids::MembershipId,
    domain::ids::PostingId,
    domain::ids::PhoneId,
    domain::ids::DuplicateId,
    domain::ids::IdentityNumberId,
    domain::ids::RosterId,
    domain::ids::SourceId,
    domain::ids::JobId,
    domain::ids::EntryId,
    domain::ids::BatchId,
);
