use std::rc::Rc;

use api_types::{
    area_lists::{AreaListLine, AreaListPreview},
    areas::AreaFilter,
};
use client::{Download, Failure, FileKind, act, use_act, use_api};
use domain::area_lists::AreaOutcome;
use ui::{
    Alert, Button, Column, DataTable, Dialog, DialogWidth, FileDrop, IconName, Label, Look, RowIdentity,
    Toast, Tone, use_toasts,
};
use wasm_bindgen_futures::spawn_local;
use web_sys::{File, HtmlElement};
use yew::prelude::*;

use crate::{
    failures::sentence,
    t,
    text::{Text, use_text},
};

const ACCEPT: &str = ".xlsx,.xlsm,.csv,.tsv,.txt";

#[derive(Properties, PartialEq)]
pub struct AreaListDialogProps {
    pub on_close: Callback<()>,
    pub on_saved: Callback<()>,
}

/// How far a list is.
#[derive(Clone, PartialEq)]
enum Step {
    /// None is chosen, or the last one was refused.
    Choosing(Option<Failure>),
    /// It is being looked at or taken over.
    Working,
    /// What would become of it, and why it was not taken over.
    Looking { file: File, preview: Rc<AreaListPreview>, failure: Option<Failure> },
}

/// An official list of areas: chosen, looked at, taken over as a whole.
#[component]
pub fn AreaListDialog(props: &AreaListDialogProps) -> Html {
    let text = use_text();
    let api = use_api();
    let toasts = use_toasts();
    let step = use_state(|| Step::Choosing(None));
    let place = use_node_ref();
    {
        let place = place.clone();
        let comes_back = use_mut_ref(|| false);
        // What had the focus goes with each step; the first one the dialog sees to.
        use_effect_with(std::mem::discriminant(&*step), move |_| {
            let entered = comes_back.replace(true);
            if let Some(place) = place.cast::<HtmlElement>().filter(|_| entered) {
                let _hidden = place.focus();
            }
        });
    }
    let on_files = {
        let (api, step) = (api.clone(), step.setter());
        Callback::from(move |files: Vec<File>| {
            let Some(file) = files.into_iter().next() else { return };
            let (api, step) = (api.clone(), step.clone());
            step.set(Step::Working);
            spawn_local(async move {
                step.set(match client::preview_area_list(&api, &file).await {
                    Ok(preview) => Step::Looking { file, preview: Rc::new(preview), failure: None },
                    Err(failure) => Step::Choosing(Some(failure)),
                });
            });
        })
    };
    let on_import = {
        let (step, on_saved, text) = (step.clone(), props.on_saved.clone(), text.clone());
        Callback::from(move |_: MouseEvent| {
            let Step::Looking { file, preview, .. } = (*step).clone() else { return };
            let (api, setter, on_saved) = (api.clone(), step.setter(), on_saved.clone());
            let (toasts, told) = (toasts.clone(), t!(text, "saved"));
            setter.set(Step::Working);
            spawn_local(async move {
                match client::import_area_list(&api, &file, &preview.plan).await {
                    Ok(_) => {
                        toasts.show(Toast::success(told));
                        on_saved.emit(());
                    }
                    Err(failure) => {
                        setter.set(Step::Looking { file, preview, failure: Some(failure) });
                    }
                }
            });
        })
    };
    let again = {
        let step = step.setter();
        Callback::from(move |_: MouseEvent| step.set(Step::Choosing(None)))
    };
    let footer = match &*step {
        Step::Looking { preview, .. } => {
            let counts = preview.counts;
            let changes = counts.new + counts.renamed + counts.moved;
            html! {
                <>
                    if changes > 0 || counts.invalid > 0 {
                        <Button look={Look::Primary} disabled={counts.invalid > 0 || changes == 0} onclick={on_import}>
                            { t!(text, "area-list-import", count = changes) }
                        </Button>
                    }
                    <Button look={Look::Link} onclick={again}>{ t!(text, "area-list-another") }</Button>
                </>
            }
        }
        Step::Choosing(_) | Step::Working => html! {
            <Button look={Look::Link} onclick={props.on_close.reform(|_| ())}>{ t!(text, "word-cancel") }</Button>
        },
    };
    html! {
        <Dialog title={t!(text, "area-list")} width={DialogWidth::Large} on_close={props.on_close.clone()} {footer}>
            <div class="hf-stack hf-area-list" ref={place} tabindex="-1">
                { match &*step {
                    Step::Choosing(failure) => html! { <Choosing failure={failure.clone()} {on_files} /> },
                    Step::Working => html! { <p role="status" class="hf-quiet">{ t!(text, "area-list-working") }</p> },
                    Step::Looking { preview, failure, .. } => html! {
                        <Looking preview={preview.clone()} failure={failure.clone()} />
                    },
                } }
            </div>
        </Dialog>
    }
}

#[derive(Properties, PartialEq)]
struct ChoosingProps {
    failure: Option<Failure>,
    on_files: Callback<Vec<File>>,
}

