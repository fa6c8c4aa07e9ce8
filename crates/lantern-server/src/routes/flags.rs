//! `GET /api/v1/flags`: what is odd about the records, as pages or as CSV, the undecided first.
//!
//! Whoever looks is written into the office log, at most once in ten minutes for the same question.

use super::caller::Office;
use super::flag_reading::{Asked, FlagReading};
use super::flags_file::FlagsFile;
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
            FlagsFile::of(all, passing.into_iter().map(|(_, place)| place).collect())
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

/// Returns the places of the flags that are asked for, and whether each is decided: undecided ones first, then by kind,
/// then the latest record first.
///
/// A flag may be on very many records: whoever brings some waits for a piece of them at most.
fn in_order(server: &Server, all: &[Found], asked: &Asked) -> Vec<(bool, usize)> {
    let mut passing = Vec::new();
    let mut rest = all.iter().enumerate().peekable();
    while rest.peek().is_some() {
        let state = server.state();
        let mut record_count = 0;
        while let Some((place, found)) = rest.next_if(|_| record_count < PIECE_RECORDS) {
            record_count += found.flag.records.len();
            if let Some(is_decided) = asked.passes(&state, found) {
                let last_at = Reverse(found.flag.last_at);
                passing.push(((is_decided, found.flag.kind(), last_at, found.id), place));
            }
        }
    }
    passing.sort_unstable_by_key(|(key, _)| *key);
    passing.into_iter().map(|((is_decided, ..), place)| (is_decided, place)).collect()
}

fn page_of(
    storage: &dyn Storage,
    state: &Known,
    all: &[Found],
    flags: &[(bool, usize)],
    page: usize,
) -> Result<FlagsAnswer, Failure> {
    let open = flags.iter().filter(|(is_decided, _)| !is_decided).count();
    let on_page = flags.iter().skip((page - 1).saturating_mul(PAGE_FLAGS)).take(PAGE_FLAGS);
    let rows = on_page.map(|&(_, place)| show::row(storage, state, &all[place], FlagRow::RECORDS_MAX));
    Ok(FlagsAnswer {
        flags: rows.collect::<Result<_, _>>()?,
        page,
        pages: flags.len().div_ceil(PAGE_FLAGS).max(1),
        count: flags.len(),
        open,
        as_of: 0,
    })
}
