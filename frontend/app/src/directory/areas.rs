use api_types::{
    areas::{Area, AreaFilter, AreaPage, AreaRenewal},
    pages::{MAX_LIMIT, PageQuery},
};
use client::{Remote, use_query};
use domain::{access::Permission, areas::AreaLevel, ids::AreaId, organisations::OrganisationKind};
use ui::{
    Anchor, Button, Card, EmptyState, Icon, IconName, Label, LoadMore, Menu, MenuItem, SearchInput, Skeleton,
    Tone, Toolbar, use_id, use_pause,
};
use yew::prelude::*;

use super::view::{DirectoryView, Part};
use crate::{
    administration::{AreaDialog, AreaListDialog, AreaTask},
    failures,
    paging::PAGE,
    route::Route,
    session::use_session,
    t,
    text::{Text, use_text},
};

/// How often an area that households still have to follow is looked at.
const LOOK_AGAIN_MS: u32 = 2_000;

#[derive(Properties, PartialEq)]
pub struct AreasProps {
    pub view: DirectoryView,
    pub on_view: Callback<DirectoryView>,
}

/// The tree of areas, a level at a time; or those that a search finds.
#[component]
pub fn Areas(props: &AreasProps) -> Html {
    let text = use_text();
    let q = props.view.q.clone().unwrap_or_default();
    let on_search = props.on_view.reform(|q: String| DirectoryView {
        q: Some(q).filter(|q| !q.is_empty()),
        ..DirectoryView::of(Part::Areas)
    });
    let is_importing = use_state(|| false);
    // Counts lists that were taken over, so that the tree is read anew.
    let taken = use_state(|| 0_u32);
    let set_importing = {
        let is_importing = is_importing.setter();
        Callback::from(move |open| is_importing.set(open))
    };
    let on_saved = {
        let (set_importing, taken) = (set_importing.clone(), taken.clone());
        Callback::from(move |()| {
            set_importing.emit(false);
            taken.set(*taken + 1);
        })
    };
    let may_write = use_session().is_some_and(|session| {
        session.may(Permission::AreasWrite) && session.me.organisation.kind == OrganisationKind::Area
    });
    let end = html! {
        if may_write {
            <Button icon={IconName::Upload} onclick={set_importing.reform(|_: MouseEvent| true)}>{ t!(text, "area-list") }</Button>
        }
    };
    html! {
        <Card flush=true>
            <Toolbar label={t!(text, "areas-search")} {end}>
                <SearchInput
                    value={q.clone()}
                    label={t!(text, "areas-search")}
                    placeholder={t!(text, "areas-search-hint")}
                    {on_search}
                />
            </Toolbar>
            if q.is_empty() {
                <Roots key={*taken} />
            } else {
                <Found {q} cursor={None::<AttrValue>} />
            }
            if *is_importing {
                <AreaListDialog on_close={set_importing.reform(|()| false)} {on_saved} />
            }
        </Card>
    }
}

/// The areas without one above: cities, or in an operation of one district, the district.
#[component]
fn Roots() -> Html {
    let roots = use_query((), |api, ()| async move {
        let page = PageQuery { limit: Some(MAX_LIMIT), cursor: None };
        for level in [AreaLevel::City, AreaLevel::District] {
            let filter = AreaFilter { level: Some(level), ..AreaFilter::default() };
            let found = client::areas(&api, &filter, &page).await?;
            if !found.items.is_empty() {
                return Ok(found);
            }
        }
        Ok(AreaPage { items: Vec::new(), next_cursor: None })
    });
    let text = use_text();
    failures::show(&roots.remote, &roots.reload, |page| {
        if page.items.is_empty() {
            return html! {
                <EmptyState title={t!(text, "areas-none")} icon={IconName::MapPin}>
                    <p>{ t!(text, "areas-none-text") }</p>
                </EmptyState>
            };
        }
        let is_alone = page.items.len() == 1;
        html! {
            <ul class="hf-tree">
                { for page.items.iter().map(|area| html! {
                    <Branch key={area.id.to_string()} area={area.clone()} open_at_first={is_alone} on_changed={roots.reload.clone()} />
                }) }
            </ul>
        }
    })
}

#[derive(Properties, PartialEq)]
struct BranchProps {
    area: Area,
    #[prop_or_default]
    open_at_first: bool,
    /// The list that the area stands in is to be fetched again.
    on_changed: Callback<()>,
}

