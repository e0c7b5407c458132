mod composition;
mod dismiss;
mod id;
mod key_press;
mod media;
mod pause;

pub use composition::use_composition_end;
pub use dismiss::use_dismiss;
pub use id::use_id;
pub use key_press::{Press, is_composing};
pub use media::use_media;
pub use pause::use_pause;
