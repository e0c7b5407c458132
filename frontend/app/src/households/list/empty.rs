use ui::{ButtonLink, EmptyState, IconName, Look};
use yew::prelude::*;

use crate::{route::Route, t, text::Text};

/// Nothing fits the filter.
pub fn nothing_fits(text: &Text) -> Html {
    let actions = html! {
        <ButtonLink look={Look::Link} href={Route::Households.href()}>{ t!(text, "households-show-all") }</ButtonLink>
    };
    html! {
        <EmptyState title={t!(text, "households-none")} icon={IconName::Search} {actions}>
            <p>{ t!(text, "households-none-text") }</p>
        </EmptyState>
    }
}

/// Nothing was collected yet.
pub fn empty_ledger(text: &Text, may_upload: bool) -> Html {
    if !may_upload {
        return html! {
            <EmptyState title={t!(text, "households-none-for-you")} icon={IconName::House}>
                <p>{ t!(text, "households-none-for-you-text") }</p>
            </EmptyState>
        };
    }
    let actions = html! {
        <ButtonLink look={Look::Primary} icon={IconName::Upload} href={Route::RosterNew.href()}>
            { t!(text, "rosters-upload-first") }
        </ButtonLink>
    };
    html! {
        <EmptyState title={t!(text, "households-empty")} icon={IconName::House} {actions}>
            <p>{ t!(text, "households-empty-text") }</p>
        </EmptyState>
    }
}
