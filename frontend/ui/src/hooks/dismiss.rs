use gloo_events::EventListener;
use wasm_bindgen::JsCast;
use yew::prelude::*;

/// Calls `close` when the reader presses the pointer outside of `inside` or scrolls the page, while `open`.
#[hook]
pub fn use_dismiss(inside: NodeRef, open: bool, close: Callback<()>) {
    use_effect_with((inside, open, close), |(inside, open, close)| {
        let listeners = open.then(|| listen(inside, close)).flatten();
        move || drop(listeners)
    });
}

fn listen(inside: &NodeRef, close: &Callback<()>) -> Option<[EventListener; 2]> {
    let document = web_sys::window()?.document()?;
    let pointer = {
        let (inside, close) = (inside.clone(), close.clone());
        // Not when the pointer goes down: what closes may move what is being clicked away from under it.
        EventListener::new(&document, "click", move |event| {
            if !contains(&inside, event) {
                close.emit(());
            }
        })
    };
    let resize = {
        let close = close.clone();
        EventListener::new(web_sys::window()?.as_ref(), "resize", move |_| close.emit(()))
    };
    Some([pointer, resize])
}

fn contains(inside: &NodeRef, event: &web_sys::Event) -> bool {
    let target = event.target().and_then(|target| target.dyn_into::<web_sys::Node>().ok());
    inside.get().is_some_and(|node| node.contains(target.as_ref()))
}
