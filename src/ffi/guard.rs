//! The guard around every call: finds the object of a handle, keeps the store open meanwhile, turns a panic into a code, and
//! remembers what failed.

use std::cell::RefCell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use parking_lot::{Condvar, Mutex, MutexGuard};

use super::arguments::Out;
use super::errors::LastError;
use super::handles::Table;
use super::types::iostx_error;
use crate::codes::*;
use crate::error::{Error, Result};

pub(super) use crate::error::caught;

/// Something that C has handles of.
pub trait Object: Send + Sync + Sized + 'static {
    /// What C calls it.
    type C;

    /// Where its handles are.
    fn table() -> &'static Table<Self::C, Self>;

    /// Where its failures are remembered.
    fn last_error(&self) -> &LastError;

    /// The gate of its store; `None` for what needs no store.
    fn gate(&self) -> Option<&Gate>;

    /// The state of the session that a failure happened in, for the detail of an error; else 0.
    fn context(&self) -> u32;
}

/// What a body answers when it did not fail.
pub trait Success {
    /// The success code.
    fn code(self) -> i32;
}

impl Success for () {
    fn code(self) -> i32 {
        IOSTX_S_OK
    }
}

impl Success for i32 {
    fn code(self) -> i32 {
        self
    }
}

/// Runs the body of a function on the object of a handle.
pub fn call<T: Object, R: Success>(function: &'static str, handle: *mut T::C, body: impl FnOnce(&Arc<T>) -> Result<R>) -> i32 {
    shield(IOSTX_MAPI_E_CALL_FAILED, || {
        let Some(object) = T::table().get(handle) else { return IOSTX_MAPI_E_INVALID_OBJECT };
        let result = match object.gate() {
            Some(gate) => gate.enter().and_then(|_inside| caught(|| body(&object))),
            None => caught(|| body(&object)),
        };
        match result {
            Ok(outcome) => outcome.code(),
            Err(error) => {
                let code = error.code;
                object.last_error().set(error, function, object.context());
                code
            }
        }
    })
}

/// Runs a body that may be called at any time, also after the store was closed: no gate, nothing is remembered.
pub fn peek<T: Object>(handle: *mut T::C, body: impl FnOnce(&Arc<T>) -> i32) -> i32 {
    shield(IOSTX_MAPI_E_CALL_FAILED, || T::table().get(handle).map_or(IOSTX_MAPI_E_INVALID_OBJECT, |object| body(&object)))
}

/// Gives a copy of the last failure of an object.
///
/// # Safety
/// The header's contract for `out`.
pub unsafe fn give_last_error<T: Object>(handle: *mut T::C, out: *mut *mut iostx_error) -> i32 {
    // SAFETY: passed on.
    let out = unsafe { Out::pointer(out) };
    peek(handle, |object: &Arc<T>| match out.required("out") {
        Ok(out) => {
            out.set(object.last_error().give());
            IOSTX_S_OK
        }
        Err(error) => error.code,
    })
}

/// Ends a handle. The object goes when the call that uses it returns.
pub fn free<T: Object>(handle: *mut T::C) {
    shield((), || drop(T::table().free(handle)));
}

/// Runs what has no object to remember a failure: a panic gives the fallback.
pub fn shield<R>(fallback: R, body: impl FnOnce() -> R) -> R {
    catch_unwind(AssertUnwindSafe(body)).unwrap_or_else(|panic| {
        // The payload's own destructor may panic as well; it is not worth a process.
        std::mem::forget(panic);
        fallback
    })
}

/// The inside of an object that takes one call at a time.
pub fn exclusive<T>(inside: &Mutex<T>) -> Result<MutexGuard<'_, T>> {
    inside.try_lock().ok_or_else(|| Error::new(IOSTX_MAPI_E_BUSY, "another call on this object has not returned yet"))
}

/// Counts the calls inside a store, and closes it.
#[derive(Debug, Default)]
pub struct Gate {
    /// How many are inside, and in the top bit whether it is closed.
    state: AtomicUsize,
    left: Condvar,
    waiting: Mutex<()>,
}

const CLOSED: usize = 1 << (usize::BITS - 1);

thread_local! {
    /// The gates that this thread is inside of.
    static INSIDE: RefCell<Vec<usize>> = const { RefCell::new(Vec::new()) };
}

/// A call inside a gate.
pub struct Inside<'a>(&'a Gate);

