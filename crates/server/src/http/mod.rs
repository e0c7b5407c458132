//! What every feature needs of HTTP: parsed requests, versions, pages, formats. Each failure is a [`crate::problem::Problem`].

mod etag;
mod id;
mod json;
mod list;
mod paging;
mod query;
mod strict;
mod upload;

pub use etag::{IfMatch, Versioned, current, fresh, tag};
pub use id::Id;
pub use json::Json;
pub use list::{CSV, Format, TableFormat, Tabular, XLSX, everything, list, table, text_column};
pub use paging::{Paging, page};
pub use query::Query;
pub use upload::{Upload, read_body};
