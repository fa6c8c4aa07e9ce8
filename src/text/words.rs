//! The shape of a language's table: one struct a page, one field a sentence.
//!
//! Fields that need a number, a name or a moment are functions; a count's function carries the plural rules.

use super::Units;

/// Fixed words.
pub type Said = &'static str;
/// Words around a count, with the language's plural.
pub type Count = fn(u64) -> String;
/// Words around one name, code or moment that is said elsewhere.
pub type About = fn(&str) -> String;
/// Words around two of them.
pub type AboutTwo = fn(&str, &str) -> String;

/// Every word of the field app in one language.
pub struct Words {
    pub common: Common,
    pub header: Header,
    pub enrol: Enrol,
    pub enrol_problems: EnrolProblems,
    pub operator: Operator,
    pub place: Place,
    pub home: Home,
    pub form: Form,
    pub problems: Problems,
    pub save: Save,
    pub records: Records,
    pub detail: Detail,
    pub totals: Totals,
    pub safe: Safe,
    pub sync: Sync,
    pub notices: Notices,
    pub settings: Settings,
    pub faces: Faces,
    pub reasons: Reasons,
    pub relations: Relations,
    pub dates: Dates,
    pub units: Units,
}

/// Words that many pages share.
pub struct Common {
    pub back: Said,
    pub again: Said,
    pub change: Said,
    pub choose: Said,
    pub other: Said,
    pub wait: Said,
    pub not_known: Said,
    pub optional: Said,
    pub close: Said,
    pub no_card: Said,
}

/// The bar at the top and the tabs at the bottom.
pub struct Header {
    pub no_place: Said,
    pub tabs: Said,
    pub record: Said,
    pub records: Said,
    pub totals: Said,
    pub safe: Said,
    pub settings: Said,
    /// The word below the number of waiting records.
    pub wait: fn(u64) -> Said,
    /// What a tap on the badge does, for those who hear it.
    pub badge: Said,
    pub not_in_plan: Said,
}

/// Setting up a phone with a link.
pub struct Enrol {
    pub title: Said,
    pub explain: Said,
    pub paste: Said,
    pub paste_hint: Said,
    pub go: Said,
    pub asking: Said,
    pub keep_open: Said,
    pub done: Said,
    pub done_as: AboutTwo,
    pub next: Said,
    pub anew: Said,
}

/// Why setting up did not work, and what to do.
pub struct EnrolProblems {
    pub not_a_code: Said,
    pub used: Said,
    pub expired: Said,
    pub unknown: Said,
    pub already: Said,
    pub no_network: Said,
    pub busy: Said,
    pub other_tab: Said,
    pub refused: About,
    pub storage: About,
}

/// Who records.
pub struct Operator {
    pub title: Said,
    pub label: Said,
    pub hint: Said,
    pub go: Said,
    pub empty: Said,
}

/// Choosing round and settlement.
pub struct Place {
    pub title: Said,
    pub round: Said,
    pub settlement: Said,
    pub open: Said,
    pub outside: Said,
    pub dates: AboutTwo,
    pub from: About,
    pub until: About,
    pub notice: Said,
    pub no_rounds: Said,
    pub search: Said,
    pub in_round: Said,
    pub elsewhere: Said,
    pub none_found: Said,
    pub not_listed: Said,
    pub typed_label: Said,
    pub typed_hint: Said,
    pub choose_round: Said,
    pub choose_settlement: Said,
    pub go: Said,
}

/// The first tab before a hand-over begins.
pub struct Home {
    pub of_households: Count,
    pub progress: Said,
    pub record: Said,
    pub today: Said,
    pub households: fn(u64) -> Said,
    pub people: fn(u64) -> Said,
    pub hand_overs: fn(u64) -> Said,
    pub waiting: Count,
    pub held_until: About,
    pub never_held: Said,
    pub all_held: Said,
    pub nothing: Said,
    pub draft: Said,
}

