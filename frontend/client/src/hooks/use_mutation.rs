use std::rc::Rc;

use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use crate::{Api, Failure, use_api};

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

/// A change to the ledger, one at a time; `done` hears of each that succeeded.
#[hook]
pub fn use_mutation<I, O, F, A>(change: F, done: Callback<O>) -> Mutation<I>
where
    I: 'static,
    O: 'static,
    F: Fn(Api, I) -> A + 'static,
    A: Future<Output = Result<O, Failure>> + 'static,
{
    let api = use_api();
    let running = use_reducer(Running::default);
    let busy = use_mut_ref(|| false);
    let run = {
        let dispatch = running.dispatcher();
        Callback::from(move |input: I| {
            if busy.replace(true) {
                return;
            }
            dispatch.dispatch(Step::Started);
            let (dispatch, busy, done, change) =
                (dispatch.clone(), busy.clone(), done.clone(), change(api.clone(), input));
            spawn_local(async move {
                let answer = change.await;
                *busy.borrow_mut() = false;
                match answer {
                    Ok(output) => {
                        dispatch.dispatch(Step::Ended(None));
                        done.emit(output);
                    }
                    Err(failure) => dispatch.dispatch(Step::Ended(Some(failure))),
                }
            });
        })
    };
    let dispatch = running.dispatcher();
    Mutation {
        is_running: running.is_running,
        failure: running.failure.clone(),
        run,
        reset: Callback::from(move |()| dispatch.dispatch(Step::Ended(None))),
    }
}
