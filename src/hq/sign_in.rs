//! Signing in. The address stays as it is, so that the page that was asked for follows.

use super::{
    client,
    failure::Failure,
    live,
    office::{Office, Session, Why, office},
    parts::{
        choices::Choices,
        icons::{Icon, Lamp, Shape},
    },
};
use lantern_ledger::api::{SessionAnswer, SessionRequest};
use leptos::{ev::SubmitEvent, html, prelude::*, task::spawn_local};

/// The page that stands in place of every other while nobody is signed in.
#[component]
pub fn SignIn(
    /// Why nobody is.
    why: Why,
) -> impl IntoView {
    let words = office().words();
    document().set_title(&format!("{} · {}", words.sign_in.title, words.frame.app));
    let notice = match why {
        Why::Fresh => None,
        Why::Expired => Some(words.sign_in.expired),
        Why::SignedOut => Some(words.sign_in.signed_out),
    };
    view! {
        <main class="sign-in">
            <div class="panel">
                <p class="brand"><Lamp/>{words.frame.app}</p>
                <h1>{words.sign_in.title}</h1>
                <p class="ink-2">{words.sign_in.why}</p>
                {notice.map(|notice| view! {
                    <p class="notice care" role="status"><Icon shape=Shape::Clock/><span>{notice}</span></p>
                })}
                <Form/>
                <p class="ink-2">{words.sign_in.forgotten}</p>
            </div>
            <Choices/>
        </main>
    }
}

/// The password and what is wrong with it.
#[component]
fn Form() -> impl IntoView {
    let office = office();
    let words = office.words().sign_in;
    let password = NodeRef::<html::Input>::new();
    let is_shown = RwSignal::new(false);
    let is_checking = RwSignal::new(false);
    let problem = RwSignal::new(None::<String>);
    password.on_load(|input| {
        let _is_focusable = input.focus();
    });
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let Some(input) = password.get().filter(|_| !is_checking.get_untracked()) else { return };
        if input.value().is_empty() {
            problem.set(Some(words.empty.to_owned()));
            let _is_focusable = input.focus();
            return;
        }
        is_checking.set(true);
        spawn_local(async move {
            let failure = sign_in(office, input.value()).await.err();
            is_checking.try_set(false);
            problem.try_set(failure.map(|failure| failure.said(office.words())));
            input.select();
        });
    };
    view! {
        <form on:submit=submit novalidate>
            <label for="password">{words.password}</label>
            <input id="password" name="password" autocomplete="current-password" required node_ref=password
                type=move || if is_shown.get() { "text" } else { "password" }
                aria-invalid=move || problem.with(Option::is_some).to_string()
                aria-describedby="password-problem"/>
            <p id="password-problem" class="problem" role="alert">{problem}</p>
            <label class="check">
                <input type="checkbox" prop:checked=is_shown on:change=move |event| is_shown.set(event_target_checked(&event))/>
                {words.show}
            </label>
            <button type="submit" class="go" aria-disabled=move || is_checking.get().to_string()>
                {move || if is_checking.get() { words.checking } else { words.submit }}
            </button>
        </form>
    }
}

async fn sign_in(office: Office, password: String) -> Result<(), Failure> {
    let _session: SessionAnswer = client::post("/api/v1/session", &SessionRequest { password }).await?;
    office.cursor.set(None);
    office.session.set(Session::In);
    live::ask(office).await;
    Ok(())
}
