//! Streams: large values in chunks.

use super::arguments::{self, Out};
use super::errors::LastError;
use super::guard::{self, Gate, Object, call, exclusive};
use super::handles::Table;
use super::objects::{StoreObject, object};
use super::types::*;
use crate::codes::{IOSTX_MAPI_E_CALL_FAILED, IOSTX_S_OK};
use crate::error::{Error, Result};
use crate::store::Stream;
use crate::store::flags::{IOSTX_SEEK_BEGIN, IOSTX_SEEK_CURRENT, IOSTX_SEEK_END};
use parking_lot::{Mutex, MutexGuard};
use std::ffi::c_void;
use std::io::{Cursor, Read, Seek, SeekFrom, Write};
use std::sync::Arc;

/// A stream over a value of the store, or one in memory.
pub struct StreamObject {
    store: Option<Arc<StoreObject>>,
    form: Mutex<Form>,
    last_error: LastError,
}

object!(StreamObject, iostx_stream, 4, |stream| stream.store.as_ref().map(|store| &store.gate));

impl StreamObject {
    /// The object of a stream of the core.
    pub fn of_store(store: &Arc<StoreObject>, stream: Stream) -> Arc<Self> {
        let store = Some(Arc::clone(store));
        Arc::new(StreamObject { store, form: Mutex::new(Form::Stored(Box::new(stream))), last_error: LastError::default() })
    }

    fn in_memory() -> Arc<Self> {
        Arc::new(StreamObject { store: None, form: Mutex::new(Form::Memory(Cursor::default())), last_error: LastError::default() })
    }

    fn enter(&self) -> Result<MutexGuard<'_, Form>> {
        exclusive(&self.form)
    }

    /// All that it holds, from its beginning, for a call on another object.
    pub fn contents(&self) -> Result<Vec<u8>> {
        let mut form = self.enter()?;
        form.seek(SeekFrom::Start(0))?;
        let size = usize::try_from(form.size()).unwrap_or(usize::MAX).min(LARGEST_STATE);
        let mut bytes = vec![0; size];
        let mut at = 0;
        while at < size {
            match form.read(&mut bytes[at..])? {
                0 => break,
                got => at += got,
            }
        }
        bytes.truncate(at);
        Ok(bytes)
    }

    /// Replaces all that it holds, for a call on another object.
    pub fn replace(&self, bytes: &[u8]) -> Result<()> {
        let mut form = self.enter()?;
        form.seek(SeekFrom::Start(0))?;
        form.set_size(0)?;
        form.write(bytes)
    }
}

/// No state that a sink takes is longer.
const LARGEST_STATE: usize = 64 << 20;

enum Form {
    Stored(Box<Stream>),
    Memory(Cursor<Vec<u8>>),
}

impl Form {
    fn read(&mut self, out: &mut [u8]) -> Result<usize> {
        match self {
            Form::Stored(stream) => stream.read(out),
            Form::Memory(cursor) => Ok(cursor.read(out)?),
        }
    }

    fn write(&mut self, bytes: &[u8]) -> Result<()> {
        match self {
            Form::Stored(stream) => stream.write(bytes),
            Form::Memory(cursor) => Ok(cursor.write_all(bytes)?),
        }
    }

    fn seek(&mut self, to: SeekFrom) -> Result<u64> {
        match self {
            Form::Stored(stream) => stream.seek(to),
            Form::Memory(cursor) => {
                let before = cursor.position();
                let reached = cursor.seek(to).map_err(|_| Error::invalid("offset: before the beginning of the stream"))?;
                if reached > cursor.get_ref().len() as u64 {
                    cursor.set_position(before);
                    return Err(Error::invalid("offset: after the end of the stream"));
                }
                Ok(reached)
            }
        }
    }

    fn size(&self) -> u64 {
        match self {
            Form::Stored(stream) => stream.size(),
            Form::Memory(cursor) => cursor.get_ref().len() as u64,
        }
    }

    fn set_size(&mut self, size: u64) -> Result<()> {
        match self {
            Form::Stored(stream) => stream.set_size(size),
            Form::Memory(cursor) => {
                let size = usize::try_from(size).ok().filter(|size| *size <= LARGEST_STATE);
                let size =
                    size.ok_or_else(|| Error::invalid(format!("size: a stream in memory has at most {LARGEST_STATE} bytes")))?;
                cursor.get_mut().resize(size, 0);
                cursor.set_position(cursor.position().min(size as u64));
                Ok(())
            }
        }
    }

    fn commit(&mut self) -> Result<()> {
        match self {
            Form::Stored(stream) => stream.commit(),
            Form::Memory(_) => Ok(()),
        }
    }
}

/// A stream in memory, empty, for reading and writing: for the state that iostx_contents_sink_config and its like take.
///
/// out: free it with iostx_stream_free.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_stream_create(out: *mut *mut iostx_stream) -> i32 {
    // SAFETY: the header's contract.
    let out = unsafe { Out::pointer(out) };
    guard::shield(IOSTX_MAPI_E_CALL_FAILED, || match out.required("out") {
        Ok(out) => {
            out.set(StreamObject::table().insert(StreamObject::in_memory()));
            IOSTX_S_OK
        }
        Err(error) => error.code,
    })
}

