//! Keys that HQ does not know, and new links for phones that it knows.
//!
//! The French is a draft that no speaker has reviewed.

/// Keys and what is held under them.
#[derive(Clone, Copy)]
pub struct KeyWords {
    pub title: &'static str,
    pub means: &'static str,
    /// Phone, records.
    pub of_phone: fn(&str, &str) -> String,
    /// Records.
    pub of_nobody: fn(&str) -> String,
    pub received: &'static str,
    /// Phones.
    pub carried_by: fn(&str) -> String,
    pub goes_on: &'static str,
    pub is_refused: &'static str,
    pub which_phone: &'static str,
    pub confirm: &'static str,
    pub refuse: &'static str,
    pub confirmed: &'static str,
    pub refused: &'static str,
    pub link_again: &'static str,
}

impl KeyWords {
    pub(super) const ENGLISH: Self = Self {
        title: "Held: under a key that HQ does not know",
        means: "A phone that lost its key goes on under a new one. What it writes is kept, and counts once you say whose key it is. Ask the person who has the phone first.",
        of_phone: |name, records| format!("{name} writes under a new key · records held, not counted: {records}"),
        of_nobody: |records| format!("A phone that HQ does not know · records held, not counted: {records}"),
        received: "Received",
        carried_by: |phones| format!("brought by {phones}"),
        goes_on: "goes on from this phone’s own log",
        is_refused: "not trusted so far",
        which_phone: "It is the key of",
        confirm: "Confirm the key",
        refuse: "Do not trust it",
        confirmed: "The key is confirmed. What was held counts.",
        refused: "The key is not trusted. What is held stays held.",
        link_again: "New link",
    };

    pub(super) const FRENCH: Self = Self {
        title: "Retenu : sous une clé que le siège ne connaît pas",
        means: "Un téléphone qui a perdu sa clé continue avec une nouvelle. Ce qu’il écrit est gardé, et compte dès que vous dites à qui est la clé. Demandez d’abord à la personne qui a le téléphone.",
        of_phone: |name, records| {
            format!("{name} écrit sous une nouvelle clé · enregistrements retenus, non comptés : {records}")
        },
        of_nobody: |records| {
            format!("Un téléphone inconnu du siège · enregistrements retenus, non comptés : {records}")
        },
        received: "Reçu",
        carried_by: |phones| format!("apporté par {phones}"),
        goes_on: "continue le registre de ce téléphone",
        is_refused: "pas admise jusqu’ici",
        which_phone: "C’est la clé de",
        confirm: "Confirmer la clé",
        refuse: "Ne pas l’admettre",
        confirmed: "La clé est confirmée. Ce qui était retenu compte.",
        refused: "La clé n’est pas admise. Ce qui est retenu le reste.",
        link_again: "Nouveau lien",
    };
}
