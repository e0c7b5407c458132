use api_types::rosters::{Roster, RosterRowFilter, RowOutcome};
use domain::rosters::reasons::ReasonCode;
use ui::{Anchor, Icon, IconName};
use yew::prelude::*;

use crate::{
    rosters::{labels, view::RosterView},
    text::{Text, figure},
};

/// How many rows have which outcome; each figure opens its rows.
pub fn show(text: &Text, roster: &Roster, view: &RosterView) -> Html {
    let counts = &roster.counts;
    let outcome = |outcome: RowOutcome| {
        let filter = RosterRowFilter { outcome: Some(outcome), ..RosterRowFilter::default() };
        let tile = Tile {
            name: text.word("outcome", outcome.as_str()),
            note: text.word("outcome-note", outcome.as_str()),
            class: outcome.as_str(),
            icon: labels::icon(outcome),
            count: labels::count(counts, outcome),
        };
        tile.show(roster, view, filter)
    };
    let mistyped = RosterRowFilter {
        reason: Some(ReasonCode::IdentityNumberMistyped.as_str().to_owned()),
        ..RosterRowFilter::default()
    };
    html! {
        <ul class="hf-tiles">
            { for RowOutcome::ALL.iter().copied().map(outcome) }
            if counts.mistyped_identity_numbers > 0 {
                { Tile {
                    name: text.word("outcome", "mistyped"),
                    note: text.word("outcome-note", "mistyped"),
                    class: "held",
                    icon: IconName::Edit,
                    count: counts.mistyped_identity_numbers,
                }.show(roster, view, mistyped) }
            }
        </ul>
    }
}

struct Tile {
    name: AttrValue,
    note: AttrValue,
    class: &'static str,
    icon: IconName,
    count: i64,
}

impl Tile {
    fn show(self, roster: &Roster, view: &RosterView, filter: RosterRowFilter) -> Html {
        let is_current = view.rows() == filter;
        // A second press on a tile shows all rows again.
        let target = view.with_rows(if is_current { RosterRowFilter::default() } else { filter });
        let class = classes!(
            "hf-tile",
            format!("hf-tile--{}", self.class),
            (self.count == 0).then_some("hf-tile--none")
        );
        html! {
            <li>
                <Anchor
                    {class}
                    href={target.href(roster.id)}
                    aria_current={is_current.then_some(AttrValue::Static("true"))}
                >
                    <span class="hf-tile__name"><Icon name={self.icon} />{ self.name }</span>
                    <span class="hf-tile__count">{ figure(self.count) }</span>
                    <span class="hf-tile__note">{ self.note }</span>
                </Anchor>
            </li>
        }
    }
}

/// How many rows the filter finds, where the counts alone tell it.
pub fn total(roster: &Roster, filter: &RosterRowFilter) -> Option<i64> {
    match filter {
        RosterRowFilter { outcome: None, reason: None, sheet: None, waiting: None } => {
            Some(roster.counts.rows)
        }
        RosterRowFilter { outcome: Some(outcome), reason: None, sheet: None, waiting: None } => {
            Some(labels::count(&roster.counts, *outcome))
        }
        _ => None,
    }
}
