//! Phones, what they have reported, and how one is added.
//!
//! The French is a draft that no speaker has reviewed.

use crate::text::plural::{french, one_other};

/// Phones and what they have reported.
#[derive(Clone, Copy)]
pub struct Phones {
    pub title: &'static str,
    pub name: &'static str,
    pub invited: &'static str,
    pub invitation_over: &'static str,
    pub enrolled: &'static str,
    pub revoked: &'static str,
    pub last_contact: &'static str,
    pub never: &'static str,
    pub settlement: &'static str,
    pub held_up_to: &'static str,
    pub on_phone: &'static str,
    pub last_record: &'static str,
    pub all_here: &'static str,
    /// Entries that wait on the phone, by its own signed head.
    pub waiting: fn(u64) -> String,
    pub waiting_unknown: &'static str,
    pub no_logs: &'static str,
    pub app_version: &'static str,
    pub empty: &'static str,
    pub revoke: &'static str,
    /// The question before revoking, with the phone's name.
    pub revoke_ask: fn(&str) -> String,
    pub revoke_means: &'static str,
    pub revoke_yes: &'static str,
    pub cancel: &'static str,
    /// Said when it is done: name.
    pub revoke_done: fn(&str) -> String,
    pub reported: &'static str,
    pub action: &'static str,
    pub valid_until: &'static str,
    pub forked: &'static str,
    pub held: &'static str,
    pub unknown: &'static str,
    pub head_means: &'static str,
    pub only_settlement: &'static str,
    pub show_all: &'static str,
}

/// A new phone and its link.
#[derive(Clone, Copy)]
pub struct NewPhoneWords {
    pub title: &'static str,
    pub name: &'static str,
    pub name_hint: &'static str,
    pub name_missing: &'static str,
    pub name_too_long: &'static str,
    pub submit: &'static str,
    /// The link of a phone is ready: name.
    pub ready: fn(&str) -> String,
    pub how: &'static str,
    pub qr: &'static str,
    pub link: &'static str,
    pub copy: &'static str,
    pub copied: &'static str,
    pub not_copied: &'static str,
    pub valid_until: &'static str,
    pub once: &'static str,
    pub done: &'static str,
}

impl Phones {
    pub(super) const ENGLISH: Self = Self {
        title: "Phones",
        name: "Phone",
        invited: "invited",
        invitation_over: "link expired",
        enrolled: "enrolled",
        revoked: "revoked",
        last_contact: "Last contact",
        never: "never",
        settlement: "Settlement",
        held_up_to: "HQ holds up to",
        on_phone: "On the phone",
        last_record: "Last received",
        all_here: "all here",
        waiting: |count| one_other(count, "{} entry waits", "{} entries wait"),
        waiting_unknown: "not said yet",
        no_logs: "nothing recorded yet",
        app_version: "App",
        empty: "No phone yet. Add one: its link is opened on the phone, once.",
        revoke: "Revoke",
        revoke_ask: |name| format!("Revoke {name}?"),
        revoke_means: "The phone can no longer send or receive. What it has sent stays and counts. This cannot be undone; the phone can be added again as a new one.",
        revoke_yes: "Revoke this phone",
        cancel: "Cancel",
        revoke_done: |name| format!("{name} is revoked."),
        reported: "Who has reported",
        action: "Trust",
        valid_until: "valid until",
        forked: "two histories",
        held: "held, not counted",
        unknown: "not known yet",
        head_means: "A phone says with its signature how far its own log goes. What waits is the difference to what HQ holds, as of its last contact.",
        only_settlement: "Only phones that have opened this settlement are shown.",
        show_all: "Show all phones",
    };
}

impl NewPhoneWords {
    pub(super) const ENGLISH: Self = Self {
        title: "Add a phone",
        name: "Name of the phone",
        name_hint: "What you will call it here, such as Burao 3. No names of people.",
        name_missing: "Give the phone a name.",
        name_too_long: "At most 60 characters.",
        submit: "Make a link",
        ready: |name| format!("The link for {name} is ready"),
        how: "Scan the code with the phone’s camera, or send it the link. Open it in Chrome while the phone is online.",
        qr: "QR code of the link",
        link: "Link",
        copy: "Copy the link",
        copied: "Copied.",
        not_copied: "Could not be copied: mark the link and copy it by hand.",
        valid_until: "Valid until",
        once: "It works once. Whoever has it can enrol: show it to nobody else.",
        done: "Done",
    };
}

impl Phones {
    pub(super) const FRENCH: Self = Self {
        title: "Téléphones",
        name: "Téléphone",
        invited: "invité",
        invitation_over: "lien expiré",
        enrolled: "inscrit",
        revoked: "révoqué",
        last_contact: "Dernier contact",
        never: "jamais",
        settlement: "Site",
        held_up_to: "Au siège jusqu’à",
        on_phone: "Sur le téléphone",
        last_record: "Dernière réception",
        all_here: "tout est là",
        waiting: |count| french(count, "{} entrée attend", "{} entrées attendent"),
        waiting_unknown: "pas encore dit",
        no_logs: "rien d’enregistré",
        app_version: "Appli",
        empty: "Aucun téléphone. Ajoutez-en un : son lien s’ouvre sur le téléphone, une seule fois.",
        revoke: "Révoquer",
        revoke_ask: |name| format!("Révoquer {name} ?"),
        revoke_means: "Le téléphone ne pourra plus ni envoyer ni recevoir. Ce qu’il a envoyé reste et compte. C’est définitif ; le téléphone peut être ajouté de nouveau.",
        revoke_yes: "Révoquer ce téléphone",
        cancel: "Annuler",
        revoke_done: |name| format!("{name} est révoqué."),
        reported: "Qui a rendu compte",
        action: "Confiance",
        valid_until: "valable jusqu’au",
        forked: "deux historiques",
        held: "retenu, non compté",
        unknown: "pas encore connu",
        head_means: "Un téléphone dit sous sa signature jusqu’où va son propre registre. Ce qui attend est l’écart avec ce que le siège détient, à son dernier contact.",
        only_settlement: "Seuls les téléphones qui ont ouvert ce site sont montrés.",
        show_all: "Montrer tous les téléphones",
    };
}

impl NewPhoneWords {
    pub(super) const FRENCH: Self = Self {
        title: "Ajouter un téléphone",
        name: "Nom du téléphone",
        name_hint: "Comment vous l’appellerez ici, par exemple Burao 3. Pas de noms de personnes.",
        name_missing: "Donnez un nom au téléphone.",
        name_too_long: "Au plus 60 caractères.",
        submit: "Créer un lien",
        ready: |name| format!("Le lien pour {name} est prêt"),
        how: "Lisez le code avec l’appareil photo du téléphone, ou envoyez-lui le lien. Ouvrez-le dans Chrome, le téléphone étant en ligne.",
        qr: "Code QR du lien",
        link: "Lien",
        copy: "Copier le lien",
        copied: "Copié.",
        not_copied: "Copie impossible : sélectionnez le lien et copiez-le à la main.",
        valid_until: "Valable jusqu’au",
        once: "Il sert une seule fois. Qui l’a peut s’inscrire : ne le montrez à personne d’autre.",
        done: "Terminé",
    };
}
