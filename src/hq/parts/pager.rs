//! From page to page of a long list.

use crate::hq::office::office;
use leptos::prelude::*;

/// Links to the pages beside this one; nothing when there is only one.
#[component]
pub fn Pager(
    /// This page, from 1.
    page: u64,
    /// How many there are.
    pages: u64,
    /// Returns the address of a page.
    to_page: impl Fn(u64) -> String,
) -> impl IntoView {
    let words = office().words().records;
    let later = (page > 1).then(|| view! { <a class="quiet" href=to_page(page - 1)>{words.later}</a> });
    let first = (page > 2).then(|| view! { <a class="quiet" href=to_page(1)>{words.first_page}</a> });
    let earlier = (page < pages).then(|| view! { <a class="quiet" href=to_page(page + 1)>{words.earlier}</a> });
    (pages > 1).then(|| {
        view! {
            <nav class="pager" aria-label=words.pages>
                {first} {later}
                <span class="num">{(words.page)(page, pages)}</span>
                {earlier}
            </nav>
        }
    })
}
