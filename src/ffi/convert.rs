//! Between `iostx_value` and the values of the core.

use std::ffi::c_void;

use super::arguments;
use super::types::*;
use crate::codes::*;
use crate::error::{Error, Result};
use crate::ids::Guid;
use crate::props::{Bag, PropTag, PropType, Value};

/// The properties that a caller gives.
///
/// # Safety
/// The pointers in the values are what the first page of the header asks for.
pub unsafe fn read_bag(values: &[iostx_value]) -> Result<Bag> {
    // SAFETY: passed on.
    read_each(values, |value| unsafe { read_value(value) })
}

/// The properties that a caller imports: PT_ERROR says that the server has none.
///
/// # Safety
/// As `read_bag`.
pub unsafe fn read_import(values: &[iostx_value]) -> Result<Bag> {
    read_each(values, |value| match PropTag(value.tag).kind() {
        Ok(PropType::Error) => Ok(Value::Error(IOSTX_MAPI_E_NOT_FOUND)),
        // SAFETY: passed on.
        _ => unsafe { read_value(value) },
    })
}

fn read_each(values: &[iostx_value], read: impl Fn(&iostx_value) -> Result<Value>) -> Result<Bag> {
    let mut bag = Bag::new();
    for value in values {
        let tag = PropTag(value.tag).normalized();
        if bag.get(PropTag(tag.0 & 0xFFFF_0000)).is_some() {
            return Err(Error::invalid(format!("property {tag} is given twice")));
        }
        bag.set(tag, read(value)?);
    }
    Ok(bag)
}

/// One value that a caller gives.
///
/// # Safety
/// As `read_bag`.
pub unsafe fn read_value(value: &iostx_value) -> Result<Value> {
    let tag = PropTag(value.tag);
    let kind = tag.kind().map_err(|error| Error::new(IOSTX_MAPI_E_INVALID_TYPE, error.message))?;
    let body = &value.value;
    // SAFETY: the tag says which member the caller filled; every one of them takes any bits, and its pointers are as promised.
    unsafe {
        Ok(match kind {
            PropType::I2 => Value::I2(body.i2),
            PropType::I4 => Value::I4(body.i4),
            PropType::I8 => Value::I8(body.i8),
            PropType::Currency => Value::Currency(body.i8),
            PropType::R4 => Value::R4(body.r4.to_bits()),
            PropType::R8 => Value::R8(body.r8.to_bits()),
            PropType::AppTime => Value::AppTime(body.r8.to_bits()),
            PropType::Bool => Value::Bool(body.i2 != 0),
            PropType::Time => Value::Time(body.time),
            PropType::Guid => Value::Guid(Guid(body.guid.bytes)),
            PropType::Unicode => Value::Text(read_text(body.bytes, tag)?),
            PropType::Binary => Value::Binary(read_bytes(body.bytes, tag)?),
            PropType::Unspecified | PropType::Null | PropType::Error | PropType::Object => {
                return Err(Error::new(IOSTX_MAPI_E_INVALID_TYPE, format!("property {tag}: a value of this type cannot be given")));
            }
            multi => Value::Multi(multi.element(), read_list(body.list, multi.element(), tag)?),
        })
    }
}

/// # Safety
/// As `read_bag`.
unsafe fn read_list(list: iostx_list, element: PropType, tag: PropTag) -> Result<Vec<Value>> {
    /// # Safety
    /// The caller filled `list` with values of `T`.
    unsafe fn items<'a, T>(list: iostx_list, tag: PropTag) -> Result<&'a [T]> {
        // SAFETY: passed on; the type in the tag says what the items are.
        unsafe { arguments::array(list.items.cast(), list.count, "the list") }.map_err(|e| e.during(format_args!("property {tag}")))
    }
    // SAFETY: the type in the tag says what the items are.
    unsafe {
        Ok(match element {
            PropType::I2 => items(list, tag)?.iter().map(|n| Value::I2(*n)).collect(),
            PropType::I4 => items(list, tag)?.iter().map(|n| Value::I4(*n)).collect(),
            PropType::I8 => items(list, tag)?.iter().map(|n| Value::I8(*n)).collect(),
            PropType::Currency => items(list, tag)?.iter().map(|n| Value::Currency(*n)).collect(),
            PropType::R4 => items(list, tag)?.iter().map(|n| Value::R4(*n)).collect(),
            PropType::R8 => items(list, tag)?.iter().map(|n| Value::R8(*n)).collect(),
            PropType::AppTime => items(list, tag)?.iter().map(|n| Value::AppTime(*n)).collect(),
            PropType::Time => items(list, tag)?.iter().map(|n| Value::Time(*n)).collect(),
            PropType::Guid => items::<iostx_guid>(list, tag)?.iter().map(|guid| Value::Guid(Guid(guid.bytes))).collect(),
            PropType::Unicode => {
                items(list, tag)?.iter().map(|bytes| read_text(*bytes, tag).map(Value::Text)).collect::<Result<_>>()?
            }
            PropType::Binary => {
                items(list, tag)?.iter().map(|bytes| read_bytes(*bytes, tag).map(Value::Binary)).collect::<Result<_>>()?
            }
            _ => return Err(Error::new(IOSTX_MAPI_E_INVALID_TYPE, format!("property {tag}: there are no lists of this type"))),
        })
    }
}

