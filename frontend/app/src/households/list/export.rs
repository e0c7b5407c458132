use api_types::households::HouseholdFilter;
use client::{Download, FileKind, use_mutation};
use ui::{IconName, Menu, MenuItem, Toast, use_toasts};
use yew::prelude::*;

use crate::{failures::sentence, t, text::use_text};

#[derive(Properties, PartialEq)]
pub struct ExportProps {
    /// Exactly these rows are exported.
    pub filter: HouseholdFilter,
}

/// Takes the filtered list away as a workbook or as text.
#[component]
pub fn Export(props: &ExportProps) -> Html {
    let text = use_text();
    let toasts = use_toasts();
    let filter = props.filter.clone();
    let export = use_mutation(
        move |api, kind: FileKind| {
            let filter = filter.clone();
            client::export_households(&api, &filter, kind)
        },
        Callback::from(|file: Download| {
            let _no_browser = file.save();
        }),
    );
    {
        let text = text.clone();
        use_effect_with(export.failure.clone(), move |failure| {
            if let Some(failure) = failure {
                toasts.show(Toast::danger(sentence(&text, failure)));
            }
        });
    }
    let item = |label: AttrValue, kind| {
        MenuItem::action(label, IconName::Download, export.run.reform(move |()| kind))
    };
    let items =
        vec![item(t!(text, "export-xlsx"), FileKind::Xlsx), item(t!(text, "export-csv"), FileKind::Csv)];
    html! { <Menu label={t!(text, "export")} text={t!(text, "export")} icon={IconName::Download} {items} /> }
}
