mod card;
mod description_list;
mod masthead;
mod page;
mod page_header;
mod sidebar;
mod steps;
mod tabs;

pub use card::{Card, CardGrid, StatCard};
pub use description_list::{Description, DescriptionList};
pub use masthead::Masthead;
pub use page::Page;
pub use page_header::PageHeader;
pub use sidebar::{NavItem, Sidebar};
pub use steps::Steps;
pub use tabs::{Tab, Tabs};
