//! Tables whose rows stand in memory: lists that are short by design, as they were when they were asked for.

use super::cursor::{Row, SeekOrigin};
use super::page::Page;
use crate::error::{Error, Result};
use crate::props::PropTag;

/// Some rows, with a position before or after one of them. Reads as a [`super::Cursor`] does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rows {
    columns: Vec<PropTag>,
    rows: Vec<Row>,
    at: usize,
}

impl Rows {
    /// A table of these rows, at its beginning.
    pub(crate) fn new(columns: Vec<PropTag>, rows: Vec<Row>) -> Self {
        Rows { columns, rows, at: 0 }
    }

    /// The tags of the columns.
    pub fn columns(&self) -> &[PropTag] {
        &self.columns
    }

    /// The next row; `None` at the end.
    #[allow(clippy::should_implement_trait)]
    pub fn next(&mut self) -> Option<Row> {
        let row = self.rows.get(self.at).cloned();
        self.at += usize::from(row.is_some());
        row
    }

    /// Up to `rows` rows from the position on, column by column; negative: those before it, which then is before the first.
    pub fn next_page(&mut self, rows: i32) -> Result<Page> {
        let count = rows.unsigned_abs() as usize;
        let range = match rows {
            0 => return Err(Error::invalid("rows: 0 rows were asked for")),
            1.. => self.at..self.rows.len().min(self.at.saturating_add(count)),
            _ => self.at.saturating_sub(count)..self.at,
        };
        self.at = if rows > 0 { range.end } else { range.start };
        Ok(Page::of(&self.columns, self.rows[range].to_vec()))
    }

    /// Moves the position by rows from an origin; it stops at the ends. Answers by how many it moved.
    pub fn seek(&mut self, origin: SeekOrigin, rows: i64) -> i64 {
        let from = match origin {
            SeekOrigin::Begin => 0,
            SeekOrigin::Current => self.at,
            SeekOrigin::End => self.rows.len(),
        } as i64;
        let to = from.saturating_add(rows).clamp(0, self.rows.len() as i64);
        self.at = to as usize;
        to - from
    }

    /// How many rows lie before the position, and how many there are.
    pub fn position(&self) -> (u64, u64) {
        (self.at as u64, self.rows.len() as u64)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::props::Value;
    use crate::store::ColumnData;

    fn table(count: i32) -> Rows {
        let row = |n| Row { object: None, values: vec![Value::I4(n)] };
        Rows::new(vec![PropTag(0x0E08_0003)], (0..count).map(row).collect())
    }

    fn numbers(page: &Page) -> Vec<i64> {
        match &page.columns[0].data {
            ColumnData::Numbers(numbers) => numbers.clone(),
            ColumnData::Bytes { .. } => Vec::new(),
        }
    }

    #[test]
    fn rows_come_one_by_one_and_page_by_page_in_both_directions() {
        let mut rows = table(5);
        assert_eq!(rows.next().map(|row| row.values), Some(vec![Value::I4(0)]));
        assert_eq!(numbers(&rows.next_page(3).expect("a page")), [1, 2, 3]);
        assert_eq!(rows.position(), (4, 5));
        assert_eq!(numbers(&rows.next_page(-2).expect("a page")), [2, 3]);
        assert_eq!(rows.position(), (2, 5));
        assert_eq!(numbers(&rows.next_page(i32::MAX).expect("a page")), [2, 3, 4]);
        assert_eq!(rows.next(), None);
        assert!(rows.next_page(i32::MIN).expect("a page").len() == 5 && rows.position().0 == 0);
        assert!(rows.next_page(0).is_err());
    }

    #[test]
    fn a_seek_stops_at_the_ends_and_says_how_far_it_went() {
        let mut rows = table(3);
        assert_eq!(rows.seek(SeekOrigin::Begin, 9), 3);
        assert_eq!(rows.seek(SeekOrigin::End, -1), -1);
        assert_eq!(rows.seek(SeekOrigin::Current, i64::MIN), -2);
        assert_eq!(rows.position(), (0, 3));
    }
}
