//! `GET /api/v1/records`: the records behind a total, the latest first, as pages or as CSV.
//!
//! Whoever looks is written into the office log, at most once in ten minutes for the same question.

use super::caller::Office;
use super::reading::{Reading, Shown};
use super::records_file::RecordsFile;
use super::{App, file, input::Query, records_csv};
use crate::error::Failure;
use crate::server::Server;
use crate::show;
use crate::state::State as Known;
use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse as _, Response};
use lantern_domain::Moment;
use lantern_domain::tally::{Filter, Outline};
use lantern_ledger::api::RecordsAnswer;
use std::cmp::Ordering;

/// Records on a page.
const PAGE_RECORDS: usize = 50;

pub(super) async fn handle(
    State(app): State<App>,
    _office: Office,
    Query(reading): Query<Reading>,
) -> Result<Response, Failure> {
    let (is_csv, page) = (reading.is_csv()?, reading.page()?);
    reading.of_now()?;
    let (filter, shown, words) = (reading.filter()?, reading.shown()?, reading.words());
    let select = move |server: &Server| {
        server.note_viewed(&words);
        Selected::by(&server.state(), &filter, shown)
    };
    if is_csv {
        let select = move |server: &Server| RecordsFile::of(select(server).in_order(server));
        return file::answer(app, records_csv::FILE_NAME, select).await;
    }
    let answer = app.run(move |server| select(server).page(server, page));
    answer.await.map(|answer| Json(answer).into_response())
}

/// The numbers of records that passes, each with its time: few bytes, because there may be millions.
pub(super) struct Selected(Vec<(Moment, u32)>);

impl Selected {
    pub(super) fn by(state: &Known, filter: &Filter, shown: Shown) -> Self {
        let passes = |record: &Outline<'_>| match shown {
            Shown::All => true,
            Shown::Counted => !record.is_void(),
            Shown::Void => record.is_void(),
        };
        let records = state.tally.select(state.plans.plan(), filter).filter(passes);
        Self(records.map(|record| (record.at, record.number())).collect())
    }

    /// Reads one page back, and orders no more than that.
    fn page(mut self, server: &Server, page: usize) -> Result<RecordsAnswer, Failure> {
        let state = server.state();
        let count = self.0.len();
        let first = (page - 1).saturating_mul(PAGE_RECORDS).min(count);
        let end = (first + PAGE_RECORDS).min(count);
        let latest_first = |one: &_, other: &_| latest_first(&state, one, other);
        if end < count {
            self.0.select_nth_unstable_by(end, latest_first);
        }
        self.0[..end].sort_unstable_by(latest_first);
        let outlines = self.0[first..end].iter().map(|&(_, number)| state.tally.outline(number)).collect();
        let records = show::whole::read(&*server.storage, outlines)?;
        Ok(RecordsAnswer {
            records: records.iter().map(|record| show::records::row(&state, record)).collect(),
            page,
            pages: count.div_ceil(PAGE_RECORDS).max(1),
            count,
        })
    }

    /// Returns all of them, the latest first.
    pub(super) fn in_order(mut self, server: &Server) -> Vec<(Moment, u32)> {
        let state = server.state();
        self.0.sort_unstable_by(|one, other| latest_first(&state, one, other));
        self.0
    }
}

fn latest_first(state: &Known, one: &(Moment, u32), other: &(Moment, u32)) -> Ordering {
    let id = |number: u32| state.tally.outline(number).id;
    other.0.cmp(&one.0).then_with(|| id(other.1).cmp(&id(one.1)))
}
