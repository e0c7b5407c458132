use api_types::disagreements::{Disagreement, RosterRowRef, Said, SettlementNew};
use client::{act, use_act};
use domain::coverage::Matter;
use ui::{Alert, ConfirmDialog, Field, TextInput, Toast, Tone, use_toasts};
use yew::prelude::*;

use crate::{
    failures::{field_error, general},
    households::Categories,
    t,
    text::{Text, use_text},
};

/// Whose word is to stand.
#[derive(Clone, PartialEq)]
pub struct Choice {
    pub of: Disagreement,
    /// This one's; where there is none, the ledger's.
    pub said: Option<Said>,
}

/// A word as people read it; one that is hidden is only said to be.
pub fn named(text: &Text, categories: &Categories, matter: Matter, value: Option<&str>) -> AttrValue {
    match (matter, value) {
        (_, None) => t!(text, "disagreement-hidden"),
        (Matter::Category, Some(code)) => categories.name(text, code),
        (Matter::Employer | Matter::Address, Some(value)) => AttrValue::from(value.to_owned()),
    }
}

#[derive(Properties, PartialEq)]
pub struct SettleDialogProps {
    pub choice: Choice,
    pub categories: Categories,
    pub on_close: Callback<()>,
    pub on_done: Callback<()>,
}

/// Shows what becomes of the ledger, and asks for a reason where nothing does.
#[component]
pub fn SettleDialog(props: &SettleDialogProps) -> Html {
    let text = use_text();
    let toasts = use_toasts();
    let reason = use_state(String::new);
    let settle = {
        let (text, on_done) = (text.clone(), props.on_done.clone());
        use_act(Callback::from(move |()| {
            toasts.show(Toast::success(t!(text, "disagreement-settled")));
            on_done.emit(());
        }))
    };
    let Choice { of, said } = &props.choice;
    let settlement = SettlementNew {
        matter: of.matter,
        household_id: of.household.id,
        person_id: of.person_id,
        row: said.as_ref().map(|said| RosterRowRef { roster_id: said.roster_id, row_no: said.row_no }),
        reason: Some((*reason).clone()).filter(|reason| !reason.trim().is_empty()),
        version: of.version.clone(),
    };
    let on_confirm = settle.run.reform(move |()| {
        let settlement = settlement.clone();
        act(move |api| client::settle_disagreement(api, &settlement), drop)
    });
    let on_change = {
        let reason = reason.setter();
        Callback::from(move |typed| reason.set(typed))
    };
    let value = |value: Option<&str>| named(&text, &props.categories, of.matter, value);
    let known = value(of.known.as_deref());
    let (action, becomes) = match said {
        Some(said) => (
            t!(text, "disagreement-take"),
            html! {
                <>
                    <p><del>{ known }</del>{ " → " }<strong>{ value(said.value.as_deref()) }</strong></p>
                    <p class="hf-quiet">{ t!(text, "disagreement-take-text", source = said.source.name.clone()) }</p>
                </>
            },
        ),
        None => (
            t!(text, "disagreement-leave"),
            html! {
                <>
                    <p><strong>{ known }</strong></p>
                    <p class="hf-quiet">{ t!(text, "disagreement-leave-text") }</p>
                </>
            },
        ),
    };
    let matter = text.word("matter", of.matter.as_str());
    html! {
        <ConfirmDialog
            title={t!(text, "disagreement-title", name = of.name.clone(), matter = matter.to_string())}
            {action}
            {on_confirm}
            on_close={props.on_close.clone()}
            busy={settle.is_running}
        >
            <div class="hf-stack">
                if let Some(refused) = general(&text, settle.failure.as_ref()) {
                    <Alert tone={Tone::Danger} title={refused} />
                }
                { becomes }
                <Field
                    label={t!(text, "disagreement-reason")}
                    required={said.is_none()}
                    error={field_error(&text, settle.failure.as_ref(), "/reason")}
                >
                    <TextInput value={(*reason).clone()} {on_change} />
                </Field>
            </div>
        </ConfirmDialog>
    }
}
