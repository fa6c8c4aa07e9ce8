//! What a page is narrowed to, as it stands in the URL, so that a link brings the same figures back.
//!
//! The names are those of the API: the same pairs ask for totals, for records and for a CSV file.
//! Leaves which values exist to the plan, and the choosing to the view.

use chrono::NaiveDate;
use lantern_domain::flag::FlagKind;

/// One thing to narrow by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Field {
    /// The round's code.
    Round,
    /// The settlement's code, or the id of a provisional one.
    Settlement,
    /// The item's code.
    Item,
    /// All funders of the round, as the totals join them.
    Funder,
    /// The implementing organisation of the round.
    Implementing,
    /// First day.
    From,
    /// Last day.
    To,
    /// `counted` or `void`.
    State,
    /// The kind of flag.
    Kind,
    /// `open` or `decided`.
    Decided,
}

impl Field {
    /// All, in the order of the URL.
    pub const ALL: [Self; 10] = [
        Self::Round,
        Self::Settlement,
        Self::Item,
        Self::Funder,
        Self::Implementing,
        Self::From,
        Self::To,
        Self::State,
        Self::Kind,
        Self::Decided,
    ];

    /// Returns the name in the URL.
    pub fn key(self) -> &'static str {
        match self {
            Self::Round => "round",
            Self::Settlement => "settlement",
            Self::Item => "item",
            Self::Funder => "funder",
            Self::Implementing => "implementing",
            Self::From => "from",
            Self::To => "to",
            // Records and flags are told apart by the page; each has states of its own.
            Self::State | Self::Decided => "state",
            Self::Kind => "kind",
        }
    }

    fn is_sayable(self, value: &str) -> bool {
        match self {
            Self::From | Self::To => value.parse::<NaiveDate>().is_ok(),
            Self::State => matches!(value, "counted" | "void"),
            Self::Decided => matches!(value, "open" | "decided"),
            Self::Kind => FlagKind::of_slug(value).is_some(),
            _ => !value.is_empty(),
        }
    }
}

/// What a page is narrowed to: at most one value a field; nothing chosen means all.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Filter(Vec<(Field, String)>);

impl Filter {
    /// Reads the filter from a URL's query; what is not sayable, such as a day that does not exist, is left out.
    pub fn read(value_of: impl Fn(&str) -> Option<String>) -> Self {
        let chosen = Field::ALL.into_iter().filter_map(|field| {
            let value = value_of(field.key())?.trim().to_owned();
            field.is_sayable(&value).then_some((field, value))
        });
        Self(chosen.collect())
    }

    /// Returns the value of a field; `None`: all.
    pub fn value(&self, field: Field) -> Option<&str> {
        self.0.iter().find(|(at, _)| *at == field).map(|(_, value)| value.as_str())
    }

    /// Returns the filter with one field set; an empty or unsayable value means all.
    #[must_use]
    pub fn with(&self, field: Field, value: &str) -> Self {
        let mut chosen: Vec<_> = self.0.iter().filter(|(at, _)| *at != field).cloned().collect();
        if field.is_sayable(value.trim()) {
            chosen.push((field, value.trim().to_owned()));
        }
        chosen.sort_by_key(|(at, _)| *at);
        Self(chosen)
    }

    /// Tells whether nothing is narrowed.
    pub fn is_all(&self) -> bool {
        self.0.is_empty()
    }

    /// Returns the pairs as a query without the question mark; empty when nothing is narrowed.
    pub fn query(&self) -> String {
        query(self.0.iter().map(|(field, value)| (field.key(), value.as_str())))
    }

    /// Returns a path with this filter, and with pairs of its own such as `group`.
    pub fn address(&self, path: &str, own: &[(&str, &str)]) -> String {
        let chosen = self.0.iter().map(|(field, value)| (field.key(), value.as_str()));
        let query = query(own.iter().copied().chain(chosen));
        if query.is_empty() { path.to_owned() } else { format!("{path}?{query}") }
    }
}

/// Writes pairs as a query; characters that mean something in a URL are escaped.
pub fn query<'a>(pairs: impl Iterator<Item = (&'a str, &'a str)>) -> String {
    pairs.map(|(key, value)| format!("{key}={}", escaped(value))).collect::<Vec<_>>().join("&")
}

/// Escapes a value for a URL: all but letters, digits and `-._~` (RFC 3986, section 2.3).
pub fn escaped(value: &str) -> String {
    let plain = |byte: &u8| byte.is_ascii_alphanumeric() || b"-._~".contains(byte);
    value
        .as_bytes()
        .iter()
        .map(|byte| if plain(byte) { char::from(*byte).to_string() } else { format!("%{byte:02X}") })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filter(pairs: &[(&str, &str)]) -> Filter {
        Filter::read(|key| pairs.iter().find(|(at, _)| *at == key).map(|(_, value)| (*value).to_owned()))
    }

    #[test]
    fn a_filter_reads_back_what_it_wrote() {
        let filter = filter(&[("to", "2026-11-30"), ("round", "KOSAAR-1"), ("from", "2026-11-01")]);
        assert_eq!(filter.query(), "round=KOSAAR-1&from=2026-11-01&to=2026-11-30");
    }

    #[test]
    fn what_no_page_can_mean_is_left_out() {
        assert!(filter(&[("from", "2026-02-30"), ("round", " "), ("state", "lost"), ("page", "2")]).is_all());
    }

    #[test]
    fn choosing_all_takes_the_field_away() {
        let narrowed = Filter::default().with(Field::Item, "BLANKET").with(Field::Round, "KOSAAR-1");
        assert_eq!(narrowed.query(), "round=KOSAAR-1&item=BLANKET");
        assert_eq!(narrowed.with(Field::Item, "").query(), "round=KOSAAR-1");
        assert_eq!(narrowed.with(Field::Item, "POLE").value(Field::Item), Some("POLE"));
    }

    #[test]
    fn names_of_funders_are_escaped() {
        let address = Filter::default().with(Field::Funder, "Panasonic | Government of Japan").address("/x", &[]);
        assert_eq!(address, "/x?funder=Panasonic%20%7C%20Government%20of%20Japan");
    }

    #[test]
    fn a_path_carries_its_own_pairs_first() {
        let address = Filter::default().with(Field::Round, "A&B").address("/t", &[("group", "settlement,item")]);
        assert_eq!(address, "/t?group=settlement%2Citem&round=A%26B");
        assert_eq!(Filter::default().address("/t", &[]), "/t");
    }
}
