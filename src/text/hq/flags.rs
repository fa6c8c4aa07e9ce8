//! Flags: what is odd about groups of records, and what was decided.
//!
//! The French is a draft that no speaker has reviewed.

use crate::text::plural::{french, one_other};

/// Flags and decisions.
#[derive(Clone, Copy)]
pub struct Flags {
    pub title: &'static str,
    /// How many flags, and how many of them wait for a decision.
    pub count: fn(u64, u64) -> String,
    pub means: &'static str,
    pub empty: &'static str,
    pub empty_filtered: &'static str,
    pub back: &'static str,
    pub kind: &'static str,
    pub why: &'static str,
    pub card: &'static str,
    pub open: &'static str,
    pub decided: &'static str,
    pub served_twice: &'static str,
    pub over_entitlement: &'static str,
    pub interval_too_short: &'static str,
    pub unknown_item: &'static str,
    pub unknown_round: &'static str,
    pub unknown_settlement: &'static str,
    pub clock_unconfirmed: &'static str,
    pub clock_off: &'static str,
    pub late: &'static str,
    pub split_history: &'static str,
    pub correction_without_right: &'static str,
    /// Services, phones.
    pub served_twice_why: fn(&str, &str) -> String,
    /// Item, pieces handed over, pieces due.
    pub over_entitlement_why: fn(&str, &str, &str) -> String,
    /// Round, days, least number of days.
    pub interval_too_short_why: fn(&str, &str, &str) -> String,
    /// The code.
    pub unknown_why: fn(&str) -> String,
    pub clock_unconfirmed_why: &'static str,
    /// Hours.
    pub clock_off_why: fn(&str) -> String,
    /// Hours.
    pub late_why: fn(&str) -> String,
    /// How many.
    pub split_history_why: fn(&str) -> String,
    /// How many.
    pub correction_without_right_why: fn(&str) -> String,
    pub decision: &'static str,
    pub right: &'static str,
    pub to_correct: &'static str,
    pub set_aside: &'static str,
    pub because: &'static str,
    pub by: &'static str,
    pub decide: &'static str,
    pub incomplete: &'static str,
    pub travels: &'static str,
    pub done: &'static str,
    pub changed: &'static str,
}

impl Flags {
    pub(super) const ENGLISH: Self = Self {
        title: "Flags",
        count: |count, open| format!("{}, {open} open", one_other(count, "{} flag", "{} flags")),
        means: "A flag says that something about these records is odd. It changes no total, and does not say which record is wrong.",
        empty: "Nothing is odd about the records that have arrived.",
        empty_filtered: "No flag matches these filters.",
        back: "All flags",
        kind: "Flag",
        why: "What is odd",
        card: "Card",
        open: "open",
        decided: "decided",
        served_twice: "Served twice",
        over_entitlement: "Over entitlement",
        interval_too_short: "Interval too short",
        unknown_item: "Item not in the plan",
        unknown_round: "Round not in the plan",
        unknown_settlement: "Settlement not in the plan",
        clock_unconfirmed: "Clock unconfirmed",
        clock_off: "Clock far off",
        late: "Received late",
        split_history: "Two histories",
        correction_without_right: "Correction without right",
        served_twice_why: |services, phones| {
            let phones = if phones == "1" { "1 phone".to_owned() } else { format!("{phones} phones") };
            format!("{services} services on {phones}.")
        },
        over_entitlement_why: |item, quantity, due| format!("{item}: {quantity} handed over in the round, {due} due."),
        interval_too_short_why: |round, days, least| format!("{days} days apart; {round} says at least {least}."),
        unknown_why: |code| format!("The plan does not name {code}."),
        clock_unconfirmed_why: "The phone’s clock was not compared with HQ’s since.",
        clock_off_why: |hours| format!("The phone’s clock was up to {hours} hours off."),
        late_why: |hours| format!("Received up to {hours} hours after it was recorded."),
        split_history_why: |histories| {
            format!("The phone’s log has {histories} histories: it was copied, or put back to an older state.")
        },
        correction_without_right_why: |count| format!("{count} by a phone that may not correct it; without effect."),
        decision: "Decision",
        right: "Right as recorded",
        to_correct: "To be corrected",
        set_aside: "Set aside",
        because: "Why",
        by: "Your name",
        decide: "Decide",
        incomplete: "Say why in one line, and who decides.",
        travels: "Phones show the decision with these records. Write no card codes or names of recipients.",
        done: "Decided.",
        changed: "More records have come meanwhile, so nothing was decided. Look again.",
    };

    pub(super) const FRENCH: Self = Self {
        title: "Signalements",
        count: |count, open| {
            let open = french(open, "{} ouvert", "{} ouverts");
            format!("{}, {open}", french(count, "{} signalement", "{} signalements"))
        },
        means: "Un signalement dit que quelque chose est étrange dans ces enregistrements. Il ne change aucun total et ne dit pas lequel est faux.",
        empty: "Rien d’étrange dans les enregistrements reçus.",
        empty_filtered: "Aucun signalement ne correspond à ces filtres.",
        back: "Tous les signalements",
        kind: "Signalement",
        why: "Ce qui est étrange",
        card: "Carte",
        open: "ouvert",
        decided: "décidé",
        served_twice: "Servi deux fois",
        over_entitlement: "Plus que prévu",
        interval_too_short: "Intervalle trop court",
        unknown_item: "Article hors du plan",
        unknown_round: "Cycle hors du plan",
        unknown_settlement: "Site hors du plan",
        clock_unconfirmed: "Horloge non confirmée",
        clock_off: "Horloge très décalée",
        late: "Reçu tard",
        split_history: "Deux historiques",
        correction_without_right: "Correction sans droit",
        served_twice_why: |services, phones| {
            let phones = if phones == "1" { "1 téléphone".to_owned() } else { format!("{phones} téléphones") };
            format!("{services} remises sur {phones}.")
        },
        over_entitlement_why: |item, quantity, due| format!("{item} : {quantity} remis dans le cycle, {due} prévus."),
        interval_too_short_why: |round, days, least| {
            format!("{days} jours d’écart ; {round} demande au moins {least}.")
        },
        unknown_why: |code| format!("Le plan ne nomme pas {code}."),
        clock_unconfirmed_why: "L’horloge du téléphone n’a pas été comparée à celle du siège depuis.",
        clock_off_why: |hours| format!("L’horloge du téléphone était décalée, de {hours} heures au plus."),
        late_why: |hours| format!("Reçu jusqu’à {hours} heures après la saisie."),
        split_history_why: |histories| {
            format!("Le registre du téléphone a {histories} historiques : il a été copié, ou remis à un état ancien.")
        },
        correction_without_right_why: |count| format!("{count} par un téléphone qui n’en a pas le droit ; sans effet."),
        decision: "Décision",
        right: "Juste tel que saisi",
        to_correct: "À corriger",
        set_aside: "Laissé de côté",
        because: "Pourquoi",
        by: "Votre nom",
        decide: "Décider",
        incomplete: "Dites pourquoi, en une ligne, et qui décide.",
        travels: "Les téléphones montrent la décision avec ces enregistrements. N’écrivez ni code de carte ni nom de bénéficiaire.",
        done: "Décidé.",
        changed: "D’autres enregistrements sont arrivés entre-temps : rien n’a été décidé. Regardez de nouveau.",
    };
}
