use std::{any::Any, cell::RefCell, rc::Rc};

use futures::{FutureExt, TryFutureExt};
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use crate::{Api, Failure, Fetch, Remote, use_api};

/// What was asked for and how to ask again.
pub struct Query<T> {
    pub remote: Remote<T>,
    /// A newer answer is on its way; `remote` still holds the last one.
    pub is_refreshing: bool,
    pub reload: Callback<()>,
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
    let last_key = use_mut_ref(|| (key.clone(), 0_u32));
    let version = version(&last_key, &key);
    use_answer(version, Box::new(move |api| ask(api, key).boxed_local()))
}

/// Once a type of answer, whoever asks.
#[hook]
fn use_answer<T: 'static>(version: u32, ask: Box<dyn FnOnce(Api) -> Fetch<T>>) -> Query<T> {
    let asking = use_asking(
        version,
        Box::new(move |api| ask(api).map_ok(|value| Rc::new(value) as Rc<dyn Any>).boxed_local()),
    );
    let remote = match &asking.answer {
        None => Remote::Loading,
        Some(Err(failure)) => Remote::Failed(failure.clone()),
        Some(Ok(value)) => value.clone().downcast().map_or(Remote::Loading, Remote::Ready),
    };
    Query { remote, is_refreshing: asking.is_refreshing, reload: asking.reload }
}

/// Counts how often the key changed, so that what follows need not know its type.
fn version<K: Clone + PartialEq>(last: &RefCell<(K, u32)>, key: &K) -> u32 {
    let mut last = last.borrow_mut();
    if last.0 != *key {
        *last = (key.clone(), last.1.wrapping_add(1));
    }
    last.1
}

// Below, nothing is generic: every page's queries share one copy of the machine, which the first load feels.

type Answer = Result<Rc<dyn Any>, Failure>;
type Ask = Box<dyn FnOnce(Api) -> Fetch<Rc<dyn Any>>>;

struct Asking {
    answer: Option<Answer>,
    is_refreshing: bool,
    reload: Callback<()>,
}

enum Step {
    Asked,
    Answered(Answer),
    Again,
}

#[derive(Clone, Default)]
struct Asked {
    answer: Option<Answer>,
    is_refreshing: bool,
    round: u32,
}

impl Reducible for Asked {
    type Action = Step;

    fn reduce(self: Rc<Self>, step: Step) -> Rc<Self> {
        let mut next = (*self).clone();
        match step {
            Step::Asked => {
                next.is_refreshing = matches!(next.answer, Some(Ok(_)));
                next.answer = next.answer.filter(Result::is_ok);
            }
            Step::Answered(answer) => {
                next.is_refreshing = false;
                next.answer = Some(answer);
            }
            Step::Again => next.round = next.round.wrapping_add(1),
        }
        Rc::new(next)
    }
}

#[hook]
fn use_asking(version: u32, ask: Ask) -> Asking {
    let api = use_api();
    let asked = use_reducer(Asked::default);
    let latest = use_mut_ref(|| 0_u32);
    {
        let dispatch = asked.dispatcher();
        use_effect_with((version, asked.round), move |_| {
            let ticket = next(&latest);
            dispatch.dispatch(Step::Asked);
            let answer = ask(api);
            let current = latest.clone();
            spawn_local(async move {
                let answer = answer.await;
                if *current.borrow() == ticket {
                    dispatch.dispatch(Step::Answered(answer));
                }
            });
            move || {
                next(&latest);
            }
        });
    }
    let dispatch = asked.dispatcher();
    Asking {
        answer: asked.answer.clone(),
        is_refreshing: asked.is_refreshing,
        reload: Callback::from(move |()| dispatch.dispatch(Step::Again)),
    }
}

fn next(latest: &RefCell<u32>) -> u32 {
    let ticket = latest.borrow().wrapping_add(1);
    *latest.borrow_mut() = ticket;
    ticket
}
