//! What somebody with access to the database could do behind the application's back, and that the chain shows it.
#![cfg(test)]

mod common;

use common::{World, minutes, start};
use diesel::{ExpressionMethods as _, QueryDsl as _, RunQueryDsl as _};
use domain::{
    areas::AreaPath,
    ids::{BatchId, EntryId, HouseholdId, RosterId},
    journal::{Change, EntryKind, SubjectKind},
};
use serde_json::json;
use storage::{
    Connection, StorageError,
    columns::{AnyId, Bind},
    ids,
    journal::{self, Entry, EntryRow, Flaw, Head, Verified, VerifyError},
    schema::journal as table,
};
use test_support::on_both_engines;

/// An entry that has something in every column.
fn entry(name: &str) -> Entry {
    Entry::new(EntryKind::HouseholdUpdated, SubjectKind::Household, ids::new(AnyId::from_uuid, start()))
        .named(name)
        .of_household(ids::new(HouseholdId::from_uuid, start()), &AreaPath::root(1))
        .in_batch(ids::new(BatchId::from_uuid, start()), ids::new(RosterId::from_uuid, start()))
        .changing([Change::set("rows", &json!({"b": 1, "a": ["王芳", null, 1.5, {"y": 0, "x": true}]}))])
}

/// A sealed journal whose last entries are `names`, and the position of the last.
fn sealed(world: &World, names: &[&str]) -> i64 {
    let author = storage::journal::Author { user_id: Some(world.district), ..world.system() };
    let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
    world
        .database
        .write(move |tx| journal::append(tx, &author, names.iter().map(|name| entry(name)).collect()))
        .unwrap();
    seal_all(world);
    verify(world, None).unwrap().entries
}

fn seal_all(world: &World) -> usize {
    test_support::run(journal::seal_all(&world.database)).unwrap()
}

fn verify(world: &World, noted: Option<Head>) -> Result<Verified, Flaw> {
    let operation = world.operation;
    let verified = world.database.read(|conn| match journal::verify(conn, operation, noted) {
        Ok(verified) => Ok(Ok(verified)),
        Err(VerifyError::Flaw(flaw)) => Ok(Err(flaw)),
        Err(VerifyError::Storage(error)) => Err(error),
    });
    verified.unwrap()
}

fn row(world: &World, position: i64) -> EntryRow {
    let operation = world.operation;
    let entries = world.database.read(|conn| journal::read_on(conn, operation, position - 1, 1)).unwrap();
    entries.into_iter().next().unwrap()
}

fn tamper(
    world: &World,
    change: impl FnMut(&mut Connection) -> Result<usize, StorageError> + Send + 'static,
) {
    assert_eq!(world.database.write(change).unwrap(), 1);
}

/// Sets a column of one entry.
macro_rules! set {
    ($world:expr, $position:expr, $value:expr) => {{
        let (operation, position) = ($world.operation, $position);
        tamper($world, move |tx| {
            let at = table::table
                .filter(table::operation_id.eq(Bind(operation)))
                .filter(table::position.eq(position));
            Ok(diesel::update(at).set($value).execute(tx)?)
        });
    }};
}

/// Proves that a change of one column of the entry in the middle is found at that entry.
macro_rules! found_when_set {
    ($db:expr, $value:expr) => {{
        let world = World::new($db.database(), "a");
        let last = sealed(&world, &["one", "two", "three"]);
        set!(&world, last - 1, $value);
        assert_eq!(verify(&world, None), Err(Flaw::Changed { position: last - 1 }), stringify!($value));
    }};
}

fn remove(world: &World, position: i64) {
    let operation = world.operation;
    tamper(world, move |tx| {
        let at =
            table::table.filter(table::operation_id.eq(Bind(operation))).filter(table::position.eq(position));
        Ok(diesel::delete(at).execute(tx)?)
    });
}

/// Puts a copy of an entry in at a position, with the hashes that it has.
fn insert(world: &World, of: &EntryRow, position: i64) {
    let of = of.clone();
    tamper(world, move |tx| put(tx, &of, position));
}

fn put(tx: &mut Connection, of: &EntryRow, position: i64) -> Result<usize, StorageError> {
    Ok(diesel::insert_into(table::table)
        .values((
            table::operation_id.eq(Bind(of.operation_id)),
            table::id.eq(Bind(ids::new(EntryId::from_uuid, of.at))),
            table::position.eq(position),
            table::at.eq(Bind(of.at)),
            table::actor_id.eq(of.actor_id.map(Bind)),
            table::actor_name.eq(of.actor_name.clone()),
            table::kind.eq(Bind(of.kind)),
            table::subject_kind.eq(Bind(of.subject_kind)),
            table::subject_id.eq(Bind(of.subject_id)),
            table::subject_name.eq(of.subject_name.clone()),
            table::household_id.eq(of.household_id.map(Bind)),
            table::batch_id.eq(of.batch_id.map(Bind)),
            table::roster_id.eq(of.roster_id.map(Bind)),
            table::area_path.eq(of.area_path.clone()),
            table::changes.eq(Bind(of.changes.0.clone())),
            table::previous_hash.eq(of.previous_hash.clone()),
            table::hash.eq(of.hash.clone()),
        ))
        .execute(tx)?)
}

