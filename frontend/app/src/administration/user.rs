use api_types::{
    checks::check,
    invitations::IssuedLink,
    users::{User, UserAccount, UserPatch},
};
use client::{Failure, Remote, act, use_act, use_query};
use domain::{ids::UserId, users::AccountState};
use ui::{
    ConfirmDialog, Consequence, Description, DescriptionList, Dialog, DialogWidth, IconName, Menu, MenuItem,
    Skeleton,
};
use yew::prelude::*;

use super::{
    FormDialog, LinkDialog,
    form_dialog::use_told,
    organisation_picker::PickedOrganisation,
    standing::{StandingFields, StandingForm},
};
use crate::{
    failures::{self, invalid, use_failure_toast},
    session::use_me,
    t,
    text::{Text, use_text},
    when::moment,
};

#[derive(Properties, PartialEq)]
pub struct UserDialogProps {
    pub id: UserId,
    pub on_close: Callback<()>,
    pub on_saved: Callback<()>,
}

/// Changes what a user is here.
#[component]
pub fn UserDialog(props: &UserDialogProps) -> Html {
    let text = use_text();
    let account = use_query(props.id, |api, id| client::user_account(&api, id));
    match &account.remote {
        Remote::Ready(account) => html! {
            <UserForm account={(**account).clone()} on_close={props.on_close.clone()} on_saved={props.on_saved.clone()} />
        },
        remote => html! {
            <Dialog title={t!(text, "user-edit")} width={DialogWidth::Large} on_close={props.on_close.clone()}>
                if matches!(remote, Remote::Loading) {
                    <Skeleton lines={6} />
                } else {
                    { failures::show(remote, &account.reload, |_| Html::default()) }
                }
            </Dialog>
        },
    }
}

#[derive(Properties, PartialEq)]
struct UserFormProps {
    account: UserAccount,
    on_close: Callback<()>,
    on_saved: Callback<()>,
}

#[component]
fn UserForm(props: &UserFormProps) -> Html {
    let text = use_text();
    let account = &props.account;
    let form = use_state(|| StandingForm {
        name: account.display_name.clone(),
        organisation: Some(PickedOrganisation {
            id: account.organisation.id,
            name: account.organisation.name.clone().into(),
        }),
        role: account.role,
        duties: account.duties.clone(),
    });
    let refused = use_state(|| None::<Failure>);
    let told = use_told(&props.on_saved);
    let save = use_act(told);
    let on_submit = {
        let (form, account, run, refused) =
            ((*form).clone(), account.clone(), save.run.clone(), refused.setter());
        Callback::from(move |()| {
            let patch = patch(&account, &form);
            match check(&patch) {
                Ok(()) => {
                    refused.set(None);
                    let (id, revision) = (account.id, account.revision);
                    run.emit(act(move |api| client::update_user(api, id, revision, &patch), drop));
                }
                Err(errors) => refused.set(Some(invalid(errors))),
            }
        })
    };
    let on_form = {
        let form = form.setter();
        Callback::from(move |next| form.set(next))
    };
    let failure = (*refused).clone().or_else(|| save.failure.clone());
    html! {
        <FormDialog
            title={t!(text, "user-edit-of", name = account.display_name.clone())}
            action={t!(text, "save")}
            width={DialogWidth::Large}
            busy={save.is_running}
            failure={failure.clone()}
            {on_submit}
            on_close={props.on_close.clone()}
        >
            <StandingFields form={(*form).clone()} {failure} {on_form} />
            <div class="hf-fields__whole">
                <DescriptionList columns=true items={known(&text, account)} />
            </div>
        </FormDialog>
    }
}

fn known(text: &Text, account: &UserAccount) -> Vec<Description> {
    let seen = account.last_seen_at.map_or_else(|| t!(text, "user-not-seen"), moment);
    let factor =
        if account.second_factor { t!(text, "second-factor-on") } else { t!(text, "second-factor-off") };
    vec![
        Description::new(t!(text, "sign-in-username"), html! { &account.username }),
        Description::new(t!(text, "user-last-seen"), html! { seen }),
        Description::new(t!(text, "second-factor"), html! { factor }),
    ]
}

fn patch(account: &UserAccount, form: &StandingForm) -> UserPatch {
    let mut duties = form.duties.clone();
    duties.sort_unstable();
    UserPatch {
        display_name: (form.name != account.display_name).then(|| form.name.clone()),
        organisation_id: form.organisation_id().filter(|id| *id != account.organisation.id),
        role: (form.role != account.role).then_some(form.role),
        duties: (duties != account.duties).then_some(duties),
        state: None,
    }
}

/// What is asked before it is done to a user.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Question {
    Lock,
    NewPassword,
    RemoveSecondFactor,
}

#[derive(Properties, PartialEq)]
pub struct UserActionsProps {
    pub user: User,
    pub on_edit: Callback<UserId>,
    pub on_changed: Callback<()>,
}

