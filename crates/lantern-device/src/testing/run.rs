//! Running futures step by step, so that a test can kill a phone between any two steps.

use std::pin::{Pin, pin};
use std::task::{Context, Poll, Waker};

/// More steps than any test takes: a future that needs more waits for something that never comes.
const STEPS_MAX: u32 = 1_000_000;

/// Runs a future to its end.
///
/// # Panics
///
/// When it waits for something that never comes.
pub fn block_on<T>(future: impl Future<Output = T>) -> T {
    run_for(STEPS_MAX, future).expect("the future waits for something that never comes")
}

/// Runs a future for at most so many steps, then drops it as a kill does; `None`: it was killed.
pub fn run_for<T>(steps: u32, future: impl Future<Output = T>) -> Option<T> {
    let mut future = pin!(future);
    let mut context = Context::from_waker(Waker::noop());
    (0..steps).find_map(|_| match future.as_mut().poll(&mut context) {
        Poll::Ready(value) => Some(value),
        Poll::Pending => None,
    })
}

/// Comes back at the next step: a place where the real thing waits, and where a kill can come.
pub fn pause() -> impl Future<Output = ()> {
    Pause { has_paused: false }
}

struct Pause {
    has_paused: bool,
}

impl Future for Pause {
    type Output = ();
    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        if self.has_paused {
            return Poll::Ready(());
        }
        self.has_paused = true;
        context.waker().wake_by_ref();
        Poll::Pending
    }
}
