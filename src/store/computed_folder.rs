//! Properties of a folder by tag, computed ones too.

use super::computed::{ACCESS_FOLDER, ACCESS_READ, View, all_tags, of_type};
use super::computed_work::{list_of_tags, of_attempt};
use super::db::query_opt;
use super::flags::*;
use super::identity::{folder_change_key, folder_pcl, folder_source};
use super::model::*;
use super::tag_ids::*;
use super::{Store, rows_folder, rows_track};
use crate::error::Result;
use crate::props::{PropTag, PropType, Value, tags::*};

/// Entry ids of special folders, as they stand on the root and the Inbox (MS-OXOSFLD 2.2.3).
const SPECIAL: [(u32, u32); 6] = [
    (IOSTX_PR_IPM_APPOINTMENT_ENTRYID, IOSTX_FOLDER_CALENDAR),
    (IOSTX_PR_IPM_CONTACT_ENTRYID, IOSTX_FOLDER_CONTACTS),
    (IOSTX_PR_IPM_JOURNAL_ENTRYID, IOSTX_FOLDER_JOURNAL),
    (IOSTX_PR_IPM_NOTE_ENTRYID, IOSTX_FOLDER_NOTES),
    (IOSTX_PR_IPM_TASK_ENTRYID, IOSTX_FOLDER_TASKS),
    (IOSTX_PR_IPM_DRAFTS_ENTRYID, IOSTX_FOLDER_DRAFTS),
];
/// PR_ADDITIONAL_REN_ENTRYIDS, in its order.
const SPECIAL_LIST: [u32; 5] = [
    IOSTX_FOLDER_CONFLICTS,
    IOSTX_FOLDER_SYNC_ISSUES,
    IOSTX_FOLDER_LOCAL_FAILURES,
    IOSTX_FOLDER_SERVER_FAILURES,
    IOSTX_FOLDER_JUNK,
];

/// What waits in a folder, itself included.
pub(super) fn pending_count(folder: &Folder) -> i64 {
    folder.work + folder.gone + i64::from(!folder.pending.is_clean())
}

impl Store {
    /// Properties of a folder as they are now, computed ones too, in the order of `tags`; a missing one is `None`. No tags: all
    /// that the folder has.
    pub fn folder_values(&self, id: FolderId, tags: &[PropTag]) -> Result<Vec<(PropTag, Option<Value>)>> {
        self.inner.db.read(|conn| values_in(View::new(&self.inner, conn), &rows_folder::get(conn, id)?, tags))
    }

    /// The same of a folder as it was when it was read, such as one that was handed out for upload. What stands in other rows
    /// (attempts, subfolders, the parent's binding) is as it is now.
    pub fn values_of_folder(&self, folder: &Folder, tags: &[PropTag]) -> Result<Vec<(PropTag, Option<Value>)>> {
        self.inner.db.read(|conn| values_in(View::new(&self.inner, conn), folder, tags))
    }
}

fn values_in(view: View<'_>, folder: &Folder, tags: &[PropTag]) -> Result<Vec<(PropTag, Option<Value>)>> {
    let all = if tags.is_empty() { folder_tags(folder) } else { tags.to_vec() };
    all.into_iter().map(|tag| Ok((tag, in_view(view, folder, tag)?))).collect()
}

/// The tags of what a folder has, computed ones too, ascending.
fn folder_tags(folder: &Folder) -> Vec<PropTag> {
    let always = [
        IOSTX_PR_ENTRYID,
        IOSTX_PR_PARENT_ENTRYID,
        IOSTX_PR_STORE_ENTRYID,
        IOSTX_PR_RECORD_KEY,
        IOSTX_PR_STORE_RECORD_KEY,
        IOSTX_PR_MAPPING_SIGNATURE,
        IOSTX_PR_OBJECT_TYPE,
        IOSTX_PR_ACCESS,
        IOSTX_PR_ACCESS_LEVEL,
        IOSTX_PR_DISPLAY_NAME,
        IOSTX_PR_FOLDER_TYPE,
        IOSTX_PR_CONTENT_COUNT,
        IOSTX_PR_CONTENT_UNREAD,
        IOSTX_PR_ASSOC_CONTENT_COUNT,
        IOSTX_PR_SUBFOLDERS,
        IOSTX_PR_FOLDER_CHILD_COUNT,
        IOSTX_PR_LAST_MODIFICATION_TIME,
        IOSTX_PR_SOURCE_KEY,
        IOSTX_PR_PARENT_SOURCE_KEY,
        IOSTX_PR_CHANGE_KEY,
        IOSTX_PR_PREDECESSOR_CHANGE_LIST,
        IOSTX_PR_CHANGE_NUMBER,
        IOSTX_PR_PENDING,
        IOSTX_PR_PENDING_COUNT,
        IOSTX_PR_LOCAL_ONLY,
        IOSTX_PR_SPECIAL_FOLDER,
    ];
    let sometimes = [
        (!folder.binding.remote_id.is_empty(), IOSTX_PR_REMOTE_ID),
        (!folder.binding.remote_version.is_empty(), IOSTX_PR_REMOTE_VERSION),
    ];
    all_tags(&folder.bag, &always, &sometimes)
}

/// A property of a folder that was read in a transaction.
pub(super) fn in_view(view: View<'_>, folder: &Folder, tag: PropTag) -> Result<Option<Value>> {
    Ok(of_type(tag, value(view, folder, tag)?))
}

