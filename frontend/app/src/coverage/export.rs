use client::{Api, Download, Fetch, FileKind, act, use_act};
use ui::{Button, IconName};
use yew::prelude::*;

use crate::{failures::use_failure_toast, t, text::use_text};

/// Fetches a list as a file.
pub type Take = std::rc::Rc<dyn Fn(&Api) -> Fetch<Download>>;

#[derive(Properties)]
pub struct ExportProps {
    /// Fetches exactly the rows of the list as it is filtered.
    pub take: Take,
}

impl PartialEq for ExportProps {
    fn eq(&self, other: &Self) -> bool {
        std::rc::Rc::ptr_eq(&self.take, &other.take)
    }
}

/// The kind of file in which lists of coverage are taken away.
pub const KIND: FileKind = FileKind::Xlsx;

/// Takes a list away as a workbook.
#[component]
pub fn Export(props: &ExportProps) -> Html {
    let text = use_text();
    let export = use_act(Callback::noop());
    use_failure_toast(&export.failure, export.reset.clone());
    let onclick = {
        let take = props.take.clone();
        export.run.reform(move |_: MouseEvent| {
            let take = take.clone();
            act(
                move |api| take(api),
                |file: Download| {
                    let _no_browser = file.save();
                },
            )
        })
    };
    html! {
        <Button icon={IconName::Download} busy={export.is_running} {onclick}>{ t!(text, "coverage-export") }</Button>
    }
}
