use std::rc::Rc;

use gloo_timers::callback::Timeout;
use yew::prelude::*;

use crate::{Button, Icon, IconName, Look, Tone, use_words};

const STAYS_MS: u32 = 6_000;

/// What can be done about a toast: undo, open.
#[derive(Debug, Clone, PartialEq)]
pub struct ToastAction {
    pub label: AttrValue,
    pub on_pick: Callback<()>,
}

/// A short message that comes and goes by itself; a failure stays until it is closed.
#[derive(Debug, Clone, PartialEq)]
pub struct Toast {
    pub tone: Tone,
    pub text: AttrValue,
    pub action: Option<ToastAction>,
}

impl Toast {
    pub fn success(text: impl Into<AttrValue>) -> Self {
        Self { tone: Tone::Success, text: text.into(), action: None }
    }

    pub fn danger(text: impl Into<AttrValue>) -> Self {
        Self { tone: Tone::Danger, text: text.into(), action: None }
    }
}

/// Shows toasts.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Toasts(Callback<Toast>);

impl Toasts {
    pub fn show(&self, toast: Toast) {
        self.0.emit(toast);
    }
}

/// The application's toasts.
#[hook]
pub fn use_toasts() -> Toasts {
    use_context::<Toasts>().unwrap_or_default()
}

enum Step {
    Add(Toast),
    Remove(u32),
}

#[derive(Default, PartialEq)]
struct Shown {
    next: u32,
    toasts: Vec<(u32, Toast)>,
}

impl Reducible for Shown {
    type Action = Step;

    fn reduce(self: Rc<Self>, step: Step) -> Rc<Self> {
        let mut toasts = self.toasts.clone();
        let mut next = self.next;
        match step {
            Step::Add(toast) => {
                toasts.push((next, toast));
                next = next.wrapping_add(1);
            }
            Step::Remove(number) => toasts.retain(|(other, _)| *other != number),
        }
        Rc::new(Self { next, toasts })
    }
}

#[derive(Properties, PartialEq)]
pub struct ToastProviderProps {
    pub children: Html,
}

/// Holds the region in which toasts appear; screen readers read them as they come.
#[component]
pub fn ToastProvider(props: &ToastProviderProps) -> Html {
    let words = use_words();
    let shown = use_reducer(Shown::default);
    let toasts = {
        let dispatch = shown.dispatcher();
        use_memo((), move |()| Toasts(Callback::from(move |toast| dispatch.dispatch(Step::Add(toast)))))
    };
    let line = |(number, toast): &(u32, Toast)| {
        let (dispatch, number) = (shown.dispatcher(), *number);
        let on_close = Callback::from(move |()| dispatch.dispatch(Step::Remove(number)));
        html! { <Line key={number} toast={toast.clone()} {on_close} /> }
    };
    html! {
        <ContextProvider<Toasts> context={(*toasts).clone()}>
            { props.children.clone() }
            <section class="hf-toasts" aria-label={words.notifications.clone()} aria-live="polite">
                { for shown.toasts.iter().map(line) }
            </section>
        </ContextProvider<Toasts>>
    }
}

#[derive(Properties, PartialEq)]
struct LineProps {
    toast: Toast,
    on_close: Callback<()>,
}

#[component]
fn Line(props: &LineProps) -> Html {
    let words = use_words();
    {
        let on_close = props.on_close.clone();
        use_effect_with(props.toast.tone, move |tone| {
            let timer = (*tone != Tone::Danger).then(|| Timeout::new(STAYS_MS, move || on_close.emit(())));
            move || drop(timer)
        });
    }
    html! {
        <div class={classes!("hf-toast", props.toast.tone.modifier("hf-toast"))}>
            <span class="hf-toast__icon"><Icon name={props.toast.tone.icon()} /></span>
            <span class="hf-toast__text">{ &props.toast.text }</span>
            if let Some(action) = &props.toast.action {
                <Button look={Look::Link} onclick={action.on_pick.reform(|_| ())}>{ &action.label }</Button>
            }
            <Button
                look={Look::Plain}
                icon={IconName::Close}
                aria_label={words.close.clone()}
                onclick={props.on_close.reform(|_| ())}
            />
        </div>
    }
}
