//! Every word that a person at HQ reads, in English and French.
//!
//! One file a page, the languages one below the other, checked by the compiler: a missing word does not build.
//! Well-known short answers such as `wrong-card` are the field app's own words ([`super::slug`]); names of items, rounds
//! and places are the plan's.

mod care;
mod flags;
mod frame;
mod import;
mod keys;
mod overview;
mod phones;
mod plan;
mod records;
mod sign_in;

pub use care::CareWords;
pub use flags::Flags;
pub use frame::{Faces, Frame};
pub use import::ImportWords;
pub use keys::KeyWords;
pub use overview::{Figures, Filters, TotalsWords};
pub use phones::{NewPhoneWords, Phones};
pub use plan::PlanWords;
pub use records::{RecordWords, Records};
pub use sign_in::SignIn;

use super::Language;

/// The languages that the HQ app speaks, in the order of its picker.
pub const LANGUAGES: [Language; 2] = [Language::English, Language::French];

/// Returns the HQ app's words in a language; English for one that it does not speak.
pub fn words(language: Language) -> &'static HqWords {
    match language {
        Language::French => &HqWords::FRENCH,
        _ => &HqWords::ENGLISH,
    }
}

/// All words of the HQ app.
pub struct HqWords {
    /// The language that these are in.
    pub language: Language,
    /// Short names of the months, from January.
    pub months: [&'static str; 12],
    /// What surrounds every page.
    pub frame: Frame,
    /// Waiting, failed, again.
    pub faces: Faces,
    /// Signing in and out.
    pub sign_in: SignIn,
    /// What pages are narrowed by.
    pub filters: Filters,
    /// The figures at the top of the overview.
    pub figures: Figures,
    /// The tables and the chart of the overview.
    pub totals: TotalsWords,
    /// What happened to the journal itself.
    pub care: CareWords,
    /// The list of records.
    pub records: Records,
    /// One record.
    pub record: RecordWords,
    /// What is odd about records, and decisions.
    pub flags: Flags,
    /// Keys that HQ does not know.
    pub keys: KeyWords,
    /// Phones and what they have reported.
    pub phones: Phones,
    /// A new phone and its link.
    pub new_phone: NewPhoneWords,
    /// The plan and its import.
    pub plan: PlanWords,
    /// What can be wrong with an imported file.
    pub import: ImportWords,
}

impl HqWords {
    const ENGLISH: Self = Self {
        language: Language::English,
        months: ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"],
        frame: Frame::ENGLISH,
        faces: Faces::ENGLISH,
        sign_in: SignIn::ENGLISH,
        filters: Filters::ENGLISH,
        figures: Figures::ENGLISH,
        totals: TotalsWords::ENGLISH,
        care: CareWords::ENGLISH,
        records: Records::ENGLISH,
        record: RecordWords::ENGLISH,
        flags: Flags::ENGLISH,
        keys: KeyWords::ENGLISH,
        phones: Phones::ENGLISH,
        new_phone: NewPhoneWords::ENGLISH,
        plan: PlanWords::ENGLISH,
        import: ImportWords::ENGLISH,
    };

    const FRENCH: Self = Self {
        language: Language::French,
        months: ["janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc."],
        frame: Frame::FRENCH,
        faces: Faces::FRENCH,
        sign_in: SignIn::FRENCH,
        filters: Filters::FRENCH,
        figures: Figures::FRENCH,
        totals: TotalsWords::FRENCH,
        care: CareWords::FRENCH,
        records: Records::FRENCH,
        record: RecordWords::FRENCH,
        flags: Flags::FRENCH,
        keys: KeyWords::FRENCH,
        phones: Phones::FRENCH,
        new_phone: NewPhoneWords::FRENCH,
        plan: PlanWords::FRENCH,
        import: ImportWords::FRENCH,
    };
}
