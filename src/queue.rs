//! Bounded queues of events: each subscriber has its own; what does not fit becomes one event "list again".

use std::collections::VecDeque;
use std::sync::{Arc, Weak};
use std::time::{Duration, Instant};

use parking_lot::{Condvar, Mutex};

use crate::codes::IOSTX_MAPI_E_USER_CANCEL;
use crate::error::{Error, Result};

/// What a queue holds.
pub trait Notice: Clone + Send + 'static {
    /// The event that takes the place of lost ones, of which this is the last.
    #[must_use]
    fn overflow(&self) -> Self;

    /// Whether it is such an event.
    fn is_overflow(&self) -> bool;
}

/// What a subscriber wants.
pub struct QueueOptions<E> {
    /// Only events for which this answers true.
    pub filter: Box<dyn Fn(&E) -> bool + Send + Sync>,
    /// Events kept until they are fetched; more become one [`Notice::overflow`].
    pub capacity: usize,
    /// Called when the queue is no longer empty, on the thread that made the change and under no lock.
    pub wake: Option<Box<dyn Fn() + Send + Sync>>,
}

impl<E> Default for QueueOptions<E> {
    fn default() -> Self {
        QueueOptions { filter: Box::new(|_| true), capacity: 1000, wake: None }
    }
}

/// A subscription. Dropping it ends it.
pub struct Subscription<E> {
    queue: Arc<Queue<E>>,
}

struct Queue<E> {
    options: QueueOptions<E>,
    state: Mutex<State<E>>,
    arrived: Condvar,
}

struct State<E> {
    events: VecDeque<E>,
    stopped: bool,
}

/// Gives events to all subscribers.
pub(crate) struct Broadcaster<E> {
    queues: Mutex<Vec<Weak<Queue<E>>>>,
}

impl<E> Default for Broadcaster<E> {
    fn default() -> Self {
        Broadcaster { queues: Mutex::default() }
    }
}

impl<E: Notice> Broadcaster<E> {
    pub(crate) fn subscribe(&self, options: impl Into<QueueOptions<E>>) -> Subscription<E> {
        let state = Mutex::new(State { events: VecDeque::new(), stopped: false });
        let queue = Arc::new(Queue { options: options.into(), state, arrived: Condvar::new() });
        let mut queues = self.queues.lock();
        queues.retain(|queue| queue.strong_count() > 0);
        queues.push(Arc::downgrade(&queue));
        Subscription { queue }
    }

    pub(crate) fn has_subscribers(&self) -> bool {
        self.queues.lock().iter().any(|queue| queue.strong_count() > 0)
    }

    pub(crate) fn publish(&self, events: &[E]) {
        if events.is_empty() {
            return;
        }
        self.queues().iter().for_each(|queue| queue.push(events));
    }

    pub(crate) fn stop_all(&self) {
        self.queues().iter().for_each(|queue| queue.stop());
    }

    fn queues(&self) -> Vec<Arc<Queue<E>>> {
        self.queues.lock().iter().filter_map(Weak::upgrade).collect()
    }
}

impl<E: Notice> Queue<E> {
    fn push(&self, events: &[E]) {
        let mut state = self.state.lock();
        let was_empty = state.events.is_empty();
        for event in events.iter().filter(|event| (self.options.filter)(event)) {
            if state.events.len() >= self.options.capacity.max(1) {
                state.events.clear();
                state.events.push_back(event.overflow());
            } else if !state.events.front().is_some_and(Notice::is_overflow) {
                state.events.push_back(event.clone());
            }
        }
        let wake = was_empty && !state.events.is_empty();
        drop(state);
        if wake {
            self.arrived.notify_all();
            self.options.wake.as_ref().inspect(|wake| wake());
        }
    }

    fn stop(&self) {
        self.state.lock().stopped = true;
        self.arrived.notify_all();
    }
}

impl<E: Notice> Subscription<E> {
    /// The next event; `None` when `timeout` has passed. After [`Subscription::stop`] or the close of what it belongs to:
    /// `MAPI_E_USER_CANCEL`.
    pub fn next(&self, timeout: Duration) -> Result<Option<E>> {
        let deadline = Instant::now().checked_add(timeout);
        let mut state = self.queue.state.lock();
        loop {
            if state.stopped {
                return Err(Error::new(IOSTX_MAPI_E_USER_CANCEL, "the subscription was stopped"));
            }
            if let Some(event) = state.events.pop_front() {
                return Ok(Some(event));
            }
            match deadline {
                Some(deadline) if self.queue.arrived.wait_until(&mut state, deadline).timed_out() => return Ok(None),
                Some(_) => {}
                None => self.queue.arrived.wait(&mut state),
            }
        }
    }

    /// Wakes a thread that waits in [`Subscription::next`], and ends the subscription.
    pub fn stop(&self) {
        self.queue.stop();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, Clone, Copy, PartialEq)]
    enum Number {
        Is(u32),
        Lost,
    }

    impl Notice for Number {
        fn overflow(&self) -> Self {
            Number::Lost
        }

        fn is_overflow(&self) -> bool {
            *self == Number::Lost
        }
    }

    #[test]
    fn a_full_queue_becomes_one_event_that_says_list_again() {
        let broadcaster = Broadcaster::default();
        let events = broadcaster.subscribe(QueueOptions { capacity: 2, ..QueueOptions::default() });
        broadcaster.publish(&[0, 1, 2, 3, 4].map(Number::Is));
        assert_eq!(events.next(Duration::ZERO).expect("open"), Some(Number::Lost));
        assert_eq!(events.next(Duration::ZERO).expect("open"), None);
        broadcaster.publish(&[Number::Is(9)]);
        assert_eq!(events.next(Duration::ZERO).expect("open"), Some(Number::Is(9)));
    }

    #[test]
    fn stop_wakes_a_waiting_thread() {
        let broadcaster = Broadcaster::<Number>::default();
        let events = Arc::new(broadcaster.subscribe(QueueOptions::default()));
        let waiting = Arc::clone(&events);
        let thread = std::thread::spawn(move || waiting.next(Duration::from_secs(60)).expect_err("stopped").code);
        events.stop();
        assert_eq!(thread.join().expect("no panic"), IOSTX_MAPI_E_USER_CANCEL);
    }
}
