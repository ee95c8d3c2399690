//! Pages of a table, column by column: as the C interface hands them out.

use super::cursor::Row;
use super::model::Object;
use crate::props::{PropTag, PropType, Value};

/// Some rows of a table, column by column.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Page {
    /// What each row is about.
    pub objects: Vec<Option<Object>>,
    /// The columns.
    pub columns: Vec<Column>,
}

/// One column of a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// The tag.
    pub tag: PropTag,
    /// Per row 1 if there is a value, else 0.
    pub present: Vec<u8>,
    /// The values.
    pub data: ColumnData,
}

/// The values of a column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ColumnData {
    /// Integers, booleans and times as they are; PT_R4, PT_DOUBLE and PT_APPTIME as the bits of a double; 0 for a missing one.
    Numbers(Vec<i64>),
    /// Texts, binary values and GUIDs one after the other, a NUL after each. Value i begins at `offsets[i]` and has
    /// `offsets[i + 1] - offsets[i] - 1` bytes; there is one offset more than rows. The elements of a multi-valued property: texts
    /// with a NUL between; numbers as eight bytes each, little-endian; binary ones each behind its size in four such bytes.
    Bytes {
        /// Where each value begins, and the end.
        offsets: Vec<u64>,
        /// The values.
        bytes: Vec<u8>,
    },
}

impl Page {
    /// The page of some rows.
    pub(crate) fn of(tags: &[PropTag], rows: Vec<Row>) -> Self {
        let columns = tags.iter().enumerate().map(|(at, tag)| Column::of(*tag, rows.iter().map(|row| &row.values[at]))).collect();
        Page { objects: rows.iter().map(|row| row.object).collect(), columns }
    }

    /// How many rows the page has.
    pub fn len(&self) -> usize {
        self.objects.len()
    }

    /// Whether it has none.
    pub fn is_empty(&self) -> bool {
        self.objects.is_empty()
    }
}

impl Column {
    fn of<'a>(tag: PropTag, values: impl Iterator<Item = &'a Value>) -> Self {
        let values: Vec<Option<&Value>> =
            values.map(|value| Some(value).filter(|value| !matches!(value, Value::Error(_)))).collect();
        let present = values.iter().map(|value| u8::from(value.is_some())).collect();
        let data = match tag.kind() {
            Ok(PropType::Unicode | PropType::Binary | PropType::Guid) => bytes_of(&values),
            Ok(kind) if kind.element() != kind => bytes_of(&values),
            _ => ColumnData::Numbers(values.iter().map(|value| value.map_or(0, number)).collect()),
        };
        Column { tag, present, data }
    }
}

fn bytes_of(values: &[Option<&Value>]) -> ColumnData {
    let mut offsets = Vec::with_capacity(values.len() + 1);
    let mut bytes = Vec::new();
    for value in values {
        offsets.push(bytes.len() as u64);
        if let Some(value) = value {
            put(value, &mut bytes);
        }
        bytes.push(0);
    }
    offsets.push(bytes.len() as u64);
    ColumnData::Bytes { offsets, bytes }
}

fn put(value: &Value, out: &mut Vec<u8>) {
    match value {
        Value::Text(text) => out.extend(text.as_bytes()),
        Value::Binary(bytes) => out.extend(bytes),
        Value::Guid(guid) => out.extend(guid.0),
        Value::Multi(_, elements) => {
            for (at, element) in elements.iter().enumerate() {
                match element {
                    Value::Text(text) => {
                        out.extend((at > 0).then_some(0));
                        out.extend(text.as_bytes());
                    }
                    Value::Binary(bytes) => {
                        out.extend((bytes.len() as u32).to_le_bytes());
                        out.extend(bytes);
                    }
                    Value::Guid(guid) => out.extend(guid.0),
                    other => out.extend(number(other).to_le_bytes()),
                }
            }
        }
        other => out.extend(number(other).to_le_bytes()),
    }
}

fn number(value: &Value) -> i64 {
    match value {
        Value::Time(time) => *time as i64,
        Value::R8(bits) | Value::AppTime(bits) => *bits as i64,
        Value::R4(bits) => f64::from(f32::from_bits(*bits)).to_bits() as i64,
        other => other.as_i64().unwrap_or(0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_keeps_missing_values_apart_from_empty_ones() {
        let tags = [PropTag(0x0037_001F), PropTag(0x0E08_0003), PropTag(0x8000_101F)];
        let row = |values: [Value; 3]| Row { object: None, values: values.to_vec() };
        let page = Page::of(
            &tags,
            vec![
                row([Value::Text("ab".into()), Value::I4(-1), Value::texts(["x", "yz"])]),
                row([Value::Text(String::new()), Value::Error(-5), Value::Error(-5)]),
                row([Value::Error(-5), Value::I4(7), Value::texts(["q"])]),
            ],
        );
        assert_eq!((page.len(), &page.columns[0].present), (3, &vec![1, 1, 0]));
        assert_eq!(page.columns[0].data, ColumnData::Bytes { offsets: vec![0, 3, 4, 5], bytes: b"ab\0\0\0".to_vec() });
        assert_eq!(page.columns[1].present, [1, 0, 1]);
        assert_eq!(page.columns[1].data, ColumnData::Numbers(vec![-1, 0, 7]));
        assert_eq!(page.columns[2].data, ColumnData::Bytes { offsets: vec![0, 5, 6, 8], bytes: b"x\0yz\0\0q\0".to_vec() });
    }
}