/// # Safety
/// As `read_bag`.
unsafe fn read_bytes(bytes: iostx_bytes, tag: PropTag) -> Result<Vec<u8>> {
    // SAFETY: passed on.
    unsafe { arguments::bytes(bytes, "the value") }.map(<[u8]>::to_vec).map_err(|e| e.during(format_args!("property {tag}")))
}

/// # Safety
/// As `read_bag`.
unsafe fn read_text(bytes: iostx_bytes, tag: PropTag) -> Result<String> {
    // SAFETY: passed on.
    let bytes = unsafe { read_bytes(bytes, tag) }?;
    String::from_utf8(bytes).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        Error::new(IOSTX_MAPI_E_BAD_VALUE, format!("property {tag}: the text is not UTF-8 from byte {at} on"))
    })
}

/// Values for C, with all that they point to. What it gives out stays where it is until it is filled again or dropped.
#[derive(Default)]
pub struct ValueBlock {
    values: Vec<iostx_value>,
    /// Texts, bytes and lists, one after the other; words, so that every list is aligned.
    memory: Vec<u64>,
}

// SAFETY: the pointers in the values point into the memory beside them, which is only written by who has the block to himself.
unsafe impl Send for ValueBlock {}
// SAFETY: as above.
unsafe impl Sync for ValueBlock {}

impl ValueBlock {
    /// The values, for C.
    pub fn as_slice(&self) -> &[iostx_value] {
        &self.values
    }

    /// Whether a value is missing or too large.
    pub fn has_errors(&self) -> bool {
        self.values.iter().any(|value| value.tag & 0xFFFF == IOSTX_ERROR_TYPE)
    }

    /// Replaces the values. `None`: missing. A tag may ask for any type (PT_UNSPECIFIED).
    pub fn fill<'a>(&mut self, values: impl Iterator<Item = (u32, Option<&'a Value>)> + Clone) {
        let words = values.clone().filter_map(|(_, value)| value).map(words).sum();
        self.values.clear();
        self.memory.clear();
        self.memory.resize(words, 0);
        let mut memory = Memory(&mut self.memory);
        self.values.extend(values.map(|(tag, value)| match value {
            Some(value) => c_value(tag, value, &mut memory),
            None => c_error(tag, IOSTX_MAPI_E_NOT_FOUND),
        }));
    }
}

const IOSTX_ERROR_TYPE: u32 = PropType::Error as u32;

/// How many words a value takes beside its structure.
fn words(value: &Value) -> usize {
    let of = |bytes: usize| bytes.div_ceil(size_of::<u64>());
    match value {
        // With a NUL after it.
        Value::Text(text) => of(text.len() + 1),
        Value::Binary(bytes) => of(bytes.len() + 1),
        Value::Multi(element, values) => of(values.len() * item_size(*element)) + values.iter().map(words).sum::<usize>(),
        _ => 0,
    }
}

/// The size of one item of a list in C.
fn item_size(element: PropType) -> usize {
    match element {
        PropType::I2 => size_of::<i16>(),
        PropType::I4 | PropType::R4 => size_of::<i32>(),
        PropType::Guid => size_of::<iostx_guid>(),
        PropType::Unicode | PropType::Binary => size_of::<iostx_bytes>(),
        _ => size_of::<u64>(),
    }
}

/// A union with all bytes zero, so that none is unset when a smaller member is written.
const ZERO: iostx_value_union = iostx_value_union { guid: iostx_guid { bytes: [0; 16] } };

fn c_error(tag: u32, code: i32) -> iostx_value {
    let mut member = ZERO;
    member.error = code;
    iostx_value { tag: tag & 0xFFFF_0000 | IOSTX_ERROR_TYPE, reserved: 0, value: member }
}

