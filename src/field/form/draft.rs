//! A half-typed form as the phone keeps it: JSON, which later versions may add fields to.
//!
//! Leaves where it is kept to the phone.

use super::{Answer, HandOver, LineForm, SexAgeForm};
use lantern_domain::plan::ItemRecipient;
use lantern_domain::{Code, SettlementRef};
use lantern_ledger::json::{self, Fields, FromJson, Unreadable, Value, Writer};

impl HandOver {
    /// Returns the form as text to keep.
    pub fn to_draft(&self) -> String {
        let mut to = Writer::default();
        to.open('{');
        to.name("round").text(self.round.as_str());
        put_settlement(to.name("settlement"), &self.settlement);
        to.name("kind").text(match self.kind {
            ItemRecipient::Household => "household",
            ItemRecipient::Facility => "facility",
            ItemRecipient::Community => "community",
        });
        to.name("card").text(&self.card);
        to.name("is_walk_in").flag(self.is_walk_in);
        to.name("facility").text(&self.facility);
        to.name("size").text(&self.size);
        to.name("is_size_touched").flag(self.is_size_touched);
        to.name("lines").open('[');
        self.lines.iter().for_each(|line| put_line(&mut to, line));
        to.close(']');
        put_sex_age(to.name("sex_age"), self.sex_age.as_ref());
        put_answer(to.name("proxy"), self.proxy.as_ref());
        put_answer(to.name("repeat"), self.repeat.as_ref());
        to.name("note").text(&self.note);
        to.close('}');
        to.into_text()
    }

    /// Brings a kept form back; `None`: another version of the app wrote it.
    pub fn from_draft(kept: &str) -> Option<Self> {
        json::read(kept.as_bytes()).ok()
    }
}

fn put_settlement(to: &mut Writer, settlement: &SettlementRef) {
    to.open('{');
    match settlement {
        SettlementRef::Planned(code) => to.name("planned").text(code.as_str()),
        SettlementRef::Provisional { id, name } => {
            to.name("provisional").open('{');
            to.name("id").text(&id.to_string());
            to.name("name").text(name.as_str());
            to.close('}');
        }
    }
    to.close('}');
}

fn put_line(to: &mut Writer, line: &LineForm) {
    to.open('{');
    to.name("item").text(line.item.as_str());
    to.name("quantity").text(&line.quantity);
    to.name("entitled").number_or_null(line.entitled);
    to.name("is_touched").flag(line.is_touched);
    put_answer(to.name("reason"), Some(&line.reason));
    to.name("instead_of").text_or_null(line.instead_of.as_ref().map(Code::as_str));
    to.name("batch_no").text(&line.batch_no);
    to.name("expires_on").text(&line.expires_on);
    to.close('}');
}

fn put_sex_age(to: &mut Writer, counts: Option<&SexAgeForm>) {
    let Some(counts) = counts else { return to.text_or_null(None) };
    to.open('{');
    to.name("from_years").open('[');
    counts.from_years.iter().for_each(|year| to.number_or_null(Some(u32::from(*year))));
    to.close(']');
    for (name, cells) in [("female", &counts.female), ("male", &counts.male)] {
        to.name(name).open('[');
        cells.iter().for_each(|cell| to.text(cell));
        to.close(']');
    }
    to.close('}');
}

fn put_answer(to: &mut Writer, answer: Option<&Answer>) {
    let Some(answer) = answer else { return to.text_or_null(None) };
    to.open('{');
    to.name("choice").text(&answer.choice);
    to.name("typed").text(&answer.typed);
    to.close('}');
}

impl FromJson for HandOver {
    fn from_json(value: &Value) -> Result<Self, Unreadable> {
        let from = Fields::of(value)?;
        Ok(Self {
            round: from.needs("round")?,
            settlement: from.needs("settlement")?,
            kind: from.needs("kind")?,
            card: from.needs("card")?,
            is_walk_in: from.needs("is_walk_in")?,
            facility: from.needs("facility")?,
            size: from.needs("size")?,
            is_size_touched: from.needs("is_size_touched")?,
            lines: from.needs("lines")?,
            sex_age: from.may("sex_age")?,
            proxy: from.may("proxy")?,
            repeat: from.may("repeat")?,
            note: from.needs("note")?,
        })
    }
}

