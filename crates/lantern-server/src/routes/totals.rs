//! `GET /api/v1/totals`: measures, grouped and narrowed as asked, as JSON or CSV.
//!
//! Where days are not among the groups, what has a target and no record yet gets a row as well.
//! With `as_of` they are the totals that HQ would have answered with at that moment.

use super::caller::Office;
use super::reading::Reading;
use super::{App, input::Query, totals_csv};
use crate::error::Failure;
use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse as _, Response};
use lantern_domain::tally::{Dimension, TotalsQuery};

pub(super) async fn handle(
    State(app): State<App>,
    _office: Office,
    Query(reading): Query<Reading>,
) -> Result<Response, Failure> {
    let is_csv = reading.is_csv()?;
    let group = reading.group()?;
    let with_untouched_targets = !group.contains(&Dimension::Day);
    let query = TotalsQuery { group, filter: reading.filter()?, with_untouched_targets };
    let as_of = reading.as_of()?;
    let answer = app.run(move |server| {
        let totals = match as_of {
            Some(as_of) => server.totals_as_of(as_of, &query)?,
            None => {
                let state = server.state();
                state.tally.totals(state.plans.plan(), &query)
            }
        };
        Ok(if is_csv { totals_csv::answer(&query.group, &totals) } else { Json(totals).into_response() })
    });
    answer.await
}
