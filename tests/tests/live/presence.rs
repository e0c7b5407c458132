//! Who else is on a household's page.

use chrono::TimeDelta;
use reqwest::Method;
use serde_json::{Value, json};
use test_support::{SignedIn, TestApp, app::answer, app::json_of, on_both_engines};

use crate::support::{area, enter, household, path, problem};

async fn stay(user: &SignedIn<'_>, household: &Value, state: &str) -> Value {
    let request = user.request(Method::PUT, &format!("{}/presence", path(household)));
    let response = answer(request.json(&json!({ "state": state }))).await;
    assert_eq!(response.status(), 200);
    json_of(response).await["others"].clone()
}

on_both_engines! {
    async fn those_on_a_page_see_each_other(db) {
        let app = TestApp::new(db);
        let (one, other, third) =
            (app.sign_in("xq.union").await, app.sign_in("xq.league").await, app.sign_in("xq.union.viewer").await);
        let entered = enter(&one, &household(&area(&one, "120111001001").await, "王芳", "19930638560")).await;
        let history = one.get_json(&format!("{}/journal", path(&entered))).await;
        assert_eq!(stay(&one, &entered, "viewing").await, json!([]));
        let seen = stay(&other, &entered, "viewing").await;
        assert_eq!((&seen[0]["display_name"], &seen[0]["state"], &seen[0]["since"]),
            (&json!("李红霞"), &json!("viewing"), &json!("2020-02-11T03:00:00Z")));
        app.advance(TimeDelta::seconds(20));
        stay(&one, &entered, "editing").await;
        app.advance(TimeDelta::seconds(5));
        stay(&one, &entered, "editing").await;
        let seen = stay(&third, &entered, "viewing").await;
        assert_eq!(seen.as_array().unwrap().len(), 2);
        assert_eq!((&seen[0]["state"], &seen[0]["since"]), (&json!("editing"), &json!("2020-02-11T03:00:20Z")), "whoever edits comes first");
        // Whoever leaves or is not heard of for half a minute is gone.
        assert_eq!(answer(third.request(Method::DELETE, &format!("{}/presence", path(&entered)))).await.status(), 204);
        assert_eq!(stay(&other, &entered, "viewing").await.as_array().unwrap().len(), 1);
        app.advance(TimeDelta::seconds(31));
        assert_eq!(stay(&other, &entered, "viewing").await, json!([]));
        assert_eq!(one.get_json(&format!("{}/journal", path(&entered))).await, history, "no entry of the journal tells it");
    }

    async fn nobody_is_on_a_page_that_they_may_not_see(db) {
        let app = TestApp::new(db);
        let one = app.sign_in("xq.union").await;
        let entered = enter(&one, &household(&area(&one, "120111001001").await, "王芳", "19930638560")).await;
        for stranger in ["zhongbei.union", "hospital.union", "market.partner", "flood.admin"] {
            let stranger = app.sign_in(stranger).await;
            let presence = format!("{}/presence", path(&entered));
            let stays = answer(stranger.request(Method::PUT, &presence).json(&json!({ "state": "viewing" }))).await;
            problem(stays, 404, "not_found").await;
            problem(answer(stranger.request(Method::DELETE, &presence)).await, 404, "not_found").await;
        }
        assert_eq!(stay(&one, &entered, "viewing").await, json!([]));
        let wrong = answer(one.request(Method::PUT, &format!("{}/presence", path(&entered))).json(&json!({ "state": "asleep" }))).await;
        assert_eq!(wrong.status(), 422);
    }

    async fn two_windows_of_one_user_are_one_presence(db) {
        let app = TestApp::new(db);
        let (one, other) = (app.sign_in("xq.union").await, app.sign_in("xq.league").await);
        let entered = enter(&one, &household(&area(&one, "120111001001").await, "王芳", "19930638560")).await;
        tokio::join!(stay(&one, &entered, "viewing"), stay(&one, &entered, "viewing"), stay(&one, &entered, "viewing"));
        assert_eq!(stay(&other, &entered, "viewing").await.as_array().unwrap().len(), 1);
    }
}
