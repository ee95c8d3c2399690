//! The parts of the check that read everything: large values against their digests and references, items and bases against
//! their columns. Memory stays bounded: references are counted for a window of values at a time.

use std::collections::BTreeSet;

use rusqlite::Connection;

use super::change;
use super::check::{Report, Severity};
use super::computed::View;
use super::contents;
use super::db::{query_all, query_opt};
use super::flags::IOSTX_FOLDER_TRASH;
use super::identity::item_source;
use super::model::*;
use super::sql::SqlResult;
use super::{folder_base, open, rows_folder, rows_item, rows_track};
use crate::error::Result;
use crate::props::{Bag, PropTag, Value};

/// Values whose references are counted in one pass over the items: 12 MiB of memory.
const WINDOW: i64 = 512 << 10;

/// Large values: their bytes, and who refers to them.
pub(super) fn contents(view: View<'_>, report: &mut Report<'_>) -> Result<()> {
    let mut statement = view.conn.prepare("SELECT id, size, digest, data FROM content ORDER BY id").sql()?;
    let mut rows = statement.query([]).sql()?;
    while let Some(row) = rows.next().sql()? {
        let (id, size, digest): (i64, i64, [u8; 32]) = (row.get(0).sql()?, row.get(1).sql()?, row.get(2).sql()?);
        let data = row.get_ref(3).sql()?.as_bytes_or_null().unwrap_or_default();
        let unfinished = size == 0 && digest == [0; 32];
        let chunks = of_chunks(view.conn, id)?;
        let (real, hash) = match data {
            Some(data) => (data.len() as i64, *blake3::hash(data).as_bytes()),
            None => (chunks.size, chunks.digest),
        };
        if data.is_some() && chunks.parts > 0 {
            report.error(None, format!("large value {id} stands in its row and in parts too"));
        }
        if !chunks.in_order {
            report.error(None, format!("the parts of large value {id} are not numbered one after the other, or not of one size"));
        }
        if !unfinished && real != size {
            report.error(None, format!("large value {id} says that it has {size} bytes and has {real}"));
        } else if !unfinished && hash != digest {
            report.error(None, format!("large value {id} has other bytes than were written"));
        }
    }
    let sql = "SELECT DISTINCT content FROM chunk WHERE content NOT IN (SELECT id FROM content)";
    let mut statement = view.conn.prepare(sql).sql()?;
    let mut rows = statement.query([]).sql()?;
    while let Some(row) = rows.next().sql()? {
        let id: i64 = row.get(0).sql()?;
        report.error(None, format!("parts of large value {id} are there, and the value is not"));
    }
    references(view.conn, report)
}

/// A value as its parts make it.
struct Chunks {
    parts: i64,
    size: i64,
    digest: [u8; 32],
    /// Whether a reader finds each part by its number.
    in_order: bool,
}

fn of_chunks(conn: &Connection, id: i64) -> Result<Chunks> {
    let mut statement = conn.prepare_cached("SELECT part, data FROM chunk WHERE content = ?1 ORDER BY part").sql()?;
    let mut rows = statement.query([id]).sql()?;
    let (mut parts, mut size, mut in_order, mut hasher) = (0, 0, true, blake3::Hasher::new());
    while let Some(row) = rows.next().sql()? {
        let data = row.get_ref(1).sql()?.as_bytes().unwrap_or_default();
        in_order &= row.get::<_, i64>(0).sql()? == parts && size == parts * contents::CHUNK as i64;
        parts += 1;
        size += data.len() as i64;
        hasher.update(data);
    }
    Ok(Chunks { parts, size, digest: *hasher.finalize().as_bytes(), in_order })
}

/// A stored value, the references that it counts, and those that were found.
struct Counted {
    id: i64,
    refs: i64,
    found: i64,
}

/// Compares the counts of references with the references. Windows are over the values that are there: in a damaged file their numbers
/// may be anything.
fn references(conn: &Connection, report: &mut Report<'_>) -> Result<()> {
    let mut next = Some(i64::MIN);
    while let Some(first) = next {
        let mut window = window(conn, first)?;
        find_references(conn, &mut window)?;
        window.iter().for_each(|value| compare(value, report));
        next = window.last().and_then(|value| value.id.checked_add(1));
    }
    Ok(())
}

