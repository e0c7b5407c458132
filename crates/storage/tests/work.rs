//! Long work that one process does at a time, and requests that are answered once.
#![cfg(test)]

mod common;

use std::{collections::BTreeSet, sync::Mutex};

use chrono::TimeDelta;
use common::{World, minutes};
use domain::{
    ids::{JobId, RosterId},
    jobs::{JobKind, JobState},
};
use storage::{
    ConflictKind, StorageError, ids,
    unscoped::{
        idempotency::{self, Claim, KeyedRequest, StoredAnswer},
        jobs::{self, JobEnd, LeaseLost, Progress},
    },
};
use test_support::on_both_engines;

const LEASE: TimeDelta = TimeDelta::minutes(1);

fn enqueue(world: &World, at: i64) -> JobId {
    let store = world.store_at(world.district, minutes(at));
    let roster = ids::new(RosterId::from_uuid, minutes(at));
    test_support::run(store.write(move |scoped| scoped.enqueue(JobKind::RosterPreview, roster))).unwrap()
}

fn claim(world: &World, at: i64) -> Option<jobs::Lease> {
    world.database.write(move |tx| jobs::claim(tx, LEASE, minutes(at))).unwrap()
}

fn request(world: &World, key: &str, digest: &[u8]) -> KeyedRequest {
    KeyedRequest {
        operation_id: world.operation,
        user_id: world.district,
        key: key.into(),
        digest: digest.into(),
    }
}

fn claim_key(world: &World, request: &KeyedRequest, at: i64) -> Result<Claim, StorageError> {
    let request = request.clone();
    world.database.write(move |tx| idempotency::claim(tx, &request, minutes(at)))
}

