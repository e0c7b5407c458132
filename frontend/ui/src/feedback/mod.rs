mod alert;
mod empty_state;
mod error_state;
mod label;
mod progress;
mod toast;
mod tone;
mod waiting;

pub use alert::Alert;
pub use empty_state::EmptyState;
pub use error_state::ErrorState;
pub use label::{Badge, Label};
pub use progress::Progress;
pub use toast::{Toast, ToastAction, ToastProvider, Toasts, use_toasts};
pub use tone::Tone;
pub use waiting::{Skeleton, Spinner};
