//! A network that cuts, doubles, delays and reorders what phones send.

use lantern_server::testing::{Camp, TestPhone, bundle_of};

/// A seeded source of chance (SplitMix64): the same seed, the same scenario.
pub struct Chance(u64);

impl Chance {
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// Draws a number below a bound.
    pub fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((mixed ^ (mixed >> 31)) % bound.max(1) as u64) as usize
    }

    /// Happens in so many of a hundred cases.
    pub fn is(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }
}

/// What is under way.
#[derive(Default)]
pub struct Network {
    /// The number of the phone, and what it sent.
    under_way: Vec<(uuid::Uuid, Vec<u8>)>,
}

impl Network {
    /// Takes what a phone sends: pieces of any size, in any order, some of them twice.
    pub fn tries_to_send(&mut self, phone: &TestPhone, chance: &mut Chance) {
        let mut batches = phone.batches(1 + chance.below(25));
        for at in 0..batches.len() {
            let other = chance.below(batches.len());
            if chance.is(30) {
                batches.swap(at, other);
            }
        }
        while !batches.is_empty() {
            let rest = batches.split_off((1 + chance.below(4)).min(batches.len()));
            let bundle = bundle_of(&batches);
            if chance.is(25) {
                self.under_way.push((phone.device, bundle.clone()));
            }
            self.under_way.push((phone.device, bundle));
            batches = rest;
        }
    }

    /// Delivers some of what is under way, in any order; cuts some of it short, and loses some.
    pub fn delivers_some(&mut self, camp: &Camp, phones: &[TestPhone], chance: &mut Chance) {
        for _ in 0..self.under_way.len() * 2 / 3 {
            let (device, bundle) = self.under_way.swap_remove(chance.below(self.under_way.len()));
            let phone = phones.iter().find(|phone| phone.device == device).expect("a known phone");
            match chance.below(10) {
                0 => {}
                1..=3 => drop(camp.bring_cut(phone, &bundle, chance.below(bundle.len()))),
                _ => drop(camp.bring(phone, bundle)),
            }
        }
    }

    /// Delivers all that is still under way.
    pub fn delivers_all(&mut self, camp: &Camp, phones: &[TestPhone]) {
        for (device, bundle) in self.under_way.drain(..) {
            let phone = phones.iter().find(|phone| phone.device == device).expect("a known phone");
            camp.bring(phone, bundle);
        }
    }
}

/// Returns everything that a phone wrote, in small pieces.
pub fn pieces(phone: &TestPhone) -> Vec<u8> {
    bundle_of(&phone.batches(3))
}
