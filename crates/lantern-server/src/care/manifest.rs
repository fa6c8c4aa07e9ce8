//! What a backup says of itself: of which journal it is, up to where, and which bytes count.
//!
//! It is written last and replaced whole, so that a backup is as the manifest says or not there at all; bytes behind the
//! lengths that it names are what an unfinished copy left.

use std::io;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::disk::{Disk, DiskFile};

/// Its file, beside the segments.
pub const MANIFEST_NAME: &str = "backup.json";
const ASIDE_NAME: &str = "backup.json.new";
const FORMAT: u32 = 1;
/// How much is copied or checked at once.
pub(super) const PIECE_BYTES: usize = 1024 * 1024;
/// Far more than any manifest has.
const MANIFEST_BYTES_MAX: u64 = 64 * 1024 * 1024;

/// What a backup says of itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// The version of this file.
    pub lantern_backup: u32,
    /// The journal that it is of.
    pub journal: Uuid,
    /// The last position that it holds.
    pub position: u64,
    /// When it was made, in milliseconds since 1970.
    pub made_at_ms: i64,
    /// The segments, in order.
    pub segments: Vec<SegmentCopy>,
}

/// One segment's copy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SegmentCopy {
    /// Its file.
    pub file: String,
    /// How many of its bytes count.
    pub bytes: u64,
    /// CRC-32C of these.
    pub crc32c: u32,
}

impl Manifest {
    /// Makes the manifest of a finished copy.
    pub(super) fn new(journal: Uuid, position: u64, made_at_ms: i64, segments: Vec<SegmentCopy>) -> Self {
        Self { lantern_backup: FORMAT, journal, position, made_at_ms, segments }
    }

    /// Reads the manifest of a folder; `None`: it is no backup.
    ///
    /// # Errors
    ///
    /// `InvalidData` for one that cannot be read, or whatever the disk reports.
    pub fn read(disk: &dyn Disk) -> io::Result<Option<Self>> {
        let file = match disk.open(MANIFEST_NAME) {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error),
        };
        let unreadable = || io::Error::new(io::ErrorKind::InvalidData, "the backup's manifest cannot be read");
        let length = usize::try_from(file.length()?.min(MANIFEST_BYTES_MAX)).map_err(io::Error::other)?;
        let mut bytes = vec![0; length];
        let count = file.read_at(0, &mut bytes)?;
        let manifest: Self = serde_json::from_slice(&bytes[..count]).map_err(|_| unreadable())?;
        if manifest.lantern_backup == FORMAT { Ok(Some(manifest)) } else { Err(unreadable()) }
    }

    /// Puts it in the place of the one before, durably.
    pub(super) fn write(&self, disk: &dyn Disk) -> io::Result<()> {
        let _left_by_a_crash = disk.remove(ASIDE_NAME);
        let file = disk.create(ASIDE_NAME)?;
        file.write_at(0, &serde_json::to_vec_pretty(self)?)?;
        file.sync_bytes()?;
        disk.rename(ASIDE_NAME, MANIFEST_NAME)?;
        disk.sync_names()
    }

    pub(super) fn segment(&self, file: &str) -> Option<&SegmentCopy> {
        self.segments.iter().find(|segment| segment.file == file)
    }
}

/// Reads a stretch of a file piece by piece, and returns CRC-32C of it, going on from that of what stands before it.
pub(super) fn read_through(
    file: &dyn DiskFile,
    from: u64,
    to: u64,
    crc: u32,
    visit: &mut dyn FnMut(u64, &[u8]) -> io::Result<()>,
) -> io::Result<u32> {
    let (mut crc, mut offset) = (crc, from);
    let mut piece = vec![0; PIECE_BYTES];
    while offset < to {
        let wanted = usize::try_from(to - offset).map_or(PIECE_BYTES, |left| left.min(PIECE_BYTES));
        let count = file.read_at(offset, &mut piece[..wanted])?;
        if count < wanted {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        visit(offset, &piece[..count])?;
        crc = crc32c::crc32c_append(crc, &piece[..count]);
        offset += count as u64;
    }
    Ok(crc)
}
