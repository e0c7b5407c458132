use yew::prelude::*;

use crate::{Icon, IconName, use_words};

#[derive(Properties, PartialEq)]
pub struct StepsProps {
    pub label: AttrValue,
    pub steps: Vec<AttrValue>,
    /// Counted from nought; as many as there are steps means that all are done.
    pub current: usize,
}

/// Where one is in work of several steps.
#[component]
pub fn Steps(props: &StepsProps) -> Html {
    let words = use_words();
    let step = |(index, title): (usize, &AttrValue)| {
        let (state, word) = match index.cmp(&props.current) {
            std::cmp::Ordering::Less => ("hf-step--done", &words.step_done),
            std::cmp::Ordering::Equal => ("hf-step--current", &words.step_current),
            std::cmp::Ordering::Greater => ("hf-step--pending", &words.step_pending),
        };
        let current = (index == props.current).then_some("step");
        html! {
            <li key={index} class={classes!("hf-step", state)} aria-current={current}>
                <span class="hf-step__mark" aria-hidden="true">
                    if index < props.current {
                        <Icon name={IconName::Check} />
                    } else {
                        { index + 1 }
                    }
                </span>
                <span class="hf-step__title">{ title }</span>
                <span class="pf-v6-screen-reader">{ word }</span>
            </li>
        }
    };
    html! {
        <ol class="hf-steps" aria-label={props.label.clone()}>{ for props.steps.iter().enumerate().map(step) }</ol>
    }
}
