use std::rc::Rc;

use yew::prelude::*;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Align {
    #[default]
    Start,
    /// Figures.
    End,
}

/// A column's heading, without its cells.
#[derive(Clone, PartialEq)]
pub(super) struct Head {
    pub key: &'static str,
    pub title: AttrValue,
    pub align: Align,
    pub is_sortable: bool,
}

/// A column of a table over rows of `T`.
pub struct Column<T> {
    /// Names the column in addresses and in what the browser remembers.
    pub key: &'static str,
    pub title: AttrValue,
    pub align: Align,
    pub is_sortable: bool,
    /// The reader cannot hide it.
    pub is_fixed: bool,
    cell: Rc<dyn Fn(&T) -> Html>,
}

impl<T> Column<T> {
    pub fn new(key: &'static str, title: impl Into<AttrValue>, cell: impl Fn(&T) -> Html + 'static) -> Self {
        Self {
            key,
            title: title.into(),
            align: Align::Start,
            is_sortable: false,
            is_fixed: false,
            cell: Rc::new(cell),
        }
    }

    /// The list can be ordered by it.
    #[must_use]
    pub fn sortable(self) -> Self {
        Self { is_sortable: true, ..self }
    }

    /// It holds figures.
    #[must_use]
    pub fn figures(self) -> Self {
        Self { align: Align::End, ..self }
    }

    /// It names the row and cannot be hidden.
    #[must_use]
    pub fn fixed(self) -> Self {
        Self { is_fixed: true, ..self }
    }

    pub(super) fn head(&self) -> Head {
        Head { key: self.key, title: self.title.clone(), align: self.align, is_sortable: self.is_sortable }
    }

    pub(super) fn cell(&self, row: &T) -> Html {
        (self.cell)(row)
    }
}

impl<T> Clone for Column<T> {
    fn clone(&self) -> Self {
        Self { title: self.title.clone(), cell: self.cell.clone(), ..*self }
    }
}

impl<T> PartialEq for Column<T> {
    fn eq(&self, other: &Self) -> bool {
        self.key == other.key && self.title == other.title && Rc::ptr_eq(&self.cell, &other.cell)
    }
}
