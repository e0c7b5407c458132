use yew::prelude::*;

use crate::{Icon, IconName};

/// One thing that happened.
#[derive(Debug, Clone, PartialEq)]
pub struct HistoryEntry {
    pub key: AttrValue,
    pub icon: IconName,
    /// What happened, in one line.
    pub title: Html,
    /// When, as the reader writes it.
    pub when: AttrValue,
    /// The same, exactly (RFC 3339), for machines and for the hover text.
    pub instant: AttrValue,
    pub who: AttrValue,
    pub details: Html,
}

#[derive(Properties, PartialEq)]
pub struct HistoryProps {
    pub label: AttrValue,
    /// The newest first.
    pub entries: Vec<HistoryEntry>,
}

/// What happened to a thing, newest first.
#[component]
pub fn History(props: &HistoryProps) -> Html {
    html! {
        <ol class="hf-history" aria-label={props.label.clone()}>{ for props.entries.iter().map(entry) }</ol>
    }
}

fn entry(entry: &HistoryEntry) -> Html {
    html! {
        <li class="hf-history__entry" key={entry.key.to_string()}>
            <span class="hf-history__icon"><Icon name={entry.icon} /></span>
            <div class="hf-history__main">
                <p class="hf-history__title">{ entry.title.clone() }</p>
                <p class="hf-history__meta">
                    <time datetime={entry.instant.clone()} title={entry.instant.clone()}>{ &entry.when }</time>
                    { " · " }{ &entry.who }
                </p>
                if entry.details != Html::default() {
                    <div class="hf-history__details">{ entry.details.clone() }</div>
                }
            </div>
        </li>
    }
}
