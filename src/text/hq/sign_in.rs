//! Signing in and out.
//!
//! The French is a draft that no speaker has reviewed.

use crate::text::plural::{french, one_other};

/// Signing in and out.
#[derive(Clone, Copy)]
pub struct SignIn {
    pub title: &'static str,
    pub why: &'static str,
    pub password: &'static str,
    pub show: &'static str,
    pub submit: &'static str,
    pub checking: &'static str,
    pub empty: &'static str,
    pub wrong: &'static str,
    /// Too many attempts: seconds to wait.
    pub too_many: fn(u64) -> String,
    pub expired: &'static str,
    pub signed_out: &'static str,
    pub forgotten: &'static str,
}

impl SignIn {
    pub(super) const ENGLISH: Self = Self {
        title: "Sign in to HQ",
        why: "Totals, records, phones and the plan of this operation.",
        password: "Password",
        show: "Show the password",
        submit: "Sign in",
        checking: "Checking …",
        empty: "Type the password.",
        wrong: "This is not the password. Check capitals and the keyboard’s language, then try again.",
        too_many: |seconds| {
            format!("Too many attempts. Wait {}, then try again.", one_other(seconds, "{} second", "{} seconds"))
        },
        expired: "Your session has ended. Sign in again: the page you were on stays open.",
        signed_out: "You are signed out.",
        forgotten: "Forgotten? Whoever runs the server sets a new one with: lantern-server password",
    };
}

impl SignIn {
    pub(super) const FRENCH: Self = Self {
        title: "Se connecter au siège",
        why: "Totaux, enregistrements, téléphones et plan de cette opération.",
        password: "Mot de passe",
        show: "Montrer le mot de passe",
        submit: "Se connecter",
        checking: "Vérification …",
        empty: "Saisissez le mot de passe.",
        wrong: "Ce n’est pas le mot de passe. Vérifiez les majuscules et la langue du clavier, puis réessayez.",
        too_many: |seconds| {
            format!("Trop de tentatives. Attendez {}, puis réessayez.", french(seconds, "{} seconde", "{} secondes"))
        },
        expired: "Votre session a pris fin. Reconnectez-vous : la page où vous étiez reste ouverte.",
        signed_out: "Vous êtes déconnecté.",
        forgotten: "Oublié ? La personne qui gère le serveur en fixe un nouveau avec : lantern-server password",
    };
}
