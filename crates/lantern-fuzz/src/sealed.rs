//! Batches taken apart into loose fields that can be changed one by one, and put together again with whatever they say.

use crate::mutate;
use crate::random::Random;
use lantern_ledger::wire::{Reader, WireError, put_counted, put_number};
use lantern_ledger::{Entry, Kind};

/// The packings that there are, and two that there are not.
const PACKINGS: [u8; 6] = [0, 1, 0x80, 0x81, 2, 0x82];
const PLAIN: u8 = 0;
const DEFLATED: u8 = 0x80;

/// A batch as its fields, whatever they say.
#[derive(Clone)]
pub(crate) struct LooseBatch {
    format: u8,
    log: [u8; 32],
    first_seq: u64,
    count: u64,
    hashes_and_signature: [u8; 128],
    packing: u8,
    body: Vec<u8>,
}

impl LooseBatch {
    /// Takes bytes apart that have the shape of a batch.
    pub(crate) fn parse(bytes: &[u8]) -> Result<Self, WireError> {
        let mut reader = Reader::new(bytes);
        Ok(Self {
            format: reader.byte()?,
            log: reader.fixed()?,
            first_seq: reader.number()?,
            count: reader.number()?,
            hashes_and_signature: reader.fixed()?,
            packing: reader.byte()?,
            body: reader.counted(usize::MAX)?.to_vec(),
        })
    }

    /// Puts the fields together.
    pub(crate) fn to_bytes(&self) -> Vec<u8> {
        let mut out = vec![self.format];
        out.extend_from_slice(&self.log);
        put_number(&mut out, self.first_seq);
        put_number(&mut out, self.count);
        out.extend_from_slice(&self.hashes_and_signature);
        out.push(self.packing);
        put_counted(&mut out, &self.body);
        out
    }

    /// Takes other entries, lying open.
    pub(crate) fn with_plain_body(mut self, body: Vec<u8>) -> Self {
        (self.packing, self.body) = (PLAIN, body);
        self
    }

    /// Changes a field or two, mostly the packed entries.
    pub(crate) fn mutate(&mut self, random: &mut Random) {
        match random.below(20) {
            0 => self.count = mutate::number(random),
            1 => self.count = self.count.wrapping_add(random.number() % 3).wrapping_sub(1),
            2 => self.first_seq = mutate::number(random),
            3 => self.packing = *random.of(&PACKINGS),
            4 => {
                let at = random.below(self.hashes_and_signature.len());
                self.hashes_and_signature[at] ^= 1 << random.below(8);
            }
            5 if self.packing & DEFLATED == 0 => self.store_deflated(random),
            6 => self.body = (0..random.below(200)).map(|_| random.number() as u8).collect(),
            7..=13 if self.packing == PLAIN => self.mutate_entries(random),
            _ => mutate::bytes(&mut self.body, random),
        }
    }

    /// Changes entries that lie open: their order, their kinds, their bodies; lengths and count go on fitting.
    fn mutate_entries(&mut self, random: &mut Random) {
        let mut reader = Reader::new(&self.body);
        let mut entries: Vec<(u32, Vec<u8>)> = Vec::new();
        while let Ok(entry) = Entry::read(&mut reader) {
            entries.push((entry.kind().0, entry.body().to_vec()));
        }
        if entries.is_empty() || random.one_in(4) {
            mutate::list(&mut entries, random);
        } else {
            let at = random.below(entries.len());
            if random.one_in(10) {
                entries[at].0 = mutate::number(random) as u32;
            } else {
                mutate::bytes(&mut entries[at].1, random);
            }
        }
        let fits = |(kind, body): &(u32, Vec<u8>)| Entry::new(Kind(*kind), body).ok();
        let entries: Vec<Entry> = entries.iter().filter_map(fits).collect();
        self.count = entries.len() as u64;
        self.body = entries.iter().flat_map(|entry| entry.bytes()).copied().collect();
    }

    /// Wraps the body as deflate would that found nothing to save (RFC 1951, section 3.2.4).
    fn store_deflated(&mut self, random: &mut Random) {
        let length = (self.body.len() as u64).wrapping_add(u64::from(random.one_in(8)));
        let stored = u16::try_from(self.body.len()).unwrap_or(u16::MAX);
        let mut out = mutate::leb128(length);
        out.push(1);
        out.extend_from_slice(&stored.to_le_bytes());
        out.extend_from_slice(&(!stored).to_le_bytes());
        out.append(&mut self.body);
        self.body = out;
        self.packing |= DEFLATED;
    }
}
