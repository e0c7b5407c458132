//! An official list of areas is compared with the operation's areas, and taken over as a whole.

use std::collections::{BTreeMap, HashMap, HashSet};

use chrono::NaiveDate;
use diesel::prelude::*;
use domain::{
    access::Visibility,
    area_lists::{AreaListPlan, AreaOutcome, KnownArea, ListedArea, PlannedLine, plan_list},
    areas::{AreaLevel, AreaPath, area_name_key},
    ids::{AreaId, JobId},
    journal::{Change, EntryKind, SubjectKind},
    problems::ProblemCode,
};

use super::{
    moving::MOST_SIBLINGS,
    renewal::{Range, alone, subtree},
};
use crate::{
    Scoped, StorageError, Store,
    columns::Bind,
    dialect::{Places, Turn, insert_all, take_turn},
    ids,
    journal::Entry,
    ledger::KEYS,
    prepared::{Prepare as _, padded, padded_texts},
    schema::areas,
    users::rule,
};

/// What came of a list.
#[derive(Debug, Clone)]
pub struct ImportedAreas {
    /// Each line.
    pub plan: AreaListPlan,
    /// The job that brings the households up to date, where there are many.
    pub job: Option<JobId>,
}

/// An area in use that a list does not have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MissingArea {
    /// The area.
    pub id: AreaId,
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
}

impl Store {
    /// What would become of a list, with the first of the areas that it does not have.
    ///
    /// # Errors
    /// As [`crate::Database::read`].
    pub async fn compare_areas(
        &self,
        list: Vec<ListedArea>,
        most_missing: usize,
    ) -> Result<(AreaListPlan, Vec<MissingArea>), StorageError> {
        self.read(move |scoped| {
            let known = scoped.known_areas(&list)?;
            let plan = plan_list(list, &known);
            let of: HashMap<AreaId, &KnownArea> = known.iter().map(|area| (area.id, area)).collect();
            let missing = plan.missing.iter().filter_map(|id| of.get(id)).take(most_missing);
            let missing = missing.map(|area| MissingArea {
                id: area.id,
                code: area.code.clone(),
                name: area.name.clone(),
            });
            let missing = missing.collect();
            Ok((plan, missing))
        })
        .await
    }

    /// Takes a list over, all of it or nothing.
    ///
    /// # Errors
    /// [`ProblemCode::PreviewOutdated`] where something else would become of it than was `expected`;
    /// [`ProblemCode::AreaListInvalid`] where a line cannot be taken over.
    pub async fn import_areas(
        &self,
        list: Vec<ListedArea>,
        expected: Option<String>,
        today: NaiveDate,
    ) -> Result<ImportedAreas, StorageError> {
        let import = move |scoped: &mut Scoped<'_>| scoped.import_areas(&list, expected.as_deref(), today);
        self.write_with(Places::Change, import).await
    }
}

