//! Flags: what is odd about the records, the undecided first, page by page.

use super::{
    filter::Field,
    office::office,
    parts::{
        flag_table::FlagTable,
        list_page::{List, ListPage, Page},
    },
};
use lantern_ledger::api::FlagsAnswer;
use leptos::prelude::*;

const FIELDS: &[Field] = &[Field::Kind, Field::Round, Field::Settlement, Field::Decided];

/// The list of flags.
#[component]
pub fn FlagsPage() -> impl IntoView {
    let words = office().words().flags;
    let list = List {
        title: words.title,
        api: "/api/v1/flags",
        path: "/hq/flags",
        fields: FIELDS,
        empty: words.empty,
        empty_filtered: words.empty_filtered,
    };
    view! { <ListPage list draw=page/> }
}

fn page(answer: &FlagsAnswer) -> Option<Page> {
    let words = office().words().flags;
    (!answer.flags.is_empty()).then(|| Page {
        count: (words.count)(answer.count as u64, answer.open as u64),
        means: Some(words.means),
        table: view! { <FlagTable rows=answer.flags.clone()/> }.into_any(),
        pages: answer.pages,
    })
}
