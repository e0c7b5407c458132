//! Every way out shows what the reader's role may see, and finding tells no more than looking.

use reqwest::Method;
use test_support::{SignedIn, TestApp, app::answer, app::json_of, on_both_engines};

use crate::support::{ending_with_x, etag, household, id};

const PHONE: &str = "19930638560";
const ADDRESS: &str = "金地花园36号楼3门2104室";

async fn found(user: &SignedIn<'_>, what: &str, typed: &str) -> Vec<String> {
    let request = user.request(Method::GET, &format!("/api/v1/{what}")).query(&[("q", typed)]);
    let page = json_of(answer(request).await).await;
    page["items"].as_array().unwrap().iter().map(|one| one["name"].as_str().unwrap().to_owned()).collect()
}

on_both_engines! {
    async fn a_viewer_sees_masks_on_every_way_out(db) {
        let app = TestApp::new(db);
        let user = app.sign_in("xq.union").await;
        let entered = household(&user, "鲁小川", PHONE, &ending_with_x("19871001")).await;
        let path = format!("/api/v1/households/{}", id(&entered));
        let moved = user.patch(&path, &etag(&entered), &serde_json::json!({ "address": "梅江蓝水园2期5-1-602" })).await;
        assert_eq!(moved.status(), 200);
        let person = format!("/api/v1/persons/{}", id(&entered["members"][0]["person"]));
        let ways = [
            path.clone(), "/api/v1/households".to_owned(), person, "/api/v1/persons?q=lxc".to_owned(), format!("{path}/journal"),
        ];
        let viewer = app.sign_in("xq.union.viewer").await;
        for way in &ways {
            let (clear, masked) = (user.get_json(way).await.to_string(), viewer.get_json(way).await.to_string());
            assert!(clear.contains(PHONE) && !clear.contains("199****8560"), "{way}: {clear}");
            assert!(masked.contains("199****8560") && !masked.contains(PHONE), "{way}: {masked}");
            if way.contains("households") {
                assert!(clear.contains("蓝水园2期5-1-602") && !masked.contains("5-1-602") && masked.contains("梅江蓝水园***"), "{way}: {masked}");
            }
            for seen in [&clear, &masked] {
                assert!(!seen.contains("19871001"), "identity numbers are masked for everyone: {seen}");
            }
        }
        assert!(!viewer.get_json(&format!("{path}/journal")).await.to_string().contains("36号楼"));
    }

    async fn a_masked_address_cannot_be_searched_door_by_door(db) {
        let app = TestApp::new(db);
        let user = app.sign_in("xq.union").await;
        household(&user, "鲁小川", PHONE, &ending_with_x("19871001")).await;
        let viewer = app.sign_in("xq.union.viewer").await;
        for typed in ["金地花园", "花园", "鲁小川 金地"] {
            assert_eq!(found(&viewer, "households", typed).await, ["鲁小川"], "{typed}");
        }
        for typed in [ADDRESS, "金地花园36", "36号楼", "2104", "鲁小川 36号楼", "@金地花园36"] {
            assert_eq!(found(&viewer, "households", typed).await, [] as [String; 0], "{typed}");
            assert_eq!(found(&viewer, "persons", typed).await, [] as [String; 0], "{typed}");
        }
        for typed in [ADDRESS, "金地花园 36栋", "36栋3单元", "2104"] {
            assert_eq!(found(&user, "households", typed).await, ["鲁小川"], "{typed}");
        }
    }

    async fn an_identity_number_is_found_whole_by_those_who_may_reveal_it(db) {
        let app = TestApp::new(db);
        let user = app.sign_in("xq.union").await;
        let number = ending_with_x("19871001");
        household(&user, "鲁小川", PHONE, &number).await;
        let spaced = format!("{} {}-{}", &number[..6], &number[6..14], number[14..].to_lowercase());
        for what in ["households", "persons"] {
            for typed in [&number, &number.to_lowercase(), &spaced] {
                assert_eq!(found(&user, what, typed).await, ["鲁小川"], "{what} {typed}");
            }
            for part in [&number[..17], &number[6..14], &number[14..], &number[..6]] {
                assert_eq!(found(&user, what, part).await, [] as [String; 0], "{what} {part}");
            }
            let viewer = app.sign_in("xq.union.viewer").await;
            assert_eq!(found(&viewer, what, &number).await, [] as [String; 0], "{what}");
            let elsewhere = app.sign_in("zhangjiawo.union").await;
            assert_eq!(found(&elsewhere, what, &number).await, [] as [String; 0], "{what}");
        }
    }

    async fn trying_identity_numbers_has_a_limit(db) {
        let app = TestApp::with(db, |settings| settings.limits.number_searches_per_hour = 3.try_into().unwrap());
        let user = app.sign_in("xq.union").await;
        for order in 100..103 {
            let number = crate::support::identity_number("19871001", order);
            assert_eq!(user.get(&format!("/api/v1/persons?q={number}")).await.status(), 200);
        }
        let number = crate::support::identity_number("19871001", 200);
        for what in ["persons", "households"] {
            let refused = user.get(&format!("/api/v1/{what}?q={number}")).await;
            assert_eq!(refused.status(), 429, "{what}");
            assert!(refused.headers().contains_key("retry-after"));
        }
        let beside = app.another_process();
        let there = beside.request(reqwest::Method::GET, &format!("/api/v1/persons?q={number}"));
        assert_eq!(test_support::app::answer(there.bearer_auth(&user.token)).await.status(), 429, "nor elsewhere");
        assert_eq!(user.get("/api/v1/persons?q=王芳").await.status(), 200, "names are not counted");
        let other = app.sign_in("xq.health").await;
        assert_eq!(other.get(&format!("/api/v1/persons?q={number}")).await.status(), 200);
    }
}
