//! Phones: which have reported for which settlement, when and up to where, and which have not.

use super::{
    address,
    fetched::fetched,
    filter::{Field, Filter},
    office::office,
    parts::{
        faces::{Empty, Shown},
        head::Head,
        held_keys::HeldKeys,
        icons::{Icon, Shape},
        new_phone::NewPhone,
        phone_table::PhoneTable,
        revoke::Revoke,
    },
    reporting::has_opened,
};
use lantern_ledger::api::{DeviceRow, DevicesAnswer, NewPhoneAnswer};
use leptos::{either::Either, prelude::*};

/// The list of phones, and the way to add one.
#[component]
pub fn PhonesPage() -> impl IntoView {
    let words = office().words();
    let filter = address::filter();
    let devices = fetched::<DevicesAnswer>(|| "/api/v1/devices".to_owned());
    let asked_for = RwSignal::new(None::<DeviceRow>);
    let revoked = RwSignal::new(None::<String>);
    let changed = Callback::new(move |()| devices.again());
    let linked = RwSignal::new(None::<NewPhoneAnswer>);
    let done = Callback::new(move |phone: DeviceRow| {
        revoked.set(Some((words.phones.revoke_done)(&phone.name)));
        devices.again();
    });
    let said = move |said| view! { <p class="notice good"><Icon shape=Shape::Check/><span>{said}</span></p> };
    view! {
        <Head title=words.phones.title.to_owned()/>
        // A place of its own: the frame's one status tells of figures that changed, and this very act changes some.
        <div role="status">{move || revoked.get().map(said)}</div>
        <NewPhone added=changed linked/>
        <div class="body">
            <Shown of=devices draw=move |answer| drawn(answer, &filter.get(), asked_for, linked, changed)/>
        </div>
        <Revoke phone=asked_for done/>
    }
}

/// Draws the phones; runs again when any of it changes.
fn drawn(
    answer: &DevicesAnswer,
    filter: &Filter,
    revoke: RwSignal<Option<DeviceRow>>,
    linked: RwSignal<Option<NewPhoneAnswer>>,
    changed: Callback<()>,
) -> impl IntoView + use<> {
    let devices = &answer.devices;
    let (held, all) = (answer.held.clone(), devices.clone());
    let words = office().words().phones;
    let settlement = filter.value(Field::Settlement);
    let shown = devices.iter().filter(|device| settlement.is_none_or(|key| has_opened(device, key)));
    let shown: Vec<DeviceRow> = shown.cloned().collect();
    let body = if shown.is_empty() {
        Either::Left(view! { <Empty why=words.empty/> })
    } else {
        Either::Right(view! { <PhoneTable devices=shown revoke linked/> })
    };
    view! {
        <HeldKeys held devices=all done=changed/>
        <section class="panel" aria-labelledby="phones">
            <div class="panel-head"><h2 id="phones">{words.reported}</h2><p>{words.head_means}</p></div>
            {settlement.map(|_| view! {
                <p class="notice"><span>{words.only_settlement}</span> <a href="/hq/phones">{words.show_all}</a></p>
            })}
            {body}
        </section>
    }
}
