//! Transactions: what is acknowledged is there, what failed is not, and nobody waits for a lock for long.
#![cfg(test)]

use std::{
    collections::BTreeSet,
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
};

use chrono::{DateTime, Utc};
use diesel::{Connection as _, prelude::*};
use domain::ids::OperationId;
use storage::{
    ConflictKind, Connection, Database, DatabaseUrl, PoolOptions, StorageError, columns::Bind, ids,
    schema::operations,
};
use test_support::{TestDatabase, on_both_engines};

const NOW: DateTime<Utc> = DateTime::UNIX_EPOCH;

fn insert(conn: &mut Connection, code: &str) -> Result<OperationId, StorageError> {
    let id = ids::new(OperationId::from_uuid, NOW);
    diesel::insert_into(operations::table)
        .values((
            operations::id.eq(Bind(id)),
            operations::code.eq(code),
            operations::name_zh.eq("行动"),
            operations::name_en.eq("Operation"),
            operations::time_zone.eq("Asia/Shanghai"),
            operations::starts_on.eq(NOW.date_naive()),
            operations::created_at.eq(Bind(NOW)),
        ))
        .execute(conn)?;
    Ok(id)
}

fn codes(database: &Database) -> BTreeSet<String> {
    database
        .read(|conn| Ok(operations::table.select(operations::code).load(conn)?))
        .unwrap()
        .into_iter()
        .collect()
}

