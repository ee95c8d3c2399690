//! Messages.

use super::arguments::{self, Out};
use super::guard::{self, Object, call};
use super::objects::MessageObject;
use super::stream::StreamObject;
use super::types::*;
use super::{convert, cursor, ids, values};
use crate::codes::*;
use crate::error::{Error, Result, check_flags};
use crate::props::tags::{IOSTX_PR_ATTEMPTS, IOSTX_PR_INTERNET_CONTENT, IOSTX_PR_LAST_ERROR, IOSTX_PR_LAST_ERROR_TEXT};
use crate::props::{Bag, PropTag, PropType, Value};
use crate::store::flags::*;
use crate::store::{Message, Stream};
use std::ffi::c_void;
use std::sync::Arc;

/// Gives out the values of a message; missing and large ones as errors of their own.
fn values_of(message: &Message, tags: impl Iterator<Item = u32>) -> Result<(*mut iostx_values, i32)> {
    let read = |tag: u32| match message.get(PropTag(tag)) {
        Ok(value) => Ok((tag, value)),
        Err(error) if error.code == IOSTX_MAPI_E_NOT_FOUND || error.code == IOSTX_MAPI_E_NOT_ENOUGH_MEMORY => {
            Ok((tag, Value::Error(error.code)))
        }
        Err(error) => Err(error),
    };
    let found = tags.map(read).collect::<Result<Vec<_>>>()?;
    Ok(values::give(found.iter().map(|(tag, value)| (*tag, Some(value)))))
}

/// Only text and binary values have streams.
fn check_streamed(tag: PropTag) -> Result<()> {
    match tag.kind() {
        Ok(PropType::Unicode | PropType::Binary | PropType::Unspecified) => Ok(()),
        _ => Err(Error::new(IOSTX_MAPI_E_NO_SUPPORT, format!("property {tag}: only text and binary values have streams"))),
    }
}

fn read_all(stream: &mut Stream, mut buffer: &mut [u8]) -> Result<()> {
    while !buffer.is_empty() {
        match stream.read(buffer)? {
            0 => return Err(Error::corrupt("the content ends before its size")),
            got => buffer = &mut buffer[got..],
        }
    }
    Ok(())
}

/// The message's id.
///
/// Errors: MAPI_E_NOT_FOUND (it was never saved; an item that comes from a server has one when it is imported).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_message_get_id(message: *mut iostx_message, out: *mut iostx_meid) -> i32 {
    call("iostx_message_get_id", message, |message: &Arc<MessageObject>| {
        // SAFETY: the header's contract.
        let out = unsafe { Out::value(out) }.required("out")?;
        let (_, _turn) = message.enter()?;
        out.set(ids::c_meid(message.meid()?));
        Ok(())
    })
}

/// Reads properties (IMAPIProp::GetProps), as they were when the message was opened, with what was set since.
///
/// tags: none means all that the message has; a tag with IOSTX_PT_UNSPECIFIED takes any type. flags: 0. out: one value per tag, in
/// the same order. Missing ones are PT_ERROR with MAPI_E_NOT_FOUND, those too large to be handed out PT_ERROR with
/// MAPI_E_NOT_ENOUGH_MEMORY (open a stream); the call then answers MAPI_W_ERRORS_RETURNED. Free it with iostx_values_free.
///
/// Errors: MAPI_E_INVALID_PARAMETER, MAPI_E_UNKNOWN_FLAGS, MAPI_E_OBJECT_CHANGED (a part that was not read yet is gone).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_message_get_values(
    message: *mut iostx_message,
    tags: *const u32,
    count: usize,
    flags: u32,
    out: *mut *mut iostx_values,
) -> i32 {
    // SAFETY: the header's contract, here and below.
    let out = unsafe { Out::pointer(out) };
    call("iostx_message_get_values", message, |message: &Arc<MessageObject>| {
        let out = out.required("out")?;
        check_flags("get_values", flags, 0)?;
        // SAFETY: as above.
        let tags = unsafe { arguments::array(tags, count, "tags") }?;
        let (message, _turn) = message.enter()?;
        let (handle, code) = match tags {
            [] => values_of(message, message.tags().iter().map(|tag| tag.0))?,
            tags => values_of(message, tags.iter().copied())?,
        };
        out.set(handle);
        Ok(code)
    })
}

