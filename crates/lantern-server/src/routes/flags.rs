//! `GET /api/v1/flags`: what is odd about the records, as pages or as CSV, the undecided first.
//!
//! Whoever looks is written into the office log, at most once in ten minutes for the same question.

use super::caller::Office;
use super::flag_reading::FlagReading;
use super::{App, flags_csv, input::Query};
use crate::error::Failure;
use crate::flags::Found;
use crate::show::flags as show;
use crate::state::State as Known;
use crate::storage::Storage;
use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse as _, Response};
use lantern_ledger::api::{FlagRow, FlagsAnswer};
use std::cmp::Reverse;

/// Flags on a page.
const PAGE_FLAGS: usize = 25;

pub(super) async fn handle(
    State(app): State<App>,
    _office: Office,
    Query(reading): Query<FlagReading>,
) -> Result<Response, Failure> {
    let (is_csv, page, asked) = (reading.is_csv()?, reading.page()?, reading.asked()?);
    let words = reading.words();
    let answer = app.run(move |server| {
        server.note_viewed(&words);
        let state = server.state();
        let all = server.flags(&state);
        let passing: Vec<(bool, &Found)> = all.iter().filter_map(|found| asked.passes(&state, found)).collect();
        Ok(if is_csv {
            flags_csv::answer(&state, &in_order(&state, passing))
        } else {
            Json(page_of(&*server.storage, &state, passing, page)?).into_response()
        })
    });
    answer.await
}

/// Sorts flags: undecided ones first, then by kind, then the latest record first.
fn in_order<'a>(state: &Known, mut flags: Vec<(bool, &'a Found)>) -> Vec<&'a Found> {
    flags.sort_by_cached_key(|(is_decided, found)| {
        (*is_decided, found.flag.kind(), Reverse(show::last_at(state, &found.flag)), found.id)
    });
    flags.into_iter().map(|(_, found)| found).collect()
}

fn page_of(
    storage: &dyn Storage,
    state: &Known,
    flags: Vec<(bool, &Found)>,
    page: usize,
) -> Result<FlagsAnswer, Failure> {
    let open = flags.iter().filter(|(is_decided, _)| !is_decided).count();
    let flags = in_order(state, flags);
    let on_page = flags.iter().skip((page - 1).saturating_mul(PAGE_FLAGS)).take(PAGE_FLAGS);
    let rows = on_page.map(|found| show::row(storage, state, found, FlagRow::RECORDS_MAX));
    Ok(FlagsAnswer {
        flags: rows.collect::<Result<_, _>>()?,
        page,
        pages: flags.len().div_ceil(PAGE_FLAGS).max(1),
        count: flags.len(),
        open,
    })
}
