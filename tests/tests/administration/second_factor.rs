//! The second factor: set up, asked for, lost.

use chrono::{DateTime, TimeDelta, Utc};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use test_support::{
    PASSWORD, SignedIn, TestApp,
    app::{answer, json_of},
    on_both_engines,
};

use crate::support::{own_id, problem};

/// An authenticator app, as the standard describes it (RFC 6238), made here from the standard and not from our code.
fn code(secret: &str, now: DateTime<Utc>) -> String {
    let bits: Vec<u8> = secret
        .bytes()
        .map(|c| if c.is_ascii_digit() { c - b'2' + 26 } else { c - b'A' })
        .flat_map(|value| (0..5).rev().map(move |bit| (value >> bit) & 1))
        .collect();
    let key: Vec<u8> =
        bits.chunks_exact(8).map(|byte| byte.iter().fold(0, |value, bit| (value << 1) | bit)).collect();
    let digest = hmac_sha1(&key, &(now.timestamp() / 30).to_be_bytes());
    let offset = usize::from(digest[19] & 15);
    let number = u32::from_be_bytes(digest[offset..offset + 4].try_into().unwrap()) & 0x7fff_ffff;
    format!("{:06}", number % 1_000_000)
}

fn hmac_sha1(key: &[u8], message: &[u8]) -> [u8; 20] {
    let padded =
        |with: u8| -> Vec<u8> { (0..64).map(|at| key.get(at).copied().unwrap_or(0) ^ with).collect() };
    let inner = sha1(&[padded(0x36), message.to_vec()].concat());
    sha1(&[padded(0x5c), inner.to_vec()].concat())
}

/// FIPS 180-4.
fn sha1(message: &[u8]) -> [u8; 20] {
    let mut state = [0x6745_2301_u32, 0xefcd_ab89, 0x98ba_dcfe, 0x1032_5476, 0xc3d2_e1f0];
    let mut padded = message.to_vec();
    padded.push(0x80);
    while padded.len() % 64 != 56 {
        padded.push(0);
    }
    padded.extend((message.len() as u64 * 8).to_be_bytes());
    for block in padded.chunks_exact(64) {
        let mut words: Vec<u32> =
            block.chunks_exact(4).map(|word| u32::from_be_bytes(word.try_into().unwrap())).collect();
        for at in 16..80 {
            words.push((words[at - 3] ^ words[at - 8] ^ words[at - 14] ^ words[at - 16]).rotate_left(1));
        }
        let [mut a, mut b, mut c, mut d, mut e] = state;
        for (at, word) in words.iter().enumerate() {
            let (f, k) = match at {
                ..20 => ((b & c) | (!b & d), 0x5a82_7999),
                20..40 => (b ^ c ^ d, 0x6ed9_eba1),
                40..60 => ((b & c) | (b & d) | (c & d), 0x8f1b_bcdc),
                _ => (b ^ c ^ d, 0xca62_c1d6_u32),
            };
            let next = a.rotate_left(5).wrapping_add(f).wrapping_add(e).wrapping_add(k).wrapping_add(*word);
            (e, d, c, b, a) = (d, c, b.rotate_left(30), a, next);
        }
        for (sum, value) in state.iter_mut().zip([a, b, c, d, e]) {
            *sum = sum.wrapping_add(value);
        }
    }
    let bytes: Vec<u8> = state.into_iter().flat_map(u32::to_be_bytes).collect();
    bytes.try_into().unwrap()
}

/// Sets a second factor up and gives its secret and recovery codes.
async fn set_up(app: &TestApp, user: &SignedIn<'_>) -> (String, Vec<String>) {
    let offer = user.post("/api/v1/me/second_factor", &json!({"password": PASSWORD})).await;
    assert_eq!(offer.status(), StatusCode::CREATED);
    let secret = json_of(offer).await["secret"].as_str().unwrap().to_owned();
    let confirmed = user
        .post("/api/v1/me/second_factor/confirmations", &json!({"code": code(&secret, app.clock().now())}))
        .await;
    assert_eq!(confirmed.status(), StatusCode::CREATED);
    let codes = json_of(confirmed).await["codes"].as_array().unwrap().clone();
    (secret, codes.iter().map(|code| code.as_str().unwrap().to_owned()).collect())
}

