use web_sys::HtmlElement;
use yew::prelude::*;

use crate::{Tone, use_id};

#[derive(Properties, PartialEq)]
pub struct ProgressProps {
    pub label: AttrValue,
    /// From 0 to 1; nothing while nobody knows how much there is.
    pub value: Option<f64>,
    /// Beside the bar: "120 of 486 rows".
    #[prop_or_default]
    pub detail: Option<AttrValue>,
    #[prop_or_default]
    pub tone: Tone,
}

/// How far long work has come.
#[component]
pub fn Progress(props: &ProgressProps) -> Html {
    let id = use_id();
    let percent = props.value.map(|value| (value.clamp(0.0, 1.0) * 100.0) as i32);
    let indicator = use_node_ref();
    {
        // A style attribute would be refused by the content security policy.
        let indicator = indicator.clone();
        use_effect_with(percent, move |percent| show(&indicator, *percent));
    }
    let class = classes!(
        "hf-progress",
        percent.is_none().then_some("hf-progress--unknown"),
        props.tone.modifier("hf-progress")
    );
    html! {
        <div {class}>
            <div class="hf-progress__text">
                <span id={id.clone()}>{ &props.label }</span>
                <span class="hf-progress__detail">
                    if let Some(detail) = &props.detail {
                        { detail }
                    } else if let Some(percent) = percent {
                        { format!("{percent}%") }
                    }
                </span>
            </div>
            <div
                class="hf-progress__bar"
                role="progressbar"
                aria-labelledby={id}
                aria-valuemin="0"
                aria-valuemax="100"
                aria-valuenow={percent.map(|percent| percent.to_string())}
                aria-valuetext={props.detail.clone()}
            >
                <div ref={indicator} class="hf-progress__indicator" />
            </div>
        </div>
    }
}

fn show(indicator: &NodeRef, percent: Option<i32>) {
    let Some(indicator) = indicator.cast::<HtmlElement>() else { return };
    let _unknown_property = match percent {
        Some(percent) => indicator.style().set_property("width", &format!("{percent}%")),
        None => indicator.style().remove_property("width").map(drop),
    };
}
