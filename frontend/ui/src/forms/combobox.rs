use gloo_timers::callback::Timeout;
use web_sys::HtmlInputElement;
use yew::prelude::*;

use crate::{Press, use_dismiss, use_field, use_id, use_words};

const PAUSE_MS: u32 = 250;

/// One thing that a [`Combobox`] offers.
#[derive(Debug, Clone, PartialEq)]
pub struct Suggestion {
    pub value: AttrValue,
    pub label: AttrValue,
    /// What tells two of one name apart.
    pub detail: Option<AttrValue>,
}

#[derive(Properties, PartialEq)]
pub struct ComboboxProps {
    /// The text of what is chosen now.
    #[prop_or_default]
    pub text: AttrValue,
    pub suggestions: Vec<Suggestion>,
    /// Suggestions for the last text are still on their way.
    #[prop_or_default]
    pub busy: bool,
    /// Emitted when typing pauses.
    pub on_type: Callback<String>,
    /// Nothing when the reader emptied the box.
    pub on_pick: Callback<Option<Suggestion>>,
    #[prop_or_default]
    pub placeholder: Option<AttrValue>,
    #[prop_or_default]
    pub aria_label: Option<AttrValue>,
}

/// Search and pick one of many: type, arrows, Enter.
#[component]
pub fn Combobox(props: &ComboboxProps) -> Html {
    let words = use_words();
    let field = use_field();
    let own_id = use_id();
    let root = use_node_ref();
    let typed = use_state(|| props.text.to_string());
    let is_open = use_state(|| false);
    let active = use_state(|| 0_usize);
    let pending = use_mut_ref(|| None::<Timeout>);
    {
        let typed = typed.clone();
        use_effect_with(props.text.clone(), move |text| typed.set(text.to_string()));
    }
    let close = {
        let (is_open, typed, text) = (is_open.clone(), typed.clone(), props.text.clone());
        Callback::from(move |()| {
            is_open.set(false);
            typed.set(text.to_string());
        })
    };
    use_dismiss(root.clone(), *is_open, close.clone());

    let ask = {
        let (pending, on_type) = (pending.clone(), props.on_type.clone());
        move |text: String| {
            let on_type = on_type.clone();
            *pending.borrow_mut() =
                Some(Timeout::new(PAUSE_MS, move || on_type.emit(text.trim().to_owned())));
        }
    };
    let oninput = {
        let (typed, is_open, active, on_pick, ask) =
            (typed.clone(), is_open.clone(), active.clone(), props.on_pick.clone(), ask.clone());
        Callback::from(move |event: InputEvent| {
            let text = event.target_unchecked_into::<HtmlInputElement>().value();
            typed.set(text.clone());
            active.set(0);
            is_open.set(true);
            if text.is_empty() {
                on_pick.emit(None);
            }
            ask(text);
        })
    };
    let onfocus = {
        let (is_open, typed) = (is_open.clone(), typed.clone());
        Callback::from(move |_: FocusEvent| {
            is_open.set(true);
            ask((*typed).clone());
        })
    };
    let pick = {
        let (is_open, typed, on_pick) = (is_open.clone(), typed.clone(), props.on_pick.clone());
        Callback::from(move |suggestion: Suggestion| {
            is_open.set(false);
            typed.set(suggestion.label.to_string());
            on_pick.emit(Some(suggestion));
        })
    };
    let onkeydown = {
        let (is_open, active, pick, close) = (is_open.clone(), active.clone(), pick.clone(), close.clone());
        let suggestions = props.suggestions.clone();
        Callback::from(move |event: KeyboardEvent| {
            let last = suggestions.len().saturating_sub(1);
            match Press::of(&event) {
                Some(Press::Down) => {
                    event.prevent_default();
                    if *is_open { active.set((*active + 1).min(last)) } else { is_open.set(true) }
                }
                Some(Press::Up) => {
                    event.prevent_default();
                    active.set(active.saturating_sub(1));
                }
                Some(Press::Enter) if *is_open => {
                    event.prevent_default();
                    if let Some(suggestion) = suggestions.get(*active) {
                        pick.emit(suggestion.clone());
                    }
                }
                Some(Press::Escape) if *is_open => {
                    event.prevent_default();
                    event.stop_propagation();
                    close.emit(());
                }
                Some(Press::Tab) => close.emit(()),
                _ => {}
            }
        })
    };

    let id = field.id.clone().unwrap_or(own_id);
    let list_id = format!("{id}-list");
    let has_options = *is_open && !props.suggestions.is_empty();
    let option = |(index, suggestion): (usize, &Suggestion)| {
        let onmousedown = {
            let (pick, suggestion) = (pick.clone(), suggestion.clone());
            Callback::from(move |event: MouseEvent| {
                event.prevent_default();
                pick.emit(suggestion.clone());
            })
        };
        let is_active = index == *active;
        html! {
            <li
                key={suggestion.value.to_string()}
                id={format!("{list_id}-{index}")}
                class={classes!("hf-combobox__option", is_active.then_some("hf-combobox__option--active"))}
                role="option"
                aria-selected={if is_active { "true" } else { "false" }}
                {onmousedown}
            >
                <span>{ &suggestion.label }</span>
                if let Some(detail) = &suggestion.detail {
                    <span class="hf-combobox__detail">{ detail }</span>
                }
            </li>
        }
    };
    let class = classes!("pf-v6-c-form-control", field.is_invalid.then_some("pf-m-error"));
    html! {
        <div class="hf-combobox" ref={root}>
            <span {class}>
                <input
                    {id}
                    type="text"
                    role="combobox"
                    autocomplete="off"
                    value={(*typed).clone()}
                    placeholder={props.placeholder.clone()}
                    aria-label={props.aria_label.clone()}
                    aria-expanded={if has_options { "true" } else { "false" }}
                    aria-autocomplete="list"
                    aria-controls={list_id.clone()}
                    aria-activedescendant={has_options.then(|| format!("{list_id}-{}", *active))}
                    aria-describedby={field.described_by}
                    aria-invalid={field.is_invalid.then_some("true")}
                    aria-required={field.is_required.then_some("true")}
                    {oninput}
                    {onfocus}
                    {onkeydown}
                />
            </span>
            <ul
                id={list_id.clone()}
                class="hf-combobox__list"
                role="listbox"
                aria-label={props.aria_label.clone().unwrap_or_else(|| words.menu.clone())}
                hidden={!has_options}
            >
                { for props.suggestions.iter().enumerate().map(option) }
            </ul>
            <div class="hf-combobox__status" role="status">
                if *is_open && !has_options && !typed.is_empty() {
                    { if props.busy { &words.loading } else { &words.no_matches } }
                }
            </div>
        </div>
    }
}
