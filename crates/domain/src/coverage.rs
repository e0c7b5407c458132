//! 全覆盖、无遗漏: when a worker counts as covered, what is missing where one does not, and whose move it is.
//!
//! This is the one definition: the figures, the lists and the history of each day follow from it.

use crate::{
    areas::AreaPath,
    households::Presence,
    ids::OrganisationId,
    organisations::Line,
    rosters::fields::Field,
    text::{address_key, name_key},
    words,
};

words! {
    /// The way to full coverage, step by step. Whoever lacks one is counted there and at no later one.
    pub enum Step {
        /// 在册: some office's roster has the worker.
        OnRoster = "on_roster",
        /// 建账: the ledger has the worker with a household. Rows of rosters that wait lack this.
        InLedger = "in_ledger",
        /// 有人负责: a coordinator is in charge of the household.
        HasOwner = "has_owner",
    }
}

words! {
    /// What is missing somewhere, as one line of the list of gaps.
    pub enum GapKind {
        /// A worker on a roster waits for a decision before the ledger has them.
        WorkerWaits = "worker_waits",
        /// A family member on a roster waits for a decision.
        MemberWaits = "member_waits",
        /// The ledger has the worker, and no roster does.
        OnNoRoster = "on_no_roster",
        /// Nobody is in charge of the worker's household.
        WithoutOwner = "without_owner",
        /// A roster's identity number fails its check and nobody has brought the right one.
        IdentityNumberMistyped = "identity_number_mistyped",
        /// The village or community is not certain.
        VillageUnknown = "village_unknown",
        /// No source has said the worker's category.
        WithoutCategory = "without_category",
        /// No source has said the worker's employer.
        WithoutEmployer = "without_employer",
        /// A household of which nobody is on the front line.
        WithoutWorker = "without_worker",
        /// Sources name different categories for a worker.
        CategoryDisputed = "category_disputed",
        /// Sources name different employers for a worker.
        EmployerDisputed = "employer_disputed",
        /// Sources name different addresses for a household.
        AddressDisputed = "address_disputed",
    }
}

words! {
    /// On what the sources of rosters can disagree.
    pub enum Matter {
        /// 人员类别
        Category = "category",
        /// 工作单位
        Employer = "employer",
        /// 家庭住址
        Address = "address",
    }
}

words! {
    /// How a source's word stands to the ledger.
    pub enum Stands {
        /// It says the same.
        For = "for",
        /// It says something else.
        Against = "against",
    }
}

words! {
    /// Whether no step is missing.
    pub enum State {
        /// None is.
        Covered = "covered",
        /// Some step is.
        Uncovered = "uncovered",
    }
}

words! {
    /// The coverage of a household that has a worker.
    pub enum HouseholdCoverage {
        /// Every worker is covered.
        Covered = "covered",
        /// Some worker is not.
        Uncovered = "uncovered",
        /// Either.
        Any = "any",
    }
}

words! {
    /// Which sources have a worker on their rosters.
    pub enum Listing {
        /// This one, and perhaps others.
        On = "on",
        /// Not this one.
        NotOn = "not_on",
        /// This one alone.
        Only = "only",
        /// Every one.
        Everywhere = "everywhere",
    }
}

words! {
    /// What became of rows of rosters.
    pub enum RowsOutcome {
        /// They are part of the ledger.
        Applied = "applied",
        /// They wait for a decision.
        Held = "held",
        /// They could not be used.
        Rejected = "rejected",
    }
}

words! {
    /// How an area is meant.
    pub enum Within {
        /// The area and all below it.
        Below = "below",
        /// The area alone: nobody knows where below it.
        Here = "here",
    }
}

words! {
    /// How far a disagreement is.
    pub enum DisagreementState {
        /// Nobody has chosen whose word stands.
        Open = "open",
        /// Somebody has.
        Settled = "settled",
    }
}

impl Matter {
    /// The matter that a column of a roster speaks of.
    pub fn of(field: Field) -> Option<Self> {
        Self::ALL.iter().copied().find(|matter| matter.field() == field)
    }

    /// The column of a roster that speaks of it.
    pub const fn field(self) -> Field {
        match self {
            Self::Category => Field::Category,
            Self::Employer => Field::Employer,
            Self::Address => Field::Address,
        }
    }

    /// What makes two values the same.
    pub fn key(self, value: &str) -> String {
        match self {
            Self::Category | Self::Employer => name_key(value).replace(' ', ""),
            Self::Address => address_key(value),
        }
    }

    /// The gap that a disagreement on it is.
    pub const fn gap(self) -> GapKind {
        match self {
            Self::Category => GapKind::CategoryDisputed,
            Self::Employer => GapKind::EmployerDisputed,
            Self::Address => GapKind::AddressDisputed,
        }
    }
}

