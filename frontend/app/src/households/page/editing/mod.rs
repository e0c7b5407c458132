//! Changing what others may be changing, too: what is typed survives a reload, and nobody saves over what they have not seen.

mod conflict;

use std::rc::Rc;

use api_types::pages::PageQuery;
use chrono::{DateTime, Utc};
use client::{Failure, use_api};
use domain::problems::ProblemCode;
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use ui::{Alert, Button, Look, Tone};
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use self::conflict::{Conflict, Difference};
use super::Current;
use crate::{drafts::use_draft, t, text::use_text};

/// A form whose fields can be laid beside those of another version.
pub trait Fields: Clone + PartialEq + Serialize + DeserializeOwned + 'static {
    /// The fields by the journal's names for them, in the form's order.
    const FIELDS: &'static [&'static str];

    /// What stands in a field, for comparing; empty where nothing does.
    fn value(&self, field: &str) -> String;

    /// This form with one field of another.
    #[must_use]
    fn taking(self, field: &str, from: &Self) -> Self;
}

/// Says what a field's value means, where it is not what a reader should see.
pub type Say = Callback<(&'static str, String), AttrValue>;

/// The version that the next save builds on: another one after somebody was faster.
pub struct Base {
    pub current: Current,
    latest: UseStateHandle<Current>,
    /// How often a save came too late.
    late: UseStateHandle<u32>,
    /// Who was faster.
    faster: UseStateHandle<Option<Faster>>,
}

/// Who saved last, and when.
#[derive(Clone, PartialEq)]
struct Faster {
    who: AttrValue,
    at: DateTime<Utc>,
}

#[hook]
pub fn use_base(household: &Current) -> Base {
    let latest = use_state(|| household.clone());
    let late = use_state(|| 0);
    let faster = use_state(|| None);
    Base { current: (*latest).clone(), latest, late, faster }
}

/// When a save came too late, fetches what is there now, so that the reader can choose field by field.
#[hook]
pub fn use_latest(base: &Base, failure: Option<&Failure>) {
    let api = use_api();
    let (latest, late, id) = (base.latest.setter(), base.late.clone(), base.current.value.id);
    let faster = base.faster.setter();
    use_effect_with(failure.cloned(), move |failure| {
        if failure.as_ref().and_then(Failure::code) == Some(ProblemCode::Stale) {
            spawn_local(async move {
                let page = PageQuery { limit: Some(1), cursor: None };
                let last = client::household_journal(&api, id, &page)
                    .await
                    .ok()
                    .and_then(|page| page.items.into_iter().next());
                faster.set(last.map(|entry| Faster { who: entry.actor_name.into(), at: entry.at }));
                if let Ok(now) = client::household(&api, id).await {
                    latest.set(Rc::new(now));
                    late.set(*late + 1);
                }
            });
        }
    });
}

/// What was typed, with what the form showed when the typing began: only so a draft that comes back later shows what
/// others have saved since.
#[derive(Clone, Serialize, Deserialize)]
struct EditDraft<F> {
    opened: F,
    form: F,
}

/// A form that is being filled.
pub struct Editing<F> {
    pub form: F,
    pub set: Callback<F>,
    /// Forgets the draft: it is saved.
    pub discard: Callback<()>,
    /// What to show above the form: a conflict, or that a draft came back.
    pub notice: Html,
}

/// The form of `now`, the version that the next save builds on.
#[hook]
pub fn use_editing<F: Fields>(name: &str, base: &Base, now: F, say: Say) -> Editing<F> {
    let text = use_text();
    let draft = use_draft::<EditDraft<F>>(name);
    let opened =
        use_memo((), |()| draft.kept.as_ref().map_or_else(|| now.clone(), |kept| kept.opened.clone()));
    let form = use_state(|| draft.kept.as_ref().map_or_else(|| (*opened).clone(), |kept| kept.form.clone()));
    let set = {
        let (form, keep, opened) = (form.setter(), draft.keep.clone(), opened.clone());
        Callback::from(move |next: F| {
            keep.emit(EditDraft { opened: (*opened).clone(), form: next.clone() });
            form.set(next);
        })
    };
    // One's own version as it was when the conflict came up, so that a choice can be changed back.
    let mine = use_state(|| (*form).clone());
    let is_conflict = *opened != now || *base.late > 0;
    {
        // What only the other has changed is taken over: one's own form shows an old value there.
        let (mine, form, opened, set, now) =
            (mine.setter(), form.clone(), opened.clone(), set.clone(), now.clone());
        use_effect_with((now.clone(), *base.late), move |_| {
            mine.set((*form).clone());
            if *opened != now {
                let untouched = F::FIELDS.iter().filter(|field| form.value(field) == opened.value(field));
                set.emit(untouched.fold((*form).clone(), |form, field| form.taking(field, &now)));
            }
        });
    }
    let restored = draft.kept.is_some() && *form != *opened;
    let notice = if is_conflict {
        let differences = F::FIELDS
            .iter()
            .filter(|field| mine.value(field) != now.value(field))
            .map(|field| Difference {
                field,
                mine: say.emit((field, mine.value(field))),
                theirs: say.emit((field, now.value(field))),
                is_theirs: form.value(field) == now.value(field),
            })
            .collect::<Vec<_>>();
        let on_mine = {
            let (form, mine, set) = ((*form).clone(), (*mine).clone(), set.clone());
            Callback::from(move |field: AttrValue| set.emit(form.clone().taking(&field, &mine)))
        };
        let on_theirs = {
            let (form, now, set) = ((*form).clone(), now.clone(), set.clone());
            Callback::from(move |field: AttrValue| set.emit(form.clone().taking(&field, &now)))
        };
        html! { <Conflict faster={(*base.faster).clone()} {differences} {on_mine} {on_theirs} /> }
    } else if restored {
        let discard = {
            let (discard, form, now) = (draft.discard.clone(), form.setter(), now);
            Callback::from(move |_: MouseEvent| {
                discard.emit(());
                form.set(now.clone());
            })
        };
        html! {
            <Alert tone={Tone::Info} title={t!(text, "draft-restored")}
                actions={html! { <Button look={Look::Link} onclick={discard}>{ t!(text, "draft-discard") }</Button> }} />
        }
    } else {
        Html::default()
    };
    Editing { form: (*form).clone(), set, discard: draft.discard, notice }
}

/// That a form forgets no field when it takes those of another version; `filled` has something in each.
#[cfg(test)]
pub fn all_can_be_taken<F: Fields + std::fmt::Debug>(filled: &F, empty: F) {
    let taken = F::FIELDS.iter().fold(empty, |form, field| form.taking(field, filled));
    assert_eq!(taken, *filled);
    assert!(F::FIELDS.iter().all(|field| !filled.value(field).is_empty()));
}
