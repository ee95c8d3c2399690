//! Properties of pending work: what an attempt, a tombstone, a base or a conflict tells by tag.

use rusqlite::Connection;

use super::computed::{View, of_type};
use super::db::query_opt;
use super::env::FileTime;
use super::flags::{IOSTX_PENDING_DELETED, IOSTX_PENDING_HELD, IOSTX_PENDING_MOVED_OUT};
use super::model::*;
use super::tag_ids::*;
use super::{attempts, rows_item, rows_track};
use crate::error::Result;
use crate::props::{PropTag, PropType, Value, tags::*};

/// IOSTX_PENDING_* of an item. What is new goes whole: what was changed in it counts only if a look finds that the server has it.
pub(super) fn pending_of_item(item: &Item) -> u32 {
    let covered = if item.pending.has(Pending::NEW) { Pending::PROPS.plus(Pending::CONTENT) } else { Pending::NONE };
    item.pending.minus(covered).0 | if item.is(item_bits::HOLD) { IOSTX_PENDING_HELD } else { 0 }
}

/// IOSTX_PENDING_* of a tombstone.
pub(super) fn pending_of_stone(stone: &Tombstone) -> u32 {
    if stone.moved { IOSTX_PENDING_MOVED_OUT } else { IOSTX_PENDING_DELETED }
}

/// The tags of what differs from the server's version, with the types that the values have now. The read state has no tag here:
/// it is pending by its own rule.
pub(super) fn changed_tags(item: &Item, base: &Base) -> Vec<PropTag> {
    let now = |old: PropTag| {
        let known = item.bag.tags().find(|tag| tag.id() == old.id());
        known.unwrap_or(if old.id() == PropTag(IOSTX_PR_MESSAGE_FLAGS).id() { PropTag(IOSTX_PR_MESSAGE_FLAGS) } else { old })
    };
    let mut tags: Vec<PropTag> = base.bag.tags().map(now).collect();
    if base.content_changed {
        tags.push(PropTag(IOSTX_PR_INTERNET_CONTENT));
    }
    tags.sort_unstable();
    tags
}

/// Tags as a PT_MV_LONG; none for none.
pub(super) fn list_of_tags(tags: Vec<PropTag>) -> Option<Value> {
    let tags: Vec<Value> = tags.into_iter().map(|tag| Value::I4(tag.0 as i32)).collect();
    (!tags.is_empty()).then_some(Value::Multi(PropType::I4, tags))
}

/// Whether an object waits after failures. Marks, which have reasons of their own, are not looked at.
pub(super) fn is_backed_off(attempt: &Attempt, now: FileTime) -> bool {
    !attempts::is_due(&Attempt { marks: 0, ..attempt.clone() }, now, false)
}

/// What is remembered of attempts, by tag.
pub(super) fn of_attempt(attempt: Option<&Attempt>, now: FileTime, tag: PropTag) -> Option<Value> {
    let failed = attempt.filter(|attempt| attempt.fails > 0);
    match tag.id() {
        ATTEMPTS => Some(Value::I4(attempt.map_or(0, |attempt| attempt.fails as i32))),
        LAST_ERROR => failed.map(|attempt| Value::I4(attempt.code)),
        LAST_ERROR_TEXT => failed.filter(|attempt| !attempt.text.is_empty()).map(|attempt| Value::Text(attempt.text.clone())),
        NEXT_ATTEMPT => attempt.filter(|attempt| attempt.next != 0).map(|attempt| Value::Time(attempt.next)),
        BACKED_OFF => Some(Value::Bool(attempt.is_some_and(|attempt| is_backed_off(attempt, now)))),
        RETRY_MARK => Some(Value::Bool(attempt.is_some_and(|attempt| attempt.marks & (marks::RETRY | marks::UNBOUND) != 0))),
        COOKIE => attempt.filter(|attempt| !attempt.cookie.is_empty()).map(|attempt| Value::Binary(attempt.cookie.clone())),
        _ => None,
    }
}

/// IOSTX_PR_CONFLICT_KIND or _TIME of the newest conflict in which an item is.
pub(super) fn of_conflict(conn: &Connection, item: ItemId, tag: PropTag) -> Result<Option<Value>> {
    let sql = "SELECT kind, time FROM conflict WHERE item = ?1 OR copy = ?1 ORDER BY id DESC LIMIT 1";
    let newest = query_opt(conn, sql, [item.0], |row| Ok((row.get::<_, i32>(0)?, row.get::<_, i64>(1)?)))?;
    Ok(newest.map(|(kind, time)| if tag.id() == CONFLICT_KIND { Value::I4(kind) } else { Value::Time(time as u64) }))
}

/// A property of what is left of an item that was deleted or moved.
pub(super) fn stone_property(view: View<'_>, stone: &Tombstone, tag: PropTag) -> Result<Option<Value>> {
    let bytes = |bytes: &[u8]| (!bytes.is_empty()).then(|| Value::Binary(bytes.to_vec()));
    let value = match tag.id() {
        ENTRYID => Some(view.meid(stone.folder, stone.item)),
        PARENT_ENTRYID => Some(view.feid(stone.folder)),
        OBJECT_TYPE => Some(Value::I4(IOSTX_OBJECT_MESSAGE as i32)),
        ASSOCIATED => Some(Value::Bool(stone.bits & tombstone_bits::ASSOC != 0)),
        PENDING => Some(Value::I4(pending_of_stone(stone) as i32)),
        SOURCE_KEY => bytes(stone.source_key.as_bytes()),
        CHANGE_KEY => bytes(stone.change_key.as_bytes()),
        REMOTE_ID => bytes(&stone.binding.remote_id),
        REMOTE_VERSION => bytes(&stone.binding.remote_version),
        MATCH_KEY => bytes(&stone.match_key),
        FINGERPRINT => bytes(&stone.fingerprint),
        // Of a deleted item no more is known; a moved one still has its subject.
        SUBJECT if stone.moved => rows_item::get(view.conn, stone.item)?.and_then(|item| item.bag.get(tag).cloned()),
        _ => of_attempt(rows_track::attempt(view.conn, Object::Tombstone(stone.id))?.as_ref(), view.now, tag),
    };
    Ok(of_type(tag, value))
}
