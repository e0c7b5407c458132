use ui::Words;

use crate::t;

use super::Text;

/// The words that the components of `ui` share.
#[must_use]
pub fn words(text: &Text) -> Words {
    Words {
        breadcrumb: t!(text, "word-breadcrumb"),
        cancel: t!(text, "word-cancel"),
        choose_columns: t!(text, "word-choose-columns"),
        choose_file: t!(text, "word-choose-file"),
        close: t!(text, "word-close"),
        danger: t!(text, "word-danger"),
        drop_file: t!(text, "word-drop-file"),
        field: t!(text, "word-field"),
        info: t!(text, "word-info"),
        keep_mine: t!(text, "word-keep-mine"),
        keep_theirs: t!(text, "word-keep-theirs"),
        load_more: t!(text, "word-load-more"),
        loading: t!(text, "word-loading"),
        menu: t!(text, "word-menu"),
        mine: t!(text, "word-mine"),
        navigation: t!(text, "word-navigation"),
        next_page: t!(text, "word-next-page"),
        no_matches: t!(text, "word-no-matches"),
        notifications: t!(text, "word-notifications"),
        previous_page: t!(text, "word-previous-page"),
        request_number: t!(text, "word-request-number"),
        required: t!(text, "word-required"),
        retry: t!(text, "word-retry"),
        search_clear: t!(text, "word-search-clear"),
        select_all: t!(text, "word-select-all"),
        selection_clear: t!(text, "word-selection-clear"),
        skip_to_content: t!(text, "word-skip-to-content"),
        sort_ascending: t!(text, "word-sort-ascending"),
        sort_by: t!(text, "word-sort-by"),
        sort_descending: t!(text, "word-sort-descending"),
        step_current: t!(text, "word-step-current"),
        step_done: t!(text, "word-step-done"),
        step_pending: t!(text, "word-step-pending"),
        success: t!(text, "word-success"),
        theirs: t!(text, "word-theirs"),
        warning: t!(text, "word-warning"),
    }
}
