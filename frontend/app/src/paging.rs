//! Turning the pages of a list whose place stands in the page's address.

use ui::Pager;
use yew::prelude::*;

use crate::{t, text::use_text};

/// How many rows a page has.
pub const PAGE: u32 = 50;

/// A page of a list: its number, for the reader, and the cursor by which the server finds it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Place {
    /// Counted from 1.
    pub number: u32,
    pub cursor: Option<String>,
}

impl Place {
    /// A place as an address has it.
    #[must_use]
    pub fn read(number: Option<u32>, cursor: Option<&String>) -> Self {
        match (number, cursor) {
            (Some(number), Some(cursor)) => Self { number: number.max(2), cursor: Some(cursor.clone()) },
            _ => Self { number: 1, cursor: None },
        }
    }

    /// The page's number as an address has it: the first page needs none.
    #[must_use]
    pub fn in_address(&self) -> Option<u32> {
        (self.number > 1).then_some(self.number)
    }

    fn first_row(&self) -> i64 {
        i64::from(self.number.saturating_sub(1)) * i64::from(PAGE) + 1
    }
}

/// How many rows a list has.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Total {
    Exactly(i64),
    /// Nobody counts beyond.
    OrMore(i64),
}

#[derive(Properties, PartialEq)]
pub struct TurnerProps {
    pub place: Place,
    /// How many rows this page has.
    pub shown: usize,
    /// How many rows the list has, where that is known.
    #[prop_or_default]
    pub total: Option<Total>,
    pub next_cursor: Option<String>,
    pub on_turn: Callback<Place>,
}

/// "51–100 of 457" with a way back and a way on; nothing when everything is on one page.
#[component]
pub fn Turner(props: &TurnerProps) -> Html {
    let text = use_text();
    // Cursors lead forward only: the way back is the one that was come by, or else the beginning.
    let trail = use_mut_ref(Vec::<Place>::new);
    if props.place.number <= 1 && props.next_cursor.is_none() {
        return Html::default();
    }
    let from = props.place.first_row();
    let to = from + i64::try_from(props.shown).unwrap_or(i64::MAX) - 1;
    let label = match props.total {
        Some(Total::Exactly(total)) => t!(text, "page-of", from = from, to = to, total = total),
        Some(Total::OrMore(total)) => t!(text, "page-of-more", from = from, to = to, total = total),
        None => t!(text, "page-range", from = from, to = to),
    };
    let on_next = props.next_cursor.clone().map(|cursor| {
        let (trail, place, on_turn) = (trail.clone(), props.place.clone(), props.on_turn.clone());
        Callback::from(move |()| {
            trail.borrow_mut().push(place.clone());
            on_turn.emit(Place { number: place.number + 1, cursor: Some(cursor.clone()) });
        })
    });
    let on_previous = (props.place.number > 1).then(|| {
        let (trail, number, on_turn) = (trail.clone(), props.place.number, props.on_turn.clone());
        Callback::from(move |()| {
            let before = trail.borrow_mut().pop().filter(|before| before.number + 1 == number);
            on_turn.emit(before.unwrap_or(Place { number: 1, cursor: None }));
        })
    });
    html! { <div class="hf-turner"><Pager text={label} {on_previous} {on_next} /></div> }
}
