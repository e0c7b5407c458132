use yew::prelude::*;

/// The pictures that the product uses: strokes on a 24-unit grid, coloured by the text around them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IconName {
    ArrowDown,
    ArrowUp,
    ArrowUpDown,
    Bell,
    Building,
    Calendar,
    Check,
    CheckCircle,
    ChevronDown,
    ChevronLeft,
    ChevronRight,
    Clock,
    Close,
    Columns,
    Copy,
    DangerCircle,
    Download,
    Edit,
    Eye,
    EyeOff,
    File,
    Filter,
    Globe,
    Heart,
    Home,
    House,
    Inbox,
    InfoCircle,
    Kebab,
    Link,
    MapPin,
    Menu,
    Merge,
    Moon,
    Phone,
    Plus,
    Printer,
    Refresh,
    Search,
    ShieldCheck,
    SignOut,
    Sun,
    Trash,
    Undo,
    Upload,
    User,
    Users,
    WarningTriangle,
}

impl IconName {
    const fn path(self) -> &'static str {
        match self {
            Self::ArrowDown => "M12 5v14M6 13l6 6 6-6",
            Self::ArrowUp => "M12 19V5M6 11l6-6 6 6",
            Self::ArrowUpDown => "M8 4v16M4.5 7.5 8 4l3.5 3.5M16 20V4M12.5 16.5 16 20l3.5-3.5",
            Self::Bell => "M6 16V11a6 6 0 0 1 12 0v5l1.5 2h-15zM10 20.5a2.2 2.2 0 0 0 4 0",
            Self::Building => "M5 21V4h9v17M14 9h5v12M3 21h18M8 8h3M8 12h3M8 16h3",
            Self::Calendar => "M4 6h16v14H4zM4 10.5h16M8 3.5V8M16 3.5V8",
            Self::Check => "M4.5 12.5 10 18 19.5 7",
            Self::CheckCircle => "M12 3a9 9 0 1 1 0 18 9 9 0 0 1 0-18zM8 12.3l2.8 2.8L16 9.5",
            Self::ChevronDown => "M6 9l6 6 6-6",
            Self::ChevronLeft => "M15 5l-7 7 7 7",
            Self::ChevronRight => "M9 5l7 7-7 7",
            Self::Clock => "M12 3a9 9 0 1 1 0 18 9 9 0 0 1 0-18zM12 7.5V12l3 2",
            Self::Close => "M6 6l12 12M18 6L6 18",
            Self::Columns => "M4 5h16v14H4zM9.5 5v14M14.5 5v14",
            Self::Copy => "M9 9h11v11H9zM15 9V4H4v11h5",
            Self::DangerCircle => "M12 3a9 9 0 1 1 0 18 9 9 0 0 1 0-18zM12 7.5v5.5M12 16.2v.3",
            Self::Download => "M12 4v11M7 10.5l5 5 5-5M4.5 20h15",
            Self::Edit => {
                "M4 20l.8-4L16.5 4.3a1.8 1.8 0 0 1 2.6 0l.6.6a1.8 1.8 0 0 1 0 2.6L8 19.2zM14.5 6.5l3 3"
            }
            Self::Eye => {
                "M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12zM12 9.2a2.8 2.8 0 1 1 0 5.6 2.8 2.8 0 0 1 0-5.6z"
            }
            Self::EyeOff => {
                "M4 4l16 16M9.9 5.3A9.6 9.6 0 0 1 12 5c6 0 9.5 7 9.5 7a17 17 0 0 1-3 3.8M6.2 6.9A16.6 16.6 0 0 0 2.5 12s3.5 7 9.5 7a9.4 9.4 0 0 0 4.3-1M9.9 9.9a3 3 0 0 0 4.2 4.2"
            }
            Self::File => "M6 3h8l5 5v13H6zM14 3v5h5M9 13h7M9 17h7",
            Self::Filter => "M4 5h16l-6.2 7.5V19l-3.6-2v-4.5z",
            Self::Globe => {
                "M12 3a9 9 0 1 1 0 18 9 9 0 0 1 0-18zM3 12h18M12 3c2.5 2.6 3.8 5.6 3.8 9S14.5 18.4 12 21c-2.5-2.6-3.8-5.6-3.8-9S9.5 5.6 12 3z"
            }
            Self::Heart => {
                "M12 20S3.5 15 3.5 9.2A4.6 4.6 0 0 1 12 6.8a4.6 4.6 0 0 1 8.5 2.4C20.5 15 12 20 12 20z"
            }
            Self::Home => "M4 11l8-7 8 7v9h-5.5v-6h-5v6H4z",
            Self::House => {
                "M3 11.5 12 4l9 7.5M5.5 9.8V20h13V9.8M12 16.8s-2.7-1.5-2.7-3.3a1.45 1.45 0 0 1 2.7-.7 1.45 1.45 0 0 1 2.7.7c0 1.8-2.7 3.3-2.7 3.3z"
            }
            Self::Inbox => "M3.5 13 6.5 5h11l3 8v6h-17zM3.5 13H9l1 2.5h4l1-2.5h5.5",
            Self::InfoCircle => "M12 3a9 9 0 1 1 0 18 9 9 0 0 1 0-18zM12 11v5.5M12 7.5v.3",
            Self::Kebab => "M12 5.5v.01M12 12v.01M12 18.5v.01",
            Self::Link => {
                "M10 14a4 4 0 0 0 5.7 0l3.3-3.3a4 4 0 0 0-5.7-5.7L12 6.3M14 10a4 4 0 0 0-5.7 0L5 13.3A4 4 0 0 0 10.7 19l1.3-1.3"
            }
            Self::MapPin => {
                "M12 21s-7-6.2-7-11.5a7 7 0 0 1 14 0C19 14.8 12 21 12 21zM12 7a2.5 2.5 0 1 1 0 5 2.5 2.5 0 0 1 0-5z"
            }
            Self::Menu => "M4 6.5h16M4 12h16M4 17.5h16",
            Self::Merge => "M7 4v4c0 4 5 4 5 8v4M17 4v4c0 4-5 4-5 8M9 17l3 3 3-3",
            Self::Moon => "M20 14.5A8.5 8.5 0 0 1 9.5 4 8.5 8.5 0 1 0 20 14.5z",
            Self::Phone => {
                "M5 4h4l1.7 4.5-2.2 1.6a11.5 11.5 0 0 0 5.4 5.4l1.6-2.2L20 15v4a1.5 1.5 0 0 1-1.6 1.5C10.5 20 4 13.5 3.5 5.6A1.5 1.5 0 0 1 5 4z"
            }
            Self::Plus => "M12 5v14M5 12h14",
            Self::Printer => "M7 9V4h10v5M7 17H4V9h16v8h-3M7 14h10v6H7z",
            Self::Refresh => "M19.5 12a7.5 7.5 0 1 1-2.2-5.3L20 9.3M20 4.5v4.8h-4.8",
            Self::Search => "M10.5 4a6.5 6.5 0 1 1 0 13 6.5 6.5 0 0 1 0-13zM15.3 15.3 20.5 20.5",
            Self::ShieldCheck => {
                "M12 3l7.5 3v5.5c0 4.5-3 7.7-7.5 9.5-4.5-1.8-7.5-5-7.5-9.5V6zM8.7 12l2.4 2.4 4.2-4.4"
            }
            Self::SignOut => "M10 4H5v16h5M14.5 8l4 4-4 4M18.5 12H9.5",
            Self::Sun => {
                "M12 8a4 4 0 1 1 0 8 4 4 0 0 1 0-8zM12 2.5v2M12 19.5v2M2.5 12h2M19.5 12h2M5.3 5.3l1.4 1.4M17.3 17.3l1.4 1.4M5.3 18.7l1.4-1.4M17.3 6.7l1.4-1.4"
            }
            Self::Trash => "M4 6.5h16M9 6.5V4h6v2.5M6 6.5 7 20h10l1-13.5M10 10.5v6M14 10.5v6",
            Self::Undo => "M8.5 5 4 9.5 8.5 14M4 9.5h10a5.5 5.5 0 0 1 0 11h-3",
            Self::Upload => "M12 15.5V4.5M7 9l5-5 5 5M4.5 20h15",
            Self::User => "M12 4a4 4 0 1 1 0 8 4 4 0 0 1 0-8zM4.5 20.5c.5-4 3.5-6 7.5-6s7 2 7.5 6",
            Self::Users => {
                "M9 4.5a3.5 3.5 0 1 1 0 7 3.5 3.5 0 0 1 0-7zM2.5 19.5c.4-3.5 3-5.3 6.5-5.3s6.1 1.8 6.5 5.3M15.5 4.9a3.4 3.4 0 0 1 0 6.2M17.5 14.8c2.3.6 3.7 2.2 4 4.7"
            }
            Self::WarningTriangle => "M12 4 21.5 20h-19zM12 10v4.5M12 17.2v.3",
        }
    }
}

#[derive(Properties, PartialEq)]
pub struct IconProps {
    pub name: IconName,
    /// What the picture says when no text stands beside it.
    #[prop_or_default]
    pub label: Option<AttrValue>,
}

/// A picture in the size of the text around it. Without a label it is decoration that screen readers skip.
#[component]
pub fn Icon(props: &IconProps) -> Html {
    let hidden = props.label.is_none().then_some("true");
    let role = props.label.is_some().then_some("img");
    let weight = if props.name == IconName::Kebab { "3" } else { "1.75" };
    html! {
        <svg
            class="hf-icon"
            viewBox="0 0 24 24"
            width="1em"
            height="1em"
            fill="none"
            stroke="currentColor"
            stroke-width={weight}
            stroke-linecap="round"
            stroke-linejoin="round"
            focusable="false"
            aria-hidden={hidden}
            role={role}
            aria-label={props.label.clone()}
        >
            <path d={props.name.path()} />
        </svg>
    }
}
