use api_types::problems::{FieldError, Problem};
use client::{Failure, Remote};
use domain::problems::ProblemCode;
use ui::{ErrorState, Skeleton, Toast, use_toasts};
use yew::prelude::*;

use crate::{
    t,
    text::{Text, use_text},
};

/// A failure in the reader's words, in one sentence or two.
pub fn sentence(text: &Text, failure: &Failure) -> AttrValue {
    match failure {
        Failure::Offline => t!(text, "failure-offline"),
        Failure::Unreadable { .. } => t!(text, "failure-unreadable"),
        Failure::Problem(problem) => told(text, problem),
    }
}

/// What the server says of a problem, else what it is called. Where it only names the households, both.
pub fn told(text: &Text, problem: &Problem) -> AttrValue {
    let word = || text.word("problem", problem.code.as_str());
    match &problem.detail {
        Some(named) if problem.code == ProblemCode::AnonymisedSince => format!("{} {named}", word()).into(),
        Some(detail) => AttrValue::from(detail.clone()),
        None => word(),
    }
}

/// A failure that no field shows, in a sentence. That somebody was faster is shown as a conflict, not as a failure.
pub fn general(text: &Text, failure: Option<&Failure>) -> Option<AttrValue> {
    let of_no_field = |failure: &&Failure| {
        failure.code() != Some(ProblemCode::Stale)
            && failure.problem().is_none_or(|problem| problem.errors.is_empty())
    };
    failure.filter(of_no_field).map(|failure| sentence(text, failure))
}

/// What stands at a field that the server or the form's own check refused.
pub fn field_error(text: &Text, failure: Option<&Failure>, pointer: &str) -> Option<AttrValue> {
    let error = failure?.field(pointer)?;
    Some(text.word("problem", error.code.as_str()))
}

#[derive(Properties, PartialEq)]
pub struct FailureStateProps {
    pub failure: Failure,
    #[prop_or_default]
    pub on_retry: Option<Callback<()>>,
}

/// A failure in place of what should stand there.
#[component]
pub fn FailureState(props: &FailureStateProps) -> Html {
    let text = use_text();
    let title = match &props.failure {
        Failure::Offline => t!(text, "failure-offline-title"),
        Failure::Unreadable { .. } => t!(text, "failure-title"),
        Failure::Problem(problem) => text.word("problem-title", title_of(problem.status)),
    };
    html! {
        <ErrorState
            {title}
            detail={sentence(&text, &props.failure)}
            request_id={props.failure.request_id().map(|id| AttrValue::from(id.to_owned()))}
            on_retry={props.on_retry.clone().filter(|_| may_pass(&props.failure))}
        />
    }
}

/// Whether the same request may succeed later. What is missing or not allowed stays so.
fn may_pass(failure: &Failure) -> bool {
    failure.problem().is_none_or(|problem| matches!(problem.status, 408 | 409 | 425 | 429 | 500..))
}

const fn title_of(status: u16) -> &'static str {
    match status {
        403 => "forbidden",
        404 => "missing",
        500.. => "server",
        _ => "request",
    }
}

/// Tells in passing that a change failed, and then goes on.
#[hook]
pub fn use_failure_toast(failure: &Option<Failure>, then: Callback<()>) {
    let (text, toasts) = (use_text(), use_toasts());
    use_effect_with(failure.clone(), move |failure| {
        if let Some(failure) = failure {
            toasts.show(Toast::danger(sentence(&text, failure)));
            then.emit(());
        }
    });
}

/// What stands where something is fetched: its shape, what came, or why nothing came.
pub fn show<T>(
    remote: &Remote<T>,
    on_retry: &Callback<()>,
    ready: impl FnOnce(&std::rc::Rc<T>) -> Html,
) -> Html {
    match remote {
        Remote::Loading => html! { <Skeleton lines={6} /> },
        Remote::Failed(failure) => {
            html! { <FailureState failure={failure.clone()} on_retry={on_retry.clone()} /> }
        }
        Remote::Ready(value) => ready(value),
    }
}

/// What the browser's own check found, in the form in which the server would say it.
pub fn invalid(errors: Vec<FieldError>) -> Failure {
    Failure::Problem(Box::new(Problem {
        kind: String::new(),
        title: String::new(),
        status: ProblemCode::Invalid.http_status(),
        code: ProblemCode::Invalid,
        detail: None,
        errors,
        current: None,
        retry_after: None,
        request_id: None,
    }))
}