fn window(conn: &Connection, first: i64) -> Result<Vec<Counted>> {
    let mut statement = conn.prepare("SELECT id, refs FROM content WHERE id >= ?1 ORDER BY id LIMIT ?2").sql()?;
    let values = statement.query_map((first, WINDOW), |row| Ok(Counted { id: row.get(0)?, refs: row.get(1)?, found: 0 })).sql()?;
    values.collect::<rusqlite::Result<_>>().sql()
}

fn find_references(conn: &Connection, window: &mut [Counted]) -> Result<()> {
    for table in ["item", "work"] {
        let mut statement = conn.prepare(&format!("SELECT content, bag FROM {table}")).sql()?;
        let mut rows = statement.query([]).sql()?;
        while let Some(row) = rows.next().sql()? {
            let own: Option<i64> = row.get(0).sql()?;
            // A damaged bag is told of where the items are looked at.
            let bag = Bag::decode(row.get_ref(1).sql()?.as_bytes().unwrap_or_default()).unwrap_or_default();
            for id in own.into_iter().chain(contents::of_bag(&bag)) {
                if let Ok(at) = window.binary_search_by_key(&id, |value| value.id) {
                    window[at].found += 1;
                }
            }
        }
    }
    Ok(())
}

fn compare(value: &Counted, report: &mut Report<'_>) {
    let Counted { id, refs, found } = value;
    if *refs == 0 && *found == 0 {
        report.add(Severity::Remark, None, format!("large value {id} is being written, or waits to be removed"));
    } else if refs != found {
        report.error(None, format!("large value {id} counts {refs} references and has {found}"));
    }
}

/// Folders against their bases.
pub(super) fn folders(view: View<'_>, report: &mut Report<'_>) -> Result<()> {
    for id in query_all(view.conn, "SELECT id FROM folder ORDER BY id", [], |row| row.get(0).map(FolderId))? {
        let about = Some(Object::Folder(id));
        let folder = match rows_folder::find(view.conn, id) {
            Ok(Some(folder)) => folder,
            Ok(None) => continue,
            Err(e) => {
                report.error(about, format!("folder {}: {}", id.0, e.message));
                continue;
            }
        };
        let mut fresh = folder.clone();
        folder_base::rebase(&folder_base::server_version(&folder), &mut fresh);
        let tags = |bag: &Bag| bag.tags().map(PropTag::id).collect::<BTreeSet<_>>();
        if folder.pending.has(Pending::NEW) {
            if !folder.base.is_empty() {
                report.error(about, format!("folder '{}' is new and has a base", folder.name));
            }
        } else if fresh.pending != folder.pending || tags(&fresh.base) != tags(&folder.base) {
            let text = format!("folder '{}' says that 0x{:X} is pending, and its base otherwise", folder.name, folder.pending.0);
            report.error(about, text);
        }
    }
    for (name, role) in open::special_folders() {
        if rows_folder::special(view.conn, role)?.is_none() {
            report.error(None, format!("the special folder '{name}' is not there"));
        }
    }
    Ok(())
}

/// Tombstones that cannot be read.
pub(super) fn tombstones(view: View<'_>, report: &mut Report<'_>) -> Result<()> {
    let mut statement = view.conn.prepare("SELECT id FROM tombstone ORDER BY id").sql()?;
    let mut rows = statement.query([]).sql()?;
    while let Some(row) = rows.next().sql()? {
        let id: i64 = row.get(0).sql()?;
        if let Err(e) = rows_track::tombstones(view.conn, "WHERE id = ?1", [id]) {
            report.error(Some(Object::Tombstone(id)), format!("tombstone {id}: {}", e.message));
        }
    }
    Ok(())
}

