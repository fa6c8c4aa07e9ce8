//! Completeness: which phones have reported, and what the figures still wait for.
//!
//! A phone has reported when HQ holds everything that the phone, by its own signed heads, said it had at its last
//! contact. What a phone recorded since, nobody at HQ can know: so the oldest contact stands beside the count.

use lantern_domain::Moment;
use lantern_ledger::api::{DeviceLog, DeviceRow, DeviceStatus};

/// How many phones have reported, of those that could have something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Reporting {
    /// Phones of which HQ holds everything they said they had.
    pub reported: usize,
    /// Phones that count: enrolled, and not revoked.
    pub phones: usize,
    /// Phones that were never in contact since they were enrolled.
    pub never: usize,
    /// The oldest last contact of those that have not reported all.
    pub silent_since: Option<Moment>,
    /// The oldest last contact of all.
    pub oldest_contact: Option<Moment>,
}

impl Reporting {
    /// Counts over all phones.
    pub fn of_all(devices: &[DeviceRow]) -> Self {
        Self::of(devices.iter().map(|device| (device, device.logs.iter().all(is_all_here))))
    }

    /// Counts over the phones that have opened a settlement, by its key.
    pub fn of_settlement(devices: &[DeviceRow], key: &str) -> Self {
        Self::of(devices.iter().filter(|device| has_opened(device, key)).map(|device| {
            let mut logs = device.logs.iter().filter(|log| is_about(log, key));
            (device, logs.all(is_all_here))
        }))
    }

    fn of<'a>(devices: impl Iterator<Item = (&'a DeviceRow, bool)>) -> Self {
        let mut sum = Self::default();
        for (device, is_all_here) in devices.filter(|(device, _)| device.status == DeviceStatus::Enrolled) {
            sum.phones += 1;
            sum.oldest_contact = earlier(sum.oldest_contact, device.contact_at);
            if is_silent_since_enrolment(device) {
                sum.never += 1;
            } else if is_all_here {
                sum.reported += 1;
            } else {
                sum.silent_since = earlier(sum.silent_since, device.contact_at);
            }
        }
        sum
    }

    /// Returns how many phones have not reported all.
    pub fn silent(&self) -> usize {
        self.phones - self.reported
    }

    /// Tells whether nothing is known to be missing.
    pub fn is_complete(&self) -> bool {
        self.phones > 0 && self.silent() == 0
    }
}

/// Returns how many entries are still on the phone, by its own signed head; `None`: it has not said.
pub fn waiting(log: &DeviceLog) -> Option<u64> {
    log.claimed_seq.map(|claimed| claimed.saturating_sub(log.seq))
}

/// Tells whether a phone has a log of that settlement.
pub fn has_opened(device: &DeviceRow, key: &str) -> bool {
    device.logs.iter().any(|log| is_about(log, key))
}

fn is_about(log: &DeviceLog, key: &str) -> bool {
    log.settlement.as_ref().is_some_and(|settlement| settlement.key().as_str() == key)
}

/// Using the link is a contact too, but says nothing of what was recorded since.
fn is_silent_since_enrolment(device: &DeviceRow) -> bool {
    device.logs.is_empty() && device.contact_at <= device.enrolled_at
}

/// A log whose head nobody claimed came by another road: what HQ holds is all that is known of it.
fn is_all_here(log: &DeviceLog) -> bool {
    waiting(log).unwrap_or_default() == 0
}

fn earlier(one: Option<Moment>, other: Option<Moment>) -> Option<Moment> {
    [one, other].into_iter().flatten().min()
}

#[cfg(test)]
mod tests {
    use super::*;
    use lantern_domain::{Code, SettlementRef};
    use uuid::Uuid;

    fn log(settlement: &str, seq: u64, claimed_seq: Option<u64>) -> DeviceLog {
        DeviceLog {
            log: Uuid::nil(),
            settlement: Some(SettlementRef::Planned(Code::new(settlement).unwrap())),
            settlement_name: None,
            seq,
            claimed_seq,
            records: 0,
            received_at: None,
            recorded_at: None,
            is_forked: false,
            is_held: false,
        }
    }

    fn phone(contact_at: Option<i64>, logs: Vec<DeviceLog>) -> DeviceRow {
        DeviceRow {
            device: Uuid::nil(),
            name: "amina".to_owned(),
            status: DeviceStatus::Enrolled,
            added_at: Moment(0),
            link_expires_at: None,
            enrolled_at: Some(Moment(1)),
            contact_at: contact_at.map(Moment),
            app_version: None,
            logs,
        }
    }

    #[test]
    fn a_phone_has_reported_when_hq_holds_all_it_said() {
        let devices =
            [phone(Some(50), vec![log("KOSAAR", 9, Some(9))]), phone(Some(40), vec![log("KOSAAR", 7, Some(9))])];
        let reporting = Reporting::of_settlement(&devices, "KOSAAR");
        assert_eq!((reporting.reported, reporting.phones, reporting.silent()), (1, 2, 1));
        assert_eq!(reporting.silent_since, Some(Moment(40)));
        assert_eq!(waiting(&devices[1].logs[0]), Some(2));
    }

    #[test]
    fn a_phone_that_waits_elsewhere_has_reported_here() {
        let devices = [phone(Some(50), vec![log("KOSAAR", 9, Some(9)), log("JOWLE", 1, Some(5))])];
        assert!(Reporting::of_settlement(&devices, "KOSAAR").is_complete());
        assert!(!Reporting::of_all(&devices).is_complete());
    }

    #[test]
    fn a_phone_that_was_never_in_contact_has_not_reported() {
        let reporting = Reporting::of_all(&[phone(None, vec![]), phone(Some(1), vec![]), phone(Some(50), vec![])]);
        assert_eq!((reporting.reported, reporting.never, reporting.silent_since), (1, 2, None));
    }

    #[test]
    fn revoked_and_invited_phones_are_not_waited_for() {
        let mut revoked = phone(Some(50), vec![log("KOSAAR", 1, Some(9))]);
        revoked.status = DeviceStatus::Revoked;
        let mut invited = phone(None, vec![]);
        invited.status = DeviceStatus::Invited;
        assert_eq!(Reporting::of_all(&[revoked, invited]), Reporting::default());
    }

    #[test]
    fn a_settlement_that_no_phone_has_opened_is_not_complete() {
        assert!(!Reporting::of_settlement(&[phone(Some(50), vec![])], "KOSAAR").is_complete());
    }

    #[test]
    fn a_head_behind_what_hq_holds_leaves_nothing_waiting() {
        assert_eq!(waiting(&log("KOSAAR", 9, Some(3))), Some(0));
        assert_eq!(waiting(&log("KOSAAR", 9, None)), None);
    }
}
