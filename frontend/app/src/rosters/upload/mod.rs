//! The first step: files go up one after the other.

mod line;
mod queue;
mod source;

use api_types::rosters::RosterUpload;
use client::use_api;
use domain::problems::ProblemCode;
use ui::{Card, Crumb, FileDrop, use_navigation};
use wasm_bindgen_futures::spawn_local;
use web_sys::File;
use yew::prelude::*;

use self::{
    line::Line,
    queue::{Queue, State, Step},
    source::SourceChoice,
};
use super::{
    steps::stepper,
    view::{self, RosterView},
};
use crate::{route::Route, screen::Screen, t, text::use_text};

/// Problems of a file that its sender can mend, each with a text that says how.
pub const MENDABLE: [ProblemCode; 11] = [
    ProblemCode::FileEmpty,
    ProblemCode::FileKindUnknown,
    ProblemCode::FileDamaged,
    ProblemCode::FileEncrypted,
    ProblemCode::FileBomb,
    ProblemCode::FileEncodingUnknown,
    ProblemCode::TooManyRows,
    ProblemCode::TooManyColumns,
    ProblemCode::TooManySheets,
    ProblemCode::NoRows,
    ProblemCode::TooLarge,
];

const ACCEPT: &str = ".xlsx,.xlsm,.csv,.tsv,.txt";

/// Where rosters come in.
#[component]
pub fn RosterNewPage() -> Html {
    let text = use_text();
    let navigation = use_navigation();
    let source = use_state(|| None::<String>);
    let queue = use_reducer(Queue::default);
    use_next_upload(&queue);
    {
        // One file alone goes on by itself; several wait until one picks which to look at first.
        let only = queue.only_done();
        use_effect_with(only, move |only| {
            if let Some(id) = only {
                navigation.go(RosterView::at(view::Step::Columns).href(*id));
            }
        });
    }
    let on_files = {
        let (dispatch, source) = (queue.dispatcher(), source.clone());
        Callback::from(move |files: Vec<File>| {
            dispatch.dispatch(Step::Chosen { files, source: (*source).clone() })
        })
    };
    let on_source = {
        let source = source.setter();
        Callback::from(move |chosen| source.set(chosen))
    };
    let crumbs = vec![Crumb { label: t!(text, "rosters"), href: Route::Rosters.href() }];
    html! {
        <Screen title={t!(text, "upload")} {crumbs}>
            <div class="hf-stack">
                { stepper(&text, 0) }
                <Card>
                    <div class="hf-stack">
                        <SourceChoice chosen={(*source).clone()} on_choose={on_source} />
                        <FileDrop {on_files} accept={ACCEPT} multiple=true help={t!(text, "rosters-accepted")} />
                    </div>
                </Card>
                if !queue.lines().is_empty() {
                    <Card title={t!(text, "upload-files")} flush=true>
                        <ul class="hf-uploads">
                            { for queue.lines().iter().map(|line| {
                                let (dispatch, key) = (queue.dispatcher(), line.key);
                                let on_retry = {
                                    let dispatch = dispatch.clone();
                                    Callback::from(move |()| dispatch.dispatch(Step::Again(key)))
                                };
                                let on_remove = Callback::from(move |()| dispatch.dispatch(Step::Removed(key)));
                                html! { <Line {key} line={line.clone()} {on_retry} {on_remove} /> }
                            }) }
                        </ul>
                    </Card>
                }
            </div>
        </Screen>
    }
}

/// Sends the next file when none is on its way.
#[hook]
fn use_next_upload(queue: &UseReducerHandle<Queue>) {
    let api = use_api();
    let dispatch = queue.dispatcher();
    let next = queue.next();
    use_effect_with(next.as_ref().map(|line| line.key), move |_| {
        let Some(line) = next else { return };
        let key = line.key;
        dispatch.dispatch(Step::Moved(key, State::Sending(0.0)));
        spawn_local(async move {
            let on_progress = {
                let dispatch = dispatch.clone();
                Callback::from(move |part| dispatch.dispatch(Step::Moved(key, State::Sending(part))))
            };
            let upload = RosterUpload { filename: line.file.name(), source: line.source };
            let state = match client::upload_roster(&api, &line.file, &upload, on_progress).await {
                Ok(roster) => State::Done(Box::new(roster.value)),
                Err(failure) => State::Failed(failure),
            };
            dispatch.dispatch(Step::Moved(key, state));
        });
    });
}
