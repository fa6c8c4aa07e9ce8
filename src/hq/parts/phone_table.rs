//! Phones as rows: one block a phone, one row a settlement that it writes for.

use super::{
    icons::{Icon, Shape},
    moments::When,
    record_table::SettlementName,
    table::{
        Column::{Number, Words},
        FigureLink, Table,
    },
};
use crate::hq::{
    client,
    failure::Failure,
    figures::count,
    filter::{Field, Filter},
    office::office,
    reporting::waiting,
};
use lantern_ledger::api::{DeviceLog, DeviceRow, DeviceStatus, NewPhoneAnswer};
use leptos::{prelude::*, task::spawn_local};

/// The table of phones.
#[component]
pub fn PhoneTable(
    /// The phones, by name.
    devices: Vec<DeviceRow>,
    /// Takes the phone that is to be revoked.
    revoke: RwSignal<Option<DeviceRow>>,
    /// Takes another link for a phone.
    linked: RwSignal<Option<NewPhoneAnswer>>,
) -> impl IntoView {
    let words = office().words().phones;
    let records = office().words().totals.hand_overs;
    let columns = [
        Words(words.name),
        Words(words.last_contact),
        Words(words.settlement),
        Number(records),
        Number(words.held_up_to),
        Words(words.on_phone),
        Words(words.last_record),
        Words(words.action),
    ];
    view! {
        <Table labelled_by="phones" class="phones" columns>
            {devices.into_iter().map(|device| view! { <PhoneRows device revoke linked/> }).collect_view()}
        </Table>
    }
}

/// One phone: its own cells once, beside a row for each of its logs.
#[component]
fn PhoneRows(
    /// The phone.
    device: DeviceRow,
    /// Takes it when it is to be revoked.
    revoke: RwSignal<Option<DeviceRow>>,
    /// Takes another link for it.
    linked: RwSignal<Option<NewPhoneAnswer>>,
) -> impl IntoView {
    let words = office().words().phones;
    let span = device.logs.len().max(1).to_string();
    let contact = match device.contact_at {
        Some(at) => view! { <When at/> }.into_any(),
        None => view! { <span class="ink-2">{words.never}</span> }.into_any(),
    };
    let version = device.app_version.as_ref().map(|version| format!("{} {version}", words.app_version));
    let mut logs = device.logs.iter().map(log_cells);
    let first = logs.next().unwrap_or_else(|| view! { <td class="ink-2" colspan="5">{words.no_logs}</td> }.into_any());
    let rest = logs.map(|cells| view! { <tr>{cells}</tr> }).collect_view();
    view! {
        <tbody>
            <tr>
                <th scope="rowgroup" rowspan=span.clone()>
                    <bdi class="name">{device.name.clone()}</bdi>
                    <Standing device=device.clone()/>
                    <span class="ink-2 unit">{version}</span>
                </th>
                <td rowspan=span.clone()>{contact}</td>
                {first}
                <td rowspan=span><LinkButton device=device.clone() linked/> <RevokeButton device revoke/></td>
            </tr>
            {rest}
        </tbody>
    }
}

/// Whether a phone is invited, enrolled or revoked.
#[component]
fn Standing(
    /// The phone.
    device: DeviceRow,
) -> impl IntoView {
    let words = office().words().phones;
    let (class, shape, said) = match device.status {
        DeviceStatus::Invited => ("state", Shape::Clock, words.invited),
        DeviceStatus::Expired => ("state care", Shape::Triangle, words.invitation_over),
        DeviceStatus::Enrolled => ("state good", Shape::Check, words.enrolled),
        DeviceStatus::Revoked => ("state stop", Shape::Struck, words.revoked),
    };
    let until = device.link_expires_at.filter(|_| device.status == DeviceStatus::Invited);
    view! {
        <span class=class><Icon shape/><span>{said}</span></span>
        {until.map(|at| view! { <span class="ink-2 unit">{words.valid_until} " " <When at/></span> })}
    }
}

/// The cells of a log in its phone's row.
fn log_cells(log: &DeviceLog) -> AnyView {
    let key = log.settlement.as_ref().map(|settlement| settlement.key().to_string());
    let records = key.map(|key| Filter::default().with(Field::Settlement, &key).address("/hq/records", &[]));
    let settlement = log.settlement.clone().map(|settlement| {
        let name = log.settlement_name.clone().unwrap_or_else(|| settlement.key().to_string());
        view! { <SettlementName settlement name/> }
    });
    let words = office().words().phones;
    let marks = [(log.is_forked, words.forked), (log.is_held, words.held)];
    let marks = marks.into_iter().filter(|(is_so, _)| *is_so);
    view! {
        <td>
            {settlement.map_or_else(|| view! { <span class="ink-2">{words.unknown}</span> }.into_any(), IntoAny::into_any)}
            {marks.map(|(_, said)| view! { " " <span class="tag care"><Icon shape=Shape::Triangle/>{said}</span> }).collect_view()}
        </td>
        <td class="n">{records.map(|address| view! { <FigureLink value=count(log.records) address/> })}</td>
        <td class="n">{count(log.seq)}</td>
        <td><OnPhone log=log.clone()/></td>
        <td>{log.received_at.map(|at| view! { <When at/> })}</td>
    }
    .into_any()
}

/// What is still on the phone, by its own signed head.
#[component]
fn OnPhone(
    /// The log.
    log: DeviceLog,
) -> impl IntoView {
    let words = office().words().phones;
    let (class, shape, said) = match waiting(&log) {
        Some(0) => ("state good", Shape::Check, words.all_here.to_owned()),
        Some(entries) => ("state care", Shape::Triangle, (words.waiting)(entries)),
        None => ("state", Shape::Clock, words.waiting_unknown.to_owned()),
    };
    view! { <span class=class><Icon shape/><span>{said}</span></span> }
}

/// The way to give another link to a phone that is not revoked: its links of before are void then.
#[component]
fn LinkButton(
    /// The phone.
    device: DeviceRow,
    /// Takes the link.
    linked: RwSignal<Option<NewPhoneAnswer>>,
) -> impl IntoView {
    let office = office();
    let words = office.words();
    let is_there = device.status != DeviceStatus::Revoked;
    let label = format!("{}: {}", words.keys.link_again, device.name);
    let problem = RwSignal::new(None::<String>);
    let id = device.device;
    let ask = move |_| {
        problem.set(None);
        spawn_local(async move {
            match client::post::<NewPhoneAnswer>(&format!("/api/v1/devices/{id}/link"), &()).await {
                Ok(link) => {
                    linked.try_set(Some(link));
                }
                Err(Failure::SignInNeeded) => office.session_ended(),
                Err(failure) => {
                    problem.try_set(Some(failure.said(words)));
                }
            }
        });
    };
    is_there.then(|| {
        view! {
            <button type="button" class="quiet" aria-label=label on:click=ask>{words.keys.link_again}</button>
            <span class="problem" role="alert">{problem}</span>
        }
    })
}

/// The way to revoke a phone that is not revoked.
#[component]
fn RevokeButton(
    /// The phone.
    device: DeviceRow,
    /// Takes it.
    revoke: RwSignal<Option<DeviceRow>>,
) -> impl IntoView {
    let words = office().words().phones;
    let is_there = device.status != DeviceStatus::Revoked;
    let label = format!("{}: {}", words.revoke, device.name);
    is_there.then(|| {
        view! {
            <button type="button" class="quiet" aria-label=label on:click=move |_| revoke.set(Some(device.clone()))>
                {words.revoke}
            </button>
        }
    })
}
