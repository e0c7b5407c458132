//! Others' changes, as they happen: one stream for the whole application, for as long as somebody looks at it.

use std::{cell::RefCell, rc::Rc};

use api_types::live::Presence;
use domain::{ids::HouseholdId, presence::PresenceState};
use gloo_timers::{callback::Timeout, future::TimeoutFuture};
use js_sys::{Promise, Reflect, Uint8Array};
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use yew::prelude::*;

use crate::{Api, call::Call, leave_household, stay_on_household, use_api};

/// Between two tries, in milliseconds.
const PAUSE_MS: u32 = 3_000;

/// Something changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// A household, and whether the reader did it.
    Household { id: HouseholdId, own: bool },
    /// More than is worth naming.
    Many,
}

type Ears = Rc<RefCell<Vec<(u32, Callback<Change>)>>>;

/// Who listens.
#[derive(Clone, Default)]
pub struct Live {
    ears: Ears,
    next: Rc<RefCell<u32>>,
}

impl PartialEq for Live {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.ears, &other.ears)
    }
}

impl Live {
    fn tell(&self, change: &Change) {
        let ears = self.ears.borrow().clone();
        ears.iter().for_each(|(_, ear)| ear.emit(change.clone()));
    }
}

#[derive(Properties, PartialEq)]
pub struct LiveProviderProps {
    pub children: Html,
}

/// Listens for the pages below it. A page out of sight has no stream: a browser gives a site only six connections.
#[component]
pub fn LiveProvider(props: &LiveProviderProps) -> Html {
    let api = use_api();
    let live = use_memo((), |()| Live::default());
    {
        let live = (*live).clone();
        use_effect_with((), move |()| {
            let is_over = Rc::new(RefCell::new(false));
            spawn_local(follow(api, live, is_over.clone()));
            move || *is_over.borrow_mut() = true
        });
    }
    html! { <ContextProvider<Live> context={(*live).clone()}>{ props.children.clone() }</ContextProvider<Live>> }
}

/// Calls back for each change that the reader may see. What is called is what the last rendering gave.
#[hook]
pub fn use_live(on_change: Callback<Change>) {
    let live = use_context::<Live>();
    let latest = use_mut_ref(|| on_change.clone());
    *latest.borrow_mut() = on_change;
    use_effect_with((), move |()| {
        let ear = Callback::from(move |change: Change| {
            let latest = latest.borrow().clone();
            latest.emit(change);
        });
        let seat = live.map(|live| {
            let mut next = live.next.borrow_mut();
            *next += 1;
            live.ears.borrow_mut().push((*next, ear));
            (live.clone(), *next)
        });
        move || {
            if let Some((live, number)) = seat {
                live.ears.borrow_mut().retain(|(known, _)| *known != number);
            }
        }
    });
}

async fn follow(api: Api, live: Live, is_over: Rc<RefCell<bool>>) {
    let mut last = String::new();
    while !*is_over.borrow() {
        in_sight().await;
        let _broken = listen(&api, &live, &is_over, &mut last).await;
        TimeoutFuture::new(PAUSE_MS).await;
    }
}

/// Reads one stream to its end; it also ends when the page goes out of sight.
async fn listen(api: &Api, live: &Live, is_over: &Rc<RefCell<bool>>, last: &mut String) -> Option<()> {
    let body = Call::get(api, "/live").after(last).stream().await.ok()?;
    let reader = call(&body, "getReader")?;
    let mut unread = String::new();
    loop {
        let read: Promise = call(&reader, "read")?.dyn_into().ok()?;
        let chunk = JsFuture::from(read).await.ok()?;
        let bytes = Reflect::get(&chunk, &"value".into()).ok()?;
        if bytes.is_undefined() || *is_over.borrow() || is_hidden() {
            let _cancelled = call(&reader, "cancel");
            return None;
        }
        // Events are ASCII but for what nobody shows.
        unread += &String::from_utf8_lossy(&bytes.dyn_into::<Uint8Array>().ok()?.to_vec());
        while let Some((event, rest)) = unread.split_once("\n\n") {
            heard(live, event, last);
            unread = rest.to_owned();
        }
    }
}

fn heard(live: &Live, event: &str, last: &mut String) {
    let field = |name: &str| event.lines().find_map(|line| line.strip_prefix(name));
    let Some(id) = field("id: ") else { return };
    id.clone_into(last);
    match field("event: ") {
        Some("change") => {
            let data = field("data: ").unwrap_or_default();
            let id =
                data.split_once("\"household_id\":\"").and_then(|(_, rest)| rest.get(..36)?.parse().ok());
            if let Some(id) = id {
                live.tell(&Change::Household { id, own: data.contains("\"own\":true") });
            }
        }
        Some("many") => live.tell(&Change::Many),
        _ => {}
    }
}

fn call(target: &JsValue, method: &str) -> Option<JsValue> {
    let method: js_sys::Function = Reflect::get(target, &method.into()).ok()?.dyn_into().ok()?;
    method.call0(target).ok()
}

fn document() -> Option<web_sys::Document> {
    web_sys::window()?.document()
}

fn is_hidden() -> bool {
    document().is_some_and(|document| document.hidden())
}

/// Waits until the page is in sight.
async fn in_sight() {
    while is_hidden() {
        let shown = Promise::new(&mut |resolve, _| {
            let once = Closure::once_into_js(move || {
                let _shown = resolve.call0(&JsValue::NULL);
            });
            if let (Some(document), Some(once)) = (document(), once.dyn_ref()) {
                let _listening = document.add_event_listener_with_callback("visibilitychange", once);
            }
        });
        let _shown = JsFuture::from(shown).await;
    }
}

/// Changes come in bursts: what follows them asks once for all that come within this time, in milliseconds.
const GATHER_MS: u32 = 1_200;

/// Asks again when something changes, at most once in a while.
#[hook]
pub fn use_following(reload: &Callback<()>) {
    let waiting = use_mut_ref(|| None::<Timeout>);
    let reload = reload.clone();
    use_live(Callback::from(move |_: Change| {
        if waiting.borrow().is_none() {
            let (reload, done) = (reload.clone(), waiting.clone());
            let timer = Timeout::new(GATHER_MS, move || {
                done.borrow_mut().take();
                reload.emit(());
            });
            *waiting.borrow_mut() = Some(timer);
        }
    }));
}

/// How often an open page says that it is open, in milliseconds.
const HEARTBEAT_MS: u32 = 8_000;

/// Says what one does on a household's page for as long as it is in sight, and tells who else is there.
#[hook]
pub fn use_presence(id: HouseholdId, state: PresenceState) -> Rc<Vec<Presence>> {
    let api = use_api();
    let others = use_state(Rc::<Vec<Presence>>::default);
    {
        let others = others.setter();
        use_effect_with((id, state), move |_| {
            let is_over = Rc::new(RefCell::new(false));
            {
                let (api, is_over) = (api.clone(), is_over.clone());
                spawn_local(async move {
                    while !*is_over.borrow() {
                        in_sight().await;
                        if let Ok(list) = stay_on_household(&api, id, state).await
                            && !*is_over.borrow()
                        {
                            others.set(Rc::new(list.others));
                        }
                        TimeoutFuture::new(HEARTBEAT_MS).await;
                    }
                });
            }
            move || *is_over.borrow_mut() = true
        });
    }
    {
        let api = use_api();
        use_effect_with(id, move |_| {
            move || {
                spawn_local(async move {
                    // Whoever is not heard of is gone in half a minute anyway.
                    let _left = leave_household(&api, id).await;
                });
            }
        });
    }
    (*others).clone()
}
