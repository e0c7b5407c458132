use std::rc::Rc;

use api_types::{
    invitations::IssuedLink,
    pages::PageQuery,
    users::{User, UserFilter},
};
use client::use_query;
use domain::{
    access::Permission,
    ids::UserId,
    users::{AccountState, Role},
};
use ui::{
    Button, Card, Column, DataTable, EmptyState, FilterChip, FilterChips, IconName, Label, Look, RowIdentity,
    SearchInput, Select, SelectOption, Tone, Toolbar,
};
use yew::prelude::*;

use super::view::DirectoryView;
use crate::{
    administration::{InviteDialog, LinkDialog, UserActions, UserDialog},
    failures,
    paging::{PAGE, Turner},
    session::use_session,
    t,
    text::{Text, use_text},
};

#[derive(Properties, PartialEq)]
pub struct ColleaguesProps {
    pub view: DirectoryView,
    pub on_view: Callback<DirectoryView>,
}

/// Who works in the operation, where, and as what.
#[component]
pub fn Colleagues(props: &ColleaguesProps) -> Html {
    let text = use_text();
    let view = &props.view;
    let place = view.place();
    let filter = UserFilter {
        organisation_id: view.organisation_id,
        role: view.role,
        state: view.account,
        q: view.q.clone(),
    };
    let edited = use_state(|| None::<UserId>);
    let is_inviting = use_state(|| false);
    let link = use_state(|| None::<IssuedLink>);
    let Some(session) = use_session() else { return Html::default() };
    let may_write = session.may(Permission::UsersWrite);
    let users = use_query((filter, place.cursor.clone()), |api, (filter, cursor)| {
        client::users(&api, &filter, &PageQuery { limit: Some(PAGE), cursor })
    });
    let changed = |change: fn(&mut DirectoryView, Option<String>)| {
        let (on_view, view) = (props.on_view.clone(), view.clone());
        Callback::from(move |value: String| {
            let mut next = view.clone().at_start();
            change(&mut next, Some(value).filter(|value| !value.is_empty()));
            on_view.emit(next);
        })
    };
    let on_turn = {
        let (on_view, view) = (props.on_view.clone(), view.clone());
        Callback::from(move |place| on_view.emit(view.clone().turned(place)))
    };
    let everywhere = {
        let (on_view, view) = (props.on_view.clone(), view.clone());
        Callback::from(move |()| {
            on_view.emit(DirectoryView { organisation_id: None, ..view.clone().at_start() })
        })
    };
    let edit = |id: Option<UserId>| {
        let edited = edited.setter();
        move || edited.set(id)
    };
    let on_edit = {
        let edited = edited.setter();
        Callback::from(move |id| edited.set(Some(id)))
    };
    let on_saved = {
        let (close, reload) = (edit(None), users.reload.clone());
        Callback::from(move |()| {
            close();
            reload.emit(());
        })
    };
    let close_edit = edit(None);
    let set_inviting = {
        let is_inviting = is_inviting.setter();
        Callback::from(move |open| is_inviting.set(open))
    };
    let on_link = {
        let (link, set_inviting) = (link.setter(), set_inviting.clone());
        Callback::from(move |issued: IssuedLink| {
            set_inviting.emit(false);
            link.set(Some(issued));
        })
    };
    let close_link = {
        let link = link.setter();
        Callback::from(move |()| link.set(None))
    };
    let actions = may_write.then(|| (on_edit, users.reload.clone()));
    let end = html! {
        if may_write {
            <Button look={Look::Primary} icon={IconName::Plus} onclick={set_inviting.reform(|_: MouseEvent| true)}>
                { t!(text, "invite") }
            </Button>
        }
    };
    html! {
        <Card flush=true>
            <Toolbar label={t!(text, "colleagues-filter")} {end}>
                <SearchInput
                    value={view.q.clone().unwrap_or_default()}
                    label={t!(text, "colleagues-search")}
                    placeholder={t!(text, "colleagues-search")}
                    on_search={changed(|view, q| view.q = q)}
                />
                <Select
                    aria_label={t!(text, "user-role")}
                    placeholder={t!(text, "colleagues-every-role")}
                    value={view.role.map(Role::as_str).unwrap_or_default()}
                    options={Role::ALL.iter().map(|role| SelectOption::new(role.as_str(), text.word("role", role.as_str()))).collect::<Vec<_>>()}
                    on_change={changed(|view, role| view.role = role.and_then(|role| role.parse().ok()))}
                />
                if may_write {
                    <Select
                        aria_label={t!(text, "user-state")}
                        value={view.account.unwrap_or(AccountState::Open).as_str()}
                        options={AccountState::ALL.iter().map(|state| SelectOption::new(state.as_str(), text.word("account-state", state.as_str()))).collect::<Vec<_>>()}
                        on_change={changed(|view, state| view.account = state.and_then(|state| state.parse().ok()).filter(|state| *state != AccountState::Open))}
                    />
                }
            </Toolbar>
            { failures::show(&users.remote, &users.reload, |page| {
                let name = page.items.first().map(|user| user.organisation.name.clone());
                let chips = view.organisation_id.map(|_| FilterChip {
                    text: AttrValue::from(name.clone().unwrap_or_else(|| t!(text, "colleagues-one-organisation").to_string())),
                    remove_label: t!(text, "colleagues-everywhere"),
                    on_remove: everywhere.clone(),
                });
                html! {
                    <>
                        <FilterChips label={t!(text, "colleagues-filter")} chips={chips.into_iter().collect::<Vec<_>>()} />
                        if page.items.is_empty() {
                            <EmptyState title={t!(text, "colleagues-none")} icon={IconName::Users}>
                                <p>{ t!(text, "directory-none-text") }</p>
                            </EmptyState>
                        } else {
                            <DataTable<User>
                                label={t!(text, "colleagues")}
                                columns={columns(&text, actions.clone())}
                                rows={Rc::new(page.items.clone())}
                                identity={RowIdentity { key: |user: &User| user.id.to_string(), label: |user: &User| AttrValue::from(user.display_name.clone()) }}
                                refreshing={users.is_refreshing}
                            />
                            <Turner
                                place={place.clone()}
                                shown={page.items.len()}
                                next_cursor={page.next_cursor.clone()}
                                {on_turn}
                            />
                        }
                    </>
                }
            }) }
            if let Some(id) = *edited {
                <UserDialog key={id.to_string()} {id} on_close={Callback::from(move |()| close_edit())} {on_saved} />
            }
            if *is_inviting {
                <InviteDialog on_close={set_inviting.reform(|()| false)} {on_link} />
            }
            if let Some(link) = &*link {
                <LinkDialog link={link.clone()} on_close={close_link} />
            }
        </Card>
    }
}

