//! The answer to an append: it comes when the records are durable, or says why they are not kept.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};

use thiserror::Error;
use tokio::sync::oneshot;

use super::{Damage, JournalPosition};

/// Where the records of an append lie, now that they are durable.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Committed {
    /// The position of the first; the next free position if there were none.
    pub first_position: JournalPosition,
    /// How many there are, side by side.
    pub count: usize,
}

impl Committed {
    /// Returns the position of the n-th record of the append, counted from 0.
    pub fn position(&self, n: usize) -> JournalPosition {
        JournalPosition(self.first_position.0 + n as u64)
    }
}

/// Why nothing of an append was kept.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum AppendError {
    /// Time, or the office: there is no space; appending works again, without a restart, as soon as there is.
    #[error("the disk is full")]
    DiskFull,
    /// Time: too much waits to be written already; try again shortly.
    #[error("too much is waiting to be written")]
    Busy,
    /// The office: the journal is damaged, and nothing is added until it has been looked at.
    #[error("{0}")]
    ReadOnly(Damage),
    /// Time, or the office: the disk failed; the next append tries anew.
    #[error("the disk failed: {0}")]
    Failed(std::io::ErrorKind),
    /// The storage is being closed.
    #[error("the storage is closed")]
    Closed,
    /// A fault of the caller: a record above [`RECORD_BYTES_MAX`](super::RECORD_BYTES_MAX), or of kind 0.
    #[error("a record of kind {kind} with {byte_count} bytes cannot be kept")]
    Unacceptable {
        /// Its kind.
        kind: u8,
        /// Its length.
        byte_count: usize,
    },
}

/// The promise of an answer to an append: await it, or [`wait`](Self::wait) for it.
///
/// Dropping it changes nothing about the append.
#[derive(Debug)]
pub struct Acknowledgement(oneshot::Receiver<Result<Committed, AppendError>>);

/// The other end of an [`Acknowledgement`], for implementations of the storage.
#[derive(Debug)]
pub struct Acknowledge(oneshot::Sender<Result<Committed, AppendError>>);

impl Acknowledgement {
    /// Makes both ends.
    pub fn pair() -> (Acknowledge, Self) {
        let (sender, receiver) = oneshot::channel();
        (Acknowledge(sender), Self(receiver))
    }

    /// Makes an answer that is there already.
    pub fn answered(answer: Result<Committed, AppendError>) -> Self {
        let (acknowledge, acknowledgement) = Self::pair();
        acknowledge.answer(answer);
        acknowledgement
    }

    /// Waits for the answer; not for asynchronous code, which awaits instead.
    ///
    /// # Errors
    ///
    /// Those of the append.
    ///
    /// # Panics
    ///
    /// Inside an asynchronous task.
    pub fn wait(self) -> Result<Committed, AppendError> {
        self.0.blocking_recv().unwrap_or(Err(AppendError::Closed))
    }

    /// Returns the answer if it is there, without waiting; after that one, none comes again.
    pub fn poll_now(&mut self) -> Option<Result<Committed, AppendError>> {
        match self.0.try_recv() {
            Ok(answer) => Some(answer),
            Err(oneshot::error::TryRecvError::Empty) => None,
            Err(oneshot::error::TryRecvError::Closed) => Some(Err(AppendError::Closed)),
        }
    }
}

impl Acknowledge {
    /// Gives the answer; nobody may be waiting for it any more.
    pub fn answer(self, answer: Result<Committed, AppendError>) {
        let _nobody_waits = self.0.send(answer);
    }
}

impl Future for Acknowledgement {
    type Output = Result<Committed, AppendError>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        Pin::new(&mut self.0).poll(context).map(|answer| answer.unwrap_or(Err(AppendError::Closed)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DONE: Committed = Committed { first_position: JournalPosition(7), count: 2 };

    #[test]
    fn an_answer_arrives_once() {
        let (acknowledge, mut acknowledgement) = Acknowledgement::pair();
        assert_eq!(acknowledgement.poll_now(), None);
        acknowledge.answer(Ok(DONE));
        assert_eq!(acknowledgement.poll_now(), Some(Ok(DONE)));
        assert_eq!(DONE.position(1), JournalPosition(8));
    }

    #[test]
    fn an_answer_that_will_never_come_says_closed() {
        let (acknowledge, acknowledgement) = Acknowledgement::pair();
        drop(acknowledge);
        assert_eq!(acknowledgement.wait(), Err(AppendError::Closed));
    }

    #[tokio::test]
    async fn an_answer_can_be_awaited() {
        assert_eq!(Acknowledgement::answered(Ok(DONE)).await, Ok(DONE));
    }
}