/// What is known of a worker of the ledger.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KnownWorker {
    /// A committed roster has them.
    pub roster: Presence,
    /// A coordinator is in charge.
    pub owner: Presence,
    /// The village is certain.
    pub village: Presence,
    /// A category.
    pub category: Presence,
    /// An employer.
    pub employer: Presence,
    /// Whether a roster's identity number for them fails its check and the ledger has none.
    pub identity: IdentityDoubt,
}

/// Whether somebody must look at a worker's identity number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IdentityDoubt {
    /// Nobody need.
    None,
    /// A roster has it mistyped, and nobody has brought the right one.
    Mistyped,
}

impl KnownWorker {
    /// The first step that is missing; none for a covered worker.
    pub fn missing(self) -> Option<Step> {
        match (self.roster, self.owner) {
            (Presence::Unknown, _) => Some(Step::OnRoster),
            (Presence::Known, Presence::Unknown) => Some(Step::HasOwner),
            (Presence::Known, Presence::Known) => None,
        }
    }

    /// Everything that is missing.
    pub fn gaps(self) -> Vec<GapKind> {
        let unless = |known: Presence, gap| (known == Presence::Unknown).then_some(gap);
        [
            unless(self.roster, GapKind::OnNoRoster),
            unless(self.owner, GapKind::WithoutOwner),
            (self.identity == IdentityDoubt::Mistyped).then_some(GapKind::IdentityNumberMistyped),
            unless(self.village, GapKind::VillageUnknown),
            unless(self.category, GapKind::WithoutCategory),
            unless(self.employer, GapKind::WithoutEmployer),
        ]
        .into_iter()
        .flatten()
        .collect()
    }
}

/// An area organisation that may have to act.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Office {
    /// The organisation.
    pub id: OrganisationId,
    /// The line that it reports along.
    pub line: Option<Line>,
    /// The area that it answers for.
    pub area: AreaPath,
}

/// Those whose move a gap can be, beside the area's offices.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Parties {
    /// The organisation that uploaded the roster.
    pub uploader: Option<OrganisationId>,
    /// The office that the roster comes from.
    pub source: Option<OrganisationId>,
    /// The worker's employer.
    pub employer: Option<OrganisationId>,
}

/// Whose move a gap is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Move {
    /// Whoever uploaded the roster decides on its rows.
    Uploader,
    /// The source's office looks at its papers again.
    Source,
    /// The employer confirms its worker.
    Employer,
    /// The nearest office, of this line where the level has one.
    Nearest(Line),
    /// The nearest office of this line.
    OfLine(Line),
}

impl GapKind {
    /// The step of the way that is missing with this; none where the worker is covered all the same.
    pub const fn step(self) -> Option<Step> {
        match self {
            Self::WorkerWaits => Some(Step::InLedger),
            Self::OnNoRoster => Some(Step::OnRoster),
            Self::WithoutOwner => Some(Step::HasOwner),
            _ => None,
        }
    }

    /// Whether it is about a row of a roster, which only those who may see rosters see.
    pub const fn is_of_row(self) -> bool {
        matches!(self, Self::WorkerWaits | Self::MemberWaits)
    }

    const fn order_of_moves(self) -> &'static [Move] {
        match self {
            Self::WorkerWaits | Self::MemberWaits => &[Move::Uploader],
            Self::IdentityNumberMistyped => &[Move::Source, Move::Uploader],
            Self::OnNoRoster => &[Move::Employer, Move::OfLine(Line::Health), Move::Nearest(Line::Union)],
            Self::WithoutOwner | Self::WithoutWorker => &[Move::Nearest(Line::Union)],
            Self::VillageUnknown => &[Move::Nearest(Line::Community)],
            Self::EmployerDisputed => {
                &[Move::Employer, Move::OfLine(Line::Health), Move::Nearest(Line::Union)]
            }
            Self::AddressDisputed => &[Move::Nearest(Line::Community)],
            Self::WithoutCategory | Self::CategoryDisputed => {
                &[Move::OfLine(Line::Health), Move::Nearest(Line::Union)]
            }
            Self::WithoutEmployer => &[Move::OfLine(Line::Health), Move::Nearest(Line::Union)],
        }
    }

    /// Whose move it is, among the offices whose area holds the place; none where the operation has nobody for it.
    pub fn mover(self, parties: Parties, place: &AreaPath, offices: &[Office]) -> Option<OrganisationId> {
        self.order_of_moves().iter().find_map(|one| match *one {
            Move::Uploader => parties.uploader,
            Move::Source => parties.source,
            Move::Employer => parties.employer,
            Move::Nearest(line) => nearest(place, offices, line),
            Move::OfLine(line) => {
                let of_line: Vec<Office> =
                    offices.iter().filter(|office| office.line == Some(line)).cloned().collect();
                nearest(place, &of_line, line)
            }
        })
    }
}

