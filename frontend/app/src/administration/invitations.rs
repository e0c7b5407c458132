use api_types::{
    invitations::{Invitation, IssuedLink},
    pages::PageQuery,
};
use client::{act, use_act, use_query};
use ui::{Button, Card, EmptyState, IconName, Label, Look, Menu, MenuItem, Tone, Toolbar};
use yew::prelude::*;

use super::{InviteDialog, LinkDialog};
use crate::{
    failures::{self, use_failure_toast},
    paging::{PAGE, Place, Turner},
    t,
    text::{Text, use_text},
    when::moment,
};

/// Invitations that wait to be used.
#[component]
pub fn Invitations() -> Html {
    let text = use_text();
    let place = use_state(|| Place { number: 1, cursor: None });
    let is_inviting = use_state(|| false);
    let link = use_state(|| None::<IssuedLink>);
    let waiting = use_query(place.cursor.clone(), |api, cursor| {
        client::invitations(&api, &PageQuery { limit: Some(PAGE), cursor })
    });
    let change = use_act(waiting.reload.clone());
    use_failure_toast(&change.failure, Callback::noop());
    let on_turn = {
        let place = place.setter();
        Callback::from(move |next| place.set(next))
    };
    let invite = |open: bool| {
        let is_inviting = is_inviting.setter();
        move || is_inviting.set(open)
    };
    let (open, close) = (invite(true), invite(false));
    let on_link = {
        let (link, close, reload) = (link.setter(), invite(false), waiting.reload.clone());
        Callback::from(move |issued| {
            close();
            link.set(Some(issued));
            reload.emit(());
        })
    };
    let close_link = {
        let link = link.setter();
        Callback::from(move |()| link.set(None))
    };
    let actions_of = |invitation: &Invitation| {
        let id = invitation.id;
        let on_link = on_link.clone();
        let renew = change.run.reform(move |()| {
            let on_link = on_link.clone();
            act(move |api| client::renew_invitation(api, id), move |link| on_link.emit(link))
        });
        let withdraw =
            change.run.reform(move |()| act(move |api| client::withdraw_invitation(api, id), drop));
        let items = vec![
            MenuItem::action(t!(text, "invitation-renew"), IconName::Link, renew),
            MenuItem::Danger {
                label: t!(text, "invitation-withdraw"),
                icon: Some(IconName::Close),
                on_pick: withdraw,
            },
        ];
        html! { <Menu label={t!(text, "actions-for", name = invitation.display_name.clone())} {items} /> }
    };
    html! {
        <Card flush=true>
            <Toolbar label={t!(text, "invitations")}>
                <Button look={Look::Primary} icon={IconName::Plus} onclick={Callback::from(move |_: MouseEvent| open())}>
                    { t!(text, "invite") }
                </Button>
            </Toolbar>
            { failures::show(&waiting.remote, &waiting.reload, |page| {
                if page.items.is_empty() {
                    return html! {
                        <EmptyState title={t!(text, "invitations-none")} icon={IconName::Inbox}>
                            <p>{ t!(text, "invitations-none-text") }</p>
                        </EmptyState>
                    };
                }
                html! {
                    <>
                        <ul class="hf-lines" aria-label={t!(text, "invitations")}>
                            { for page.items.iter().map(|invitation| line(&text, invitation, actions_of(invitation))) }
                        </ul>
                        <Turner
                            place={(*place).clone()}
                            shown={page.items.len()}
                            next_cursor={page.next_cursor.clone()}
                            on_turn={on_turn.clone()}
                        />
                    </>
                }
            }) }
            if *is_inviting {
                <InviteDialog on_close={Callback::from(move |()| close())} {on_link} />
            }
            if let Some(link) = &*link {
                <LinkDialog link={link.clone()} on_close={close_link} />
            }
        </Card>
    }
}

fn line(text: &Text, invitation: &Invitation, actions: Html) -> Html {
    let is_over = js_sys::Date::now() > invitation.expires_at.timestamp_millis() as f64;
    html! {
        <li key={invitation.id.to_string()} class="hf-lines__line">
            <span class="hf-stacked">
                <span class="hf-lines__name">
                    { &invitation.display_name }
                    <Label>{ text.word("role", invitation.role.as_str()) }</Label>
                </span>
                <span class="hf-quiet">{ &invitation.organisation.name }</span>
            </span>
            <span class="hf-lines__end">
                if is_over {
                    <Label tone={Tone::Warning}>{ t!(text, "invitation-over") }</Label>
                } else {
                    <span class="hf-quiet">{ t!(text, "invitation-until", until = moment(invitation.expires_at)) }</span>
                }
                { actions }
            </span>
        </li>
    }
}
