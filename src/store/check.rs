//! The integrity check: of the file, and of what the store says of itself. It changes nothing and needs no session.
//!
//! `check_rules` has what SQL can tell, `check_contents` what must be read and computed.

use super::check_rules::{DEEP_RULES, RULES, Rule};
use super::computed::View;
use super::cursor::{Cursor, Row};
use super::flags::{IOSTX_CHECK_FILE, IOSTX_CHECK_QUICK, IOSTX_CHECK_TRACKING};
use super::listed::Remembered;
use super::model::*;
use super::sql::SqlResult;
use super::{Store, check_contents, rows_folder, rows_item, rows_track, schema};
use crate::error::{Result, check_flags};
use crate::props::{PropTag, Value, tags::*};

/// Findings that a cursor keeps; a store with more is in so bad a state that the rest says nothing new.
const KEPT: usize = 10_000;
/// Findings of one rule; then the next rule.
const OF_ONE_RULE: usize = 1_000;

/// How bad a finding is; the numbers are those of IOSTX_PR_CHECK_SEVERITY.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Worth knowing; nothing is wrong with the store.
    Remark = 1,
    /// The store contradicts itself, or is damaged.
    Error = 2,
}

/// Something that the check found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// How bad it is.
    pub severity: Severity,
    /// What it is about, where that is one object.
    pub object: Option<Object>,
    /// In words: a sentence without a full stop.
    pub text: String,
}

/// Takes findings.
pub(super) struct Report<'a> {
    found: &'a mut dyn FnMut(Finding),
}

impl Report<'_> {
    pub(super) fn add(&mut self, severity: Severity, object: Option<Object>, text: impl Into<String>) {
        (self.found)(Finding { severity, object, text: text.into() });
    }

    pub(super) fn error(&mut self, object: Option<Object>, text: impl Into<String>) {
        self.add(Severity::Error, object, text);
    }
}

impl Store {
    /// Checks the store and tells each finding as it is found, so that memory does not grow with the store. flags:
    /// IOSTX_CHECK_*; 0: everything.
    pub fn check_each(&self, flags: u32, mut found: impl FnMut(Finding)) -> Result<()> {
        check_flags("check", flags, IOSTX_CHECK_QUICK | IOSTX_CHECK_FILE | IOSTX_CHECK_TRACKING)?;
        let wanted = |part: u32| flags & (IOSTX_CHECK_FILE | IOSTX_CHECK_TRACKING) == 0 || flags & part != 0;
        let quick = flags & IOSTX_CHECK_QUICK != 0;
        let mut report = Report { found: &mut found };
        self.inner.db.read(|conn| {
            let view = View::new(&self.inner, conn);
            if wanted(IOSTX_CHECK_FILE) {
                check_file(view, quick, &mut report)?;
            }
            if wanted(IOSTX_CHECK_TRACKING) {
                RULES.iter().try_for_each(|rule| apply(view, rule, &mut report))?;
                if !quick {
                    DEEP_RULES.iter().try_for_each(|rule| apply(view, rule, &mut report))?;
                    check_contents::items_and_bases(view, &mut report)?;
                }
            }
            Ok(())
        })
    }

    /// The same as a table: one row per finding with IOSTX_PR_CHECK_SEVERITY, IOSTX_PR_CHECK_TEXT and, where it concerns one
    /// object, PR_ENTRYID. No row: all is well.
    pub fn check(&self, flags: u32) -> Result<Cursor> {
        let mut findings = Vec::new();
        let mut more = 0_u64;
        self.check_each(flags, |finding| match findings.len() < KEPT {
            true => findings.push(finding),
            false => more += 1,
        })?;
        if more > 0 {
            let text = format!("{more} further findings are not listed");
            findings.push(Finding { severity: Severity::Error, object: None, text });
        }
        let columns = [IOSTX_PR_CHECK_SEVERITY, IOSTX_PR_CHECK_TEXT, IOSTX_PR_ENTRYID];
        Cursor::new(self, columns.map(PropTag).to_vec(), vec![Box::new(Findings(findings))])
    }
}

