//! The seven tables of a plan: how they are called and which columns they have.

/// A table of a plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Table {
    /// Settings of the operation, a key and a value a row.
    Operation,
    /// Items.
    Items,
    /// Settlements.
    Settlements,
    /// Rounds.
    Rounds,
    /// Targets of rounds by settlement and item.
    Targets,
    /// Facilities of settlements.
    Facilities,
    /// Households on the lists of rounds.
    Households,
}

impl Table {
    /// Every table, what is referred to before what refers to it.
    pub const ALL: [Self; 7] = [
        Self::Operation,
        Self::Items,
        Self::Settlements,
        Self::Rounds,
        Self::Targets,
        Self::Facilities,
        Self::Households,
    ];

    /// Returns its name, with which the name of its file begins.
    pub fn name(self) -> &'static str {
        match self {
            Self::Operation => "operation",
            Self::Items => "items",
            Self::Settlements => "settlements",
            Self::Rounds => "rounds",
            Self::Targets => "targets",
            Self::Facilities => "facilities",
            Self::Households => "households",
        }
    }

    /// Returns the headings of the columns that must be there.
    pub fn required_columns(self) -> &'static [&'static str] {
        match self {
            Self::Operation => &["key", "value"],
            Self::Items => &["code", "name_en"],
            Self::Settlements | Self::Rounds => &["code", "name"],
            Self::Targets => &["round", "settlement", "item"],
            Self::Facilities => &["settlement", "name"],
            Self::Households => &["round", "settlement", "card"],
        }
    }

    /// Returns the headings of the columns that may be there.
    pub fn other_columns(self) -> &'static [&'static str] {
        match self {
            Self::Operation => &[],
            Self::Items => &[
                "code_scheme",
                "name_fr",
                "name_so",
                "name_ar",
                "category",
                "unit",
                "recipient",
                "components",
                "covers_people",
                "covers_months",
                "tracks_batch",
            ],
            Self::Settlements => &[
                "code_scheme",
                "alt_names",
                "type",
                "adm1_name",
                "adm1_code",
                "adm2_name",
                "adm2_code",
                "lat",
                "lon",
                "households",
                "individuals",
                "utc_offset",
                "note",
            ],
            Self::Rounds => &[
                "implementing_org",
                "funding_org",
                "cluster",
                "modality",
                "targeting",
                "start_on",
                "end_on",
                "settlements",
                "entitlements",
                "target_households",
                "target_individuals",
                "sadd",
                "min_interval_days",
                "note",
            ],
            Self::Targets => &["target_households", "target_quantity", "note"],
            Self::Facilities => &["code", "type", "note"],
            Self::Households => &["size", "note"],
        }
    }

    /// Returns the table that a file holds, by its name or else by its headings.
    pub(super) fn of_file(name: &str, headings: &[String]) -> Option<Self> {
        let file = name.rsplit(['/', '\\']).next().unwrap_or(name).to_lowercase();
        Self::ALL.into_iter().find(|table| file.starts_with(table.name())).or_else(|| Self::of_headings(headings))
    }

    /// The one table whose required headings are all there and which knows most of the others.
    fn of_headings(headings: &[String]) -> Option<Self> {
        let known = |columns: &[&str]| columns.iter().filter(|column| headings.iter().any(|it| it == *column)).count();
        let fits = |table: &Self| known(table.required_columns()) == table.required_columns().len();
        let best = |table: &Self| known(table.required_columns()) + known(table.other_columns());
        let score = Self::ALL.iter().filter(|table| fits(table)).map(best).max()?;
        let mut all = Self::ALL.into_iter().filter(|table| fits(table) && best(table) == score);
        all.next().filter(|_| all.next().is_none())
    }
}
