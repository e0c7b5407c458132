use std::rc::Rc;

use ui::{
    Anchor, BulkBar, Button, Card, Column, ColumnsMenu, DataTable, DiffRow, DiffTable, FilterChip,
    FilterChips, IconName, Label, LoadMore, Look, Pager, RowIdentity, SearchInput, Select, SelectOption,
    Selection, Side, Sort, Tone, Toolbar, use_hidden_columns,
};
use yew::prelude::*;

use super::{
    data::{ROWS, Row},
    say,
};
use crate::text::use_text;

#[component]
pub fn Tables() -> Html {
    let text = use_text();
    let s = |chinese, english| say(&text, chinese, english);
    let sort = use_state(|| Sort::parse("code"));
    let selection = use_state(Selection::default);
    let chosen = use_state(|| Side::Mine);
    let hidden = use_hidden_columns("gallery");
    let columns: Vec<Column<Row>> = vec![
        Column::new(
            "name",
            s("家庭", "Household"),
            |row: &Row| html! { <Anchor href="/gallery">{ row.name }</Anchor> },
        )
        .sortable()
        .fixed(),
        Column::new("code", s("编号", "Code"), |row: &Row| html! { <code>{ row.code }</code> }).sortable(),
        Column::new("town", s("镇街", "Town"), |row: &Row| html! { row.town }).sortable(),
        Column::new(
            "status",
            s("状态", "Status"),
            |row: &Row| html! { <Label tone={Tone::Info}>{ row.status }</Label> },
        ),
        Column::new("members", s("人口", "Members"), |row: &Row| html! { row.members }).figures(),
        Column::new("missing", s("还缺什么", "Missing"), |row: &Row| {
            if row.missing.is_empty() {
                html! {}
            } else {
                html! { <Label tone={Tone::Warning}>{ row.missing }</Label> }
            }
        }),
        Column::new("owner", s("负责人", "Owner"), |row: &Row| html! { row.owner }),
    ];
    let on_sort = {
        let sort = sort.setter();
        Callback::from(move |next| sort.set(Some(next)))
    };
    let on_select = {
        let selection = selection.setter();
        Callback::from(move |next| selection.set(next))
    };
    let clear = {
        let selection = selection.setter();
        Callback::from(move |()| selection.set(Selection::default()))
    };
    let chips = vec![FilterChip {
        text: s("镇街：杨柳青镇", "Town: 杨柳青镇"),
        remove_label: s("移除筛选 镇街：杨柳青镇", "Remove filter Town: 杨柳青镇"),
        on_remove: Callback::noop(),
    }];
    let on_choose = {
        let chosen = chosen.setter();
        Callback::from(move |(_, side)| chosen.set(side))
    };
    let differences = vec![
        DiffRow {
            key: "address".into(),
            label: s("地址", "Address"),
            mine: html! { "金地花园36号楼3门2104室" },
            theirs: html! { "金地花园36号楼3门2401室" },
            chosen: *chosen,
        },
        DiffRow {
            key: "hours".into(),
            label: s("联系时间", "Contact hours"),
            mine: html! { "19:00–21:00" },
            theirs: html! { "18:00 以后" },
            chosen: Side::Theirs,
        },
    ];
    let end = html! {
        <>
            <Button icon={IconName::Download} look={Look::Plain} aria_label={s("导出", "Export")} />
            <ColumnsMenu<Row> columns={columns.clone()} hidden={hidden.clone()} />
            <Pager text={s("第 1–50 户", "1–50")} on_next={Callback::noop()} />
        </>
    };
    let towns = vec![SelectOption::new("a", "杨柳青镇"), SelectOption::new("b", "中北镇")];
    html! {
        <>
            <Card title={s("台账列表", "A list")} flush=true>
                <Toolbar label={s("筛选", "Filters")} {end}>
                    <SearchInput value="" label={s("搜索", "Search")} placeholder={s("姓名、拼音、电话尾号、地址、编号", "Name, pinyin, phone tail, address, code")} on_search={Callback::noop()} />
                    <Select value="" options={towns} placeholder={s("全部镇街", "All towns")} aria_label={s("镇街", "Town")} />
                </Toolbar>
                <FilterChips label={s("当前筛选", "Filters that hold")} {chips} />
                <DataTable<Row>
                    label={s("家庭", "Households")}
                    columns={hidden.visible(&columns)}
                    rows={Rc::new(ROWS.to_vec())}
                    identity={RowIdentity { key: |row: &Row| row.code.to_owned(), label: |row: &Row| AttrValue::Static(row.name) }}
                    sort={(*sort).clone()}
                    {on_sort}
                    {on_select}
                    selection={(*selection).clone()}
                />
                if !selection.is_empty() {
                    <BulkBar text={format!("{} {}", selection.len(), s("户已选", "selected"))} on_clear={clear}>
                        <Button look={Look::Primary}>{ s("指定负责人", "Assign owner") }</Button>
                        <Button>{ s("导出", "Export") }</Button>
                    </BulkBar>
                }
            </Card>
            <Card title={s("两人同时修改", "Two edits at once")} flush=true>
                <DiffTable label={s("两个版本", "Two versions")} rows={differences} {on_choose} />
            </Card>
            <LoadMore on_more={Callback::noop()} />
        </>
    }
}
