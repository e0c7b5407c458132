use std::rc::Rc;

use yew::prelude::*;

/// The words that every page's components share, in the reader's language. The application fills them from its texts.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Words {
    pub breadcrumb: AttrValue,
    pub cancel: AttrValue,
    pub choose_columns: AttrValue,
    pub choose_file: AttrValue,
    pub close: AttrValue,
    pub danger: AttrValue,
    pub drop_file: AttrValue,
    pub info: AttrValue,
    pub keep_mine: AttrValue,
    pub keep_theirs: AttrValue,
    pub field: AttrValue,
    pub load_more: AttrValue,
    pub loading: AttrValue,
    pub menu: AttrValue,
    pub mine: AttrValue,
    pub navigation: AttrValue,
    pub next_page: AttrValue,
    pub no_matches: AttrValue,
    pub notifications: AttrValue,
    pub previous_page: AttrValue,
    pub request_number: AttrValue,
    pub required: AttrValue,
    pub retry: AttrValue,
    pub search_clear: AttrValue,
    pub select_all: AttrValue,
    pub selection_clear: AttrValue,
    pub skip_to_content: AttrValue,
    pub sort_by: AttrValue,
    pub sort_ascending: AttrValue,
    pub sort_descending: AttrValue,
    pub step_current: AttrValue,
    pub step_done: AttrValue,
    pub step_pending: AttrValue,
    pub success: AttrValue,
    pub theirs: AttrValue,
    pub warning: AttrValue,
}

#[derive(Properties, PartialEq)]
pub struct WordsProviderProps {
    pub words: Rc<Words>,
    pub children: Html,
}

/// Gives the components below it their words.
#[component]
pub fn WordsProvider(props: &WordsProviderProps) -> Html {
    html! {
        <ContextProvider<Rc<Words>> context={props.words.clone()}>
            { props.children.clone() }
        </ContextProvider<Rc<Words>>>
    }
}

/// The shared words in the reader's language.
#[hook]
pub fn use_words() -> Rc<Words> {
    use_context::<Rc<Words>>().unwrap_or_default()
}
