//! Space set aside, so that the office can go on when the disk is full for everybody else.

use std::io;
use std::sync::Arc;

use crate::disk::Disk;

const NAME: &str = "reserve";
const PIECE_BYTES: usize = 64 * 1024;

/// A file that keeps space occupied until it is needed.
#[derive(Debug)]
pub struct Reserve {
    disk: Arc<dyn Disk>,
    byte_count: u64,
    is_there: bool,
}

impl Reserve {
    /// Looks whether the space is set aside already.
    pub fn new(disk: Arc<dyn Disk>, byte_count: u64) -> Self {
        let found = disk.open(NAME).and_then(|file| file.length()).unwrap_or(0);
        let is_there = byte_count == 0 || found == byte_count;
        Self { disk, byte_count, is_there }
    }

    /// Sets the space aside unless it is.
    ///
    /// # Errors
    ///
    /// Whatever the disk reports: then the space that is left belongs to the office.
    pub fn set_aside(&mut self) -> io::Result<()> {
        if !self.is_there {
            if let Err(error) = self.fill() {
                let _half_filled = self.disk.remove(NAME);
                return Err(error);
            }
            self.is_there = true;
        }
        Ok(())
    }

    /// Gives the space back to the file system, if there is any.
    pub fn release(&mut self) {
        let _was_there = self.disk.remove(NAME).and_then(|()| self.disk.sync_names());
        self.is_there = self.byte_count == 0;
    }

    fn fill(&self) -> io::Result<()> {
        let _left_by_a_crash = self.disk.remove(NAME);
        let file = self.disk.create(NAME)?;
        let mut offset = 0;
        while offset < self.byte_count {
            let piece = noise(offset, PIECE_BYTES.min((self.byte_count - offset) as usize));
            file.write_at(offset, &piece)?;
            offset += piece.len() as u64;
        }
        file.sync_bytes()?;
        self.disk.sync_names()
    }
}

/// Returns bytes that no file system can make smaller.
fn noise(seed: u64, byte_count: usize) -> Vec<u8> {
    let mut state = seed | 1;
    let mut bytes = Vec::with_capacity(byte_count + 8);
    while bytes.len() < byte_count {
        // xorshift64
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        bytes.extend_from_slice(&state.to_le_bytes());
    }
    bytes.truncate(byte_count);
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::disk::SimulatedDisk;

    #[test]
    fn space_is_set_aside_only_where_there_is_enough_and_found_again() {
        let disk = SimulatedDisk::new();
        disk.set_capacity(Some(100_000));
        let mut reserve = Reserve::new(Arc::new(disk.clone()), 200_000);
        reserve.set_aside().unwrap_err();
        assert_eq!(disk.names().unwrap(), [""; 0]);
        disk.set_capacity(None);
        reserve.set_aside().unwrap();
        assert!(Reserve::new(Arc::new(disk.clone()), 200_000).is_there);
        reserve.release();
        assert!(!reserve.is_there);
    }
}
