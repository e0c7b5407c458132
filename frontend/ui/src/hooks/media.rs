use gloo_events::EventListener;
use yew::prelude::*;

/// Whether a media query holds, kept up to date.
#[hook]
pub fn use_media(query: &'static str) -> bool {
    let matches = use_state(|| list(query).is_some_and(|list| list.matches()));
    {
        let matches = matches.clone();
        use_effect_with(query, move |query| {
            let listener = list(query).map(|list| {
                let watched = list.clone();
                EventListener::new(&list, "change", move |_| matches.set(watched.matches()))
            });
            move || drop(listener)
        });
    }
    *matches
}

fn list(query: &str) -> Option<web_sys::MediaQueryList> {
    web_sys::window()?.match_media(query).ok()?
}
