use web_sys::KeyboardEvent;

/// The keys that components answer to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Press {
    Up,
    Down,
    Left,
    Right,
    Home,
    End,
    Enter,
    Space,
    Escape,
    Tab,
}

impl Press {
    /// The key of an event; nothing while an input method composes, since that key belongs to the composition.
    #[must_use]
    pub fn of(event: &KeyboardEvent) -> Option<Self> {
        if is_composing(event) {
            return None;
        }
        Some(match event.key().as_str() {
            "ArrowUp" => Self::Up,
            "ArrowDown" => Self::Down,
            "ArrowLeft" => Self::Left,
            "ArrowRight" => Self::Right,
            "Home" => Self::Home,
            "End" => Self::End,
            "Enter" => Self::Enter,
            " " => Self::Space,
            "Escape" => Self::Escape,
            "Tab" => Self::Tab,
            _ => return None,
        })
    }
}

/// Whether the key goes to an input method (pinyin); Safari reports the last one only by the code 229.
#[must_use]
pub fn is_composing(event: &KeyboardEvent) -> bool {
    event.is_composing() || event.key_code() == 229
}