/// Items against the columns that repeat their properties, and bases against what they say is pending.
pub(super) fn items_and_bases(view: View<'_>, report: &mut Report<'_>) -> Result<()> {
    let sql = format!("SELECT {}, sort_time, size, subject, sender FROM item", rows_item::columns());
    let mut statement = view.conn.prepare(&sql).sql()?;
    let mut rows = statement.query([]).sql()?;
    let (replicas, trash) = (view.inner.replicas(), rows_folder::special(view.conn, IOSTX_FOLDER_TRASH)?);
    while let Some(row) = rows.next().sql()? {
        let id = ItemId(row.get(0).sql()?);
        let about = Some(Object::Item(id));
        let item = match rows_item::read(row) {
            Ok(item) => item,
            Err(e) => {
                report.error(about, e.message);
                continue;
            }
        };
        let at = |column: usize| rows_item::WIDTH + column;
        let (sort_time, size): (i64, i64) = (row.get(at(0)).sql()?, row.get(at(1)).sql()?);
        let (subject, sender): (String, String) = (row.get(at(2)).sql()?, row.get(at(3)).sql()?);
        let mut fresh = item.clone();
        fresh.refresh_bits();
        if fresh.bits != item.bits {
            report.error(about, format!("item {} is indexed as unread, flagged or of a kind that it is not", id.0));
        }
        if sort_time != item.sort_time() as i64 || size != item.size() as i64 {
            report.error(about, format!("item {} is sorted by a time or size that it does not have", id.0));
        }
        if (subject, sender) != (rows_item::sort_subject(&item), rows_item::sort_sender(&item)) {
            report.error(about, format!("item {} is sorted by a subject or sender that it does not have", id.0));
        }
        large_values(view.conn, &item, &item.bag, report)?;
        let key = item_source(&replicas, &item);
        if Some(item.folder) != trash && rows_track::was_deleted(view.conn, view.now, key.as_bytes())? {
            report.error(about, format!("item {} is there, and its source key is remembered as that of a deleted one", id.0));
        }
        if !item.pending.is_clean() {
            base(view.conn, &item, report)?;
        }
    }
    Ok(())
}

/// The large values of a bag must be there. A base may do with their digests: its number 0 stands for bytes that are gone.
fn large_values(conn: &Connection, item: &Item, bag: &Bag, report: &mut Report<'_>) -> Result<()> {
    for (tag, value) in bag.iter() {
        let Value::Large(large) = value else { continue };
        const SAME: &str = "SELECT 1 FROM content WHERE id = ?1 AND digest = ?2 AND size = ?3";
        let there = query_opt(conn, SAME, (large.content, &large.digest, large.size as i64), |_| Ok(()))?;
        if large.content != 0 && there.is_none() {
            let text = format!("property 0x{:08X} of item {}: its large value is not there, or is another", tag.0, item.id.0);
            report.error(Some(Object::Item(item.id)), text);
        }
    }
    Ok(())
}

/// The base must name what differs from the server's version, all of it and nothing else.
fn base(conn: &Connection, item: &Item, report: &mut Report<'_>) -> Result<()> {
    let about = Some(Object::Item(item.id));
    let id = item.id.0;
    let base = match rows_track::base(conn, item) {
        Ok(base) => base,
        Err(e) => {
            report.error(about, format!("the base of item {id}: {}", e.message));
            return Ok(());
        }
    };
    large_values(conn, item, &base.bag, report)?;
    let kinds = Pending::PROPS.plus(Pending::CONTENT).plus(Pending::FLAGS);
    let (says, pending) = (change::pending_of(&base), Pending(item.pending.0 & kinds.0));
    if says != pending {
        report.error(about, format!("item {id} says that 0x{:X} is pending, and its base 0x{:X}", pending.0, says.0));
    }
    let differs = change::diff(&change::server_version(item, &base), item);
    let mut same = base.bag.tags().filter(|tag| !differs.bag.tags().any(|other| other.id() == tag.id()));
    if let Some(tag) = same.next() {
        report.error(about, format!("item {id} has property 0x{:08X} as the server has it, and its base says otherwise", tag.0));
    }
    if base.content_changed && !differs.content_changed {
        report.error(about, format!("item {id} has the text that the server has, and its base says otherwise"));
    }
    Ok(())
}