/// What edits a user, and what fetches the list again.
type Actions = (Callback<UserId>, Callback<()>);

fn columns(text: &Text, actions: Option<Actions>) -> Vec<Column<User>> {
    let (role, duty) = (text.clone(), text.clone());
    let mut columns = vec![
        Column::new("name", t!(text, "user-name"), |user: &User| html! { &user.display_name }).fixed(),
        Column::new(
            "organisation",
            t!(text, "organisation"),
            |user: &User| html! { &user.organisation.name },
        ),
        Column::new(
            "role",
            t!(text, "user-role"),
            move |user: &User| html! { role.word("role", user.role.as_str()) },
        ),
        Column::new("duties", t!(text, "user-duties"), move |user: &User| {
            if user.duties.is_empty() {
                return html! { <span class="hf-quiet">{ "—" }</span> };
            }
            html! {
                <span class="hf-labels">
                    { for user.duties.iter().map(|of| html! { <Label tone={Tone::Info}>{ duty.word("duty", of.as_str()) }</Label> }) }
                </span>
            }
        }),
    ];
    if let Some((on_edit, on_changed)) = actions {
        columns.push(Column::new("actions", t!(text, "actions"), move |user: &User| {
            html! { <UserActions user={user.clone()} on_edit={on_edit.clone()} on_changed={on_changed.clone()} /> }
        }));
    }
    columns
}
