//! Users: who may decide what about whom, and what a decision cuts off.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use test_support::{
    PASSWORD, SignedIn, TestApp,
    app::{answer, json_of},
    on_both_engines,
};

use crate::support::{etag, id, organisation, own_id, problem};

async fn show(admin: &SignedIn<'_>, user: &str) -> Value {
    admin.get_json(&format!("/api/v1/users/{user}")).await
}

async fn change(admin: &SignedIn<'_>, seen: &Value, patch: &Value) -> reqwest::Response {
    admin.patch(&format!("/api/v1/users/{}", id(seen)), &etag(seen), patch).await
}

on_both_engines! {
    async fn another_role_cuts_off_and_a_new_name_does_not(db) {
        let app = TestApp::new(db);
        let admin = app.sign_in("xq.admin").await;
        let user = app.sign_in("xq.union.li").await;
        let seen = show(&admin, &own_id(&user)).await;
        assert_eq!((seen["username"].as_str(), seen["role"].as_str()), (Some("xq.union.li"), Some("coordinator")));
        assert_eq!(seen["last_seen_at"], "2020-02-11T03:00:00Z");
        let renamed = json_of(change(&admin, &seen, &json!({"display_name": " 宋 丽 "})).await).await;
        assert_eq!(renamed["display_name"], "宋丽");
        assert_eq!(user.get("/api/v1/me").await.status(), StatusCode::OK);
        problem(change(&admin, &seen, &json!({"role": "manager"})).await, 412, "stale").await;
        let raised = change(&admin, &renamed, &json!({"role": "manager", "duties": ["approver", "finance", "approver"]})).await;
        assert_eq!(raised.status(), StatusCode::OK);
        assert_eq!(json_of(raised).await["duties"], json!(["finance", "approver"]));
        assert_eq!(user.get("/api/v1/me").await.status(), StatusCode::UNAUTHORIZED);
        let again = app.sign_in("xq.union.li").await;
        assert_eq!(again.session["me"]["role"], "manager");
    }

    async fn a_locked_account_is_out_until_it_is_unlocked(db) {
        let app = TestApp::new(db);
        let admin = app.sign_in("xq.admin").await;
        let user = app.sign_in("xq.women").await;
        let seen = show(&admin, &own_id(&user)).await;
        let locked = json_of(change(&admin, &seen, &json!({"state": "locked"})).await).await;
        assert_eq!(locked["state"], "locked");
        assert_eq!(user.get("/api/v1/me").await.status(), StatusCode::UNAUTHORIZED);
        assert_eq!(app.try_sign_in("xq.women", PASSWORD).await.status(), StatusCode::UNAUTHORIZED);
        let listed = async |state: &str| {
            let page = admin.get_json(&format!("/api/v1/users?q=赵思涵&state={state}")).await;
            page["items"].as_array().unwrap().iter().map(|user| user["state"].clone()).collect::<Vec<_>>()
        };
        assert_eq!((listed("open").await, listed("locked").await), (vec![], vec![json!("locked")]));
        let link = admin.post(&format!("/api/v1/users/{}/password_links", id(&seen)), &Value::Null).await;
        problem(link, 409, "account_locked").await;
        assert_eq!(change(&admin, &locked, &json!({"state": "open"})).await.status(), StatusCode::OK);
        assert_eq!(app.try_sign_in("xq.women", PASSWORD).await.status(), StatusCode::CREATED);
    }

    async fn unlocking_forgets_wrong_passwords(db) {
        let app = TestApp::with(db, |settings| settings.limits.lockout_attempts = 2.try_into().unwrap());
        let admin = app.sign_in("xq.admin").await;
        let user = own_id(&app.sign_in("xq.women").await);
        for _ in 0..2 {
            app.try_sign_in("xq.women", "not the password").await;
        }
        problem(app.try_sign_in("xq.women", PASSWORD).await, 429, "locked_out").await;
        let seen = show(&admin, &user).await;
        assert_eq!(seen["held_until"], "2020-02-11T03:15:00Z");
        let opened = json_of(change(&admin, &seen, &json!({"state": "open"})).await).await;
        assert_eq!(opened["held_until"], Value::Null);
        assert_eq!(app.try_sign_in("xq.women", PASSWORD).await.status(), StatusCode::CREATED);
    }

    async fn reach_follows_the_organisation(db) {
        let app = TestApp::new(db);
        let ids: Vec<String> = {
            let mut ids = Vec::new();
            for name in ["xq.union", "zhongbei.women", "xiyingmen.union", "hospital.admin", "market.partner"] {
                ids.push(own_id(&app.sign_in(name).await));
            }
            ids
        };
        for (admin, reached) in [
            ("xq.admin", [true, true, true, true, true]),
            ("zhongbei.admin", [false, true, false, false, false]),
            ("hospital.admin", [false, false, false, true, false]),
            ("market.admin", [false, false, false, false, true]),
            ("flood.admin", [false; 5]),
        ] {
            let admin_in = app.sign_in(admin).await;
            for (user, reached) in ids.iter().zip(reached) {
                let status = admin_in.get(&format!("/api/v1/users/{user}")).await.status();
                assert_eq!(status, if reached { StatusCode::OK } else { StatusCode::NOT_FOUND }, "{admin} {user}");
                let patch = json!({"display_name": "某某"});
                let patched = admin_in.patch(&format!("/api/v1/users/{user}"), "\"rev-99\"", &patch).await.status();
                let expected = if reached { StatusCode::PRECONDITION_FAILED } else { StatusCode::NOT_FOUND };
                assert_eq!(patched, expected, "{admin} {user}");
                let link = format!("/api/v1/users/{user}/password_links");
                let link = admin_in.post(&link, &Value::Null).await.status();
                assert_eq!(link, if reached { StatusCode::CREATED } else { StatusCode::NOT_FOUND }, "{admin} {user}");
            }
        }
    }

    async fn nobody_is_put_where_the_administrator_does_not_reach(db) {
        let app = TestApp::new(db);
        let town = app.sign_in("zhongbei.admin").await;
        let seen = show(&town, &own_id(&app.sign_in("zhongbei.women").await)).await;
        for beyond in ["西青区总工会", "西营门街道妇联", "西青医院"] {
            let patch = json!({"organisation_id": organisation(&town, beyond).await});
            let refused = problem(change(&town, &seen, &patch).await, 422, "invalid").await;
            assert_eq!(refused["errors"][0]["pointer"], "/organisation_id", "{beyond}");
        }
        let patch = json!({"organisation_id": organisation(&town, "中北镇团委").await});
        let moved = json_of(change(&town, &seen, &patch).await).await;
        assert_eq!(moved["organisation"]["name"], "中北镇团委");
    }

    async fn nobody_decides_about_themselves_and_the_last_administrator_stays(db) {
        let app = TestApp::new(db);
        let admin = app.sign_in("xq.admin").await;
        let own = show(&admin, &own_id(&admin)).await;
        for patch in [json!({"role": "viewer"}), json!({"state": "locked"}), json!({"duties": ["counsellor"]})] {
            problem(change(&admin, &own, &patch).await, 409, "own_account").await;
        }
        // A second one at the root may demote the first, and then stands alone.
        let second = app.sign_in("xq.league").await;
        let seen = show(&admin, &own_id(&second)).await;
        assert_eq!(change(&admin, &seen, &json!({"role": "administrator"})).await.status(), StatusCode::OK);
        let second = app.sign_in("xq.league").await;
        assert_eq!(change(&second, &own, &json!({"role": "manager"})).await.status(), StatusCode::OK);
        assert_eq!(admin.get("/api/v1/me").await.status(), StatusCode::UNAUTHORIZED);
    }

    async fn two_administrators_cannot_lock_each_other_at_once(db) {
        let app = TestApp::new(db);
        let admin = app.sign_in("xq.admin").await;
        let seen = show(&admin, &own_id(&app.sign_in("xq.league").await)).await;
        change(&admin, &seen, &json!({"role": "administrator"})).await;
        let second = app.sign_in("xq.league").await;
        let (one, other) = (show(&admin, &own_id(&admin)).await, show(&admin, &own_id(&second)).await);
        let lock = json!({"state": "locked"});
        let (first, last) = tokio::join!(change(&admin, &other, &lock), change(&second, &one, &lock));
        let mut statuses = [first.status().as_u16(), last.status().as_u16()];
        statuses.sort_unstable();
        // Whoever comes second is signed out already, or is the last administrator's would-be undoing.
        assert!(statuses[0] == 200 && [401, 409].contains(&statuses[1]), "{statuses:?}");
    }

    async fn only_administrators_administer(db) {
        let app = TestApp::new(db);
        let manager = app.sign_in("xq.union").await;
        let target = own_id(&app.sign_in("xq.women").await);
        for (method, path) in [
            (Method::GET, format!("/api/v1/users/{target}")),
            (Method::POST, format!("/api/v1/users/{target}/password_links")),
            (Method::GET, "/api/v1/invitations".to_owned()),
            (Method::GET, "/api/v1/audit_entries".to_owned()),
        ] {
            problem(answer(manager.request(method, &path)).await, 403, "forbidden").await;
        }
        let viewer = app.sign_in("xq.union.viewer").await;
        let row = viewer.get_json("/api/v1/users?q=赵思涵").await["items"][0].clone();
        assert!(row.get("username").is_none(), "half of somebody's credentials is nobody's business: {row}");
    }
}