fn check_file(view: View<'_>, quick: bool, report: &mut Report<'_>) -> Result<()> {
    for missing in schema::missing(view.conn)? {
        report.error(None, format!("the file has no {missing}"));
    }
    if quick {
        return Ok(());
    }
    let mut statement = view.conn.prepare(&format!("PRAGMA integrity_check({OF_ONE_RULE})")).sql()?;
    let mut rows = statement.query([]).sql()?;
    while let Some(row) = rows.next().sql()? {
        let said: String = row.get(0).sql()?;
        if said != "ok" {
            report.error(None, format!("the file is damaged: {}", said.trim_end()));
        }
    }
    let mut statement = view.conn.prepare("PRAGMA foreign_key_check").sql()?;
    let mut rows = statement.query([]).sql()?;
    while let Some(row) = rows.next().sql()? {
        let (table, id, parent): (String, Option<i64>, String) = (row.get(0).sql()?, row.get(1).sql()?, row.get(2).sql()?);
        report.error(None, format!("row {} of table {table} refers to a row of {parent} that is not there", id.unwrap_or(0)));
    }
    check_contents::contents(view, report)
}

/// Runs one rule: each row of its query is a finding.
fn apply(view: View<'_>, rule: &Rule, report: &mut Report<'_>) -> Result<()> {
    let mut statement = view.conn.prepare(rule.sql).sql()?;
    let mut rows = statement.query([]).sql()?;
    let mut count = 0;
    while let Some(row) = rows.next().sql()? {
        let (id, text): (Option<i64>, String) = (row.get(0).sql()?, row.get(1).sql()?);
        report.add(rule.severity, id.map(rule.object), text);
        count += 1;
        if count == OF_ONE_RULE {
            report.add(rule.severity, None, "and more of the same kind");
            break;
        }
    }
    Ok(())
}

struct Findings(Vec<Finding>);

impl Remembered for Findings {
    fn len(&self) -> usize {
        self.0.len()
    }

    fn row(&self, view: View<'_>, at: usize, columns: &[PropTag]) -> Result<Option<Row>> {
        let finding = &self.0[at];
        let get = |tag: PropTag| {
            Ok(match tag.0 {
                IOSTX_PR_CHECK_SEVERITY => Some(Value::I4(finding.severity as i32)),
                IOSTX_PR_CHECK_TEXT => Some(Value::Text(finding.text.clone())),
                IOSTX_PR_ENTRYID => entry_id(view, finding.object)?,
                _ => None,
            })
        };
        Row::of(finding.object, columns, get).map(Some)
    }
}

