//! Lists come in pages, by keyset.

use serde::{Deserialize, Serialize};

/// How many items a page has when the request does not say.
pub const DEFAULT_LIMIT: u32 = 50;
/// How many items a page has at most.
pub const MAX_LIMIT: u32 = 200;

/// Declares a page of items under a name of its own, because generated clients need one.
#[macro_export]
macro_rules! page {
    ($(#[$meta:meta])* $name:ident of $item:ty) => {
        $(#[$meta])*
        #[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
        #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
        pub struct $name {
            /// The items of this page, in the order asked for.
            pub items: Vec<$item>,
            /// Where the next page begins; absent on the last one. Opaque: hand it back as it is.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            pub next_cursor: Option<String>,
        }

        impl From<$crate::pages::Page<$item>> for $name {
            fn from(page: $crate::pages::Page<$item>) -> Self {
                Self { items: page.items, next_cursor: page.next_cursor }
            }
        }

        impl From<$name> for $crate::pages::Page<$item> {
            fn from(page: $name) -> Self {
                Self { items: page.items, next_cursor: page.next_cursor }
            }
        }
    };
}

/// A page of any items, for code that serves or shows every list alike.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Page<T> {
    /// The items of this page.
    pub items: Vec<T>,
    /// Where the next page begins.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_cursor: Option<String>,
}

/// Where a page begins and how long it is.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::IntoParams), into_params(parameter_in = Query))]
pub struct PageQuery {
    /// How many items at most, 1 to 200; 50 when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", param(minimum = 1, maximum = 200, example = 50))]
    pub limit: Option<u32>,
    /// The `next_cursor` of the page before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", param(max_length = 500))]
    pub cursor: Option<String>,
}
