//! `GET /api/v1/flags/{id}`: one flag with all the records that it is on.

use super::caller::Office;
use super::{App, input::Path};
use crate::error::Failure;
use crate::show;
use axum::Json;
use axum::extract::State;
use lantern_ledger::api::FlagRow;
use uuid::Uuid;

pub(super) async fn handle(
    State(app): State<App>,
    _office: Office,
    Path(id): Path<Uuid>,
) -> Result<Json<FlagRow>, Failure> {
    let answer = app.run(move |server| {
        server.note_viewed(&format!("flag {id}"));
        let flags = server.flags();
        let state = server.state();
        let found = flags.iter().find(|found| found.id == id).ok_or(Failure::NotFound)?;
        let decision = show::flags::decision(&state, &found.flag);
        show::flags::row(&*server.storage, &state, found, decision, usize::MAX)
    });
    answer.await.map(Json)
}
