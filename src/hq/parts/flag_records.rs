//! The records that a flag is on, the earliest first.

use super::{moments::When, table::Scroll};
use crate::hq::office::office;
use lantern_ledger::api::FlagRecord;
use leptos::prelude::*;

/// The table of records; the heading with the id `records` names it.
#[component]
pub fn FlagRecords(
    /// The records.
    rows: Vec<FlagRecord>,
) -> impl IntoView {
    let words = office().words();
    let row = |row: FlagRecord| {
        let address = format!("/hq/records/{}", row.id);
        view! {
            <tr>
                <th scope="row"><a class="code" href=address>{row.short_code}</a></th>
                <td><When at=row.at/></td>
                <td><bdi>{row.settlement_name}</bdi></td>
                <td><bdi>{row.round}</bdi></td>
                <td><bdi>{row.device_name}</bdi></td>
            </tr>
        }
    };
    view! {
        <Scroll labelled_by="records">
            <table class="records">
                <thead>
                    <tr>
                        <th scope="col">{words.records.code}</th>
                        <th scope="col">{words.records.at}</th>
                        <th scope="col">{words.record.settlement}</th>
                        <th scope="col">{words.record.round}</th>
                        <th scope="col">{words.records.phone}</th>
                    </tr>
                </thead>
                <tbody>{rows.into_iter().map(row).collect_view()}</tbody>
            </table>
        </Scroll>
    }
}
