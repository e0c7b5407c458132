use std::rc::Rc;

use crate::Failure;

/// Something that is fetched.
#[derive(Debug)]
pub enum Remote<T> {
    Loading,
    Ready(Rc<T>),
    Failed(Failure),
}

impl<T> Remote<T> {
    #[must_use]
    pub fn ready(&self) -> Option<&Rc<T>> {
        match self {
            Self::Ready(value) => Some(value),
            Self::Loading | Self::Failed(_) => None,
        }
    }
}

impl<T> Clone for Remote<T> {
    fn clone(&self) -> Self {
        match self {
            Self::Loading => Self::Loading,
            Self::Ready(value) => Self::Ready(value.clone()),
            Self::Failed(failure) => Self::Failed(failure.clone()),
        }
    }
}

impl<T: PartialEq> PartialEq for Remote<T> {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Loading, Self::Loading) => true,
            (Self::Ready(one), Self::Ready(other)) => one == other,
            (Self::Failed(one), Self::Failed(other)) => one == other,
            _ => false,
        }
    }
}