fn c_value(tag: u32, value: &Value, memory: &mut Memory<'_>) -> iostx_value {
    let mut member = ZERO;
    match value {
        Value::Null | Value::Rows(_) => {}
        Value::I2(n) => member.i2 = *n,
        Value::Bool(on) => member.i2 = i16::from(*on),
        Value::I4(n) => member.i4 = *n,
        Value::I8(n) | Value::Currency(n) => member.i8 = *n,
        Value::R4(bits) => member.r4 = f32::from_bits(*bits),
        Value::R8(bits) | Value::AppTime(bits) => member.r8 = f64::from_bits(*bits),
        Value::Time(time) => member.time = *time,
        Value::Guid(guid) => member.guid = iostx_guid { bytes: guid.0 },
        Value::Text(text) => member.bytes = memory.put_bytes(text.as_bytes()),
        Value::Binary(bytes) => member.bytes = memory.put_bytes(bytes),
        Value::Multi(element, values) => member.list = memory.put_list(*element, values),
        Value::Error(code) => return c_error(tag, *code),
        Value::Large(_) => return c_error(tag, IOSTX_MAPI_E_NOT_ENOUGH_MEMORY),
    }
    iostx_value { tag: PropTag(tag).with_type(value.kind()).0, reserved: 0, value: member }
}

/// What is left of a block's memory.
struct Memory<'a>(&'a mut [u64]);

