//! The frame of the HQ app: which page is at which address, and who may see it.

use super::{
    client,
    flag::FlagPage,
    flags::FlagsPage,
    live,
    office::{Office, Session, Why},
    overview::OverviewPage,
    parts::{faces::Waiting, frame::Frame, not_found::NotFound},
    phones::PhonesPage,
    plan::PlanPage,
    planned::Planned,
    record::RecordPage,
    records::RecordsPage,
    sign_in::SignIn,
};
use lantern_ledger::api::SessionAnswer;
use leptos::{either::Either, prelude::*, task::spawn_local};
use leptos_router::{
    components::{Route, Router, Routes},
    path,
};

/// Starts the HQ app in the page.
pub fn mount() {
    crate::shell::mount(App);
}

/// The whole HQ app. Drawn anew when the language changes; signing in does not change the address.
#[component]
fn App() -> impl IntoView {
    let office = Office::new();
    provide_context(office);
    ask_who_is_here(office);
    live::follow(office);
    let face = move || {
        office.language.track();
        match office.session.get() {
            Session::Unknown => view! { <main class="sign-in"><Waiting/></main> }.into_any(),
            Session::Out(why) => view! { <SignIn why/> }.into_any(),
            Session::In => view! { <Pages/> }.into_any(),
        }
    };
    view! {
        <Router base="/hq">{face}</Router>
    }
}

/// The pages, inside the frame, once the plan is there: names and clocks of every page come from it.
#[component]
fn Pages() -> impl IntoView {
    let plan = Planned::provide();
    let is_ready = Memo::new(move |_| plan.answer.value.with(Option::is_some));
    view! {
        <Frame>
            {move || if is_ready.get() { Either::Left(view! { <Page/> }) } else { Either::Right(plan.face()) }}
        </Frame>
    }
}

/// The page at the present address.
#[component]
fn Page() -> impl IntoView {
    view! {
        <Routes fallback=|| view! { <NotFound/> }>
            <Route path=path!("/") view=OverviewPage/>
            <Route path=path!("/records") view=RecordsPage/>
            <Route path=path!("/records/:id") view=RecordPage/>
            <Route path=path!("/flags") view=FlagsPage/>
            <Route path=path!("/flags/:id") view=FlagPage/>
            <Route path=path!("/phones") view=PhonesPage/>
            <Route path=path!("/plan") view=PlanPage/>
        </Routes>
    }
}

/// Asks whether this browser's session still holds; without an answer, signing in says what is wrong.
fn ask_who_is_here(office: Office) {
    spawn_local(async move {
        let answer = client::get::<SessionAnswer>("/api/v1/session").await;
        if !answer.is_ok_and(|session| session.is_signed_in) {
            office.session.set(Session::Out(Why::Fresh));
            return;
        }
        office.session.set(Session::In);
        live::ask(office).await;
    });
}
