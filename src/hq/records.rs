//! The records behind the figures: narrowed by the same filter, the latest first, page by page.

use super::{
    filter::Field,
    office::office,
    parts::{
        list_page::{List, ListPage, Page},
        record_table::RecordTable,
    },
};
use lantern_ledger::api::RecordsAnswer;
use leptos::prelude::*;

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
    let words = office().words().records;
    let list = List {
        title: words.title,
        api: "/api/v1/records",
        path: "/hq/records",
        fields: FIELDS,
        empty: words.empty,
        empty_filtered: words.empty_filtered,
    };
    view! { <ListPage list draw=page/> }
}

fn page(answer: &RecordsAnswer) -> Option<Page> {
    let words = office().words().records;
    (!answer.records.is_empty()).then(|| Page {
        count: (words.count)(answer.count as u64),
        means: None,
        table: view! { <RecordTable rows=answer.records.clone()/> }.into_any(),
        pages: answer.pages,
    })
}
