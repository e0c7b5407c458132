//! Accounts and sessions: what keeps someone signed in, and what ends it.
#![cfg(test)]

mod common;

use chrono::{DateTime, TimeDelta, Utc};
use common::{World, minutes, start};
use domain::{
    access::Actor,
    administration::Standing,
    ids::SessionId,
    journal::EntryKind,
    users::{AccountState, Language, Role},
};
use storage::{
    ConflictKind, StorageError, journal,
    unscoped::{
        accounts::{self, LockoutPolicy, NewUser},
        sessions::{self, Bearer, Ending, NewSession, Rotation, TokenDigest},
    },
};
use test_support::on_both_engines;

const GRACE: TimeDelta = TimeDelta::seconds(10);

fn token(n: u8) -> TokenDigest {
    [n; 32]
}

fn sign_in(world: &World, first: u8) -> SessionId {
    let new = NewSession {
        operation_id: world.operation,
        user_id: world.district,
        token: token(first),
        expires_at: minutes(600),
        user_agent: "a browser".to_owned(),
    };
    world.database.write(move |tx| sessions::begin(tx, &new, start())).unwrap()
}

fn rotate(world: &World, presented: u8, successor: u8, at: DateTime<Utc>) -> Rotation {
    world
        .database
        .write(move |tx| sessions::rotate(tx, &token(presented), &token(successor), GRACE, at))
        .unwrap()
}

fn authenticate(
    world: &World,
    session: SessionId,
    epoch: i32,
    at: DateTime<Utc>,
) -> Result<Actor, StorageError> {
    let bearer = Bearer {
        operation_id: world.operation,
        user_id: world.district,
        session_id: session,
        session_epoch: epoch,
    };
    world.database.read(|conn| sessions::authenticate(conn, bearer, at))
}

#[track_caller]
fn refused<T: std::fmt::Debug>(outcome: Result<T, StorageError>) {
    assert!(matches!(outcome, Err(StorageError::NotFound)), "{outcome:?}");
}