on_both_engines! {
    fn values_come_back_as_they_went(db) {
        let at: DateTime<Utc> = "2020-02-11T08:30:00.123456Z".parse().unwrap();
        let id = db.database().write(|tx| insert(tx, "a")).unwrap();
        db.database().write(move |tx| {
            let changed = diesel::update(operations::table.filter(operations::id.eq(Bind(id))))
                .set(operations::created_at.eq(Bind(at)))
                .execute(tx)?;
            assert_eq!(changed, 1);
            Ok(())
        }).unwrap();
        let row = db.database().read(|conn| Ok(operations::table
            .select((operations::id, operations::created_at, operations::starts_on, operations::ends_on))
            .filter(operations::id.eq_any([Bind(id)]))
            .first::<(OperationId, DateTime<Utc>, chrono::NaiveDate, Option<chrono::NaiveDate>)>(conn)?)).unwrap();
        assert_eq!(row, (id, at, NOW.date_naive(), None));
    }

    fn a_failed_write_leaves_nothing(db) {
        let refused = db.database().write(|tx| {
            insert(tx, "a")?;
            Err::<(), _>(StorageError::NotFound)
        });
        assert!(matches!(refused, Err(StorageError::NotFound)));
        assert!(codes(db.database()).is_empty());
    }

    fn a_taken_value_is_a_conflict(db) {
        db.database().write(|tx| insert(tx, "a")).unwrap();
        let again = db.database().write(|tx| insert(tx, "a"));
        assert!(matches!(again, Err(StorageError::Conflict(ConflictKind::Taken))), "{again:?}");
        let nothing = db.database().read(|conn| Ok(operations::table
            .filter(operations::code.eq("b")).select(operations::id).first::<OperationId>(conn)?));
        assert!(matches!(nothing, Err(StorageError::NotFound)));
    }

    fn a_reader_cannot_write(db) {
        assert!(db.database().read(|conn| insert(conn, "a")).is_err());
        assert!(codes(db.database()).is_empty());
        db.database().write(|tx| insert(tx, "a")).unwrap();
    }

    fn a_reader_sees_one_moment(db) {
        let database = db.database().clone();
        let counts = db.database().read(|conn| {
            let before: i64 = operations::table.count().get_result(conn)?;
            let writer = database.clone();
            std::thread::spawn(move || writer.write(|tx| insert(tx, "a"))).join().unwrap()?;
            let after: i64 = operations::table.count().get_result(conn)?;
            Ok((before, after))
        }).unwrap();
        assert_eq!(counts, (0, 0));
        assert_eq!(codes(db.database()).len(), 1);
    }

    fn nested_transactions_roll_back_alone(db) {
        db.database().write(|tx| {
            insert(tx, "outer")?;
            let inner = tx.transaction(|tx| {
                insert(tx, "inner")?;
                Err::<(), _>(StorageError::NotFound)
            });
            assert!(inner.is_err());
            insert(tx, "after")?;
            Ok(())
        }).unwrap();
        assert_eq!(codes(db.database()), ["after", "outer"].map(str::to_owned).into());
    }

    async fn a_panic_fails_only_its_own_write(db) {
        let database = db.database().clone();
        let panicking = std::panic::AssertUnwindSafe(database.write_async(|tx| {
            insert(tx, "lost")?;
            tx.transaction(|tx| -> Result<(), StorageError> {
                insert(tx, "lost too")?;
                panic!("on purpose")
            })
        }));
        let others = (0..20).map(|n| {
            let database = database.clone();
            tokio::spawn(async move { database.write_async(move |tx| insert(tx, &format!("{n}"))).await })
        }).collect::<Vec<_>>();
        assert!(matches!(panicking.0.await, Err(StorageError::Internal(_))));
        for other in others {
            other.await.unwrap().unwrap();
        }
        assert_eq!(codes(&database).len(), 20);
    }

    fn many_writers_lose_nothing(db) {
        let refused = Arc::new(AtomicU32::new(0));
        std::thread::scope(|threads| {
            for thread in 0..8 {
                let (database, refused) = (db.database().clone(), Arc::clone(&refused));
                threads.spawn(move || for n in 0..25 {
                    // Every fifth write is refused, in the middle of a group of others.
                    let outcome = database.write(move |tx| {
                        insert(tx, &format!("{thread}-{n}"))?;
                        if n % 5 == 0 { Err(StorageError::NotFound) } else { Ok(()) }
                    });
                    if outcome.is_err() {
                        refused.fetch_add(1, Ordering::Relaxed);
                    }
                });
            }
        });
        assert_eq!(refused.load(Ordering::Relaxed), 8 * 5);
        assert_eq!(codes(db.database()).len(), 8 * 20);
    }

    fn a_write_that_nobody_waits_for_is_still_done(db) {
        test_support::run(async {
            let mut write = std::pin::pin!(db.database().write_async(|tx| insert(tx, "a")));
            let polled = std::future::poll_fn(|context| std::task::Poll::Ready(write.as_mut().poll(context))).await;
            assert!(polled.is_pending() || codes(db.database()).len() == 1);
        });
        // A later write stands behind it in line; on PostgreSQL the dropped runtime has waited for it.
        db.database().write(|tx| insert(tx, "b")).unwrap();
        assert_eq!(codes(db.database()).len(), 2);
    }
}

/// PostgreSQL ends one of two transactions that wait for each other; it is tried again.
#[test]
fn deadlocked_transactions_both_succeed() {
    let db = TestDatabase::new(test_support::Engine::Postgres);
    let first = db.database().write(|tx| insert(tx, "first")).unwrap();
    let second = db.database().write(|tx| insert(tx, "second")).unwrap();
    let rename = |tx: &mut Connection, id: OperationId, name: &str| -> Result<(), StorageError> {
        diesel::update(operations::table.filter(operations::id.eq(Bind(id))))
            .set(operations::name_en.eq(name))
            .execute(tx)?;
        Ok(())
    };
    let meet = Arc::new(std::sync::Barrier::new(2));
    let tries = Arc::new(AtomicU32::new(0));
    std::thread::scope(|threads| {
        for (one, other, name) in [(first, second, "x"), (second, first, "y")] {
            let (database, meet, tries) = (db.database().clone(), Arc::clone(&meet), Arc::clone(&tries));
            threads.spawn(move || {
                let mut met = false;
                database
                    .write(move |tx| {
                        tries.fetch_add(1, Ordering::Relaxed);
                        rename(tx, one, name)?;
                        if !std::mem::replace(&mut met, true) {
                            meet.wait();
                        }
                        rename(tx, other, name)
                    })
                    .unwrap();
            });
        }
    });
    assert_eq!(tries.load(Ordering::Relaxed), 3);
}

