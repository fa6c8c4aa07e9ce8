//! Adding a phone: a name, then its link and QR code, shown once and kept nowhere.

use super::{moments::When, qr_code::QrCode};
use crate::hq::{client, failure::Failure, office::office};
use lantern_ledger::api::{self, NewPhoneAnswer};
use leptos::{ev::SubmitEvent, html, prelude::*, task::spawn_local};
use wasm_bindgen_futures::JsFuture;

/// The longest name of a phone.
const NAME_MAX: usize = 60;

/// The form, or the link that it made.
#[component]
pub fn NewPhone(
    /// Called when a phone was added.
    added: Callback<()>,
    /// The link that is shown; also one that another part made, for a phone that is known.
    linked: RwSignal<Option<NewPhoneAnswer>>,
) -> impl IntoView {
    let made = Callback::new(move |new: NewPhoneAnswer| {
        linked.set(Some(new));
        added.run(());
    });
    move || match linked.get() {
        None => view! { <Form made/> }.into_any(),
        Some(phone) => view! { <Link phone done=Callback::new(move |()| linked.set(None))/> }.into_any(),
    }
}

/// The name of a new phone.
#[component]
fn Form(
    /// Takes the link.
    made: Callback<NewPhoneAnswer>,
) -> impl IntoView {
    let office = office();
    let words = office.words();
    let name = NodeRef::<html::Input>::new();
    let problem = RwSignal::new(None::<String>);
    let is_sending = RwSignal::new(false);
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let Some(input) = name.get().filter(|_| !is_sending.get_untracked()) else { return };
        let typed = input.value().trim().to_owned();
        let wrong = match typed.chars().count() {
            0 => Some(words.new_phone.name_missing),
            1..=NAME_MAX => None,
            _ => Some(words.new_phone.name_too_long),
        };
        problem.set(wrong.map(str::to_owned));
        if wrong.is_some() {
            let _is_focusable = input.focus();
            return;
        }
        is_sending.set(true);
        spawn_local(async move {
            match client::post("/api/v1/devices", &api::NewPhone { name: typed }).await {
                Ok(answer) => made.run(answer),
                Err(Failure::SignInNeeded) => office.session_ended(),
                Err(failure) => {
                    problem.try_set(Some(failure.said(words)));
                }
            }
            is_sending.try_set(false);
        });
    };
    view! {
        <section class="panel" aria-labelledby="new-phone">
            <h2 id="new-phone">{words.new_phone.title}</h2>
            <form class="row" on:submit=submit novalidate>
                <div class="field">
                    <label for="phone-name">{words.new_phone.name}</label>
                    <input id="phone-name" autocomplete="off" node_ref=name
                        aria-describedby="phone-hint phone-problem"
                        aria-invalid=move || problem.with(Option::is_some).to_string()/>
                    <p id="phone-hint" class="ink-2">{words.new_phone.name_hint}</p>
                    <p id="phone-problem" class="problem" role="alert">{problem}</p>
                </div>
                <button type="submit" class="go" aria-disabled=move || is_sending.get().to_string()>
                    {words.new_phone.submit}
                </button>
            </form>
        </section>
    }
}

/// The link of a new phone.
#[component]
fn Link(
    /// The phone and its link.
    phone: NewPhoneAnswer,
    /// Called when the person has seen enough.
    done: Callback<()>,
) -> impl IntoView {
    let words = office().words().new_phone;
    let title = NodeRef::<html::H2>::new();
    title.on_load(|title| {
        let _is_focusable = title.focus();
    });
    let copied = RwSignal::new(None::<&'static str>);
    let link = phone.link.clone();
    let copy = move |_| {
        let link = link.clone();
        spawn_local(async move {
            copied.try_set(Some(if copy_text(&link).await { words.copied } else { words.not_copied }));
        });
    };
    view! {
        <section class="panel new-link" aria-labelledby="new-phone">
            <QrCode link=phone.link.clone() label=words.qr/>
            <div class="stack">
                <h2 id="new-phone" tabindex="-1" node_ref=title>{(words.ready)(&phone.name)}</h2>
                <p>{words.how}</p>
                <p>{words.valid_until} " " <b><When at=phone.code_expires_at/></b>". " {words.once}</p>
                <div class="field">
                    <label for="phone-link">{words.link}</label>
                    <input id="phone-link" class="code" readonly prop:value=phone.link.clone()/>
                </div>
                <div class="actions">
                    <button type="button" class="go" on:click=copy>{words.copy}</button>
                    <button type="button" class="quiet" on:click=move |_| done.run(())>{words.done}</button>
                    <span role="status">{copied}</span>
                </div>
            </div>
        </section>
    }
}

/// Copies a text; without a secure context the browser has no clipboard to offer.
async fn copy_text(text: &str) -> bool {
    let window = window();
    window.is_secure_context() && JsFuture::from(window.navigator().clipboard().write_text(text)).await.is_ok()
}
