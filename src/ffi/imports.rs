//! What comes from a server, read from C.

use super::arguments;
use super::convert;
use super::guard::Object;
use super::option_types::*;
use super::stream::StreamObject;
use super::types::*;
use crate::codes::{IOSTX_E_UNEXPECTED, IOSTX_MAPI_E_INVALID_OBJECT};
use crate::error::{Error, Result, check_flags};
use crate::props::{Bag, Value, flags, tags};
use crate::replication::flags::*;
use crate::store::{Binding, ImportFlags, ImportItem, ListingScope};
use parking_lot::Mutex;
use std::sync::Arc;

/// The answer of a sink whose session is gone.
pub fn ended() -> Error {
    Error::new(IOSTX_MAPI_E_INVALID_OBJECT, "the session of this sink has ended")
}

/// The bytes of each of an array.
///
/// # Safety
/// The header's contract.
pub unsafe fn all_bytes<'a>(pointer: *const iostx_bytes, count: usize, name: &str) -> Result<Vec<&'a [u8]>> {
    // SAFETY: passed on.
    unsafe { arguments::array(pointer, count, name)?.iter().map(|bytes| arguments::bytes(*bytes, name)).collect() }
}

/// A binding that the caller gave.
///
/// # Safety
/// The header's contract for what it points to.
pub unsafe fn binding(binding: &iostx_binding, name: &str) -> Result<Binding> {
    // SAFETY: passed on.
    unsafe { Ok(Binding::new(required_id(binding.remote_id, name)?, arguments::bytes(binding.remote_version, name)?)) }
}

/// A remote id, which may not be empty.
///
/// # Safety
/// The header's contract for what it points to.
pub unsafe fn required_id<'a>(id: iostx_bytes, name: &str) -> Result<&'a [u8]> {
    // SAFETY: passed on.
    match unsafe { arguments::bytes(id, name) }? {
        [] => Err(Error::invalid(format!("{name}: a remote id is needed"))),
        id => Ok(id),
    }
}

/// The remote ids of an array.
///
/// # Safety
/// The header's contract.
pub unsafe fn remote_ids<'a>(pointer: *const iostx_bytes, count: usize, name: &str) -> Result<Vec<&'a [u8]>> {
    // SAFETY: passed on.
    unsafe { arguments::array(pointer, count, name)?.iter().map(|id| required_id(*id, name)).collect() }
}

const ITEM_FLAGS: u32 = IOSTX_IMPORT_HEADER
    | IOSTX_IMPORT_ASSOCIATED
    | IOSTX_IMPORT_STRONG_KEY
    | IOSTX_IMPORT_STREAM
    | IOSTX_IMPORT_NEW
    | IOSTX_IMPORT_FAILED
    | IOSTX_IMPORT_NO_CONFLICTS;

/// An item that the caller filled.
///
/// # Safety
/// The header's contract for what it points to.
pub unsafe fn import_item(item: &iostx_import_item) -> Result<ImportItem> {
    check_flags("import_item", item.flags, ITEM_FLAGS)?;
    let has = |flag: u32| item.flags & flag != 0;
    // SAFETY: passed on.
    let (binding, match_key, mut values, content) = unsafe {
        (
            binding(&item.binding, "item.binding")?,
            arguments::bytes(item.match_key, "item.match_key")?.to_vec(),
            convert::read_import(arguments::array(item.values, item.value_count, "item.values")?)?,
            arguments::bytes(item.content, "item.content")?,
        )
    };
    let without_content = has(IOSTX_IMPORT_HEADER) || has(IOSTX_IMPORT_STREAM) || has(IOSTX_IMPORT_FAILED);
    if without_content && !content.is_empty() {
        return Err(Error::invalid("item.content: it does not go with IOSTX_IMPORT_HEADER, _STREAM or _FAILED"));
    }
    Ok(ImportItem {
        binding,
        match_key,
        strong: has(IOSTX_IMPORT_STRONG_KEY).then_some(true),
        failed: has(IOSTX_IMPORT_FAILED).then(|| take_failure(&mut values)),
        content: (!without_content).then(|| content.to_vec()),
        content_size: item.content_size,
        associated: has(IOSTX_IMPORT_ASSOCIATED),
        header: has(IOSTX_IMPORT_HEADER),
        stream: has(IOSTX_IMPORT_STREAM),
        no_conflicts: has(IOSTX_IMPORT_NO_CONFLICTS),
        values,
    })
}

