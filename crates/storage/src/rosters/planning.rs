//! Plans rows against the ledger, within what the uploader's organisation may bring and may hear.

use std::collections::{BTreeSet, HashMap, HashSet};

use diesel::prelude::*;
use domain::{
    access::Visibility,
    areas::AreaPath,
    ids::{HouseholdId, OperationId, OrganisationId, PersonId},
    organisations::OrganisationKind,
    rosters::{
        areas::{AreaIndex, Place, Whereabouts},
        effects::{Effect, HouseholdRef, PersonRef},
        ledger::{IdentityKey, LedgerView, Wanted},
        plan::{Decision, Plan, PlanRow, RowOutcome, RowPlan, plan},
        reasons::{About, Reason, ReasonCode},
        record::RosterRecord,
    },
    text::name_key,
};

use super::{employers::Employers, records::Sight, view};
use crate::{
    Scoped, StorageError,
    columns::Bind,
    schema::{areas, organisations},
    vault::Keys,
};

/// A row to plan.
#[derive(Debug, Clone)]
pub struct Candidate {
    /// What it says.
    pub record: RosterRecord,
    /// What a person decided about it.
    pub decision: Option<Decision>,
    /// The household in which other rows of its group were entered before.
    pub household: Option<HouseholdId>,
}

/// Whose list it is: what its organisation may bring into the ledger, and whom a reason may name.
#[derive(Debug, Clone)]
pub struct Sender {
    sight: Sight,
    visibility: Visibility,
    /// The area of an area office.
    place: Option<Place>,
    /// The name of an employer.
    employer: Option<String>,
}

impl Scoped<'_> {
    /// The sender whose list the rows of an organisation are.
    pub(super) fn sender(&mut self, organisation: OrganisationId) -> Result<Sender, StorageError> {
        let operation = self.operation();
        let (kind, name, area_id, path): (OrganisationKind, String, _, String) = organisations::table
            .find((Bind(operation), Bind(organisation)))
            .select((
                organisations::kind,
                organisations::name,
                organisations::area_id,
                organisations::area_path,
            ))
            .first(self.conn)?;
        let place = Place { id: area_id, path: AreaPath::from_stored(path) };
        let root: String = areas::table
            .filter(areas::operation_id.eq(Bind(operation)))
            .filter(areas::parent_id.is_null())
            .select(areas::path)
            .first(self.conn)?;
        let everything = kind == OrganisationKind::Area && root.starts_with(place.path.as_str());
        Ok(Sender {
            sight: if everything { Sight::Everything } else { Sight::Part },
            visibility: Visibility::of(kind, organisation, place.path.clone()),
            place: (kind == OrganisationKind::Area).then_some(place),
            employer: (kind == OrganisationKind::Employer).then_some(name),
        })
    }

    /// Plans rows of a sender's list against the ledger as it is now.
    pub(super) fn plan(
        &mut self,
        sender: &Sender,
        areas: &AreaIndex,
        candidates: &[Candidate],
    ) -> Result<Plan, StorageError> {
        let operation = self.operation();
        let keys = self.vault.keys(self.conn)?;
        let mut records: Vec<RosterRecord> =
            candidates.iter().map(|candidate| sender.as_meant(placed(&candidate.record, areas))).collect();
        self.as_merged(&mut records)?;
        let rows: Vec<PlanRow<'_>> = candidates
            .iter()
            .zip(&records)
            .map(|(candidate, record)| PlanRow {
                record,
                identity: identity_key(&keys, operation, record),
                decision: candidate.decision,
                household: candidate.household,
            })
            .collect();
        let ledger = view::load(self.conn, operation, &Wanted::by(&rows))?;
        let mut planned = plan(&rows, &ledger, areas);
        let employers = Employers::load(self)?;
        let missing: HashMap<u32, Reason> = records
            .iter()
            .filter_map(|record| {
                let name = record.posting.as_ref()?.employer.as_deref()?;
                Some((record.row_no, employers.missing(name)?))
            })
            .collect();
        let say_missing = |planned: &mut Plan| {
            for row in &mut planned.rows {
                row.reasons.extend(missing.get(&row.row_no).cloned());
            }
        };
        if sender.sight == Sight::Everything {
            say_missing(&mut planned);
            return Ok(planned);
        }
        let mut outside: HashMap<u32, ReasonCode> = HashMap::new();
        loop {
            let found = sender.outside(&rows, &planned, &ledger);
            if found.is_empty() {
                break;
            }
            outside.extend(found);
            let inside: Vec<PlanRow<'_>> =
                rows.iter().filter(|row| !outside.contains_key(&row.record.row_no)).copied().collect();
            planned = plan(&inside, &ledger, areas);
        }
        say_missing(&mut planned);
        let visible = sender.visible_persons(&ledger);
        for row in &mut planned.rows {
            row.reasons.iter_mut().for_each(|reason| keep_quiet(reason, &visible));
        }
        planned.rows.extend(outside.into_iter().map(|(row_no, code)| RowPlan {
            row_no,
            outcome: RowOutcome::Held,
            reasons: vec![Reason::new(code)],
            person: None,
            household: None,
        }));
        planned.rows.sort_by_key(|row| row.row_no);
        Ok(planned)
    }
}

