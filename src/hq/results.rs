//! Totals as the overview shows them: one block a settlement with its items, and one line an item.
//!
//! Only arranges: every number is the tally's own. Leaves reporting by phones to [`super::reporting`].

use super::figures::per_cent;
use lantern_domain::{
    SettlementRef, Totals, TotalsRow,
    tally::{Dimension, KeyValue},
};
use std::{cmp::Reverse, collections::BTreeMap};

/// A settlement with what was handed over there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block {
    /// What filters go by.
    pub key: String,
    /// What a person reads.
    pub name: String,
    /// Whether somebody in the field typed it in.
    pub is_provisional: bool,
    /// Distinct households with a card.
    pub households: u64,
    /// Hand-overs without a card.
    pub walk_ins: u64,
    /// Facilities and communities served.
    pub bodies: u64,
    /// What was handed over, or is meant to be; items that were only inside kits are left to [`items`].
    pub items: Vec<ItemLine>,
}

/// An item with what was handed over of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ItemLine {
    /// What filters go by.
    pub code: String,
    /// What a person reads, in English; the plan knows other languages.
    pub name: String,
    /// Hand-overs in which it was given.
    pub services: u64,
    /// Pieces handed over as such.
    pub quantity: u64,
    /// Pieces handed over inside kits.
    pub in_kits: u64,
    /// Pieces meant to be handed over, or else households meant to get the item.
    pub target: Option<Target>,
}

/// A target and how far it is reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Target {
    /// What is meant to be reached.
    pub wanted: u64,
    /// Whether it counts households, because no quantity is planned.
    pub is_households: bool,
    /// Whole per cent reached; `None` when the target is nothing.
    pub per_cent: Option<u64>,
}

/// Arranges totals by settlement, and by settlement and item, into one block a settlement, by name.
pub fn blocks(by_settlement: &Totals, by_settlement_and_item: &Totals) -> Vec<Block> {
    let mut items: BTreeMap<&str, Vec<ItemLine>> = BTreeMap::new();
    for row in &by_settlement_and_item.rows {
        if let (Some(settlement), Some(line)) = (value(row, Dimension::Settlement), item_line(row)) {
            items.entry(&settlement.code).or_default().push(line);
        }
    }
    let block = |row: &TotalsRow| {
        let settlement = value(row, Dimension::Settlement)?;
        let mut items = items.remove(settlement.code.as_str()).unwrap_or_default();
        items.retain(|line| line.quantity > 0 || line.target.is_some());
        Some(Block {
            key: settlement.code.clone(),
            name: settlement.name.clone(),
            is_provisional: is_provisional(&settlement.code),
            households: row.households,
            walk_ins: row.walk_ins,
            bodies: row.facilities + row.communities,
            items,
        })
    };
    let mut blocks: Vec<Block> = by_settlement.rows.iter().filter_map(block).collect();
    blocks.sort_by(|one, other| (&one.name, &one.key).cmp(&(&other.name, &other.key)));
    blocks
}

/// Arranges totals by item: most hand-overs first, what was only inside kits last.
pub fn items(by_item: &Totals) -> Vec<ItemLine> {
    let mut lines: Vec<ItemLine> = by_item.rows.iter().filter_map(item_line).collect();
    let rank = |line: &ItemLine| (line.quantity == 0, Reverse((line.services, line.quantity, line.in_kits)));
    lines.sort_by(|one, other| rank(one).cmp(&rank(other)).then_with(|| one.name.cmp(&other.name)));
    lines
}

/// Tells whether a settlement's key is that of one that was typed in in the field.
pub fn is_provisional(key: &str) -> bool {
    key.starts_with(SettlementRef::PROVISIONAL_PREFIX)
}

/// Returns the value of a row on one dimension.
pub fn value(row: &TotalsRow, dimension: Dimension) -> Option<&KeyValue> {
    row.key.iter().find(|value| value.dimension == dimension)
}

fn item_line(row: &TotalsRow) -> Option<ItemLine> {
    let item = value(row, Dimension::Item)?;
    let quantity = row.quantity.unwrap_or_default();
    Some(ItemLine {
        code: item.code.clone(),
        name: item.name.clone(),
        services: row.services,
        quantity,
        in_kits: row.in_kits.unwrap_or_default(),
        target: target(row, quantity),
    })
}

