//! The records that a flag is on, the earliest first.

use super::{
    moments::When,
    table::{Column::Words, Table},
};
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
    let columns = [
        Words(words.records.code),
        Words(words.records.at),
        Words(words.record.settlement),
        Words(words.record.round),
        Words(words.records.phone),
    ];
    view! {
        <Table labelled_by="records" class="records" columns>
            <tbody>{rows.into_iter().map(row).collect_view()}</tbody>
        </Table>
    }
}
