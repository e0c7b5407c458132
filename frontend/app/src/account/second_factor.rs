use api_types::second_factor::{PasswordProof, RecoveryCodes, SecondFactorCode, SecondFactorOffer};
use client::{act, use_act, use_query};
use ui::{Alert, Button, Card, Dialog, Field, IconName, Label, Look, TextInput, Tone};
use yew::prelude::*;

use crate::{
    administration::FormDialog,
    failures::{self, field_error},
    t,
    text::use_text,
};

/// What the reader is about to do, with the password as its key.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Task {
    SetUp,
    NewCodes,
    Remove,
}

/// Where that has come to.
#[derive(Clone, PartialEq)]
enum Step {
    Idle,
    Password(Task),
    Scan(SecondFactorOffer),
    Codes(RecoveryCodes),
}

/// Whether a code of an app is asked for after the password, and the ways to change that.
#[component]
pub fn SecondFactorCard() -> Html {
    let text = use_text();
    let state = use_query((), |api, ()| client::second_factor(&api));
    let step = use_state(|| Step::Idle);
    let go = {
        let (step, reload) = (step.setter(), state.reload.clone());
        Callback::from(move |next: Step| {
            if matches!(next, Step::Idle | Step::Codes(_)) {
                reload.emit(());
            }
            step.set(next);
        })
    };
    let begin = |task: Task| go.reform(move |_: MouseEvent| Step::Password(task));
    html! {
        <Card title={t!(text, "second-factor")}>
            { failures::show(&state.remote, &state.reload, |now| html! {
                if now.is_on {
                    <p class="hf-labels">
                        <Label tone={Tone::Success}>{ t!(text, "second-factor-on") }</Label>
                        { t!(text, "second-factor-codes-left", count = now.recovery_codes_left) }
                    </p>
                    <div class="hf-labels">
                        <Button onclick={begin(Task::NewCodes)}>{ t!(text, "second-factor-new-codes") }</Button>
                        <Button look={Look::Danger} onclick={begin(Task::Remove)}>{ t!(text, "second-factor-remove") }</Button>
                    </div>
                } else {
                    <p class="hf-quiet">{ t!(text, "second-factor-text") }</p>
                    <div><Button icon={IconName::ShieldCheck} onclick={begin(Task::SetUp)}>{ t!(text, "second-factor-set-up") }</Button></div>
                }
            }) }
            { match &*step {
                Step::Idle => Html::default(),
                Step::Password(task) => html! { <AskPassword task={*task} on_step={go.clone()} /> },
                Step::Scan(offer) => html! { <Scan offer={offer.clone()} on_step={go.clone()} /> },
                Step::Codes(codes) => html! { <Codes codes={codes.codes.clone()} on_step={go.clone()} /> },
            } }
        </Card>
    }
}

#[derive(Properties, PartialEq)]
struct AskPasswordProps {
    task: Task,
    on_step: Callback<Step>,
}

#[component]
fn AskPassword(props: &AskPasswordProps) -> Html {
    let text = use_text();
    let password = use_state(String::new);
    let change = use_act(Callback::noop());
    let on_submit = {
        let (password, task, on_step, run) =
            ((*password).clone(), props.task, props.on_step.clone(), change.run.clone());
        Callback::from(move |()| {
            let (proof, on_step) = (PasswordProof { password: password.clone() }, on_step.clone());
            run.emit(match task {
                Task::SetUp => act(
                    move |api| client::prepare_second_factor(api, &proof),
                    move |offer| on_step.emit(Step::Scan(offer)),
                ),
                Task::NewCodes => act(
                    move |api| client::replace_recovery_codes(api, &proof),
                    move |codes| on_step.emit(Step::Codes(codes)),
                ),
                Task::Remove => act(
                    move |api| client::remove_second_factor(api, &proof),
                    move |()| on_step.emit(Step::Idle),
                ),
            });
        })
    };
    let on_change = {
        let password = password.setter();
        Callback::from(move |value| password.set(value))
    };
    let title = match props.task {
        Task::SetUp => t!(text, "second-factor-set-up"),
        Task::NewCodes => t!(text, "second-factor-new-codes"),
        Task::Remove => t!(text, "second-factor-remove"),
    };
    let error = field_error(&text, change.failure.as_ref(), "/password");
    html! {
        <FormDialog
            title={title.clone()}
            action={title}
            busy={change.is_running}
            failure={change.failure.clone()}
            {on_submit}
            on_close={props.on_step.reform(|()| Step::Idle)}
        >
            <Field label={t!(text, "password-current")} help={t!(text, "second-factor-password-help")} {error} required=true>
                <TextInput kind="password" autocomplete="current-password" value={(*password).clone()} {on_change} />
            </Field>
        </FormDialog>
    }
}

