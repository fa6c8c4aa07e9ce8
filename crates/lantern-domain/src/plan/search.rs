//! Searching settlements by what somebody types, however they spell it.
//!
//! Somali place names are spelt in several ways: Kosaar is Koosar, Garowe is Garoowe, Galkayo is Gaalkacyo.
//! Leaves spellings that no rule covers, such as Burco and Burao, to the plan's other names.

use super::{Plan, Settlement};
use crate::order::order;
use crate::unicode::without_marks;

/// Returns a text so that spellings of the same name are equal.
///
/// Without case, accents, blanks and marks; `kh` as `x`; without `c` and apostrophes, which write the same sound; a
/// letter said twice as once, since long vowels and doubled consonants are often written short.
pub fn fold_spelling(text: &str) -> String {
    let text = without_marks(text);
    let letters = text.chars().flat_map(char::to_lowercase);
    let plain: String = letters.filter(|c| c.is_alphanumeric() && *c != 'c' && !is_apostrophe(*c)).collect();
    let plain = plain.replace("kh", "x");
    let mut folded = String::with_capacity(plain.len());
    for letter in plain.chars() {
        // Numbers are not spelt: 11 May is not 1 May.
        if letter.is_numeric() || !folded.ends_with(letter) {
            folded.push(letter);
        }
    }
    folded
}

/// Marks for the sound that `c` writes, which Unicode counts as letters.
fn is_apostrophe(c: char) -> bool {
    matches!(c, '\u{2bb}'..='\u{2bf}')
}

/// How well a settlement fits; the lesser, the better.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Fit {
    NameBegins,
    NameHas,
    CodeHas,
    RegionBegins,
}

impl Plan {
    /// Returns the settlements that fit what was typed, the best first, equals by name; all of them for what
    /// has no letter.
    ///
    /// Looks at names, other names and codes, and at the beginnings of names of districts and regions.
    pub fn search(&self, typed: &str) -> Vec<&Settlement> {
        let wanted = fold_spelling(typed);
        let fits = self.settlements.values().filter_map(|settlement| Some((fit(settlement, &wanted)?, settlement)));
        let found: Vec<_> = fits.map(|(fit, settlement)| ((fit, &settlement.name), settlement)).collect();
        let best_first = order(found.len(), &|one, other| found[one].0.cmp(&found[other].0));
        best_first.into_iter().map(|at| found[at].1).collect()
    }
}

fn fit(settlement: &Settlement, wanted: &str) -> Option<Fit> {
    let names = || std::iter::once(&settlement.name).chain(&settlement.alt_names);
    let regions = [&settlement.adm2_name, &settlement.adm1_name];
    if names().any(|name| words_begin(name.as_str(), wanted)) {
        Some(Fit::NameBegins)
    } else if names().any(|name| fold_spelling(name.as_str()).contains(wanted)) {
        Some(Fit::NameHas)
    } else if fold_spelling(settlement.code.as_str()).contains(wanted) {
        Some(Fit::CodeHas)
    } else if regions.into_iter().flatten().any(|name| fold_spelling(name.as_str()).starts_with(wanted)) {
        Some(Fit::RegionBegins)
    } else {
        None
    }
}

/// Returns whether the text from any of its words on begins with what is wanted.
fn words_begin(name: &str, wanted: &str) -> bool {
    let is_start = |&(place, c): &(usize, char)| {
        c.is_alphanumeric() && name[..place].chars().next_back().is_none_or(|before| !before.is_alphanumeric())
    };
    name.char_indices().filter(is_start).any(|(place, _)| fold_spelling(&name[place..]).starts_with(wanted))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::PlanChange;

    fn plan(names: &[(&str, &[&str])]) -> Plan {
        let mut plan = Plan::default();
        for (number, (name, alt_names)) in names.iter().enumerate() {
            let json = serde_json::json!({"code": format!("DEMO-{number:04}"), "name": name, "alt_names": alt_names,
                "adm2_name": "Gaalkacyo"});
            plan.apply(PlanChange::Settlement(serde_json::from_value(json).unwrap()));
        }
        plan
    }

    fn found<'a>(plan: &'a Plan, typed: &str) -> Vec<&'a str> {
        plan.search(typed).into_iter().map(|settlement| settlement.name.as_str()).collect()
    }

    #[test]
    fn spellings_of_one_name_fold_alike() {
        for (one, other) in [
            ("Kosaar", "Koosar"),
            ("Garowe", "Garoowe"),
            ("Galkayo", "Gaalkacyo"),
            ("Kur-libah", "kur libah"),
            ("Khamis", "Xamiis"),
            ("Bur'o", "BURCO"),
            ("\u{2bf}Addo", "Cado"),
        ] {
            assert_eq!(fold_spelling(one), fold_spelling(other), "{one} and {other}");
        }
        assert_ne!(fold_spelling("11 May"), fold_spelling("1 May"));
    }

    #[test]
    fn a_settlement_is_found_however_it_is_spelt() {
        let plan = plan(&[("Kosaar", &[]), ("Jowle", &["Jawle"]), ("Tuulo Farhan", &[]), ("18 May", &[])]);
        assert_eq!(found(&plan, "koosar"), ["Kosaar"]);
        assert_eq!(found(&plan, " JAWLE "), ["Jowle"]);
        assert_eq!(found(&plan, "farxan"), [""; 0]);
        assert_eq!(found(&plan, "farhan"), ["Tuulo Farhan"]);
        assert_eq!(found(&plan, "18ma"), ["18 May"]);
        assert_eq!(found(&plan, "demo-0001"), ["Jowle"]);
        assert_eq!(found(&plan, "zzz"), [""; 0]);
    }

    #[test]
    fn the_best_comes_first_and_a_blank_finds_all() {
        let plan = plan(&[("New Galkayo camp", &[]), ("Gaalkacyo", &[]), ("Bagal", &[]), ("Jilib", &[])]);
        assert_eq!(found(&plan, "gal"), ["Gaalkacyo", "New Galkayo camp", "Bagal", "Jilib"]);
        assert_eq!(found(&plan, "  ").len(), 4);
        assert_eq!(found(&plan, "c").len(), 4);
    }
}