impl FromJson for LineForm {
    fn from_json(value: &Value) -> Result<Self, Unreadable> {
        let from = Fields::of(value)?;
        Ok(Self {
            item: from.needs("item")?,
            quantity: from.needs("quantity")?,
            entitled: from.may("entitled")?,
            is_touched: from.needs("is_touched")?,
            reason: from.needs("reason")?,
            instead_of: from.may("instead_of")?,
            batch_no: from.needs("batch_no")?,
            expires_on: from.needs("expires_on")?,
        })
    }
}

impl FromJson for SexAgeForm {
    fn from_json(value: &Value) -> Result<Self, Unreadable> {
        let from = Fields::of(value)?;
        Ok(Self { from_years: from.needs("from_years")?, female: from.needs("female")?, male: from.needs("male")? })
    }
}

impl FromJson for Answer {
    fn from_json(value: &Value) -> Result<Self, Unreadable> {
        let from = Fields::of(value)?;
        Ok(Self { choice: from.needs("choice")?, typed: from.needs("typed")? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use lantern_domain::ShortText;
    use uuid::Uuid;

    fn answer(choice: &str, typed: &str) -> Answer {
        Answer { choice: choice.into(), typed: typed.into() }
    }

    /// A form with every field filled in, and one with as little as there can be.
    fn forms() -> [HandOver; 2] {
        let code = |text| Code::new(text).unwrap();
        let empty = HandOver {
            round: code("R \"1\""),
            settlement: SettlementRef::Planned(code("S-1")),
            kind: ItemRecipient::Household,
            card: String::new(),
            is_walk_in: false,
            facility: String::new(),
            size: String::new(),
            is_size_touched: false,
            lines: Vec::new(),
            sex_age: None,
            proxy: None,
            repeat: None,
            note: String::new(),
        };
        let name = ShortText::new("قرية جديدة").unwrap();
        let full = HandOver {
            settlement: SettlementRef::Provisional { id: Uuid::from_u128(42), name },
            kind: ItemRecipient::Community,
            card: "KOS-1\t".into(),
            is_walk_in: true,
            facility: "a\\b".into(),
            size: "6".into(),
            is_size_touched: true,
            lines: vec![
                LineForm::extra(code("SOAP")),
                LineForm {
                    entitled: Some(u32::MAX),
                    is_touched: true,
                    reason: answer("own-words", "gave\nless"),
                    instead_of: Some(code("TARP")),
                    batch_no: "B1".into(),
                    expires_on: "2027-01-31".into(),
                    ..LineForm::extra(code("ORS"))
                },
            ],
            sex_age: Some(SexAgeForm {
                from_years: vec![0, 18],
                female: vec!["2".into(), String::new()],
                male: vec!["x".into(), "3".into()],
            }),
            proxy: Some(answer("neighbour", "")),
            repeat: Some(answer("", "\u{1}")),
            note: "é😀".into(),
            ..empty.clone()
        };
        [empty, full]
    }

    #[test]
    fn a_draft_is_the_text_that_the_forms_shape_says_and_reads_back() {
        for form in forms() {
            let kept = form.to_draft();
            assert_eq!(kept, serde_json::to_string(&form).unwrap());
            assert_eq!(HandOver::from_draft(&kept), Some(form));
        }
    }

    #[test]
    fn each_kind_of_recipient_comes_back() {
        for kind in [ItemRecipient::Household, ItemRecipient::Facility, ItemRecipient::Community] {
            let form = HandOver { kind, ..forms()[0].clone() };
            assert_eq!(serde_json::from_str::<HandOver>(&form.to_draft()).unwrap(), form);
            assert_eq!(HandOver::from_draft(&form.to_draft()), Some(form));
        }
    }

    #[test]
    fn a_later_versions_draft_is_read_as_far_as_it_says_the_same() {
        let kept = forms()[1].to_draft();
        let later = kept.replacen('{', r#"{"later":[{"x":1.5}],"#, 1);
        assert_eq!(HandOver::from_draft(&later), Some(forms()[1].clone()));
        assert_eq!(HandOver::from_draft(&kept.replacen("\"card\"", "\"cards\"", 1)), None);
        assert_eq!(HandOver::from_draft(&kept[..kept.len() - 1]), None);
    }
}