impl Gate {
    /// Goes in, unless it is closed.
    pub fn enter(&self) -> Result<Inside<'_>> {
        let before = self.state.fetch_add(1, Ordering::Acquire);
        INSIDE.with_borrow_mut(|gates| gates.push(self.address()));
        let inside = Inside(self);
        if before & CLOSED != 0 {
            return Err(Error::of(IOSTX_E_CLOSED));
        }
        Ok(inside)
    }

    /// Whether this thread is inside: the caller is a callback.
    pub fn is_entered_here(&self) -> bool {
        INSIDE.with_borrow(|gates| gates.contains(&self.address()))
    }

    /// Refuses new calls; whether it was open.
    pub fn close(&self) -> bool {
        self.state.fetch_or(CLOSED, Ordering::AcqRel) & CLOSED == 0
    }

    /// Waits until all calls have left; whether they did within the time. `None`: without limit.
    pub fn wait(&self, timeout: Option<Duration>) -> bool {
        let deadline = timeout.and_then(|timeout| Instant::now().checked_add(timeout));
        let mut waiting = self.waiting.lock();
        while self.state.load(Ordering::Acquire) & !CLOSED != 0 {
            match deadline {
                Some(deadline) if self.left.wait_until(&mut waiting, deadline).timed_out() => {
                    return self.state.load(Ordering::Acquire) & !CLOSED == 0;
                }
                Some(_) => {}
                None => self.left.wait(&mut waiting),
            }
        }
        true
    }

    fn address(&self) -> usize {
        std::ptr::from_ref(self).addr()
    }
}

impl Drop for Inside<'_> {
    fn drop(&mut self) {
        INSIDE.with_borrow_mut(|gates| gates.pop());
        if self.0.state.fetch_sub(1, Ordering::Release) == CLOSED | 1 {
            drop(self.0.waiting.lock());
            self.0.left.notify_all();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    enum Opaque {}

    struct Thing {
        errors: LastError,
        gate: Arc<Gate>,
        inside: Mutex<i32>,
    }

    static THINGS: Table<Opaque, Thing> = Table::new(31);

    impl Object for Thing {
        type C = Opaque;

        fn table() -> &'static Table<Opaque, Thing> {
            &THINGS
        }

        fn last_error(&self) -> &LastError {
            &self.errors
        }

        fn gate(&self) -> Option<&Gate> {
            Some(&self.gate)
        }

        fn context(&self) -> u32 {
            0
        }
    }

    fn thing() -> *mut Opaque {
        THINGS.insert(Arc::new(Thing { errors: LastError::default(), gate: Arc::default(), inside: Mutex::new(0) }))
    }

    fn last_message(handle: *mut Opaque) -> Option<String> {
        THINGS.get(handle).and_then(|thing| thing.errors.text())
    }

    #[test]
    fn a_failure_gives_its_code_and_is_remembered_with_its_text() {
        let handle = thing();
        assert_eq!(call("f", handle, |_: &Arc<Thing>| Ok(())), IOSTX_S_OK);
        assert_eq!(last_message(handle), None);
        assert_eq!(call("f", handle, |_: &Arc<Thing>| Err::<(), _>(Error::invalid("the colour"))), IOSTX_MAPI_E_INVALID_PARAMETER);
        assert_eq!(last_message(handle).as_deref(), Some("the colour"));
        free::<Thing>(handle);
    }

    #[test]
    fn a_panic_becomes_a_code_with_its_text() {
        let handle = thing();
        let code = call("f", handle, |_: &Arc<Thing>| -> Result<()> { panic!("number {}", 7) });
        assert_eq!(code, IOSTX_MAPI_E_CALL_FAILED);
        assert!(last_message(handle).is_some_and(|text| text.ends_with("number 7")));
        assert_eq!(call("f", handle, |_: &Arc<Thing>| Ok(())), IOSTX_S_OK, "the object is usable afterwards");
        free::<Thing>(handle);
    }

    #[test]
    fn a_freed_handle_is_refused_and_an_object_in_use_goes_when_the_call_returns() {
        let handle = thing();
        let code = call("f", handle, |thing: &Arc<Thing>| {
            free::<Thing>(handle);
            assert_eq!(Arc::strong_count(thing), 1);
            Ok(())
        });
        assert_eq!(code, IOSTX_S_OK);
        assert_eq!(call("f", handle, |_: &Arc<Thing>| Ok(())), IOSTX_MAPI_E_INVALID_OBJECT);
        free::<Thing>(handle);
    }

    #[test]
    fn a_second_call_on_an_object_that_takes_one_is_busy() {
        let handle = thing();
        let code = call("f", handle, |thing: &Arc<Thing>| {
            let mut inside = exclusive(&thing.inside)?;
            *inside += 1;
            assert_eq!(call("g", handle, |thing: &Arc<Thing>| exclusive(&thing.inside).map(|_| ())), IOSTX_MAPI_E_BUSY);
            Ok(())
        });
        assert_eq!(code, IOSTX_S_OK);
        free::<Thing>(handle);
    }

    #[test]
    fn a_closed_gate_refuses_new_calls_and_waits_for_those_inside() {
        let gate = Gate::default();
        std::thread::scope(|scope| {
            let inside = gate.enter().expect("it is open");
            assert!(gate.is_entered_here());
            assert!(gate.close(), "it was open");
            assert!(!gate.close(), "it was closed");
            assert!(!gate.wait(Some(Duration::ZERO)));
            assert_eq!(gate.enter().map(|_| ()).expect_err("closed").code, IOSTX_E_CLOSED);
            let waiter = scope.spawn(|| {
                assert!(!gate.is_entered_here());
                gate.wait(None)
            });
            drop(inside);
            assert!(waiter.join().expect("no panic"));
        });
        assert!(!gate.is_entered_here());
    }
}
