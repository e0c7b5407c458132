use ui::{ButtonLink, EmptyState, IconName, Look};
use yew::prelude::*;

use crate::{route::Route, t, text::Text};

/// Why the list is empty: nothing fits the filter, or nothing was collected yet.
pub fn show(text: &Text, is_unfiltered: bool, may_upload: bool) -> Html {
    if !is_unfiltered {
        let actions = html! {
            <ButtonLink look={Look::Link} href={Route::Households.href()}>{ t!(text, "households-show-all") }</ButtonLink>
        };
        return html! {
            <EmptyState title={t!(text, "households-none")} icon={IconName::Search} {actions}>
                <p>{ t!(text, "households-none-text") }</p>
            </EmptyState>
        };
    }
    let actions = if may_upload {
        html! {
            <ButtonLink look={Look::Primary} icon={IconName::Upload} href={Route::RosterNew.href()}>
                { t!(text, "rosters-upload-first") }
            </ButtonLink>
        }
    } else {
        Html::default()
    };
    html! {
        <EmptyState title={t!(text, "households-empty")} icon={IconName::House} {actions}>
            <p>{ t!(text, "households-empty-text") }</p>
        </EmptyState>
    }
}
