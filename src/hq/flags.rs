//! Flags: what is odd about the records, the undecided first, page by page.

use super::{
    address::{self, Here},
    fetched::fetched,
    filter::Field,
    office::office,
    parts::{
        faces::{Empty, Shown},
        filter_bar::FilterBar,
        flag_table::FlagTable,
        head::Head,
        pager::Pager,
    },
    planned::planned,
};
use lantern_ledger::api::FlagsAnswer;
use leptos::{either::Either, prelude::*};

const FLAGS: &str = "/api/v1/flags";
const PATH: &str = "/hq/flags";
const FIELDS: &[Field] = &[Field::Kind, Field::Round, Field::Settlement, Field::Decided];

/// The list of flags.
#[component]
pub fn FlagsPage() -> impl IntoView {
    let words = office().words();
    let here = Here { filter: address::filter(), page: address::page() };
    let Here { filter, page } = here;
    let flags = fetched::<FlagsAnswer>(move || {
        filter.with(|filter| filter.address(FLAGS, &[("page", page.get().to_string().as_str())]))
    });
    let csv = move || filter.with(|filter| filter.address(FLAGS, &[("format", "csv")]));
    view! {
        <Head title=words.flags.title.to_owned()>
            <a class="button" href=csv rel="external" download="">{words.filters.csv}</a>
        </Head>
        <FilterBar path=PATH plan=planned().contents fields=FIELDS/>
        <div class="body" aria-busy=move || flags.is_waiting.get().to_string()>
            <Shown of=flags draw=move |answer| drawn(answer, here)/>
        </div>
    }
}

/// Draws a page of flags; runs again when any of it changes.
fn drawn(answer: &FlagsAnswer, here: Here) -> impl IntoView + use<> {
    planned().contents.track();
    let words = office().words().flags;
    let filter = here.filter.get();
    if answer.flags.is_empty() {
        let why = if filter.is_all() { words.empty } else { words.empty_filtered };
        return Either::Left(view! { <section class="panel"><Empty why/></section> });
    }
    let to_page = move |page: u64| filter.address(PATH, &[("page", page.to_string().as_str())]);
    Either::Right(view! {
        <section class="panel" aria-labelledby="count">
            <div class="panel-head">
                <h2 id="count" class="num">{(words.count)(answer.count as u64, answer.open as u64)}</h2>
                <p>{words.means}</p>
            </div>
            <FlagTable rows=answer.flags.clone()/>
            <Pager page=here.page.get() pages=answer.pages as u64 to_page/>
        </section>
    })
}
