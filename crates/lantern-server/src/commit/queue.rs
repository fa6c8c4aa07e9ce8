//! Appends on their way to the thread that writes them, and the answers' other half: how the last one went.

use std::collections::VecDeque;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use crate::journal::format::RECORD_HEAD_BYTES;
use crate::storage::acknowledgement::Acknowledge;
use crate::storage::{AppendError, Health, NewRecord};

/// An append that waits for its answer.
#[derive(Debug)]
pub(super) struct Request {
    pub(super) records: Vec<NewRecord>,
    /// Whether it may use the space set aside for the office.
    pub(super) from_reserve: bool,
    pub(super) acknowledge: Acknowledge,
}

impl Request {
    /// Returns how many bytes it takes on the disk, and about so many in memory.
    fn byte_count(&self) -> usize {
        self.records.iter().map(|record| RECORD_HEAD_BYTES + record.bytes.len()).sum()
    }
}

/// Appends in the order in which they were called.
#[derive(Debug)]
pub(super) struct Queue {
    state: Mutex<State>,
    changed: Condvar,
    bytes_max: usize,
}

#[derive(Debug)]
struct State {
    waiting: VecDeque<Request>,
    waiting_bytes: usize,
    is_closed: bool,
    health: Health,
}

impl Queue {
    pub(super) fn new(bytes_max: usize) -> Self {
        let state = State { waiting: VecDeque::new(), waiting_bytes: 0, is_closed: false, health: Health::Writable };
        Self { state: Mutex::new(state), changed: Condvar::new(), bytes_max }
    }

    /// Puts a request at the end, or answers it at once when there is no room or no thread any more.
    pub(super) fn push(&self, request: Request) {
        let mut state = self.state();
        if state.is_closed {
            request.acknowledge.answer(Err(AppendError::Closed));
        } else if state.waiting_bytes > 0 && state.waiting_bytes + request.byte_count() > self.bytes_max {
            request.acknowledge.answer(Err(AppendError::Busy));
        } else {
            state.waiting_bytes += request.byte_count();
            state.waiting.push_back(request);
            self.changed.notify_all();
        }
    }

    /// Waits for requests and takes the first of them, at least one; `None` when none will come any more.
    ///
    /// Waits a little for `expected_callers` to be there. Takes no more than `bytes_max`, but for a single request.
    pub(super) fn take_group(
        &self,
        expected_callers: usize,
        window: Duration,
        bytes_max: usize,
    ) -> Option<Vec<Request>> {
        let is_idle = |state: &mut State| state.waiting.is_empty() && !state.is_closed;
        let state = self.changed.wait_while(self.state(), is_idle).unwrap_or_else(PoisonError::into_inner);
        let mut state = self.wait_for_company(state, expected_callers, window);
        let mut group_bytes = 0;
        let fits = |request: &&Request| {
            group_bytes += request.byte_count();
            group_bytes <= bytes_max
        };
        let count = state.waiting.iter().take_while(fits).count().max(1).min(state.waiting.len());
        let group: Vec<_> = state.waiting.drain(..count).collect();
        state.waiting_bytes -= group.iter().map(Request::byte_count).sum::<usize>();
        (!group.is_empty()).then_some(group)
    }

    fn wait_for_company<'a>(
        &self,
        mut state: MutexGuard<'a, State>,
        expected_callers: usize,
        window: Duration,
    ) -> MutexGuard<'a, State> {
        let until = Instant::now() + window;
        while expected_callers > 1 && state.waiting.len() < expected_callers && !state.is_closed {
            let Some(left) = until.checked_duration_since(Instant::now()).filter(|left| !left.is_zero()) else { break };
            state = self.changed.wait_timeout(state, left).unwrap_or_else(PoisonError::into_inner).0;
        }
        state
    }

    /// Lets what waits be taken, and nothing more come.
    pub(super) fn close(&self) {
        self.state().is_closed = true;
        self.changed.notify_all();
    }

    pub(super) fn health(&self) -> Health {
        self.state().health.clone()
    }

    pub(super) fn set_health(&self, health: Health) {
        self.state().health = health;
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Closes the queue and answers what is left in it when the thread ends, however it ends.
pub(super) struct CloseAtEnd(pub(super) Arc<Queue>);

impl Drop for CloseAtEnd {
    fn drop(&mut self) {
        self.0.close();
        // Dropping a request answers it: closed.
        self.0.state().waiting.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::storage::{Acknowledgement, RecordKind};
    use uuid::Uuid;

    fn request(byte_count: usize) -> (Request, Acknowledgement) {
        let bytes = vec![0; byte_count];
        let record = NewRecord { kind: RecordKind::BATCH, carried_by: Uuid::nil(), received_at_ms: 0, bytes };
        let (acknowledge, acknowledgement) = Acknowledgement::pair();
        (Request { records: vec![record], from_reserve: false, acknowledge }, acknowledgement)
    }

    fn sizes(group: Vec<Request>) -> Vec<usize> {
        group.iter().map(|request| request.records[0].bytes.len()).collect()
    }

    #[test]
    fn a_group_takes_what_fits_in_order_and_at_least_one() {
        let queue = Queue::new(10_000);
        for byte_count in [900, 100, 100] {
            queue.push(request(byte_count).0);
        }
        let take = || queue.take_group(1, Duration::ZERO, 300).map(sizes);
        assert_eq!(take(), Some(vec![900]));
        assert_eq!(take(), Some(vec![100, 100]));
        queue.close();
        assert_eq!(take(), None);
    }

    #[test]
    fn a_lone_caller_waits_for_nobody_and_one_of_several_not_for_ever() {
        let queue = Queue::new(10_000);
        queue.push(request(1).0);
        assert!(queue.take_group(1, Duration::MAX / 4, 300).is_some());
        queue.push(request(1).0);
        assert!(queue.take_group(3, Duration::from_millis(1), 300).is_some());
    }

    #[test]
    fn too_much_at_once_is_told_to_come_again() {
        let queue = Queue::new(1_000);
        queue.push(request(900).0);
        let (late, mut answer) = request(900);
        queue.push(late);
        assert_eq!(answer.poll_now(), Some(Err(AppendError::Busy)));
    }

    #[test]
    fn what_comes_after_the_end_or_is_left_at_the_end_is_answered_closed() {
        let queue = Arc::new(Queue::new(1_000));
        let (left, mut answer) = request(1);
        queue.push(left);
        drop(CloseAtEnd(queue.clone()));
        assert_eq!(answer.poll_now(), Some(Err(AppendError::Closed)));
        let (late, mut answer) = request(1);
        queue.push(late);
        assert_eq!(answer.poll_now(), Some(Err(AppendError::Closed)));
    }
}
