//! Taking a list back.

use std::fs;

use serde_json::{Value, json};
use test_support::{SignedIn, TestApp, TestDatabase, on_both_engines};

use crate::{
    client::{csv, done, identity_number, import, roster, rows, work},
    dump::{assert_same, dump},
    packs::packs,
};

async fn households(user: &SignedIn<'_>) -> Vec<Value> {
    user.get_json("/api/v1/households?limit=200").await["items"].as_array().unwrap().clone()
}

on_both_engines! {
    /// Every list of a pack on top of the others, and down again: each step leads back to exactly where it began.
    async fn a_districts_lists_are_taken_back_one_by_one(db) {
        for pack in packs().into_iter().take(1) {
            let app = TestApp::new(TestDatabase::new(db.engine()));
            let user = app.sign_in("xq.union").await;
            let mut steps = vec![];
            let mut lists = pack.lists();
            lists.reverse();
            for list in lists {
                let before = dump(app.database());
                let name = list.file_name().unwrap().to_string_lossy().into_owned();
                steps.push((name.clone(), before, import(&user, &name, fs::read(&list).unwrap()).await));
            }
            // Not the one below: the one above builds on it.
            let blocked = work(&user, &steps[0].2, "undo").await;
            assert_eq!(blocked["state"], "failed");
            assert_eq!(blocked["problem"]["code"], "undo_blocked");
            let first: Vec<&str> = blocked["problem"]["current"].as_array().unwrap().iter()
                .filter_map(|blocker| blocker["roster_id"].as_str()).collect();
            let above: Vec<&str> = steps[1..].iter().rev().map(|(_, _, id)| id.as_str()).collect();
            assert_eq!(first, above, "the last one first");
            while let Some((name, before, id)) = steps.pop() {
                done(&user, &id, "undo").await;
                assert_eq!(roster(&user, &id).await["status"], "undone", "{name}");
                assert_same(&before, &dump(app.database()));
            }
        }
    }

    async fn a_merge_of_what_a_list_brought_is_taken_back_first(db) {
        let app = TestApp::new(db);
        let user = app.sign_in("xq.union").await;
        let list = import(&user, "list.csv", csv(&["姓名,手机号码", "王芳,19970115465", "李强,19970115466"])).await;
        let both = households(&user).await;
        let [winner, loser] = [&both[0], &both[1]].map(|one| format!("/api/v1/households/{}", one["id"].as_str().unwrap()));
        let version = format!("\"rev-{}\"", user.get_json(&winner).await["revision"]);
        let body = json!({ "loser_id": both[1]["id"] });
        let request = user.request(reqwest::Method::POST, &format!("{winner}/merge")).header("if-match", version);
        assert_eq!(request.json(&body).send().await.unwrap().status(), 200);
        let blocked = work(&user, &list, "undo").await;
        assert_eq!(blocked["problem"]["code"], "undo_blocked", "{blocked:#}");
        assert_eq!(blocked["problem"]["current"][0]["kind"], "household_merged");
        let entries = user.get_json(&format!("{winner}/journal")).await;
        let merge = entries["items"].as_array().unwrap().iter().find_map(|one| one["merge_id"].as_str()).unwrap().to_owned();
        assert_eq!(user.post(&format!("/api/v1/merges/{merge}/undo"), &Value::Null).await.status(), 200);
        assert_eq!(user.get_json(&loser).await["id"], both[1]["id"]);
        done(&user, &list, "undo").await;
        assert!(households(&user).await.is_empty());
    }

    async fn what_was_taken_back_can_be_committed_again(db) {
        let app = TestApp::new(db);
        let user = app.sign_in("xq.union").await;
        let list = import(&user, "list.csv", csv(&["姓名,手机号码,岗位类别", "王芳,19970115465,援鄂"])).await;
        done(&user, &list, "undo").await;
        assert!(households(&user).await.is_empty());
        assert_eq!(rows(&user, &list, "").await[0]["applied"], false);
        let again = work(&user, &list, "undo");
        drop(again);
        done(&user, &list, "preview").await;
        done(&user, &list, "commit").await;
        assert_eq!(households(&user).await.len(), 1);
        done(&user, &list, "undo").await;
        assert!(households(&user).await.is_empty());
    }

    /// Assigning an owner is the first thing that everybody does: it must not keep a list for good.
    async fn what_was_changed_back_or_is_another_field_does_not_stand_in_the_way(db) {
        let app = TestApp::new(db);
        let user = app.sign_in("xq.union").await;
        let header = "姓名,手机号码,岗位类别,村居,家庭住址,目前困难";
        let first = import(&user, "first.csv", csv(&[header, "王芳,19970115465,援鄂,隐贤村,和平里1号,"])).await;
        let second = import(&user, "second.csv", csv(&[header, "王芳,19970115465,,隐贤村,和平里1号,买菜不便"])).await;
        let path = format!("/api/v1/households/{}", households(&user).await[0]["id"].as_str().unwrap());
        let change = async |changes: Value| {
            let tag = format!("\"rev-{}\"", user.get_json(&path).await["revision"]);
            assert_eq!(user.patch(&path, &tag, &changes).await.status(), 200);
        };
        let assign = async |owner: Value| {
            let id = path.rsplit('/').next().unwrap();
            let assigned = user.post("/api/v1/households/assign_owner", &json!({ "owner_id": owner, "household_ids": [id] })).await;
            assert_eq!(assigned.status(), 200);
        };
        change(json!({ "contact_hours": "19点以后" })).await;
        assign(user.session["me"]["id"].clone()).await;
        // The second list filled neither: it goes, and what people did stays.
        done(&user, &second, "undo").await;
        let now = user.get_json(&path).await;
        assert_eq!((&now["difficulties"], &now["contact_hours"]), (&Value::Null, &json!("19点以后")));
        // The first brought the household, and would take both along.
        let blocked = work(&user, &first, "undo").await;
        let kinds: Vec<&Value> =
            blocked["problem"]["current"].as_array().unwrap().iter().map(|blocker| &blocker["kind"]).collect();
        assert_eq!(kinds, ["household_updated", "household_owner_changed"]);
        change(json!({ "contact_hours": null })).await;
        assign(Value::Null).await;
        done(&user, &first, "undo").await;
        assert!(households(&user).await.is_empty());
    }

    async fn what_builds_on_it_is_named(db) {
        let app = TestApp::new(db);
        let user = app.sign_in("xq.union").await;
        let list = import(&user, "list.csv", csv(&["姓名,手机号码,岗位类别", "王芳,19970115465,援鄂", "李伟,19970115466,援鄂"])).await;
        let household = households(&user).await.remove(0);
        let id = household["id"].as_str().unwrap();
        let page = user.get_json(&format!("/api/v1/households/{id}")).await;
        let coordinator = app.sign_in("xq.union.li").await;
        let etag = format!("\"rev-{}\"", page["revision"]);
        let changed = coordinator.patch(&format!("/api/v1/households/{id}"), &etag, &json!({"contact_hours": "晚上"})).await;
        assert_eq!(changed.status(), 200);
        let before = dump(app.database());
        let job = work(&user, &list, "undo").await;
        assert_eq!((&job["state"], &job["problem"]["code"]), (&json!("failed"), &json!("undo_blocked")), "{job}");
        let blockers = job["problem"]["current"].as_array().unwrap();
        assert_eq!(blockers.len(), 1, "{blockers:?}");
        assert_eq!(blockers[0]["household"], page["reference"], "{blockers:?}");
        assert_eq!((&blockers[0]["by"], &blockers[0]["kind"]), (&json!("宋丽华"), &json!("household_updated")));
        assert!(job["problem"]["detail"].as_str().unwrap().contains("宋丽华"), "{job}");
        assert_same(&before, &dump(app.database()));
        assert_eq!(roster(&user, &list).await["status"], "committed");
    }

    async fn a_list_whose_people_another_list_names_too_stays(db) {
        let app = TestApp::new(db);
        let user = app.sign_in("xq.union").await;
        let line = format!("王芳,{},19970115465,援鄂", identity_number(19_890_512, 20));
        let header = "姓名,身份证号,手机号码,岗位类别";
        let first = import(&user, "first.csv", csv(&[header, &line])).await;
        let second = import(&user, "second.csv", csv(&[header, &line, ""])).await;
        assert_eq!(rows(&user, &second, "").await[0]["outcome"], "same");
        let blocked = work(&user, &first, "undo").await;
        assert_eq!(blocked["problem"]["current"][0]["subject"], "second.csv", "{blocked}");
        done(&user, &second, "undo").await;
        assert_eq!(households(&user).await.len(), 1);
        done(&user, &first, "undo").await;
        assert!(households(&user).await.is_empty());
    }
}