/// An area, with those below it once it is unfolded.
#[component]
fn Branch(props: &BranchProps) -> Html {
    let text = use_text();
    let id = use_id();
    let is_open = use_state(|| props.open_at_first);
    // Counts what was added below, so that it is shown.
    let grown = use_state(|| 0_u32);
    let area = &props.area;
    let on_changed = {
        let (grown, is_open, on_changed) = (grown.clone(), is_open.setter(), props.on_changed.clone());
        Callback::from(move |task: AreaTask| {
            if task == AreaTask::AddBelow {
                grown.set(*grown + 1);
                is_open.set(true);
            }
            on_changed.emit(());
        })
    };
    let toggle = {
        let is_open = is_open.clone();
        Callback::from(move |_: MouseEvent| is_open.set(!*is_open))
    };
    let renewal = area.renewal.as_ref().map(|renewal| {
        html! { <Renewal renewal={renewal.clone()} on_look={props.on_changed.clone()} /> }
    });
    let line =
        html! { <span class="hf-tree__what">{ line(&text, area, renewal.unwrap_or_default()) }</span> };
    html! {
        <li class="hf-tree__branch">
            <div class="hf-tree__row">
            if area.has_children {
                <button
                    type="button"
                    class={classes!("hf-tree__line", is_open.then_some("hf-tree__line--open"))}
                    aria-expanded={if *is_open { "true" } else { "false" }}
                    aria-controls={id.clone()}
                    onclick={toggle}
                >
                    <span class="hf-tree__chevron"><Icon name={IconName::ChevronRight} /></span>
                    { line }
                </button>
            } else {
                <div class="hf-tree__line"><span class="hf-tree__chevron" />{ line }</div>
            }
            if area.may_change {
                <AreaActions area={area.clone()} {on_changed} />
            }
            </div>
            <div {id} hidden={!*is_open}>
                if *is_open && area.has_children {
                    <Below key={*grown} parent={area.id} cursor={None::<AttrValue>} />
                }
            </div>
        </li>
    }
}

#[derive(Properties, PartialEq)]
struct RenewalProps {
    renewal: AreaRenewal,
    /// Looks how far it is by now.
    on_look: Callback<()>,
}

/// How far the households of an area have followed its new name or place.
#[component]
fn Renewal(props: &RenewalProps) -> Html {
    let text = use_text();
    let AreaRenewal { done, total, .. } = &props.renewal;
    let looks = use_state(|| 0_u32);
    // A pause of another length is another pause.
    use_pause(Some(LOOK_AGAIN_MS + *looks % 2), {
        let (looks, on_look) = (looks.clone(), props.on_look.clone());
        move || {
            looks.set(*looks + 1);
            on_look.emit(());
        }
    });
    html! { <Label tone={Tone::Info}>{ t!(text, "area-renewal", done = *done, total = *total) }</Label> }
}

#[derive(Properties, PartialEq)]
struct AreaActionsProps {
    area: Area,
    on_changed: Callback<AreaTask>,
}

/// The menu of an area, for those who keep it.
#[component]
fn AreaActions(props: &AreaActionsProps) -> Html {
    let text = use_text();
    let task = use_state(|| None::<AreaTask>);
    let area = &props.area;
    let choose = |chosen: Option<AreaTask>| {
        let task = task.setter();
        Callback::from(move |()| task.set(chosen))
    };
    let mut items = Vec::new();
    if area.level != AreaLevel::Village {
        items.push(MenuItem::action(t!(text, "area-add"), IconName::Plus, choose(Some(AreaTask::AddBelow))));
    }
    items.push(MenuItem::action(t!(text, "area-rename"), IconName::Edit, choose(Some(AreaTask::Rename))));
    if area.parent_id.is_some() {
        items.push(MenuItem::action(
            t!(text, "area-move"),
            IconName::ArrowUpDown,
            choose(Some(AreaTask::Move)),
        ));
    }
    if !area.has_children {
        items.push(MenuItem::Danger {
            label: t!(text, "area-end"),
            icon: Some(IconName::Close),
            on_pick: choose(Some(AreaTask::End)),
        });
    }
    let dialog = (*task).map(|chosen| {
        let (close, on_changed) = (choose(None), props.on_changed.clone());
        let on_saved = Callback::from(move |()| {
            close.emit(());
            on_changed.emit(chosen);
        });
        html! { <AreaDialog area={area.clone()} task={chosen} on_close={choose(None)} {on_saved} /> }
    });
    // Always one child: with none in its place the menu would be made anew, and the focus could not go back to it.
    let dialog = dialog.unwrap_or_default();
    html! {
        <>
            <Menu label={t!(text, "actions-for", name = area.name.clone())} {items} />
            { dialog }
        </>
    }
}

