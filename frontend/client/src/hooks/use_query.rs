use std::rc::Rc;

use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use crate::{Api, Failure, Remote, use_api};

/// What was asked for and how to ask again.
pub struct Query<T> {
    pub remote: Remote<T>,
    /// A newer answer is on its way; `remote` still holds the last one.
    pub is_refreshing: bool,
    pub reload: Callback<()>,
}

enum Step<T> {
    Asked,
    Answered(Result<T, Failure>),
    Again,
}

struct Asked<T> {
    remote: Remote<T>,
    is_refreshing: bool,
    round: u32,
}

impl<T: 'static> Reducible for Asked<T> {
    type Action = Step<T>;

    fn reduce(self: Rc<Self>, step: Step<T>) -> Rc<Self> {
        let round = self.round;
        Rc::new(match step {
            Step::Asked => match &self.remote {
                Remote::Ready(value) => {
                    Self { remote: Remote::Ready(value.clone()), is_refreshing: true, round }
                }
                Remote::Loading | Remote::Failed(_) => {
                    Self { remote: Remote::Loading, is_refreshing: false, round }
                }
            },
            Step::Answered(Ok(value)) => {
                Self { remote: Remote::Ready(Rc::new(value)), is_refreshing: false, round }
            }
            Step::Answered(Err(failure)) => {
                Self { remote: Remote::Failed(failure), is_refreshing: false, round }
            }
            Step::Again => Self {
                remote: self.remote.clone(),
                is_refreshing: self.is_refreshing,
                round: round.wrapping_add(1),
            },
        })
    }
}

/// Asks the server, and again whenever `key` changes. The last answer stays in sight while a newer one is on its way,
/// and answers that arrive out of order are dropped.
#[hook]
pub fn use_query<K, T, F, A>(key: K, ask: F) -> Query<T>
where
    K: Clone + PartialEq + 'static,
    T: 'static,
    F: Fn(Api, K) -> A + 'static,
    A: Future<Output = Result<T, Failure>> + 'static,
{
    let api = use_api();
    let asked = use_reducer(|| Asked { remote: Remote::Loading, is_refreshing: false, round: 0 });
    let latest = use_mut_ref(|| 0_u32);
    {
        let dispatch = asked.dispatcher();
        use_effect_with((key, asked.round), move |(key, _)| {
            let ticket = latest.borrow().wrapping_add(1);
            *latest.borrow_mut() = ticket;
            dispatch.dispatch(Step::Asked);
            let answer = ask(api, key.clone());
            let current = latest.clone();
            spawn_local(async move {
                let answer = answer.await;
                if *current.borrow() == ticket {
                    dispatch.dispatch(Step::Answered(answer));
                }
            });
            move || {
                let next = latest.borrow().wrapping_add(1);
                *latest.borrow_mut() = next;
            }
        });
    }
    let dispatch = asked.dispatcher();
    Query {
        remote: asked.remote.clone(),
        is_refreshing: asked.is_refreshing,
        reload: Callback::from(move |()| dispatch.dispatch(Step::Again)),
    }
}
