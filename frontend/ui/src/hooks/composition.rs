use gloo_events::EventListener;
use web_sys::HtmlInputElement;
use yew::prelude::*;

/// Calls `ended` with the input's text when an input method has finished; yew has no listener for it.
#[hook]
pub fn use_composition_end(node: NodeRef, ended: Callback<String>) {
    use_effect_with((node, ended), |(node, ended)| {
        let listener = node.cast::<HtmlInputElement>().map(|input| {
            let (ended, watched) = (ended.clone(), input.clone());
            EventListener::new(&input, "compositionend", move |_| ended.emit(watched.value()))
        });
        move || drop(listener)
    });
}
