use std::rc::Rc;

use api_types::{
    coverage::{Gap, MoverFilter},
    pages::PageQuery,
};
use client::use_query;
use domain::{
    coverage::GapKind,
    ids::{OrganisationId, RosterId},
    organisations::Line,
};
use ui::{
    Anchor, Card, Column, DataTable, EmptyState, IconName, Label, RowIdentity, Select, SelectOption, Tone,
    Toolbar,
};
use yew::prelude::*;

use super::{
    cells,
    export::{Export, KIND, Take},
    filters::{PlaceChips, PlaceFilters, choices, choose, use_names},
    view::CoverageView,
};
use crate::{
    failures,
    paging::{PAGE, Turner},
    route::Route,
    session::use_me,
    t,
    text::{Text, use_text},
    when::moment,
};

pub const MINE: &str = "mine";

#[derive(Properties, PartialEq)]
pub struct GapsProps {
    pub view: CoverageView,
    pub on_view: Callback<CoverageView>,
    pub may_export: bool,
}

/// What is missing where, and whose move it is.
#[component]
pub fn Gaps(props: &GapsProps) -> Html {
    let text = use_text();
    let me = use_me();
    let view = &props.view;
    let names = use_names(view);
    let place = view.place();
    let gaps = use_query((view.gaps(), place.cursor.clone()), |api, (filter, cursor)| {
        client::coverage_gaps(&api, &filter, &PageQuery { limit: Some(PAGE), cursor })
    });
    let take: Take = {
        let filter = view.gaps();
        Rc::new(move |api| client::export_coverage_gaps(api, &filter, KIND))
    };
    let Some(me) = me else { return Html::default() };
    let on_turn = {
        let (on_view, view) = (props.on_view.clone(), view.clone());
        Callback::from(move |place| on_view.emit(view.clone().turned(place)))
    };
    let mine = if view.mover == Some(MoverFilter::Mine) { MINE } else { "" };
    let end = html! { if props.may_export { <Export {take} /> } };
    html! {
        <Card flush=true>
            <Toolbar label={t!(text, "coverage-filter")} {end}>
                <Select
                    aria_label={t!(text, "gap-kind")}
                    placeholder={t!(text, "gap-every-kind")}
                    value={view.kind.map(GapKind::as_str).unwrap_or_default()}
                    options={choices(&text, "gap", GapKind::ALL.iter().map(|kind| kind.as_str()))}
                    on_change={choose(view, &props.on_view, |view, kind| view.kind = kind.and_then(|kind| kind.parse().ok()))}
                />
                <Select
                    aria_label={t!(text, "gap-mover")}
                    placeholder={t!(text, "gap-every-mover")}
                    value={mine}
                    options={vec![SelectOption::new(MINE, t!(text, "gap-mine"))]}
                    on_change={choose(view, &props.on_view, |view, mine| view.mover = mine.map(|_| MoverFilter::Mine))}
                />
                <Select
                    aria_label={t!(text, "line")}
                    placeholder={t!(text, "organisations-every-line")}
                    value={view.line.map(Line::as_str).unwrap_or_default()}
                    options={choices(&text, "line", Line::ALL.iter().map(|line| line.as_str()))}
                    on_change={choose(view, &props.on_view, |view, line| view.line = line.and_then(|line| line.parse().ok()))}
                />
                <PlaceFilters view={view.clone()} on_view={props.on_view.clone()} names={names.clone()} />
            </Toolbar>
            <PlaceChips view={view.clone()} on_view={props.on_view.clone()} {names} />
            { failures::show(&gaps.remote, &gaps.reload, |page| {
                if page.items.is_empty() {
                    return html! {
                        <EmptyState title={t!(text, "gaps-none")} icon={IconName::CheckCircle}>
                            <p>{ t!(text, "gaps-none-text") }</p>
                        </EmptyState>
                    };
                }
                html! {
                    <>
                        <DataTable<Gap>
                            label={t!(text, "coverage-part-gaps")}
                            columns={columns(&text, me.organisation.id, view)}
                            rows={Rc::new(page.items.clone())}
                            identity={RowIdentity { key: key_of, label: |gap: &Gap| AttrValue::from(gap.name.clone()) }}
                            refreshing={gaps.is_refreshing}
                        />
                        <Turner
                            place={place.clone()}
                            shown={page.items.len()}
                            next_cursor={page.next_cursor.clone()}
                            on_turn={on_turn.clone()}
                        />
                    </>
                }
            }) }
        </Card>
    }
}

fn key_of(gap: &Gap) -> String {
    let row = gap.row.as_ref().map(|row| (row.roster_id, row.row_no));
    format!("{} {:?} {:?} {row:?}", gap.kind, gap.person_id, gap.household.as_ref().map(|one| one.id))
}

fn columns(text: &Text, own: OrganisationId, view: &CoverageView) -> Vec<Column<Gap>> {
    let (kind, mover, row, view) = (text.clone(), text.clone(), text.clone(), view.clone());
    vec![
        Column::new("name", t!(text, "gap-of"), move |gap: &Gap| match (&gap.household, &gap.row) {
            (Some(household), _) => cells::household(&gap.name, household.id, &household.reference),
            (None, Some(at)) => html! {
                <span class="hf-stacked">
                    <Anchor href={waiting(at.roster_id)}>{ &gap.name }</Anchor>
                    <span class="hf-quiet">{ t!(row, "gap-row", file = at.filename.clone(), row = at.row_no) }</span>
                </span>
            },
            (None, None) => html! { &gap.name },
        })
        .fixed(),
        Column::new("kind", t!(text, "gap-kind"), move |gap: &Gap| {
            let tone = if gap.kind.step().is_some() { Tone::Warning } else { Tone::Neutral };
            html! { <Label {tone}>{ kind.word("gap", gap.kind.as_str()) }</Label> }
        }),
        Column::new("mover", t!(text, "gap-mover"), move |gap: &Gap| {
            let shown = cells::mover(&mover, gap.mover.as_ref(), own);
            match &gap.mover {
                Some(of) if view.mover.is_none() => {
                    let theirs = CoverageView { mover: Some(MoverFilter::Organisation(of.id)), ..view.clone().at_start() };
                    html! { <Anchor href={theirs.href()}>{ shown }</Anchor> }
                }
                _ => shown,
            }
        }),
        Column::new("area", t!(text, "household-area"), |gap: &Gap| {
            gap.household.as_ref().map_or_else(|| cells::or_dash(None), |household| cells::area(&household.area))
        }),
        Column::new("employer", t!(text, "posting-employer"), |gap: &Gap| {
            cells::or_dash(gap.employer_name.as_deref())
        }),
        Column::new("since", t!(text, "gap-since"), |gap: &Gap| {
            html! { <span class="hf-nowrap">{ moment(gap.since) }</span> }
        }),
    ]
}

/// Where a waiting row is decided.
fn waiting(roster: RosterId) -> AttrValue {
    Route::Roster { id: roster }.href_with(&[("step", "result"), ("outcome", "held")])
}
