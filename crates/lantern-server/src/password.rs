//! Setting the administrator's password: a secret for `keys`, a word for the office log.
//!
//! Leaves hashing it to `keys`.

use crate::server::Server;
use lantern_ledger::office::OfficeEvent;
use std::io;

/// Letters and digits that are hard to mistake for one another.
const LETTERS: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";

impl Server {
    /// Says whether a password was ever set.
    pub fn has_password(&self) -> bool {
        self.keys.has_password()
    }

    /// Sets the administrator's password, and ends every session.
    ///
    /// # Errors
    ///
    /// When it is too short, or cannot be kept.
    pub fn set_password(&self, password: &str) -> io::Result<()> {
        self.keys.set_password(password, &*self.random)?;
        let event = OfficeEvent::PasswordSet { at: self.clock.now() };
        if self.write_event(&self.office_turn(), event).is_err() {
            tracing::warn!("that a password was set could not be written into the office log");
        }
        Ok(())
    }

    /// Makes and sets a password of 100 random bits, and returns it: it is kept nowhere.
    ///
    /// # Errors
    ///
    /// When it cannot be kept.
    pub fn generate_password(&self) -> io::Result<String> {
        let mut drawn = [0; 20];
        self.random.fill(&mut drawn);
        let letters: Vec<u8> = drawn.iter().map(|byte| LETTERS[usize::from(byte % 32)]).collect();
        let groups: Vec<String> = letters.chunks(4).map(|group| String::from_utf8_lossy(group).into_owned()).collect();
        let password = groups.join("-");
        self.set_password(&password)?;
        Ok(password)
    }
}
