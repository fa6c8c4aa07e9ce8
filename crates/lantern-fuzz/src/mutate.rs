//! Changing bytes and lists without knowing what they mean.
//!
//! Leaves changes that know a structure to each target.

use crate::random::Random;

/// The most bytes that an input grows to by being changed.
const BYTES_MAX: usize = 16 * 1024;

/// Bytes at which readers turn: ends of ranges, signs, marks of continuation, separators.
const BYTES: [u8; 16] = [0, 1, 2, 3, 0x7f, 0x80, 0x81, 0xc0, 0xfe, 0xff, b'0', b'"', b',', b'\n', b'=', b'{'];

/// Numbers at which readers turn.
const NUMBERS: [u64; 16] = [
    0,
    1,
    2,
    127,
    128,
    255,
    4095,
    4096,
    4097,
    8192,
    65_536,
    256 * 1024,
    u32::MAX as u64,
    1 << 32,
    u64::MAX / 2,
    u64::MAX,
];

/// Changes a few places of some bytes.
pub fn bytes(input: &mut Vec<u8>, random: &mut Random) {
    for _ in 0..=random.below(3) {
        byte_string(input, random);
    }
    input.truncate(BYTES_MAX);
}

fn byte_string(input: &mut Vec<u8>, random: &mut Random) {
    let at = random.below(input.len() + 1);
    let length = 1 + random.below(8);
    let end = (at + length).min(input.len());
    match random.below(9) {
        0 | 1 if at < input.len() => input[at] ^= 1 << random.below(8),
        2 if at < input.len() => input[at] = *random.of(&BYTES),
        3 if at < input.len() => input[at] = random.number() as u8,
        4 => drop(input.drain(at..end)),
        5 => {
            let piece = input[at..end].to_vec();
            let to = random.below(input.len() + 1);
            drop(input.splice(to..to, piece));
        }
        6 => {
            let number = random.number().to_be_bytes();
            drop(input.splice(at..at, number[..length].iter().copied()));
        }
        7 => drop(input.splice(at..end, leb128(number(random)))),
        _ if random.one_in(4) => input.truncate(at),
        _ => input.push(*random.of(&BYTES)),
    }
}

/// Drops, doubles or swaps parts of a list.
pub fn list<T: Clone>(items: &mut Vec<T>, random: &mut Random) {
    if items.is_empty() {
        return;
    }
    let (at, other) = (random.below(items.len()), random.below(items.len()));
    match random.below(3) {
        0 => drop(items.remove(at)),
        1 => items.insert(other, items[at].clone()),
        _ => items.swap(at, other),
    }
}

/// Returns a number at which something may turn, or near it.
pub fn number(random: &mut Random) -> u64 {
    match random.below(4) {
        0 => random.number(),
        1 => random.number() % 300,
        2 => random.of(&NUMBERS).wrapping_add(random.number() % 3).wrapping_sub(1),
        _ => *random.of(&NUMBERS),
    }
}

/// Returns a number in the ledger's spelling, or now and then in a longer one.
pub fn leb128(number: u64) -> Vec<u8> {
    let mut out = Vec::new();
    lantern_ledger::wire::put_number(&mut out, number);
    out
}
