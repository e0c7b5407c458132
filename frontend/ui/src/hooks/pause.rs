use gloo_timers::callback::Timeout;
use yew::prelude::*;

/// Does something once after so many milliseconds, for as long as that is asked for; not after the component is gone.
#[hook]
pub fn use_pause(pause: Option<u32>, then: impl FnOnce() + 'static) {
    use_effect_with(pause, move |pause| {
        let timer = pause.map(|pause| Timeout::new(pause, then));
        move || drop(timer)
    });
}
