use std::rc::Rc;

use api_types::jobs::Job;
use ui::{Card, Progress, Tone};
use yew::prelude::*;

use crate::{t, text::use_text};

#[derive(Properties, PartialEq)]
pub struct WorkingProps {
    pub job: Rc<Job>,
}

/// How far the work on a roster is; it goes on when the page is closed.
#[component]
pub fn Working(props: &WorkingProps) -> Html {
    let text = use_text();
    let job = &props.job;
    let value = (job.total > 0).then(|| job.done as f64 / job.total as f64);
    let detail = (job.total > 0).then(|| t!(text, "job-rows", done = job.done, total = job.total));
    html! {
        <Card>
            <div class="hf-working" role="status">
                <Progress label={text.word("job", job.kind.as_str())} {value} {detail} tone={Tone::Info} />
                <p class="hf-quiet">{ t!(text, "job-goes-on") }</p>
            </div>
        </Card>
    }
}