on_both_engines! {
    fn a_session_goes_on_from_token_to_token(db) {
        let world = World::new(db.database(), "a");
        let session = sign_in(&world, 1);
        for n in 1..5 {
            let Rotation::Renewed(live) = rotate(&world, n, n + 1, minutes(n.into())) else { panic!("refused at {n}") };
            assert_eq!((live.id, live.user_id, live.session_epoch), (session, world.district, 0));
        }
        let actor = authenticate(&world, session, 0, minutes(5)).unwrap();
        assert_eq!((actor.user_id, actor.operation_id), (world.district, world.operation));
        assert_eq!(rotate(&world, 99, 100, minutes(5)), Rotation::Refused);
        assert_eq!(rotate(&world, 5, 6, minutes(600)), Rotation::Refused, "sessions end after their time");
        refused(authenticate(&world, session, 0, minutes(600)));
    }

    fn a_token_that_comes_back_ends_the_session_for_thief_and_owner(db) {
        let world = World::new(db.database(), "a");
        let session = sign_in(&world, 1);
        assert!(matches!(rotate(&world, 1, 2, minutes(1)), Rotation::Renewed(_)));
        assert_eq!(rotate(&world, 1, 3, minutes(2)), Rotation::Reused);
        for known in [1, 2, 3] {
            assert_eq!(rotate(&world, known, 10 + known, minutes(3)), Rotation::Refused);
        }
        refused(authenticate(&world, session, 0, minutes(3)));
        test_support::run(journal::seal_all(&world.database)).unwrap();
        let operation = world.operation;
        let kinds: Vec<_> = world.database.read(|conn| journal::read_on(conn, operation, 0, 100)).unwrap()
            .into_iter().map(|entry| entry.kind).collect();
        assert!(kinds.ends_with(&[EntryKind::SignedIn, EntryKind::SessionEnded]), "{kinds:?}");
    }

    fn two_tabs_that_wake_up_at_once_both_stay(db) {
        let world = World::new(db.database(), "a");
        sign_in(&world, 1);
        let outcomes: Vec<_> = std::thread::scope(|threads| {
            let tabs: Vec<_> = (2..6).map(|n| { let world = &world; threads.spawn(move || rotate(world, 1, n, minutes(1))) }).collect();
            tabs.into_iter().map(|tab| tab.join().unwrap()).collect()
        });
        assert!(outcomes.iter().all(|outcome| matches!(outcome, Rotation::Renewed(_))), "{outcomes:?}");
        assert!(matches!(rotate(&world, 5, 9, minutes(2)), Rotation::Renewed(_)));
        assert_eq!(rotate(&world, 1, 10, minutes(2)), Rotation::Reused);
    }

    fn signing_out_ends_this_session_only(db) {
        let world = World::new(db.database(), "a");
        let (one, other) = (sign_in(&world, 1), sign_in(&world, 101));
        let operation = world.operation;
        world.database.write(move |tx| sessions::end(tx, operation, one, Ending::SignedOut, minutes(1))).unwrap();
        refused(authenticate(&world, one, 0, minutes(1)));
        authenticate(&world, other, 0, minutes(1)).unwrap();
        world.database.write(|tx| sessions::end_by_token(tx, &token(101), minutes(1))).unwrap();
        refused(authenticate(&world, other, 0, minutes(1)));
    }

    fn a_new_password_ends_every_session_and_every_access_token(db) {
        let world = World::new(db.database(), "a");
        let session = sign_in(&world, 1);
        let (author, user) = (world.system(), world.district);
        world.database.write(move |tx| accounts::set_password(tx, &author, user, "new hash")).unwrap();
        refused(authenticate(&world, session, 0, minutes(1)));
        refused(authenticate(&world, session, 1, minutes(1)));
        assert_eq!(rotate(&world, 1, 2, minutes(1)), Rotation::Refused);
        let username = "a.district".parse().unwrap();
        let credentials = world.database.read(|conn| accounts::credentials(conn, &username)).unwrap();
        assert_eq!((credentials.password_hash.as_str(), credentials.session_epoch), ("new hash", 1));
    }

    fn a_closed_account_is_out_until_it_is_opened(db) {
        let world = World::new(db.database(), "a");
        let session = sign_in(&world, 1);
        let user = world.district;
        let (author, operation) = (world.system(), world.operation);
        world.database.write(move |tx| {
            let organisation_id = accounts::standing(tx, operation, user)?.organisation_id;
            accounts::create(tx, &author, &NewUser {
                organisation_id,
                username: "another.administrator".parse().unwrap(),
                display_name: "另一位".to_owned(),
                role: Role::Administrator,
                duties: Vec::new(),
                language: Language::Chinese,
                password_hash: "hash".to_owned(),
            })
        }).unwrap();
        for state in [AccountState::Locked, AccountState::Open] {
            let (author, operation) = (world.system(), world.operation);
            world.database.write(move |tx| {
                let before = accounts::standing(tx, operation, user)?;
                let after = Standing { state, ..before.clone() };
                accounts::set_standing(tx, &author, user, &before, &after)
            }).unwrap();
            refused(authenticate(&world, session, 0, minutes(1)));
        }
        sign_in(&world, 50);
    }

    fn wrong_passwords_lock_and_the_right_one_forgets_them(db) {
        let world = World::new(db.database(), "a");
        let (operation, user) = (world.operation, world.district);
        let policy = LockoutPolicy { attempts: 3, for_: TimeDelta::minutes(15) };
        let fail = || world.database.write(move |tx| accounts::record_failure(tx, operation, user, policy, start())).unwrap();
        assert_eq!((fail(), fail()), (None, None));
        world.database.write(move |tx| accounts::record_success(tx, operation, user, None)).unwrap();
        assert_eq!((fail(), fail(), fail()), (None, None, Some(minutes(15))));
        let username = "a.district".parse().unwrap();
        let locked = |world: &World| world.database.read(|conn| accounts::credentials(conn, &username)).unwrap().locked_until;
        assert_eq!(locked(&world), Some(minutes(15)));
        world.database.write(move |tx| accounts::record_success(tx, operation, user, Some("better hash"))).unwrap();
        assert_eq!(locked(&world), None);
    }

    fn a_user_name_is_one_persons(db) {
        let world = World::new(db.database(), "a");
        let (author, actor) = (world.system(), world.store(world.district).actor().clone());
        let again = world.database.write(move |tx| accounts::create(tx, &author, &accounts::NewUser {
            organisation_id: actor.organisation_id, username: "a.district".parse().unwrap(), display_name: "x".into(),
            role: actor.role, duties: vec![], language: domain::users::Language::English, password_hash: "x".into(),
        }));
        assert!(matches!(again, Err(StorageError::Conflict(ConflictKind::Taken))), "{again:?}");
        assert_eq!(world.database.read(accounts::list).unwrap().len(), 5);
    }

    fn old_sessions_are_forgotten(db) {
        let world = World::new(db.database(), "a");
        sign_in(&world, 1);
        rotate(&world, 1, 2, minutes(1));
        assert_eq!(world.database.write(|tx| sessions::forget(tx, minutes(600))).unwrap(), 0);
        assert_eq!(world.database.write(|tx| sessions::forget(tx, minutes(601))).unwrap(), 1);
        sign_in(&world, 1);
    }
}
