//! The records behind the figures: narrowed by the same filter, the latest first, page by page.

use super::{
    address::{self, Here},
    fetched::fetched,
    filter::Field,
    office::office,
    parts::{
        faces::{Empty, Shown},
        filter_bar::FilterBar,
        head::Head,
        pager::Pager,
        record_table::RecordTable,
    },
    planned::planned,
};
use lantern_ledger::api::RecordsAnswer;
use leptos::{either::Either, prelude::*};

const RECORDS: &str = "/api/v1/records";
const PATH: &str = "/hq/records";
const FIELDS: &[Field] = &[
    Field::Round,
    Field::Settlement,
    Field::Item,
    Field::Funder,
    Field::Implementing,
    Field::From,
    Field::To,
    Field::State,
];

/// The list of records.
#[component]
pub fn RecordsPage() -> impl IntoView {
    let words = office().words();
    let here = Here { filter: address::filter(), page: address::page() };
    let Here { filter, page } = here;
    let records = fetched::<RecordsAnswer>(move || {
        filter.with(|filter| filter.address(RECORDS, &[("page", page.get().to_string().as_str())]))
    });
    let csv = move || filter.with(|filter| filter.address(RECORDS, &[("format", "csv")]));
    view! {
        <Head title=words.records.title.to_owned()>
            <a class="button" href=csv rel="external" download="">{words.filters.csv}</a>
        </Head>
        <FilterBar path=PATH plan=planned().contents fields=FIELDS/>
        <div class="body" aria-busy=move || records.is_waiting.get().to_string()>
            <Shown of=records draw=move |answer| drawn(answer, here)/>
        </div>
    }
}

/// Draws a page of records; runs again when any of it changes.
fn drawn(answer: &RecordsAnswer, here: Here) -> impl IntoView + use<> {
    planned().contents.track();
    let words = office().words().records;
    let filter = here.filter.get();
    if answer.records.is_empty() {
        let why = if filter.is_all() { words.empty } else { words.empty_filtered };
        return Either::Left(view! { <section class="panel"><Empty why/></section> });
    }
    let to_page = move |page: u64| filter.address(PATH, &[("page", page.to_string().as_str())]);
    Either::Right(view! {
        <section class="panel" aria-labelledby="count">
            <div class="panel-head"><h2 id="count" class="num">{(words.count)(answer.count as u64)}</h2></div>
            <RecordTable rows=answer.records.clone()/>
            <Pager page=here.page.get() pages=answer.pages as u64 to_page/>
        </section>
    })
}
