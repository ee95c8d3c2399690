//! Named properties of a store.

use super::super::arguments::{self, Out};
use super::super::guard::call;
use super::super::objects::StoreObject;
use super::super::types::*;
use super::super::values;
use crate::codes::*;
use crate::error::{Error, Result, check_flags};
use crate::ids::Guid;
use crate::props::tags::{IOSTX_MNID_ID, IOSTX_MNID_STRING, IOSTX_PT_ERROR};
use crate::props::{NameId, PropName, PropTag, Value};
use crate::store::flags::*;
use std::sync::Arc;

/// The type that the tag of a name is to have.
fn type_of(name: &iostx_name) -> Result<u16> {
    let kind = u16::try_from(name.r#type).map_err(|_| Error::invalid(format!("names[].type: 0x{:08X} is no type", name.r#type)))?;
    PropTag(u32::from(kind)).kind().map_err(|error| Error::invalid(error.message).during("names[].type"))?;
    Ok(kind)
}

/// # Safety
/// The header's contract for the text.
unsafe fn read_name(name: &iostx_name) -> Result<PropName> {
    let set = Guid(name.set.bytes);
    match name.kind {
        IOSTX_MNID_ID => Ok(PropName { set, id: NameId::Number(name.id) }),
        // SAFETY: passed on.
        IOSTX_MNID_STRING => {
            Ok(PropName { set, id: NameId::Text(unsafe { arguments::text(name.name, "names[].name") }?.to_owned()) })
        }
        other => Err(Error::invalid(format!("names[].kind: {other} is not known"))),
    }
}

/// Set and name of a tag, as two values.
fn name_values(tag: u32, name: Option<PropName>) -> [(u32, Option<Value>); 2] {
    let Some(name) = name else { return [(tag, None), (tag, None)] };
    let id = match name.id {
        NameId::Number(number) => Value::I4(number as i32),
        NameId::Text(text) => Value::Text(text),
    };
    [(tag, Some(Value::Guid(name.set))), (tag, Some(id))]
}

/// Gives named properties their tags in this store (IMAPIProp::GetIDsFromNames). A name keeps its tag for ever.
///
/// flags: IOSTX_NAMES_CREATE gives a tag to new names. tags: an array of count, filled in the same order; a name that has no tag
/// gets IOSTX_PT_ERROR and the call answers MAPI_W_ERRORS_RETURNED.
///
/// Errors: MAPI_E_INVALID_PARAMETER (kind, type, text), MAPI_E_UNKNOWN_FLAGS, MAPI_E_NOT_ENOUGH_RESOURCES (no tags left).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_store_map_names(
    store: *mut iostx_store,
    names: *const iostx_name,
    count: usize,
    flags: u32,
    tags: *mut u32,
) -> i32 {
    call("iostx_store_map_names", store, |store: &Arc<StoreObject>| {
        check_flags("map_names", flags, IOSTX_NAMES_CREATE)?;
        // SAFETY: the header's contract, for the names and for the text of each.
        let (names, tags, types) = unsafe {
            let names = arguments::structures(names, count, "names")?;
            let types: Vec<u16> = names.iter().map(type_of).collect::<Result<_>>()?;
            let read = names.iter().map(|name| read_name(name)).collect::<Result<Vec<_>>>()?;
            (read, arguments::array_out(tags, count, "tags")?, types)
        };
        let ids = store.core.map_names(&names, flags & IOSTX_NAMES_CREATE != 0)?;
        let mut code = IOSTX_S_OK;
        for ((tag, id), kind) in tags.iter_mut().zip(&ids).zip(types) {
            *tag = match id {
                Some(id) => u32::from(*id) << 16 | u32::from(kind),
                None => {
                    code = IOSTX_MAPI_W_ERRORS_RETURNED;
                    IOSTX_PT_ERROR
                }
            };
        }
        Ok(code)
    })
}

/// The names of named properties (IMAPIProp::GetNamesFromIDs).
///
/// out: two values per tag, in the same order: the set (PT_CLSID), then the number (PT_LONG) or the text (PT_UNICODE). For a tag
/// that has no name both are PT_ERROR, and the call answers MAPI_W_ERRORS_RETURNED. Free it with iostx_values_free.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_store_get_names(
    store: *mut iostx_store,
    tags: *const u32,
    count: usize,
    out: *mut *mut iostx_values,
) -> i32 {
    // SAFETY: the header's contract, here and below.
    let out = unsafe { Out::pointer(out) };
    call("iostx_store_get_names", store, |store: &Arc<StoreObject>| {
        let out = out.required("out")?;
        // SAFETY: as above.
        let tags = unsafe { arguments::array(tags, count, "tags") }?;
        let ids: Vec<u16> = tags.iter().map(|tag| PropTag(*tag).id()).collect();
        let found = store.core.get_names(&ids)?;
        let values: Vec<(u32, Option<Value>)> = tags.iter().zip(found).flat_map(|(tag, name)| name_values(*tag, name)).collect();
        let (handle, code) = values::give(values.iter().map(|(tag, value)| (*tag, value.as_ref())));
        out.set(handle);
        Ok(code)
    })
}