async fn challenge(app: &TestApp, username: &str) -> Value {
    let asked = problem(app.try_sign_in(username, PASSWORD).await, 401, "second_factor_required").await;
    asked["current"]["challenge"].clone()
}

async fn second_step(app: &TestApp, challenge: &Value, code: &str) -> reqwest::Response {
    let body = json!({"challenge": challenge, "code": code});
    answer(app.request(Method::POST, "/api/v1/sessions/second_factor").json(&body)).await
}

on_both_engines! {
    async fn a_code_is_asked_for_and_good_once(db) {
        let app = TestApp::new(db);
        let (user, phone) = (app.sign_in("xq.union").await, app.sign_in("xq.union").await);
        let (secret, codes) = set_up(&app, &user).await;
        assert_eq!(codes.len(), 10);
        assert_eq!(user.get_json("/api/v1/me").await["second_factor"], true);
        assert_eq!(phone.get("/api/v1/me").await.status(), StatusCode::UNAUTHORIZED, "it began without a second factor");

        let proof = challenge(&app, "xq.union").await;
        // The code that confirmed the set-up has been used.
        problem(second_step(&app, &proof, &code(&secret, app.clock().now())).await, 401, "wrong_code").await;
        app.advance(TimeDelta::seconds(30));
        let next = code(&secret, app.clock().now());
        assert_eq!(second_step(&app, &proof, &next).await.status(), StatusCode::CREATED);
        problem(second_step(&app, &proof, &next).await, 401, "wrong_code").await;
        app.advance(TimeDelta::minutes(5));
        let late = second_step(&app, &proof, &code(&secret, app.clock().now())).await;
        problem(late, 401, "unauthenticated").await;
    }

    async fn a_challenge_is_no_access_token_and_ends_with_the_password(db) {
        let app = TestApp::new(db);
        let user = app.sign_in("xq.union").await;
        let (secret, _) = set_up(&app, &user).await;
        let proof = challenge(&app, "xq.union").await;
        let as_token = answer(app.request(Method::GET, "/api/v1/me").bearer_auth(proof.as_str().unwrap())).await;
        problem(as_token, 401, "unauthenticated").await;
        let as_proof = second_step(&app, &json!(user.token), "000000").await;
        problem(as_proof, 401, "unauthenticated").await;
        let new = json!({"current_password": PASSWORD, "new_password": "seven quiet herons"});
        assert_eq!(user.post("/api/v1/me/password", &new).await.status(), StatusCode::OK);
        app.advance(TimeDelta::seconds(30));
        let after = second_step(&app, &proof, &code(&secret, app.clock().now())).await;
        problem(after, 401, "unauthenticated").await;
    }

    async fn wrong_codes_lock_like_wrong_passwords(db) {
        let app = TestApp::with(db, |settings| settings.limits.lockout_attempts = 3.try_into().unwrap());
        let (secret, _) = set_up(&app, &app.sign_in("xq.union").await).await;
        app.advance(TimeDelta::seconds(30));
        for _ in 0..3 {
            // The right password in between forgives nothing.
            let proof = challenge(&app, "xq.union").await;
            problem(second_step(&app, &proof, "000000").await, 401, "wrong_code").await;
        }
        problem(app.try_sign_in("xq.union", PASSWORD).await, 429, "locked_out").await;
        app.advance(TimeDelta::minutes(16));
        let proof = challenge(&app, "xq.union").await;
        assert_eq!(second_step(&app, &proof, &code(&secret, app.clock().now())).await.status(), StatusCode::CREATED);
    }

    async fn a_recovery_code_stands_in_once(db) {
        let app = TestApp::new(db);
        let user = app.sign_in("xq.union").await;
        let (_, codes) = set_up(&app, &user).await;
        let proof = challenge(&app, "xq.union").await;
        assert_eq!(second_step(&app, &proof, &codes[3].to_uppercase().replace('-', " ")).await.status(), StatusCode::CREATED);
        problem(second_step(&app, &proof, &codes[3]).await, 401, "wrong_code").await;
        assert_eq!(user.get_json("/api/v1/me/second_factor").await, json!({"is_on": true, "recovery_codes_left": 9}));
        let replaced = user.post("/api/v1/me/second_factor/recovery_codes", &json!({"password": PASSWORD})).await;
        assert_eq!(replaced.status(), StatusCode::CREATED);
        problem(second_step(&app, &proof, &codes[4]).await, 401, "wrong_code").await;
    }

    async fn it_goes_with_the_password_and_by_an_administrator(db) {
        let app = TestApp::new(db);
        let user = app.sign_in("xq.union").await;
        set_up(&app, &user).await;
        problem(user.post("/api/v1/me/second_factor", &json!({"password": PASSWORD})).await, 409, "second_factor_on").await;
        let wrong = user.post("/api/v1/me/second_factor/removals", &json!({"password": "not the password"})).await;
        assert_eq!(problem(wrong, 422, "invalid").await["errors"][0]["pointer"], "/password");
        let removed = user.post("/api/v1/me/second_factor/removals", &json!({"password": PASSWORD})).await;
        assert_eq!(removed.status(), StatusCode::NO_CONTENT);
        assert_eq!(app.try_sign_in("xq.union", PASSWORD).await.status(), StatusCode::CREATED);
        problem(user.post("/api/v1/me/second_factor/removals", &json!({"password": PASSWORD})).await, 409, "second_factor_off").await;

        set_up(&app, &user).await;
        let admin = app.sign_in("xq.admin").await;
        let path = format!("/api/v1/users/{}/second_factor", own_id(&user));
        let stranger = app.sign_in("zhongbei.admin").await;
        problem(answer(stranger.request(Method::DELETE, &path)).await, 404, "not_found").await;
        assert_eq!(answer(admin.request(Method::DELETE, &path)).await.status(), StatusCode::NO_CONTENT);
        assert_eq!(app.try_sign_in("xq.union", PASSWORD).await.status(), StatusCode::CREATED);
        problem(answer(admin.request(Method::DELETE, &path)).await, 409, "second_factor_off").await;
    }

    async fn the_secret_is_sealed_and_a_first_code_must_fit(db) {
        let app = TestApp::new(db);
        let user = app.sign_in("xq.union").await;
        let offer = json_of(user.post("/api/v1/me/second_factor", &json!({"password": PASSWORD})).await).await;
        assert!(offer["uri"].as_str().unwrap().starts_with("otpauth://totp/Homefront:xq.union?secret="));
        let wrong = user.post("/api/v1/me/second_factor/confirmations", &json!({"code": "000000"})).await;
        assert_eq!(problem(wrong, 422, "invalid").await["errors"][0]["code"], "wrong_code");
        assert_eq!(app.try_sign_in("xq.union", PASSWORD).await.status(), StatusCode::CREATED, "nothing is asked for yet");
        let kept: Vec<Option<Vec<u8>>> = app.database().read(|conn| {
            use diesel::prelude::*;
            use storage::schema::users::dsl::{second_factor_pending, users};
            Ok(users.filter(second_factor_pending.is_not_null()).select(second_factor_pending).load(conn)?)
        }).unwrap();
        // A version, the key's name, a nonce, twenty bytes and a tag.
        assert_eq!(kept.into_iter().flatten().map(|sealed| sealed.len()).collect::<Vec<_>>(), [1 + 6 + 12 + 20 + 16]);
    }
}
