//! A page of a long list: narrowed by filters in the address, page by page, with all of it as CSV.
//!
//! Leaves what stands in a row to each list's own table.

use super::{
    faces::{Empty, Shown},
    filter_bar::FilterBar,
    head::Head,
    pager::Pager,
};
use crate::hq::{
    address::{self, Here},
    fetched::fetched,
    filter::Field,
    office::office,
    planned::planned,
};
use leptos::{either::Either, prelude::*};
use serde::de::DeserializeOwned;

/// Where a list is, what narrows it, and why it may be empty.
#[derive(Clone, Copy)]
pub struct List {
    /// What it is called.
    pub title: &'static str,
    /// Where its pages are pulled from.
    pub api: &'static str,
    /// The page's own path.
    pub path: &'static str,
    /// What narrows it.
    pub fields: &'static [Field],
    /// Why there is nothing at all.
    pub empty: &'static str,
    /// Why the filters leave nothing.
    pub empty_filtered: &'static str,
}

/// One page of a list.
pub struct Page {
    /// How much there is on all pages.
    pub count: String,
    /// What that means.
    pub means: Option<&'static str>,
    /// The rows, in a table that the id `count` names.
    pub table: AnyView,
    /// How many pages there are.
    pub pages: usize,
}

/// The head with the way to all of it as CSV, the filters, a page of rows, and the ways to the others.
#[component]
pub fn ListPage<T>(
    /// The list.
    list: List,
    /// Draws what was pulled; `None`: it holds nothing.
    draw: fn(&T) -> Option<Page>,
) -> impl IntoView
where
    T: Clone + PartialEq + DeserializeOwned + Send + Sync + 'static,
{
    let here = Here { filter: address::filter(), page: address::page() };
    let Here { filter, page } = here;
    let pulled = fetched::<T>(move || {
        filter.with(|filter| filter.address(list.api, &[("page", page.get().to_string().as_str())]))
    });
    let csv = move || filter.with(|filter| filter.address(list.api, &[("format", "csv")]));
    view! {
        <Head title=list.title.to_owned()>
            <a class="button" href=csv rel="external" download="">{office().words().filters.csv}</a>
        </Head>
        <FilterBar path=list.path plan=planned().contents fields=list.fields/>
        <div class="body" aria-busy=move || pulled.is_waiting.get().to_string()>
            <Shown of=pulled draw=move |answer| drawn(list, draw(answer), here)/>
        </div>
    }
}

/// Draws a page; runs again when any of it changes.
fn drawn(list: List, page: Option<Page>, here: Here) -> impl IntoView + use<> {
    planned().contents.track();
    let filter = here.filter.get();
    let Some(page) = page else {
        let why = if filter.is_all() { list.empty } else { list.empty_filtered };
        return Either::Left(view! { <section class="panel"><Empty why/></section> });
    };
    let to_page = move |page: u64| filter.address(list.path, &[("page", page.to_string().as_str())]);
    Either::Right(view! {
        <section class="panel" aria-labelledby="count">
            <div class="panel-head">
                <h2 id="count" class="num">{page.count}</h2>
                {page.means.map(|means| view! { <p>{means}</p> })}
            </div>
            {page.table}
            <Pager page=here.page.get() pages=page.pages as u64 to_page/>
        </section>
    })
}
