//! `GET /api/v1/devices`: every phone, when it was heard of, and up to where it has reported.

use super::App;
use super::caller::Office;
use crate::error::Failure;
use crate::show;
use axum::Json;
use axum::extract::State;
use lantern_ledger::api::DevicesAnswer;

pub(super) async fn handle(State(app): State<App>, _office: Office) -> Result<Json<DevicesAnswer>, Failure> {
    let answer = app.run(|server| {
        server.take_answered();
        let state = server.state();
        let devices = show::devices::rows(&state, server.clock.now());
        Ok(DevicesAnswer { devices, held: show::devices::held_keys(&state) })
    });
    answer.await.map(Json)
}
