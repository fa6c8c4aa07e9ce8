//! Revoking a phone, after asking once more and saying what it means.

use crate::hq::{client, failure::Failure, office::office};
use gloo_net::http::Method;
use lantern_ledger::api::DeviceRow;
use leptos::{html, prelude::*, task::spawn_local};

/// The question; open while there is a phone to ask about.
#[component]
pub fn Revoke(
    /// The phone to ask about.
    phone: RwSignal<Option<DeviceRow>>,
    /// Called with the phone when it is done.
    done: Callback<DeviceRow>,
) -> impl IntoView {
    let office = office();
    let words = office.words();
    let dialog = NodeRef::<html::Dialog>::new();
    let problem = RwSignal::new(None::<String>);
    Effect::new(move |_| {
        let (Some(dialog), is_asked) = (dialog.get(), phone.with(Option::is_some)) else { return };
        problem.set(None);
        // A dialog that is open already, or closed already, stays so.
        let _is_so_already = if is_asked {
            dialog.show_modal()
        } else {
            dialog.close();
            Ok(())
        };
    });
    let revoke = move |_| {
        let Some(device) = phone.get_untracked() else { return };
        spawn_local(async move {
            match client::act(Method::POST, &format!("/api/v1/devices/{}/revoke", device.device)).await {
                Ok(()) => {
                    phone.try_set(None);
                    done.try_run(device);
                }
                Err(Failure::SignInNeeded) => office.session_ended(),
                Err(failure) => {
                    problem.try_set(Some(failure.said(words)));
                }
            }
        });
    };
    let question = move || phone.with(|phone| phone.as_ref().map(|phone| (words.phones.revoke_ask)(&phone.name)));
    view! {
        <dialog class="panel" aria-labelledby="revoke" node_ref=dialog on:close=move |_| phone.set(None)>
            <h2 id="revoke">{question}</h2>
            <p>{words.phones.revoke_means}</p>
            <p class="problem" role="alert">{problem}</p>
            <div class="actions">
                <button type="button" class="quiet" autofocus on:click=move |_| phone.set(None)>{words.phones.cancel}</button>
                <button type="button" class="danger" on:click=revoke>{words.phones.revoke_yes}</button>
            </div>
        </dialog>
    }
}
