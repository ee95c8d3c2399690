//! What of a folder waits for upload: its difference from the version that the server has. Values in, values out.

use super::model::*;
use super::track;
use crate::codes::IOSTX_MAPI_E_NOT_FOUND;
use crate::props::{Bag, PropTag, Value, classify, tags};

/// The old parent of a folder that was moved, in its base.
pub(super) const BASE_PARENT: u32 = 0x6749_0014;

/// Base and pending bits of a folder after a local change from `old` to `new`.
pub(super) fn track_change(old: &Folder, new: &mut Folder) {
    if !track::is_tracked(new) || new.pending.has(Pending::NEW) {
        return;
    }
    let server = server_version(old);
    rebase(&server, new);
}

/// Computes base and pending bits of a folder whose version on the server is `server`.
pub(super) fn rebase(server: &Folder, ours: &mut Folder) {
    let mut base = Bag::new();
    if server.name != ours.name {
        base.set(tags::IOSTX_PR_DISPLAY_NAME, Value::Text(server.name.clone()));
    }
    if server.parent != ours.parent {
        base.set(BASE_PARENT, Value::I8(server.parent.map_or(0, |parent| parent.0)));
    }
    for tag in server.bag.tags().chain(ours.bag.tags()).filter(|tag| !classify::is_untracked(*tag)) {
        let any = PropTag(tag.0 & 0xFFFF_0000);
        if server.bag.get(any) != ours.bag.get(any) {
            base.set(tag, server.bag.get(any).cloned().unwrap_or(Value::Error(IOSTX_MAPI_E_NOT_FOUND)));
        }
    }
    let moved = base.get(BASE_PARENT).is_some();
    let others = base.len() > usize::from(moved);
    let keep = Pending(ours.pending.0 & (Pending::NEW.0 | Pending::DELETED.0));
    ours.pending =
        keep.plus(if moved { Pending::MOVED } else { Pending::NONE }).plus(if others { Pending::PROPS } else { Pending::NONE });
    ours.base = base;
}

/// What the server holds of a folder: ours with the base put back.
pub(super) fn server_version(ours: &Folder) -> Folder {
    let mut server = ours.clone();
    for (tag, old) in ours.base.iter() {
        if tag.id() == PropTag(tags::IOSTX_PR_DISPLAY_NAME).id() {
            server.name = old.as_text().unwrap_or_default().to_owned();
        } else if tag.id() == PropTag(BASE_PARENT).id() {
            server.parent = old.as_i64().filter(|id| *id != 0).map(FolderId);
        } else {
            server.bag.put(tag, (!matches!(old, Value::Error(_))).then(|| old.clone()));
        }
    }
    server
}
