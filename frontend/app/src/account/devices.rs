use api_types::{
    pages::{MAX_LIMIT, PageQuery},
    sessions::OwnSession,
};
use client::{act, use_act, use_query};
use ui::{Button, Card, Label, Look, Size, Tone};
use yew::prelude::*;

use crate::{
    administration::use_told,
    failures::{self, use_failure_toast},
    t,
    text::{Text, use_text},
    when::moment,
};

/// The devices on which one is signed in.
#[component]
pub fn Devices() -> Html {
    let text = use_text();
    let sessions = use_query((), |api, ()| {
        client::own_sessions(&api, &PageQuery { limit: Some(MAX_LIMIT), cursor: None })
    });
    let told = use_told(&sessions.reload);
    let end = use_act(told);
    use_failure_toast(&end.failure, sessions.reload.clone());
    let end_others = end.run.reform(|_: MouseEvent| act(client::end_other_sessions, drop));
    let has_others = sessions.remote.ready().is_some_and(|page| page.items.len() > 1);
    let actions = html! {
        if has_others {
            <Button size={Size::Small} busy={end.is_running} onclick={end_others}>{ t!(text, "devices-end-others") }</Button>
        }
    };
    html! {
        <Card title={t!(text, "devices")} {actions} flush=true>
            { failures::show(&sessions.remote, &sessions.reload, |page| html! {
                <ul class="hf-lines" aria-label={t!(text, "devices")}>
                    { for page.items.iter().map(|session| {
                        let id = session.id;
                        let onclick = end.run.reform(move |_: MouseEvent| act(move |api| client::end_session(api, id), drop));
                        line(&text, session, onclick)
                    }) }
                </ul>
            }) }
        </Card>
    }
}

fn line(text: &Text, session: &OwnSession, onclick: Callback<MouseEvent>) -> Html {
    let name = device(text, &session.user_agent);
    html! {
        <li key={session.id.to_string()} class="hf-lines__line">
            <span class="hf-stacked">
                <span class="hf-lines__name">{ &name }</span>
                <span class="hf-quiet">
                    { t!(text, "device-since", since = moment(session.created_at), used = moment(session.last_used_at)) }
                </span>
            </span>
            <span class="hf-lines__end">
                if session.is_current {
                    <Label tone={Tone::Success}>{ t!(text, "device-this") }</Label>
                } else {
                    <Button size={Size::Small} look={Look::Secondary} {onclick} aria_label={t!(text, "device-end-of", name = name.clone())}>
                        { t!(text, "device-end") }
                    </Button>
                }
            </span>
        </li>
    }
}

/// "Chrome · Windows", as far as the browser says so; otherwise what it says.
fn device(text: &Text, user_agent: &str) -> AttrValue {
    const BROWSERS: [(&str, &str); 6] = [
        ("MicroMessenger", "微信"),
        ("Edg", "Edge"),
        ("Firefox", "Firefox"),
        ("HeadlessChrome", "Chrome"),
        ("Chrome", "Chrome"),
        ("Safari", "Safari"),
    ];
    const SYSTEMS: [(&str, &str); 6] = [
        ("Android", "Android"),
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Windows", "Windows"),
        ("Mac OS", "macOS"),
        ("Linux", "Linux"),
    ];
    let named = |known: &[(&str, &'static str)]| {
        known.iter().find(|(mark, _)| user_agent.contains(mark)).map(|(_, name)| *name)
    };
    match (named(&BROWSERS), named(&SYSTEMS)) {
        (Some(browser), Some(system)) => AttrValue::from(format!("{browser} · {system}")),
        (Some(one), None) | (None, Some(one)) => AttrValue::Static(one),
        (None, None) if user_agent.is_empty() => t!(text, "device-unknown"),
        (None, None) => AttrValue::from(user_agent.to_owned()),
    }
}
