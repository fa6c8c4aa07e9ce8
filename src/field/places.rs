//! Choosing round and settlement: what is offered first, and what a search finds.
//!
//! Leaves the plan and the folding of spellings to the domain. Nothing is ever refused for its dates.

use chrono::NaiveDate;
use lantern_domain::order::order;
use lantern_domain::plan::{Plan, Round, Settlement, fold_spelling};
use lantern_domain::{Code, SettlementRef};

/// The rounds of a plan for a day: the open ones, the newest first, and those outside their dates.
pub fn rounds(plan: &Plan, today: NaiveDate) -> (Vec<&Round>, Vec<&Round>) {
    let rounds: Vec<&Round> = plan.rounds.values().collect();
    let newest_first = order(rounds.len(), &|one, other| rounds[other].start_on.cmp(&rounds[one].start_on));
    newest_first.into_iter().map(|at| rounds[at]).partition(|round| round.is_open_on(today))
}

/// A settlement on offer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offer {
    /// The settlement.
    pub settlement: SettlementRef,
    /// Its name.
    pub name: String,
    /// Region and district, as far as known.
    pub area: Option<String>,
}

/// The settlements that match what was typed: those of the round, then all others.
pub fn settlements(
    plan: &Plan,
    provisional: &[SettlementRef],
    round: Option<&Round>,
    typed: &str,
) -> (Vec<Offer>, Vec<Offer>) {
    let is_here = |code: &Code| round.is_some_and(|round| round.is_at(code));
    let (here, elsewhere): (Vec<_>, Vec<_>) =
        plan.search(typed).into_iter().partition(|settlement| is_here(&settlement.code));
    let mut elsewhere: Vec<Offer> = elsewhere.into_iter().map(planned).collect();
    let wanted = fold_spelling(typed);
    elsewhere
        .extend(provisional.iter().filter_map(typed_in).filter(|offer| fold_spelling(&offer.name).contains(&wanted)));
    (here.into_iter().map(planned).collect(), elsewhere)
}

fn planned(settlement: &Settlement) -> Offer {
    Offer {
        settlement: SettlementRef::Planned(settlement.code.clone()),
        name: settlement.name.as_str().to_owned(),
        area: settlement.adm2_name.as_ref().or(settlement.adm1_name.as_ref()).map(|name| name.as_str().to_owned()),
    }
}

fn typed_in(settlement: &SettlementRef) -> Option<Offer> {
    match settlement {
        SettlementRef::Provisional { name, .. } => {
            Some(Offer { settlement: settlement.clone(), name: name.as_str().to_owned(), area: None })
        }
        SettlementRef::Planned(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use lantern_domain::ShortText;
    use lantern_domain::plan::PlanChange;

    fn settlement(code: &str, name: &str, alternative: &str) -> Settlement {
        let json = serde_json::json!({ "code": code, "name": name, "alt_names": [alternative], "adm2_name": "Burco" });
        serde_json::from_value(json).unwrap()
    }

    fn round(code: &str, start_on: &str, end_on: &str) -> Round {
        let dates = serde_json::json!({ "code": code, "name": code, "start_on": start_on, "end_on": end_on, "settlements": ["S-1"] });
        serde_json::from_value(dates).unwrap()
    }

    fn plan() -> Plan {
        let mut plan = Plan::default();
        plan.apply(PlanChange::Settlement(settlement("S-1", "Kosaar", "Koosar")));
        plan.apply(PlanChange::Settlement(settlement("S-2", "Jowle", "Jawle")));
        plan.apply(PlanChange::Round(round("OLD", "2017-04-01", "2017-04-30")));
        plan.apply(PlanChange::Round(round("NOW", "2026-11-01", "2026-12-15")));
        plan
    }

    fn names(offers: &[Offer]) -> Vec<&str> {
        offers.iter().map(|offer| offer.name.as_str()).collect()
    }

    #[test]
    fn open_rounds_come_first_and_none_is_left_out() {
        let plan = plan();
        let (open, outside) = rounds(&plan, NaiveDate::from_ymd_opt(2026, 11, 21).unwrap());
        assert_eq!((open[0].code.as_str(), open.len()), ("NOW", 1));
        assert_eq!((outside[0].code.as_str(), outside.len()), ("OLD", 1));
    }

    #[test]
    fn settlements_of_the_round_come_first() {
        let plan = plan();
        let round = plan.rounds.values().next();
        let (here, elsewhere) = settlements(&plan, &[], round, "");
        assert_eq!((names(&here), names(&elsewhere)), (vec!["Kosaar"], vec!["Jowle"]));
    }

    #[test]
    fn the_search_forgives_spelling() {
        let plan = plan();
        let (here, elsewhere) = settlements(&plan, &[], None, "jawl");
        assert_eq!((here.len(), names(&elsewhere)), (0, vec!["Jowle"]));
    }

    #[test]
    fn settlements_typed_in_on_this_phone_are_offered_again() {
        let name = ShortText::new("Behind the well").unwrap();
        let typed_in = SettlementRef::Provisional { id: uuid::Uuid::nil(), name };
        let (_, elsewhere) = settlements(&plan(), &[typed_in], None, "well");
        assert_eq!(names(&elsewhere), ["Behind the well"]);
    }
}
