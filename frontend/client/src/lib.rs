//! The API as the SPA calls it: typed calls by feature, the session's token, problems, and the hooks that pages use.
//!
//! Nothing else in the SPA fetches. The access token lives here in memory only; the refresh token is a cookie that no
//! script can read.

mod api;
mod call;
mod calls;
mod failure;
mod file;
mod hooks;
mod idempotency;
pub mod json;
mod live;
mod remote;
mod tab_lock;
mod token;
mod upload;
mod versioned;

pub use api::{Api, ApiProvider, use_api};
pub use call::Fetch;
pub use calls::*;
pub use failure::Failure;
pub use file::{Download, FileKind};
pub use hooks::{Act, Mutation, Query, act, use_act, use_job, use_mutation, use_query};
pub use live::{Change, LiveProvider, use_following, use_live, use_presence};
pub use remote::Remote;
pub use upload::Upload;
pub use versioned::Versioned;
