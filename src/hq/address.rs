//! The URL as the pages' memory: reading the filter and the page from it, and going elsewhere.

use super::filter::Filter;
use leptos::prelude::*;
use leptos_router::{
    NavigateOptions,
    hooks::{use_navigate, use_query_map},
};

/// Where a list stands: what it is narrowed to, and which page of it is shown.
#[derive(Clone, Copy)]
pub struct Here {
    /// What it is narrowed to.
    pub filter: Memo<Filter>,
    /// Which page, from 1.
    pub page: Memo<u64>,
}

/// Returns the filter that stands in the URL.
pub fn filter() -> Memo<Filter> {
    let query = use_query_map();
    Memo::new(move |_| query.with(|query| Filter::read(|key| query.get(key))))
}

/// Returns the page that stands in the URL, from 1.
pub fn page() -> Memo<u64> {
    let query = use_query_map();
    Memo::new(move |_| {
        let page = query.with(|query| query.get("page"));
        page.and_then(|page| page.parse().ok()).filter(|page| *page >= 1).unwrap_or(1)
    })
}

/// Returns what goes to an address of this app, staying where the page is scrolled to.
pub fn go() -> impl Fn(&str) + Clone {
    let navigate = use_navigate();
    move |address: &str| {
        navigate(address, NavigateOptions { resolve: false, scroll: false, ..NavigateOptions::default() });
    }
}
