use super::{Bag, PropType};
use crate::codes::IOSTX_MAPI_E_CORRUPT_DATA;
use crate::error::{Error, Result};
use crate::ids::Guid;

/// Where a value stands that is too large for the bag: read it through a stream. Equal means equal bytes, wherever they stand.
#[derive(Debug, Clone, Copy, Eq)]
pub struct LargeRef {
    /// The number of the stored large value.
    pub content: i64,
    /// Its size in bytes.
    pub size: u64,
    /// BLAKE3 of its bytes.
    pub digest: [u8; 32],
    /// Whether it is text.
    pub text: bool,
}

impl PartialEq for LargeRef {
    fn eq(&self, other: &Self) -> bool {
        (self.size, self.digest, self.text) == (other.size, other.digest, other.text)
    }
}

impl LargeRef {
    /// Whether a value has the same bytes.
    pub fn has_bytes_of(&self, value: &Value) -> bool {
        let (bytes, text) = match value {
            Value::Large(other) => return self == other,
            Value::Text(text) => (text.as_bytes(), true),
            Value::Binary(bytes) => (bytes.as_slice(), false),
            _ => return false,
        };
        (self.size, self.text) == (bytes.len() as u64, text) && self.digest == *blake3::hash(bytes).as_bytes()
    }
}

impl std::hash::Hash for LargeRef {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.digest.hash(state);
    }
}

/// The value of a property. Floating-point values are kept as their bits, so that equal means equal bytes.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Value {
    /// PT_NULL.
    Null,
    /// PT_I2.
    I2(i16),
    /// PT_LONG.
    I4(i32),
    /// PT_R4, as IEEE bits.
    R4(u32),
    /// PT_DOUBLE, as IEEE bits.
    R8(u64),
    /// PT_CURRENCY.
    Currency(i64),
    /// PT_APPTIME, as IEEE bits.
    AppTime(u64),
    /// PT_ERROR.
    Error(i32),
    /// PT_BOOLEAN.
    Bool(bool),
    /// PT_I8.
    I8(i64),
    /// PT_UNICODE.
    Text(String),
    /// PT_SYSTIME.
    Time(u64),
    /// PT_CLSID.
    Guid(Guid),
    /// PT_BINARY.
    Binary(Vec<u8>),
    /// PT_OBJECT: recipient rows.
    Rows(Vec<Bag>),
    /// A multi-valued property: the element type and the elements, all of it.
    Multi(PropType, Vec<Value>),
    /// PT_UNICODE or PT_BINARY that stands outside the bag.
    Large(LargeRef),
}

impl Value {
    /// The type of the value.
    pub fn kind(&self) -> PropType {
        match self {
            Value::Null => PropType::Null,
            Value::I2(_) => PropType::I2,
            Value::I4(_) => PropType::I4,
            Value::R4(_) => PropType::R4,
            Value::R8(_) => PropType::R8,
            Value::Currency(_) => PropType::Currency,
            Value::AppTime(_) => PropType::AppTime,
            Value::Error(_) => PropType::Error,
            Value::Bool(_) => PropType::Bool,
            Value::I8(_) => PropType::I8,
            Value::Text(_) => PropType::Unicode,
            Value::Time(_) => PropType::Time,
            Value::Guid(_) => PropType::Guid,
            Value::Binary(_) => PropType::Binary,
            Value::Rows(_) => PropType::Object,
            Value::Multi(element, _) => PropType::from_code(element.code() | PropType::MULTI).unwrap_or(*element),
            Value::Large(large) if large.text => PropType::Unicode,
            Value::Large(_) => PropType::Binary,
        }
    }

    /// The number of a PT_I2, PT_LONG, PT_BOOLEAN or PT_I8.
    pub fn as_i64(&self) -> Option<i64> {
        match self {
            Value::I2(n) => Some(i64::from(*n)),
            Value::I4(n) => Some(i64::from(*n)),
            Value::I8(n) | Value::Currency(n) => Some(*n),
            Value::Bool(b) => Some(i64::from(*b)),
            _ => None,
        }
    }

    /// The bits of a number as flags.
    pub fn as_bits(&self) -> Option<u32> {
        self.as_i64().map(|n| n as u32)
    }

