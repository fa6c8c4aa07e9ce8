//! Where a record is held, and what it *is*: the facts by which anyone can find and check it.

use crate::hq::{figures::count, office::office};
use lantern_ledger::api::RecordDetail;
use leptos::prelude::*;

/// Journal, log, public id and chain hash.
#[component]
pub fn RecordProof(
    /// The record.
    detail: RecordDetail,
) -> impl IntoView {
    let words = office().words().record;
    let position = detail.position.map_or(words.not_known.to_owned(), count);
    let facts = [
        (words.journal_position, position),
        (words.log, detail.log.to_string()),
        (words.seq, count(detail.seq)),
        (words.public_id, detail.row.id.to_string()),
        (words.chain_hash, detail.hash.to_string()),
    ];
    let fact = |(name, fact): (&'static str, String)| {
        view! { <div><dt>{name}</dt><dd><span class="code long">{fact}</span></dd></div> }
    };
    view! { <dl class="facts">{facts.map(fact).collect_view()}</dl> }
}