/// The area's name, level and code, with what else is to be said of it before the code.
fn line(text: &Text, area: &Area, more: Html) -> Html {
    html! {
        <>
            <span class="hf-tree__name">{ &area.name }</span>
            <Label>{ text.word("area-level", area.level.as_str()) }</Label>
            { more }
            <code class="hf-tree__code">{ &area.code }</code>
        </>
    }
}

#[derive(Properties, PartialEq)]
struct BelowProps {
    parent: AreaId,
    cursor: Option<AttrValue>,
}

/// A page of the areas below one, and the next page when it is asked for.
#[component]
fn Below(props: &BelowProps) -> Html {
    let is_more_open = use_state(|| false);
    let below = use_query((props.parent, props.cursor.clone()), |api, (parent, cursor)| async move {
        let filter = AreaFilter { parent_id: Some(parent), ..AreaFilter::default() };
        client::areas(
            &api,
            &filter,
            &PageQuery { limit: Some(MAX_LIMIT), cursor: cursor.map(|cursor| cursor.to_string()) },
        )
        .await
    });
    if matches!(below.remote, Remote::Loading) {
        return html! { <div class="hf-tree__waiting"><Skeleton lines={2} /></div> };
    }
    let more = {
        let is_more_open = is_more_open.setter();
        Callback::from(move |()| is_more_open.set(true))
    };
    failures::show(&below.remote, &below.reload, |page| {
        html! {
            <>
                <ul class="hf-tree">
                    { for page.items.iter().map(|area| html! {
                        <Branch key={area.id.to_string()} area={area.clone()} on_changed={below.reload.clone()} />
                    }) }
                </ul>
                if let Some(cursor) = &page.next_cursor {
                    if *is_more_open {
                        <Below parent={props.parent} cursor={Some(AttrValue::from(cursor.clone()))} />
                    } else {
                        <LoadMore on_more={more} />
                    }
                }
            </>
        }
    })
}

#[derive(Properties, PartialEq)]
struct FoundProps {
    q: String,
    cursor: Option<AttrValue>,
}

/// Areas by name or code, each with the way to it: two villages may share a name.
#[component]
fn Found(props: &FoundProps) -> Html {
    let text = use_text();
    let is_more_open = use_state(|| false);
    {
        let is_more_open = is_more_open.setter();
        use_effect_with(props.q.clone(), move |_| is_more_open.set(false));
    }
    let found = use_query((props.q.clone(), props.cursor.clone()), |api, (q, cursor)| async move {
        let filter = AreaFilter { q: Some(q), ..AreaFilter::default() };
        client::areas(
            &api,
            &filter,
            &PageQuery { limit: Some(PAGE), cursor: cursor.map(|cursor| cursor.to_string()) },
        )
        .await
    });
    let more = {
        let is_more_open = is_more_open.setter();
        Callback::from(move |()| is_more_open.set(true))
    };
    failures::show(&found.remote, &found.reload, |page| {
        if page.items.is_empty() {
            return html! {
                <EmptyState title={t!(text, "areas-not-found", q = props.q.clone())} icon={IconName::Search}>
                    <p>{ t!(text, "areas-not-found-text") }</p>
                </EmptyState>
            };
        }
        html! {
            <>
                <ul class="hf-tree">
                    { for page.items.iter().map(|area| html! {
                        <li key={area.id.to_string()} class="hf-tree__branch">
                            <div class="hf-tree__line hf-tree__line--found">
                                <span class="hf-stacked">
                                    <span>{ line(&text, area, Html::default()) }</span>
                                    <span class="hf-quiet">{ area.ancestors.join(" › ") }</span>
                                </span>
                                <Anchor href={at(area)}>{ t!(text, "areas-organisations") }</Anchor>
                            </div>
                        </li>
                    }) }
                </ul>
                if let Some(cursor) = &page.next_cursor {
                    if *is_more_open {
                        <Found q={props.q.clone()} cursor={Some(AttrValue::from(cursor.clone()))} />
                    } else {
                        <LoadMore on_more={more} />
                    }
                }
            </>
        }
    })
}

/// The organisations at an area and below it.
fn at(area: &Area) -> AttrValue {
    Route::Directory
        .href_with(&DirectoryView { area_id: Some(area.id), ..DirectoryView::of(Part::Organisations) })
}