/// The hand-over form.
pub struct Form {
    pub title: Said,
    pub card: Said,
    pub has_card: Said,
    pub walk_in: Said,
    pub nothing_yet: Said,
    pub listed_size: Count,
    pub not_listed: Said,
    pub served: About,
    pub look: Said,
    pub size: Said,
    pub entitled: Count,
    pub not_entitled: Said,
    pub fewer: About,
    pub more: About,
    pub fewer_people: Said,
    pub more_people: Said,
    pub quantity: About,
    pub line_reason: About,
    pub own_reason: Said,
    pub add_item: Said,
    pub instead_of: Said,
    pub nothing: Said,
    pub sex_age: Said,
    pub not_asked: Said,
    pub asked: Said,
    pub ages: Said,
    pub female: Said,
    pub male: Said,
    pub sum_differs: AboutTwo,
    pub sum: Count,
    pub collector: Said,
    pub recipient: Said,
    pub proxy: Said,
    pub relation: Said,
    pub facility: Said,
    pub facility_other: Said,
    pub facility_name: Said,
    pub community: Said,
    pub batch_no: Said,
    pub expires_on: Said,
    pub expired: Said,
    pub note: Said,
    pub go: Said,
    pub saving: Said,
    pub next: Said,
    pub anyway: Said,
    pub repeat_reason: Said,
    pub clear: Said,
    pub reason_label: Said,
}

/// What is wrong beside a field.
pub struct Problems {
    pub card_empty: Said,
    pub card_long: Said,
    pub card_character: Said,
    pub size: Said,
    pub count: Said,
    pub quantity: Said,
    pub nothing: Said,
    pub too_many_lines: Said,
    pub line_reason: Said,
    pub repeat_reason: Said,
    pub relation: Said,
    pub facility: Said,
    pub text_empty: Said,
    pub text_long: Said,
    pub date: Said,
    pub reason: Said,
    pub fields: Count,
}

/// What saving says.
pub struct Save {
    pub saved: Said,
    pub undo: Count,
    pub undone: Said,
    pub full: Said,
    pub other_tab: Said,
    pub gone: Said,
    pub not_enrolled: Said,
    pub no_place: Said,
    pub no_operator: Said,
    pub too_large: Said,
    pub unknown_record: Said,
    pub unchanged: Said,
    pub storage: About,
    pub draft: Said,
}

/// The list of records.
pub struct Records {
    pub title: Said,
    pub count: Count,
    pub search: Said,
    pub empty: Said,
    pub none_found: Said,
    pub on_phone: Said,
    pub held: Said,
    pub held_back: Said,
    pub receipt: About,
    pub void: About,
    pub replaced: Said,
    pub older: Said,
}

/// One record.
pub struct Detail {
    pub title: Said,
    pub code: Said,
    pub at: Said,
    pub clock_unconfirmed: Said,
    pub round: Said,
    pub settlement: Said,
    pub recipient: Said,
    pub card: Said,
    pub items: Said,
    pub size: Said,
    pub sex_age: Said,
    pub collector: Said,
    pub operator: Said,
    pub repeat_reason: Said,
    pub note: Said,
    pub receipt: Said,
    pub receipt_of: AboutTwo,
    pub no_receipt: Said,
    pub void_at: AboutTwo,
    pub void_waits: Said,
    pub void_held: Said,
    pub replaced_at: AboutTwo,
    pub void_go: Said,
    pub void_explain: Said,
    pub void_why: Said,
    pub void_confirm: Said,
    pub unknown: Said,
    pub instead_of: About,
    pub decided_right: Said,
    pub decided_to_correct: Said,
    pub decided_set_aside: Said,
    /// Why HQ decided so, when, and who.
    pub decided_by: fn(&str, &str, &str) -> String,
}

/// What this phone handed over.
pub struct Totals {
    pub title: Said,
    pub today: Said,
    pub all: Said,
    pub empty_today: Said,
    pub empty: Said,
    pub item: Said,
    pub quantity: Said,
    pub hand_overs: Said,
    pub households: Said,
    pub people: Said,
    pub voided: Count,
    pub only_here: Said,
    pub only_here_short: Said,
    pub in_kits: Said,
    pub walk_ins: Said,
}