fn value(view: View<'_>, folder: &Folder, tag: PropTag) -> Result<Option<Value>> {
    let replicas = || view.inner.replicas();
    let bytes = |bytes: &[u8]| (!bytes.is_empty()).then(|| Value::Binary(bytes.to_vec()));
    let count = |n: i64| Some(Value::I4(i32::try_from(n).unwrap_or(i32::MAX)));
    let parent = || folder.parent.map(|parent| rows_folder::find(view.conn, parent)).transpose().map(Option::flatten);
    let read_only = view.inner.db.is_read_only();
    Ok(match tag.id() {
        ENTRYID => Some(view.feid(folder.id)),
        PARENT_ENTRYID => folder.parent.map(|parent| view.feid(parent)),
        STORE_ENTRYID | STORE_RECORD_KEY | MAPPING_SIGNATURE => bytes(&replicas().store().0),
        RECORD_KEY => bytes(&replicas().ltid(folder.id.counter()).gid()),
        INSTANCE_KEY => bytes(&folder.id.0.to_be_bytes()),
        OBJECT_TYPE => Some(Value::I4(IOSTX_OBJECT_FOLDER as i32)),
        ACCESS => Some(Value::I4(if read_only { ACCESS_READ } else { ACCESS_FOLDER })),
        ACCESS_LEVEL => Some(Value::I4(i32::from(!read_only))),
        // Tables of folders and items have the name in one column.
        DISPLAY_NAME | SUBJECT => Some(Value::Text(folder.name.clone())),
        FOLDER_TYPE => Some(Value::I4(i32::from(folder.role != IOSTX_FOLDER_ROOT))),
        FOLDER_ID => Some(Value::I8(folder.id.0)),
        PARENT_FOLDER_ID => folder.parent.map(|parent| Value::I8(parent.0)),
        CONTENT_COUNT => count(folder.total),
        CONTENT_UNREAD => count(folder.unread),
        ASSOC_CONTENT_COUNT => count(folder.assoc),
        SUBFOLDERS => Some(Value::Bool(children(view, folder.id)? > 0)),
        CHILD_COUNT => count(children(view, folder.id)?),
        MODIFIED => Some(Value::Time(folder.mtime)),
        CHANGE_NUMBER => Some(Value::I8(folder.cn as i64)),
        SOURCE_KEY => bytes(folder_source(&replicas(), folder).as_bytes()),
        PARENT_SOURCE_KEY => parent()?.and_then(|parent| bytes(folder_source(&replicas(), &parent).as_bytes())),
        CHANGE_KEY => bytes(folder_change_key(&replicas(), folder).as_bytes()),
        PCL => bytes(&folder_pcl(&replicas(), folder).encode()),
        REMOTE_ID => bytes(&folder.binding.remote_id),
        REMOTE_VERSION => bytes(&folder.binding.remote_version),
        PARENT_REMOTE_ID => parent()?.and_then(|parent| bytes(&parent.binding.remote_id)),
        SPECIAL_FOLDER => Some(Value::I4(folder.role as i32)),
        LOCAL_ONLY => Some(Value::Bool(folder.is(folder_bits::LOCAL_ONLY))),
        PENDING => Some(Value::I4(folder.pending.0 as i32)),
        PENDING_COUNT => count(pending_count(folder)),
        CHANGED_TAGS => list_of_tags(changed_tags(folder)),
        CONFLICT_COUNT => count(folder.conflicts),
        FAILURE_COUNT => count(folder.failures),
        HELD_COUNT => count(folder.held),
        WANTED_COUNT => count(folder.wanted),
        ATTEMPTS | LAST_ERROR | LAST_ERROR_TEXT | NEXT_ATTEMPT | BACKED_OFF | RETRY_MARK | COOKIE => {
            of_attempt(rows_track::attempt(view.conn, Object::Folder(folder.id))?.as_ref(), view.now, tag)
        }
        ADDITIONAL if has_special(folder) => additional(view)?,
        id if has_special(folder) => match SPECIAL.iter().find(|(tag, _)| PropTag(*tag).id() == id) {
            Some((_, role)) => rows_folder::special(view.conn, *role)?.map(|special| view.feid(special)),
            None => folder.bag.get(tag).cloned(),
        },
        _ => folder.bag.get(tag).cloned(),
    })
}

/// The base's tags, but for the entry of the store's own that stands for the parent.
fn changed_tags(folder: &Folder) -> Vec<PropTag> {
    let parent = PropTag(IOSTX_PR_PARENT_FOLDER_ID);
    folder.base.tags().map(|tag| if tag.id() == parent.id() { PropTag(IOSTX_PR_PARENT_SOURCE_KEY) } else { tag }).collect()
}

fn has_special(folder: &Folder) -> bool {
    matches!(folder.role, IOSTX_FOLDER_ROOT | IOSTX_FOLDER_INBOX)
}

fn additional(view: View<'_>) -> Result<Option<Value>> {
    let ids = SPECIAL_LIST.iter().map(|role| {
        let special = rows_folder::special(view.conn, *role)?;
        Ok(special.map_or(Value::Binary(Vec::new()), |special| view.feid(special)))
    });
    Ok(Some(Value::Multi(PropType::Binary, ids.collect::<Result<_>>()?)))
}

fn children(view: View<'_>, folder: FolderId) -> Result<i64> {
    let sql = "SELECT count(*) FROM folder WHERE parent = ?1 AND bits & 8 = 0";
    Ok(query_opt(view.conn, sql, [folder.0], |row| row.get(0))?.unwrap_or(0))
}
