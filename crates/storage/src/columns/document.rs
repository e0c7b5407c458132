//! JSON in columns.

use std::io::Write as _;

use diesel::{
    deserialize::{self, FromSql},
    pg::{Pg, PgValue},
    serialize::{self, IsNull, Output, ToSql},
    sqlite::{Sqlite, SqliteValue},
};
use serde::{Serialize, de::DeserializeOwned};

use super::{Bind, Document};
use crate::connection::{MultiBackend, MultiRawValue};

/// A value that is kept as JSON; write it as `Bind(value)`, read it as `Json<Value>`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Json<T>(pub T);

/// Whatever serde can write.
pub trait DocumentValue: std::fmt::Debug + Serialize + Send + Sync + 'static {}

impl<T: std::fmt::Debug + Serialize + Send + Sync + 'static> DocumentValue for T {}

impl<T: DocumentValue> ToSql<Document, Pg> for Bind<T> {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Pg>) -> serialize::Result {
        out.write_all(&[BINARY_VERSION])?;
        serde_json::to_writer(out, &self.0)?;
        Ok(IsNull::No)
    }
}

impl<T: DocumentValue> ToSql<Document, Sqlite> for Bind<T> {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Sqlite>) -> serialize::Result {
        out.set_value(serde_json::to_string(&self.0)?);
        Ok(IsNull::No)
    }
}

/// The binary form of jsonb is this byte and the text.
const BINARY_VERSION: u8 = 1;

impl<T: DeserializeOwned> FromSql<Document, Pg> for Json<T> {
    fn from_sql(value: PgValue<'_>) -> deserialize::Result<Self> {
        match value.as_bytes() {
            [BINARY_VERSION, text @ ..] => Ok(Self(serde_json::from_slice(text)?)),
            _ => Err("an unknown version of jsonb".into()),
        }
    }
}

impl<T: DeserializeOwned> FromSql<Document, Sqlite> for Json<T> {
    fn from_sql(mut value: SqliteValue<'_, '_, '_>) -> deserialize::Result<Self> {
        Ok(Self(serde_json::from_str(value.read_text())?))
    }
}

impl<T: DeserializeOwned> FromSql<Document, MultiBackend> for Json<T> {
    fn from_sql(value: MultiRawValue<'_>) -> deserialize::Result<Self> {
        value.from_sql::<Self, Document>()
    }
}

impl<T, DB: diesel::backend::Backend> deserialize::Queryable<Document, DB> for Json<T>
where
    Self: FromSql<Document, DB>,
{
    type Row = Self;
    fn build(value: Self) -> deserialize::Result<Self> {
        Ok(value)
    }
}
