//! Signals that are sent to the process are meant for the host: the threads of this library take none of them. They take what is meant for
//! a thread itself, since they call the application: faults, which managed languages make exceptions of, and the signals by which garbage
//! collectors, schedulers and profilers stop a thread; such a runtime waits for ever for one that has them blocked.

/// Starts a thread that takes no signals of the process: it inherits that from this thread, for which they are blocked as long as `start`
/// runs.
#[cfg(unix)]
pub(crate) fn blocked<T>(start: impl FnOnce() -> T) -> T {
    let _back = Mask::block();
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
    fn block() -> Self {
        // SAFETY: a set of signals is plain data, for which all zero is valid; each call gets places for whole sets. They fail only for
        // an unknown first argument, and for numbers that are no signals.
        unsafe {
            let (mut set, mut before): (libc::sigset_t, libc::sigset_t) = (std::mem::zeroed(), std::mem::zeroed());
            libc::sigfillset(&mut set);
            for signal in of_threads() {
                libc::sigdelset(&mut set, signal);
            }
            libc::pthread_sigmask(libc::SIG_BLOCK, &set, &mut before);
            Mask(before)
        }
    }
}

/// The signals that are meant for a thread: faults, and what runtimes send to a thread of theirs: SIGURG (Go), SIGPROF (profilers), SIGXCPU
/// and SIGPWR (Mono, Boehm's collector), one of the real-time ones (.NET).
#[cfg(unix)]
fn of_threads() -> Vec<libc::c_int> {
    use libc::{SIGBUS, SIGFPE, SIGILL, SIGPROF, SIGSEGV, SIGSYS, SIGTRAP, SIGURG, SIGXCPU};
    #[allow(unused_mut)]
    let mut signals = vec![SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGTRAP, SIGSYS, SIGURG, SIGPROF, SIGXCPU];
    #[cfg(target_os = "linux")]
    {
        signals.push(libc::SIGPWR);
        signals.extend(libc::SIGRTMIN()..=libc::SIGRTMAX());
    }
    signals
}

#[cfg(unix)]
impl Drop for Mask {
    fn drop(&mut self) {
        // SAFETY: the set is the one that the thread had.
        unsafe { libc::pthread_sigmask(libc::SIG_SETMASK, &self.0, std::ptr::null_mut()) };
    }
}