/// What a row says, which may have waited since before its village went to another town.
fn placed(record: &RosterRecord, areas: &AreaIndex) -> RosterRecord {
    let mut record = record.clone();
    record.whereabouts = record.whereabouts.map(|said| areas.as_now(said));
    record
}

fn identity_key(keys: &Keys, operation: OperationId, record: &RosterRecord) -> Option<IdentityKey> {
    let number = record.identity_number.as_ref()?;
    keys.digest(operation, number).try_into().ok().map(IdentityKey)
}

/// A reason about somebody whom the sender does not see says neither who nor what.
fn keep_quiet(reason: &mut Reason, visible: &HashSet<PersonId>) {
    if let Some(About::Person(id)) = reason.about
        && !visible.contains(&id)
    {
        reason.about = None;
        reason.other = None;
    }
}

impl Sender {
    /// A town's own list speaks of that town, an employer's of its own workers, where it does not say otherwise.
    fn as_meant(&self, mut record: RosterRecord) -> RosterRecord {
        if self.sight == Sight::Everything {
            return record;
        }
        if let Some(own) = &self.place {
            record.whereabouts = Some(match record.whereabouts {
                Some(said) => within(own, said),
                None => Whereabouts { place: own.clone(), candidates: Vec::new(), hint: None },
            });
        }
        if let (Some(own), Some(posting)) = (&self.employer, &mut record.posting) {
            posting.employer.get_or_insert_with(|| own.clone());
        }
        record
    }

