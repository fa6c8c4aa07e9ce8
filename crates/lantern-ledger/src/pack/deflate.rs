//! Deflate over another packing: the inflated length, then raw deflate (RFC 1951).
//!
//! Reading is always there. Writing is the feature `deflate`: it serves HQ's plan, and a phone writes columns, which are
//! smaller, so the phone's app does not carry the deflater.

use super::UNPACKED_MAX;
use crate::WireError;
use crate::wire::Reader;
use miniz_oxide::inflate::TINFLStatus;
use miniz_oxide::inflate::core::{DecompressorOxide, decompress, inflate_flags};

/// Inflates a body of at most [`UNPACKED_MAX`] bytes, of exactly the length it names.
pub(super) fn unpack(body: &[u8]) -> Result<Vec<u8>, WireError> {
    let mut reader = Reader::new(body);
    let length = reader.number_to(UNPACKED_MAX as u64)? as usize;
    let deflated = reader.rest();
    let mut inflated = vec![0; length];
    let flags = inflate_flags::TINFL_FLAG_USING_NON_WRAPPING_OUTPUT_BUF;
    let mut state = Box::<DecompressorOxide>::default();
    let (status, read, written) = decompress(&mut state, deflated, &mut inflated, 0, flags);
    if status != TINFLStatus::Done || written != length {
        Err(WireError::Value)
    } else if read != deflated.len() {
        Err(WireError::Trailing)
    } else {
        Ok(inflated)
    }
}

/// Deflates a body; `None`: it is too large to be read back, or this build does not deflate.
#[cfg(feature = "deflate")]
pub(super) fn pack(body: &[u8]) -> Option<Vec<u8>> {
    /// The deflater's slowest and smallest.
    const LEVEL: u8 = 10;
    if body.len() > UNPACKED_MAX {
        return None;
    }
    let mut out = Vec::new();
    crate::wire::put_number(&mut out, body.len() as u64);
    out.extend(miniz_oxide::deflate::compress_to_vec(body, LEVEL));
    Some(out)
}

/// Deflates nothing: this build does not deflate.
#[cfg(not(feature = "deflate"))]
pub(super) fn pack(_body: &[u8]) -> Option<Vec<u8>> {
    None
}

/// Returns how many entries fit when deflated, known that so many fit otherwise.
#[cfg(feature = "deflate")]
pub(super) fn fill(entries: &[crate::Entry], bytes_max: usize, at_least: usize) -> usize {
    let fits = |count: usize| pack(&super::plain::pack(&entries[..count])).is_some_and(|body| body.len() <= bytes_max);
    let (mut fitting, mut most) = (at_least, entries.len().min(crate::Batch::ENTRIES_MAX as usize));
    while fitting < most {
        let middle = (fitting + most).div_ceil(2).min(fitting.max(8) * 2);
        if fits(middle) {
            fitting = middle;
        } else {
            most = middle - 1;
        }
    }
    fitting
}

/// Nothing more fits: this build does not deflate.
#[cfg(not(feature = "deflate"))]
pub(super) fn fill(_entries: &[crate::Entry], _bytes_max: usize, at_least: usize) -> usize {
    at_least
}
