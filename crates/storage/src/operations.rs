//! The operation and its worker categories.

use chrono::NaiveDate;
use diesel::prelude::*;
use domain::{
    ids::{AreaId, OperationId},
    rosters::categories::{CategoryCode, CategoryIndex},
};

use crate::{
    Scoped, StorageError, Store,
    columns::{Bind, Json},
    connection::MultiBackend,
    schema::{operations, worker_categories},
};

/// One emergency response.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = operations, check_for_backend(MultiBackend))]
pub struct OperationRow {
    /// The operation.
    pub id: OperationId,
    /// The word for it on the command line.
    pub code: String,
    /// Its name in Chinese.
    pub name_zh: String,
    /// Its name in English.
    pub name_en: String,
    /// Its time zone (IANA): service dates are days there.
    pub time_zone: String,
    /// Its first day.
    pub starts_on: NaiveDate,
    /// Its last day, when it is over.
    pub ends_on: Option<NaiveDate>,
    /// The area that all its areas lie in; absent until they are loaded.
    pub root_area_id: Option<AreaId>,
}

/// A category of front-line workers, as the operation defines it.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = worker_categories, check_for_backend(MultiBackend))]
pub struct CategoryRow {
    /// Its stable word.
    pub code: String,
    /// Its name in Chinese.
    pub name_zh: String,
    /// Its name in English.
    pub name_en: String,
    /// The words for it on rosters.
    pub aliases: Json<Vec<String>>,
    /// Its place in lists.
    pub position: i32,
}

impl Scoped<'_> {
    /// The actor's operation.
    pub(crate) fn operation_row(&mut self) -> Result<OperationRow, StorageError> {
        Ok(operations::table
            .filter(operations::id.eq(Bind(self.operation())))
            .select(OperationRow::as_select())
            .first(self.conn)?)
    }

    /// The operation's categories, in the order of its lists.
    pub(crate) fn categories(&mut self) -> Result<Vec<CategoryRow>, StorageError> {
        Ok(worker_categories::table
            .filter(worker_categories::operation_id.eq(Bind(self.operation())))
            .order((worker_categories::position, worker_categories::code))
            .select(CategoryRow::as_select())
            .load(self.conn)?)
    }

    /// The categories by each of their words, for reading rosters.
    pub fn category_index(&mut self) -> Result<CategoryIndex, StorageError> {
        let categories = self.categories()?;
        Ok(CategoryIndex::new(categories.iter().map(|category| {
            let names = [category.name_zh.as_str(), category.name_en.as_str()];
            let words = names.into_iter().chain(category.aliases.0.iter().map(String::as_str)).collect();
            (CategoryCode::from_stored(category.code.clone()), words)
        })))
    }
}

impl Store {
    /// The actor's operation.
    ///
    /// # Errors
    /// As [`crate::Database::read`].
    pub async fn operation(&self) -> Result<OperationRow, StorageError> {
        self.read(|scoped| scoped.operation_row()).await
    }

    /// The operation's worker categories, in the order of its lists.
    ///
    /// # Errors
    /// As [`crate::Database::read`].
    pub async fn worker_categories(&self) -> Result<Vec<CategoryRow>, StorageError> {
        self.read(|scoped| scoped.categories()).await
    }
}
