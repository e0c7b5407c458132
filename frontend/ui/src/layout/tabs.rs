use web_sys::HtmlElement;
use yew::prelude::*;

use crate::{Press, use_id};

/// One tab: its key stands in the page's address.
#[derive(Debug, Clone, PartialEq)]
pub struct Tab {
    pub key: AttrValue,
    pub label: AttrValue,
    pub count: Option<AttrValue>,
}

#[derive(Properties, PartialEq)]
pub struct TabsProps {
    pub label: AttrValue,
    pub tabs: Vec<Tab>,
    pub current: AttrValue,
    pub on_change: Callback<AttrValue>,
    /// The panel of the current tab.
    pub children: Html,
}

/// Views of one thing behind each other; arrows move between them.
#[component]
pub fn Tabs(props: &TabsProps) -> Html {
    let id = use_id();
    let list = use_node_ref();
    {
        let list = list.clone();
        use_effect_with(props.current.clone(), move |_| {
            let _all_fit = show_current(&list);
        });
    }
    let onkeydown = {
        let (tabs, current, on_change, list) =
            (props.tabs.clone(), props.current.clone(), props.on_change.clone(), list.clone());
        Callback::from(move |event: KeyboardEvent| {
            if let Some(next) = Press::of(&event).and_then(|press| neighbour(&tabs, &current, press)) {
                event.prevent_default();
                focus(&list, next);
                if let Some(tab) = tabs.get(next) {
                    on_change.emit(tab.key.clone());
                }
            }
        })
    };
    let tab = |tab: &Tab| {
        let is_current = tab.key == props.current;
        let onclick = {
            let (on_change, key) = (props.on_change.clone(), tab.key.clone());
            Callback::from(move |_: MouseEvent| on_change.emit(key.clone()))
        };
        html! {
            <button
                key={tab.key.to_string()}
                id={format!("{id}-{}", tab.key)}
                type="button"
                role="tab"
                class={classes!("hf-tab", is_current.then_some("hf-tab--current"))}
                aria-selected={if is_current { "true" } else { "false" }}
                aria-controls={format!("{id}-panel")}
                tabindex={if is_current { "0" } else { "-1" }}
                {onclick}
            >
                { &tab.label }
                if let Some(count) = &tab.count {
                    <span class="hf-tab__count">{ count }</span>
                }
            </button>
        }
    };
    html! {
        <div>
            <div ref={list} class="hf-tabs" role="tablist" aria-label={props.label.clone()} {onkeydown}>
                { for props.tabs.iter().map(tab) }
            </div>
            <div
                id={format!("{id}-panel")}
                class="hf-tab-panel"
                role="tabpanel"
                aria-labelledby={format!("{id}-{}", props.current)}
            >
                { props.children.clone() }
            </div>
        </div>
    }
}

fn neighbour(tabs: &[Tab], current: &AttrValue, press: Press) -> Option<usize> {
    let last = tabs.len().checked_sub(1)?;
    let at = tabs.iter().position(|tab| tab.key == *current).unwrap_or(0);
    match press {
        Press::Right => Some(if at == last { 0 } else { at + 1 }),
        Press::Left => Some(at.checked_sub(1).unwrap_or(last)),
        Press::Home => Some(0),
        Press::End => Some(last),
        _ => None,
    }
}

/// On a phone the tabs do not fit: scrolls them, and nothing else, until the current one is seen whole.
fn show_current(list: &NodeRef) -> Option<()> {
    let list = list.cast::<HtmlElement>()?;
    let current = list.query_selector("[aria-selected=true]").ok()??.get_bounding_client_rect();
    let seen = list.get_bounding_client_rect();
    let beyond = (current.right() - seen.right()).max(0.0) + (current.left() - seen.left()).min(0.0);
    list.set_scroll_left(list.scroll_left() + beyond.round() as i32);
    Some(())
}

fn focus(list: &NodeRef, index: usize) -> Option<()> {
    let list = list.cast::<HtmlElement>()?;
    let tab = list.children().item(u32::try_from(index).ok()?)?;
    wasm_bindgen::JsCast::dyn_into::<HtmlElement>(tab).ok()?.focus().ok()
}
