//! What stands in a column, for both engines: the SQL types of the schema and the Rust values that they carry.
//!
//! The SQL types are ours, so that values of `domain` can be columns without `domain` knowing a database. They are read
//! as they are; to write or compare one, wrap it: `households::id.eq(Bind(id))`. (Rust's rules for foreign types allow
//! the one and not the other.)

mod document;
mod id;
mod moment;
mod word;

use diesel::{
    expression::AsExpression,
    internal::derives::as_expression::Bound,
    query_builder::QueryId,
    serialize::{self, IsNull, Output, ToSql},
    sql_types::{HasSqlType, Nullable, SqlType},
};

pub use document::Json;
pub use id::{AnyId, IdValue};

use crate::connection::MultiBackend;

/// An identifier: `uuid`, or a BLOB of 16 bytes whose order is the order of UUIDv7.
#[derive(Debug, Clone, Copy, Default, QueryId, SqlType)]
#[diesel(postgres_type(oid = 2950, array_oid = 2951), sqlite_type(name = "Binary"))]
pub struct Id;

/// A moment in UTC: `timestamptz`, or INTEGER microseconds since 1970.
#[derive(Debug, Clone, Copy, Default, QueryId, SqlType)]
#[diesel(postgres_type(oid = 1184, array_oid = 1185), sqlite_type(name = "Long"))]
pub struct Moment;

/// A value that is only carried, never searched in: `jsonb`, or TEXT.
#[derive(Debug, Clone, Copy, Default, QueryId, SqlType)]
#[diesel(postgres_type(oid = 3802, array_oid = 3807), sqlite_type(name = "Text"))]
pub struct Document;

/// One word of a closed set of `domain`, or another value with one spelling: `text` on both.
#[derive(Debug, Clone, Copy, Default, QueryId, SqlType)]
#[diesel(postgres_type(oid = 25, array_oid = 1009), sqlite_type(name = "Text"))]
pub struct Word;

impl diesel::sql_types::SqlOrd for Id {}
impl diesel::sql_types::SqlOrd for Moment {}
impl diesel::sql_types::SqlOrd for Word {}

/// A value of `domain` on its way into a statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bind<T>(pub T);

/// For one SQL type: what `#[derive(AsExpression)]` does for types of one's own, and the way to both engines.
macro_rules! bind {
    ($sql:ident of $bound:path) => {
        impl HasSqlType<$sql> for MultiBackend {
            fn metadata(lookup: &mut Self::MetadataLookup) -> Self::TypeMetadata {
                Self::lookup_sql_type::<$sql>(lookup)
            }
        }

        impl<T: $bound> AsExpression<$sql> for Bind<T> {
            type Expression = Bound<$sql, Self>;
            fn as_expression(self) -> Self::Expression {
                Bound::new(self)
            }
        }

        impl<T: $bound> AsExpression<Nullable<$sql>> for Bind<T> {
            type Expression = Bound<Nullable<$sql>, Self>;
            fn as_expression(self) -> Self::Expression {
                Bound::new(self)
            }
        }

        impl<T: $bound, DB: diesel::backend::Backend> ToSql<Nullable<$sql>, DB> for Bind<T>
        where
            Self: ToSql<$sql, DB>,
        {
            fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, DB>) -> serialize::Result {
                ToSql::<$sql, DB>::to_sql(self, out)
            }
        }

        impl<T: $bound> ToSql<$sql, MultiBackend> for Bind<T> {
            fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, MultiBackend>) -> serialize::Result {
                out.set_value(($sql, self));
                Ok(IsNull::No)
            }
        }
    };
}

bind!(Id of id::IdValue);
bind!(Moment of moment::MomentValue);
bind!(Document of document::DocumentValue);
bind!(Word of word::WordValue);

/// Lets rows be read with `$rust` in columns of `$sql`.
macro_rules! readable {
    ($sql:ty: $rust:ty) => {
        impl<DB: diesel::backend::Backend> diesel::deserialize::Queryable<$sql, DB> for $rust
        where
            Self: diesel::deserialize::FromSql<$sql, DB>,
        {
            type Row = Self;
            fn build(value: Self) -> diesel::deserialize::Result<Self> {
                Ok(value)
            }
        }

        impl diesel::deserialize::FromSql<$sql, crate::connection::MultiBackend> for $rust {
            fn from_sql(value: crate::connection::MultiRawValue<'_>) -> diesel::deserialize::Result<Self> {
                value.from_sql::<Self, $sql>()
            }
        }
    };
}
use readable;
