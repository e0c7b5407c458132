use web_sys::{DragEvent, File, FileList, HtmlInputElement};
use yew::prelude::*;

use crate::{Icon, IconName, use_id, use_words};

#[derive(Properties, PartialEq)]
pub struct FileDropProps {
    pub on_files: Callback<Vec<File>>,
    /// Endings that the chooser offers, like `.xlsx,.csv`.
    pub accept: AttrValue,
    #[prop_or_default]
    pub help: Option<AttrValue>,
    #[prop_or_default]
    pub multiple: bool,
    #[prop_or_default]
    pub disabled: bool,
}

/// Where files are dropped, or chosen with the keyboard: the whole area is the label of a file input.
#[component]
pub fn FileDrop(props: &FileDropProps) -> Html {
    let words = use_words();
    let id = use_id();
    let is_over = use_state(|| false);
    let onchange = {
        let on_files = props.on_files.clone();
        Callback::from(move |event: Event| {
            let input = event.target_unchecked_into::<HtmlInputElement>();
            on_files.emit(files(input.files()));
            input.set_value("");
        })
    };
    let ondragover = {
        let is_over = is_over.clone();
        Callback::from(move |event: DragEvent| {
            event.prevent_default();
            is_over.set(true);
        })
    };
    let ondragleave = {
        let is_over = is_over.clone();
        Callback::from(move |_: DragEvent| is_over.set(false))
    };
    let ondrop = {
        let (is_over, on_files, disabled) = (is_over.clone(), props.on_files.clone(), props.disabled);
        Callback::from(move |event: DragEvent| {
            event.prevent_default();
            is_over.set(false);
            if !disabled {
                on_files.emit(files(event.data_transfer().and_then(|transfer| transfer.files())));
            }
        })
    };
    let help_id = format!("{id}-help");
    let class = classes!("hf-file-drop", is_over.then_some("hf-file-drop--over"));
    html! {
        <div {class} {ondragover} {ondragleave} {ondrop}>
            <input
                class="pf-v6-screen-reader"
                type="file"
                id={id.clone()}
                accept={props.accept.clone()}
                multiple={props.multiple}
                disabled={props.disabled}
                aria-describedby={props.help.is_some().then(|| help_id.clone())}
                {onchange}
            />
            <label class="hf-file-drop__label" for={id}>
                <span class="hf-file-drop__icon"><Icon name={IconName::Upload} /></span>
                <span>{ &words.drop_file }{ " " }<span class="hf-file-drop__choose">{ &words.choose_file }</span></span>
            </label>
            if let Some(help) = &props.help {
                <p class="hf-file-drop__help" id={help_id}>{ help }</p>
            }
        </div>
    }
}

fn files(list: Option<FileList>) -> Vec<File> {
    list.map(|list| (0..list.length()).filter_map(|index| list.item(index)).collect()).unwrap_or_default()
}
