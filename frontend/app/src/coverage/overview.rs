use api_types::{
    coverage::{Coverage, CoverageFigures, MoverFilter},
    households::HouseholdFilter,
    journal::AsOf,
};
use chrono::NaiveDate;
use client::use_query;
use domain::{
    access::Permission,
    coverage::{GapKind, HouseholdCoverage, Listing, State, Step},
};
use ui::{Alert, Anchor, ButtonLink, Card, CardGrid, EmptyState, IconName, Look, Progress, StatCard, Tone};
use yew::prelude::*;

use super::{
    cells::number,
    shares::{Employers, Towns},
    sources::Sources,
    view::{CoverageView, Part},
};
use crate::{
    failures,
    route::Route,
    session::use_session,
    t,
    text::{Text, figure, use_text},
};

#[derive(Properties, PartialEq)]
pub struct OverviewProps {
    /// As this day ended.
    pub as_of: Option<NaiveDate>,
}

/// Coverage at a glance, or as an earlier day ended.
#[component]
pub fn Overview(props: &OverviewProps) -> Html {
    let text = use_text();
    let session = use_session();
    let as_of = props.as_of;
    let coverage = use_query(AsOf { as_of }, |api, as_of| client::coverage(&api, &as_of));
    let may_upload = session.as_ref().is_some_and(|session| session.may(Permission::RostersWrite));
    let sees_rows = session.is_some_and(|session| session.may(Permission::RostersRead));
    failures::show(&coverage.remote, &coverage.reload, |coverage| {
        if is_empty(coverage) && as_of.is_none() {
            return empty(&text, may_upload);
        }
        html! {
            <div class="hf-stack">
                if let Some(day) = as_of {
                    <Alert tone={Tone::Warning} title={t!(text, "coverage-past-title", day = day.to_string())}>
                        <p>{ t!(text, "coverage-past-text") }</p>
                        <p><Anchor href={Route::Coverage.href()}>{ t!(text, "coverage-past-leave") }</Anchor></p>
                    </Alert>
                }
                { promise(&text, &coverage.figures) }
                if as_of.is_none() {
                    { steps(&text, coverage) }
                }
                <div class="hf-coverage__pair">
                    { kinds(&text, coverage, as_of, if sees_rows { CoverageView::of_gap } else { only_gaps }) }
                    { lines(&text, coverage, as_of) }
                </div>
                <Sources sources={coverage.sources.clone()} {sees_rows} {as_of} />
                <Towns {as_of} />
                <Employers {as_of} />
            </div>
        }
    })
}

fn is_empty(coverage: &Coverage) -> bool {
    let figures = &coverage.figures;
    figures.workers == 0 && figures.gaps.iter().all(|gap| gap.count == 0) && coverage.sources.is_empty()
}

/// Nobody is covered where nobody is known: no list has come, or none of its people is in sight.
fn empty(text: &Text, may_upload: bool) -> Html {
    let actions = if may_upload {
        html! {
            <ButtonLink look={Look::Primary} icon={IconName::Upload} href={Route::RosterNew.href()}>
                { t!(text, "rosters-upload-first") }
            </ButtonLink>
        }
    } else {
        Html::default()
    };
    html! {
        <EmptyState title={t!(text, "coverage-empty")} icon={IconName::ShieldCheck} {actions}>
            <p>{ t!(text, "coverage-empty-text") }</p>
        </EmptyState>
    }
}

/// How many lack a step.
pub fn lacking(figures: &CoverageFigures, step: Step) -> i64 {
    figures.missing.iter().find(|one| one.step == step).map_or(0, |one| one.workers)
}

/// Those who lack a step, as a list: who waits on a roster is among the gaps.
pub fn without(step: Step, narrowed: &CoverageView) -> CoverageView {
    match step {
        Step::InLedger => {
            CoverageView { part: Some(Part::Gaps), kind: Some(GapKind::WorkerWaits), ..narrowed.clone() }
        }
        Step::OnRoster | Step::HasOwner => {
            CoverageView { part: Some(Part::Workers), missing: Some(step), ..narrowed.clone() }
        }
    }
}

/// "Covered 457 of 457": the one promise, as far as it is kept.
fn promise(text: &Text, figures: &CoverageFigures) -> Html {
    let is_kept = figures.covered == figures.workers;
    let share = figures.covered as f64 / figures.workers.max(1) as f64;
    let title = t!(text, "coverage-promise", covered = figures.covered, workers = figures.workers);
    let waiting = lacking(figures, Step::InLedger);
    let said = if is_kept {
        t!(text, "coverage-promise-kept")
    } else {
        t!(text, "coverage-promise-open", count = figures.workers - figures.covered)
    };
    html! {
        <Card>
            <div class="hf-stack">
                <Progress
                    label={title}
                    value={Some(share)}
                    tone={if is_kept { Tone::Success } else { Tone::Warning }}
                />
                <p>{ said }</p>
                <p class="hf-quiet">
                    { t!(text, "coverage-what-counts", ledger = figures.workers - waiting, waiting = waiting) }
                </p>
            </div>
        </Card>
    }
}

