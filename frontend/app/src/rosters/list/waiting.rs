use api_types::{
    pages::{MAX_LIMIT, PageQuery},
    rosters::{RosterRef, RosterRowFilter, RosterStatus, RowOutcome, Waiting},
    summary::Summary,
};
use client::use_query;
use domain::rosters::reasons::ReasonCode;
use serde::{Deserialize, Serialize};
use ui::{Anchor, Card, EmptyState, IconName};
use yew::prelude::*;

use crate::{
    failures,
    paging::Place,
    rosters::{
        rows::{Rows, Stage},
        view::{RosterView, Step},
    },
    t,
    text::use_text,
    when::moment,
};

/// What of all rosters waits for a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum What {
    /// Rows that need a decision.
    Held,
    /// Rows with an identity number that fails its check.
    Mistyped,
}

impl What {
    #[cfg(test)]
    pub const ALL: [Self; 2] = [Self::Held, Self::Mistyped];

    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Held => "held",
            Self::Mistyped => "mistyped",
        }
    }

    pub fn named(key: &str) -> Option<Self> {
        match key {
            "held" => Some(Self::Held),
            "mistyped" => Some(Self::Mistyped),
            _ => None,
        }
    }

    pub const fn count(self, summary: &Summary) -> i64 {
        match self {
            Self::Held => summary.held_rows,
            Self::Mistyped => summary.mistyped_identity_numbers,
        }
    }

    const fn count_in(self, roster: &RosterRef) -> i64 {
        match self {
            Self::Held => roster.counts.held,
            Self::Mistyped => roster.waiting_numbers,
        }
    }

    fn rows(self) -> RosterRowFilter {
        let waiting = match self {
            Self::Held => Waiting::Decision,
            Self::Mistyped => Waiting::IdentityNumber,
        };
        RosterRowFilter { waiting: Some(waiting), ..RosterRowFilter::default() }
    }

    /// The rows among which they are on the roster's own page, where each can be found again after it was settled.
    fn on_page(self) -> RosterRowFilter {
        match self {
            Self::Held => RosterRowFilter { outcome: Some(RowOutcome::Held), ..RosterRowFilter::default() },
            Self::Mistyped => RosterRowFilter {
                reason: Some(ReasonCode::IdentityNumberMistyped.as_str().to_owned()),
                ..RosterRowFilter::default()
            },
        }
    }
}

#[derive(Properties, PartialEq)]
pub struct WaitingProps {
    pub what: What,
}

/// The rows of all committed rosters that wait for the same thing, roster by roster.
#[component]
pub fn WaitingRows(props: &WaitingProps) -> Html {
    let text = use_text();
    let what = props.what;
    let rosters =
        use_query((), |api, ()| client::rosters(&api, &PageQuery { limit: Some(MAX_LIMIT), cursor: None }));
    failures::show(&rosters.remote, &rosters.reload, |page| {
        let with_some: Vec<RosterRef> = page
            .items
            .iter()
            .filter(|roster| roster.status == RosterStatus::Committed && what.count_in(roster) > 0)
            .cloned()
            .collect();
        if with_some.is_empty() {
            return match what {
                What::Held => html! {
                    <EmptyState title={t!(text, "rosters-no-held")} icon={IconName::CheckCircle}>
                        <p>{ t!(text, "rosters-no-held-text") }</p>
                    </EmptyState>
                },
                What::Mistyped => html! {
                    <EmptyState title={t!(text, "rosters-no-mistyped")} icon={IconName::CheckCircle}>
                        <p>{ t!(text, "rosters-no-mistyped-text") }</p>
                    </EmptyState>
                },
            };
        }
        let explanation = match what {
            What::Held => t!(text, "rosters-held-text"),
            What::Mistyped => t!(text, "rosters-mistyped-text"),
        };
        html! {
            <div class="hf-stack">
                <p class="hf-measure">{ explanation }</p>
                { for with_some.iter().map(|roster| html! { <Group key={roster.id.to_string()} roster={roster.clone()} {what} /> }) }
            </div>
        }
    })
}

#[derive(Properties, PartialEq)]
struct GroupProps {
    roster: RosterRef,
    what: What,
}

#[component]
fn Group(props: &GroupProps) -> Html {
    let text = use_text();
    let place = use_state(|| Place::read(None, None));
    let roster = &props.roster;
    let href = RosterView { step: Some(Step::Result), ..RosterView::default() }
        .with_rows(props.what.on_page())
        .href(roster.id);
    let on_turn = {
        let place = place.setter();
        Callback::from(move |next| place.set(next))
    };
    let actions = html! { <Anchor {href}>{ t!(text, "rosters-open") }</Anchor> };
    html! {
        <Card flush=true title={format!("{} · {}", roster.source.name, roster.filename)} {actions}>
            <p class="hf-quiet hf-card__note">
                { t!(text, "roster-committed-at", when = moment(roster.committed_at.unwrap_or(roster.uploaded_at)).to_string()) }
            </p>
            <Rows
                roster={roster.id}
                stage={Stage::Committed}
                filter={props.what.rows()}
                place={(*place).clone()}
                total={props.what.count_in(roster)}
                {on_turn}
            />
        </Card>
    }
}
