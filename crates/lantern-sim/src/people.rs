//! What people do with a phone: whom they serve, with what, and what they say later.

use crate::chance::Chance;
use lantern_device::Place;
use lantern_domain::{
    CardCode, Code, Collector, Distribution, HouseholdSize, Line, Moment, Quantity, Recipient, SettlementRef, ShortText,
};

/// The rounds, settlements and items of the simulator's plan.
const ROUNDS: [&str; 2] = ["ROUND-1", "ROUND-2"];
const SETTLEMENTS: [&str; 3] = ["SITE-A", "SITE-B", "SITE-C"];
/// Who records everything. The space keeps a receipt, which is random letters and digits, from naming them by chance.
pub const OPERATOR: &str = "Amina Warsame";
const ITEMS: [&str; 3] = ["LANTERN", "BLANKET", "SOAP"];

/// Returns the files of the plan, in some edition.
pub fn plan(edition: usize) -> Vec<(String, Vec<u8>)> {
    let settlements: String = SETTLEMENTS.iter().map(|code| format!("{code},Site {code} of {edition}\n")).collect();
    let items: String = ITEMS.iter().map(|code| format!("{code},{code},lighting,piece,household\n")).collect();
    let rounds: String = ROUNDS.iter().map(|code| format!("{code},Round {code},{}\n", SETTLEMENTS.join("|"))).collect();
    [
        ("operation.csv", "key,value\nname,Simulated\nutc_offset,+03:00\n".to_owned()),
        ("settlements.csv", format!("code,name\n{settlements}")),
        ("items.csv", format!("code,name_en,category,unit,recipient\n{items}")),
        ("rounds.csv", format!("code,name,settlements\n{rounds}")),
    ]
    .map(|(name, text)| (name.to_owned(), text.into_bytes()))
    .into()
}

/// Returns a line of text.
pub fn text(words: &str) -> ShortText {
    ShortText::new(words).expect("a line of text")
}

fn code(words: &str) -> Code {
    Code::new(words).expect("a code")
}

/// Returns whether a text names a household or somebody who works here.
pub fn is_about_somebody(text: &str) -> bool {
    let cards = text.match_indices("hh ").chain(text.match_indices("HH "));
    let is_card = |at: usize| text.as_bytes().get(at + 3).is_some_and(u8::is_ascii_digit);
    text.contains(OPERATOR) || cards.into_iter().any(|(at, _)| is_card(at))
}

/// Chooses where somebody works.
pub fn place(chance: &Chance) -> Place {
    let settlement = code(chance.pick(&SETTLEMENTS).unwrap_or(&SETTLEMENTS[0]));
    Place { round: code(ROUNDS[chance.below(2)]), settlement: SettlementRef::Planned(settlement) }
}

/// Serves somebody: mostly one of few households, so that some come twice.
pub fn hand_over(chance: &Chance) -> Distribution {
    let recipient = match chance.below(12) {
        0 => Recipient::WalkIn,
        n => Recipient::Household(
            CardCode::new(&format!("{} {:03}", if n < 6 { "hh" } else { "HH" }, chance.below(150))).expect("a card"),
        ),
    };
    let mut lines = vec![line(chance.below(3), chance)];
    if chance.permille(250) {
        let other = chance.below(3);
        if code(ITEMS[other]) != lines[0].item {
            lines.push(line(other, chance));
        }
    }
    Distribution {
        at: Moment(0),
        round: code(ROUNDS[chance.below(2)]),
        recipient,
        size: chance.permille(500).then(|| HouseholdSize::new(1 + chance.below(9) as u32).expect("a size")),
        sex_age: None,
        collector: Collector::Recipient,
        lines,
        proof: None,
        position: None,
        operator: text(OPERATOR),
        repeat_reason: None,
        note: None,
        seals: Vec::new(),
    }
}

fn line(item: usize, chance: &Chance) -> Line {
    let quantity = Quantity::new(1 + chance.below(3) as u32).expect("a quantity");
    let (reason, substitute_for, batch_no, expires_on) = (None, None, None, None);
    Line { item: code(ITEMS[item]), quantity, entitled: None, reason, substitute_for, batch_no, expires_on }
}
