//! What HQ knows, as a test or the simulator looks at it, without signing in.

use crate::Server;
use lantern_domain::plan::Plan;
use lantern_domain::tally::{Totals, TotalsQuery};
use lantern_ledger::Head;
use uuid::Uuid;

impl Server {
    /// Returns the totals that the office would be shown.
    pub fn totals(&self, query: &TotalsQuery) -> Totals {
        let state = self.state();
        state.tally.totals(state.plans.plan(), query)
    }

    /// Returns the plan that the office would be shown.
    pub fn plan(&self) -> Plan {
        self.state().plans.plan().clone()
    }

    /// Returns the last entry of each history that is held of a log.
    pub fn tips(&self, log: Uuid) -> Vec<Head> {
        self.state().book(log).map(|book| book.held.tips().to_vec()).unwrap_or_default()
    }
}
