//! Keys that HQ does not know: which phone seems to write under each, what is held, and the way to say whose it is.

use super::{
    icons::{Icon, Shape},
    moments::When,
};
use crate::hq::{client, failure::Failure, figures::count, office::office};
use lantern_ledger::api::{DeviceRow, DeviceStatus, HeldKey, KeyWord};
use leptos::{html, prelude::*, task::spawn_local};

/// The keys, each with its question; nothing where every key is known.
#[component]
pub fn HeldKeys(
    /// The keys.
    held: Vec<HeldKey>,
    /// The phones that a key can be given to.
    devices: Vec<DeviceRow>,
    /// Called when something was said of a key.
    done: Callback<()>,
) -> impl IntoView {
    let words = office().words().keys;
    let devices = StoredValue::new(devices);
    (!held.is_empty()).then(|| {
        let key = |held: HeldKey| view! { <Question held devices=devices.get_value() done/> };
        view! {
            <section class="panel" aria-labelledby="held-keys">
                <div class="panel-head"><h2 id="held-keys">{words.title}</h2><p>{words.means}</p></div>
                <div class="stack">{held.into_iter().map(key).collect_view()}</div>
            </section>
        }
    })
}

/// One key: what is held under it, and whose it may be.
#[component]
fn Question(
    /// The key.
    held: HeldKey,
    /// The phones that it can be given to.
    devices: Vec<DeviceRow>,
    /// Called when something was said of it.
    done: Callback<()>,
) -> impl IntoView {
    let office = office();
    let words = office.words();
    let known = devices.iter().find(|device| device.device == held.device).map(|device| device.name.clone());
    let said = match &known {
        Some(name) => (words.keys.of_phone)(name, &count(held.records)),
        None => (words.keys.of_nobody)(&count(held.records)),
    };
    let carried = (!held.carried_by.is_empty()).then(|| (words.keys.carried_by)(&held.carried_by.join(", ")));
    let signs = held.is_going_on.then_some(words.keys.goes_on);
    let chosen = NodeRef::<html::Select>::new();
    let problem = RwSignal::new(None::<String>);
    let (key, own) = (held.key, held.device);
    let say = move |is_confirmed: bool| {
        let chosen = chosen.get_untracked().and_then(|select| select.value().parse().ok());
        let device = chosen.unwrap_or(own);
        problem.set(None);
        spawn_local(async move {
            let address = format!("/api/v1/devices/{device}/keys");
            match client::send(&address, &KeyWord { key, is_confirmed }).await {
                Ok(()) => {
                    let told = if is_confirmed { words.keys.confirmed } else { words.keys.refused };
                    office.told.set(told.to_owned());
                    done.try_run(());
                }
                Err(Failure::SignInNeeded) => office.session_ended(),
                Err(failure) => {
                    problem.try_set(Some(failure.said(words)));
                }
            }
        });
    };
    let choices = devices.into_iter().filter(|device| device.status != DeviceStatus::Revoked);
    let chooser = known.is_none().then(|| {
        let option = |device: DeviceRow| view! { <option value=device.device.to_string()>{device.name}</option> };
        view! {
            <label class="field">
                <span>{words.keys.which_phone}</span>
                <select node_ref=chosen>{choices.map(option).collect_view()}</select>
            </label>
        }
    });
    view! {
        <div class="stack">
            <p><span class="state care"><Icon shape=Shape::Triangle/><span>{said}</span></span></p>
            <p class="ink-2">
                {words.keys.received} " " <When at=held.first_received_at/> " – " <When at=held.last_received_at/>
                {carried.map(|carried| format!(" · {carried}"))} {signs.map(|signs| format!(" · {signs}"))}
                {held.is_refused.then(|| format!(" · {}", words.keys.is_refused))}
            </p>
            {chooser}
            <div class="actions">
                <button type="button" class="go" on:click=move |_| say(true)>{words.keys.confirm}</button>
                {(!held.is_refused).then(|| view! {
                    <button type="button" class="quiet" on:click=move |_| say(false)>{words.keys.refuse}</button>
                })}
            </div>
            <p class="problem" role="alert">{problem}</p>
        </div>
    }
}
