use yew::prelude::*;

/// A term and what it is.
#[derive(Debug, Clone, PartialEq)]
pub struct Description {
    pub term: AttrValue,
    pub value: Html,
}

impl Description {
    pub fn new(term: impl Into<AttrValue>, value: Html) -> Self {
        Self { term: term.into(), value }
    }
}

#[derive(Properties, PartialEq)]
pub struct DescriptionListProps {
    pub items: Vec<Description>,
    /// Terms above their values in as many columns as fit, instead of beside them.
    #[prop_or_default]
    pub columns: bool,
}

/// Facts about one thing.
#[component]
pub fn DescriptionList(props: &DescriptionListProps) -> Html {
    let class = classes!("hf-facts", props.columns.then_some("hf-facts--columns"));
    html! {
        <dl {class}>
            { for props.items.iter().enumerate().map(|(key, item)| html! {
                <div {key} class="hf-facts__group">
                    <dt>{ &item.term }</dt>
                    <dd>{ item.value.clone() }</dd>
                </div>
            }) }
        </dl>
    }
}
