use ui::{ButtonLink, EmptyState, IconName, Look};
use yew::prelude::*;

use crate::{route::Route, t, text::use_text};

#[derive(Properties, PartialEq)]
pub struct EmptyProps {
    pub may_upload: bool,
}

/// What a roster is and which files are taken, for a ledger that has none yet.
#[component]
pub fn Empty(props: &EmptyProps) -> Html {
    let text = use_text();
    let actions = if props.may_upload {
        html! {
            <ButtonLink look={Look::Primary} icon={IconName::Upload} href={Route::RosterNew.href()}>
                { t!(text, "rosters-upload-first") }
            </ButtonLink>
        }
    } else {
        Html::default()
    };
    html! {
        <EmptyState title={t!(text, "rosters-empty")} icon={IconName::File} {actions}>
            <p>{ t!(text, "rosters-empty-what") }</p>
            <ol class="hf-way">
                <li>{ t!(text, "rosters-empty-upload") }</li>
                <li>{ t!(text, "rosters-empty-check") }</li>
                <li>{ t!(text, "rosters-empty-apply") }</li>
            </ol>
            <p class="hf-quiet">{ t!(text, "rosters-accepted") }</p>
            if !props.may_upload {
                <p class="hf-quiet">{ t!(text, "rosters-empty-ask") }</p>
            }
        </EmptyState>
    }
}
