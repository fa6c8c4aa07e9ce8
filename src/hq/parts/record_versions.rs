//! Every version of a record: what was said, when, by whom and why, and which of them is in effect.

use super::{
    icons::{Icon, Shape},
    moments::When,
    record_table::lines_said,
    table::{Column::Words, Table},
};
use crate::hq::{naming, office::office};
use crate::text::slug;
use lantern_domain::{Change, Distribution};
use lantern_ledger::api::{RecordDetail, RecordRow, RecordStatus, VersionRow};
use leptos::prelude::*;

/// The table of versions, the first one first.
#[component]
pub fn RecordVersions(
    /// The record.
    detail: RecordDetail,
    /// The offset of its settlement's clock.
    offset_minutes: i32,
) -> impl IntoView {
    let words = office().words();
    let RecordDetail { row, first, versions, .. } = detail;
    let columns = [
        Words(words.records.state),
        Words(words.record.what),
        Words(words.record.reason),
        Words(words.records.operator),
        Words(words.records.phone),
        Words(words.records.at),
        Words(words.records.received),
        Words(words.record.effect),
    ];
    view! {
        <Table labelled_by="versions" columns>
            <tbody>
                <First row first offset_minutes/>
                {versions.into_iter().map(|version| view! { <Later version offset_minutes/> }).collect_view()}
            </tbody>
        </Table>
    }
}

/// What was recorded first.
#[component]
fn First(
    /// The record as in the list.
    row: RecordRow,
    /// What it said.
    first: Distribution,
    /// The offset of its settlement's clock.
    offset_minutes: i32,
) -> impl IntoView {
    let words = office().words();
    view! {
        <tr>
            <th scope="row">{words.record.version_first}</th>
            <td><Said distribution=first.clone()/></td>
            <td></td>
            <td><bdi>{first.operator.to_string()}</bdi></td>
            <td><bdi>{row.device_name}</bdi></td>
            <td><When at=row.at offset_minutes/></td>
            <td>{row.received_at.map(|at| view! { <When at offset_minutes/> })}</td>
            <td><Effect is_effective=row.status == RecordStatus::Counted/></td>
        </tr>
    }
}

/// A later word.
#[component]
fn Later(
    /// The word.
    version: VersionRow,
    /// The offset of the settlement's clock.
    offset_minutes: i32,
) -> impl IntoView {
    let words = office().words();
    let VersionRow { correction, device, device_name, received_at, is_effective, .. } = version;
    let phone = if device.is_nil() { words.record.by_hq.to_owned() } else { device_name };
    let reason = slug::said(words.language.words(), correction.reason.as_str()).to_owned();
    let (name, said) = match correction.change {
        Change::Void => (words.record.version_void, None),
        Change::Replacement(distribution) => (words.record.version_replacement, Some(*distribution)),
    };
    view! {
        <tr>
            <th scope="row">{name}</th>
            <td>{said.map(|distribution| view! { <Said distribution/> })}</td>
            <td><bdi>{reason}</bdi></td>
            <td><bdi>{correction.operator.to_string()}</bdi></td>
            <td><bdi>{phone}</bdi></td>
            <td><When at=correction.at offset_minutes/><span class="ink-2 unit">{words.record.device_clock}</span></td>
            <td>{received_at.map(|at| view! { <When at offset_minutes/> })}</td>
            <td><Effect is_effective/></td>
        </tr>
    }
}

/// A version in one line: who received, and what.
#[component]
fn Said(
    /// The version.
    distribution: Distribution,
) -> impl IntoView {
    let recipient = naming::recipient(&distribution.recipient, office().words());
    view! { <bdi>{recipient}</bdi> {format!(": {}", lines_said(&distribution.lines))} }
}

/// Whether a version is in effect.
#[component]
fn Effect(
    /// Whether it is.
    is_effective: bool,
) -> impl IntoView {
    let words = office().words().record;
    if is_effective {
        view! { <span class="state good"><Icon shape=Shape::Check/><span>{words.in_effect}</span></span> }.into_any()
    } else {
        view! { <span class="ink-2">{words.without_effect}</span> }.into_any()
    }
}
