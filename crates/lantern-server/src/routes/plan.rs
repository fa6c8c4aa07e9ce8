//! `GET /api/v1/plan`: how much of a plan there is, and what is in it; of the lists of households only the lengths.

use super::App;
use super::caller::Office;
use crate::enrolment::operation_name;
use crate::error::Failure;
use axum::Json;
use axum::extract::State;
use lantern_domain::Code;
use lantern_domain::plan::HouseholdList;
use lantern_ledger::api::{ListLength, PlanAnswer, PlanContents};
use std::collections::BTreeSet;

pub(super) async fn handle(State(app): State<App>, _office: Office) -> Result<Json<PlanAnswer>, Failure> {
    let answer = app.run(|server| {
        let state = server.state();
        let plan = state.plans.plan();
        let lists: Vec<ListLength> =
            state.plans.shown_lists().flat_map(|(settlement, list)| lengths(settlement, list)).collect();
        Ok(PlanAnswer {
            operation_name: operation_name(&state),
            changed_at: state.plans.changed_at(),
            settlements: plan.settlements.len(),
            items: plan.items.len(),
            rounds: plan.rounds.len(),
            targets: plan.targets.len(),
            facilities: plan.facilities.len(),
            households: lists.iter().map(|list| list.households).sum(),
            contents: PlanContents::new(plan, lists),
        })
    });
    answer.await.map(Json)
}

fn lengths(settlement: &Code, list: &HouseholdList) -> Vec<ListLength> {
    let rounds: BTreeSet<&Code> = list.iter().map(|(round, _)| round).collect();
    let length = |round: &Code| ListLength {
        settlement: settlement.clone(),
        round: round.clone(),
        households: list.household_count(round),
    };
    rounds.into_iter().map(length).collect()
}
