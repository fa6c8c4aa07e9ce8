//! One flag: what is odd, the records that it is on, and the way to decide.

use super::{
    fetched::{Fetched, fetched},
    flagged,
    office::office,
    parts::{
        decide::{Decide, Decided},
        faces::Shown,
        flag_records::FlagRecords,
        head::Head,
    },
    planned::planned,
};
use lantern_ledger::api::FlagRow;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

/// The page of a flag.
#[component]
pub fn FlagPage() -> impl IntoView {
    let words = office().words();
    let params = use_params_map();
    let flag = fetched::<FlagRow>(move || {
        format!("/api/v1/flags/{}", params.with(|params| params.get("id")).unwrap_or_default())
    });
    let title = Signal::derive(move || {
        let kind = flag.value.with(|flag| flag.as_ref().map(|flag| flag.reason.kind()));
        kind.map_or(words.flags.title, |kind| flagged::kind(kind, words)).to_owned()
    });
    view! {
        <Head title>
            <a class="button" href="/hq/flags">{words.flags.back}</a>
        </Head>
        <div class="body"><Shown of=flag draw=move |row| drawn(row, flag)/></div>
    }
}

/// Draws a flag; runs again when it changes.
fn drawn(row: &FlagRow, flag: Fetched<FlagRow>) -> impl IntoView + use<> {
    planned().contents.track();
    let words = office().words();
    let why = flagged::why(&row.reason, words, |code| planned().item_name(code));
    let card = row.card.clone().map(|card| view! { <p>{words.flags.card} " " <bdi class="code">{card}</bdi></p> });
    view! {
        <section class="panel" aria-labelledby="why">
            <div class="panel-head"><h2 id="why">{words.flags.why}</h2><p>{words.flags.means}</p></div>
            <div class="stack">
                <p>{why}</p>
                {card}
            </div>
        </section>
        <section class="panel" aria-labelledby="records">
            <div class="panel-head"><h2 id="records" class="num">{(words.records.count)(row.record_count as u64)}</h2></div>
            <FlagRecords rows=row.records.clone()/>
        </section>
        <section class="panel" aria-labelledby="decision">
            <div class="panel-head"><h2 id="decision">{words.flags.decision}</h2></div>
            <div class="stack">
                {row.decision.clone().map(|decision| view! { <Decided decision/> })}
                <Decide flag=row.clone() done=Callback::new(move |()| flag.again())/>
            </div>
        </section>
    }
}