/// The menu of a user's row, for those who administer them.
#[component]
pub fn UserActions(props: &UserActionsProps) -> Html {
    let text = use_text();
    let question = use_state(|| None::<Question>);
    let link = use_state(|| None::<IssuedLink>);
    let Some(me) = use_me() else { return Html::default() };
    let user = &props.user;
    if user.role > me.role {
        return Html::default();
    }
    let ask = |asked: Question| {
        let question = question.setter();
        Callback::from(move |()| question.set(Some(asked)))
    };
    let id = user.id;
    let mut items =
        vec![MenuItem::action(t!(text, "user-edit"), IconName::Edit, props.on_edit.reform(move |()| id))];
    if user.state == AccountState::Open {
        items.push(MenuItem::action(t!(text, "user-reset"), IconName::Refresh, ask(Question::NewPassword)));
        items.push(MenuItem::action(
            t!(text, "user-second-factor-remove"),
            IconName::ShieldCheck,
            ask(Question::RemoveSecondFactor),
        ));
    }
    if user.id != me.id {
        items.push(match user.state {
            AccountState::Open => MenuItem::Danger {
                label: t!(text, "user-lock"),
                icon: Some(IconName::Close),
                on_pick: ask(Question::Lock),
            },
            AccountState::Locked => {
                MenuItem::action(t!(text, "user-unlock"), IconName::CheckCircle, ask(Question::Lock))
            }
        });
    }
    let close = {
        let question = question.setter();
        Callback::from(move |()| question.set(None))
    };
    let on_link = {
        let (link, question) = (link.setter(), question.setter());
        Callback::from(move |issued: IssuedLink| {
            question.set(None);
            link.set(Some(issued));
        })
    };
    let close_link = {
        let link = link.setter();
        Callback::from(move |()| link.set(None))
    };
    let on_done = {
        let (close, on_changed) = (close.clone(), props.on_changed.clone());
        Callback::from(move |()| {
            close.emit(());
            on_changed.emit(());
        })
    };
    html! {
        <>
            <Menu label={t!(text, "actions-for", name = user.display_name.clone())} {items} />
            if let Some(question) = *question {
                <Ask user={user.clone()} {question} on_close={close} {on_done} {on_link} />
            }
            if let Some(link) = &*link {
                <LinkDialog link={link.clone()} on_close={close_link} />
            }
        </>
    }
}

#[derive(Properties, PartialEq)]
struct AskProps {
    user: User,
    question: Question,
    on_close: Callback<()>,
    on_done: Callback<()>,
    on_link: Callback<IssuedLink>,
}

#[component]
fn Ask(props: &AskProps) -> Html {
    let text = use_text();
    let user = &props.user;
    let name = user.display_name.clone();
    let done = use_told(&props.on_done);
    // A link shows itself; everything else is told.
    let told = if props.question == Question::NewPassword { Callback::noop() } else { done };
    let change = use_act(told);
    use_failure_toast(&change.failure, props.on_close.clone());
    let (title, action, consequence, said) = match (props.question, user.state) {
        (Question::Lock, AccountState::Open) => (
            t!(text, "user-lock-title", name = name),
            t!(text, "user-lock"),
            Consequence::Grave,
            t!(text, "user-lock-text"),
        ),
        (Question::Lock, AccountState::Locked) => (
            t!(text, "user-unlock-title", name = name),
            t!(text, "user-unlock"),
            Consequence::Ordinary,
            t!(text, "user-unlock-text"),
        ),
        (Question::NewPassword, _) => (
            t!(text, "user-reset-title", name = name),
            t!(text, "user-reset-submit"),
            Consequence::Ordinary,
            t!(text, "user-reset-text"),
        ),
        (Question::RemoveSecondFactor, _) => (
            t!(text, "user-second-factor-title", name = name),
            t!(text, "user-second-factor-remove"),
            Consequence::Grave,
            t!(text, "user-second-factor-text"),
        ),
    };
    let on_confirm = {
        let (id, question, state, on_link) = (user.id, props.question, user.state, props.on_link.clone());
        change.run.reform(move |()| match question {
            Question::Lock => act(move |api| client::set_user_state(api, id, other(state)), drop),
            Question::NewPassword => {
                let on_link = on_link.clone();
                act(move |api| client::offer_new_password(api, id), move |link| on_link.emit(link))
            }
            Question::RemoveSecondFactor => act(move |api| client::remove_second_factor_of(api, id), drop),
        })
    };
    html! {
        <ConfirmDialog {title} {action} {consequence} {on_confirm} on_close={props.on_close.clone()} busy={change.is_running}>
            <p>{ said }</p>
        </ConfirmDialog>
    }
}

const fn other(state: AccountState) -> AccountState {
    match state {
        AccountState::Open => AccountState::Locked,
        AccountState::Locked => AccountState::Open,
    }
}