/// Code and text of a failed fetch.
fn take_failure(values: &mut Bag) -> (i32, String) {
    let code = values.remove(tags::IOSTX_PR_LAST_ERROR).and_then(|value| value.as_i64()).unwrap_or(0);
    let text = match values.remove(tags::IOSTX_PR_LAST_ERROR_TEXT) {
        Some(Value::Text(text)) => text,
        _ => String::new(),
    };
    (code as i32, text)
}

/// Flags that the caller filled.
///
/// # Safety
/// The header's contract for what they point to.
pub unsafe fn import_flags(item: &iostx_import_flags) -> Result<ImportFlags> {
    check_flags("import_flags", item.set | item.clear, flags::IOSTX_FLAG_ALL)?;
    if item.set & item.clear != 0 {
        return Err(Error::invalid(format!("items[]: flags 0x{:X} are in set and in clear", item.set & item.clear)));
    }
    // SAFETY: passed on.
    let (binding, keywords) = unsafe {
        let keywords = arguments::optional(item.keywords, "items[].keywords")?;
        (binding(&item.binding, "items[].binding")?, keywords.map(|value| convert::read_value(value)).transpose()?)
    };
    let keywords = keywords.map(|value| match value.as_texts() {
        Some(words) => Ok(words.into_iter().map(str::to_owned).collect()),
        None => Err(Error::invalid("items[].keywords: a value of type PT_MV_UNICODE is needed")),
    });
    Ok(ImportFlags { binding, set: item.set, clear: item.clear, keywords: keywords.transpose()? })
}

/// A scope that the caller filled; NULL: everything.
///
/// # Safety
/// The header's contract.
pub unsafe fn listing_scope(scope: *const iostx_listing_scope) -> Result<ListingScope> {
    // SAFETY: passed on.
    let scope = unsafe { arguments::optional_structure(scope, "scope") }?;
    let Some(scope) = scope else { return Ok(ListingScope::default()) };
    check_flags("listing_begin", scope.flags, IOSTX_LISTING_NORMAL | IOSTX_LISTING_ASSOCIATED)?;
    let kind = |flag: u32| scope.flags == 0 || scope.flags & flag != 0;
    // SAFETY: passed on.
    let (first, last) = unsafe { (arguments::bytes(scope.first, "scope.first")?, arguments::bytes(scope.last, "scope.last")?) };
    Ok(ListingScope {
        normal: kind(IOSTX_LISTING_NORMAL),
        associated: kind(IOSTX_LISTING_ASSOCIATED),
        first: first.to_vec(),
        last: last.to_vec(),
        since: scope.since,
        until: scope.until,
    })
}

/// How a sink was configured: once at most, and before any import (IExchangeImportContentsChanges::Config).
#[derive(Default)]
pub struct Configuration(Mutex<Configured>);

#[derive(Default)]
enum Configured {
    #[default]
    NotYet,
    /// Without: an import came first.
    Skipped,
    /// With this stream, if any.
    With(Option<Arc<StreamObject>>),
}

impl Configuration {
    /// Something other than Config is called.
    pub fn skip(&self) {
        let mut configured = self.0.lock();
        if matches!(*configured, Configured::NotYet) {
            *configured = Configured::Skipped;
        }
    }

    /// Config: hands the state in the stream on, and keeps the stream.
    pub fn configure(&self, stream: *mut iostx_stream, config: impl FnOnce(Option<&[u8]>) -> Result<()>) -> Result<()> {
        let mut configured = self.0.lock();
        match *configured {
            Configured::NotYet => {}
            Configured::Skipped => return Err(Error::new(IOSTX_E_UNEXPECTED, "config comes before the first import")),
            Configured::With(_) => return Err(Error::new(IOSTX_E_UNEXPECTED, "the sink is configured already")),
        }
        let stream = if stream.is_null() { None } else { Some(find(stream)?) };
        let state = stream.as_ref().map(|stream| stream.contents()).transpose()?;
        config(state.as_deref().filter(|state| !state.is_empty()))?;
        *configured = Configured::With(stream);
        Ok(())
    }

    /// The stream of UpdateState: the one given, or that of Config.
    pub fn stream(&self, given: *mut iostx_stream) -> Result<Arc<StreamObject>> {
        if !given.is_null() {
            return find(given);
        }
        match &*self.0.lock() {
            Configured::With(Some(stream)) => Ok(Arc::clone(stream)),
            _ => Err(Error::invalid("stream is NULL, and config had none")),
        }
    }
}

fn find(stream: *mut iostx_stream) -> Result<Arc<StreamObject>> {
    let object = StreamObject::table().get(stream);
    object.ok_or_else(|| Error::new(IOSTX_MAPI_E_INVALID_OBJECT, "stream is not a stream's handle"))
}
