use crate::{IconName, Words};
use yew::AttrValue;

/// What a message or a label means, apart from its words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Tone {
    #[default]
    Neutral,
    Info,
    Success,
    Warning,
    Danger,
}

impl Tone {
    pub(crate) const fn icon(self) -> IconName {
        match self {
            Self::Neutral | Self::Info => IconName::InfoCircle,
            Self::Success => IconName::CheckCircle,
            Self::Warning => IconName::WarningTriangle,
            Self::Danger => IconName::DangerCircle,
        }
    }

    pub(crate) const fn status_class(self) -> &'static str {
        match self {
            Self::Neutral => "pf-m-custom",
            Self::Info => "pf-m-info",
            Self::Success => "pf-m-success",
            Self::Warning => "pf-m-warning",
            Self::Danger => "pf-m-danger",
        }
    }

    pub(crate) fn modifier(self, block: &str) -> String {
        let name = match self {
            Self::Neutral => "neutral",
            Self::Info => "info",
            Self::Success => "success",
            Self::Warning => "warning",
            Self::Danger => "danger",
        };
        format!("{block}--{name}")
    }

    pub(crate) fn word(self, words: &Words) -> AttrValue {
        match self {
            Self::Neutral | Self::Info => words.info.clone(),
            Self::Success => words.success.clone(),
            Self::Warning => words.warning.clone(),
            Self::Danger => words.danger.clone(),
        }
    }
}
