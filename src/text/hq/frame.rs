//! What surrounds every page, and what stands where nothing can be shown.
//!
//! The French is a draft that no speaker has reviewed.

/// What surrounds every page.
#[derive(Clone, Copy)]
pub struct Frame {
    pub app: &'static str,
    pub skip: &'static str,
    pub pages: &'static str,
    pub overview: &'static str,
    pub records: &'static str,
    pub flags: &'static str,
    pub phones: &'static str,
    pub plan: &'static str,
    pub sign_out: &'static str,
    pub language: &'static str,
    pub theme: &'static str,
    pub theme_auto: &'static str,
    pub theme_light: &'static str,
    pub theme_dark: &'static str,
    /// When the figures were pulled: moment, offset of the clock.
    pub as_of: fn(&str, &str) -> String,
    /// The place in the journal that the figures go up to.
    pub cursor: fn(&str) -> String,
    pub no_connection: &'static str,
    /// Said to a screen reader when figures changed by themselves: moment.
    pub changed: fn(&str) -> String,
    pub not_found: &'static str,
    pub not_found_why: &'static str,
    pub to_overview: &'static str,
}

/// Waiting, failed, again.
#[derive(Clone, Copy)]
pub struct Faces {
    pub waiting: &'static str,
    pub failed: &'static str,
    pub unreachable: &'static str,
    pub busy: &'static str,
    pub disk_full: &'static str,
    pub read_only: &'static str,
    pub too_large: &'static str,
    pub unreadable: &'static str,
    /// Anything else that the server said, by its code.
    pub other: fn(&str) -> String,
    pub try_again: &'static str,
}

impl Frame {
    pub(super) const ENGLISH: Self = Self {
        app: "Lantern",
        skip: "Skip to the page",
        pages: "Pages",
        overview: "Overview",
        records: "Records",
        flags: "Flags",
        phones: "Phones",
        plan: "Plan",
        sign_out: "Sign out",
        language: "Language",
        theme: "Appearance",
        theme_auto: "As the computer",
        theme_light: "Light",
        theme_dark: "Dark",
        as_of: |moment, offset| format!("As of {moment} (UTC{offset})"),
        cursor: |position| format!("cursor {position}"),
        no_connection: "No connection to the server. What you see may be out of date; Lantern keeps trying.",
        changed: |moment| format!("Figures changed. As of {moment}."),
        not_found: "Nothing here",
        not_found_why: "There is no such page or record.",
        to_overview: "Go to the overview",
    };
}

impl Faces {
    pub(super) const ENGLISH: Self = Self {
        waiting: "Loading …",
        failed: "This could not be shown",
        unreachable: "The server does not answer. Check the connection; Lantern tries again by itself.",
        busy: "The server is busy. Lantern tries again by itself.",
        disk_full: "The server’s disk is full. Nothing is lost, but nothing new can be taken in: free some space.",
        read_only: "HQ’s journal is damaged, so nothing new is written to it until somebody has looked at the server.",
        too_large: "This is too much at once. Choose fewer or smaller files.",
        unreadable: "The answer could not be read. Reload the page: a newer version of Lantern may be running.",
        other: |code| format!("The server refused: {code}."),
        try_again: "Try again",
    };
}

impl Frame {
    pub(super) const FRENCH: Self = Self {
        app: "Lantern",
        skip: "Aller à la page",
        pages: "Pages",
        overview: "Vue d’ensemble",
        records: "Enregistrements",
        flags: "Signalements",
        phones: "Téléphones",
        plan: "Plan",
        sign_out: "Se déconnecter",
        language: "Langue",
        theme: "Apparence",
        theme_auto: "Comme l’ordinateur",
        theme_light: "Claire",
        theme_dark: "Sombre",
        as_of: |moment, offset| format!("État au {moment} (UTC{offset})"),
        cursor: |position| format!("curseur {position}"),
        no_connection: "Pas de connexion au serveur. Ce que vous voyez n’est peut-être plus à jour ; Lantern réessaie.",
        changed: |moment| format!("Les chiffres ont changé. État au {moment}."),
        not_found: "Rien ici",
        not_found_why: "Cette page ou cet enregistrement n’existe pas.",
        to_overview: "Aller à la vue d’ensemble",
    };
}

impl Faces {
    pub(super) const FRENCH: Self = Self {
        waiting: "Chargement …",
        failed: "Impossible d’afficher ceci",
        unreachable: "Le serveur ne répond pas. Vérifiez la connexion ; Lantern réessaie de lui-même.",
        busy: "Le serveur est occupé. Lantern réessaie de lui-même.",
        disk_full: "Le disque du serveur est plein. Rien n’est perdu, mais rien de nouveau ne peut être reçu : libérez de la place.",
        read_only: "Le journal du siège est endommagé : rien de nouveau n’y est écrit tant que personne n’a examiné le serveur.",
        too_large: "C’est trop à la fois. Choisissez moins de fichiers, ou de plus petits.",
        unreadable: "La réponse est illisible. Rechargez la page : une version plus récente de Lantern tourne peut-être.",
        other: |code| format!("Le serveur a refusé : {code}."),
        try_again: "Réessayer",
    };
}