/// Reads from the current position.
///
/// got: bytes read; fewer than size only at the end, 0 at the end.
///
/// Errors: MAPI_E_OBJECT_CHANGED (the value was replaced and its old version is gone).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_stream_read(stream: *mut iostx_stream, buffer: *mut c_void, size: usize, got: *mut usize) -> i32 {
    // SAFETY: the header's contract, here and below.
    let got = unsafe { Out::value(got) };
    call("iostx_stream_read", stream, |stream: &Arc<StreamObject>| {
        let got = got.required("got")?;
        // SAFETY: as above.
        let buffer = unsafe { arguments::buffer(buffer, size, "buffer") }?;
        let mut form = stream.enter()?;
        let mut filled = 0;
        // A read of the core may end early; one of C only at the end.
        while filled < buffer.len() {
            match form.read(&mut buffer[filled..])? {
                0 => break,
                more => filled += more,
            }
        }
        got.set(filled);
        Ok(())
    })
}

/// Appends all of data; a stream in memory takes it at its position. Taken over by iostx_stream_commit, stored by
/// iostx_message_save.
///
/// Errors: MAPI_E_NO_ACCESS (opened for reading), MAPI_E_BAD_VALUE (a text that is not UTF-8), MAPI_E_UNABLE_TO_COMPLETE
/// (committed already), MAPI_E_NOT_ENOUGH_DISK.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_stream_write(stream: *mut iostx_stream, data: *const c_void, size: usize) -> i32 {
    call("iostx_stream_write", stream, |stream: &Arc<StreamObject>| {
        // SAFETY: the header's contract.
        let data = unsafe { arguments::array(data.cast::<u8>(), size, "data") }?;
        stream.enter()?.write(data)
    })
}

/// Moves the position.
///
/// offset: bytes from the origin. origin: IOSTX_SEEK_BEGIN, IOSTX_SEEK_CURRENT or IOSTX_SEEK_END. position: the new position from
/// the beginning; may be NULL.
///
/// Errors: MAPI_E_INVALID_PARAMETER (before the beginning; origin), MAPI_E_NO_SUPPORT (a stream of a message that writes only
/// appends).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_stream_seek(stream: *mut iostx_stream, offset: i64, origin: u32, position: *mut u64) -> i32 {
    // SAFETY: the header's contract.
    let position = unsafe { Out::value(position) };
    call("iostx_stream_seek", stream, |stream: &Arc<StreamObject>| {
        let position = position.optional("position")?;
        let to = match origin {
            IOSTX_SEEK_BEGIN => SeekFrom::Start(u64::try_from(offset).map_err(|_| Error::invalid("offset: before the beginning"))?),
            IOSTX_SEEK_CURRENT => SeekFrom::Current(offset),
            IOSTX_SEEK_END => SeekFrom::End(offset),
            other => return Err(Error::invalid(format!("origin: {other} is not known"))),
        };
        let reached = stream.enter()?.seek(to)?;
        if let Some(position) = position {
            position.set(reached);
        }
        Ok(())
    })
}

/// The size of the value in bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_stream_get_size(stream: *mut iostx_stream, size: *mut u64) -> i32 {
    // SAFETY: the header's contract.
    let size = unsafe { Out::value(size) };
    call("iostx_stream_get_size", stream, |stream: &Arc<StreamObject>| {
        let size = size.required("size")?;
        size.set(stream.enter()?.size());
        Ok(())
    })
}

/// Sets the size in bytes. A stream of a message that writes can only be emptied, to start over; one in memory is cut, or filled
/// up with zeros.
///
/// Errors: as iostx_stream_write; MAPI_E_NO_SUPPORT (another size).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_stream_set_size(stream: *mut iostx_stream, size: u64) -> i32 {
    call("iostx_stream_set_size", stream, |stream: &Arc<StreamObject>| stream.enter()?.set_size(size))
}

/// Gives what was written to the message, whose save then stores it. The stream takes no more. Of a stream that reads, or of one in
/// memory, it does nothing.
///
/// Errors: MAPI_E_BAD_VALUE (a text that ends within a character), MAPI_E_UNABLE_TO_COMPLETE (committed already),
/// MAPI_E_NOT_ENOUGH_DISK.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_stream_commit(stream: *mut iostx_stream) -> i32 {
    call("iostx_stream_commit", stream, |stream: &Arc<StreamObject>| stream.enter()?.commit())
}

/// The last failure of a call on this stream. As iostx_store_get_last_error.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_stream_get_last_error(stream: *mut iostx_stream, out: *mut *mut iostx_error) -> i32 {
    // SAFETY: the header's contract.
    unsafe { guard::give_last_error::<StreamObject>(stream, out) }
}

/// Frees the stream; what was written and not committed is dropped. NULL, or freed already: nothing happens.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_stream_free(stream: *mut iostx_stream) {
    guard::free::<StreamObject>(stream);
}
