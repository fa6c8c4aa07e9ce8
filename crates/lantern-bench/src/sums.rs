//! What HQ must show of the records that it acknowledged, added up here the simplest way there is.
//!
//! Leaves the real rules to the domain's tally: this knows only what the generator makes, and is compared with the tally.

use anyhow::{Context, Result};
use lantern_domain::tally::{Dimension, Totals, TotalsRow};
use lantern_domain::{Code, Distribution, Recipient, RecordId};
use lantern_ledger::{Body, Entry};
use std::collections::{BTreeMap, BTreeSet};

/// Sums over records that count, and over those that were voided.
#[derive(Debug, Default)]
pub struct Sums {
    services: u64,
    voided: u64,
    walk_ins: u64,
    /// Round and folded card.
    households: BTreeSet<(Code, String)>,
    /// Pieces by settlement and item.
    pieces: BTreeMap<(String, String), u64>,
}

impl Sums {
    /// Adds what was said in a piece of a log; a void is in the same piece as what it voids.
    ///
    /// # Errors
    ///
    /// When an entry cannot be read.
    pub fn add(&mut self, settlement: &Code, said: &[(RecordId, Entry)]) -> Result<()> {
        let mut hand_overs = BTreeMap::new();
        for (id, entry) in said {
            match Body::of(entry).context("reading an entry of the generator")? {
                Body::Distribution(distribution) => {
                    hand_overs.insert(*id, distribution);
                }
                Body::Correction(void) => {
                    hand_overs.remove(&void.target).context("a void of nothing")?;
                    self.voided += 1;
                }
                _ => {}
            }
        }
        hand_overs.values().for_each(|distribution| self.count(settlement, distribution));
        Ok(())
    }

    fn count(&mut self, settlement: &Code, distribution: &Distribution) {
        self.services += 1;
        match &distribution.recipient {
            Recipient::Household(card) => {
                self.households.insert((distribution.round.clone(), card.folded().as_str().to_owned()));
            }
            _ => self.walk_ins += 1,
        }
        for line in &distribution.lines {
            let place = (settlement.as_str().to_owned(), line.item.as_str().to_owned());
            *self.pieces.entry(place).or_default() += u64::from(line.quantity.pieces());
        }
    }

    /// Says where HQ's totals, grouped by settlement and item, are not these sums. Empty: nowhere.
    pub fn differences(&self, totals: &Totals) -> Vec<String> {
        let all = &totals.all;
        let shown = [
            ("hand-overs", self.services, all.services),
            ("voided", self.voided, all.voided),
            ("walk-ins", self.walk_ins, all.walk_ins),
            ("households", self.households.len() as u64, all.households),
        ];
        let differ = shown.into_iter().filter(|(_, acknowledged, shown)| acknowledged != shown);
        let mut differences: Vec<String> = differ
            .map(|(what, acknowledged, shown)| format!("{what}: {acknowledged} acknowledged, {shown} shown"))
            .collect();
        let pieces: BTreeMap<_, _> = totals.rows.iter().filter_map(pieces).collect();
        if pieces != self.pieces {
            differences.push(format!("pieces: {:?} acknowledged, {pieces:?} shown", self.pieces));
        }
        differences
    }
}

/// A row's pieces by settlement and item; `None`: there are none, such as where only a target is known.
fn pieces(row: &TotalsRow) -> Option<((String, String), u64)> {
    let code = |dimension| Some(row.key.iter().find(|value| value.dimension == dimension)?.code.clone());
    let pieces = row.quantity.filter(|pieces| *pieces > 0)?;
    Some(((code(Dimension::Settlement)?, code(Dimension::Item)?), pieces))
}