/// Of the offices of the smallest area that holds the place, the one of this line, else the first.
fn nearest(place: &AreaPath, offices: &[Office], line: Line) -> Option<OrganisationId> {
    let around = || offices.iter().filter(|office| office.area.contains(place));
    let level = around().map(|office| office.area.as_str().len()).max()?;
    let mut here = around().filter(|office| office.area.as_str().len() == level);
    let first = here.clone().next()?;
    Some(here.find(|office| office.line == Some(line)).unwrap_or(first).id)
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn worker() -> KnownWorker {
        let known = Presence::Known;
        KnownWorker {
            roster: known,
            owner: known,
            village: known,
            category: known,
            employer: known,
            identity: IdentityDoubt::None,
        }
    }

    fn organisation(number: u128) -> OrganisationId {
        OrganisationId::from_uuid(Uuid::from_u128(number))
    }

    #[test]
    fn a_worker_is_covered_when_no_step_is_missing() {
        assert_eq!((worker().missing(), worker().gaps()), (None, vec![]));
        let unowned = KnownWorker { owner: Presence::Unknown, ..worker() };
        assert_eq!((unowned.missing(), unowned.gaps()), (Some(Step::HasOwner), vec![GapKind::WithoutOwner]));
        let unlisted = KnownWorker { roster: Presence::Unknown, ..unowned };
        assert_eq!(unlisted.missing(), Some(Step::OnRoster));
        assert_eq!(unlisted.gaps(), [GapKind::OnNoRoster, GapKind::WithoutOwner]);
        // What a worker lacks beside the steps leaves them covered, and is a gap all the same.
        let vague = KnownWorker { village: Presence::Unknown, identity: IdentityDoubt::Mistyped, ..worker() };
        assert_eq!(vague.missing(), None);
        assert_eq!(vague.gaps(), [GapKind::IdentityNumberMistyped, GapKind::VillageUnknown]);
    }

    #[test]
    fn each_missing_step_has_its_kind_of_gap() {
        for step in Step::ALL {
            assert_eq!(GapKind::ALL.iter().filter(|kind| kind.step() == Some(*step)).count(), 1, "{step}");
        }
    }

    #[test]
    fn values_are_the_same_in_every_spelling() {
        assert_eq!(Matter::Employer.key("西青 医院"), Matter::Employer.key("西青医院"));
        assert_eq!(Matter::Address.key("海泰花园２号楼1门201室"), Matter::Address.key("海泰花园2栋1单元201"));
        assert_ne!(Matter::Category.key("aid_hubei"), Matter::Category.key("fever_clinic"));
        let gaps: Vec<GapKind> = Matter::ALL.iter().map(|matter| matter.gap()).collect();
        assert!(gaps.iter().all(|gap| gap.step().is_none() && !gap.is_of_row()));
    }

    #[test]
    fn the_move_is_the_nearest_offices() {
        let district = AreaPath::root(1);
        let (town, other) = (district.child(1), district.child(2));
        let office = |number, line, area: &AreaPath| Office {
            id: organisation(number),
            line: Some(line),
            area: area.clone(),
        };
        let offices = [
            office(1, Line::Union, &district),
            office(2, Line::Health, &district),
            office(3, Line::League, &town),
            office(4, Line::Union, &town),
            office(5, Line::Women, &other),
            office(6, Line::League, &other),
        ];
        let by = |kind: GapKind, parties, place: &AreaPath| kind.mover(parties, place, &offices);
        let nobody = Parties::default();
        assert_eq!(by(GapKind::WithoutOwner, nobody, &town.child(3)), Some(organisation(4)));
        assert_eq!(
            by(GapKind::WithoutOwner, nobody, &other),
            Some(organisation(5)),
            "no union there: the first"
        );
        assert_eq!(by(GapKind::WithoutOwner, nobody, &district), Some(organisation(1)));
        assert_eq!(by(GapKind::WithoutCategory, nobody, &town), Some(organisation(2)));
        assert_eq!(by(GapKind::OnNoRoster, nobody, &town), Some(organisation(2)));
        let parties =
            Parties { uploader: Some(organisation(7)), source: None, employer: Some(organisation(8)) };
        assert_eq!(by(GapKind::OnNoRoster, parties, &town), Some(organisation(8)));
        assert_eq!(by(GapKind::WorkerWaits, parties, &town), Some(organisation(7)));
        assert_eq!(by(GapKind::IdentityNumberMistyped, parties, &town), Some(organisation(7)));
        assert_eq!(GapKind::WithoutOwner.mover(nobody, &town, &[]), None);
    }
}
