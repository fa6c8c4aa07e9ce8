//! The three faces of everything that is pulled: waiting, failed, and what came. Empty is each page's own.

use super::icons::{Icon, Shape};
use crate::hq::{failure::Failure, fetched::Fetched, office::office};
use leptos::{either::EitherOf3, prelude::*};

/// Shows what was pulled, or why it is not there; an old answer stays until the new one is in.
#[component]
pub fn Shown<T, Drawn>(
    /// What is pulled.
    of: Fetched<T>,
    /// Draws it.
    draw: impl Fn(&T) -> Drawn + Send + 'static,
) -> impl IntoView
where
    T: Send + Sync + 'static,
    Drawn: IntoView + 'static,
{
    move || {
        of.value.with(|value| match value {
            Some(value) => EitherOf3::A(draw(value)),
            None => match of.failure.get() {
                Some(failure) => EitherOf3::B(view! { <Failed failure again=Callback::new(move |()| of.again())/> }),
                None => EitherOf3::C(view! { <Waiting/> }),
            },
        })
    }
}

/// Something is on its way.
#[component]
pub fn Waiting() -> impl IntoView {
    view! { <p class="face waiting">{office().words().faces.waiting}</p> }
}

/// Something could not be pulled, with the way to try again.
#[component]
pub fn Failed(
    /// Why.
    failure: Failure,
    /// Tries again.
    again: Callback<()>,
) -> impl IntoView {
    let words = office().words();
    view! {
        <div class="face failed" role="alert">
            <Icon shape=Shape::Triangle/>
            <div>
                <p class="face-title">{words.faces.failed}</p>
                <p>{failure.said(words)}</p>
                <button type="button" class="quiet" on:click=move |_| again.run(())>{words.faces.try_again}</button>
            </div>
        </div>
    }
}

/// There is nothing, and why.
#[component]
pub fn Empty(
    /// Why there is nothing.
    why: &'static str,
) -> impl IntoView {
    view! { <p class="face empty">{why}</p> }
}
