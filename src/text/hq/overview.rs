//! The overview: filters, figures, tables and chart.
//!
//! The French is a draft that no speaker has reviewed.

use crate::text::plural::{french, one_other};

/// What pages are narrowed by.
#[derive(Clone, Copy)]
pub struct Filters {
    pub title: &'static str,
    pub round: &'static str,
    pub settlement: &'static str,
    pub item: &'static str,
    pub funder: &'static str,
    pub implementing: &'static str,
    pub from: &'static str,
    pub to: &'static str,
    pub state: &'static str,
    pub all: &'static str,
    pub unknown: &'static str,
    pub clear: &'static str,
    pub csv: &'static str,
}

/// The figures at the top of the overview.
#[derive(Clone, Copy)]
pub struct Figures {
    pub title: &'static str,
    pub households: &'static str,
    pub households_distinct: &'static str,
    /// Target of the households where one is known: number.
    pub target: fn(&str) -> String,
    pub no_target: &'static str,
    /// Hand-overs without a card, shown apart.
    pub more_walk_ins: fn(u64) -> String,
    /// Facilities and communities, under a number of households.
    pub more_bodies: fn(u64) -> String,
    pub people: &'static str,
    /// Share of women and girls, and of households that were asked.
    pub female: fn(&str, &str) -> String,
    pub not_asked: &'static str,
    /// For how many households the size is known: number, of number.
    pub size_known: fn(&str, &str) -> String,
    /// Pieces inside kits, apart.
    pub in_kits: fn(&str) -> String,
    pub pieces: &'static str,
    pub phones: &'static str,
    /// Number of number.
    pub of: fn(&str, &str) -> String,
    pub all_reported: &'static str,
    /// Phones that have not reported all, and since when the longest silent one: count, moment.
    pub silent: fn(u64, &str) -> String,
    /// Phones that have not reported all, none of them ever.
    pub silent_never: fn(u64) -> String,
    pub no_phones: &'static str,
    /// Facilities and communities: counts.
    pub facilities: fn(u64) -> String,
    pub communities: fn(u64) -> String,
    pub voided: fn(u64) -> String,
}

/// The tables and the chart of the overview.
#[derive(Clone, Copy)]
pub struct TotalsWords {
    pub settlements: &'static str,
    pub opens_records: &'static str,
    pub settlement: &'static str,
    pub item: &'static str,
    pub quantity: &'static str,
    pub in_kits: &'static str,
    pub target: &'static str,
    pub progress: &'static str,
    pub no_target: &'static str,
    pub over_target: &'static str,
    pub households: &'static str,
    pub households_unit: &'static str,
    pub phones_reported: &'static str,
    pub waiting_for: &'static str,
    /// Phones that a settlement waits for since a moment: count, moment.
    pub since: fn(u64, &str) -> String,
    pub not_opened: &'static str,
    pub provisional: &'static str,
    pub empty: &'static str,
    pub to_plan: &'static str,
    pub to_phones: &'static str,
    pub empty_filtered: &'static str,
    pub items: &'static str,
    pub items_apart: &'static str,
    pub by_day: &'static str,
    pub by_day_chart: &'static str,
    pub by_day_table: &'static str,
    pub days_left_out: &'static str,
    pub day: &'static str,
    pub hand_overs: &'static str,
    pub sex_age: &'static str,
    /// Share of households that were asked.
    pub asked_for: fn(&str, &str) -> String,
    pub age: &'static str,
    pub female: &'static str,
    pub male: &'static str,
    pub both: &'static str,
    pub share: &'static str,
    pub all_ages: &'static str,
    pub nobody_asked: &'static str,
    /// An age bracket without an upper end: first year.
    pub and_older: fn(u8) -> String,
}

impl Filters {
    pub(super) const ENGLISH: Self = Self {
        title: "Narrow by",
        round: "Round",
        settlement: "Settlement",
        item: "Item",
        funder: "Funder",
        implementing: "Implementing organisation",
        from: "From",
        to: "To",
        state: "State",
        all: "All",
        unknown: "Not known",
        clear: "Show all",
        csv: "Download CSV",
    };
}

impl Figures {
    pub(super) const ENGLISH: Self = Self {
        title: "Figures",
        households: "Households reached",
        households_distinct: "distinct",
        target: |number| format!("target {number} where known"),
        no_target: "no target known",
        more_walk_ins: |count| one_other(count, "+ {} without a card", "+ {} without a card"),
        more_bodies: |count| one_other(count, "+ {} facility", "+ {} facilities"),
        people: "People",
        female: |female, asked| format!("{female} female · asked for {asked}"),
        not_asked: "sex and age not asked",
        size_known: |known, all| format!("size known for {known} of {all} households"),
        in_kits: |number| format!("and {number} inside kits"),
        pieces: "handed over",
        phones: "Phones that have reported",
        of: |part, whole| format!("{part} of {whole}"),
        all_reported: "nothing waits on a phone, as far as phones have said",
        silent: |count, moment| format!("{} · longest since {moment}", one_other(count, "{} has not", "{} have not")),
        silent_never: |count| one_other(count, "{} has never reported", "{} have never reported"),
        no_phones: "no phone added yet",
        facilities: |count| one_other(count, "{} facility", "{} facilities"),
        communities: |count| one_other(count, "{} community", "{} communities"),
        voided: |count| one_other(count, "{} void record", "{} void records"),
    };
}

