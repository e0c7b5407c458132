mod anchor;
mod breadcrumb;

pub use anchor::{Anchor, Navigation, use_navigation};
pub use breadcrumb::{Breadcrumb, Crumb};