    /// The rows that are not this sender's to bring, with the reason.
    fn outside(&self, rows: &[PlanRow<'_>], plan: &Plan, ledger: &LedgerView) -> HashMap<u32, ReasonCode> {
        let by_number: HashMap<u32, &PlanRow<'_>> = rows.iter().map(|row| (row.record.row_no, row)).collect();
        let entered = plan.rows.iter().filter(|row| row.household.is_some() || row.person.is_some());
        let entered = entered.filter_map(|row| Some((row, *by_number.get(&row.row_no)?)));
        match (&self.visibility, &self.employer) {
            (Visibility::Area(path), _) => {
                let places = Places::of(plan, ledger);
                let outside =
                    entered.filter(|(row, _)| !row.household.is_some_and(|home| places.lies_in(home, path)));
                outside.map(|(row, _)| (row.row_no, ReasonCode::OutsideYourArea)).collect()
            }
            (Visibility::Employer(_), Some(own)) => {
                let staff = Staff::of(own, ledger);
                let entered: Vec<_> = entered.collect();
                let is_own =
                    |(row, said): &&(&RowPlan, &PlanRow<'_>)| staff.refuses(row, said.record).is_none();
                let homes: HashSet<HouseholdRef> = entered
                    .iter()
                    .filter(|one| one.1.record.posting.is_some())
                    .filter(is_own)
                    .filter_map(|(row, _)| row.household)
                    .collect();
                let outside = entered.iter().filter_map(|(row, said)| {
                    let reason = match said.record.posting {
                        Some(_) => staff.refuses(row, said.record),
                        None => {
                            let is_theirs = row
                                .household
                                .is_some_and(|home| homes.contains(&home) || staff.lives_in(home));
                            (!is_theirs).then_some(ReasonCode::NotYourWorker)
                        }
                    };
                    Some((row.row_no, reason?))
                });
                outside.collect()
            }
            (Visibility::Employer(_) | Visibility::Referred(_), _) => {
                entered.map(|(row, _)| (row.row_no, ReasonCode::OutsideYourArea)).collect()
            }
        }
    }

    fn visible_persons(&self, ledger: &LedgerView) -> HashSet<PersonId> {
        let homes: HashSet<HouseholdId> = match (&self.visibility, &self.employer) {
            (Visibility::Area(path), _) => {
                let inside = ledger.households.iter().filter(|home| path.contains(&home.place.path));
                inside.map(|home| home.id).collect()
            }
            (Visibility::Employer(_), Some(own)) => Staff::of(own, ledger).homes,
            (Visibility::Employer(_) | Visibility::Referred(_), _) => HashSet::new(),
        };
        let visible = ledger
            .persons
            .iter()
            .filter(|person| person.households.iter().any(|(home, _)| homes.contains(home)));
        visible.map(|person| person.id).collect()
    }
}

/// What a list's words for a village mean to an office that answers for one area only.
fn within(own: &Place, said: Whereabouts) -> Whereabouts {
    if own.path.contains(&said.place.path) || said.hint.is_none() {
        return said;
    }
    let inside: Vec<Place> =
        said.candidates.iter().filter(|candidate| own.path.contains(&candidate.path)).cloned().collect();
    match inside.as_slice() {
        [one] => Whereabouts { place: one.clone(), candidates: Vec::new(), hint: None },
        [] if !said.candidates.is_empty() => said,
        _ => Whereabouts { place: own.clone(), candidates: inside, hint: said.hint },
    }
}

/// Where the households of a plan lie.
struct Places {
    known: HashMap<HouseholdId, AreaPath>,
    new: HashMap<u32, AreaPath>,
}

impl Places {
    fn of(plan: &Plan, ledger: &LedgerView) -> Self {
        let mut new = HashMap::new();
        for planned in &plan.effects {
            if let Effect::CreateHousehold { household: HouseholdRef::New(n), facts } = &planned.effect {
                new.insert(*n, facts.place.path.clone());
            }
        }
        Self { known: ledger.households.iter().map(|home| (home.id, home.place.path.clone())).collect(), new }
    }

    fn lies_in(&self, home: HouseholdRef, area: &AreaPath) -> bool {
        let path = match home {
            HouseholdRef::Existing(id) => self.known.get(&id),
            HouseholdRef::New(n) => self.new.get(&n),
        };
        path.is_some_and(|path| area.contains(path))
    }
}

/// An employer's workers, as far as the ledger's part that was loaded knows them.
struct Staff {
    own: String,
    of_others: BTreeSet<PersonId>,
    homes: HashSet<HouseholdId>,
}

impl Staff {
    fn of(own: &str, ledger: &LedgerView) -> Self {
        let own = name_key(own);
        let mut staff = Self { own: own.clone(), of_others: BTreeSet::new(), homes: HashSet::new() };
        for person in &ledger.persons {
            let employers: Vec<String> = person
                .postings
                .iter()
                .filter_map(|posting| posting.employer.as_deref().map(name_key))
                .collect();
            if employers.contains(&own) {
                staff.homes.extend(person.households.iter().map(|(home, _)| *home));
            } else if !employers.is_empty() {
                staff.of_others.insert(person.id);
            }
        }
        staff
    }

    /// Why the employer may not bring a worker. A worker of its own does not open a household to it that it does not
    /// see yet: whoever knows an address could read what lives there. The area's office joins the two.
    fn refuses(&self, row: &RowPlan, said: &RosterRecord) -> Option<ReasonCode> {
        let posting = said.posting.as_ref().and_then(|posting| posting.employer.as_deref());
        let of_another = matches!(row.person, Some(PersonRef::Existing(id)) if self.of_others.contains(&id));
        if posting.is_some_and(|employer| name_key(employer) != self.own) || of_another {
            return Some(ReasonCode::NotYourWorker);
        }
        match row.household {
            Some(home @ HouseholdRef::Existing(_)) if !self.lives_in(home) => {
                Some(ReasonCode::HouseholdNotYours)
            }
            Some(_) | None => None,
        }
    }

    fn lives_in(&self, home: HouseholdRef) -> bool {
        matches!(home, HouseholdRef::Existing(id) if self.homes.contains(&id))
    }
}
