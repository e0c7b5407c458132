//! The SPA: pages by feature on the components of `ui`, fed by `client`.

mod account;
mod administration;
mod app;
mod coverage;
mod crash;
mod directory;
mod drafts;
mod failures;
mod filters;
#[cfg(debug_assertions)]
mod gallery;
mod home;
mod households;
mod invitation;
mod lazy;
mod merges;
mod paging;
mod preferences;
mod rosters;
mod route;
mod screen;
mod session;
mod shell;
mod text;
mod when;

fn main() {
    crash::show_panics();
    yew::Renderer::<app::App>::new().render();
}
