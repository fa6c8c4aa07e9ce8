//! `GET /api/v1/changes?cursor=`: whether anything that HQ shows may have changed; cheap, for asking often.
//!
//! It says as well what happened to the journal itself, because every page of the HQ app asks it.
//! A cursor is the journal, how many of its records are folded in, how many batches count, and whether
//! newer flags wait for whoever was given older ones.

use super::caller::Office;
use super::{App, input::Query};
use crate::error::Failure;
use axum::Json;
use axum::extract::State;
use lantern_ledger::api::ChangesAnswer;
use serde::Deserialize;

#[derive(Deserialize)]
pub(super) struct Since {
    cursor: Option<String>,
}

pub(super) async fn handle(
    State(app): State<App>,
    _office: Office,
    Query(Since { cursor }): Query<Since>,
) -> Result<Json<ChangesAnswer>, Failure> {
    let answer = app.run(move |server| {
        server.take_answered();
        let journal = server.storage.journal_id().simple().to_string();
        let cursor = cursor.filter(|cursor| !cursor.is_empty());
        if cursor.as_ref().is_some_and(|cursor| cursor.split('.').next() != Some(&journal)) {
            return Err(Failure::CursorGone);
        }
        let (folded, care) = {
            let state = server.state();
            (format!("{}.{}", state.record_count(), state.batch_count()), state.care.told())
        };
        let now = format!("{journal}.{folded}.{}", server.flags_turn());
        Ok(ChangesAnswer {
            changed: cursor.as_ref() != Some(&now),
            cursor: now,
            position: server.storage.last_position().0,
            at: server.clock.now(),
            care,
        })
    });
    answer.await.map(Json)
}
