//! Moments in columns.

use chrono::{DateTime, TimeZone as _, Utc};
use diesel::{
    deserialize::{self, FromSql},
    pg::{Pg, PgValue},
    serialize::{self, IsNull, Output, ToSql},
    sql_types::BigInt,
    sqlite::{Sqlite, SqliteValue},
};

use super::{Bind, Moment};
use crate::connection::{MultiBackend, MultiRawValue};

/// A moment in UTC.
pub trait MomentValue: std::fmt::Debug + Copy + Send + Sync + 'static {
    /// Microseconds since 1970.
    fn micros(self) -> i64;
}

impl MomentValue for DateTime<Utc> {
    fn micros(self) -> i64 {
        self.timestamp_micros()
    }
}

/// PostgreSQL counts its microseconds from the year 2000.
const POSTGRES_EPOCH: i64 = 946_684_800_000_000;

fn moment(micros: i64) -> deserialize::Result<DateTime<Utc>> {
    Utc.timestamp_micros(micros).single().ok_or_else(|| "a moment beyond the calendar".into())
}

impl FromSql<Moment, MultiBackend> for DateTime<Utc> {
    fn from_sql(value: MultiRawValue<'_>) -> deserialize::Result<Self> {
        value.from_sql::<Self, Moment>()
    }
}

impl FromSql<Moment, Pg> for DateTime<Utc> {
    fn from_sql(value: PgValue<'_>) -> deserialize::Result<Self> {
        moment(<i64 as FromSql<BigInt, Pg>>::from_sql(value)?.saturating_add(POSTGRES_EPOCH))
    }
}

impl FromSql<Moment, Sqlite> for DateTime<Utc> {
    fn from_sql(mut value: SqliteValue<'_, '_, '_>) -> deserialize::Result<Self> {
        moment(value.read_long())
    }
}

impl<T: MomentValue> ToSql<Moment, Pg> for Bind<T> {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Pg>) -> serialize::Result {
        let micros = self.0.micros().saturating_sub(POSTGRES_EPOCH);
        <i64 as ToSql<BigInt, Pg>>::to_sql(&micros, &mut out.reborrow())
    }
}

impl<T: MomentValue> ToSql<Moment, Sqlite> for Bind<T> {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Sqlite>) -> serialize::Result {
        out.set_value(self.0.micros());
        Ok(IsNull::No)
    }
}