impl<'a> Memory<'a> {
    /// So many bytes, of zero, aligned for everything. The block was made large enough for all that is asked for.
    fn take(&mut self, bytes: usize) -> &'a mut [u8] {
        let (taken, rest) = std::mem::take(&mut self.0).split_at_mut(bytes.div_ceil(size_of::<u64>()));
        self.0 = rest;
        // SAFETY: any word is eight bytes, and the words are this slice's alone.
        unsafe { std::slice::from_raw_parts_mut(taken.as_mut_ptr().cast(), bytes) }
    }

    fn put_bytes(&mut self, bytes: &[u8]) -> iostx_bytes {
        let place = self.take(bytes.len() + 1);
        place[..bytes.len()].copy_from_slice(bytes);
        iostx_bytes { data: place.as_ptr(), size: bytes.len() }
    }

    fn put_list(&mut self, element: PropType, values: &[Value]) -> iostx_list {
        let size = item_size(element);
        let place = self.take(values.len() * size);
        for (item, value) in place.chunks_exact_mut(size).zip(values) {
            match value {
                Value::I2(n) => item.copy_from_slice(&n.to_ne_bytes()),
                Value::I4(n) => item.copy_from_slice(&n.to_ne_bytes()),
                Value::R4(bits) => item.copy_from_slice(&bits.to_ne_bytes()),
                Value::I8(n) | Value::Currency(n) => item.copy_from_slice(&n.to_ne_bytes()),
                Value::R8(n) | Value::AppTime(n) | Value::Time(n) => item.copy_from_slice(&n.to_ne_bytes()),
                Value::Guid(guid) => item.copy_from_slice(&guid.0),
                Value::Text(text) => self.put_item(item, text.as_bytes()),
                Value::Binary(bytes) => self.put_item(item, bytes),
                // Lists hold values of their element type alone; anything else stays zero.
                _ => {}
            }
        }
        iostx_list { items: place.as_ptr().cast::<c_void>(), count: values.len() }
    }

    /// Puts the iostx_bytes of a text into an item of a list.
    fn put_item(&mut self, item: &mut [u8], bytes: &[u8]) {
        let bytes = self.put_bytes(bytes);
        // SAFETY: the item has the size of an iostx_bytes and lies at a multiple of it from an aligned start.
        unsafe { item.as_mut_ptr().cast::<iostx_bytes>().write(bytes) };
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn any_value() -> impl Strategy<Value = Value> {
        let single = prop_oneof![
            any::<i16>().prop_map(Value::I2),
            any::<i32>().prop_map(Value::I4),
            any::<i64>().prop_map(Value::I8),
            any::<i64>().prop_map(Value::Currency),
            any::<u32>().prop_filter("NaNs may change in a register", |n| !f32::from_bits(*n).is_nan()).prop_map(Value::R4),
            any::<u64>().prop_filter("as above", |n| !f64::from_bits(*n).is_nan()).prop_map(Value::R8),
            any::<u64>().prop_map(Value::Time),
            any::<[u8; 16]>().prop_map(|bytes| Value::Guid(Guid(bytes))),
            ".{0,20}".prop_map(Value::Text),
            prop::collection::vec(any::<u8>(), 0..40).prop_map(Value::Binary),
        ];
        let list = (single.clone(), 0usize..5).prop_map(|(value, count)| Value::Multi(value.kind(), vec![value; count]));
        prop_oneof![4 => single, 1 => list, 1 => any::<bool>().prop_map(Value::Bool)]
    }

    proptest! {
        #[test]
        fn values_come_back_from_c_as_they_were(values in prop::collection::vec(any_value(), 0..8)) {
            let mut block = ValueBlock::default();
            let tagged: Vec<_> = (1u32..).map(|id| id << 16).zip(&values).collect();
            block.fill(tagged.iter().map(|(tag, value)| (*tag, Some(*value))));
            prop_assert!(!block.has_errors());
            // SAFETY: the block is there, and nothing else was given.
            let bag = unsafe { read_bag(block.as_slice()) }.expect("what the library gives it takes");
            prop_assert_eq!(bag.iter().map(|(_, value)| value.clone()).collect::<Vec<_>>(), values);
        }
    }

    #[test]
    fn missing_and_large_values_are_errors_of_their_property() {
        let mut block = ValueBlock::default();
        let large = Value::Large(crate::props::LargeRef { content: 1, size: 1 << 20, digest: [0; 32], text: true });
        block.fill([(0x0037_001F, None), (0x1000_0000, Some(&large))].into_iter());
        assert!(block.has_errors());
        // SAFETY: both are PT_ERROR, whose member is `error`.
        let errors: Vec<_> = block.as_slice().iter().map(|value| (value.tag, unsafe { value.value.error })).collect();
        assert_eq!(errors, [(0x0037_000A, IOSTX_MAPI_E_NOT_FOUND), (0x1000_000A, IOSTX_MAPI_E_NOT_ENOUGH_MEMORY)]);
    }

    #[test]
    fn a_nul_follows_a_text_and_an_empty_text_is_not_null() {
        let mut block = ValueBlock::default();
        let (text, empty) = (Value::Text("12345678".into()), Value::Text(String::new()));
        block.fill([(0x0037_001F, Some(&text)), (0x0070_001F, Some(&empty))].into_iter());
        // SAFETY: both are text, with a NUL after it.
        unsafe {
            let bytes = block.as_slice()[0].value.bytes;
            assert_eq!((bytes.size, *bytes.data.add(8)), (8, 0));
            let bytes = block.as_slice()[1].value.bytes;
            assert_eq!((bytes.size, *bytes.data), (0, 0));
        }
    }

    fn given(tag: u32, value: iostx_value_union) -> Result<Bag> {
        // SAFETY: the tests below give local values.
        unsafe { read_bag(&[iostx_value { tag, reserved: 0, value }]) }
    }

    #[test]
    fn what_a_caller_cannot_give_is_refused_by_name() {
        let code = |result: Result<Bag>| result.expect_err("refused").code;
        let zero = iostx_value_union { time: 0 };
        assert_eq!(code(given(0x0037_0000, zero)), IOSTX_MAPI_E_INVALID_TYPE);
        assert_eq!(code(given(0x0037_000A, zero)), IOSTX_MAPI_E_INVALID_TYPE);
        assert_eq!(code(given(0x0E12_000D, zero)), IOSTX_MAPI_E_INVALID_TYPE);
        assert_eq!(code(given(0x0037_0777, zero)), IOSTX_MAPI_E_INVALID_TYPE);
        let bad = iostx_bytes { data: b"a\xFFb".as_ptr(), size: 3 };
        assert_eq!(code(given(0x0037_001F, iostx_value_union { bytes: bad })), IOSTX_MAPI_E_BAD_VALUE);
        let null = iostx_bytes { data: std::ptr::null(), size: 3 };
        assert_eq!(code(given(0x0037_0102, iostx_value_union { bytes: null })), IOSTX_MAPI_E_INVALID_PARAMETER);
    }

    #[test]
    fn an_import_says_by_the_type_error_that_there_is_no_value() {
        let gone = iostx_value { tag: 0x0037_000A, reserved: 0, value: iostx_value_union { error: 0 } };
        // SAFETY: local values.
        let bag = unsafe { read_import(&[gone]) }.expect("taken");
        assert_eq!(bag.get(PropTag(0x0037_0000)), Some(&Value::Error(IOSTX_MAPI_E_NOT_FOUND)));
        let named = iostx_value {
            tag: 0x0037_001F,
            reserved: 0,
            value: iostx_value_union { bytes: iostx_bytes { data: b"x".as_ptr(), size: 1 } },
        };
        // SAFETY: local values.
        assert!(unsafe { read_import(&[gone, named]) }.is_err());
    }

    #[test]
    fn a_property_given_twice_is_refused() {
        let one = iostx_value { tag: 0x0017_0003, reserved: 0, value: iostx_value_union { i4: 1 } };
        // SAFETY: numbers only.
        let result = unsafe { read_bag(&[one, iostx_value { tag: 0x0017_0002, ..one }]) };
        assert_eq!(result.expect_err("refused").code, IOSTX_MAPI_E_INVALID_PARAMETER);
    }

    #[test]
    fn eight_bit_text_is_read_as_utf_8() {
        let bytes = iostx_bytes { data: "caf\u{e9}".as_ptr(), size: 5 };
        let bag = given(0x0037_001E, iostx_value_union { bytes }).expect("it is well");
        assert_eq!(bag.text(0x0037_001F), Some("caf\u{e9}"));
    }
}
