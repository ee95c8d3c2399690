//! Details of failures: remembered by objects, copied out to C.

use std::collections::HashMap;
use std::ffi::CString;
use std::sync::LazyLock;

use parking_lot::Mutex;

use super::handles::Live;
use super::types::iostx_error;
use crate::error::Error;

/// A failure: what, in which function, and in which state of a session.
#[derive(Debug, Clone)]
struct Detail {
    error: Error,
    function: &'static str,
    context: u32,
}

/// The last failure of an object.
#[derive(Debug, Default)]
pub struct LastError(Mutex<Option<Detail>>);

impl LastError {
    /// Remembers a failure.
    pub fn set(&self, error: Error, function: &'static str, context: u32) {
        *self.0.lock() = Some(Detail { error, function, context });
    }

    /// A copy for C, which `free` frees; NULL if nothing failed yet.
    pub fn give(&self) -> *mut iostx_error {
        let detail = self.0.lock().clone();
        detail.map_or(std::ptr::null_mut(), |detail| give(&detail))
    }

    /// A copy for C if the last failure had this code, else NULL.
    pub fn give_if(&self, code: i32) -> *mut iostx_error {
        let detail = self.0.lock().clone().filter(|detail| detail.error.code == code);
        detail.map_or(std::ptr::null_mut(), |detail| give(&detail))
    }

    /// The last failure, if it had this code.
    pub fn of_code(&self, code: i32) -> Option<Error> {
        self.0.lock().as_ref().map(|detail| &detail.error).filter(|error| code < 0 && error.code == code).cloned()
    }

    /// The text of the last failure.
    #[cfg(test)]
    pub fn text(&self) -> Option<String> {
        self.0.lock().as_ref().map(|detail| detail.error.message.clone())
    }
}

/// What C holds a pointer to, and what that structure points to.
struct Given {
    header: Box<iostx_error>,
    _message: CString,
    _component: CString,
    _live: Live,
}

// SAFETY: the pointers in the header point into the two texts beside it, which nobody changes.
unsafe impl Send for Given {}

/// All that C holds, by address: so that freeing twice, or something else, does nothing.
static GIVEN: LazyLock<Mutex<HashMap<usize, Given>>> = LazyLock::new(Mutex::default);

/// A failure for C, of a function that has no object to remember it.
pub fn give_error(error: Error, function: &'static str) -> *mut iostx_error {
    give(&Detail { error, function, context: 0 })
}

fn give(detail: &Detail) -> *mut iostx_error {
    let message = text(&detail.error.message);
    let component = text(detail.function);
    let header = Box::new(iostx_error {
        struct_size: size_of::<iostx_error>() as u32,
        code: detail.error.code,
        system_code: detail.error.system_code,
        context: detail.context,
        message: message.as_ptr(),
        component: component.as_ptr(),
    });
    let given = Given { header, _message: message, _component: component, _live: Live::new() };
    let mut all = GIVEN.lock();
    let pointer = std::ptr::from_ref(&*given.header).cast_mut();
    all.insert(pointer.addr(), given);
    pointer
}

/// Frees what was given. Anything else is left alone.
pub fn free(error: *mut iostx_error) {
    let given = GIVEN.lock().remove(&error.addr());
    drop(given);
}

/// A text of one line for C.
fn text(text: &str) -> CString {
    let line: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    // No control character is left, NUL among them.
    CString::new(line).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::ffi::CStr;

    #[test]
    fn an_error_is_copied_out_with_its_texts_and_freed_once() {
        let errors = LastError::default();
        assert!(errors.give().is_null());
        errors.set(Error { code: -5, message: "line\none\0".into(), system_code: 13 }, "iostx_f", 6);
        let given = errors.give();
        // SAFETY: it was given just now and not freed.
        let (code, system_code, context, message, component) = unsafe {
            let error = &*given;
            (error.code, error.system_code, error.context, CStr::from_ptr(error.message), CStr::from_ptr(error.component))
        };
        assert_eq!((code, system_code, context), (-5, 13, 6));
        assert_eq!((message.to_str(), component.to_str()), (Ok("line one "), Ok("iostx_f")));
        free(given);
        free(given);
        free(std::ptr::null_mut());
        assert!(errors.give_if(-4).is_null());
    }
}
