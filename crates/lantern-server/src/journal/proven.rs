//! How much of each segment is proven durable, read from beside a server that may be writing: what a backup copies.

use std::io;

use super::format::{HEADER_BYTES, HeaderReading, Piece, SegmentHeader};
use super::segment_number;
use super::walk::{Step, Walk};
use crate::disk::Disk;

/// Returns the segments of a disk, in order, and how many bytes of each to copy.
///
/// Of the last that is up to its last mark, which stands behind a sync that succeeded.
/// Of those before it, it is all: what of them counts was durable, or written anew, before the next had its name.
///
/// # Errors
///
/// `InvalidData` when the last segment has no header; otherwise whatever the disk reports.
pub fn proven_lengths(disk: &dyn Disk) -> io::Result<Vec<(String, u64)>> {
    let mut names: Vec<_> = disk.names()?.into_iter().filter_map(|name| Some((segment_number(&name)?, name))).collect();
    names.sort();
    let mut lengths = Vec::with_capacity(names.len());
    let last = names.len().saturating_sub(1);
    for (n, (_, name)) in names.into_iter().enumerate() {
        let length = if n == last { through_last_mark(disk, &name)? } else { disk.open(&name)?.length()? };
        lengths.push((name, length));
    }
    Ok(lengths)
}

fn through_last_mark(disk: &dyn Disk, name: &str) -> io::Result<u64> {
    let file = disk.open(name)?;
    let mut bytes = [0; HEADER_BYTES];
    let count = file.read_at(0, &mut bytes)?;
    let HeaderReading::Whole(header) = SegmentHeader::read(&bytes[..count]) else {
        return Err(io::Error::new(io::ErrorKind::InvalidData, format!("{name} has no header that can be read")));
    };
    let mut walk = Walk::new(file.clone(), HEADER_BYTES as u64, file.length()?);
    let (mut expected, mut proven) = (header.first_position, HEADER_BYTES as u64);
    loop {
        match walk.step(expected)? {
            Step::Piece(Piece::Record(record)) => expected = record.position.next(),
            Step::Piece(Piece::Mark(_)) => proven = walk.offset(),
            Step::End | Step::Broken => return Ok(proven),
        }
    }
}
