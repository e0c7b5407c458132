use ui::{
    Button, ButtonLink, Card, Checkbox, Choice, Combobox, DateInput, Field, FileDrop, Form, FormActions,
    FormSection, IconName, Look, RadioGroup, Select, SelectOption, Size, Suggestion, TextArea, TextInput,
};
use yew::prelude::*;

use super::say;
use crate::text::use_text;

#[component]
pub fn Forms() -> Html {
    let text = use_text();
    let s = |chinese, english| say(&text, chinese, english);
    let name = use_state(|| "王芳".to_owned());
    let checked = use_state(|| true);
    let status = use_state(|| AttrValue::Static("verified"));
    let owner = use_state(AttrValue::default);
    let suggestions = vec![
        Suggestion {
            value: "1".into(),
            label: "赵敏".into(),
            detail: Some(s("西青区总工会", "District union")),
        },
        Suggestion {
            value: "2".into(),
            label: "赵敏".into(),
            detail: Some(s("中北镇工会", "Zhongbei union")),
        },
        Suggestion {
            value: "3".into(), label: "刘洋".into(), detail: Some(s("团区委", "Youth league"))
        },
    ];
    let choices = vec![
        Choice { value: "registered".into(), label: s("已登记", "Registered"), description: None },
        Choice {
            value: "verified".into(),
            label: s("已核实", "Verified"),
            description: Some(s("电话核对过家庭成员。", "The members were confirmed by phone.")),
        },
    ];
    let set_name = name.setter();
    let set_checked = checked.setter();
    let set_status = status.setter();
    let set_owner = owner.setter();
    let on_pick = Callback::from(move |picked: Option<Suggestion>| {
        set_owner.set(picked.map(|suggestion| suggestion.label).unwrap_or_default());
    });
    html! {
        <>
            <Card title={s("按钮", "Buttons")}>
                <div class="hf-row">
                    <Button look={Look::Primary}>{ s("保存", "Save") }</Button>
                    <Button icon={IconName::Plus}>{ s("新建一户", "New household") }</Button>
                    <Button look={Look::Tertiary}>{ s("更多", "More") }</Button>
                    <Button look={Look::Danger}>{ s("撤销导入", "Undo import") }</Button>
                    <Button look={Look::Link}>{ s("取消", "Cancel") }</Button>
                    <Button look={Look::Primary} busy=true>{ s("正在保存", "Saving") }</Button>
                    <Button disabled=true>{ s("不可用", "Disabled") }</Button>
                    <Button size={Size::Small}>{ s("小按钮", "Small") }</Button>
                    <ButtonLink href="/gallery" icon={IconName::Upload}>{ s("导入花名册", "Import a roster") }</ButtonLink>
                </div>
            </Card>
            <Card title={s("表单", "A form")}>
                <Form on_submit={Callback::noop()} columns=true>
                    <FormSection title={s("人员", "Person")}>
                        <Field label={s("姓名", "Name")} required=true>
                            <TextInput value={(*name).clone()} on_change={Callback::from(move |value| set_name.set(value))} />
                        </Field>
                        <Field label={s("身份证号", "Identity number")} error={s("身份证号的校验位不符，请核对。", "The check character does not match. Compare it with the card.")}>
                            <TextInput value="120199197911210015" />
                        </Field>
                        <Field label={s("出生日期", "Birth date")} help={s("只知道年份也可以", "A year alone is fine")}>
                            <DateInput value="1979-11-21" />
                        </Field>
                        <Field label={s("负责人", "Owner")}>
                            <Combobox text={(*owner).clone()} {suggestions} on_type={Callback::noop()} {on_pick} placeholder={s("输入姓名查找", "Type a name")} />
                        </Field>
                        <Field label={s("类别", "Category")}>
                            <Select value="aid" options={vec![SelectOption::new("aid", s("援鄂", "Sent to Hubei")), SelectOption::new("fever", s("发热门诊", "Fever clinic"))]} />
                        </Field>
                        <Field label={s("备注", "Note")}>
                            <TextArea value={s("老人行动不便，孩子由邻居照看。", "The elder cannot move about; a neighbour minds the child.")} />
                        </Field>
                    </FormSection>
                    <FormSection title={s("情况", "Situation")}>
                        <Checkbox checked={*checked} on_change={Callback::from(move |value| set_checked.set(value))} label={s("家有老人", "Elder at home")} description={s("65 岁及以上", "65 and over")} />
                        <RadioGroup legend={s("状态", "Status")} value={(*status).clone()} {choices} on_change={Callback::from(move |value| set_status.set(value))} />
                    </FormSection>
                    <FormActions>
                        <Button look={Look::Primary} submit=true>{ s("保存", "Save") }</Button>
                        <Button look={Look::Link}>{ s("取消", "Cancel") }</Button>
                    </FormActions>
                </Form>
            </Card>
            <Card title={s("上传", "Upload")}>
                <FileDrop on_files={Callback::noop()} accept=".xlsx,.csv" help={s("每次一个 .xlsx 或 .csv 文件，最大 20 MB", "One .xlsx or .csv file at a time, up to 20 MB")} />
            </Card>
        </>
    }
}