#[component]
fn Choosing(props: &ChoosingProps) -> Html {
    let text = use_text();
    let example = use_act(Callback::noop());
    let on_example = example.run.reform(|_: MouseEvent| {
        act(
            |api| client::export_areas(api, &AreaFilter::default(), FileKind::Xlsx),
            |file: Download| {
                let _no_browser = file.save();
            },
        )
    });
    let failure = props.failure.clone().or_else(|| example.failure.clone());
    html! {
        <>
            if let Some(failure) = failure {
                <Alert tone={Tone::Danger} live=true title={sentence(&text, &failure)} />
            }
            <p>{ t!(text, "area-list-text") }</p>
            <FileDrop on_files={props.on_files.clone()} accept={ACCEPT} help={t!(text, "area-list-columns")} />
            <div>
                <Button look={Look::Link} icon={IconName::Download} busy={example.is_running} onclick={on_example}>
                    { t!(text, "area-list-example") }
                </Button>
            </div>
        </>
    }
}

#[derive(Properties, PartialEq)]
struct LookingProps {
    preview: Rc<AreaListPreview>,
    failure: Option<Failure>,
}

/// What would become of a list.
#[component]
fn Looking(props: &LookingProps) -> Html {
    let text = use_text();
    let preview = &props.preview;
    let counts = preview.counts;
    let figures = [
        (AreaOutcome::New, counts.new),
        (AreaOutcome::Renamed, counts.renamed),
        (AreaOutcome::Moved, counts.moved),
        (AreaOutcome::Same, counts.same),
        (AreaOutcome::Invalid, counts.invalid),
    ];
    let columns = preview.columns.iter().filter_map(|column| {
        let field = text.word("area-column", column.field?.as_str());
        // A header that says the same as the field is no news.
        let read = if column.header == *field {
            field.to_string()
        } else {
            format!("{} → {field}", column.header)
        };
        Some(html! { <span class="hf-nowrap">{ read }</span> })
    });
    let told = counts.new + counts.renamed + counts.moved + counts.invalid;
    let missing: Vec<String> =
        preview.missing.iter().map(|area| format!("{} {}", area.code, area.name)).collect();
    html! {
        <>
            if let Some(failure) = &props.failure {
                <Alert tone={Tone::Danger} live=true title={sentence(&text, failure)} />
            }
            if counts.invalid > 0 {
                <Alert tone={Tone::Warning} title={t!(text, "area-list-invalid", count = counts.invalid)} />
            }
            <p class="hf-quiet hf-area-list__columns">
                <span>{ t!(text, "area-list-read") }</span>
                { for columns }
            </p>
            <p class="hf-area-list__figures">
                { for figures.into_iter().filter(|(_, count)| *count > 0).map(|(outcome, count)| html! {
                    <Label tone={tone(outcome)}>{ format!("{} {count}", text.word("area-outcome", outcome.as_str())) }</Label>
                }) }
            </p>
            if told == 0 {
                <p>{ t!(text, "area-list-nothing") }</p>
            } else {
                <DataTable<AreaListLine>
                    label={t!(text, "area-list-lines")}
                    columns={line_columns(&text)}
                    rows={Rc::new(preview.lines.clone())}
                    identity={RowIdentity { key: |line: &AreaListLine| line.line.to_string(), label: |line: &AreaListLine| AttrValue::from(line.name.clone()) }}
                />
                if preview.lines.len() < told {
                    <p class="hf-quiet">{ t!(text, "area-list-first", count = preview.lines.len()) }</p>
                }
            }
            if counts.missing > 0 {
                <details>
                    <summary>{ t!(text, "area-list-missing", count = counts.missing) }</summary>
                    <p class="hf-quiet hf-area-list__columns">
                        { for missing.into_iter().map(|area| html! { <span>{ area }</span> }) }
                    </p>
                </details>
            }
        </>
    }
}

const fn tone(outcome: AreaOutcome) -> Tone {
    match outcome {
        AreaOutcome::New => Tone::Success,
        AreaOutcome::Same => Tone::Neutral,
        AreaOutcome::Renamed | AreaOutcome::Moved => Tone::Info,
        AreaOutcome::Invalid => Tone::Danger,
    }
}

fn line_columns(text: &Text) -> Vec<Column<AreaListLine>> {
    let outcome = {
        let text = text.clone();
        move |line: &AreaListLine| {
            html! {
                <span class="hf-stacked">
                    <span><Label tone={tone(line.outcome)}>{ text.word("area-outcome", line.outcome.as_str()) }</Label></span>
                    if let Some(fault) = line.fault {
                        <span class="hf-quiet">{ text.word("area-fault", fault.as_str()) }</span>
                    }
                </span>
            }
        }
    };
    let name = |line: &AreaListLine| html! { <>{ before(line.name_before.as_deref()) }{ &line.name }</> };
    let parent = |line: &AreaListLine| {
        html! { <>{ before(line.parent_code_before.as_deref()) }{ code(line.parent_code.as_deref()) }</> }
    };
    vec![
        Column::new("name", t!(text, "area-name"), name),
        Column::new("code", t!(text, "area-code"), |line: &AreaListLine| code(Some(&line.code))),
        Column::new("parent", t!(text, "area-list-parent"), parent),
        Column::new("line", t!(text, "area-list-line"), |line: &AreaListLine| html! { line.line }),
        Column::new("outcome", t!(text, "area-list-outcome"), outcome),
    ]
}

/// A code, or a dash where there is none.
fn code(code: Option<&str>) -> Html {
    match code.filter(|code| !code.is_empty()) {
        Some(code) => html! { <code>{ code.to_owned() }</code> },
        None => html! { <span class="hf-quiet">{ "—" }</span> },
    }
}

/// What was there before, struck out.
fn before(text: Option<&str>) -> Html {
    match text {
        Some(text) => html! { <><del class="hf-quiet">{ text.to_owned() }</del>{ " " }</> },
        None => Html::default(),
    }
}
