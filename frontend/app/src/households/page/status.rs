use api_types::households::HouseholdStep;
use client::use_mutation;
use domain::households::HouseholdStatus;
use ui::{IconName, Menu, MenuItem, Toast, use_toasts};
use yew::prelude::*;

use super::Current;
use crate::{failures::sentence, t, text::use_text};

#[derive(Properties, PartialEq)]
pub struct StatusMenuProps {
    pub current: Current,
    pub on_changed: Callback<()>,
}

/// The steps that the household's life can take from here.
#[component]
pub fn StatusMenu(props: &StatusMenuProps) -> Html {
    let text = use_text();
    let toasts = use_toasts();
    let current = props.current.clone();
    let step = {
        let (on_changed, toasts, text) = (props.on_changed.clone(), toasts.clone(), text.clone());
        use_mutation(
            move |api, to: HouseholdStatus| {
                let current = current.clone();
                async move {
                    client::move_household(&api, current.value.id, &current.etag, HouseholdStep { to }).await
                }
            },
            Callback::from(move |_| {
                toasts.show(Toast::success(t!(text, "household-step-done")));
                on_changed.emit(());
            }),
        )
    };
    {
        let (text, on_changed) = (text.clone(), props.on_changed.clone());
        use_effect_with(step.failure.clone(), move |failure| {
            if let Some(failure) = failure {
                toasts.show(Toast::danger(sentence(&text, failure)));
                on_changed.emit(());
            }
        });
    }
    let item = |status: &HouseholdStatus| {
        let to = *status;
        MenuItem::action(
            text.word("household-step", status.as_str()),
            IconName::ChevronRight,
            step.run.reform(move |()| to),
        )
    };
    let items: Vec<MenuItem> = props.current.value.next_statuses.iter().map(item).collect();
    html! { <Menu label={t!(text, "household-steps")} text={t!(text, "household-steps")} {items} /> }
}
