//! Store files that were damaged: bits of the file, or values of its rows, which SQLite finds nothing wrong with.

use std::cell::OnceCell;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use rusqlite::Connection;
use rusqlite::types::Value;

use super::input::Input;
use super::{populated, visit};

thread_local! {
    static SCRATCH: OnceCell<tempfile::TempDir> = const { OnceCell::new() };
}

/// A name for a file that no other thread has.
pub(super) fn fresh_path() -> PathBuf {
    static COUNT: AtomicU64 = AtomicU64::new(0);
    let n = COUNT.fetch_add(1, Ordering::Relaxed);
    SCRATCH.with(|dir| dir.get_or_init(populated::scratch).path().join(format!("{n}.iostx")))
}

/// The first byte says whether the file is cut off; then five bytes each: where, and which bits are turned there.
pub fn store_file(bytes: &[u8]) {
    let path = fresh_path();
    std::fs::write(&path, turn_bits(populated::file(), &mut Input::new(bytes))).expect("written");
    visit::visit(&path);
    populated::remove(&path);
}

pub(super) fn turn_bits(file: &[u8], input: &mut Input) -> Vec<u8> {
    let mut file = file.to_vec();
    let size = file.len();
    let cut = input.byte();
    while !input.is_empty() {
        let at = input.u32() as usize % size;
        file[at] ^= input.byte();
    }
    if cut & 0xF0 == 0xF0 {
        file.truncate(size * usize::from(cut & 0x0F) / 16);
    }
    file
}

/// Three bytes each say which value of which row, then what it becomes.
pub fn store_rows(bytes: &[u8]) {
    let path = fresh_path();
    std::fs::write(&path, populated::file()).expect("written");
    change_values(&path, &mut Input::new(bytes));
    visit::visit(&path);
    populated::remove(&path);
}

pub(super) fn change_values(path: &Path, input: &mut Input) {
    let conn = Connection::open(path).expect("a sound file");
    while !input.is_empty() {
        change_a_value(&conn, input);
    }
}

fn change_a_value(conn: &Connection, input: &mut Input) {
    let tables = names(conn, "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%' ORDER BY name");
    let table = &tables[usize::from(input.byte()) % tables.len()];
    let columns = names(conn, &format!("SELECT name FROM pragma_table_info('{table}')"));
    let (row, column) = (input.byte(), &columns[usize::from(input.byte()) % columns.len()]);
    let old: Value = match conn.query_row(&format!("SELECT {column} FROM {table} LIMIT 1 OFFSET {row}"), [], |row| row.get(0)) {
        Ok(old) => old,
        Err(_) => return,
    };
    let new = match (input.byte(), &old) {
        (0x00..=0x1F, _) => Value::Null,
        (0x20..=0x5F, _) => Value::Integer(input.number()),
        (0x60..=0x9F, Value::Blob(old)) => {
            // Some bytes of it, the rest as it was.
            let mut bytes = old.clone();
            let at = usize::from(input.byte()) % bytes.len().max(1);
            let new = input.bytes();
            bytes.splice(at..(at + new.len()).min(bytes.len()), new.iter().copied());
            Value::Blob(bytes)
        }
        (0xA0..=0xCF, _) => Value::Blob(input.bytes().to_vec()),
        (_, Value::Integer(old)) => Value::Integer(old ^ (1 << (input.byte() % 64))),
        _ => Value::Text(String::from_utf8_lossy(input.bytes()).into_owned()),
    };
    // What the schema does not allow stays as it is.
    let at = format!("(SELECT {column} FROM {table} LIMIT 1 OFFSET {row})");
    let _ = conn.execute(&format!("UPDATE {table} SET {column} = ?1 WHERE {column} IS {at}"), [new]);
}

fn names(conn: &Connection, sql: &str) -> Vec<String> {
    let mut statement = conn.prepare(sql).expect("sound");
    statement.query_map([], |row| row.get(0)).expect("sound").collect::<rusqlite::Result<_>>().expect("names")
}
