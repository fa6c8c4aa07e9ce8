//! Hand-overs, said briefly.

use lantern_domain::{
    CardCode, Code, Collector, Distribution, HouseholdSize, Line, Moment, Quantity, Recipient, SexAge, ShortText,
};

/// A hand-over being described; a household without a card, until it is said otherwise.
#[derive(Debug, Clone)]
pub struct HandOver(Distribution);

/// Begins to describe a hand-over in a round.
pub fn hand_over(round: &str) -> HandOver {
    HandOver(Distribution {
        at: Moment(1_795_219_200),
        round: code(round),
        recipient: Recipient::WalkIn,
        size: None,
        sex_age: None,
        collector: Collector::Recipient,
        lines: Vec::new(),
        proof: None,
        position: None,
        operator: text("Amina Warsame"),
        repeat_reason: None,
        note: None,
        seals: Vec::new(),
    })
}

impl HandOver {
    /// To the household with this card.
    #[must_use]
    pub fn to(mut self, card: &str) -> Self {
        self.0.recipient = Recipient::Household(CardCode::new(card).expect("a card code"));
        self
    }

    /// To a facility.
    #[must_use]
    pub fn to_facility(mut self, name: &str) -> Self {
        self.0.recipient = Recipient::Facility(text(name));
        self
    }

    /// Of so many pieces of an item.
    #[must_use]
    pub fn of(mut self, pieces: u32, item: &str) -> Self {
        let quantity = Quantity::new(pieces).expect("a quantity");
        let (reason, substitute_for, batch_no, expires_on) = (None, None, None, None);
        let entitled = Some(quantity);
        self.0.lines.push(Line { item: code(item), quantity, entitled, reason, substitute_for, batch_no, expires_on });
        self
    }

    /// To so many people.
    #[must_use]
    pub fn people(mut self, size: u32) -> Self {
        self.0.size = Some(HouseholdSize::new(size).expect("a household's size"));
        self
    }

    /// To people of these sexes and ages, by the standard brackets.
    #[must_use]
    pub fn asked(mut self, female: [u32; 5], male: [u32; 5]) -> Self {
        let brackets = lantern_domain::plan::Round::STANDARD_BRACKETS.to_vec();
        self.0.sex_age = Some(SexAge::new(brackets, female.to_vec(), male.to_vec()).expect("five brackets"));
        self
    }

    /// By this operator.
    #[must_use]
    pub fn by(mut self, operator: &str) -> Self {
        self.0.operator = text(operator);
        self
    }

    /// At this moment by the phone's clock, in seconds since 1970.
    #[must_use]
    pub fn at(mut self, seconds: i64) -> Self {
        self.0.at = Moment(seconds);
        self
    }

    /// With a remark.
    #[must_use]
    pub fn note(mut self, note: &str) -> Self {
        self.0.note = Some(text(note));
        self
    }

    /// Returns the distribution; one lantern where no item was named.
    pub fn distribution(self) -> Distribution {
        if self.0.lines.is_empty() { self.of(1, "SOLAR-LANTERN").0 } else { self.0 }
    }
}

fn code(code: &str) -> Code {
    Code::new(code).expect("a code")
}

fn text(line: &str) -> ShortText {
    ShortText::new(line).expect("a line of text")
}
