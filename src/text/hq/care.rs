//! What happened to HQ's journal itself: put back to a copy, damaged.
//!
//! The French is a draft that no speaker has reviewed.

use crate::text::plural::{french, one_other};

/// What the office has to know of the server's care.
#[derive(Clone, Copy)]
pub struct CareWords {
    pub title: &'static str,
    /// Moment.
    pub restored: fn(&str) -> String,
    pub restored_means: &'static str,
    /// How many records of the journal are lost.
    pub lost: fn(u64) -> String,
    pub lost_means: &'static str,
}

impl CareWords {
    pub(super) const ENGLISH: Self = Self {
        title: "About this server",
        restored: |moment| format!("This server was put back to a copy on {moment}."),
        restored_means: "Phones bring back what came after that copy, by themselves, when they next reach HQ. Phones that were added after it need a new link; revoke again what was revoked after it.",
        lost: |number| {
            one_other(
                number,
                "One record of the journal was damaged and could not be saved here.",
                "{} records of the journal were damaged and could not be saved here.",
            )
        },
        lost_means: "A phone that still has them sends them again by itself.",
    };

    pub(super) const FRENCH: Self = Self {
        title: "À propos de ce serveur",
        restored: |moment| format!("Ce serveur a été remis sur une copie le {moment}."),
        restored_means: "Les téléphones rapportent d’eux-mêmes ce qui est venu après cette copie, dès qu’ils joignent le siège. Les téléphones ajoutés après elle ont besoin d’un nouveau lien ; révoquez à nouveau ceux qui l’ont été après elle.",
        lost: |number| {
            french(
                number,
                "{} enregistrement du journal a été endommagé et n’a pas pu être sauvé ici.",
                "{} enregistrements du journal ont été endommagés et n’ont pas pu être sauvés ici.",
            )
        },
        lost_means: "Un téléphone qui les a encore les renvoie de lui-même.",
    };
}