fn entry_id(view: View<'_>, object: Option<Object>) -> Result<Option<Value>> {
    Ok(match object {
        Some(Object::Item(item)) => rows_item::get(view.conn, item).ok().flatten().map(|row| view.meid(row.folder, item)),
        Some(Object::Folder(folder)) => rows_folder::find(view.conn, folder).ok().flatten().map(|row| view.feid(row.id)),
        Some(Object::Tombstone(id)) => {
            let stone = rows_track::tombstones(view.conn, "WHERE id = ?1", [id])?.pop();
            stone.map(|stone| view.meid(stone.folder, stone.item))
        }
        None => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::{Guid, Ltid, Pcl, Xid};
    use crate::store::events::Origin;
    use crate::store::flags::{IOSTX_FOLDER_INBOX, IOSTX_FOLDER_JUNK};
    use crate::store::put::{self, Whole};
    use crate::store::{OpenOptions, change, items};

    fn store(dir: &tempfile::TempDir) -> Store {
        Store::open(dir.path().join("s.iostx"), OpenOptions::default()).expect("a store")
    }

    /// A store with an item of each kind of trouble that is none: new, changed with a large base, moved, deleted.
    fn sound(dir: &tempfile::TempDir) -> Store {
        let store = store(dir);
        let inner = &store.inner;
        let inbox = store.special_folder(IOSTX_FOLDER_INBOX).expect("every store has one");
        let junk = store.special_folder(IOSTX_FOLDER_JUNK).expect("every store has one");
        let make = |tx: &crate::store::db::Tx<'_>, folder: FolderId, pending: Pending, text: &[u8]| -> Result<Whole> {
            let content = crate::store::contents::Staged::of_bytes(text).link(tx)?;
            let mut item = items::blank(&rows_folder::get(tx.conn(), folder)?, 0);
            (item.id, item.cn, item.mtime, item.pending) = (ItemId(tx.new_object()? as i64), tx.new_change()?, tx.now, pending);
            item.bag.set(IOSTX_PR_SUBJECT, Value::Text("a subject".into()));
            item.bag.set(IOSTX_PR_BODY, Value::Text("large ".repeat(1000)));
            let fresh = content.id.into_iter().collect();
            item.content = Some(content);
            let mut whole = Whole { item, base: Base::default() };
            put::create(tx, inner, &mut whole, fresh)?;
            Ok(whole)
        };
        inner
            .write(Origin::App, |tx| {
                make(tx, inbox, Pending::NEW, b"new")?;
                let old = make(tx, inbox, Pending::NONE, b"changed")?;
                let mut new = old.clone();
                new.item.bag.remove(IOSTX_PR_BODY);
                new.item.content = None;
                new.base = change::compute(&old.item, &mut new.item);
                put::replace(tx, inner, &old, &mut new, Vec::new())?;
                let moved = make(tx, junk, Pending::MOVED, b"moved")?;
                for (item, moved) in [(moved.item.id, true), (ItemId(tx.new_object()? as i64), false)] {
                    let key = Xid::from(Ltid::new(Guid([1; 16]), item.counter()).gid());
                    let mut stone = Tombstone {
                        id: 0,
                        folder: inbox,
                        item,
                        moved,
                        bits: 0,
                        source_key: key.clone(),
                        change_key: key,
                        pcl: Pcl::default(),
                        binding: Binding::default(),
                        match_key: Vec::new(),
                        fingerprint: Vec::new(),
                        digest: None,
                        flags: crate::props::Bag::new(),
                        time: tx.now,
                    };
                    rows_track::put_tombstone(tx, &mut stone)?;
                }
                Ok(())
            })
            .expect("made");
        store
    }

    fn findings(store: &Store, flags: u32) -> Vec<Finding> {
        let mut found = Vec::new();
        store.check_each(flags, |finding| found.push(finding)).expect("checked");
        found
    }

    #[test]
    fn nothing_is_found_in_a_sound_store() {
        let dir = tempfile::tempdir().expect("a folder");
        assert_eq!(findings(&sound(&dir), 0), []);
        let dir = tempfile::tempdir().expect("a folder");
        assert_eq!(findings(&store(&dir), 0), []);
        assert!(store(&dir).check_each(0x80, |_| ()).is_err(), "unknown flags");
    }

    #[test]
    fn versions_that_a_local_folder_keeps_may_share_a_match_key() {
        let dir = tempfile::tempdir().expect("a folder");
        let store = sound(&dir);
        let broken = "UPDATE item SET match_key = x'01', bits = bits | 32";
        store.inner.write(Origin::App, |tx| tx.execute(broken, []).map(|_| ())).expect("changed");
        let told = |found: &Finding| found.text.contains("have one match key");
        assert!(findings(&store, 0).iter().any(told));
        store.inner.write(Origin::App, |tx| tx.execute("UPDATE folder SET bits = bits | 1", []).map(|_| ())).expect("changed");
        assert!(!findings(&store, 0).iter().any(told));
    }

    #[test]
    fn every_broken_rule_is_told_in_a_sentence() {
        let cases = [
            ("UPDATE folder SET total = total + 1 WHERE role = 3", "'Inbox' counts 3 items and has 2"),
            ("UPDATE folder SET unread = 7 WHERE role = 3", "counts 7 unread items"),
            ("UPDATE folder SET assoc = 1 WHERE role = 3", "counts 1 associated items"),
            ("UPDATE folder SET work = 0 WHERE role = 3", "counts 0 pending items and has 2"),
            ("UPDATE folder SET gone = 5 WHERE role = 3", "counts 5 tombstones and has 2"),
            ("UPDATE folder SET conflicts = 1 WHERE role = 3", "counts 1 conflicts and has 0"),
            ("UPDATE folder SET held = 1 WHERE role = 3", "counts 1 held deletions and has 0"),
            ("UPDATE folder SET wanted = 1 WHERE role = 3", "counts 1 wanted items and has 0"),
            ("UPDATE folder SET failures = 1 WHERE role = 3", "counts 1 failures and has 0"),
            (
                "INSERT INTO attempt SELECT 1, id, 0, NULL, 8, 0, 0, 0, '', NULL FROM item LIMIT 1",
                "failed 8 times and is not counted",
            ),
            ("UPDATE folder SET parent = id WHERE role = 13", "'Junk' cannot be reached"),
            ("UPDATE folder SET bits = bits | 8 WHERE role = 13", "deleted and still has items"),
            ("UPDATE folder SET pending = 1 WHERE bits & 1 <> 0", "local only and has pending work"),
            ("UPDATE counter SET next = 2 WHERE name = 'object'", "the counter of objects stands at 2"),
            ("UPDATE counter SET next = 2 WHERE name = 'change'", "the counter of changes stands at 2"),
            ("UPDATE work SET bag = NULL", "has no base to be compared with"),
            ("UPDATE work SET pending = 16 WHERE pending & 8 <> 0", "has a base and no change"),
            ("UPDATE work SET pending = pending | 32 WHERE pending & 8 <> 0", "says that 0x2C is pending, and its base 0xC"),
            ("DELETE FROM tombstone WHERE dest IS NOT NULL", "nothing says from where"),
            ("DELETE FROM work WHERE pending = 2", "is not marked as moved in"),
            ("UPDATE work SET pending = 0 WHERE pending = 2", "that says nothing"),
            ("UPDATE work SET version = version + 1", "of another version of it"),
            ("UPDATE work SET item = 999999 WHERE pending = 2", "and is not there"),
            ("UPDATE tombstone SET dest = 999999 WHERE dest IS NULL", "was moved away and does not exist"),
            ("UPDATE tombstone SET folder = 999999", "of a folder that does not exist"),
            ("INSERT INTO attempt VALUES (1, 999999, 1, NULL, 0, 0, 0, 0, '', NULL)", "item 999999, which does not exist"),
            ("INSERT INTO attempt VALUES (2, 999999, 1, NULL, 0, 0, 0, 0, '', NULL)", "tombstone 999999, which does not exist"),
            ("INSERT INTO held SELECT folder, 1, id, 0 FROM item LIMIT 1", "is held and the item does not know"),
            ("UPDATE item SET bits = bits | 512", "the deletion of item"),
            ("UPDATE item SET bits = bits | 128", "is held and nobody knows of it"),
            ("UPDATE item SET bits = bits | 256", "marked as submitted and is not in the outgoing queue"),
            ("INSERT INTO outgoing SELECT id, 0, 1 FROM item LIMIT 1", "is not marked as submitted"),
            ("INSERT INTO conflict SELECT 99, 8, folder, id, NULL, 0, 0, '' FROM item LIMIT 1", "held and the item does not know"),
            ("INSERT INTO wanted VALUES (999999, x'01', 1, 0, '', 0, 0, 0)", "wants items and does not exist"),
            ("INSERT INTO state VALUES (1, 999999, x'01')", "a state is kept for folder 999999"),
            ("UPDATE item SET match_key = x'01', bits = bits | 32", "have one match key"),
            ("UPDATE item SET bits = bits & ~2", "is indexed as unread"),
            ("UPDATE item SET sort_time = 1", "a time or size that it does not have"),
            ("UPDATE item SET bag = x'FF'", "a property bag is damaged"),
            ("UPDATE content SET refs = refs + 1", "references and has"),
            ("UPDATE content SET data = zeroblob(length(data))", "has other bytes than were written"),
            ("UPDATE content SET data = x'00'", "and has 1"),
            ("DELETE FROM content", "is not there"),
            ("UPDATE content SET digest = zeroblob(32)", "is not the one that it names"),
            ("INSERT INTO chunk VALUES (999999, 0, x'00')", "parts of large value 999999"),
            ("DROP INDEX item_match", "the file has no index item_match"),
        ];
        for (sql, wanted) in cases {
            let dir = tempfile::tempdir().expect("a folder");
            let store = sound(&dir);
            store.inner.write(Origin::App, |tx| tx.execute(sql, [])).unwrap_or_else(|e| panic!("{sql}: {e}"));
            // The rule about match keys names the index that the last case drops.
            let flags = if sql.starts_with("DROP") { IOSTX_CHECK_FILE } else { 0 };
            let found = findings(&store, flags);
            assert!(found.iter().any(|finding| finding.text.contains(wanted)), "{sql}: {found:#?}");
            let mut table = store.check(flags).expect("a table");
            assert_eq!(table.position().expect("a position").1, found.len() as u64, "{sql}");
            let row = table.next().expect("a row").expect("one");
            assert!(matches!(row.values[..2], [Value::I4(1 | 2), Value::Text(_)]), "{row:?}");
        }
    }

    #[test]
    fn a_reference_to_a_row_that_is_not_there_is_found_in_the_file() {
        let dir = tempfile::tempdir().expect("a folder");
        let store = sound(&dir);
        let conn = rusqlite::Connection::open(store.path()).expect("the file");
        conn.execute_batch("PRAGMA foreign_keys = OFF; UPDATE item SET folder = 999999 WHERE id = (SELECT min(id) FROM item)")
            .expect("broken");
        let found = findings(&store, IOSTX_CHECK_FILE);
        assert!(found.iter().any(|finding| finding.text.contains("refers to a row of folder that is not there")), "{found:?}");
        assert_eq!(findings(&store, IOSTX_CHECK_QUICK | IOSTX_CHECK_FILE), [], "a quick look reads no rows");
    }
}
