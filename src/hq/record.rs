//! One record: what was recorded, every later word on it, and where it is held.

use super::{
    fetched::fetched,
    naming,
    office::office,
    parts::{
        faces::Shown,
        head::Head,
        icons::{Icon, Shape},
        moments::When,
        record_facts::RecordFacts,
        record_proof::RecordProof,
        record_table::State,
        record_versions::RecordVersions,
    },
    planned::planned,
};
use lantern_ledger::api::{RecordDetail, RecordStatus};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

/// The page of a record.
#[component]
pub fn RecordPage() -> impl IntoView {
    let words = office().words();
    let params = use_params_map();
    let record = fetched::<RecordDetail>(move || {
        format!("/api/v1/records/{}", params.with(|params| params.get("id")).unwrap_or_default())
    });
    let title = Signal::derive(move || {
        record.value.with(|detail| match detail {
            Some(detail) => (words.record.title)(&detail.row.short_code),
            None => words.records.title.to_owned(),
        })
    });
    view! {
        <Head title>
            <a class="button" href="/hq/records">{words.record.back}</a>
        </Head>
        <div class="body"><Shown of=record draw=drawn/></div>
    }
}

/// Draws a record; runs again when it changes.
fn drawn(detail: &RecordDetail) -> impl IntoView + use<> {
    planned().contents.track();
    let words = office().words();
    let offset_minutes = planned().contents.with(|plan| naming::offset_minutes(plan, Some(&detail.row.settlement)));
    let notice = match detail.row.status {
        RecordStatus::Counted => None,
        RecordStatus::Replaced => Some(("notice care", Shape::Triangle, words.record.replaced_notice)),
        RecordStatus::Void => Some(("notice stop", Shape::Struck, words.record.void_notice)),
    };
    view! {
        {notice.map(|(class, shape, said)| view! { <p class=class><Icon shape/><span>{said}</span></p> })}
        <section class="panel" aria-labelledby="what">
            <div class="panel-head">
                <h2 id="what">{words.record.what}</h2>
                <State status=detail.row.status reason=detail.row.void_reason.clone()/>
            </div>
            <RecordFacts detail=detail.clone() offset_minutes/>
        </section>
        <section class="panel" aria-labelledby="versions">
            <div class="panel-head"><h2 id="versions">{words.record.versions}</h2></div>
            <RecordVersions detail=detail.clone() offset_minutes/>
        </section>
        <section class="panel" aria-labelledby="proof">
            <div class="panel-head">
                <h2 id="proof">{words.record.proof_of}</h2>
                <p>{detail.row.received_at.map(|at| view! { {words.records.received} " " <When at/> })}</p>
            </div>
            <RecordProof detail=detail.clone()/>
        </section>
    }
}
