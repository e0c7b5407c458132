use std::cell::Cell;

use yew::prelude::*;

thread_local! {
    static NEXT: Cell<u32> = const { Cell::new(0) };
}

/// An element id that no other element of the page has, the same for the component's whole life.
#[hook]
pub fn use_id() -> AttrValue {
    (*use_memo((), |()| {
        let number = NEXT.get();
        NEXT.set(number.wrapping_add(1));
        AttrValue::from(format!("u{number}"))
    }))
    .clone()
}