    /// The text of a PT_UNICODE.
    pub fn as_text(&self) -> Option<&str> {
        match self {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The bytes of a PT_BINARY.
    pub fn as_binary(&self) -> Option<&[u8]> {
        match self {
            Value::Binary(bytes) => Some(bytes),
            _ => None,
        }
    }

    /// The time of a PT_SYSTIME.
    pub fn as_time(&self) -> Option<u64> {
        match self {
            Value::Time(time) => Some(*time),
            _ => None,
        }
    }

    /// The texts of a PT_MV_UNICODE.
    pub fn as_texts(&self) -> Option<Vec<&str>> {
        match self {
            Value::Multi(PropType::Unicode, values) => Some(values.iter().filter_map(Value::as_text).collect()),
            _ => None,
        }
    }

    /// A PT_MV_UNICODE of texts.
    pub fn texts<T: Into<String>>(texts: impl IntoIterator<Item = T>) -> Value {
        Value::Multi(PropType::Unicode, texts.into_iter().map(|text| Value::Text(text.into())).collect())
    }

    /// How many bytes of memory the value takes, about.
    pub fn weight(&self) -> usize {
        match self {
            Value::Text(text) => text.len(),
            Value::Binary(bytes) => bytes.len(),
            Value::Multi(_, values) => values.iter().map(Value::weight).sum(),
            Value::Rows(rows) => rows.iter().map(Bag::weight).sum(),
            _ => 8,
        }
    }

    pub(super) fn encode(&self, out: &mut Vec<u8>) {
        match self {
            Value::Null => {}
            Value::I2(n) => out.extend(n.to_le_bytes()),
            Value::I4(n) | Value::Error(n) => out.extend(n.to_le_bytes()),
            Value::R4(n) => out.extend(n.to_le_bytes()),
            Value::R8(n) | Value::AppTime(n) | Value::Time(n) => out.extend(n.to_le_bytes()),
            Value::Currency(n) | Value::I8(n) => out.extend(n.to_le_bytes()),
            Value::Bool(b) => out.push(u8::from(*b)),
            Value::Text(text) => put_bytes(out, text.as_bytes()),
            Value::Binary(bytes) => put_bytes(out, bytes),
            Value::Guid(guid) => out.extend(guid.0),
            Value::Rows(rows) => {
                put_size(out, rows.len() as u64);
                rows.iter().for_each(|row| put_bytes(out, &row.encode()));
            }
            Value::Multi(_, values) => {
                put_size(out, values.len() as u64);
                values.iter().for_each(|value| value.encode(out));
            }
            Value::Large(large) => {
                put_size(out, large.content as u64);
                put_size(out, large.size);
                out.extend(large.digest);
            }
        }
    }

    pub(super) fn decode(kind: PropType, input: &mut &[u8], depth: u8) -> Result<Value> {
        Ok(match kind {
            PropType::Null => Value::Null,
            PropType::I2 => Value::I2(i16::from_le_bytes(take(input)?)),
            PropType::I4 => Value::I4(i32::from_le_bytes(take(input)?)),
            PropType::R4 => Value::R4(u32::from_le_bytes(take(input)?)),
            PropType::R8 => Value::R8(u64::from_le_bytes(take(input)?)),
            PropType::Currency => Value::Currency(i64::from_le_bytes(take(input)?)),
            PropType::AppTime => Value::AppTime(u64::from_le_bytes(take(input)?)),
            PropType::Error => Value::Error(i32::from_le_bytes(take(input)?)),
            PropType::Bool => Value::Bool(take::<1>(input)?[0] != 0),
            PropType::I8 => Value::I8(i64::from_le_bytes(take(input)?)),
            PropType::Time => Value::Time(u64::from_le_bytes(take(input)?)),
            PropType::Guid => Value::Guid(Guid(take(input)?)),
            PropType::Unicode => {
                let text = std::str::from_utf8(take_bytes(input)?).map_err(|_| damaged("a text is not UTF-8"))?;
                Value::Text(text.to_owned())
            }
            PropType::Binary => Value::Binary(take_bytes(input)?.to_vec()),
            PropType::Object if depth == 0 => {
                let count = take_size(input)?;
                // Each row takes at least its size byte, so a count past the input is damage, not a reason to take memory.
                if count > input.len() as u64 {
                    return Err(damaged("more rows than bytes"));
                }
                let rows = (0..count).map(|_| Bag::decode_at(take_bytes(input)?, depth + 1)).collect::<Result<_>>()?;
                Value::Rows(rows)
            }
            PropType::Unspecified | PropType::Object => return Err(damaged("a type that is never stored")),
            multi => {
                let element = multi.element();
                let count = take_size(input)?;
                if count > input.len() as u64 {
                    return Err(damaged("more values than bytes"));
                }
                let values = (0..count).map(|_| Value::decode(element, input, depth)).collect::<Result<_>>()?;
                Value::Multi(element, values)
            }
        })
    }

    pub(super) fn decode_large(kind: PropType, input: &mut &[u8]) -> Result<Value> {
        let text = match kind {
            PropType::Unicode => true,
            PropType::Binary => false,
            _ => return Err(damaged("a large value of a small type")),
        };
        let content = i64::try_from(take_size(input)?).map_err(|_| damaged("the number of a large value"))?;
        Ok(Value::Large(LargeRef { content, size: take_size(input)?, digest: take(input)?, text }))
    }
}

pub(super) fn damaged(what: &str) -> Error {
    Error::new(IOSTX_MAPI_E_CORRUPT_DATA, format!("a property bag is damaged: {what}"))
}

pub(super) fn take<const N: usize>(input: &mut &[u8]) -> Result<[u8; N]> {
    let (head, rest) = input.split_first_chunk::<N>().ok_or_else(|| damaged("it ends within a value"))?;
    *input = rest;
    Ok(*head)
}

pub(super) fn take_bytes<'a>(input: &mut &'a [u8]) -> Result<&'a [u8]> {
    let size = usize::try_from(take_size(input)?).map_err(|_| damaged("a size"))?;
    let (head, rest) = input.split_at_checked(size).ok_or_else(|| damaged("it ends within a value"))?;
    *input = rest;
    Ok(head)
}

fn put_bytes(out: &mut Vec<u8>, bytes: &[u8]) {
    put_size(out, bytes.len() as u64);
    out.extend_from_slice(bytes);
}

/// Seven bits a byte, the lowest first, the top bit set on all but the last (LEB128).
pub(super) fn put_size(out: &mut Vec<u8>, mut n: u64) {
    while n >= 0x80 {
        out.push((n as u8) | 0x80);
        n >>= 7;
    }
    out.push(n as u8);
}

pub(super) fn take_size(input: &mut &[u8]) -> Result<u64> {
    let mut n = 0u64;
    for shift in (0..64).step_by(7) {
        let [byte] = take::<1>(input)?;
        let bits = u64::from(byte & 0x7F);
        if bits.checked_shl(shift).is_none_or(|moved| moved >> shift != bits) {
            break;
        }
        n |= bits << shift;
        if byte & 0x80 == 0 {
            return Ok(n);
        }
    }
    Err(damaged("a size"))
}
