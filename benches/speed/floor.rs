//! Plain SQLite, the same one: what the figures are measured against.

use std::path::Path;

use rusqlite::{Connection, params};

pub struct Floor {
    pub conn: Connection,
}

impl Floor {
    /// A table of a blob and ten columns with two indexes, WAL, FULL.
    pub fn new(path: &Path) -> Self {
        let conn = Connection::open(path).expect("a new file");
        conn.execute_batch(
            "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -8192;
             CREATE TABLE m (id INTEGER PRIMARY KEY, folder INT, uid INT, flags INT, modseq INT, size INT, date INT, subject TEXT,
                             sender TEXT, msgid TEXT, reply TEXT, body BLOB);
             CREATE UNIQUE INDEX m1 ON m (folder, uid);
             CREATE INDEX m2 ON m (msgid);",
        )
        .expect("a table");
        conn.set_prepared_statement_cache_capacity(64);
        Floor { conn }
    }

    /// Inserts rows with these bodies, a commit every 100.
    pub fn load(&self, bodies: &[Vec<u8>]) {
        for (n, chunk) in bodies.chunks(100).enumerate() {
            self.conn.execute_batch("BEGIN IMMEDIATE").expect("a transaction");
            for (k, body) in chunk.iter().enumerate() {
                let uid = (n * 100 + k) as i64;
                self.conn
                    .prepare_cached("INSERT INTO m (folder, uid, flags, modseq, size, date, subject, sender, msgid, reply, body) VALUES (1, ?1, 1, ?1, ?2, ?1, ?3, 'a@example.org', ?4, NULL, ?5)")
                    .expect("a statement")
                    .execute(params![uid, body.len() as i64, format!("Subject number {uid}"), format!("<{uid}.bench@example.org>"), body])
                    .expect("a row");
            }
            self.conn.execute_batch("COMMIT").expect("a commit");
        }
    }

    /// One SELECT and one UPDATE by rowid for each row, in one transaction.
    pub fn select_and_update(&self, rows: i64) {
        self.conn.execute_batch("BEGIN IMMEDIATE").expect("a transaction");
        for id in 1..=rows {
            let _: (i64, i64, String) = self
                .conn
                .prepare_cached("SELECT flags, modseq, subject FROM m WHERE id = ?1")
                .expect("a statement")
                .query_row([id], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
                .expect("a row");
            self.update(id);
        }
        self.conn.execute_batch("COMMIT").expect("a commit");
    }

    /// One UPDATE by rowid for each row, in one transaction.
    pub fn update_all(&self, rows: i64) {
        self.conn.execute_batch("BEGIN IMMEDIATE").expect("a transaction");
        (1..=rows).for_each(|id| self.update(id));
        self.conn.execute_batch("COMMIT").expect("a commit");
    }

    fn update(&self, id: i64) {
        self.conn
            .prepare_cached("UPDATE m SET flags = flags + 1, modseq = modseq + 1 WHERE id = ?1")
            .expect("a statement")
            .execute([id])
            .expect("an update");
    }

    /// One SELECT by rowid outside of a transaction.
    pub fn select_alone(&self, id: i64) {
        let _: i64 = self
            .conn
            .prepare_cached("SELECT flags FROM m WHERE id = ?1")
            .expect("a statement")
            .query_row([id], |row| row.get(0))
            .expect("a row");
    }
}
