//! Finding a household by what one types.

use reqwest::Method;
use serde_json::json;
use test_support::{
    TestApp,
    app::{answer, json_of},
    on_both_engines,
};

use crate::support::{area, enter, etag, household, id, identity_number, names};

on_both_engines! {
    async fn whatever_one_knows_finds_it(db) {
        let app = TestApp::new(db);
        let user = app.sign_in("xq.union.li").await;
        let village = area(&user, "120111001001").await;
        let mut new = household(&village, "王小芳", "19930638560");
        new["address"] = json!("金地花园36号楼3门2104室");
        new["members"].as_array_mut().unwrap().push(json!({ "relation": "spouse", "person": { "name": "单解" } }));
        let entered = enter(&user, &new).await;
        enter(&user, &household(&area(&user, "120111101").await, "李娜", "13800001111")).await;
        let reference = entered["reference"].as_str().unwrap();
        let (bare, lower) = (reference.replace('-', ""), reference.to_lowercase());
        for words in [
            "小芳", "王小", "王小芳", "wang", "wangxiaofang", "WXF", "xf", "xiaofang",
            "单解", "shanxie", "danjie", "sx", "dj",
            "8560", "30638560", "19930638560", "+86 199-3063-8560", "199 3063 8560", "１９９３０６３８５６０",
            "金地", "金地花园36号楼", "花园36栋3单元", "2104", reference, &bare, &lower,
            "小稍直口", "小稍直口社区居委会", "西营门", "120111001001", "王小芳 金地", "wxf 8560 2104",
        ] {
            assert_eq!(names(&user, &[("q", words)]).await, ["王小芳"], "{words}");
        }
        for words in ["芳小", "560", "王芳", "王小芳 娜", "104", "moon", "=category:aid_hubei", "8561"] {
            assert!(names(&user, &[("q", words)]).await.is_empty(), "{words}");
        }
        assert!(names(&user, &[("q", "，。%_*")]).await.is_empty(), "signs alone are no reason to show the whole ledger");
        assert_eq!(names(&user, &[("q", " ")]).await.len(), 2, "nothing is asked for");
    }

    async fn a_search_follows_what_changes(db) {
        let app = TestApp::new(db);
        let user = app.sign_in("xq.union.li").await;
        let entered = enter(&user, &household(&area(&user, "120111001001").await, "王芳", "19930638560")).await;
        let person = entered["members"][0]["person"].clone();
        let changed = user.patch(&format!("/api/v1/persons/{}", id(&person)), &etag(&person),
            &json!({ "name": "周海", "phones": [{ "number": "13800001111" }] })).await;
        assert_eq!(changed.status(), 200);
        assert!(names(&user, &[("q", "王芳")]).await.is_empty());
        assert!(names(&user, &[("q", "8560")]).await.is_empty());
        assert_eq!(names(&user, &[("q", "zh")]).await, ["周海"]);
        assert_eq!(names(&user, &[("q", "1111")]).await, ["周海"]);
    }

    async fn persons_are_looked_up_before_they_are_entered(db) {
        let app = TestApp::new(db);
        let user = app.sign_in("xq.union.li").await;
        let village = area(&user, "120111001001").await;
        let number = identity_number("19900710", 561);
        let mut new = household(&village, "王芳", "19930638560");
        new["members"][0]["person"]["identity_number"] = json!(number);
        new["members"].as_array_mut().unwrap().push(json!({ "relation": "child", "person": { "name": "王芳芳" } }));
        enter(&user, &new).await;
        let find = async |words: &str| {
            let page = json_of(answer(user.request(Method::GET, "/api/v1/persons").query(&[("q", words)])).await).await;
            page["items"].as_array().unwrap().iter().map(|one| one["name"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
        };
        assert_eq!(find("王芳").await, ["王芳", "王芳芳"], "the whole name first");
        assert_eq!(find("wff").await, ["王芳芳"]);
        assert_eq!(find("8560").await, ["王芳"]);
        assert_eq!(find(&number).await, ["王芳"]);
        assert_eq!(find(&number.to_lowercase()).await, ["王芳"]);
        assert_eq!(find("王芳 西营门").await, ["王芳", "王芳芳"], "with where they live");
        assert!(find("").await.is_empty());
        let first = json_of(answer(user.request(Method::GET, "/api/v1/persons").query(&[("q", "王芳"), ("limit", "1")])).await).await;
        let cursor = first["next_cursor"].as_str().unwrap();
        let second = json_of(answer(user.request(Method::GET, "/api/v1/persons").query(&[("q", "王芳"), ("limit", "1"), ("cursor", cursor)])).await).await;
        assert_eq!(second["items"][0]["name"], "王芳芳");
        assert!(second.get("next_cursor").is_none());
    }
}