/// Each step of the way with those who lack it, and what they are counted in.
fn steps(text: &Text, coverage: &Coverage) -> Html {
    let figures = &coverage.figures;
    let persons = |label: AttrValue, count: i64, view: &CoverageView, tone: Tone| {
        html! {
            <StatCard {label} value={figure(count)} unit={t!(text, "unit-persons", count = count)} href={view.href()} {tone} />
        }
    };
    let households = |label: AttrValue, count: i64, coverage: HouseholdCoverage| {
        let filter = HouseholdFilter { coverage: Some(coverage), ..HouseholdFilter::default() };
        let href = Route::Households.href_with(&filter);
        html! {
            <StatCard {label} value={figure(count)} unit={t!(text, "unit-households", count = count)} {href} />
        }
    };
    let nobody = CoverageView::default();
    let calm_at_none = |count: i64| if count == 0 { Tone::Success } else { Tone::Warning };
    let step = |step: Step| {
        let count = lacking(figures, step);
        persons(
            text.word("coverage-step", step.as_str()),
            count,
            &without(step, &nobody),
            calm_at_none(count),
        )
    };
    let workers = CoverageView::of(Part::Workers);
    let covered = CoverageView { state: Some(State::Covered), ..workers.clone() };
    let everywhere = CoverageView { listing: Some(Listing::Everywhere), ..workers };
    let mine = CoverageView { mover: Some(MoverFilter::Mine), ..CoverageView::of(Part::Gaps) };
    let uncovered = figures.households - figures.households_covered;
    html! {
        <CardGrid>
            { persons(t!(text, "coverage-covered"), figures.covered, &covered, Tone::Neutral) }
            { for Step::ALL.iter().map(|one| step(*one)) }
            { households(t!(text, "coverage-households-covered"), figures.households_covered, HouseholdCoverage::Covered) }
            { households(t!(text, "coverage-households-uncovered"), uncovered, HouseholdCoverage::Uncovered) }
            { persons(t!(text, "coverage-in-all-sources"), coverage.in_all_sources, &everywhere, Tone::Neutral) }
            <StatCard
                label={t!(text, "gap-mine")}
                value={figure(coverage.moves)}
                unit={t!(text, "unit-gaps", count = coverage.moves)}
                href={mine.href()}
                tone={calm_at_none(coverage.moves)}
            />
        </CardGrid>
    }
}

/// For those who may not see what rosters say.
fn only_gaps(kind: GapKind) -> CoverageView {
    CoverageView { kind: Some(kind), ..CoverageView::of(Part::Gaps) }
}

/// Gaps by kind.
fn kinds(
    text: &Text,
    coverage: &Coverage,
    as_of: Option<NaiveDate>,
    view_of: fn(GapKind) -> CoverageView,
) -> Html {
    let gaps = coverage
        .figures
        .gaps
        .iter()
        .map(|gap| (text.word("gap", gap.kind.as_str()), gap.count, view_of(gap.kind)));
    let actions = html! {
        if as_of.is_none() {
            <Anchor href={CoverageView::of(Part::Gaps).href()}>{ t!(text, "gaps-all") }</Anchor>
        }
    };
    html! { <Card title={t!(text, "gaps-by-kind")} {actions}>{ counted(gaps, as_of) }</Card> }
}

/// Gaps by the line whose move they are; nothing where an organisation sees no lines.
fn lines(text: &Text, coverage: &Coverage, as_of: Option<NaiveDate>) -> Html {
    if coverage.lines.is_empty() {
        return Html::default();
    }
    let gaps = coverage.lines.iter().map(|of| {
        let view = CoverageView { line: Some(of.line), ..CoverageView::of(Part::Gaps) };
        (text.word("line", of.line.as_str()), of.gaps, view)
    });
    html! { <Card title={t!(text, "gaps-by-line")}>{ counted(gaps, as_of) }</Card> }
}

fn counted(lines: impl Iterator<Item = (AttrValue, i64, CoverageView)>, as_of: Option<NaiveDate>) -> Html {
    html! {
        <ul class="hf-counted">
            { for lines.map(|(name, count, view)| html! {
                <li key={name.to_string()} class="hf-counted__line">
                    <span>{ name }</span>
                    <span class="hf-counted__number">{ number(count, as_of, &view) }</span>
                </li>
            }) }
        </ul>
    }
}
