use std::{cell::RefCell, rc::Rc};

use api_types::sessions::{Me, Session};
use futures::{FutureExt, future::LocalBoxFuture, future::Shared};
use yew::prelude::*;

use crate::{Failure, call::Call, idempotency::Keys, tab_lock, token::Token};

pub(crate) const BASE: &str = "/api/v1";

type Refresh = Shared<LocalBoxFuture<'static, Result<Rc<Me>, Failure>>>;

/// The server's API. Clones are the same client: one token, one refresh at a time.
#[derive(Clone, Default)]
pub struct Api(Rc<Inner>);

#[derive(Default)]
struct Inner {
    token: Token,
    keys: Keys,
    language: RefCell<String>,
    refreshing: RefCell<Option<Refresh>>,
    on_end: RefCell<Callback<()>>,
}

impl PartialEq for Api {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

impl Api {
    /// Tells `ended` when the session is over and could not be renewed.
    pub fn on_session_end(&self, ended: Callback<()>) {
        *self.0.on_end.borrow_mut() = ended;
    }

    /// In which language the server words its problems.
    pub fn speak(&self, language: &str) {
        language.clone_into(&mut self.0.language.borrow_mut());
    }

    pub(crate) fn language(&self) -> String {
        self.0.language.borrow().clone()
    }

    pub(crate) fn keys(&self) -> &Keys {
        &self.0.keys
    }

    pub(crate) fn begin(&self, session: &Session) {
        self.0.token.keep(session);
    }

    pub(crate) fn end(&self) {
        self.0.token.drop();
    }

    /// The token for the next request, renewed beforehand if it is about to end.
    pub(crate) async fn token(&self) -> Option<String> {
        if self.0.token.is_held() && self.0.token.fresh().is_none() {
            // A refusal shows itself as the 401 of the request that follows.
            let _refused = self.refresh().await;
        }
        self.0.token.fresh()
    }

    /// Whether a session was begun, so that a 401 may be mended by a refresh.
    pub(crate) fn has_session(&self) -> bool {
        self.0.token.is_held()
    }

    /// Renews the session by its cookie. Calls that come while one is under way share its answer.
    ///
    /// # Errors
    /// Nobody is signed in any more, or the server does not answer.
    pub async fn refresh(&self) -> Result<Rc<Me>, Failure> {
        let running = self.0.refreshing.borrow().clone();
        let refresh = running.unwrap_or_else(|| {
            let refresh = renew(self.clone()).boxed_local().shared();
            *self.0.refreshing.borrow_mut() = Some(refresh.clone());
            refresh
        });
        let answer = refresh.await;
        *self.0.refreshing.borrow_mut() = None;
        answer
    }

    fn session_ended(&self) {
        let was_signed_in = self.0.token.is_held();
        self.end();
        if was_signed_in {
            let ended = self.0.on_end.borrow().clone();
            ended.emit(());
        }
    }
}

async fn renew(api: Api) -> Result<Rc<Me>, Failure> {
    let answer = Rc::new(RefCell::new(Err(Failure::Offline)));
    let work = {
        let (api, answer) = (api.clone(), answer.clone());
        async move {
            let session = Call::post(&api, "/sessions/refresh").anonymous().read::<Session>().await;
            *answer.borrow_mut() = session.map(|session| session.value);
        }
    };
    tab_lock::exclusively(work).await;
    match answer.replace(Err(Failure::Offline)) {
        Ok(session) => {
            api.begin(&session);
            Ok(Rc::new(session.me))
        }
        Err(failure) => {
            if failure.problem().is_some_and(|problem| problem.status == 401) {
                api.session_ended();
            }
            Err(failure)
        }
    }
}

#[derive(Properties, PartialEq)]
pub struct ApiProviderProps {
    pub api: Api,
    pub children: Html,
}

/// Gives the pages below it the client.
#[component]
pub fn ApiProvider(props: &ApiProviderProps) -> Html {
    html! {
        <ContextProvider<Api> context={props.api.clone()}>{ props.children.clone() }</ContextProvider<Api>>
    }
}

/// The client.
#[hook]
pub fn use_api() -> Api {
    use_context::<Api>().unwrap_or_default()
}
