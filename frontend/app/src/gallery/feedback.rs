use ui::{
    Alert, Button, Card, EmptyState, ErrorState, History, HistoryEntry, IconName, Label, Look, Progress,
    Skeleton, Spinner, Toast, Tone, use_toasts,
};
use yew::prelude::*;

use super::say;
use crate::text::use_text;

#[component]
pub fn Feedback() -> Html {
    let text = use_text();
    let toasts = use_toasts();
    let s = |chinese, english| say(&text, chinese, english);
    let saved = s("已保存徐洋家。", "The Xu Yang household was saved.");
    let failed = s("没有保存：连接断开了。", "Not saved: the connection broke.");
    let show = Callback::from(move |_| {
        toasts.show(Toast::success(saved.clone()));
        toasts.show(Toast::danger(failed.clone()));
    });
    let entry =
        |key: &'static str, icon, title: AttrValue, when: &'static str, who: AttrValue, details: Html| {
            HistoryEntry {
                key: key.into(),
                icon,
                title: html! { title },
                when: when.into(),
                instant: "2020-02-11T09:30:00+08:00".into(),
                who,
                details,
            }
        };
    let entries = vec![
        entry(
            "3",
            IconName::Edit,
            s("修改了地址", "Changed the address"),
            "2020-02-12 14:05",
            "赵敏".into(),
            html! {
                <dl class="hf-change">
                    <dt>{ s("地址", "Address") }</dt>
                    <dd><del>{ "金地花园36号楼" }</del>{ " " }<ins>{ "金地花园36号楼3门2104室" }</ins></dd>
                </dl>
            },
        ),
        entry(
            "2",
            IconName::User,
            s("指定负责人 赵敏", "Made Zhao Min the owner"),
            "2020-02-11 10:12",
            "刘洋".into(),
            html! {},
        ),
        entry(
            "1",
            IconName::Upload,
            s("由花名册建立", "Created from a roster"),
            "2020-02-11 09:30",
            s("卫健委花名册.xlsx", "Health commission roster"),
            html! {},
        ),
    ];
    html! {
        <>
            <Card title={s("标签", "Labels")}>
                <div class="hf-row">
                    <Label>{ s("已结案", "Closed") }</Label>
                    <Label tone={Tone::Info}>{ s("已登记", "Registered") }</Label>
                    <Label tone={Tone::Success} icon={IconName::CheckCircle}>{ s("已核实", "Verified") }</Label>
                    <Label tone={Tone::Warning} icon={IconName::WarningTriangle}>{ s("缺电话", "No phone") }</Label>
                    <Label tone={Tone::Danger}>{ s("双职工", "Both on the front line") }</Label>
                    <Spinner />
                    <Button onclick={show}>{ s("显示通知", "Show toasts") }</Button>
                </div>
            </Card>
            <Alert title={s("预览之后台账有了变化。", "The ledger changed since the preview.")} tone={Tone::Info} />
            <Alert title={s("已写入台账：新增 457 户。", "Applied: 457 households are new.")} tone={Tone::Success} on_close={Callback::noop()} />
            <Alert title={s("有 6 行的身份证号有误", "6 rows have a mistyped identity number")} tone={Tone::Warning}>
                <p>{ s("这些人已通过电话对上，号码没有写入台账。", "The people were found by phone; the numbers were not taken over.") }</p>
            </Alert>
            <Alert title={s("用户名或密码不正确。", "User name and password do not fit.")} tone={Tone::Danger} actions={html! { <Button look={Look::Link}>{ s("重试", "Try again") }</Button> }} />
            <Card title={s("进度", "Progress")}>
                <Progress label={s("正在核对", "Comparing")} value={Some(0.42)} detail={s("204 / 486 行", "204 of 486 rows")} />
                <Progress label={s("正在排队", "Waiting")} value={None} />
                <Skeleton />
            </Card>
            <Card title={s("变更记录", "History")}><History label={s("变更记录", "History")} {entries} /></Card>
            <Card>
                <EmptyState title={s("还没有花名册", "No rosters yet")} icon={IconName::File} actions={html! { <Button look={Look::Primary} icon={IconName::Upload}>{ s("导入花名册", "Import a roster") }</Button> }}>
                    <p>{ s("上传各单位报来的名单，系统会自动识别表头和列。", "Upload what the offices sent; sheet, header and columns are recognised.") }</p>
                </EmptyState>
            </Card>
            <Card>
                <ErrorState title={s("连接不上服务器", "The server cannot be reached")} detail={s("请检查网络后重试。", "Check the connection and try again.")} request_id="0197a3c2-6a3e" on_retry={Callback::noop()} />
            </Card>
        </>
    }
}