/// Compares pieces with pieces and households with households, never one with the other.
fn target(row: &TotalsRow, quantity: u64) -> Option<Target> {
    match (row.target_quantity, row.target_households) {
        (Some(wanted), _) => Some(Target { wanted, is_households: false, per_cent: per_cent(quantity, wanted) }),
        (None, Some(wanted)) => {
            Some(Target { wanted, is_households: true, per_cent: per_cent(row.households + row.walk_ins, wanted) })
        }
        (None, None) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(dimension: Dimension, code: &str) -> KeyValue {
        KeyValue { dimension, code: code.to_owned(), name: code.to_lowercase() }
    }

    fn row(key: Vec<KeyValue>, quantity: u64) -> TotalsRow {
        TotalsRow { key, quantity: Some(quantity), in_kits: Some(0), ..TotalsRow::default() }
    }

    fn at(settlement: &str, item: &str, quantity: u64) -> TotalsRow {
        row(vec![key(Dimension::Settlement, settlement), key(Dimension::Item, item)], quantity)
    }

    fn totals(rows: Vec<TotalsRow>) -> Totals {
        Totals { rows, all: TotalsRow::default() }
    }

    #[test]
    fn each_settlement_has_its_items_and_its_own_households() {
        let mut jowle = row(vec![key(Dimension::Settlement, "JOWLE")], 0);
        jowle.households = 310;
        let ajuraan = row(vec![key(Dimension::Settlement, "AJURAAN")], 0);
        let by_item = totals(vec![at("JOWLE", "LANTERN", 310), at("AJURAAN", "LANTERN", 118), at("JOWLE", "KIT", 5)]);
        let blocks = blocks(&totals(vec![jowle, ajuraan]), &by_item);
        assert_eq!(blocks.iter().map(|block| block.name.as_str()).collect::<Vec<_>>(), ["ajuraan", "jowle"]);
        assert_eq!(blocks[1].households, 310);
        assert_eq!(blocks[1].items.iter().map(|line| line.quantity).collect::<Vec<_>>(), [310, 5]);
    }

    #[test]
    fn what_was_only_inside_kits_stands_among_the_items_and_not_in_the_settlement() {
        let mut blanket = at("KOSAAR", "BLANKET", 0);
        blanket.in_kits = Some(3);
        let by_item = totals(vec![blanket.clone(), at("KOSAAR", "KIT", 1)]);
        let blocks = blocks(&totals(vec![row(vec![key(Dimension::Settlement, "KOSAAR")], 0)]), &by_item);
        assert_eq!(blocks[0].items.len(), 1);
        assert_eq!(items(&by_item)[1].in_kits, 3);
    }

    #[test]
    fn three_blankets_in_one_hand_over_do_not_go_before_two_lanterns_in_two() {
        let (mut blanket, mut lantern) = (at("KOSAAR", "BLANKET", 3), at("KOSAAR", "LANTERN", 2));
        (blanket.services, lantern.services) = (1, 2);
        let codes: Vec<_> = items(&totals(vec![blanket, lantern])).into_iter().map(|line| line.code).collect();
        assert_eq!(codes, ["LANTERN", "BLANKET"]);
    }

    #[test]
    fn a_target_of_households_is_compared_with_households() {
        let mut blankets = at("KUR-LIBAH", "BLANKET", 700);
        (blankets.target_households, blankets.households) = (Some(420), 210);
        let target = item_line(&blankets).unwrap().target.unwrap();
        assert_eq!((target.is_households, target.per_cent), (true, Some(50)));
    }

    #[test]
    fn no_target_stays_unknown() {
        assert_eq!(item_line(&at("KOSAAR", "LANTERN", 5)).unwrap().target, None);
    }

    #[test]
    fn a_target_without_records_keeps_its_line() {
        let mut waiting = at("KOSAAR", "LANTERN", 0);
        waiting.target_quantity = Some(341);
        let blocks = blocks(&totals(vec![row(vec![key(Dimension::Settlement, "KOSAAR")], 0)]), &totals(vec![waiting]));
        assert_eq!(blocks[0].items[0].target.unwrap().per_cent, Some(0));
    }

    #[test]
    fn a_settlement_typed_in_in_the_field_is_marked() {
        assert!(is_provisional("provisional:0190"));
        assert!(!is_provisional("DEMO-SO1301-0001"));
    }
}