/// An acknowledged write is in the file even if the process ends at that very moment.
#[test]
fn what_was_acknowledged_survives_the_process() {
    let db = TestDatabase::new(test_support::Engine::Sqlite);
    db.database().write(|tx| insert(tx, "a")).unwrap();
    // As a killed process leaves them: the files as they are now, with nothing closed.
    let copy = tempfile::tempdir().unwrap();
    for file in std::fs::read_dir(db.folder().unwrap()).unwrap() {
        let file = file.unwrap();
        if !file.file_name().to_string_lossy().ends_with("-shm") {
            std::fs::copy(file.path(), copy.path().join(file.file_name())).unwrap();
        }
    }
    let url = DatabaseUrl::sqlite(copy.path().join("homefront.db"));
    let reopened = Database::open(&url, PoolOptions::default()).unwrap();
    assert_eq!(codes(&reopened).len(), 1);
}

/// More writes than may wait are turned away at once instead of piling up.
#[test]
fn a_full_queue_is_busy() {
    let folder = tempfile::tempdir().unwrap();
    let url = DatabaseUrl::sqlite(folder.path().join("a.db"));
    let database = Database::open(&url, PoolOptions { queue: 1, ..PoolOptions::default() }).unwrap();
    database.migrate().unwrap();
    let (started, has_started) = std::sync::mpsc::channel();
    let (release, released) = std::sync::mpsc::channel::<()>();
    let slow = {
        let database = database.clone();
        std::thread::spawn(move || {
            database.write(move |_| {
                started.send(()).unwrap();
                released.recv().unwrap();
                Ok(())
            })
        })
    };
    has_started.recv().unwrap();
    test_support::run(async {
        let waiting = std::pin::pin!(database.write_async(|_| Ok(())));
        let mut waiting = waiting;
        assert!(
            std::future::poll_fn(|cx| std::task::Poll::Ready(waiting.as_mut().poll(cx))).await.is_pending()
        );
        assert!(matches!(database.write_async(|_| Ok(())).await, Err(StorageError::Busy(_))));
        release.send(()).unwrap();
        waiting.await.unwrap();
    });
    slow.join().unwrap().unwrap();
}

#[cfg(unix)]
#[test]
fn only_its_owner_reads_the_file() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.db");
    let database = Database::open(&DatabaseUrl::sqlite(&path), PoolOptions::default()).unwrap();
    database.migrate().unwrap();
    for file in std::fs::read_dir(folder.path()).unwrap() {
        let file = file.unwrap();
        assert_eq!(file.metadata().unwrap().permissions().mode() & 0o777, 0o600, "{:?}", file.path());
    }
}

/// Two processes share a file: while one holds it, the other's writers wait, and hear that it is busy when it takes too long.
#[test]
fn another_process_that_writes_is_waited_for() {
    use diesel::connection::SimpleConnection as _;
    let db = TestDatabase::new(test_support::Engine::Sqlite);
    let (held, is_held) = std::sync::mpsc::channel();
    std::thread::scope(|threads| {
        let other = threads.spawn(move || {
            db.database()
                .maintain(|conn| {
                    conn.batch_execute("BEGIN IMMEDIATE")?;
                    held.send(db.database().clone()).unwrap();
                    std::thread::sleep(std::time::Duration::from_millis(300));
                    insert(conn, "other")?;
                    conn.batch_execute("COMMIT")?;
                    Ok(())
                })
                .unwrap();
            db
        });
        let database = is_held.recv().unwrap();
        database.write(|tx| insert(tx, "mine")).unwrap();
        let db = other.join().unwrap();
        assert_eq!(codes(db.database()).len(), 2);
    });
}
