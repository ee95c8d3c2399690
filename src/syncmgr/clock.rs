//! What time brings: schedules, handlers without a sign of life, and what the machine is asked.

use std::sync::Arc;
use std::time::Duration;

use super::flags::*;
use super::manager::Inner;
use super::schedule::MILLISECOND;
use super::types::{Notification, Schedule};
use crate::error::Result;
use crate::store::{FileTime, signals};

/// The clock looks at least so often while something is due at some time: a machine may sleep, and another process may change a
/// schedule.
const LOOK: Duration = Duration::from_secs(60);

fn ticks(duration: Duration) -> FileTime {
    FileTime::try_from(duration.as_millis()).unwrap_or(FileTime::MAX / MILLISECOND).saturating_mul(MILLISECOND)
}

impl Inner {
    /// Starts the thread that looks. It ends with the manager.
    pub(super) fn start_clock(self: &Arc<Self>) -> Result<()> {
        let inner = Arc::clone(self);
        self.state().threads += 1;
        let watch = move || {
            inner.watch();
            inner.state().threads -= 1;
            inner.ended.notify_all();
        };
        let thread = std::thread::Builder::new().name("iostx-clock".into());
        let started = signals::blocked(|| thread.spawn(watch));
        if started.is_err() {
            self.state().threads -= 1;
        }
        started?;
        Ok(())
    }

    fn watch(self: &Arc<Self>) {
        loop {
            let seen = self.state().ticks;
            // What fails now (the disk is full) is tried again.
            let wait = self.tick().unwrap_or(Some(LOOK));
            let mut state = self.state();
            if state.closed {
                return;
            }
            if state.ticks == seen {
                match wait {
                    Some(wait) => drop(self.clock.wait_for(&mut state, wait.clamp(Duration::from_millis(1), LOOK))),
                    None => self.clock.wait(&mut state),
                }
            }
        }
    }

    /// Has the clock look again.
    pub(super) fn wake_clock(&self) {
        self.state().ticks += 1;
        self.clock.notify_all();
    }

    /// Does what is due, and answers when to look again.
    pub(super) fn tick(self: &Arc<Self>) -> Result<Option<Duration>> {
        let now = self.env.now();
        let poll = self.poll(now)?;
        let stuck = self.options.timeout.map(ticks).and_then(|timeout| {
            self.give_up(now.saturating_sub(timeout));
            self.oldest_sign(now).map(|sign| sign + timeout)
        });
        let due = self.start_due(now)?;
        let next = [poll, stuck, due].into_iter().flatten().min();
        Ok(next.map(|next| Duration::from_millis(next.saturating_sub(now).div_ceil(MILLISECOND))))
    }

    /// Begins the runs that schedules ask for; when the next one is due.
    fn start_due(self: &Arc<Self>, now: FileTime) -> Result<Option<FileTime>> {
        let state = self.state();
        if state.suspended || state.closed || state.entries.is_empty() {
            return Ok(None);
        }
        drop(state);
        let mut next: Option<FileTime> = None;
        for row in self.file.handlers()?.iter().filter(|row| row.enabled && row.next_due.is_some()) {
            if !self.state().entries.contains_key(&row.id) {
                continue;
            }
            let due = row.next_due.unwrap_or(now);
            let mut then = Some(due);
            if due <= now {
                then = self.next_due(&row.schedule, now)?;
                // Of several processes that serve this handler, the one that moves the time on runs it.
                if self.file.advance(row.id, due, then)? && row.schedule.is_to_run(due, now) {
                    self.ask(row.id, self.request(IOSTX_SYNCMGRFLAG_SCHEDULED))?;
                }
            }
            next = [next, then].into_iter().flatten().min();
        }
        Ok(next)
    }

    /// What the application tells, or the machine was found to have come to.
    pub(super) fn notify(self: &Arc<Self>, notification: Notification) -> Result<()> {
        let (event, bit) = match notification {
            Notification::Connect => (IOSTX_SYNCMGRFLAG_CONNECT, IOSTX_SYNCMGRREGISTERFLAG_CONNECT),
            Notification::PendingDisconnect => (IOSTX_SYNCMGRFLAG_PENDINGDISCONNECT, IOSTX_SYNCMGRREGISTERFLAG_PENDINGDISCONNECT),
            Notification::Idle => (IOSTX_SYNCMGRFLAG_IDLE, IOSTX_SYNCMGRREGISTERFLAG_IDLE),
            Notification::Suspend => {
                self.state().suspended = true;
                return Ok(());
            }
            Notification::Resume => {
                self.state().suspended = false;
                self.tick()?;
                self.dispatch();
                self.wake_clock();
                return Ok(());
            }
        };
        self.ask_all(&self.request(event), |flags| flags & bit != 0)
    }

    /// Asks the application's poll function if it is time; when the next time is.
    fn poll(self: &Arc<Self>, now: FileTime) -> Result<Option<FileTime>> {
        let Some(poll) = &self.options.poll else { return Ok(None) };
        let interval = ticks(self.options.poll_interval).max(MILLISECOND);
        let before = self.state().polled;
        if let Some((_, at)) = before.filter(|(_, at)| now < at + interval) {
            return Ok(Some(at + interval));
        }
        let bits = super::instance::outside(self.address(), || Ok(poll()))?;
        self.state().polled = Some((bits, now));
        // What was so before the first question is no news.
        let came = bits & !before.map_or(bits, |(bits, _)| bits);
        if came & IOSTX_SYNCMGR_POLL_ONLINE != 0 {
            self.notify(Notification::Connect)?;
        }
        if came & IOSTX_SYNCMGR_POLL_IDLE != 0 {
            self.notify(Notification::Idle)?;
        }
        Ok(Some(now + interval))
    }

    /// The next time of a schedule after now.
    fn next_due(&self, schedule: &Schedule, now: FileTime) -> Result<Option<FileTime>> {
        Ok(schedule.next(now, super::local_time::zone, self.random()?))
    }
}
