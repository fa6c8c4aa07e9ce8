//! Reading a form: a distribution that can be recorded, or everything that is wrong with it at once.
//!
//! Nothing is refused for being odd: off the entitlement or served again only asks for a reason.

use super::answer::line;
use super::{Field, HandOver, Problem, Problems};
use lantern_domain::card::CardError;
use lantern_domain::plan::ItemRecipient;
use lantern_domain::{CardCode, Collector, Distribution, HouseholdSize, Moment, Recipient, ShortText};

/// What the form itself does not know.
#[derive(Debug, Clone)]
pub struct Facts {
    /// Who records.
    pub operator: ShortText,
    /// Whether this phone knows of an earlier service of the card in the round.
    pub is_served_before: bool,
    /// The time by the phone's clock.
    pub now: Moment,
}

impl HandOver {
    /// Reads the form.
    ///
    /// # Errors
    ///
    /// [`Problems`], each beside its field; the form stays as it is.
    pub fn read(&self, facts: &Facts) -> Result<Distribution, Problems> {
        let mut problems = Problems::default();
        let recipient = self.recipient(&mut problems);
        let size = problems.take(Field::Size, self.size()).flatten();
        let lines = self.read_lines(&mut problems);
        let sex_age = self.sex_age.as_ref().filter(|_| self.is_household()).and_then(|form| form.read(&mut problems));
        let collector = problems.take(Field::Relation, self.collector());
        let repeat_reason = problems.take(Field::Repeat, self.repeat_reason(facts.is_served_before));
        let note = problems.take(Field::Note, line(&self.note));
        if !problems.is_empty() {
            return Err(problems);
        }
        recipient
            .zip(collector)
            .map(|(recipient, collector)| Distribution {
                at: facts.now,
                round: self.round.clone(),
                recipient,
                size,
                sex_age,
                collector,
                lines,
                proof: None,
                position: None,
                operator: facts.operator.clone(),
                repeat_reason: repeat_reason.flatten(),
                note: note.flatten(),
                seals: Vec::new(),
            })
            .ok_or(problems)
    }

    fn is_household(&self) -> bool {
        self.kind == ItemRecipient::Household
    }

    fn recipient(&self, problems: &mut Problems) -> Option<Recipient> {
        if !self.is_household() {
            let name = line(&self.facility).and_then(|name| name.ok_or(Problem::Facility));
            let name = problems.take(Field::Facility, name)?;
            let is_facility = self.kind == ItemRecipient::Facility;
            return Some(if is_facility { Recipient::Facility(name) } else { Recipient::Community(name) });
        }
        if self.is_walk_in {
            return Some(Recipient::WalkIn);
        }
        let card = CardCode::new(&self.card).map_err(|error| match error {
            CardError::Empty => Problem::CardEmpty,
            CardError::TooLong => Problem::CardLong,
            CardError::Character => Problem::CardCharacter,
        });
        problems.take(Field::Card, card).map(Recipient::Household)
    }

    fn size(&self) -> Result<Option<HouseholdSize>, Problem> {
        if !self.is_household() || self.size.trim().is_empty() {
            return Ok(None);
        }
        self.known_size().map(Some).ok_or(Problem::Size)
    }

    fn read_lines(&self, problems: &mut Problems) -> Vec<lantern_domain::Line> {
        let is_open = self.is_open_round();
        let indexed = self.lines.iter().enumerate();
        let lines: Vec<_> = indexed.filter_map(|(index, line)| line.read(index, is_open, problems)).collect();
        if self.lines.iter().all(|line| line.pieces() == Some(0)) {
            problems.note(Field::Lines, Problem::Nothing);
        } else if lines.len() > Distribution::LINES_MAX {
            problems.note(Field::Lines, Problem::TooManyLines);
        }
        lines
    }

    fn collector(&self) -> Result<Collector, Problem> {
        match self.proxy.as_ref().filter(|_| self.is_household()) {
            Some(relation) => relation.text(Problem::Relation).map(Collector::Proxy),
            None => Ok(Collector::Recipient),
        }
    }

