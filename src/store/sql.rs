//! Opening SQLite, and from its errors to ours: the only place that knows its result codes.

use std::path::Path;
use std::sync::Once;

use rusqlite::{Connection, ErrorCode, OpenFlags};

use crate::codes::*;
use crate::error::Error;

/// Opens a connection. SQLite sets itself up with the first one of the process, and its source of chance with the first number, and
/// looks without a lock whether it has: so that no two threads come to that at once, the first ones are made alone.
pub(crate) fn open(path: impl AsRef<Path>, flags: OpenFlags) -> Result<Connection, Error> {
    static SET_UP: Once = Once::new();
    // A failure shows again with the open that follows.
    SET_UP.call_once(|| {
        let _ = Connection::open_in_memory().and_then(|conn| conn.query_row("SELECT random()", [], |_| Ok(())));
    });
    Connection::open_with_flags(path, flags).map_err(from_sqlite)
}

/// Translates an error of SQLite; the message keeps what SQLite said.
pub(crate) fn from_sqlite(error: rusqlite::Error) -> Error {
    let (code, system_code) = match &error {
        rusqlite::Error::SqliteFailure(failure, _) => (code_of(failure.code), failure.extended_code),
        rusqlite::Error::QueryReturnedNoRows => (IOSTX_MAPI_E_NOT_FOUND, 0),
        // A table or column that is not as the schema says, or holds what it does not allow, was written by someone else.
        rusqlite::Error::FromSqlConversionFailure(..)
        | rusqlite::Error::IntegralValueOutOfRange(..)
        | rusqlite::Error::InvalidColumnType(..)
        | rusqlite::Error::SqlInputError { .. }
        | rusqlite::Error::Utf8Error(..) => (IOSTX_MAPI_E_CORRUPT_STORE, 0),
        _ => (IOSTX_MAPI_E_CALL_FAILED, 0),
    };
    Error { code, message: format!("store: {error}"), system_code }
}

fn code_of(code: ErrorCode) -> i32 {
    match code {
        ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked | ErrorCode::FileLockingProtocolFailed => IOSTX_MAPI_E_BUSY,
        ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase => IOSTX_MAPI_E_CORRUPT_STORE,
        // What is written never contradicts rows that the library wrote.
        ErrorCode::ConstraintViolation | ErrorCode::TypeMismatch => IOSTX_MAPI_E_CORRUPT_STORE,
        // SQLITE_ERROR: what is asked fits the schema, so that the schema was changed, or a sum of counts overflows.
        ErrorCode::Unknown => IOSTX_MAPI_E_CORRUPT_STORE,
        ErrorCode::DiskFull => IOSTX_MAPI_E_NOT_ENOUGH_DISK,
        ErrorCode::SystemIoFailure => IOSTX_MAPI_E_DISK_ERROR,
        ErrorCode::OutOfMemory => IOSTX_MAPI_E_NOT_ENOUGH_MEMORY,
        ErrorCode::TooBig => IOSTX_MAPI_E_TOO_BIG,
        ErrorCode::ReadOnly | ErrorCode::PermissionDenied | ErrorCode::CannotOpen | ErrorCode::AuthorizationForStatementDenied => {
            IOSTX_MAPI_E_NO_ACCESS
        }
        ErrorCode::OperationInterrupted => IOSTX_MAPI_E_USER_CANCEL,
        _ => IOSTX_MAPI_E_CALL_FAILED,
    }
}

/// Whether a row was refused since another one has what a unique index allows once.
pub(crate) fn is_of_another_row(error: &Error) -> bool {
    error.system_code == rusqlite::ffi::SQLITE_CONSTRAINT_UNIQUE
}

/// `map_err(from_sqlite)` in one word.
pub(crate) trait SqlResult<T> {
    fn sql(self) -> crate::error::Result<T>;
}

impl<T> SqlResult<T> for rusqlite::Result<T> {
    fn sql(self) -> crate::error::Result<T> {
        self.map_err(from_sqlite)
    }
}
