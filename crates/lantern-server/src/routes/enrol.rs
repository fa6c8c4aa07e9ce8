//! `POST /api/v1/enrol`: a phone uses its link. No credential; wrong codes are counted by address.

use super::caller::Address;
use super::{App, input::Json};
use crate::error::Failure;
use axum::extract::State;
use lantern_ledger::api::{EnrolAnswer, EnrolRequest};

pub(super) async fn handle(
    State(app): State<App>,
    Address(address): Address,
    Json(request): Json<EnrolRequest>,
) -> Result<axum::Json<EnrolAnswer>, Failure> {
    let answer = app.run(move |server| {
        let now = server.clock.now();
        let wait = |retry_after_s| Failure::TooManyRequests { retry_after_s };
        server.enrolments.may_try(address, now).map_err(wait)?;
        let answer = server.enrol(&request);
        if answer == Err(Failure::EnrolmentUnknown) {
            server.enrolments.failed(address, now);
        }
        answer
    });
    answer.await.map(axum::Json)
}