    fn repeat_reason(&self, is_served_before: bool) -> Result<Option<ShortText>, Problem> {
        if !is_served_before {
            return Ok(None);
        }
        self.repeat.clone().unwrap_or_default().text(Problem::Repeat).map(Some)
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{code, form, plan};
    use super::super::{Answer, LineForm, SexAgeForm};
    use super::*;

    fn facts(is_served_before: bool) -> Facts {
        Facts { operator: ShortText::new("Amina").unwrap(), is_served_before, now: Moment(1_000) }
    }

    fn filled() -> HandOver {
        let plan = plan();
        let mut form = form(&plan, "SHELTER");
        form.card = "SHE-0001".into();
        form.set_size(&plan, "5".into());
        form
    }

    #[test]
    fn a_prefilled_form_with_a_card_is_a_distribution() {
        let read = filled().read(&facts(false)).unwrap();
        read.check().unwrap();
        assert!(matches!(read.recipient, Recipient::Household(card) if card.as_typed() == "SHE-0001"));
        assert_eq!(read.lines.iter().map(|line| line.quantity.pieces()).collect::<Vec<_>>(), [1, 3]);
        assert_eq!((read.size.unwrap().people(), read.at), (5, Moment(1_000)));
    }

    #[test]
    fn no_card_is_a_walk_in() {
        let mut form = filled();
        (form.card, form.is_walk_in) = (String::new(), true);
        assert_eq!(form.read(&facts(false)).unwrap().recipient, Recipient::WalkIn);
    }

    #[test]
    fn each_bad_field_is_said_at_once() {
        let mut form = filled();
        form.card = "A/1".into();
        form.size = "many".into();
        form.lines[0].quantity = "x".into();
        form.proxy = Some(Answer::default());
        form.note = "n".repeat(121);
        let problems = form.read(&facts(false)).unwrap_err();
        assert_eq!(problems.of(Field::Card), Some(Problem::CardCharacter));
        assert_eq!(problems.of(Field::Size), Some(Problem::Size));
        assert_eq!(problems.of(Field::Quantity(0)), Some(Problem::Quantity));
        assert_eq!(problems.of(Field::Relation), Some(Problem::Relation));
        assert_eq!(problems.of(Field::Note), Some(Problem::TextLong));
        assert_eq!((problems.count(), problems.first()), (5, Some(Field::Card)));
    }

    #[test]
    fn already_served_needs_a_reason() {
        let mut form = filled();
        assert_eq!(form.read(&facts(true)).unwrap_err().of(Field::Repeat), Some(Problem::Repeat));
        form.repeat = Some(Answer { choice: "second-visit-agreed".into(), typed: String::new() });
        let read = form.read(&facts(true)).unwrap();
        assert_eq!(read.repeat_reason.unwrap().as_str(), "second-visit-agreed");
        assert_eq!(form.read(&facts(false)).unwrap().repeat_reason, None);
    }

    #[test]
    fn nothing_handed_over_is_refused() {
        let mut form = filled();
        for line in &mut form.lines {
            line.step(-9);
            line.reason.choice = "out-of-stock".into();
        }
        assert_eq!(form.read(&facts(false)).unwrap_err().of(Field::Lines), Some(Problem::Nothing));
    }

    #[test]
    fn an_item_beside_the_entitlement_needs_a_reason() {
        let mut form = filled();
        form.lines.push(LineForm::extra(code("SOAP")));
        assert_eq!(form.read(&facts(false)).unwrap_err().of(Field::LineReason(2)), Some(Problem::LineReason));
    }

    #[test]
    fn where_the_plan_entitles_to_nothing_no_reason_is_asked() {
        let plan = plan();
        let mut form = form(&plan, "OPEN");
        form.is_walk_in = true;
        form.lines.push(LineForm::extra(code("SOAP")));
        assert_eq!(form.read(&facts(false)).unwrap().lines[0].entitled, None);
    }

    #[test]
    fn a_facility_is_asked_for_and_nobody_by_sex_and_age() {
        let plan = plan();
        let mut form = form(&plan, "CLINIC");
        form.sex_age = Some(SexAgeForm::new(&[0]));
        assert_eq!(form.read(&facts(false)).unwrap_err().of(Field::Facility), Some(Problem::Facility));
        form.facility = "Kosaar clinic".into();
        let read = form.read(&facts(false)).unwrap();
        assert!(matches!(read.recipient, Recipient::Facility(name) if name.as_str() == "Kosaar clinic"));
        assert_eq!(read.sex_age, None);
    }
}
