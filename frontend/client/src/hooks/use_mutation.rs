use std::rc::Rc;

use futures::{FutureExt, TryFutureExt};
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use crate::{Api, Failure, Fetch, use_api};

/// A change that the reader can ask for.
pub struct Mutation<I> {
    pub is_running: bool,
    /// Why the last try changed nothing.
    pub failure: Option<Failure>,
    /// Does nothing while one is running.
    pub run: Callback<I>,
    /// Forgets the failure.
    pub reset: Callback<()>,
}

/// A change to the ledger, one at a time; `done` hears of each that succeeded.
#[hook]
pub fn use_mutation<I, O, F, A>(change: F, done: Callback<O>) -> Mutation<I>
where
    I: 'static,
    O: 'static,
    F: Fn(Api, I) -> A + 'static,
    A: Future<Output = Result<O, Failure>> + 'static,
{
    use_change(Rc::new(move |api, input| change(api, input).boxed_local()), done)
}

/// Once a type of change, whoever makes it.
#[hook]
fn use_change<I: 'static, O: 'static>(
    change: Rc<dyn Fn(Api, I) -> Fetch<O>>,
    done: Callback<O>,
) -> Mutation<I> {
    let runner = use_runner();
    let run = {
        let start = runner.start.clone();
        Callback::from(move |input: I| {
            let (change, done) = (change.clone(), done.clone());
            let tell = move |output| Box::new(move || done.emit(output)) as Tell;
            start.emit(Box::new(move |api| change(api, input).map_ok(tell).boxed_local()));
        })
    };
    Mutation { is_running: runner.is_running, failure: runner.failure, run, reset: runner.reset }
}

// Below, nothing is generic: every page's changes share one copy of the machine, which the first load feels.

type Tell = Box<dyn FnOnce()>;
type Change = Box<dyn FnOnce(Api) -> Fetch<Tell>>;

struct Runner {
    is_running: bool,
    failure: Option<Failure>,
    start: Callback<Change>,
    reset: Callback<()>,
}

enum Step {
    Started,
    Ended(Option<Failure>),
}

#[derive(Default, PartialEq)]
struct Running {
    is_running: bool,
    failure: Option<Failure>,
}

impl Reducible for Running {
    type Action = Step;

    fn reduce(self: Rc<Self>, step: Step) -> Rc<Self> {
        Rc::new(match step {
            Step::Started => Self { is_running: true, failure: None },
            Step::Ended(failure) => Self { is_running: false, failure },
        })
    }
}

#[hook]
fn use_runner() -> Runner {
    let api = use_api();
    let running = use_reducer(Running::default);
    let busy = use_mut_ref(|| false);
    let start = {
        let dispatch = running.dispatcher();
        Callback::from(move |change: Change| {
            if busy.replace(true) {
                return;
            }
            dispatch.dispatch(Step::Started);
            let (dispatch, busy, change) = (dispatch.clone(), busy.clone(), change(api.clone()));
            spawn_local(async move {
                let answer = change.await;
                *busy.borrow_mut() = false;
                match answer {
                    Ok(tell) => {
                        dispatch.dispatch(Step::Ended(None));
                        tell();
                    }
                    Err(failure) => dispatch.dispatch(Step::Ended(Some(failure))),
                }
            });
        })
    };
    let dispatch = running.dispatcher();
    Runner {
        is_running: running.is_running,
        failure: running.failure.clone(),
        start,
        reset: Callback::from(move |()| dispatch.dispatch(Step::Ended(None))),
    }
}