on_both_engines! {
    fn a_job_is_taken_oldest_first_and_followed_to_its_end(db) {
        let world = World::new(db.database(), "a");
        let (first, second) = (enqueue(&world, 0), enqueue(&world, 1));
        let lease = claim(&world, 2).unwrap();
        assert_eq!((lease.job.id, lease.job.state), (first, JobState::Running));
        assert_eq!(claim(&world, 2).unwrap().job.id, second);
        assert!(claim(&world, 2).is_none());
        let (renewing, finishing) = (lease.clone(), lease);
        let progress = Progress { done: 3, total: 9 };
        world.database.write(move |tx| jobs::renew(tx, &renewing, progress, LEASE, minutes(2))).unwrap().unwrap();
        let seen = |id| test_support::run(world.store(world.district).job(id)).unwrap();
        assert_eq!((seen(first).done, seen(first).total, seen(first).state), (3, 9, JobState::Running));
        world.database.write(move |tx| jobs::finish(tx, &finishing, &JobEnd::Done, minutes(3))).unwrap();
        assert_eq!((seen(first).state, seen(first).finished_at), (JobState::Done, Some(minutes(3))));
        let other = test_support::run(world.store(world.first_town).job(first));
        assert!(matches!(other, Err(StorageError::NotFound)), "a job is its asker's");
    }

    fn a_job_whose_process_died_is_taken_over_and_the_dead_one_cannot_finish_it(db) {
        let world = World::new(db.database(), "a");
        let id = enqueue(&world, 0);
        let dead = claim(&world, 0).unwrap();
        assert!(claim(&world, 1).is_none(), "the lease still runs");
        let living = claim(&world, 2).unwrap();
        assert_eq!(living.job.id, id);
        let late = dead.clone();
        let renewed = world.database.write(move |tx| jobs::renew(tx, &late, Progress { done: 1, total: 1 }, LEASE, minutes(2))).unwrap();
        assert_eq!(renewed, Err(LeaseLost));
        assert!(world.database.write(move |tx| jobs::finish(tx, &dead, &JobEnd::Done, minutes(2))).is_err());
        world.database.write(move |tx| jobs::finish(tx, &living, &JobEnd::Done, minutes(2))).unwrap();
    }

    fn a_job_that_kills_its_process_fails_at_last(db) {
        let world = World::new(db.database(), "a");
        let id = enqueue(&world, 0);
        for at in [0, 2, 4] {
            assert_eq!(claim(&world, at).unwrap().job.id, id);
        }
        assert!(claim(&world, 6).is_none());
        let job = test_support::run(world.store(world.district).job(id)).unwrap();
        assert_eq!((job.state, job.finished_at), (JobState::Failed, Some(minutes(6))));
    }

    fn a_job_given_back_is_as_new(db) {
        let world = World::new(db.database(), "a");
        let id = enqueue(&world, 0);
        for _ in 0..5 {
            let lease = claim(&world, 0).unwrap();
            world.database.write(move |tx| jobs::give_back(tx, &lease)).unwrap();
        }
        assert_eq!(claim(&world, 0).unwrap().job.id, id);
    }

    fn many_workers_never_share_a_job(db) {
        let world = World::new(db.database(), "a");
        let asked: BTreeSet<JobId> = (0..30).map(|_| enqueue(&world, 0)).collect();
        let taken = Mutex::new(Vec::new());
        std::thread::scope(|threads| for _ in 0..6 {
            threads.spawn(|| while let Some(lease) = claim(&world, 1) { taken.lock().unwrap().push(lease.job.id); });
        });
        let taken = taken.into_inner().unwrap();
        assert_eq!((taken.len(), taken.into_iter().collect::<BTreeSet<_>>()), (30, asked));
    }

    fn a_repeated_request_gets_the_first_answer(db) {
        let world = World::new(db.database(), "a");
        let asked = request(&world, "k", b"body");
        assert_eq!(claim_key(&world, &asked, 0).unwrap(), Claim::First);
        let running = claim_key(&world, &asked, 1);
        assert!(matches!(running, Err(StorageError::Conflict(ConflictKind::IdempotencyKeyInUse))), "{running:?}");
        let answer = StoredAnswer {
            status: 201, body: Some(b"{}".to_vec()), etag: Some("\"rev-1\"".into()),
            content_type: Some("application/json".into()), location: None,
        };
        let (completed, stored) = (asked.clone(), answer.clone());
        world.database.write(move |tx| idempotency::complete(tx, &completed, &stored)).unwrap();
        assert_eq!(claim_key(&world, &asked, 1).unwrap(), Claim::Answered(answer));
        let other = claim_key(&world, &request(&world, "k", b"another body"), 1);
        assert!(matches!(other, Err(StorageError::Conflict(ConflictKind::IdempotencyKeyReused))), "{other:?}");
        let mut of_another = request(&world, "k", b"another body");
        of_another.user_id = world.hospital;
        assert_eq!(claim_key(&world, &of_another, 1).unwrap(), Claim::First);
        assert_eq!(world.database.write(|tx| idempotency::forget(tx, minutes(1))).unwrap(), 1);
    }

    fn a_claim_can_be_given_back_or_grows_old(db) {
        let world = World::new(db.database(), "a");
        let asked = request(&world, "k", b"body");
        claim_key(&world, &asked, 0).unwrap();
        let released = asked.clone();
        world.database.write(move |tx| idempotency::release(tx, &released)).unwrap();
        assert_eq!(claim_key(&world, &asked, 0).unwrap(), Claim::First);
        assert!(claim_key(&world, &asked, 1).is_err());
        assert_eq!(claim_key(&world, &asked, 3).unwrap(), Claim::First, "its process has died");
    }

    fn of_many_at_once_one_is_first(db) {
        let world = World::new(db.database(), "a");
        let asked = request(&world, "k", b"body");
        let firsts: usize = std::thread::scope(|threads| {
            let all: Vec<_> = (0..6).map(|_| threads.spawn(|| usize::from(claim_key(&world, &asked, 0).is_ok()))).collect();
            all.into_iter().map(|one| one.join().unwrap()).sum()
        });
        assert_eq!(firsts, 1);
    }
}