impl Scoped<'_> {
    fn import_areas(
        &mut self,
        list: &[ListedArea],
        expected: Option<&str>,
        today: NaiveDate,
    ) -> Result<ImportedAreas, StorageError> {
        take_turn(self.conn, self.operation(), Turn::Administering)?;
        let known = self.known_areas(list)?;
        let plan = plan_list(list.to_vec(), &known);
        if expected.is_some_and(|expected| expected != plan.fingerprint()) {
            return Err(rule(ProblemCode::PreviewOutdated));
        }
        if plan.count(AreaOutcome::Invalid) > 0 {
            return Err(rule(ProblemCode::AreaListInvalid));
        }
        let mut ranges = self.add_listed(&plan, &known)?;
        let mut moves = Vec::new();
        let mut renamed = Vec::new();
        for line in &plan.lines {
            let Some(id) = line.known else { continue };
            if line.outcome == AreaOutcome::Moved {
                let parent = self.area_called(line.parent.as_deref().unwrap_or_default())?;
                let area = self.reached_area(id)?;
                let moved = self.move_area(id, &area, parent, today)?;
                let moved = moved.map_err(|fault| rule(fault.code))?;
                ranges.extend(moved.ranges.clone());
                moves.push((id, moved));
            }
            if line.outcome == AreaOutcome::Moved || line.outcome == AreaOutcome::Renamed {
                self.change_listed(id, line)?;
                renamed.push(id);
            }
        }
        for some in renamed.chunks(KEYS) {
            let paths: Vec<String> = areas::table
                .filter(areas::operation_id.eq(Bind(self.operation())))
                .filter(areas::id.eq_any(padded(some.iter().copied())))
                .select(areas::path)
                .prepared()
                .load(self.conn)?;
            ranges.extend(paths.into_iter().map(|path| subtree(&AreaPath::from_stored(path))));
        }
        let ranges = apart(ranges);
        let job = match (self.operation_row()?.root_area_id, ranges.is_empty()) {
            (Some(root), false) => self.renew_households(root, &ranges, today)?,
            _ => None,
        };
        for (id, moved) in &moves {
            self.remember_move(*id, moved, job)?;
        }
        Ok(ImportedAreas { plan, job })
    }

    /// The areas that the actor keeps, and those of others that the list names.
    fn known_areas(&mut self, list: &[ListedArea]) -> Result<Vec<KnownArea>, StorageError> {
        type Row = (AreaId, String, String, AreaLevel, Option<AreaId>, String, bool);
        let operation = self.operation();
        let columns =
            (areas::id, areas::code, areas::name, areas::level, areas::parent_id, areas::path, areas::active);
        let mut rows: Vec<Row> = match &self.actor.visibility {
            Visibility::Area(own) => areas::table
                .filter(areas::operation_id.eq(Bind(operation)))
                .filter(areas::path.ge(own.as_str()))
                .filter(areas::path.lt(own.end_of_subtree()))
                .order(areas::path)
                .select(columns)
                .load(self.conn)?,
            Visibility::Employer(_) | Visibility::Referred(_) => Vec::new(),
        };
        let kept: HashSet<String> = rows.iter().map(|row| row.1.clone()).collect();
        let named = list.iter().flat_map(|line| [line.code.trim(), line.parent.trim()]);
        let foreign: HashSet<&str> = named.filter(|code| !code.is_empty() && !kept.contains(*code)).collect();
        let foreign: Vec<&str> = foreign.into_iter().collect();
        for some in foreign.chunks(KEYS) {
            let found: Vec<Row> = areas::table
                .filter(areas::operation_id.eq(Bind(operation)))
                .filter(areas::code.eq_any(padded_texts(some.iter().map(|code| (*code).to_owned()))))
                .select(columns)
                .prepared()
                .load(self.conn)?;
            rows.extend(found);
        }
        let codes: HashMap<AreaId, String> = rows.iter().map(|row| (row.0, row.1.clone())).collect();
        let above: Vec<AreaId> =
            rows.iter().filter_map(|row| row.4).filter(|parent| !codes.contains_key(parent)).collect();
        let mut codes = codes;
        for some in above.chunks(KEYS) {
            let found: Vec<(AreaId, String)> = areas::table
                .filter(areas::operation_id.eq(Bind(operation)))
                .filter(areas::id.eq_any(padded(some.iter().copied())))
                .select((areas::id, areas::code))
                .prepared()
                .load(self.conn)?;
            codes.extend(found);
        }
        Ok(rows
            .into_iter()
            .map(|(id, code, name, level, parent, path, active)| {
                let path = AreaPath::from_stored(path);
                KnownArea {
                    id,
                    code,
                    name,
                    level,
                    parent: parent.and_then(|parent| codes.get(&parent).cloned()),
                    within_reach: self.actor.reaches_area(&path).is_ok(),
                    path,
                    active,
                }
            })
            .collect())
    }

    fn area_called(&mut self, code: &str) -> Result<AreaId, StorageError> {
        Ok(areas::table
            .filter(areas::operation_id.eq(Bind(self.operation())))
            .filter(areas::code.eq(code))
            .select(areas::id)
            .first(self.conn)?)
    }

    /// Adds the new areas, and says of which areas the households' village is not known from now on.
    fn add_listed(&mut self, plan: &AreaListPlan, known: &[KnownArea]) -> Result<Vec<Range>, StorageError> {
        let operation = self.operation();
        let mut new: Vec<&PlannedLine> =
            plan.lines.iter().filter(|line| line.outcome == AreaOutcome::New).collect();
        // Parents first.
        new.sort_by_key(|line| (line.level, line.listed.line));
        let mut places: HashMap<String, (AreaId, AreaPath)> =
            known.iter().map(|area| (area.code.clone(), (area.id, area.path.clone()))).collect();
        let old: HashSet<AreaId> = known.iter().map(|area| area.id).collect();
        let was_divided: HashSet<&str> = known.iter().filter_map(|area| area.parent.as_deref()).collect();
        let mut next: BTreeMap<AreaId, u32> = BTreeMap::new();
        let (mut rows, mut entries, mut ranges) = (Vec::new(), Vec::new(), Vec::new());
        for line in new {
            let (Some(level), Some(parent)) = (line.level, line.parent.as_deref()) else { continue };
            let (parent_id, parent_path) = places.get(parent).cloned().ok_or(StorageError::NotFound)?;
            let is_old = old.contains(&parent_id);
            let position = match next.get(&parent_id) {
                Some(position) => *position,
                None if is_old => self.next_position(parent_id, &parent_path)?,
                None => 1,
            };
            if position > MOST_SIBLINGS {
                return Err(rule(ProblemCode::Conflict));
            }
            if is_old && !was_divided.contains(parent) && !next.contains_key(&parent_id) {
                ranges.push(alone(&parent_path));
            }
            next.insert(parent_id, position + 1);
            let (id, path) = (ids::new(AreaId::from_uuid, self.now), parent_path.child(position));
            let key = area_name_key(level, &line.listed.name);
            rows.push((
                areas::operation_id.eq(Bind(operation)),
                areas::id.eq(Bind(id)),
                areas::code.eq(line.listed.code.clone()),
                areas::name.eq(line.listed.name.clone()),
                areas::short_name.eq(key.clone()),
                areas::name_key.eq(key),
                areas::level.eq(Bind(level)),
                areas::parent_id.eq(Some(Bind(parent_id))),
                areas::path.eq(path.as_str().to_owned()),
                areas::position.eq(i32::try_from(position).map_err(StorageError::internal)?),
            ));
            let entry = Entry::new(EntryKind::AreaCreated, SubjectKind::Area, id)
                .named(&line.listed.name)
                .at(&path)
                .changing([Change::set("code", &line.listed.code), Change::set("level", &level)]);
            entries.push(entry);
            places.insert(line.listed.code.clone(), (id, path));
        }
        insert_all!(self.conn, areas::table, rows)?;
        self.record(entries)?;
        Ok(ranges)
    }

    fn change_listed(&mut self, id: AreaId, line: &PlannedLine) -> Result<(), StorageError> {
        let Some(level) = line.level else { return Ok(()) };
        let name = match &line.name_before {
            Some(_) => line.listed.name.clone(),
            None => self.reached_area(id)?.name,
        };
        let key = area_name_key(level, &name);
        diesel::update(areas::table.find((Bind(self.operation()), Bind(id))))
            .set((
                areas::name.eq(&name),
                areas::short_name.eq(&key),
                areas::name_key.eq(&key),
                areas::revision.eq(areas::revision + 1),
            ))
            .prepared()
            .execute(self.conn)?;
        let path = self.place(id)?.path;
        let before = line.name_before.as_ref().unwrap_or(&name);
        let parents = line.parent_before.is_some().then_some((&line.parent_before, &line.parent));
        let entry =
            Entry::new(EntryKind::AreaUpdated, SubjectKind::Area, id).named(&name).at(&path).changing([
                Change::between("name", before, &name),
                parents.and_then(|(before, after)| Change::between("parent_code", before, after)),
            ]);
        self.record(vec![entry])
    }
}

/// The ranges that lie in no other.
fn apart(mut ranges: Vec<Range>) -> Vec<Range> {
    ranges.sort_by(|(from, to), (other_from, other_to)| from.cmp(other_from).then(other_to.cmp(to)));
    let mut apart: Vec<Range> = Vec::new();
    for (from, to) in ranges {
        if apart.last().is_none_or(|(_, behind)| to > *behind) {
            apart.push((from, to));
        }
    }
    apart
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_household_is_brought_up_to_date_twice() {
        let (town, village) = (AreaPath::root(1).child(1), AreaPath::root(1).child(1).child(2));
        let other = AreaPath::root(1).child(2);
        let ranges =
            vec![subtree(&village), alone(&town), subtree(&town), subtree(&other), subtree(&village)];
        assert_eq!(apart(ranges), [subtree(&town), subtree(&other)]);
    }
}
