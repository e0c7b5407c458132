use ui::{
    Button, Card, ConfirmDialog, Consequence, Dialog, Field, IconName, Look, Menu, MenuItem, TextInput,
};
use yew::prelude::*;

use super::say;
use crate::text::use_text;

#[derive(Clone, Copy, PartialEq)]
enum Open {
    Nothing,
    Form,
    Confirm,
}

#[component]
pub fn Actions() -> Html {
    let text = use_text();
    let s = |chinese, english| say(&text, chinese, english);
    let items = vec![
        MenuItem::action(s("打印", "Print"), IconName::Printer, Callback::noop()),
        MenuItem::action(s("复制编号", "Copy code"), IconName::Copy, Callback::noop()),
        MenuItem::Divider,
        MenuItem::Danger {
            label: s("结案", "Close household"),
            icon: Some(IconName::Trash),
            on_pick: Callback::noop(),
        },
    ];
    html! { <Menu label={s("更多操作", "More actions")} {items} /> }
}

#[component]
pub fn Overlays() -> Html {
    let text = use_text();
    let s = |chinese, english| say(&text, chinese, english);
    let open = use_state(|| Open::Nothing);
    let set = |next: Open| {
        let open = open.setter();
        Callback::from(move |()| open.set(next))
    };
    let close = set(Open::Nothing);
    let footer = html! {
        <>
            <Button look={Look::Primary}>{ s("保存", "Save") }</Button>
            <Button look={Look::Link} onclick={close.reform(|_| ())}>{ s("取消", "Cancel") }</Button>
        </>
    };
    html! {
        <Card title={s("对话框", "Dialogs")}>
            <div class="hf-row">
                <Button onclick={set(Open::Form).reform(|_| ())}>{ s("打开对话框", "Open dialog") }</Button>
                <Button look={Look::Danger} onclick={set(Open::Confirm).reform(|_| ())}>{ s("撤销导入", "Undo import") }</Button>
            </div>
            if *open == Open::Form {
                <Dialog title={s("添加家庭成员", "Add a member")} on_close={close.clone()} {footer}>
                    <Field label={s("姓名", "Name")} required=true><TextInput value="" /></Field>
                    <Field label={s("电话", "Phone")} help={s("手机或固定电话", "Mobile or landline")}><TextInput value="" kind="tel" /></Field>
                </Dialog>
            }
            if *open == Open::Confirm {
                <ConfirmDialog
                    title={s("撤销这次导入？", "Undo this import?")}
                    action={s("撤销导入", "Undo import")}
                    consequence={Consequence::Grave}
                    on_confirm={close.clone()}
                    on_close={close.clone()}
                >
                    <p>{ s("这次导入新增的 120 户和改动都会退回，记录会保留。", "The 120 new households and every change are taken back; the history stays.") }</p>
                </ConfirmDialog>
            }
        </Card>
    }
}
