//! Properties of a folder that an app sets: its name, its binding, its role, whether it is local, and all others.

use super::db::{Tx, query_opt};
use super::flags::*;
use super::folders::{check_movable, check_name};
use super::items::{check_length, check_settable};
use super::model::*;
use super::{open, rows_folder, rows_track};
use crate::codes::*;
use crate::error::{Error, Result};
use crate::props::{Bag, PropTag, Value, tags};

/// Sets one property of a folder, wherever it stands; written by the caller.
pub(super) fn set_value(tx: &Tx<'_>, folder: &mut Folder, tag: PropTag, value: &Value) -> Result<()> {
    use tags::*;
    check_settable(tag)?;
    let is = |known: u32| tag.id() == PropTag(known).id();
    let bytes = || value.as_binary().map(<[u8]>::to_vec).unwrap_or_default();
    if is(IOSTX_PR_DISPLAY_NAME) {
        let name = value.as_text().ok_or_else(|| Error::invalid("PR_DISPLAY_NAME: a text is needed"))?;
        check_name(name)?;
        folder.name = name.to_owned();
    } else if is(IOSTX_PR_REMOTE_ID) {
        folder.binding.remote_id = bytes();
        check_length("remote id", &folder.binding.remote_id)?;
        check_unbound_id(tx, folder)?;
    } else if is(IOSTX_PR_REMOTE_VERSION) {
        folder.binding.remote_version = bytes();
        check_length("remote version", &folder.binding.remote_version)?;
    } else if is(IOSTX_PR_LOCAL_ONLY) {
        set_local_only(tx, folder, value.as_bits().unwrap_or(0) != 0)?;
    } else if is(IOSTX_PR_SPECIAL_FOLDER) {
        set_role(tx, folder, value.as_bits().unwrap_or(0))?;
    } else if is(IOSTX_PR_LAST_MODIFICATION_TIME) {
        folder.mtime = value.as_time().unwrap_or(folder.mtime);
    } else {
        folder.bag.put(tag, (!matches!(value, Value::Error(_) | Value::Null)).then(|| value.clone()));
    }
    Ok(())
}

/// Refuses a remote id that a sibling has.
fn check_unbound_id(tx: &Tx<'_>, folder: &Folder) -> Result<()> {
    let sql = "SELECT 1 FROM folder WHERE remote_id = ?1 AND parent IS ?2 AND id <> ?3";
    let parent = folder.parent.map(|parent| parent.0);
    match query_opt(tx.conn(), sql, (&folder.binding.remote_id, parent, folder.id.0), |_| Ok(()))? {
        None => Ok(()),
        Some(()) => Err(Error::new(IOSTX_MAPI_E_COLLISION, "a folder beside this one has this remote id")),
    }
}

fn set_role(tx: &Tx<'_>, folder: &mut Folder, role: u32) -> Result<()> {
    if role == folder.role {
        return Ok(());
    }
    check_role(role)?;
    check_movable(folder)?;
    if let Some(holder) = rows_folder::special(tx.conn(), role)? {
        return Err(Error::new(IOSTX_MAPI_E_COLLISION, format!("folder {} has this role already", holder.0)));
    }
    folder.role = role;
    Ok(())
}

/// Refuses a number that is no role (IOSTX_FOLDER_*).
pub(super) fn check_role(role: u32) -> Result<()> {
    match role {
        0..=IOSTX_FOLDER_SEARCH_ROOT => Ok(()),
        _ => Err(Error::invalid(format!("IOSTX_PR_SPECIAL_FOLDER: there is no role {role}"))),
    }
}

/// Marking a folder local takes it and what is below it off the books; marking it replicated makes all new. Only what no server
/// ever heard of can change sides.
pub(super) fn set_local_only(tx: &Tx<'_>, folder: &mut Folder, local: bool) -> Result<()> {
    if folder.is(folder_bits::LOCAL_ONLY) == local {
        return Ok(());
    }
    if matches!(folder.role, IOSTX_FOLDER_ROOT | IOSTX_FOLDER_IPM_SUBTREE) || open::LOCAL.contains(&folder.role) {
        return Err(Error::new(IOSTX_MAPI_E_NO_ACCESS, format!("'{}' is a special folder: it stays what it is", folder.name)));
    }
    let above = folder.parent.map(|parent| rows_folder::get(tx.conn(), parent)).transpose()?;
    if !local && above.is_some_and(|above| above.is(folder_bits::LOCAL_ONLY) && above.role != IOSTX_FOLDER_ROOT) {
        let why = format!("folder '{}' is in a local folder: it cannot be replicated there", folder.name);
        return Err(Error::new(IOSTX_MAPI_E_NO_SUPPORT, why));
    }
    for id in rows_folder::subtree(tx.conn(), folder.id, true)? {
        let mut below = if id == folder.id { folder.clone() } else { rows_folder::find(tx.conn(), id)?.unwrap_or(folder.clone()) };
        let is_used = below.total + below.assoc + below.gone > 0 || below.is(folder_bits::DELETED);
        if is_used || below.binding.is_bound() || rows_track::is_marked(tx.conn(), Object::Folder(id))? {
            let why = "only an empty folder that was never replicated, with such folders in it, can be made local, or replicated";
            return Err(Error::new(IOSTX_MAPI_E_NO_SUPPORT, format!("folder '{}': {why}", below.name)));
        }
        below.bits = if local { below.bits | folder_bits::LOCAL_ONLY } else { below.bits & !folder_bits::LOCAL_ONLY };
        below.pending = if local || below.role != 0 { Pending::NONE } else { Pending::NEW };
        below.base = Bag::new();
        rows_track::drop_attempt(tx, Object::Folder(id))?;
        match id == folder.id {
            true => *folder = below,
            false => rows_folder::update(tx, &below)?,
        }
    }
    Ok(())
}
