use api_types::invitations::IssuedLink;
use domain::users::InvitationPurpose;
use ui::{Alert, Button, Dialog, IconName, Look, Tone};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use yew::prelude::*;

use crate::{t, text::use_text, when::moment};

#[derive(Properties, PartialEq)]
pub struct LinkDialogProps {
    pub link: IssuedLink,
    pub on_close: Callback<()>,
}

/// A one-time link, shown this once: to be copied into a message, or printed and handed over.
#[component]
pub fn LinkDialog(props: &LinkDialogProps) -> Html {
    let text = use_text();
    let is_copied = use_state(|| false);
    let address = address_of(&props.link.path);
    let invitation = &props.link.invitation;
    let copy = {
        let (address, is_copied) = (address.clone(), is_copied.setter());
        Callback::from(move |_: MouseEvent| {
            let (address, is_copied) = (address.clone(), is_copied.clone());
            let Some(window) = web_sys::window() else { return };
            // Where the page may not write to the clipboard, the address stands there to be selected.
            let copied = JsFuture::from(window.navigator().clipboard().write_text(&address));
            spawn_local(async move { is_copied.set(copied.await.is_ok()) });
        })
    };
    let print = Callback::from(|_: MouseEvent| {
        let _refused = web_sys::window().map(|window| window.print());
    });
    let footer = html! {
        <>
            <Button look={Look::Primary} icon={IconName::Copy} onclick={copy}>
                { if *is_copied { t!(text, "link-copied") } else { t!(text, "link-copy") } }
            </Button>
            <Button icon={IconName::Printer} onclick={print}>{ t!(text, "link-print") }</Button>
            <Button look={Look::Link} onclick={props.on_close.reform(|_| ())}>{ t!(text, "word-close") }</Button>
        </>
    };
    let (title, how) = match invitation.purpose {
        InvitationPurpose::Join => (
            t!(text, "link-join", name = invitation.display_name.clone()),
            t!(text, "link-join-how", organisation = invitation.organisation.name.clone()),
        ),
        InvitationPurpose::NewPassword => {
            (t!(text, "link-password", name = invitation.display_name.clone()), t!(text, "link-password-how"))
        }
    };
    html! {
        <Dialog {title} on_close={props.on_close.clone()} {footer}>
            <div class="hf-stack hf-printed">
                <p>{ how }</p>
                <code class="hf-link">{ address }</code>
                <p class="hf-quiet">{ t!(text, "link-until", until = moment(invitation.expires_at)) }</p>
                <Alert tone={Tone::Warning} title={t!(text, "link-once")} />
            </div>
        </Dialog>
    }
}

fn address_of(path: &str) -> String {
    let origin = web_sys::window().and_then(|window| window.location().origin().ok()).unwrap_or_default();
    format!("{origin}{path}")
}
