//! The journal: one order that nobody misses anything in, and a chain that shows every change.
#![cfg(test)]

mod common;

use std::collections::BTreeSet;

use common::{World, start};
use domain::journal::{Change, EntryKind, SubjectKind};
use serde_json::json;
use storage::{
    columns::AnyId,
    ids,
    journal::{self, Entry, Flaw, VerifyError},
};
use test_support::on_both_engines;

fn entry(name: &str) -> Entry {
    Entry::new(EntryKind::ListExported, SubjectKind::Operation, ids::new(AnyId::from_uuid, start()))
        .named(name)
        .changing([Change::set("rows", &json!({"b": 1, "a": ["王芳", null, 1.5, {"y": 0, "x": true}]}))])
}

fn append(world: &World, names: &[&str]) {
    let author = world.system();
    let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
    world
        .database
        .write(move |tx| journal::append(tx, &author, names.iter().map(|name| entry(name)).collect()))
        .unwrap();
}

fn seal_all(world: &World) -> usize {
    test_support::run(journal::seal_all(&world.database)).unwrap()
}

fn verify(world: &World) -> Result<i64, Flaw> {
    let operation = world.operation;
    let verified = world.database.read(|conn| match journal::verify(conn, operation, None) {
        Ok(verified) => Ok(Ok(verified.entries)),
        Err(VerifyError::Flaw(flaw)) => Ok(Err(flaw)),
        Err(VerifyError::Storage(error)) => Err(error),
    });
    verified.unwrap()
}

fn names(world: &World) -> Vec<(i64, String)> {
    let operation = world.operation;
    let entries = world.database.read(|conn| journal::read_on(conn, operation, 0, 1000)).unwrap();
    entries.into_iter().map(|row| (row.position.unwrap(), row.subject_name.unwrap_or_default())).collect()
}

on_both_engines! {
    fn entries_are_numbered_without_gaps_when_they_are_sealed(db) {
        let world = World::new(db.database(), "a");
        let other = World::new(db.database(), "b");
        assert_eq!(names(&world), []);
        let made_by_the_world = seal_all(&world) / 2;
        append(&world, &["one", "two"]);
        append(&other, &["of another operation"]);
        append(&world, &["three"]);
        assert_eq!(seal_all(&world), 4);
        assert_eq!(seal_all(&world), 0);
        let seen = names(&world);
        assert_eq!(seen.iter().map(|(position, _)| *position).collect::<Vec<_>>(), (1..=seen.len() as i64).collect::<Vec<_>>());
        assert_eq!(seen[made_by_the_world..].iter().map(|(_, name)| name.as_str()).collect::<Vec<_>>(), ["one", "two", "three"]);
        assert_eq!(verify(&world), Ok(seen.len() as i64));
        assert_eq!(verify(&other), Ok(made_by_the_world as i64 + 1));
    }

    fn many_writers_and_sealers_miss_nothing(db) {
        let world = World::new(db.database(), "a");
        seal_all(&world);
        let before = names(&world).len();
        let seen = std::thread::scope(|threads| {
            let writers: Vec<_> = (0..4).map(|writer| {
                let world = world.clone();
                threads.spawn(move || for n in 0..30 { append(&world, &[&format!("{writer}-{n}")]); })
            }).collect();
            for _ in 0..3 {
                let world = world.clone();
                threads.spawn(move || for _ in 0..20 { seal_all(&world); });
            }
            // A reader that goes on from the last position it saw, while all this happens.
            let reader = {
                let world = world.clone();
                threads.spawn(move || {
                    let (mut last, mut seen) = (before as i64, Vec::new());
                    while seen.len() < 120 {
                        seal_all(&world);
                        let operation = world.operation;
                        for row in world.database.read(|conn| journal::read_on(conn, operation, last, 7)).unwrap() {
                            assert_eq!(row.position, Some(last + 1));
                            last += 1;
                            seen.push(row.subject_name.unwrap());
                        }
                    }
                    seen
                })
            };
            for writer in writers {
                writer.join().unwrap();
            }
            reader.join().unwrap()
        });
        assert_eq!(seen.iter().collect::<BTreeSet<_>>().len(), 120);
        assert_eq!(verify(&world), Ok(before as i64 + 120));
    }

    fn more_than_one_batch_is_sealed(db) {
        let world = World::new(db.database(), "a");
        let names: Vec<String> = (0..1234).map(|n| n.to_string()).collect();
        append(&world, &names.iter().map(String::as_str).collect::<Vec<_>>());
        assert!(seal_all(&world) >= 1234);
        assert!(verify(&world).unwrap() >= 1234);
    }
}