/// What HQ holds, and how safe the rest is.
pub struct Safe {
    pub title: Said,
    pub only_here: Count,
    pub oldest: About,
    pub all_held: Said,
    pub nothing: Said,
    pub send: Said,
    pub sending: Said,
    pub contact: About,
    pub no_contact: Said,
    pub receipt: AboutTwo,
    pub no_receipt: Said,
    pub storage: Said,
    pub persisted: Said,
    pub not_persisted: Said,
    pub not_asked: Said,
    pub persist_how: Said,
    pub copies_sound: Said,
    pub copies_unsound: Said,
    pub room: About,
    pub low_room: About,
    pub notices: Said,
    pub seen: Said,
}

/// How the last contact failed, and the next step.
pub struct Sync {
    pub no_network: Said,
    pub busy: Said,
    pub full: Said,
    pub revoked: Said,
    pub unknown: Said,
    pub unreadable: Said,
    pub server: About,
    pub storage: About,
    pub not_enrolled: Said,
    pub retry_at: About,
}

/// What a person must be told.
pub struct Notices {
    pub store_lost: AboutTwo,
    pub entries_restored: Count,
    pub second_copy_lost: Said,
    pub second_copy_failing: Said,
    pub copies_differ: Said,
    pub damaged: Said,
    pub key_lost: Said,
    pub key_refused: Said,
    pub key_confirmed: Said,
    pub receipt_hash: Said,
    pub receipt_signature: Said,
    pub receipt_too_high: Said,
    pub receipt_unreadable: Said,
    pub split_history: Said,
    pub log_refused: About,
    pub plan_refused: Said,
    pub revoked: Said,
    pub credential_unknown: Said,
    pub clock_forward: About,
    pub clock_back: About,
    pub not_persisted: Said,
}

/// Settings and credits.
pub struct Settings {
    pub title: Said,
    pub language: Said,
    pub theme: Said,
    pub theme_auto: Said,
    pub theme_light: Said,
    pub theme_dark: Said,
    pub theme_sunlight: Said,
    pub operator: Said,
    pub place: Said,
    pub phone: Said,
    pub install: Said,
    pub install_how: Said,
    pub install_go: Said,
    pub installed: Said,
    pub about: Said,
    pub version: Said,
    pub credits: Said,
    pub drafts: Said,
    pub licence: Said,
}

/// Whole screens for when the app cannot go on, and the offer of an update.
pub struct Faces {
    pub opening: Said,
    pub second_tab: Said,
    pub second_tab_how: Said,
    pub insecure: Said,
    pub insecure_how: Said,
    pub no_storage: Said,
    pub no_storage_how: Said,
    pub newer_data: Said,
    pub newer_data_how: Said,
    pub reload: Said,
    pub update: Said,
    pub update_kept: Said,
    pub update_go: Said,
    pub update_later: Said,
    pub not_found: Said,
}

/// Well-known reasons; `slug` knows which slug is which.
pub struct Reasons {
    pub out_of_stock: Said,
    pub damaged: Said,
    pub declined: Said,
    pub household_size: Said,
    pub substituted: Said,
    pub rest_later: Said,
    pub second_visit_agreed: Said,
    pub rest_now: Said,
    pub shared_card: Said,
    pub card_mistyped: Said,
    pub replaces_faulty: Said,
    pub wrong_card: Said,
    pub recorded_twice: Said,
    pub not_handed_over: Said,
    pub returned: Said,
    pub wrong_quantity: Said,
    pub card_lost: Said,
    pub undo: Said,
}

/// Who collects for a household.
pub struct Relations {
    pub spouse: Said,
    pub child: Said,
    pub parent: Said,
    pub relative: Said,
    pub neighbour: Said,
    pub community_leader: Said,
}

/// Names of days and months.
pub struct Dates {
    pub today: Said,
    pub yesterday: Said,
    pub months: [Said; 12],
}
