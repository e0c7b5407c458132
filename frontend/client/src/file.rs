use js_sys::{Array, Uint8Array};
use wasm_bindgen::JsCast;
use web_sys::{Blob, BlobPropertyBag, HtmlAnchorElement, Url};

/// The kinds of file in which a list can be taken away.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileKind {
    Xlsx,
    Csv,
}

impl FileKind {
    pub(crate) const fn media_type(self) -> &'static str {
        match self {
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Self::Csv => "text/csv",
        }
    }

    const fn ending(self) -> &'static str {
        match self {
            Self::Xlsx => "xlsx",
            Self::Csv => "csv",
        }
    }
}

/// A file that the server made.
#[derive(Debug, Clone, PartialEq)]
pub struct Download {
    name: String,
    blob: Option<Blob>,
}

impl Download {
    pub(crate) fn new(kind: FileKind, disposition: Option<&str>, bytes: &[u8]) -> Self {
        let name = disposition.and_then(filename).unwrap_or_else(|| format!("homefront.{}", kind.ending()));
        let options = BlobPropertyBag::new();
        options.set_type(kind.media_type());
        let parts = Array::of1(&Uint8Array::from(bytes));
        Self { name, blob: Blob::new_with_u8_array_sequence_and_options(&parts, &options).ok() }
    }

    /// Hands the file to the browser, which saves it under the server's name.
    pub fn save(&self) -> Option<()> {
        let url = Url::create_object_url_with_blob(self.blob.as_ref()?).ok()?;
        let document = web_sys::window()?.document()?;
        let link: HtmlAnchorElement = document.create_element("a").ok()?.dyn_into().ok()?;
        link.set_href(&url);
        link.set_download(&self.name);
        link.click();
        // The browser still reads from the address after the click.
        gloo_timers::callback::Timeout::new(60_000, move || {
            let _gone = Url::revoke_object_url(&url);
        })
        .forget();
        Some(())
    }
}

/// The file name of a Content-Disposition header; the encoded form carries Chinese.
fn filename(disposition: &str) -> Option<String> {
    let parameter = |name: &str| {
        disposition
            .split(';')
            .map(str::trim)
            .find_map(|part| part.strip_prefix(name))
            .map(|value| value.trim_matches('"'))
    };
    if let Some(encoded) = parameter("filename*=UTF-8''").or_else(|| parameter("filename*=utf-8''")) {
        return js_sys::decode_uri_component(encoded).ok().map(String::from);
    }
    parameter("filename=").map(str::to_owned)
}
