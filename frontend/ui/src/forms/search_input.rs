use gloo_timers::callback::Timeout;
use web_sys::HtmlInputElement;
use yew::prelude::*;

use crate::{Button, Icon, IconName, Look, Press, use_composition_end, use_words};

const PAUSE_MS: u32 = 300;

#[derive(Properties, PartialEq)]
pub struct SearchInputProps {
    /// What is searched for now (from the page's address).
    pub value: AttrValue,
    pub label: AttrValue,
    #[prop_or_default]
    pub placeholder: Option<AttrValue>,
    /// Emitted when typing pauses or Enter is pressed, not within an input method's composition.
    pub on_search: Callback<String>,
}

/// A search as one types. Half-typed pinyin is not searched for.
#[component]
pub fn SearchInput(props: &SearchInputProps) -> Html {
    let words = use_words();
    let typed = use_state(|| props.value.to_string());
    let pending = use_mut_ref(|| None::<Timeout>);
    let node = use_node_ref();
    {
        let typed = typed.clone();
        use_effect_with(props.value.clone(), move |value| typed.set(value.to_string()));
    }
    let search = {
        let (typed, pending, on_search) = (typed.clone(), pending.clone(), props.on_search.clone());
        move |text: String, wait: u32| {
            typed.set(text.clone());
            let on_search = on_search.clone();
            *pending.borrow_mut() = Some(Timeout::new(wait, move || on_search.emit(text.trim().to_owned())));
        }
    };
    let oninput = {
        let (search, typed) = (search.clone(), typed.clone());
        Callback::from(move |event: InputEvent| {
            let text = event.target_unchecked_into::<HtmlInputElement>().value();
            if event.is_composing() { typed.set(text) } else { search(text, PAUSE_MS) }
        })
    };
    {
        let search = search.clone();
        use_composition_end(node.clone(), Callback::from(move |text| search(text, PAUSE_MS)));
    }
    let onkeydown = {
        let search = search.clone();
        Callback::from(move |event: KeyboardEvent| {
            if Press::of(&event) == Some(Press::Enter) {
                event.prevent_default();
                search(event.target_unchecked_into::<HtmlInputElement>().value(), 0);
            }
        })
    };
    let clear = {
        let node = node.clone();
        Callback::from(move |_| {
            search(String::new(), 0);
            if let Some(input) = node.cast::<HtmlInputElement>() {
                let _detached = input.focus();
            }
        })
    };
    html! {
        <div class="pf-v6-c-text-input-group hf-search" role="search">
            <div class="pf-v6-c-text-input-group__main pf-m-icon">
                <span class="pf-v6-c-text-input-group__text">
                    <span class="pf-v6-c-text-input-group__icon"><Icon name={IconName::Search} /></span>
                    <input
                        ref={node}
                        class="pf-v6-c-text-input-group__text-input"
                        type="text"
                        enterkeyhint="search"
                        autocomplete="off"
                        value={(*typed).clone()}
                        aria-label={props.label.clone()}
                        placeholder={props.placeholder.clone()}
                        {oninput}
                        {onkeydown}
                    />
                </span>
            </div>
            if !typed.is_empty() {
                <div class="pf-v6-c-text-input-group__utilities">
                    <Button look={Look::Plain} icon={IconName::Close} aria_label={words.search_clear.clone()} onclick={clear} />
                </div>
            }
        </div>
    }
}
