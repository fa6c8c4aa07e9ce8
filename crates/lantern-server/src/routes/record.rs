//! `GET /api/v1/records/{id}`: one record with every later word on it, and how it reached HQ.

use super::caller::Office;
use super::{App, input::Path};
use crate::error::Failure;
use crate::show;
use axum::Json;
use axum::extract::State;
use lantern_ledger::api::RecordDetail;
use uuid::Uuid;

pub(super) async fn handle(
    State(app): State<App>,
    _office: Office,
    Path(id): Path<Uuid>,
) -> Result<Json<RecordDetail>, Failure> {
    let answer = app.run(move |server| {
        let number = server.record_number(id);
        let state = server.state();
        let outlines = number.map(|number| state.tally.outline(number)).into_iter().collect();
        let whole = show::whole::read(&*server.storage, outlines)?;
        let detail = whole.first().map(|record| show::records::detail(&state, record));
        drop(whole);
        drop(state);
        server.note_viewed(&format!("record {id}"));
        detail.ok_or(Failure::NotFound)
    });
    answer.await.map(Json)
}
