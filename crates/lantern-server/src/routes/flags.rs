//! `GET /api/v1/flags`: what is odd about the records, as pages or as CSV, the undecided first.
//!
//! Whoever looks is written into the office log, at most once in ten minutes for the same question.

use super::caller::Office;
use super::flag_reading::{Asked, FlagReading};
use super::flags_file::{FlagsFile, Selected};
use super::{App, file, flags_csv, input::Query};
use crate::error::Failure;
use crate::flags::Found;
use crate::server::Server;
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
/// Records of flags that are looked at while others wait.
const PIECE_RECORDS: usize = 20_000;

pub(super) async fn handle(
    State(app): State<App>,
    _office: Office,
    Query(reading): Query<FlagReading>,
) -> Result<Response, Failure> {
    let (is_csv, page, asked) = (reading.is_csv()?, reading.page()?, reading.asked()?);
    let words = reading.words();
    let select = move |server: &Server| {
        server.note_viewed(&words);
        let all = server.flags();
        let passing = in_order(server, &all, &asked);
        (all, passing)
    };
    if is_csv {
        let select = move |server: &Server| {
            let (all, passing) = select(server);
            FlagsFile::of(all, passing)
        };
        return file::answer(app, flags_csv::FILE_NAME, select).await;
    }
    let answer = app.run(move |server| {
        let (all, passing) = select(server);
        let answer = page_of(&*server.storage, &server.state(), &all, &passing, page)?;
        Ok(Json(FlagsAnswer { as_of: all.position, ..answer }).into_response())
    });
    answer.await
}

/// Returns the flags that are asked for: undecided ones first, then by kind, then the latest record first.
///
/// There may be very many: whoever brings records waits for a piece of them at most, or for one that is larger.
fn in_order(server: &Server, all: &[Found], asked: &Asked) -> Vec<Selected> {
    let mut passing = Vec::new();
    let mut rest = all.iter().enumerate().peekable();
    while rest.peek().is_some() {
        let state = server.state();
        let mut record_count = 0;
        while let Some((place, found)) = rest.next_if(|_| record_count < PIECE_RECORDS) {
            record_count += found.flag.records.len();
            if let Some(decision) = asked.passes(&state, found) {
                passing.push(Selected { place, decision: decision.cloned() });
            }
        }
    }
    passing.sort_by_cached_key(|it| {
        let found = &all[it.place];
        (it.decision.is_some(), found.flag.kind(), Reverse(found.flag.last_at), found.id)
    });
    passing
}

fn page_of(
    storage: &dyn Storage,
    state: &Known,
    all: &[Found],
    flags: &[Selected],
    page: usize,
) -> Result<FlagsAnswer, Failure> {
    let open = flags.iter().filter(|it| it.decision.is_none()).count();
    let on_page = flags.iter().skip((page - 1).saturating_mul(PAGE_FLAGS)).take(PAGE_FLAGS);
    let rows = on_page.map(|it| show::row(storage, state, &all[it.place], it.decision.as_ref(), FlagRow::RECORDS_MAX));
    Ok(FlagsAnswer {
        flags: rows.collect::<Result<_, _>>()?,
        page,
        pages: flags.len().div_ceil(PAGE_FLAGS).max(1),
        count: flags.len(),
        open,
        as_of: 0,
    })
}
