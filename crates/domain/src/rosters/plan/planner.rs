//! Goes through a roster household by household, until nothing more can be settled.

use std::collections::HashMap;

use super::{
    Decision, Plan, PlanRow, RowOutcome, RowPlan,
    fill::Filler,
    household::{Located, locate},
};
use crate::{
    rosters::{
        areas::AreaIndex,
        draft::{Draft, HouseholdAt, PersonAt},
        fields::Field,
        ledger::LedgerView,
        matching::{self, Found, Match, unclear},
        reasons::{Reason, ReasonCode, Severity},
        recognition::RosterKind,
    },
    text::name_key,
};

/// Rows that wait for a later row of the same roster are looked at again at most so often.
const ROUNDS: usize = 4;

pub struct Planner<'a> {
    rows: &'a [PlanRow<'a>],
    names: Vec<String>,
    draft: Draft<'a>,
    /// Rows of one household, in the roster's order.
    groups: Vec<Vec<usize>>,
    homes: HashMap<u32, HouseholdAt>,
    plans: Vec<Option<RowPlan>>,
}

/// What is to be done with a row.
pub(super) enum Verdict {
    /// It is about somebody known.
    Known(Match),
    /// It brings somebody.
    New,
    /// It waits.
    Hold(Reason),
}

impl<'a> Planner<'a> {
    pub fn new(rows: &'a [PlanRow<'a>], ledger: &LedgerView, areas: &'a AreaIndex) -> Self {
        let mut groups: Vec<Vec<usize>> = Vec::new();
        let mut by_group: HashMap<u32, usize> = HashMap::new();
        for (at, row) in rows.iter().enumerate() {
            let group = *by_group.entry(row.record.group).or_insert_with(|| {
                groups.push(Vec::new());
                groups.len() - 1
            });
            if let Some(group) = groups.get_mut(group) {
                group.push(at);
            }
        }
        Self {
            rows,
            names: rows.iter().map(|row| name_key(&row.record.name)).collect(),
            draft: Draft::new(ledger, areas),
            groups,
            homes: HashMap::new(),
            plans: vec![None; rows.len()],
        }
    }

    pub fn run(mut self) -> Plan {
        let mut waiting = std::mem::take(&mut self.groups);
        for _ in 0..ROUNDS {
            let before: usize = waiting.iter().map(Vec::len).sum();
            for group in &waiting {
                self.plan_group(group);
            }
            for group in &mut waiting {
                group.retain(|at| self.is_held(*at));
            }
            waiting.retain(|group| !group.is_empty());
            let after: usize = waiting.iter().map(Vec::len).sum();
            if after == 0 || after == before {
                break;
            }
        }
        Plan { rows: self.plans.into_iter().flatten().collect(), effects: self.draft.into_effects() }
    }

    fn is_held(&self, at: usize) -> bool {
        let plan = self.plans.get(at).and_then(Option::as_ref);
        plan.is_some_and(|plan| plan.outcome == RowOutcome::Held)
    }

    /// Workers come first: a household is there for its worker's sake.
    fn plan_group(&mut self, group: &[usize]) {
        let rows: Vec<(usize, PlanRow<'a>)> =
            group.iter().filter_map(|at| Some((*at, *self.rows.get(*at)?))).collect();
        let (workers, others): (Vec<_>, Vec<_>) =
            rows.iter().partition(|(_, row)| row.record.posting.is_some());
        let mut worker_held = false;
        for (at, row) in workers.iter().chain(&others) {
            if row.decision == Some(Decision::Reject) {
                self.settle(*at, row, RowOutcome::Rejected, vec![Reason::new(ReasonCode::RejectedByHand)]);
                continue;
            }
            let reason = match self.household(&rows, row) {
                Located::Unclear(reason) => Some(reason),
                Located::Known(home) => self.enter(*at, row, Some(home)),
                Located::Nowhere if row.record.posting.is_some() => self.enter(*at, row, None),
                Located::Nowhere if worker_held => Some(Reason::new(ReasonCode::WorkerHeld)),
                Located::Nowhere => Some(Reason::new(ReasonCode::HouseholdWithoutWorker)),
            };
            if let Some(reason) = reason {
                worker_held |= row.record.posting.is_some();
                self.settle(*at, row, RowOutcome::Held, vec![reason]);
            }
        }
    }

    /// The household of a group, once one of its rows has one.
    fn household(&mut self, rows: &[(usize, PlanRow<'a>)], row: &PlanRow<'a>) -> Located {
        let hint = row.household.and_then(|id| self.draft.by_household_id(id));
        if let Some(home) = self.homes.get(&row.record.group).copied().or(hint) {
            return Located::Known(home);
        }
        let found: Vec<(PlanRow<'a>, Option<PersonAt>)> =
            rows.iter().map(|(at, row)| (*row, self.known_person(*at, row))).collect();
        let located = locate(&self.draft, &found);
        if let Located::Known(home) = located {
            self.homes.insert(row.record.group, home);
        }
        located
    }

    fn known_person(&self, at: usize, row: &PlanRow<'a>) -> Option<PersonAt> {
        if let Some(Decision::SameAs { person_id }) = row.decision {
            return self.draft.by_person_id(person_id);
        }
        match matching::by_own_facts(&self.draft, row, self.names.get(at)?) {
            Found::One(found) => Some(found.person),
            Found::Nobody { .. } | Found::Unclear(_) => None,
        }
    }

    /// Enters a row, or gives the reason why it must wait.
    fn enter(&mut self, at: usize, row: &PlanRow<'a>, home: Option<HouseholdAt>) -> Option<Reason> {
        let name = self.names.get(at).cloned().unwrap_or_default();
        let verdict = self.judge(row, &name, home);
        let before = self.draft.effect_count();
        let mut filler = Filler::new(&mut self.draft, row);
        let (person, is_new) = match verdict {
            Verdict::Hold(reason) => return Some(reason),
            Verdict::Known(found) => (filler.known(&found), false),
            Verdict::New => (filler.new_person(&name), true),
        };
        let home = filler.enter_household(person, home);
        filler.fill(person, home);
        let mut reasons = filler.into_reasons();
        if let Some(home) = home {
            self.homes.entry(row.record.group).or_insert(home);
        }
        let mut seen = Vec::new();
        reasons.retain(|reason| {
            !seen.contains(reason) && {
                seen.push(reason.clone());
                true
            }
        });
        let outcome = if is_new {
            RowOutcome::New
        } else if reasons.iter().any(|reason| reason.severity() == Severity::Conflict) {
            RowOutcome::Conflict
        } else if self.draft.effect_count() > before {
            RowOutcome::Update
        } else {
            RowOutcome::Same
        };
        let household = home.map(|home| self.draft.household(home).reference);
        let person = Some(self.draft.person(person).reference);
        self.put(at, RowPlan { row_no: row.record.row_no, outcome, reasons, person, household });
        None
    }

    fn judge(&self, row: &PlanRow<'a>, name: &str, home: Option<HouseholdAt>) -> Verdict {
        if let Some(Decision::SameAs { person_id }) = row.decision {
            return match self.draft.by_person_id(person_id) {
                Some(person) => Verdict::Known(Match { person, by: ReasonCode::DecidedByHand, rival: None }),
                None => Verdict::Hold(Reason::new(ReasonCode::NobodyMatched)),
            };
        }
        let created_by_hand = row.decision == Some(Decision::Create);
        let found = matching::by_own_facts(&self.draft, row, name);
        let phone_owners = match found {
            Found::One(found) => return Verdict::Known(found),
            Found::Unclear(reason) if !created_by_hand => return Verdict::Hold(reason),
            Found::Unclear(_) => Vec::new(),
            Found::Nobody { phone_owners } => phone_owners,
        };
        if let Some(found) = home.and_then(|home| matching::in_household(&self.draft, row, name, home)) {
            return Verdict::Known(found);
        }
        if created_by_hand {
            return Verdict::New;
        }
        let is_worker = row.record.posting.is_some();
        let is_of_home =
            |owner: &PersonAt| home.is_some_and(|home| self.draft.household(home).members.contains(owner));
        if let Some(owner) = phone_owners.iter().find(|owner| is_worker && !is_of_home(owner)) {
            return Verdict::Hold(unclear(ReasonCode::PhoneOfAnotherName, self.draft.person(*owner)));
        }
        if is_worker && matching::has_unusable_identity(row) {
            return Verdict::Hold(Reason::on(ReasonCode::NobodyMatched, Field::IdentityNumber));
        }
        let stands_alone = row.record.kind != RosterKind::Members && home.is_none();
        if stands_alone && !matching::can_be_identified(row) {
            return Verdict::Hold(Reason::new(ReasonCode::NothingToIdentifyBy));
        }
        Verdict::New
    }

    fn settle(&mut self, at: usize, row: &PlanRow<'a>, outcome: RowOutcome, reasons: Vec<Reason>) {
        let row_no = row.record.row_no;
        self.put(at, RowPlan { row_no, outcome, reasons, person: None, household: None });
    }

    fn put(&mut self, at: usize, plan: RowPlan) {
        if let Some(place) = self.plans.get_mut(at) {
            *place = Some(plan);
        }
    }
}