/// Sets properties (IMAPIProp::SetProps); all or nothing. Stored by iostx_message_save.
///
/// Errors: MAPI_E_COMPUTED (read only), MAPI_E_INVALID_TYPE, MAPI_E_BAD_VALUE (invalid UTF-8 too; the error names the tag),
/// MAPI_E_TOO_BIG, MAPI_E_NO_ACCESS (opened for reading only), MAPI_E_NO_SUPPORT (content of a header-only item).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_message_set_values(message: *mut iostx_message, values: *const iostx_value, count: usize) -> i32 {
    call("iostx_message_set_values", message, |message: &Arc<MessageObject>| {
        // SAFETY: the header's contract.
        let values = unsafe { convert::read_bag(arguments::array(values, count, "values")?) }?;
        message.enter()?.0.set_all(&values)
    })
}

/// Deletes properties (IMAPIProp::DeleteProps). Those that are not there are passed over. Stored by iostx_message_save.
///
/// Errors: MAPI_E_COMPUTED, MAPI_E_NO_ACCESS, MAPI_E_NO_SUPPORT.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_message_delete_values(message: *mut iostx_message, tags: *const u32, count: usize) -> i32 {
    call("iostx_message_delete_values", message, |message: &Arc<MessageObject>| {
        // SAFETY: the header's contract.
        let tags = unsafe { arguments::array(tags, count, "tags") }?;
        let mut values = Bag::new();
        tags.iter().for_each(|tag| values.set(*tag, Value::Error(IOSTX_MAPI_E_NOT_FOUND)));
        message.enter()?.0.set_all(&values)
    })
}

/// What of the message was pending for upload when it was opened or last saved.
///
/// out: IOSTX_PR_PENDING, IOSTX_PR_CHANGED_TAGS, IOSTX_PR_KEYWORDS_ADDED, IOSTX_PR_KEYWORDS_REMOVED, IOSTX_PR_ATTEMPTS,
/// IOSTX_PR_LAST_ERROR, IOSTX_PR_LAST_ERROR_TEXT, and the changed properties as the server had them last, PT_ERROR where it had
/// none; by tag, ascending. Free it with iostx_values_free.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_message_get_pending(message: *mut iostx_message, out: *mut *mut iostx_values) -> i32 {
    // SAFETY: the header's contract.
    let out = unsafe { Out::pointer(out) };
    call("iostx_message_get_pending", message, |message: &Arc<MessageObject>| {
        let out = out.required("out")?;
        let (message, _turn) = message.enter()?;
        let mut pending = message.pending()?;
        for tag in [IOSTX_PR_ATTEMPTS, IOSTX_PR_LAST_ERROR, IOSTX_PR_LAST_ERROR_TEXT] {
            pending.put(tag, message.get(PropTag(tag)).ok());
        }
        let pending: Vec<_> = pending.iter().map(|(tag, value)| (tag.0, Some(value))).collect();
        let (handle, _) = values::give(pending.into_iter());
        out.set(handle);
        Ok(())
    })
}

/// The recipients (IMessage::GetRecipientTable).
///
/// out: one row per recipient, by PR_ROWID; the columns are all properties that any of them has. A cursor over the snapshot: it
/// does not change.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_message_get_recipients(message: *mut iostx_message, out: *mut *mut iostx_cursor) -> i32 {
    // SAFETY: the header's contract.
    let out = unsafe { Out::pointer(out) };
    call("iostx_message_get_recipients", message, |message: &Arc<MessageObject>| {
        let out = out.required("out")?;
        let rows = message.enter()?.0.list_recipients()?;
        out.set(cursor::give(&message.store, rows));
        Ok(())
    })
}

