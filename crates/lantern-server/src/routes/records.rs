//! `GET /api/v1/records`: the records behind a total, the latest first, as pages or as CSV.
//!
//! Whoever looks is written into the office log, at most once in ten minutes for the same question.

use super::caller::Office;
use super::reading::{Reading, Shown};
use super::{App, input::Query, records_csv};
use crate::error::Failure;
use crate::show;
use crate::state::State as Known;
use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse as _, Response};
use lantern_domain::tally::{Filter, Record};
use lantern_ledger::api::RecordsAnswer;
use std::cmp::Reverse;

/// Records on a page.
const PAGE_RECORDS: usize = 50;

pub(super) async fn handle(
    State(app): State<App>,
    _office: Office,
    Query(reading): Query<Reading>,
) -> Result<Response, Failure> {
    let (is_csv, page) = (reading.is_csv()?, reading.page()?);
    let (filter, shown, words) = (reading.filter()?, reading.shown()?, reading.words());
    let answer = app.run(move |server| {
        server.note_viewed(&words);
        let state = server.state();
        let records = select(&state, &filter, shown);
        Ok(if is_csv {
            records_csv::answer(&state, &records)
        } else {
            Json(page_of(&state, &records, page)).into_response()
        })
    });
    answer.await
}

fn select<'a>(state: &'a Known, filter: &'a Filter, shown: Shown) -> Vec<Record<'a>> {
    let passes = |record: &Record<'_>| match shown {
        Shown::All => true,
        Shown::Counted => !record.is_void(),
        Shown::Void => record.is_void(),
    };
    let mut records: Vec<_> = state.tally.select(state.plans.plan(), filter).filter(passes).collect();
    records.sort_by_key(|record| Reverse((record.at, record.id)));
    records
}

fn page_of(state: &Known, records: &[Record<'_>], page: usize) -> RecordsAnswer {
    let on_page = records.iter().skip((page - 1).saturating_mul(PAGE_RECORDS)).take(PAGE_RECORDS);
    RecordsAnswer {
        records: on_page.map(|record| show::records::row(state, record)).collect(),
        page,
        pages: records.len().div_ceil(PAGE_RECORDS).max(1),
        count: records.len(),
    }
}
