//! The pages of the field app and their addresses.
//!
//! An address stands behind the `#`, which browsers keep to themselves: no server's log ever sees which record a person
//! looked at, and the service worker needs one page only. So the app has this small router of its own.
//! Leaves drawing to the pages, and which of them is allowed now to the gate.

use lantern_domain::RecordId;

/// A page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Route {
    /// The first tab: how far this round is, and the button to record.
    #[default]
    Home,
    /// The hand-over form.
    HandOver,
    /// The list of records.
    Records,
    /// One record.
    Record(RecordId),
    /// What this phone handed over.
    Totals,
    /// What waits, and how safe it is.
    Safe,
    /// Settings and credits.
    Settings,
    /// Who records.
    Operator,
    /// Round and settlement.
    Place,
    /// An address that leads nowhere.
    Unknown,
}

/// A tab at the bottom.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tab {
    /// Recording.
    Record,
    /// The list of records.
    Records,
    /// Sums.
    Totals,
    /// What waits.
    Safe,
}

impl Route {
    /// Reads an address: what stands behind the page's path, with or without the `#`.
    pub fn from_hash(hash: &str) -> Self {
        let path = hash.trim_start_matches('#').trim_matches('/');
        match path {
            "" => Self::Home,
            "hand-over" => Self::HandOver,
            "records" => Self::Records,
            "totals" => Self::Totals,
            "safe" => Self::Safe,
            "settings" => Self::Settings,
            "operator" => Self::Operator,
            "place" => Self::Place,
            _ => {
                let id = path.strip_prefix("records/").and_then(|id| RecordId::try_from(id.to_owned()).ok());
                id.map_or(Self::Unknown, Self::Record)
            }
        }
    }

    /// Returns the address, from the `#` on.
    pub fn hash(self) -> String {
        match self {
            Self::Home | Self::Unknown => "#/".to_owned(),
            Self::HandOver => "#/hand-over".to_owned(),
            Self::Records => "#/records".to_owned(),
            Self::Record(id) => format!("#/records/{id}"),
            Self::Totals => "#/totals".to_owned(),
            Self::Safe => "#/safe".to_owned(),
            Self::Settings => "#/settings".to_owned(),
            Self::Operator => "#/operator".to_owned(),
            Self::Place => "#/place".to_owned(),
        }
    }

    /// Returns the tab that the page is under; `None`: none.
    pub fn tab(self) -> Option<Tab> {
        match self {
            Self::Home | Self::HandOver => Some(Tab::Record),
            Self::Records | Self::Record(_) => Some(Tab::Records),
            Self::Totals => Some(Tab::Totals),
            Self::Safe => Some(Tab::Safe),
            Self::Settings | Self::Operator | Self::Place | Self::Unknown => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_page_is_found_by_its_address() {
        let record = Route::Record(RecordId([7; 32]));
        for route in [
            Route::Home,
            Route::HandOver,
            Route::Records,
            record,
            Route::Totals,
            Route::Safe,
            Route::Settings,
            Route::Operator,
            Route::Place,
        ] {
            assert_eq!(Route::from_hash(&route.hash()), route);
        }
    }

    #[test]
    fn an_address_that_leads_nowhere_says_so() {
        assert_eq!(Route::from_hash("#/records/42"), Route::Unknown);
        assert_eq!(Route::from_hash("#/elsewhere"), Route::Unknown);
        assert_eq!(Route::from_hash(""), Route::Home);
    }
}
