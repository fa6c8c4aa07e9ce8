//! The office at HQ: it makes links, revokes phones, says whose a key is, and changes the plan.

use super::Hq;
use crate::people;
use lantern_domain::plan::Plan;
use lantern_ledger::Hash;
use lantern_ledger::api::KeyWord;
use uuid::Uuid;

impl Hq {
    /// Adds a phone, and returns the code of its link.
    pub fn link(&mut self, name: &str) -> Option<String> {
        let added = self.running.as_ref()?.server.add_phone(name);
        self.read_on();
        self.after_request();
        Some(added.ok()?.code)
    }

    /// Makes another link for a phone that HQ knows, or adds it anew where HQ has forgotten or revoked it.
    pub fn link_again(&mut self, device: Uuid, name: &str) -> Option<String> {
        let again = self.running.as_ref()?.server.link_again(device);
        self.read_on();
        self.after_request();
        match again {
            Ok(added) => Some(added.code),
            Err(_) => self.link(name),
        }
    }

    /// Stops trusting a phone; whether that was kept.
    pub fn revoke(&mut self, device: Uuid) -> bool {
        let Some(running) = &self.running else { return false };
        let is_done = running.server.revoke(device).is_ok();
        self.read_on();
        self.after_request();
        is_done
    }

    /// Says of some key under which something is held that it is the phone's that it names, or nobody's; whether there
    /// was one.
    pub fn says_of_key(&mut self, is_confirmed: bool) -> bool {
        let Some(running) = &self.running else { return false };
        let Some((device, key)) = self.chance.pick(&self.held.unknown_keys()).copied() else { return false };
        let is_done = running.server.say_of_key(device, KeyWord { key: Hash::of(&[&key]), is_confirmed }).is_ok();
        self.read_on();
        self.after_request();
        is_done
    }

    /// Imports the plan of the beginning.
    pub fn import(&mut self) {
        let Some(running) = &self.running else { return };
        let answer = running.server.import(&people::plan(0), false);
        let is_fine = answer.as_ref().is_ok_and(|answer| answer.errors.is_empty());
        assert!(is_fine, "the plan of the simulator is a good one: {answer:?}");
        self.read_on();
    }

    /// Changes something in the plan; whether that was kept.
    pub fn change_plan(&mut self) -> bool {
        let Some(running) = &self.running else { return false };
        let plan = people::plan(1 + self.chance.below(1_000));
        let is_done = running.server.import(&plan, false).is_ok_and(|answer| answer.errors.is_empty());
        self.read_on();
        self.after_request();
        is_done
    }

    /// Returns the plan as the office is shown it.
    pub fn plan(&self) -> Option<Plan> {
        Some(self.running.as_ref()?.server.plan())
    }
}
