//! One item of a hand-over as typed: prefilled from the entitlement, changed with a reason.
//!
//! Leaves what is due to the plan.

use super::answer::{self, Answer};
use super::{Field, Problem, Problems};
use crate::text::number;
use chrono::NaiveDate;
use lantern_domain::plan::read_day;
use lantern_domain::{Code, Line, Quantity};

/// One item as far as it is filled in.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(test, derive(serde::Serialize, serde::Deserialize))]
pub struct LineForm {
    /// The item's code.
    pub item: Code,
    /// The quantity as typed or stepped.
    pub quantity: String,
    /// What is due; `None`: the plan says nothing of this item.
    pub entitled: Option<u32>,
    /// Whether somebody changed the quantity: a later entitlement then leaves it alone.
    pub is_touched: bool,
    /// Why it is not what is due.
    pub reason: Answer,
    /// The item that this one is given instead of.
    pub instead_of: Option<Code>,
    /// The batch number on the packaging.
    pub batch_no: String,
    /// The last day of use on the packaging, as the browser's date field writes it.
    pub expires_on: String,
}

impl LineForm {
    /// Makes a line that hands over what is due.
    pub fn due(item: Code, quantity: Quantity) -> Self {
        let pieces = quantity.pieces();
        Self { entitled: Some(pieces), quantity: pieces.to_string(), ..Self::extra(item) }
    }

    /// Makes a line for an item that is not due, one piece to begin with.
    pub fn extra(item: Code) -> Self {
        Self {
            item,
            quantity: "1".to_owned(),
            entitled: None,
            is_touched: false,
            reason: Answer::default(),
            instead_of: None,
            batch_no: String::new(),
            expires_on: String::new(),
        }
    }

    /// Returns the quantity; `None` where something else was typed.
    pub fn pieces(&self) -> Option<u32> {
        number::typed(&self.quantity).filter(|&pieces| pieces <= Quantity::MAX)
    }

    /// Changes the quantity by a step, staying in its range.
    pub fn step(&mut self, by: i32) {
        let pieces = self.pieces().unwrap_or_default().saturating_add_signed(by).min(Quantity::MAX);
        self.quantity = pieces.to_string();
        self.is_touched = true;
    }

    /// Takes over what somebody typed as the quantity.
    pub fn set_quantity(&mut self, typed: String) {
        self.quantity = typed;
        self.is_touched = true;
    }

    /// Takes a new entitlement over, and the quantity with it unless somebody changed that.
    pub(super) fn follow(&mut self, entitled: u32) {
        self.entitled = Some(entitled);
        if !self.is_touched {
            self.quantity = entitled.to_string();
        }
    }

    /// Returns whether a reason has to be given: another quantity than what is due.
    pub fn is_off_entitlement(&self) -> bool {
        self.pieces().is_some_and(|pieces| pieces != self.entitled.unwrap_or_default())
    }

    /// Returns whether the packaging says that the item is over; `false` while no date is typed.
    pub fn is_expired(&self, today: NaiveDate) -> bool {
        matches!(self.expiry(), Ok(Some(last)) if last < today)
    }

    fn expiry(&self) -> Result<Option<NaiveDate>, Problem> {
        match self.expires_on.trim() {
            "" => Ok(None),
            typed => read_day(typed).map(Some).ok_or(Problem::Date),
        }
    }

    /// Reads the line; `None` for an item that is neither due nor handed over, or when something is wrong.
    pub(super) fn read(&self, index: usize, is_open_round: bool, problems: &mut Problems) -> Option<Line> {
        let quantity = self.pieces().and_then(|pieces| Quantity::new(pieces).ok()).ok_or(Problem::Quantity);
        let quantity = problems.take(Field::Quantity(index), quantity);
        let needs_reason = self.is_off_entitlement() && !is_open_round;
        let reason = if needs_reason { self.reason.text(Problem::LineReason).map(Some) } else { Ok(None) };
        let reason = problems.take(Field::LineReason(index), reason);
        let batch_no = problems.take(Field::BatchNo(index), answer::line(&self.batch_no));
        let expires_on = problems.take(Field::ExpiresOn(index), self.expiry());
        let entitled = self.entitled.and_then(|pieces| Quantity::new(pieces).ok());
        let quantity = quantity?;
        if quantity.pieces() == 0 && entitled.is_none_or(|due| due.pieces() == 0) {
            return None;
        }
        Some(Line {
            item: self.item.clone(),
            quantity,
            entitled,
            reason: reason?,
            substitute_for: self.instead_of.clone(),
            batch_no: batch_no?,
            expires_on: expires_on?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lantern(due: u32) -> LineForm {
        LineForm::due(Code::new("SOLAR-LANTERN").unwrap(), Quantity::new(due).unwrap())
    }

    #[test]
    fn steps_stay_between_zero_and_the_most() {
        let mut line = lantern(1);
        line.step(-1);
        line.step(-1);
        assert_eq!(line.pieces(), Some(0));
        line.quantity = "99999".into();
        line.step(1);
        assert_eq!(line.pieces(), Some(99_999));
    }

    #[test]
    fn a_new_entitlement_changes_the_quantity_until_somebody_did() {
        let mut line = lantern(1);
        line.follow(2);
        assert_eq!(line.quantity, "2");
        line.step(1);
        line.follow(4);
        assert_eq!((line.quantity.as_str(), line.entitled), ("3", Some(4)));
    }

    #[test]
    fn off_the_entitlement_a_reason_is_needed() {
        let mut line = lantern(2);
        line.step(-1);
        let mut problems = Problems::default();
        assert_eq!(line.read(0, false, &mut problems), None);
        assert_eq!(problems.of(Field::LineReason(0)), Some(Problem::LineReason));
        line.reason.choice = "out-of-stock".into();
        let read = line.read(0, false, &mut Problems::default()).unwrap();
        assert_eq!((read.quantity.pieces(), read.reason.unwrap().as_str()), (1, "out-of-stock"));
    }

    #[test]
    fn an_item_that_is_due_and_not_given_keeps_its_line() {
        let mut line = lantern(1);
        line.step(-1);
        line.reason.choice = "declined".into();
        assert_eq!(line.read(0, false, &mut Problems::default()).unwrap().quantity.pieces(), 0);
    }

    #[test]
    fn a_batch_number_and_an_expiry_are_read() {
        let mut line = lantern(1);
        (line.batch_no, line.expires_on) = (" B-77 ".into(), "2027-05-31".into());
        let read = line.read(0, false, &mut Problems::default()).unwrap();
        assert_eq!(read.batch_no.unwrap().as_str(), "B-77");
        assert!(read.expires_on.is_some());
        assert!(line.is_expired(NaiveDate::from_ymd_opt(2027, 6, 1).unwrap()));
        line.expires_on = "May 2027".into();
        let mut problems = Problems::default();
        line.read(0, false, &mut problems);
        assert_eq!(problems.of(Field::ExpiresOn(0)), Some(Problem::Date));
    }
}