impl TotalsWords {
    pub(super) const ENGLISH: Self = Self {
        settlements: "Settlements",
        opens_records: "every figure opens its records",
        settlement: "Settlement",
        item: "Item",
        quantity: "Handed over",
        in_kits: "Inside kits",
        target: "Target",
        progress: "Progress",
        no_target: "no target",
        over_target: "over target",
        households: "Households",
        households_unit: "households",
        phones_reported: "Phones reported",
        waiting_for: "Waiting for",
        since: |count, moment| format!("{} since {moment}", one_other(count, "{} phone", "{} phones")),
        not_opened: "no phone here yet",
        provisional: "provisional",
        empty: "No record has arrived yet. Import a plan, add a phone, record a distribution: it appears here by itself.",
        to_plan: "Import a plan",
        to_phones: "Add a phone",
        empty_filtered: "Nothing matches these filters.",
        items: "Items",
        items_apart: "a kit counts as one; what is inside kits is counted apart",
        by_day: "Handed over by day",
        by_day_chart: "Hand-overs by day; the same figures are in the table below",
        by_day_table: "The same figures as a table",
        days_left_out: "Days without a hand-over are left out.",
        day: "Day",
        hand_overs: "Hand-overs",
        sex_age: "People by sex and age",
        asked_for: |share, households| format!("asked for {share} of {households} households"),
        age: "Age",
        female: "Female",
        male: "Male",
        both: "Together",
        share: "Share",
        all_ages: "All ages",
        nobody_asked: "Nobody was asked for sex and age here.",
        and_older: |years| format!("{years} and older"),
    };
}

impl Filters {
    pub(super) const FRENCH: Self = Self {
        title: "Restreindre par",
        round: "Cycle",
        settlement: "Site",
        item: "Article",
        funder: "Bailleur",
        implementing: "Organisation de mise en œuvre",
        from: "Du",
        to: "Au",
        state: "État",
        all: "Tout",
        unknown: "Inconnu",
        clear: "Tout montrer",
        csv: "Télécharger en CSV",
    };
}

impl Figures {
    pub(super) const FRENCH: Self = Self {
        title: "Chiffres",
        households: "Ménages atteints",
        households_distinct: "distincts",
        target: |number| format!("cible {number} là où elle est connue"),
        no_target: "aucune cible connue",
        more_walk_ins: |count| french(count, "+ {} sans carte", "+ {} sans carte"),
        more_bodies: |count| french(count, "+ {} structure", "+ {} structures"),
        people: "Personnes",
        female: |female, asked| format!("{female} de femmes · demandé pour {asked}"),
        not_asked: "sexe et âge non demandés",
        size_known: |known, all| format!("taille connue pour {known} ménages sur {all}"),
        in_kits: |number| format!("et {number} dans des kits"),
        pieces: "remis",
        phones: "Téléphones qui ont rendu compte",
        of: |part, whole| format!("{part} sur {whole}"),
        all_reported: "rien n’attend sur un téléphone, d’après les téléphones",
        silent: |count, moment| {
            format!("{} · depuis {moment} au plus", french(count, "{} pas encore", "{} pas encore"))
        },
        silent_never: |count| french(count, "{} n’a jamais rendu compte", "{} n’ont jamais rendu compte"),
        no_phones: "aucun téléphone ajouté",
        facilities: |count| french(count, "{} structure", "{} structures"),
        communities: |count| french(count, "{} communauté", "{} communautés"),
        voided: |count| french(count, "{} enregistrement annulé", "{} enregistrements annulés"),
    };
}

impl TotalsWords {
    pub(super) const FRENCH: Self = Self {
        settlements: "Sites",
        opens_records: "chaque chiffre ouvre ses enregistrements",
        settlement: "Site",
        item: "Article",
        quantity: "Remis",
        in_kits: "Dans des kits",
        target: "Cible",
        progress: "Avancement",
        no_target: "pas de cible",
        over_target: "au-delà",
        households: "Ménages",
        households_unit: "ménages",
        phones_reported: "Téléphones à jour",
        waiting_for: "En attente de",
        since: |count, moment| format!("{} depuis {moment}", french(count, "{} téléphone", "{} téléphones")),
        not_opened: "aucun téléphone ici",
        provisional: "provisoire",
        empty: "Aucun enregistrement n’est encore arrivé. Importez un plan, ajoutez un téléphone, enregistrez une remise : elle apparaît ici d’elle-même.",
        to_plan: "Importer un plan",
        to_phones: "Ajouter un téléphone",
        empty_filtered: "Rien ne correspond à ces filtres.",
        items: "Articles",
        items_apart: "un kit compte pour un ; ce qu’il contient est compté à part",
        by_day: "Remises par jour",
        by_day_chart: "Remises par jour ; les mêmes chiffres sont dans le tableau ci-dessous",
        by_day_table: "Les mêmes chiffres en tableau",
        days_left_out: "Les jours sans remise sont omis.",
        day: "Jour",
        hand_overs: "Remises",
        sex_age: "Personnes par sexe et âge",
        asked_for: |share, households| format!("demandé pour {share} de {households} ménages"),
        age: "Âge",
        female: "Femmes",
        male: "Hommes",
        both: "Ensemble",
        share: "Part",
        all_ages: "Tous les âges",
        nobody_asked: "Le sexe et l’âge n’ont été demandés à personne ici.",
        and_older: |years| format!("{years} et plus"),
    };
}
