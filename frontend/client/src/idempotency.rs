//! Keys by which the server recognises a request that it has answered already.
//!
//! A key belongs to method, path and body, and is kept until the server has answered: pressing "Save" again after the
//! connection broke sends the same key and creates nothing twice.

use std::{cell::RefCell, collections::HashMap};

#[derive(Default)]
pub struct Keys(RefCell<HashMap<String, String>>);

impl Keys {
    pub fn for_request(&self, request: &str) -> String {
        self.0.borrow_mut().entry(request.to_owned()).or_insert_with(random).clone()
    }

    pub fn answered(&self, request: &str) {
        self.0.borrow_mut().remove(request);
    }
}

/// 128 random bits. `crypto.randomUUID` is missing where a district serves plain HTTP in its own network.
fn random() -> String {
    let mut bytes = [0_u8; 16];
    let filled = web_sys::window()
        .and_then(|window| window.crypto().ok())
        .and_then(|crypto| crypto.get_random_values_with_u8_array(&mut bytes).ok());
    if filled.is_none() {
        bytes.fill_with(|| (js_sys::Math::random() * 256.0) as u8);
    }
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
