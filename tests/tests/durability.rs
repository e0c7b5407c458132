//! `kill -9` in the middle of imports and single writes: what was acknowledged is there, what was not is not half there, and
//! the journal is unbroken.
#![cfg(test)]

mod tools;

use std::{
    collections::{BTreeMap, BTreeSet},
    env,
    sync::{
        Arc, Mutex, MutexGuard,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};

use diesel::{QueryDsl as _, RunQueryDsl as _};
use domain::ids::{HouseholdId, PersonId, RosterId};
use reqwest::{Client, RequestBuilder};
use serde_json::{Value, json};
use storage::{
    Connection, Database,
    journal::{self, Head},
    schema::{households, journal as entries, memberships, persons, phones, roster_rows, search_terms},
    unscoped::setup,
};
use test_support::on_both_engines;
use tokio::task::JoinHandle;
use tools::installation::{Installation, household};

/// Rows of each list.
const ROWS: usize = 40;
/// Kills between two looks at everything.
const LOOK: u32 = 10;

/// How often the server is killed: as often as every run has time for, or as often as one asks.
fn kills() -> u32 {
    env::var("HOMEFRONT_TEST_KILLS").map_or(40, |times| times.parse().unwrap())
}

/// What the server has said is done.
#[derive(Default)]
struct Acknowledged {
    addresses: BTreeMap<HouseholdId, String>,
    /// Changes that were sent: whether they happened, nobody was told.
    sent: BTreeMap<HouseholdId, String>,
    lists: BTreeSet<u32>,
}

/// Somebody who works with the server until it is gone.
#[derive(Clone)]
struct Colleague {
    client: Client,
    base: String,
    token: String,
    village: String,
    next: Arc<AtomicU32>,
    done: Arc<Mutex<Acknowledged>>,
}

impl Colleague {
    fn done(&self) -> MutexGuard<'_, Acknowledged> {
        self.done.lock().unwrap()
    }

    fn post(&self, path: &str) -> RequestBuilder {
        self.client.post(format!("{}{path}", self.base)).bearer_auth(&self.token)
    }

    /// Enters households and changes each once.
    async fn write(self) -> Option<()> {
        loop {
            let body = household(&self.village, self.next.fetch_add(1, Ordering::Relaxed));
            let entered = told(self.post("/api/v1/households").json(&body)).await?;
            let id: HouseholdId = entered["id"].as_str().unwrap().parse().unwrap();
            self.done().addresses.insert(id, entered["address"].as_str().unwrap().to_owned());
            let moved = format!("{}甲", entered["address"].as_str().unwrap());
            self.done().sent.insert(id, moved.clone());
            let change = self.client.patch(format!("{}/api/v1/households/{id}", self.base));
            let change = change.bearer_auth(&self.token).header("if-match", "\"rev-1\"");
            told(change.json(&json!({ "address": moved }))).await?;
            let mut done = self.done();
            done.sent.remove(&id);
            done.addresses.insert(id, moved);
        }
    }

    /// Takes in one list.
    async fn import(self, round: u32) -> Option<()> {
        // A name and an address of their own for each: nobody is taken for another.
        let line = |(n, given)| format!("赵{given},137{round:04}{n:04},援鄂,和平里{round}号楼{n}室\n");
        let list: String = (0..ROWS).zip('一'..).map(line).collect();
        let upload = self.post(&format!("/api/v1/rosters?filename=list-{round}.csv"));
        let upload = upload.header("content-type", "application/octet-stream");
        let roster = told(upload.body(format!("姓名,手机号码,岗位类别,住址\n{list}"))).await?;
        for work in ["preview", "commit"] {
            let path = format!("/api/v1/rosters/{}/{work}", roster["id"].as_str().unwrap());
            let mut job = told(self.post(&path).json(&json!({}))).await?;
            while ["queued", "running"].contains(&job["state"].as_str().unwrap()) {
                let path = format!("{}/api/v1/jobs/{}", self.base, job["id"].as_str().unwrap());
                job = told(self.client.get(path).bearer_auth(&self.token)).await?;
            }
            assert_eq!(job["state"], "done", "{job}");
        }
        self.done().lists.insert(round);
        Some(())
    }
}

/// What the server answers; nothing once it is gone.
async fn told(request: RequestBuilder) -> Option<Value> {
    let answer = request.send().await.ok()?;
    let status = answer.status();
    let body: Value = answer.json().await.ok()?;
    assert!(status.is_success(), "{status}: {body}");
    Some(body)
}

/// Looks at the whole ledger while nobody works.
fn look(database: &Database, done: &Acknowledged, noted: Option<Head>) -> Head {
    database
        .read(|conn| {
            let is: BTreeMap<HouseholdId, String> = households::table
                .select((households::id, households::address))
                .load(conn)?
                .into_iter()
                .collect();
            for (id, address) in &done.addresses {
                let found = is.get(id).unwrap_or_else(|| panic!("{id} was acknowledged and is gone"));
                let fits = found == address || done.sent.get(id) == Some(found);
                assert!(fits, "{id} is at {found} and should be at {address}");
            }
            nothing_is_half(conn, &is.into_keys().collect())?;
            lists_are_whole(conn, done)?;
            let operation = setup::operations(conn)?[0].id;
            Ok(journal::verify(conn, operation, noted).unwrap().noted())
        })
        .unwrap()
}

