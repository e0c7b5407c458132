//! Coverage as it goes over the wire.

use api_types::{coverage as wire, organisations::OrganisationRef, rosters::Source};
use chrono::{Days, NaiveDate};
use domain::{
    areas::AreaLevel,
    coverage::{GapKind, Listing, Step, Within},
    ids::{AreaId, OrganisationId},
    problems::ProblemCode,
};
use storage::coverage as stored;

use crate::{
    areas::wire_ref,
    problem::{Problem, Result},
};

pub fn figures(figures: &stored::Figures) -> wire::CoverageFigures {
    let step = |step: &Step| wire::StepCount {
        step: *step,
        workers: figures.missing.get(step).copied().unwrap_or_default(),
    };
    let gap = |kind: &GapKind| wire::GapCount {
        kind: *kind,
        count: figures.gaps.get(kind).copied().unwrap_or_default(),
    };
    wire::CoverageFigures {
        workers: figures.workers(),
        covered: figures.covered,
        households: figures.households,
        households_covered: figures.households_covered,
        missing: Step::ALL.iter().map(step).collect(),
        gaps: GapKind::ALL.iter().map(gap).collect(),
    }
}

pub fn coverage(coverage: stored::Coverage) -> wire::Coverage {
    let source = |source: stored::SourceCoverage| wire::SourceCoverage {
        source: Source { id: source.id, name: source.name },
        listed: source.listed,
        only_here: source.only_here,
        not_listed: source.not_listed,
        applied: source.applied,
        held: source.held,
        rejected: source.rejected,
    };
    wire::Coverage {
        figures: figures(&coverage.figures),
        moves: coverage.moves,
        lines: coverage.lines.into_iter().map(|(line, gaps)| wire::LineGaps { line, gaps }).collect(),
        sources: coverage.sources.into_iter().map(source).collect(),
        in_all_sources: coverage.in_all_sources,
    }
}

pub fn town(town: stored::TownCoverage) -> wire::TownCoverage {
    wire::TownCoverage {
        area_id: town.area_id,
        name: town.name,
        within: if town.level == AreaLevel::Town { Within::Below } else { Within::Here },
        figures: figures(&town.figures),
    }
}

pub fn employer(employer: stored::EmployerCoverage) -> wire::EmployerCoverage {
    wire::EmployerCoverage {
        employer: employer.employer.map(organisation),
        figures: figures(&employer.figures),
    }
}

pub fn day(day: stored::DayFigures) -> wire::CoverageDay {
    wire::CoverageDay { day: day.day, figures: figures(&day.figures) }
}

/// What a filter of days asks for.
///
/// # Errors
/// 400 where more than one part is named, for a day to come, and for more days than are read at once.
pub fn day_filter(filter: &wire::CoverageDayFilter, today: NaiveDate) -> Result<stored::DayFilter> {
    const AT_MOST: u32 = 92;
    const USUALLY: u32 = 30;
    let area = place(filter.area_id, filter.within).map(stored::DayPart::Area);
    let employer = filter.employer.map(|one| stored::DayPart::Employer(employer_filter(one)));
    let line = filter.line.map(stored::DayPart::Line);
    let part = match (area, employer, line) {
        (None, None, None) => stored::DayPart::All,
        (Some(part), None, None) | (None, Some(part), None) | (None, None, Some(part)) => part,
        _ => return Err(Problem::parameter("employer", ProblemCode::Invalid)),
    };
    let to = filter.until.unwrap_or(today);
    if to > today {
        return Err(Problem::parameter("until", ProblemCode::InTheFuture));
    }
    let days = filter.days.unwrap_or(USUALLY);
    if !(1..=AT_MOST).contains(&days) {
        return Err(Problem::parameter("days", ProblemCode::OutOfRange));
    }
    let from = to.checked_sub_days(Days::new(u64::from(days - 1))).unwrap_or(to);
    Ok(stored::DayFilter { part, from, to })
}

pub fn organisation((id, name): (OrganisationId, String)) -> OrganisationRef {
    OrganisationRef { id, name }
}

pub fn place(area_id: Option<AreaId>, within: Option<Within>) -> Option<stored::Place> {
    Some(stored::Place { area_id: area_id?, within: within.unwrap_or(Within::Below) })
}

pub const fn employer_filter(employer: wire::EmployerFilter) -> stored::EmployerFilter {
    match employer {
        wire::EmployerFilter::Nobody => stored::EmployerFilter::Nobody,
        wire::EmployerFilter::Organisation(id) => stored::EmployerFilter::Organisation(id),
    }
}

/// What a filter of workers asks for.
///
/// # Errors
/// 400 where `listing` is said of no source.
pub fn worker_filter(filter: &wire::CoverageWorkerFilter) -> Result<stored::WorkerFilter> {
    let listing = match (filter.listing, filter.source_id) {
        (None, None) => None,
        (Some(Listing::Everywhere), _) => Some(stored::ListedBy::Everyone),
        (listing, Some(source)) => Some(stored::ListedBy::Source(source, listing.unwrap_or(Listing::On))),
        (Some(_), None) => return Err(Problem::parameter("source_id", ProblemCode::Required)),
    };
    let state = filter.state.map(|state| match state {
        domain::coverage::State::Covered => stored::Progress::Covered,
        domain::coverage::State::Uncovered => stored::Progress::Uncovered,
    });
    Ok(stored::WorkerFilter {
        progress: filter.missing.map(stored::Progress::Missing).or(state),
        place: place(filter.area_id, filter.within),
        employer: filter.employer.map(employer_filter),
        listing,
    })
}

pub fn worker(row: stored::WorkerRow) -> wire::CoverageWorker {
    wire::CoverageWorker {
        person_id: row.person_id,
        name: row.name,
        household_id: row.household_id,
        reference: row.reference,
        area: wire_ref(row.area),
        employer_name: row.employer_name,
        missing: row.missing,
        sources: row.sources,
    }
}

pub fn gap_filter(filter: &wire::GapFilter) -> stored::GapFilter {
    stored::GapFilter {
        kind: filter.kind,
        mover: filter.mover.map(mover_filter),
        line: filter.line,
        place: place(filter.area_id, filter.within),
        employer: filter.employer.map(employer_filter),
        source_id: None,
    }
}

pub fn gap(row: stored::GapRow) -> wire::Gap {
    wire::Gap {
        kind: row.kind,
        mover: row.mover.map(organisation),
        person_id: row.person_id,
        name: row.name,
        household: row.household.map(|(id, reference, area)| wire::GapHousehold {
            id,
            reference,
            area: wire_ref(area),
        }),
        employer_name: row.employer_name,
        row: row.row.map(|(roster_id, filename, row_no)| wire::GapRow { roster_id, filename, row_no }),
        since: row.since,
    }
}

pub const fn mover_filter(mover: wire::MoverFilter) -> stored::MoverFilter {
    match mover {
        wire::MoverFilter::Mine => stored::MoverFilter::Mine,
        wire::MoverFilter::Organisation(id) => stored::MoverFilter::Organisation(id),
    }
}

pub fn source_row(row: stored::SourceRow) -> wire::SourceRow {
    wire::SourceRow {
        roster_id: row.roster_id,
        filename: row.filename,
        row_no: row.row_no,
        sheet: row.sheet,
        line: row.line,
        name: row.name,
        outcome: row.outcome,
        household_id: row.household_id,
    }
}
