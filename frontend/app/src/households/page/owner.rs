use std::rc::Rc;

use domain::ids::HouseholdId;
use yew::prelude::*;

use crate::households::list::AssignDialog;

#[derive(Properties, PartialEq)]
pub struct OwnerDialogProps {
    pub id: HouseholdId,
    pub on_close: Callback<()>,
    pub on_done: Callback<()>,
}

/// Another owner for this household.
#[component]
pub fn OwnerDialog(props: &OwnerDialogProps) -> Html {
    let selection = Rc::new([props.id.to_string()].into());
    html! { <AssignDialog {selection} on_close={props.on_close.clone()} on_done={props.on_done.clone()} /> }
}
