mod bulk_bar;
mod column;
mod columns_menu;
mod data_table;
mod diff_table;
mod pager;
mod sort;
mod table_head;
mod table_view;
mod toolbar;

pub use bulk_bar::BulkBar;
pub use column::{Align, Column};
pub use columns_menu::{ColumnsMenu, HiddenColumns, use_hidden_columns};
pub use data_table::{DataTable, RowIdentity, Selection};
pub use diff_table::{DiffRow, DiffTable, Side};
pub use pager::{LoadMore, Pager};
pub use sort::{Direction, Sort};
pub use toolbar::{FilterChip, FilterChips, Toolbar};