/// Sets the recipients (IMessage::ModifyRecipients). Stored by iostx_message_save.
///
/// rows: the values of each. flags: IOSTX_MODRECIP_REPLACE, IOSTX_MODRECIP_ADD, IOSTX_MODRECIP_MODIFY or IOSTX_MODRECIP_REMOVE.
///
/// Errors: MAPI_E_INVALID_PARAMETER (rows without PR_ROWID, where it is needed), MAPI_E_UNKNOWN_FLAGS, MAPI_E_BAD_VALUE,
/// MAPI_E_NO_ACCESS.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_message_set_recipients(
    message: *mut iostx_message,
    rows: *const iostx_row,
    count: usize,
    flags: u32,
) -> i32 {
    call("iostx_message_set_recipients", message, |message: &Arc<MessageObject>| {
        // SAFETY: the header's contract, for the rows and for the values of each.
        let rows = unsafe {
            let rows = arguments::array(rows, count, "rows")?;
            rows.iter()
                .map(|row| convert::read_bag(arguments::array(row.values, row.count, "rows[].values")?))
                .collect::<Result<_>>()?
        };
        message.enter()?.0.set_recipients(rows, flags)
    })
}

/// Opens a text or binary property as a stream (IMAPIProp::OpenProperty). A stream for reading reads the version that the message
/// was opened on, also after that was replaced.
///
/// flags: 0 to read; IOSTX_MAPI_MODIFY, alone or with IOSTX_MAPI_CREATE, to write a new value, which starts empty and is written
/// from its beginning to its end. out: free it with iostx_stream_free.
///
/// Errors: MAPI_E_NOT_FOUND (to read), MAPI_E_NO_SUPPORT (not text or binary; the content of a header-only item),
/// MAPI_E_UNKNOWN_FLAGS, MAPI_E_NO_ACCESS (opened for reading only), MAPI_E_COMPUTED.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_message_open_stream(
    message: *mut iostx_message,
    tag: u32,
    flags: u32,
    out: *mut *mut iostx_stream,
) -> i32 {
    // SAFETY: the header's contract.
    let out = unsafe { Out::pointer(out) };
    call("iostx_message_open_stream", message, |message: &Arc<MessageObject>| {
        let out = out.required("out")?;
        check_flags("open_stream", flags, IOSTX_MAPI_MODIFY | IOSTX_MAPI_CREATE)?;
        check_streamed(PropTag(tag))?;
        let store = &message.store;
        let (message, _turn) = message.enter()?;
        let stream = match flags {
            0 => message.open_reader(tag.into())?,
            _ => message.open_writer(tag.into())?,
        };
        out.set(StreamObject::table().insert(StreamObject::of_store(store, stream)));
        Ok(())
    })
}

/// Reads the content (PR_INTERNET_CONTENT) in one call.
///
/// buffer, size: where it goes. got: its size; with (NULL, 0) only that.
///
/// Errors: MAPI_E_NOT_FOUND (header only, or no content), MAPI_E_TOO_BIG (the buffer is too small; nothing is written).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_message_get_content(
    message: *mut iostx_message,
    buffer: *mut c_void,
    size: usize,
    got: *mut usize,
) -> i32 {
    // SAFETY: the header's contract, here and below.
    let got = unsafe { Out::value(got) };
    call("iostx_message_get_content", message, |message: &Arc<MessageObject>| {
        let got = got.required("got")?;
        let (message, _turn) = message.enter()?;
        let mut stream = message.open_reader(IOSTX_PR_INTERNET_CONTENT.into())?;
        let content = usize::try_from(stream.size()).map_err(|_| Error::of(IOSTX_MAPI_E_NOT_ENOUGH_MEMORY))?;
        if size > 0 || !buffer.is_null() {
            // SAFETY: as above.
            let buffer = unsafe { arguments::buffer(buffer, size, "buffer") }?;
            let buffer = buffer
                .get_mut(..content)
                .ok_or_else(|| Error::new(IOSTX_MAPI_E_TOO_BIG, format!("the content has {content} bytes, the buffer {size}")))?;
            read_all(&mut stream, buffer)?;
        }
        got.set(content);
        Ok(())
    })
}

