//! Values that the library gave.

use super::arguments::Out;
use super::convert::ValueBlock;
use super::errors::LastError;
use super::guard::{self, Gate, Object, call};
use super::handles::Table;
use super::objects::object;
use super::types::*;
use crate::codes::{IOSTX_MAPI_E_NOT_FOUND, IOSTX_MAPI_W_ERRORS_RETURNED, IOSTX_S_OK};
use crate::error::{Error, Result};
use crate::props::{PropType, Value};
use std::sync::Arc;

/// Values that were given out. They need no store and stay readable after it was closed.
pub struct ValuesObject {
    block: ValueBlock,
    last_error: LastError,
}

object!(ValuesObject, iostx_values, 9, |_| None);

/// Gives values out: the handle, and the code that says whether some are missing.
pub fn give<'a>(values: impl Iterator<Item = (u32, Option<&'a Value>)> + Clone) -> (*mut iostx_values, i32) {
    let mut block = ValueBlock::default();
    block.fill(values);
    let code = if block.has_errors() { IOSTX_MAPI_W_ERRORS_RETURNED } else { IOSTX_S_OK };
    (ValuesObject::table().insert(Arc::new(ValuesObject { block, last_error: LastError::default() })), code)
}

/// The value of a tag, or why there is none.
fn find(values: &[iostx_value], tag: u32) -> Result<&iostx_value> {
    const TYPE: u32 = 0xFFFF;
    let value = values.iter().find(|value| value.tag >> 16 == tag >> 16);
    let value = value.ok_or_else(|| Error::not_found(format!("property 0x{tag:08X} is not among the values")))?;
    if value.tag & TYPE == PropType::Error as u32 {
        // SAFETY: the tag says that `error` is the member.
        return Err(Error::of(unsafe { value.value.error }).during(format!("property 0x{tag:08X}")));
    }
    if tag & TYPE != PropType::Unspecified as u32 && tag != value.tag {
        return Err(Error::new(IOSTX_MAPI_E_NOT_FOUND, format!("property 0x{tag:08X} is there as 0x{:08X}", value.tag)));
    }
    Ok(value)
}

/// The values.
///
/// out: the array, which lives as long as the handle; count: its size.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_values_get(values: *mut iostx_values, out: *mut *const iostx_value, count: *mut usize) -> i32 {
    // SAFETY: the header's contract.
    let (out, count) = unsafe { (Out::const_pointer(out), Out::value(count)) };
    call("iostx_values_get", values, |values: &Arc<ValuesObject>| {
        let (out, count) = (out.required("out")?, count.required("count")?);
        out.set(values.block.as_slice().as_ptr());
        count.set(values.block.as_slice().len());
        Ok(())
    })
}

/// One of the values.
///
/// tag: its tag; with IOSTX_PT_UNSPECIFIED of any type. out: the value, which lives as long as the handle.
///
/// Errors: MAPI_E_NOT_FOUND (not among them, or of another type), or the code of the PT_ERROR that stands for it.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_values_find(values: *mut iostx_values, tag: u32, out: *mut *const iostx_value) -> i32 {
    // SAFETY: the header's contract.
    let out = unsafe { Out::const_pointer(out) };
    call("iostx_values_find", values, |values: &Arc<ValuesObject>| {
        let out = out.required("out")?;
        out.set(find(values.block.as_slice(), tag)?);
        Ok(())
    })
}

/// Frees the values. NULL, or freed already: nothing happens.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn iostx_values_free(values: *mut iostx_values) {
    guard::free::<ValuesObject>(values);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::codes::{IOSTX_E_POINTER, IOSTX_MAPI_E_INVALID_OBJECT, IOSTX_MAPI_E_NOT_ENOUGH_MEMORY};

    #[test]
    fn values_are_read_found_and_freed() {
        let (subject, too_large) = (Value::Text("minutes".into()), Value::Error(IOSTX_MAPI_E_NOT_ENOUGH_MEMORY));
        let (handle, code) =
            give([(0x0037_001F, Some(&subject)), (0x1000_001F, Some(&too_large)), (0x0070_001F, None)].into_iter());
        assert_eq!(code, IOSTX_MAPI_W_ERRORS_RETURNED);
        let (mut array, mut count, mut one) = (std::ptr::null(), 0, std::ptr::null());
        // SAFETY: local variables, and what the library gave.
        unsafe {
            assert_eq!(iostx_values_get(handle, &mut array, &mut count), IOSTX_S_OK);
            assert_eq!((count, (*array).tag), (3, 0x0037_001F));
            assert_eq!(iostx_values_get(handle, std::ptr::null_mut(), &mut count), IOSTX_E_POINTER);
            assert_eq!(iostx_values_find(handle, 0x0037_0000, &mut one), IOSTX_S_OK);
            assert_eq!(one, array);
            for (tag, code) in [
                (0x0037_0003, IOSTX_MAPI_E_NOT_FOUND),
                (0x1000_001F, IOSTX_MAPI_E_NOT_ENOUGH_MEMORY),
                (0x0070_001F, IOSTX_MAPI_E_NOT_FOUND),
                (0x0017_0003, IOSTX_MAPI_E_NOT_FOUND),
            ] {
                assert_eq!(iostx_values_find(handle, tag, &mut one), code, "0x{tag:08X}");
                assert!(one.is_null());
            }
            iostx_values_free(handle);
            iostx_values_free(handle);
            assert_eq!(iostx_values_get(handle, &mut array, &mut count), IOSTX_MAPI_E_INVALID_OBJECT);
            assert!(array.is_null());
        }
    }
}
