//! The second copy: a few named texts in a place that browsers lose at other times than the database.
//!
//! It lags (Chromium writes it up to a minute late) and is small (5 MiB): never the ground for "saved".
//! Leaves what is written there to [`crate::phone`].

#[cfg(test)]
pub(crate) mod contract;
#[cfg(target_arch = "wasm32")]
pub mod local_storage;
#[cfg(any(test, feature = "testing"))]
pub mod memory;

/// The text was not taken: no room, or no such storage here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the second copy took nothing")]
pub struct NotTaken;

/// Named texts.
///
/// - After [`SecondCopy::write`] came back well, [`SecondCopy::read`] gives that text, until it is written again or
///   removed. After a kill the text, the one before or none may be there.
/// - A text that was not taken leaves the one before.
/// - Storage that is not there at all has no names, gives nothing and takes nothing.
pub trait SecondCopy {
    /// Returns all names, in no order.
    fn names(&self) -> Vec<String>;

    /// Returns a text.
    fn read(&self, name: &str) -> Option<String>;

    /// Writes a text in place of the one before.
    ///
    /// # Errors
    ///
    /// [`NotTaken`] when there is no room or no storage; the one before is still there.
    fn write(&self, name: &str, text: &str) -> Result<(), NotTaken>;

    /// Removes a text; an unknown name is no error.
    fn remove(&self, name: &str);
}
