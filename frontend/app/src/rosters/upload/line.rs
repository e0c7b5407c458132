use api_types::rosters::Roster;
use client::Failure;
use ui::{Button, ButtonLink, Icon, IconName, Look, Progress, Size};
use yew::prelude::*;

use super::{
    MENDABLE,
    queue::{QueuedFile, State},
};
use crate::{
    failures::sentence,
    rosters::view::{RosterView, Step},
    t,
    text::{Text, use_text},
};

#[derive(Properties, PartialEq)]
pub struct LineProps {
    pub line: QueuedFile,
    pub on_retry: Callback<()>,
    pub on_remove: Callback<()>,
}

/// One file: how far it is, or what is wrong with it and how to mend that.
#[component]
pub fn Line(props: &LineProps) -> Html {
    let text = use_text();
    let name = AttrValue::from(props.line.file.name());
    let (icon, class) = match &props.line.state {
        State::Done(roster) if rows_of(roster) == 0 => {
            (IconName::WarningTriangle, "hf-upload hf-upload--empty")
        }
        State::Done(_) => (IconName::CheckCircle, "hf-upload hf-upload--done"),
        State::Failed(_) => (IconName::DangerCircle, "hf-upload hf-upload--failed"),
        State::Waiting | State::Sending(_) => (IconName::File, "hf-upload"),
    };
    html! {
        <li {class}>
            <span class="hf-upload__icon"><Icon name={icon} /></span>
            <div class="hf-upload__main">
                { match &props.line.state {
                    State::Waiting => html! { <><b>{ &name }</b><span class="hf-quiet">{ t!(text, "upload-waiting") }</span></> },
                    State::Sending(part) if *part >= 1.0 => {
                        html! { <Progress label={name} value={None::<f64>} detail={t!(text, "upload-reading")} /> }
                    }
                    State::Sending(part) => html! { <Progress label={name} value={Some(*part)} /> },
                    State::Done(roster) => html! { <><b>{ &name }</b><p role="status">{ found(&text, roster) }</p></> },
                    State::Failed(failure) => html! { <><b>{ &name }</b>{ mend(&text, failure) }</> },
                } }
            </div>
            { actions(&text, props) }
        </li>
    }
}

fn rows_of(roster: &Roster) -> i64 {
    roster.sheets.iter().filter(|sheet| sheet.used).map(|sheet| i64::from(sheet.rows)).sum()
}

fn found(text: &Text, roster: &Roster) -> Html {
    let rows = rows_of(roster);
    if rows == 0 {
        return html! { <span class="hf-error">{ t!(text, "upload-found-nothing") }</span> };
    }
    html! {
        <>
            { t!(text, "upload-found", source = roster.source.name.clone(), rows = rows) }
            if roster.same_as.is_some() {
                { " " }<b>{ t!(text, "upload-same-as") }</b>
            }
        </>
    }
}

fn mend(text: &Text, failure: &Failure) -> Html {
    let how = failure.code().filter(|code| MENDABLE.contains(code));
    html! {
        <div role="alert">
            if let Some(code) = how {
                <p class="hf-error">{ text.word("problem", code.as_str()) }</p>
                <p class="hf-quiet">{ text.word("mend", code.as_str()) }</p>
            } else {
                <p class="hf-error">{ sentence(text, failure) }</p>
            }
        </div>
    }
}

fn actions(text: &Text, props: &LineProps) -> Html {
    let remove = html! {
        <Button
            look={Look::Plain}
            icon={IconName::Close}
            aria_label={t!(text, "upload-remove", name = props.line.file.name())}
            onclick={props.on_remove.reform(|_| ())}
        />
    };
    match &props.line.state {
        State::Done(roster) => html! {
            <ButtonLink
                size={Size::Small}
                look={if rows_of(roster) == 0 { Look::Secondary } else { Look::Primary }}
                href={RosterView::at(Step::Columns).href(roster.id)}
            >
                { t!(text, "upload-go-on") }
            </ButtonLink>
        },
        State::Failed(failure) if failure.code().is_some_and(|code| MENDABLE.contains(&code)) => remove,
        State::Failed(_) => html! {
            <>
                <Button size={Size::Small} icon={IconName::Refresh} onclick={props.on_retry.reform(|_| ())}>
                    { t!(text, "upload-retry") }
                </Button>
                { remove }
            </>
        },
        State::Waiting => remove,
        State::Sending(_) => Html::default(),
    }
}
