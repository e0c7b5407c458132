use wasm_bindgen::JsCast;
use web_sys::HtmlElement;
use yew::prelude::*;

use crate::{Button, Icon, IconName, Look, MenuItem, Press, use_dismiss, use_id};

/// Which edge of its button the menu hangs on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum MenuAlign {
    Start,
    #[default]
    End,
}

#[derive(Properties, PartialEq)]
pub struct MenuProps {
    /// The button's name; also its text unless `icon` stands alone.
    pub label: AttrValue,
    #[prop_or_default]
    pub icon: Option<IconName>,
    /// The text on the button. Without one it shows only the icon (three dots unless another is given).
    #[prop_or_default]
    pub text: Option<AttrValue>,
    #[prop_or_default]
    pub align: MenuAlign,
    pub items: Vec<MenuItem>,
}

/// A button that opens a list of actions: arrows move, Enter picks, Escape closes and gives the focus back.
#[component]
pub fn Menu(props: &MenuProps) -> Html {
    let id = use_id();
    let root = use_node_ref();
    let list = use_node_ref();
    let toggle = use_node_ref();
    let is_open = use_state(|| false);
    let close = {
        let is_open = is_open.clone();
        Callback::from(move |()| is_open.set(false))
    };
    let close_and_return = {
        let (close, toggle) = (close.clone(), toggle.clone());
        Callback::from(move |()| {
            close.emit(());
            focus(toggle.cast());
        })
    };
    use_dismiss(root.clone(), *is_open, close.clone());
    {
        let (list, toggle) = (list.clone(), toggle.clone());
        use_effect_with((*is_open, props.align), move |(is_open, align)| {
            if *is_open {
                place(&toggle, &list, *align);
                focus(items(&list).into_iter().next());
            }
        });
    }
    let onclick = {
        let is_open = is_open.clone();
        Callback::from(move |_: MouseEvent| is_open.set(!*is_open))
    };
    let onkeydown = {
        let (list, is_open, close, close_and_return) =
            (list.clone(), is_open.clone(), close.clone(), close_and_return.clone());
        Callback::from(move |event: KeyboardEvent| match Press::of(&event) {
            Some(Press::Down | Press::Up) if !*is_open => {
                event.prevent_default();
                is_open.set(true);
            }
            Some(press @ (Press::Down | Press::Up | Press::Home | Press::End)) => {
                event.prevent_default();
                move_focus(&items(&list), press);
            }
            Some(Press::Escape) if *is_open => {
                event.stop_propagation();
                event.prevent_default();
                close_and_return.emit(());
            }
            Some(Press::Tab) => close.emit(()),
            _ => {}
        })
    };
    let expanded = if *is_open { "true" } else { "false" };
    let icon_alone = props.text.is_none();
    html! {
        <div class="hf-menu-root" ref={root} {onkeydown}>
            <Button
                node={toggle}
                look={if icon_alone { Look::Plain } else { Look::Secondary }}
                icon={if icon_alone { Some(props.icon.unwrap_or(IconName::Kebab)) } else { props.icon }}
                aria_label={icon_alone.then(|| props.label.clone())}
                aria_haspopup="menu"
                aria_expanded={expanded}
                aria_controls={id.clone()}
                {onclick}
            >
                if let Some(text) = &props.text {
                    <span class="hf-menu__toggle-text">{ text }<Icon name={IconName::ChevronDown} /></span>
                }
            </Button>
            <ul ref={list} {id} class="hf-menu" role="menu" aria-label={props.label.clone()} hidden={!*is_open}>
                { for props.items.iter().enumerate().map(|(index, item)| item.render(index, &closing(item, &close_and_return))) }
            </ul>
        </div>
    }
}

fn closing(item: &MenuItem, close: &Callback<()>) -> Callback<()> {
    if item.pickable().is_some() { close.clone() } else { Callback::noop() }
}

fn items(list: &NodeRef) -> Vec<HtmlElement> {
    let Some(found) = list.cast::<HtmlElement>().and_then(|list| list.query_selector_all("button").ok())
    else {
        return Vec::new();
    };
    (0..found.length()).filter_map(|index| found.item(index)?.dyn_into().ok()).collect()
}

fn move_focus(items: &[HtmlElement], press: Press) {
    let active =
        web_sys::window().and_then(|window| window.document()).and_then(|document| document.active_element());
    let at =
        items.iter().position(|item| active.as_ref().is_some_and(|active| active.is_same_node(Some(item))));
    let last = items.len().saturating_sub(1);
    let next = match (press, at) {
        (Press::Home, _) | (Press::Down, None) => 0,
        (Press::Down, Some(at)) if at >= last => 0,
        (Press::Down, Some(at)) => at + 1,
        (Press::Up, Some(at)) if at > 0 => at - 1,
        _ => last,
    };
    focus(items.get(next).cloned());
}

fn focus(element: Option<HtmlElement>) {
    if let Some(element) = element {
        let _hidden = element.focus();
    }
}

/// Hangs the list on its button by viewport coordinates, so that a scrolling table does not cut it off.
fn place(toggle: &NodeRef, list: &NodeRef, align: MenuAlign) -> Option<()> {
    let button = toggle.cast::<HtmlElement>()?.get_bounding_client_rect();
    let list = list.cast::<HtmlElement>()?;
    let size = list.get_bounding_client_rect();
    let window = web_sys::window()?;
    let (width, height) = (window.inner_width().ok()?.as_f64()?, window.inner_height().ok()?.as_f64()?);
    let below = button.bottom() + 4.0;
    let top =
        if below + size.height() > height { (button.top() - size.height() - 4.0).max(4.0) } else { below };
    let left = match align {
        MenuAlign::Start => button.left(),
        MenuAlign::End => button.right() - size.width(),
    };
    let left = left.min(width - size.width() - 8.0).max(8.0);
    let style = list.style();
    style.set_property("top", &format!("{}px", top as i32)).ok()?;
    style.set_property("left", &format!("{}px", left as i32)).ok()
}
