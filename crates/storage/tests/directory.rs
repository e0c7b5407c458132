//! Areas, organisations and users, as each kind of actor sees them.
#![cfg(test)]

mod common;

use common::World;
use domain::{
    areas::{AreaLevel, AreaPath},
    ids::AreaId,
    organisations::OrganisationKind,
    rosters::areas::Fit,
};
use storage::{
    Slice, StorageError,
    areas::AreaFilter,
    organisations::OrganisationFilter,
    users::{AccountChanges, UserFilter},
};
use test_support::on_both_engines;

async fn area(world: &World, words: &str) -> AreaId {
    let filter = AreaFilter { words: Some(words.to_owned()), ..AreaFilter::default() };
    world.store(world.district).areas(filter, Slice::first(1)).await.unwrap()[0].id
}

on_both_engines! {
    async fn areas_come_in_the_order_of_the_list_and_in_pages(db) {
        let world = World::new(db.database(), "a");
        World::new(db.database(), "b");
        let store = world.store(world.supermarket);
        let mut seen = Vec::new();
        let mut after: Option<AreaPath> = None;
        loop {
            let page = store.areas(AreaFilter::default(), Slice { after, limit: 2 }).await.unwrap();
            let Some(last) = page.last() else { break };
            after = Some(last.path.clone());
            seen.extend(page.into_iter().map(|area| (area.code, area.ancestors.join("›"), area.has_children)));
        }
        let expected = [
            ("120111", "", true), ("120111001", "西青区", true), ("120111001201", "西青区›大寺镇", false),
            ("120111001202", "西青区›大寺镇", false), ("120111002", "西青区", true), ("120111002201", "西青区›精武镇", false),
        ];
        assert_eq!(seen, expected.map(|(code, way, children)| (code.to_owned(), way.to_owned(), children)));
    }

    async fn areas_are_found_by_part_of_the_name_or_beginning_of_the_code(db) {
        let world = World::new(db.database(), "a");
        let store = world.store(world.first_town);
        let found = async |filter: AreaFilter| store.areas(filter, Slice::first(50)).await.unwrap()
            .into_iter().map(|area| area.code).collect::<Vec<_>>();
        let words = |words: &str| AreaFilter { words: Some(words.to_owned()), ..AreaFilter::default() };
        assert_eq!(found(words("王庄子")).await, ["120111001201", "120111002201"]);
        assert_eq!(found(words("120111002")).await, ["120111002", "120111002201"]);
        assert_eq!(found(words("111")).await, [""; 0]);
        assert_eq!(found(words("%")).await, [""; 0]);
        let town = area(&world, "大寺镇").await;
        assert_eq!(found(AreaFilter { parent_id: Some(town), ..AreaFilter::default() }).await, ["120111001201", "120111001202"]);
        assert_eq!(found(AreaFilter { level: Some(AreaLevel::Town), ..AreaFilter::default() }).await, ["120111001", "120111002"]);
        assert_eq!(store.area(town).await.unwrap().name, "大寺镇");
    }

    async fn nothing_of_another_operation_is_seen(db) {
        let (world, other) = (World::new(db.database(), "a"), World::new(db.database(), "b"));
        let store = world.store(world.district);
        let foreign_area = area(&other, "大寺镇").await;
        assert!(matches!(store.area(foreign_area).await, Err(StorageError::NotFound)));
        let below = AreaFilter { parent_id: Some(foreign_area), ..AreaFilter::default() };
        assert_eq!(store.areas(below, Slice::first(50)).await.unwrap(), []);
        let foreign_organisation = other.store(other.hospital).actor().organisation_id;
        assert!(matches!(store.organisation(foreign_organisation).await, Err(StorageError::NotFound)));
        let at = OrganisationFilter { area_id: Some(foreign_area), ..OrganisationFilter::default() };
        assert!(matches!(store.organisations(at, Slice::first(50)).await, Err(StorageError::NotFound)));
        let foreign_user = other.first_town;
        let colleague = store.read(move |scoped| scoped.colleague(foreign_user)).await;
        assert!(matches!(colleague, Err(StorageError::NotFound)));
        assert_eq!(store.users(UserFilter::default(), Slice::first(50)).await.unwrap().len(), 5);
    }

    async fn organisations_are_a_directory_for_all(db) {
        let world = World::new(db.database(), "a");
        for user in [world.first_town, world.hospital, world.supermarket] {
            let store = world.store(user);
            let all = store.organisations(OrganisationFilter::default(), Slice::first(50)).await.unwrap();
            assert_eq!(all.len(), 5);
            let mut paged = Vec::new();
            let mut after = None;
            loop {
                let page = store.organisations(OrganisationFilter::default(), Slice { after, limit: 2 }).await.unwrap();
                let Some(last) = page.last() else { break };
                after = Some((last.name_key.clone(), last.id));
                paged.extend(page);
            }
            assert_eq!(paged, all);
        }
        let store = world.store(world.district);
        let found = async |filter| store.organisations(filter, Slice::first(50)).await.unwrap()
            .into_iter().map(|organisation| organisation.name).collect::<Vec<_>>();
        let words = |words: &str| OrganisationFilter { words: Some(words.to_owned()), ..OrganisationFilter::default() };
        assert_eq!(found(words("supER")).await, ["Supermarket 超市"]);
        assert_eq!(found(OrganisationFilter { kind: Some(OrganisationKind::Employer), ..Default::default() }).await, ["西青医院"]);
        let town = area(&world, "大寺镇").await;
        assert_eq!(found(OrganisationFilter { area_id: Some(town), ..Default::default() }).await, ["大寺镇工会"]);
    }

    async fn colleagues_are_those_below_and_ones_own(db) {
        let world = World::new(db.database(), "a");
        for (user, seen) in [
            (world.district, 5), (world.first_town, 1), (world.hospital, 1), (world.supermarket, 1),
        ] {
            let colleagues = world.store(user).users(UserFilter::default(), Slice::first(50)).await.unwrap();
            assert_eq!(colleagues.len(), seen, "{colleagues:?}");
            assert!(colleagues.iter().any(|colleague| colleague.id == user));
        }
        let store = world.store(world.district);
        let first = store.users(UserFilter::default(), Slice::first(2)).await.unwrap();
        let after = Some((first[1].display_name.clone(), first[1].id));
        let rest = store.users(UserFilter::default(), Slice { after, limit: 50 }).await.unwrap();
        assert_eq!(rest.len(), 3);
        let named = UserFilter { words: Some("医院".to_owned()), ..UserFilter::default() };
        assert_eq!(store.users(named, Slice::first(50)).await.unwrap()[0].id, world.hospital);
    }

    async fn ones_own_account_can_be_changed(db) {
        let world = World::new(db.database(), "a");
        let store = world.store(world.hospital);
        let account = store.account().await.unwrap();
        assert_eq!((account.area_name.as_str(), account.organisation_kind), ("西青区", OrganisationKind::Employer));
        let changes = AccountChanges { language: Some(domain::users::Language::English), display_name: Some("Li".into()) };
        let changed = store.change_account(account.revision, changes.clone()).await.unwrap();
        assert_eq!((changed.display_name.as_str(), changed.revision), ("Li", account.revision + 1));
        let again = store.change_account(changed.revision, changes.clone()).await.unwrap();
        assert_eq!(again.revision, changed.revision, "nothing changed");
        let late = store.change_account(account.revision, changes).await;
        assert!(matches!(late, Err(StorageError::StaleVersion { current }) if current == changed.revision));
    }

    async fn areas_are_found_by_the_words_of_a_roster(db) {
        let world = World::new(db.database(), "a");
        let index = world.store(world.district).read(|scoped| scoped.area_index()).await.unwrap();
        let (found, fit) = index.find("精武镇", "王庄子村").unwrap();
        assert_eq!((found.place.path.as_str(), fit), ("0001/0002/0001/", Fit::Certain));
        assert_eq!(index.find("", "王庄子").unwrap().1, Fit::Ambiguous);
    }
}
