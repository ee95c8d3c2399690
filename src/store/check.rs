//! The integrity check: of the file, and of what the store says of itself. It changes nothing and needs no session.
//!
//! `check_rules` and `check_kept` have what SQL can tell, `check_contents` what must be read and computed.

use super::check_kept::KEPT_RULES;
use super::check_rules::{DEEP_RULES, RULES, Rule};
use super::computed::View;
use super::cursor::{Cursor, Row};
use super::flags::{IOSTX_CHECK_FILE, IOSTX_CHECK_QUICK, IOSTX_CHECK_TRACKING};
use super::listed::Remembered;
use super::model::*;
use super::sql::SqlResult;
use super::{Store, check_contents, rows_folder, rows_item, rows_track, schema};
use crate::codes::{IOSTX_MAPI_E_CALL_FAILED, IOSTX_MAPI_E_CORRUPT_STORE};
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

    /// What cannot be read is a finding, and no reason to be silent of the rest.
    fn go_on(&mut self, done: Result<()>) -> Result<()> {
        match done {
            Err(e) if matches!(e.code, IOSTX_MAPI_E_CORRUPT_STORE | IOSTX_MAPI_E_CALL_FAILED) => {
                self.error(None, format!("a part of the check cannot be done: {}", e.message));
                Ok(())
            }
            done => done,
        }
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
                let done = check_file(view, quick, &mut report);
                report.go_on(done)?;
            }
            if wanted(IOSTX_CHECK_TRACKING) {
                check_tracking(view, quick, &mut report)?;
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

fn check_tracking(view: View<'_>, quick: bool, report: &mut Report<'_>) -> Result<()> {
    let deep = if quick { &[][..] } else { DEEP_RULES };
    for rule in RULES.iter().chain(KEPT_RULES).chain(deep) {
        let done = apply(view, rule, report);
        report.go_on(done)?;
    }
    let done = check_contents::folders(view, report);
    report.go_on(done)?;
    let done = check_contents::tombstones(view, report);
    report.go_on(done)?;
    if !quick {
        let done = check_contents::items_and_bases(view, report);
        report.go_on(done)?;
    }
    Ok(())
}

fn check_file(view: View<'_>, quick: bool, report: &mut Report<'_>) -> Result<()> {
    for difference in schema::differences(view.conn)? {
        report.error(None, difference);
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
            let stone = rows_track::tombstones(view.conn, "WHERE id = ?1", [id]).ok().and_then(|mut stones| stones.pop());
            stone.map(|stone| view.meid(stone.folder, stone.item))
        }
        None => None,
    })
}
