use futures::{FutureExt, TryFutureExt};
use yew::prelude::*;

use super::use_mutation::{Mutation, use_mutation};
use crate::{Api, Fetch};

/// A change that tells its own outcome: pages with many small changes share one machine for all of them.
pub type Act = Box<dyn FnOnce(Api) -> Fetch<()>>;

/// A call whose answer `tell` hears.
pub fn act<T: 'static>(call: impl FnOnce(&Api) -> Fetch<T> + 'static, tell: impl FnOnce(T) + 'static) -> Act {
    Box::new(move |api| call(&api).map_ok(tell).boxed_local())
}

/// Changes of any kind, one at a time; `done` hears of each that succeeded.
#[hook]
pub fn use_act(done: Callback<()>) -> Mutation<Act> {
    use_mutation(|api, act: Act| act(api), done)
}