#[derive(Properties, PartialEq)]
struct ScanProps {
    offer: SecondFactorOffer,
    on_step: Callback<Step>,
}

/// The secret for the app, and its first code back.
#[component]
fn Scan(props: &ScanProps) -> Html {
    let text = use_text();
    let code = use_state(String::new);
    let confirm = use_act(Callback::noop());
    let on_submit = {
        let (code, on_step, run) = ((*code).clone(), props.on_step.clone(), confirm.run.clone());
        Callback::from(move |()| {
            let (code, on_step) = (SecondFactorCode { code: code.clone() }, on_step.clone());
            run.emit(act(
                move |api| client::confirm_second_factor(api, &code),
                move |codes| on_step.emit(Step::Codes(codes)),
            ));
        })
    };
    let on_change = {
        let code = code.setter();
        Callback::from(move |value| code.set(value))
    };
    let error = field_error(&text, confirm.failure.as_ref(), "/code");
    let offer = &props.offer;
    html! {
        <FormDialog
            title={t!(text, "second-factor-set-up")}
            action={t!(text, "second-factor-confirm")}
            busy={confirm.is_running}
            failure={confirm.failure.clone()}
            {on_submit}
            on_close={props.on_step.reform(|()| Step::Idle)}
        >
            <div class="hf-stack">
                <p>{ t!(text, "second-factor-scan") }</p>
                <svg class="hf-qr" viewBox={format!("0 0 {0} {0}", offer.qr_size)} role="img" aria-label={t!(text, "second-factor-qr")}>
                    <path d={offer.qr_path.clone()} />
                </svg>
            </div>
            <div class="hf-stack">
                <p class="hf-quiet">{ t!(text, "second-factor-type") }</p>
                <code class="hf-link">{ grouped(&offer.secret) }</code>
                <Field label={t!(text, "second-factor-code")} {error} required=true>
                    <TextInput inputmode="numeric" autocomplete="one-time-code" maxlength="6" value={(*code).clone()} {on_change} />
                </Field>
            </div>
        </FormDialog>
    }
}

/// In groups of four, as people read it aloud.
fn grouped(secret: &str) -> String {
    let letters: Vec<char> = secret.chars().collect();
    let groups: Vec<String> = letters.chunks(4).map(|group| group.iter().collect()).collect();
    groups.join(" ")
}

#[derive(Properties, PartialEq)]
struct CodesProps {
    codes: Vec<String>,
    on_step: Callback<Step>,
}

#[component]
fn Codes(props: &CodesProps) -> Html {
    let text = use_text();
    let print = Callback::from(|_: MouseEvent| {
        let _refused = web_sys::window().map(|window| window.print());
    });
    let close = props.on_step.reform(|()| Step::Idle);
    let footer = html! {
        <>
            <Button look={Look::Primary} onclick={close.reform(|_: MouseEvent| ())}>{ t!(text, "second-factor-kept") }</Button>
            <Button icon={IconName::Printer} onclick={print}>{ t!(text, "link-print") }</Button>
        </>
    };
    html! {
        <Dialog title={t!(text, "second-factor-codes")} on_close={close} {footer}>
            <div class="hf-stack hf-printed">
                <p>{ t!(text, "second-factor-codes-text") }</p>
                <ul class="hf-codes">{ for props.codes.iter().map(|code| html! { <li><code>{ code }</code></li> }) }</ul>
                <Alert tone={Tone::Warning} title={t!(text, "second-factor-codes-once")} />
            </div>
        </Dialog>
    }
}
