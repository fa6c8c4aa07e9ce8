//! A gate that lets one through at a time, in the order of arrival: for the writers of one phone on its one thread.

use std::cell::{Cell, RefCell};
use std::pin::Pin;
use std::task::{Context, Poll, Waker};

/// The gate.
#[derive(Default)]
pub(crate) struct Gate {
    is_taken: Cell<bool>,
    next_number: Cell<u64>,
    /// Those who wait, by the number that they drew, the first one first.
    queue: RefCell<Vec<(u64, Waker)>>,
}

/// The way through: as long as it is held, nobody else is inside.
pub(crate) struct Turn<'a> {
    gate: &'a Gate,
}

impl Gate {
    /// Waits until everybody who came before is out again.
    pub(crate) fn enter(&self) -> Entering<'_> {
        let number = self.next_number.get();
        self.next_number.set(number + 1);
        Entering { gate: self, number }
    }

    /// Goes in if nobody is inside.
    pub(crate) fn try_enter(&self) -> Option<Turn<'_>> {
        (!self.is_taken.replace(true)).then_some(Turn { gate: self })
    }
}

/// Waiting in line.
pub(crate) struct Entering<'a> {
    gate: &'a Gate,
    number: u64,
}

impl<'a> Future for Entering<'a> {
    type Output = Turn<'a>;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Turn<'a>> {
        let mut queue = self.gate.queue.borrow_mut();
        queue.retain(|(number, _)| *number != self.number);
        let at = queue.partition_point(|(number, _)| *number < self.number);
        queue.insert(at, (self.number, context.waker().clone()));
        let is_first = at == 0;
        if !is_first || self.gate.is_taken.get() {
            return Poll::Pending;
        }
        queue.remove(at);
        self.gate.is_taken.set(true);
        Poll::Ready(Turn { gate: self.gate })
    }
}

impl Drop for Entering<'_> {
    fn drop(&mut self) {
        self.gate.queue.borrow_mut().retain(|(number, _)| *number != self.number);
        self.gate.wake_first();
    }
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        self.gate.is_taken.set(false);
        self.gate.wake_first();
    }
}

impl Gate {
    fn wake_first(&self) {
        let first = self.queue.borrow().first().map(|(_, waker)| waker.clone());
        if let Some(waker) = first {
            waker.wake();
        }
    }
}

#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod tests {
    use super::*;
    use std::pin::pin;

    #[test]
    fn one_goes_through_at_a_time_in_the_order_of_arrival() {
        let gate = Gate::default();
        let mut context = Context::from_waker(Waker::noop());
        let inside = gate.try_enter().unwrap();
        let mut first = pin!(gate.enter());
        let mut second = pin!(gate.enter());
        assert!(first.as_mut().poll(&mut context).is_pending());
        assert!(second.as_mut().poll(&mut context).is_pending());
        assert!(gate.try_enter().is_none());
        drop(inside);
        assert!(second.as_mut().poll(&mut context).is_pending(), "the first in line goes first");
        let Poll::Ready(turn) = first.as_mut().poll(&mut context) else { panic!("the gate is free") };
        drop(turn);
        assert!(second.as_mut().poll(&mut context).is_ready());
    }

    #[test]
    fn who_leaves_the_line_blocks_nobody() {
        let gate = Gate::default();
        let mut context = Context::from_waker(Waker::noop());
        let inside = gate.try_enter().unwrap();
        let mut gone = Box::pin(gate.enter());
        assert!(gone.as_mut().poll(&mut context).is_pending());
        let mut next = pin!(gate.enter());
        assert!(next.as_mut().poll(&mut context).is_pending());
        drop(gone);
        drop(inside);
        assert!(next.as_mut().poll(&mut context).is_ready());
    }
}