/// Sets the content (PR_INTERNET_CONTENT) in one call. Stored by iostx_message_save.
///
/// Errors: MAPI_E_NO_ACCESS, MAPI_E_NO_SUPPORT (a header-only item).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_message_set_content(message: *mut iostx_message, data: *const c_void, size: usize) -> i32 {
    call("iostx_message_set_content", message, |message: &Arc<MessageObject>| {
        // SAFETY: the header's contract.
        let data = unsafe { arguments::array(data.cast::<u8>(), size, "data") }?;
        let (message, _turn) = message.enter()?;
        let mut stream = message.open_writer(IOSTX_PR_INTERNET_CONTENT.into())?;
        stream.write(data)?;
        stream.commit()
    })
}

/// Stores what was set (IMAPIProp::SaveChanges), in one commit; what was not set is not written. The message stays open for
/// writing, on the version that was saved, unless flags say otherwise.
///
/// flags: IOSTX_KEEP_OPEN_READONLY, IOSTX_KEEP_OPEN_READWRITE, IOSTX_FORCE_SAVE; IOSTX_SPAMFILTER_ONSAVE, IOSTX_ITEMPROC_FORCE and
/// IOSTX_NON_EMS_XP_SAVE are accepted. Nothing was set: IOSTX_S_OK, nothing is written. On a message that an import sink gave out,
/// this is the import.
///
/// Errors: MAPI_E_OBJECT_CHANGED (another changed what would be written since it was opened; IOSTX_FORCE_SAVE saves, and the
/// replaced version goes to Conflicts), MAPI_E_OBJECT_DELETED, MAPI_E_NO_ACCESS, MAPI_E_UNKNOWN_FLAGS, MAPI_E_SUBMITTED,
/// MAPI_E_NOT_ENOUGH_DISK; of an import: SYNC_E_CONFLICT.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_message_save(message: *mut iostx_message, flags: u32) -> i32 {
    call("iostx_message_save", message, |message: &Arc<MessageObject>| message.save(flags))
}

/// Saves the message and puts it into the outgoing queue (IMessage::SubmitMessage). The handle then answers MAPI_E_INVALID_OBJECT
/// to everything but iostx_message_free.
///
/// flags: IOSTX_FORCE_SUBMIT is accepted.
///
/// Errors: MAPI_E_NO_RECIPIENTS, MAPI_E_SUBMITTED (it is in the queue already), MAPI_E_NO_SUPPORT (a message of a session), and
/// those of iostx_message_save; the handle then stays valid.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_message_submit(message: *mut iostx_message, flags: u32) -> i32 {
    call("iostx_message_submit", message, |object: &Arc<MessageObject>| {
        check_flags("submit", flags, IOSTX_FORCE_SUBMIT)?;
        object.enter()?.0.submit()?;
        // The message belongs to the queue now.
        guard::free::<MessageObject>(message);
        Ok(())
    })
}

/// An owned second handle on the same open message, for example of a borrowed one (iostx_upmsg.message); it outlives the state.
///
/// out: free it with iostx_message_free.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_message_ref(message: *mut iostx_message, out: *mut *mut iostx_message) -> i32 {
    // SAFETY: the header's contract.
    let out = unsafe { Out::pointer(out) };
    call("iostx_message_ref", message, |message: &Arc<MessageObject>| {
        let out = out.required("out")?;
        let own = MessageObject::new(&message.store, message.message().clone());
        out.set(MessageObject::table().insert(own));
        Ok(())
    })
}

/// The last failure of a call on this message. As iostx_store_get_last_error.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_message_get_last_error(message: *mut iostx_message, out: *mut *mut iostx_error) -> i32 {
    // SAFETY: the header's contract.
    unsafe { guard::give_last_error::<MessageObject>(message, out) }
}

/// Frees the handle; what was set and not saved is dropped. NULL, freed already, or borrowed: nothing happens.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_message_free(message: *mut iostx_message) {
    guard::free::<MessageObject>(message);
}
