//! The parts of the check that read everything: large values against their digests and references, items and bases against
//! their columns. Memory stays bounded: references are counted for a window of values at a time.

use rusqlite::Connection;

use super::change;
use super::check::{Report, Severity};
use super::computed::View;
use super::contents;
use super::db::query_opt;
use super::model::*;
use super::rows_item;
use super::rows_track;
use super::sql::SqlResult;
use crate::error::Result;
use crate::props::Bag;

/// Values whose references are counted in one pass over the items: 16 MiB of memory.
const WINDOW: i64 = 4 << 20;

/// Large values: their bytes, and who refers to them.
pub(super) fn contents(view: View<'_>, report: &mut Report<'_>) -> Result<()> {
    let mut statement = view.conn.prepare("SELECT id, size, digest, data FROM content ORDER BY id").sql()?;
    let mut rows = statement.query([]).sql()?;
    while let Some(row) = rows.next().sql()? {
        let (id, size, digest): (i64, i64, [u8; 32]) = (row.get(0).sql()?, row.get(1).sql()?, row.get(2).sql()?);
        let data = row.get_ref(3).sql()?.as_bytes_or_null().unwrap_or_default();
        let unfinished = size == 0 && digest == [0; 32];
        let (real, hash) = match data {
            Some(data) => (data.len() as i64, *blake3::hash(data).as_bytes()),
            None => of_chunks(view.conn, id)?,
        };
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

fn of_chunks(conn: &Connection, id: i64) -> Result<(i64, [u8; 32])> {
    let mut statement = conn.prepare_cached("SELECT data FROM chunk WHERE content = ?1 ORDER BY part").sql()?;
    let mut rows = statement.query([id]).sql()?;
    let (mut size, mut hasher) = (0, blake3::Hasher::new());
    while let Some(row) = rows.next().sql()? {
        let data = row.get_ref(0).sql()?.as_bytes().unwrap_or_default();
        size += data.len() as i64;
        hasher.update(data);
    }
    Ok((size, *hasher.finalize().as_bytes()))
}

/// Compares the counts of references with the references.
fn references(conn: &Connection, report: &mut Report<'_>) -> Result<()> {
    let last = query_opt(conn, "SELECT max(id) FROM content", [], |row| row.get::<_, Option<i64>>(0))?.flatten().unwrap_or(0);
    let mut first = 1;
    while first <= last {
        let size = (last - first + 1).min(WINDOW);
        let mut counts = vec![0_u32; size as usize];
        for table in ["item", "work"] {
            let mut statement = conn.prepare(&format!("SELECT content, bag FROM {table}")).sql()?;
            let mut rows = statement.query([]).sql()?;
            while let Some(row) = rows.next().sql()? {
                let own: Option<i64> = row.get(0).sql()?;
                // A damaged bag is told of where the items are looked at.
                let bag = Bag::decode(row.get_ref(1).sql()?.as_bytes().unwrap_or_default()).unwrap_or_default();
                for id in own.into_iter().chain(contents::of_bag(&bag)) {
                    if let Some(count) = usize::try_from(id - first).ok().and_then(|at| counts.get_mut(at)) {
                        *count += 1;
                    }
                }
            }
        }
        compare(conn, first, &counts, report)?;
        first += size;
    }
    Ok(())
}

fn compare(conn: &Connection, first: i64, counts: &[u32], report: &mut Report<'_>) -> Result<()> {
    let mut statement = conn.prepare("SELECT id, refs FROM content WHERE id >= ?1 AND id < ?2").sql()?;
    let mut rows = statement.query((first, first + counts.len() as i64)).sql()?;
    while let Some(row) = rows.next().sql()? {
        let (id, refs): (i64, i64) = (row.get(0).sql()?, row.get(1).sql()?);
        let real = i64::from(counts[(id - first) as usize]);
        if refs == 0 && real == 0 {
            report.add(Severity::Remark, None, format!("large value {id} is being written, or waits to be removed"));
        } else if refs != real {
            report.error(None, format!("large value {id} counts {refs} references and has {real}"));
        }
    }
    Ok(())
}

/// Items against the columns that repeat their properties, and bases against what they say is pending.
pub(super) fn items_and_bases(view: View<'_>, report: &mut Report<'_>) -> Result<()> {
    let sql = format!("SELECT {}, sort_time, size FROM item", rows_item::columns());
    let mut statement = view.conn.prepare(&sql).sql()?;
    let mut rows = statement.query([]).sql()?;
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
        let (sort_time, size): (i64, i64) = (row.get(rows_item::WIDTH).sql()?, row.get(rows_item::WIDTH + 1).sql()?);
        let mut fresh = item.clone();
        fresh.refresh_bits();
        if fresh.bits != item.bits {
            report.error(about, format!("item {} is indexed as unread, flagged or of a kind that it is not", id.0));
        }
        if sort_time != item.sort_time() as i64 || size != item.size() as i64 {
            report.error(about, format!("item {} is sorted by a time or size that it does not have", id.0));
        }
        if !item.pending.is_clean() && !item.pending.has(Pending::NEW) {
            base(view.conn, &item, report)?;
        }
    }
    Ok(())
}

fn base(conn: &Connection, item: &Item, report: &mut Report<'_>) -> Result<()> {
    let about = Some(Object::Item(item.id));
    match rows_track::base(conn, item) {
        Err(e) => report.error(about, format!("the base of item {}: {}", item.id.0, e.message)),
        Ok(base) => {
            let kinds = Pending::PROPS.plus(Pending::CONTENT).plus(Pending::FLAGS);
            let says = change::pending_of(&base);
            if says.0 != item.pending.0 & kinds.0 {
                report.error(
                    about,
                    format!(
                        "item {} says that 0x{:X} is pending, and its base 0x{:X}",
                        item.id.0,
                        item.pending.0 & kinds.0,
                        says.0
                    ),
                );
            }
        }
    }
    Ok(())
}
