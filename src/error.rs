//! The one error type of the library.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::codes;

/// `Result` with the library's [`Error`].
pub type Result<T> = std::result::Result<T, Error>;

/// A failure: a code of [`crate::codes`], and in words what failed, on which object, why, and what to do.
///
/// Some codes are answers rather than accidents (`SYNC_E_IGNORE`, `MAPI_E_NOT_FOUND` at the end of a table); they travel the
/// same way, as they do in the documented interfaces.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message} ({name})", name = codes::name(*code))]
pub struct Error {
    /// The HRESULT.
    pub code: i32,
    /// One line without a full stop.
    pub message: String,
    /// What SQLite (extended result code) or the operating system (errno) said, else 0.
    pub system_code: i32,
}

impl Error {
    /// An error with a message.
    pub fn new(code: i32, message: impl Into<String>) -> Self {
        Error { code, message: message.into(), system_code: 0 }
    }

    /// An error with the fixed text of its code.
    pub fn of(code: i32) -> Self {
        Error::new(code, codes::text(code))
    }

    /// `MAPI_E_INVALID_PARAMETER`; the message names the argument.
    pub fn invalid(message: impl Into<String>) -> Self {
        Error::new(codes::IOSTX_MAPI_E_INVALID_PARAMETER, message)
    }

    /// `MAPI_E_NOT_FOUND`; the message names what was looked for.
    pub fn not_found(message: impl Into<String>) -> Self {
        Error::new(codes::IOSTX_MAPI_E_NOT_FOUND, message)
    }

    /// `MAPI_E_CORRUPT_DATA`: bytes in the store that cannot be decoded.
    pub fn corrupt(message: impl Into<String>) -> Self {
        Error::new(codes::IOSTX_MAPI_E_CORRUPT_DATA, message)
    }

    /// `MAPI_E_UNKNOWN_FLAGS`, naming the bits that the call does not know.
    pub fn unknown_flags(call: &str, unknown: u32) -> Self {
        Error::new(codes::IOSTX_MAPI_E_UNKNOWN_FLAGS, format!("{call}: flags 0x{unknown:08X} are unknown"))
    }

    /// Adds what was being done, in front of the message.
    #[must_use]
    pub fn during(mut self, what: impl std::fmt::Display) -> Self {
        self.message = format!("{what}: {}", self.message);
        self
    }
}

impl From<std::io::Error> for Error {
    fn from(error: std::io::Error) -> Self {
        use std::io::ErrorKind;
        let code = match error.kind() {
            ErrorKind::NotFound => codes::IOSTX_MAPI_E_NOT_FOUND,
            ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => codes::IOSTX_MAPI_E_NO_ACCESS,
            ErrorKind::StorageFull | ErrorKind::QuotaExceeded => codes::IOSTX_MAPI_E_NOT_ENOUGH_DISK,
            ErrorKind::OutOfMemory => codes::IOSTX_MAPI_E_NOT_ENOUGH_MEMORY,
            ErrorKind::WouldBlock => codes::IOSTX_MAPI_E_BUSY,
            ErrorKind::TimedOut => codes::IOSTX_MAPI_E_TIMEOUT,
            _ => codes::IOSTX_MAPI_E_DISK_ERROR,
        };
        Error { code, message: error.to_string(), system_code: error.raw_os_error().unwrap_or(0) }
    }
}

/// Refuses flags that a call does not know.
pub fn check_flags(call: &str, flags: u32, known: u32) -> Result<()> {
    match flags & !known {
        0 => Ok(()),
        unknown => Err(Error::unknown_flags(call, unknown)),
    }
}

/// Runs a body, a panic being an error with its text.
pub(crate) fn caught<R>(body: impl FnOnce() -> Result<R>) -> Result<R> {
    // A body that panicked may leave its object between two states; it stays usable as far as its own checks go, and a store
    // rolls its transaction back.
    catch_unwind(AssertUnwindSafe(body))
        .unwrap_or_else(|panic| Err(Error::new(codes::IOSTX_MAPI_E_CALL_FAILED, panic_text(&*panic))))
}

fn panic_text(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().copied().or_else(|| panic.downcast_ref::<String>().map(String::as_str));
    format!("a fault in the library: {}", text.unwrap_or("a panic without a text"))
}
