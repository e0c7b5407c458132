//! Every component in its states, to look at and to test. Debug builds only, so its words are not in the text files.

mod data;
mod feedback;
mod forms;
mod overlays;
mod tables;

use std::rc::Rc;

use ui::{
    Badge, Card, CardGrid, Description, DescriptionList, Icon, IconName, Label, StatCard, Steps, Tab, Tabs,
    Tone,
};
use yew::prelude::*;

use crate::{
    screen::Screen,
    session::Session,
    shell::Shell,
    text::{Text, use_text},
};

/// The Chinese or the English words.
fn say(text: &Text, chinese: &'static str, english: &'static str) -> AttrValue {
    AttrValue::Static(match text.language() {
        domain::users::Language::Chinese => chinese,
        domain::users::Language::English => english,
    })
}

/// The gallery in the frame, with an invented colleague signed in.
#[component]
pub fn Gallery() -> Html {
    let session = use_memo((), |()| Session { me: Rc::new(data::colleague()), sign_out: Callback::noop() });
    html! {
        <ContextProvider<Session> context={(*session).clone()}><Shell /></ContextProvider<Session>>
    }
}

#[component]
pub fn GalleryPage() -> Html {
    let text = use_text();
    let tab = use_state(|| AttrValue::Static("people"));
    let s = |chinese, english| say(&text, chinese, english);
    let crumbs = vec![
        ui::Crumb { label: s("首页", "Home"), href: "/".into() },
        ui::Crumb { label: s("台账", "Ledger"), href: "/households".into() },
    ];
    let subtitle = html! {
        <>
            <Label tone={Tone::Success} icon={IconName::CheckCircle}>{ s("已核实", "Verified") }</Label>
            <span>{ s("杨柳青镇 · 河沿社区", "Yangliuqing · Heyan") }</span>
        </>
    };
    let actions = html! {
        <>
            <ui::Button look={ui::Look::Primary} icon={IconName::Edit}>{ s("编辑", "Edit") }</ui::Button>
            <overlays::Actions />
        </>
    };
    let tabs = vec![
        Tab { key: "people".into(), label: s("家庭成员", "Members"), count: Some("4".into()) },
        Tab { key: "postings".into(), label: s("一线岗位", "Postings"), count: Some("2".into()) },
        Tab { key: "history".into(), label: s("变更记录", "History"), count: None },
    ];
    let facts = vec![
        Description::new(
            s("地址", "Address"),
            html! { s("金地花园36号楼3门2104室", "36-3-2104 Jindi Garden") },
        ),
        Description::new(s("电话", "Phone"), html! { <a href="tel:19930638560">{ "199 3063 8560" }</a> }),
        Description::new(s("联系时间", "Contact hours"), html! { s("晚上七点以后", "After 7 pm") }),
        Description::new(
            s("负责人", "Owner"),
            html! { s("赵敏（西青区总工会）", "Zhao Min, district union") },
        ),
    ];
    let change = tab.setter();
    html! {
        <Screen title={s("徐洋家", "The Xu Yang household")} {crumbs} {subtitle} {actions}>
            <CardGrid>
                <StatCard label={s("没有负责人", "Without an owner")} value="38" unit={s("户", "households")} href="/" tone={Tone::Warning} icon={IconName::WarningTriangle} />
                <StatCard label={s("双职工家庭", "Both on the front line")} value="29" unit={s("户", "households")} href="/" tone={Tone::Danger} icon={IconName::Users} />
                <StatCard label={s("一线人员", "Front-line workers")} value="486" unit={s("人", "people")} href="/" tone={Tone::Info} icon={IconName::User} />
                <StatCard label={s("需求已明", "Needs clear")} value="457" unit={s("户", "households")} href="/" tone={Tone::Success} icon={IconName::CheckCircle} note={s("共 457 户", "of 457")} />
            </CardGrid>
            <Card title={s("基本情况", "Facts")} actions={html! { <Badge count="3" label={s("项缺失", "missing")} /> }}>
                <DescriptionList items={facts} columns=true />
            </Card>
            <Card title={s("导入步骤", "Import")}>
                <Steps
                    label={s("导入步骤", "Import steps")}
                    steps={vec![s("上传", "Upload"), s("核对列", "Columns"), s("预览", "Preview"), s("写入", "Apply")]}
                    current=2
                />
            </Card>
            <Card title={s("视图", "Views")}>
                <Tabs label={s("视图", "Views")} {tabs} current={(*tab).clone()} on_change={Callback::from(move |key| change.set(key))}>
                    <p>{ s("当前标签：", "Shown: ") }{ &*tab }</p>
                </Tabs>
            </Card>
            <tables::Tables />
            <forms::Forms />
            <feedback::Feedback />
            <overlays::Overlays />
            <Card title={s("图标", "Icons")}>
                <div class="hf-gallery-icons">
                    { for ICONS.iter().map(|name| html! { <Icon name={*name} /> }) }
                </div>
            </Card>
        </Screen>
    }
}

const ICONS: [IconName; 48] = {
    use IconName::*;
    [
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
        Heart,
    ]
};