on_both_engines! {
    fn a_changed_moment_is_found(db) { found_when_set!(db, table::at.eq(Bind(minutes(1)))) }
    fn a_changed_actor_is_found(db) { found_when_set!(db, table::actor_id.eq(None::<Bind<domain::ids::UserId>>)) }
    fn a_changed_actors_name_is_found(db) { found_when_set!(db, table::actor_name.eq("somebody else")) }
    fn a_changed_kind_is_found(db) { found_when_set!(db, table::kind.eq(Bind(EntryKind::ListExported))) }
    fn a_changed_kind_of_subject_is_found(db) { found_when_set!(db, table::subject_kind.eq(Bind(SubjectKind::Person))) }
    fn a_changed_subject_is_found(db) {
        found_when_set!(db, table::subject_id.eq(Bind(ids::new(AnyId::from_uuid, start()))))
    }
    fn a_changed_subjects_name_is_found(db) { found_when_set!(db, table::subject_name.eq("somebody else")) }
    fn a_changed_household_is_found(db) { found_when_set!(db, table::household_id.eq(None::<Bind<HouseholdId>>)) }
    fn a_changed_batch_is_found(db) { found_when_set!(db, table::batch_id.eq(None::<Bind<BatchId>>)) }
    fn a_changed_roster_is_found(db) { found_when_set!(db, table::roster_id.eq(None::<Bind<RosterId>>)) }
    fn a_changed_area_is_found(db) { found_when_set!(db, table::area_path.eq("elsewhere")) }
    fn changed_changes_are_found(db) { found_when_set!(db, table::changes.eq(Bind(Vec::<Change>::new()))) }
    fn a_changed_hash_is_found(db) { found_when_set!(db, table::hash.eq(vec![7_u8; 32])) }
    fn a_changed_id_is_found(db) { found_when_set!(db, table::id.eq(Bind(ids::new(EntryId::from_uuid, start())))) }

    fn a_changed_value_deep_inside_is_found(db) {
        let change = Change::set("rows", &json!({"b": 1, "a": ["王芳", null, 1.5, {"y": 0, "x": false}]})).unwrap();
        found_when_set!(db, table::changes.eq(Bind(vec![change.clone()])))
    }

    fn the_same_changes_written_again_are_no_flaw(db) {
        let world = World::new(db.database(), "a");
        let last = sealed(&world, &["one", "two"]);
        let change = Change::set("rows", &json!({"a": ["王芳", null, 1.5, {"x": true, "y": 0}], "b": 1})).unwrap();
        set!(&world, last, table::changes.eq(Bind(vec![change.clone()])));
        assert_eq!(verify(&world, None).unwrap().entries, last);
    }

    fn a_changed_hash_of_the_predecessor_is_found(db) {
        let world = World::new(db.database(), "a");
        let last = sealed(&world, &["one", "two", "three"]);
        set!(&world, last - 1, table::previous_hash.eq(vec![7_u8; 32]));
        assert_eq!(verify(&world, None), Err(Flaw::Unchained { position: last - 1 }));
    }

    fn a_removed_hash_is_found(db) {
        let world = World::new(db.database(), "a");
        let last = sealed(&world, &["one", "two"]);
        set!(&world, last, table::hash.eq(None::<Vec<u8>>));
        assert_eq!(verify(&world, None), Err(Flaw::Changed { position: last }));
    }

    fn a_removed_entry_is_found(db) {
        let world = World::new(db.database(), "a");
        let last = sealed(&world, &["one", "two", "three"]);
        remove(&world, last - 1);
        assert_eq!(verify(&world, None), Err(Flaw::Missing { position: last - 1 }));
        // Moving the rest up does not hide it.
        set!(&world, last, table::position.eq(last - 1));
        assert_eq!(verify(&world, None), Err(Flaw::Unchained { position: last - 1 }));
    }

    fn the_first_entry_is_missed_too(db) {
        let world = World::new(db.database(), "a");
        sealed(&world, &["one"]);
        remove(&world, 1);
        assert_eq!(verify(&world, None), Err(Flaw::Missing { position: 1 }));
    }

    fn an_inserted_entry_is_found(db) {
        let world = World::new(db.database(), "a");
        let last = sealed(&world, &["one", "two"]);
        set!(&world, last, table::position.eq(last + 1));
        let true_one = row(&world, last - 1);
        insert(&world, &true_one, last);
        assert_eq!(verify(&world, None), Err(Flaw::Unchained { position: last }));
        // With a forged predecessor it has a forged content, or its successor does not follow.
        set!(&world, last, table::previous_hash.eq(true_one.hash.clone()));
        assert_eq!(verify(&world, None), Err(Flaw::Changed { position: last }));
    }

    fn an_entry_inserted_before_the_first_is_found(db) {
        let world = World::new(db.database(), "a");
        let last = sealed(&world, &["one"]);
        let true_one = row(&world, last);
        insert(&world, &true_one, 0);
        assert_eq!(verify(&world, None), Err(Flaw::Misplaced { position: 0 }));
    }

    fn swapped_entries_are_found(db) {
        let world = World::new(db.database(), "a");
        let last = sealed(&world, &["one", "two", "three"]);
        let (second, third) = (row(&world, last - 1), row(&world, last));
        set!(&world, last, table::position.eq(1_000_000_i64));
        set!(&world, last - 1, table::position.eq(last));
        set!(&world, 1_000_000_i64, table::position.eq(last - 1));
        assert_eq!(verify(&world, None), Err(Flaw::Unchained { position: last - 1 }));
        // Nor does swapping what ties them.
        set!(&world, last - 1, (table::previous_hash.eq(second.previous_hash.clone()), table::hash.eq(second.hash.clone())));
        set!(&world, last, (table::previous_hash.eq(third.previous_hash.clone()), table::hash.eq(third.hash.clone())));
        assert_eq!(verify(&world, None), Err(Flaw::Changed { position: last - 1 }));
    }

    fn an_entry_that_lost_its_number_is_found_and_not_sealed_anew(db) {
        let world = World::new(db.database(), "a");
        let last = sealed(&world, &["one", "two"]);
        let id = row(&world, last).id;
        set!(&world, last, table::position.eq(None::<i64>));
        assert_eq!(seal_all(&world), 0);
        assert_eq!(verify(&world, None), Err(Flaw::Unnumbered { id }));
    }

    fn an_entry_moved_to_another_operation_is_found_in_both(db) {
        let (world, other) = (World::new(db.database(), "a"), World::new(db.database(), "b"));
        let last = sealed(&world, &["one", "two", "three"]);
        let last_there = sealed(&other, &["there"]);
        let to = other.operation;
        set!(&world, last - 1, (table::operation_id.eq(Bind(to)), table::position.eq(last_there + 1)));
        assert_eq!(verify(&world, None), Err(Flaw::Missing { position: last - 1 }));
        assert_eq!(verify(&other, None), Err(Flaw::Unchained { position: last_there + 1 }));
    }

    fn an_entry_with_a_word_that_was_never_written_is_named(db) {
        use diesel::connection::SimpleConnection as _;
        let world = World::new(db.database(), "a");
        let last = sealed(&world, &["one", "two", "three"]);
        let position = last - 1;
        world.database.maintain(|conn| {
            Ok(conn.batch_execute(&format!("UPDATE journal SET kind = 'nothing_known' WHERE position = {position}"))?)
        }).unwrap();
        assert_eq!(verify(&world, None), Err(Flaw::Unreadable { position }));
        set!(&world, 2_i64, table::actor_name.eq("somebody else"));
        assert_eq!(verify(&world, None), Err(Flaw::Changed { position: 2 }), "the first flaw is named first");
    }

    fn a_tail_that_was_cut_off_is_found_against_a_noted_head(db) {
        let world = World::new(db.database(), "a");
        let last = sealed(&world, &["one", "two", "three"]);
        let head = verify(&world, None).unwrap().noted();
        assert_eq!(verify(&world, Some(head)).unwrap().noted(), head);
        // What comes later leaves the noted head where it was.
        sealed(&world, &["four"]);
        assert_eq!(verify(&world, Some(head)).unwrap().entries, last + 1);
        for position in [last + 1, last, last - 1] {
            remove(&world, position);
        }
        assert_eq!(verify(&world, None).unwrap().entries, last - 2, "nobody sees it without the head");
        assert_eq!(verify(&world, Some(head)), Err(Flaw::CutOff { last: last - 2, noted: last }));
        // Nor do new entries in the place of the old ones hide it.
        sealed(&world, &["another two", "another three", "another four"]);
        assert_eq!(verify(&world, Some(head)), Err(Flaw::Replaced { position: last }));
    }

    fn a_journal_that_was_emptied_is_found_against_a_noted_head(db) {
        let world = World::new(db.database(), "a");
        let last = sealed(&world, &["one"]);
        let head = verify(&world, None).unwrap().noted();
        let operation = world.operation;
        world.database.write(move |tx| Ok(diesel::delete(table::table.filter(table::operation_id.eq(Bind(operation)))).execute(tx)?)).unwrap();
        assert_eq!(verify(&world, Some(head)), Err(Flaw::CutOff { last: 0, noted: last }));
        let origin = verify(&world, None).unwrap().noted();
        assert_eq!((origin.position, verify(&world, Some(origin)).unwrap().entries), (0, 0));
        assert_eq!(
            verify(&world, Some(Head { position: 0, ..head })),
            Err(Flaw::Replaced { position: 0 }),
            "a head of another operation is not taken for this one's"
        );
    }
}
