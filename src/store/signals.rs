//! Signals are meant for the host: the threads of this library take none.

/// Starts a thread that takes no signals: it inherits that from this thread, for which they are blocked as long as `start` runs.
#[cfg(unix)]
pub(crate) fn blocked<T>(start: impl FnOnce() -> T) -> T {
    let _back = Mask::block_all();
    start()
}

/// Elsewhere threads are not interrupted.
#[cfg(not(unix))]
pub(crate) fn blocked<T>(start: impl FnOnce() -> T) -> T {
    start()
}

/// The signals that the thread had blocked before; they are again when this is dropped.
#[cfg(unix)]
struct Mask(libc::sigset_t);

#[cfg(unix)]
impl Mask {
    fn block_all() -> Self {
        // SAFETY: a set of signals is plain data, for which all zero is valid; each call gets places for whole sets. It fails only
        // for an unknown first argument.
        unsafe {
            let (mut all, mut before): (libc::sigset_t, libc::sigset_t) = (std::mem::zeroed(), std::mem::zeroed());
            libc::sigfillset(&mut all);
            libc::pthread_sigmask(libc::SIG_SETMASK, &all, &mut before);
            Mask(before)
        }
    }
}

#[cfg(unix)]
impl Drop for Mask {
    fn drop(&mut self) {
        // SAFETY: the set is the one that the thread had.
        unsafe { libc::pthread_sigmask(libc::SIG_SETMASK, &self.0, std::ptr::null_mut()) };
    }
}