fn nothing_is_half(conn: &mut Connection, all: &BTreeSet<HouseholdId>) -> Result<(), storage::StorageError> {
    let homes: Vec<(HouseholdId, PersonId)> =
        memberships::table.select((memberships::household_id, memberships::person_id)).load(conn)?;
    let people: BTreeSet<PersonId> = persons::table.select(persons::id).load(conn)?.into_iter().collect();
    let found: BTreeSet<HouseholdId> =
        search_terms::table.select(search_terms::household_id).distinct().load(conn)?.into_iter().collect();
    let told: Vec<Option<HouseholdId>> =
        entries::table.select(entries::household_id).distinct().load(conn)?;
    let told: BTreeSet<HouseholdId> = told.into_iter().flatten().collect();
    assert!(*all == homes.iter().map(|(household, _)| *household).collect(), "a household without people");
    assert!(people == homes.iter().map(|(_, person)| *person).collect(), "a person without a household");
    assert!(*all == found, "a household that nobody finds");
    assert!(*all == told, "a household of which the journal does not tell");
    Ok(())
}

fn lists_are_whole(conn: &mut Connection, done: &Acknowledged) -> Result<(), storage::StorageError> {
    let mut applied: BTreeMap<RosterId, usize> = BTreeMap::new();
    for (roster, is_applied) in roster_rows::table
        .select((roster_rows::roster_id, roster_rows::applied))
        .load::<(RosterId, bool)>(conn)?
    {
        *applied.entry(roster).or_default() += usize::from(is_applied);
    }
    assert!(applied.values().all(|rows| [0, ROWS].contains(rows)), "half a list: {applied:?}");
    let mut people: BTreeMap<u32, usize> = BTreeMap::new();
    for number in phones::table.select(phones::number).load::<String>(conn)? {
        if let Some(list) = number.strip_prefix("137") {
            *people.entry(list[..4].parse().unwrap()).or_default() += 1;
        }
    }
    assert!(people.values().all(|people| *people == ROWS), "half of a list's people: {people:?}");
    assert!(done.lists.iter().all(|list| people.contains_key(list)), "a list was acknowledged and is gone");
    Ok(())
}

on_both_engines! {
    async fn what_was_acknowledged_outlives_kill_9(db) {
        let installation = Installation::begin(db.url());
        let client = Client::builder().pool_max_idle_per_host(0).build().unwrap();
        let (done, next) = (Arc::<Mutex<Acknowledged>>::default(), Arc::<AtomicU32>::default());
        let (mut token, mut noted, mut cut_off) = (String::new(), None, 0);
        for round in 1..=kills() {
            let mut server = installation.serve();
            if round % 50 == 1 {
                token = server.sign_in(&client, installation.password()).await;
            }
            let village = server.village(&client, &token).await;
            let base = server.url("");
            let colleague =
                Colleague { client: client.clone(), base, token: token.clone(), village, next: next.clone(), done: done.clone() };
            let importing = tokio::spawn(colleague.clone().import(round));
            let writing = [0; 3].map(|_| tokio::spawn(colleague.clone().write()));
            // Another moment each time: after so many households and, now and then, the list; then in the middle of the next.
            let goal = done.lock().unwrap().addresses.len() + (round % 8) as usize;
            let is_reached = || {
                let done = done.lock().unwrap();
                done.addresses.len() >= goal && (round % 4 != 0 || done.lists.contains(&round))
            };
            while !is_reached() && !writing.iter().any(JoinHandle::is_finished) {
                tokio::time::sleep(Duration::from_millis(1)).await;
            }
            tokio::time::sleep(Duration::from_millis(u64::from(round * 37 % 50))).await;
            server.kill();
            cut_off += u32::from(importing.await.unwrap().is_none());
            for writer in writing {
                writer.await.unwrap();
            }
            if round % LOOK == 0 || round == kills() {
                noted = Some(look(db.database(), &done.lock().unwrap(), noted));
            }
        }
        let done = done.lock().unwrap();
        println!(
            "{} kills: {} households and {} of {} lists acknowledged, {cut_off} lists cut off, {} changes unanswered; \
             {} journal entries unbroken",
            kills(), done.addresses.len(), done.lists.len(), kills(), done.sent.len(), noted.unwrap().position
        );
        assert!(done.addresses.len() > kills() as usize && cut_off > 0 && done.lists.len() >= (kills() / 4) as usize);
        let proved = installation.succeed(&["journal", "verify"]);
        assert!(proved.contains("unbroken"), "{proved}");
    }
}
