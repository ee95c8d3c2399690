//! The structures of states, as they are when a state is entered.

use std::sync::Arc;

use super::super::blocks::{Block, Kept, Lent, NO_BYTES, binding_in_place, in_place};
use super::super::guard::Object;
use super::super::ids;
use super::super::objects::FolderObject;
use super::super::session_object::SessionObject;
use super::super::sink_contents::ContentsSinkObject;
use super::super::sink_hierarchy::HierarchySinkObject;
use super::super::state_types::*;
use super::super::types::*;
use crate::codes::IOSTX_S_OK;
use crate::ids::Xid;
use crate::replication::table::State;
use crate::replication::{Session, UploadMessage};
use crate::store::Store;

fn skey(key: &Xid) -> iostx_skey {
    // Keys of this library have 22 bytes; of others of another length the end is missing, or zero.
    let mut bytes = [0; 22];
    let given = key.as_bytes();
    let size = given.len().min(22);
    bytes[..size].copy_from_slice(&given[..size]);
    let (guid, counter) = bytes.split_at(16);
    let mut skey = iostx_skey::default();
    skey.guid.bytes.copy_from_slice(guid);
    skey.counter.copy_from_slice(counter);
    skey
}

/// Fills the block of a state that was just entered.
pub(super) fn enter(block: &mut Block, session: &Session, state: State, owner: &Arc<SessionObject>) {
    let tag = state.number();
    match state {
        State::Idle => {}
        State::Synchronize => {
            let kept = block.begin();
            let blob = session.synchronize().map_or(NO_BYTES, |sync| kept.bytes(&sync.state_blob));
            let sync = iostx_sync {
                flags: 0,
                path: owner.store.path.as_ptr(),
                folder: iostx_feid::default(),
                folders: std::ptr::null(),
                folder_options: std::ptr::null(),
                folder_count: 0,
                state_blob: blob,
            };
            block.fill::<iostx_sync>(tag, iostx_state_union { sync });
        }
        State::UploadHierarchy => {
            block.begin();
            let uphier = iostx_uphier { flags: 0, index: 0, count: 0 };
            block.fill::<iostx_uphier>(tag, iostx_state_union { uphier });
        }
        State::UploadFolder => {
            let upfld = upload_folder(block.begin(), session, owner);
            block.fill::<iostx_upfld>(tag, iostx_state_union { upfld });
        }
        State::Contents => {
            block.begin();
            let (index, count) = session.contents().map_or((0, 0), |contents| (contents.index, contents.count));
            let synccont = iostx_synccont { flags: 0, index, count };
            block.fill::<iostx_synccont>(tag, iostx_state_union { synccont });
        }
        State::UploadTable => {
            let uptbl = upload_table(block.begin(), session, &owner.store.core);
            block.fill::<iostx_uptbl>(tag, iostx_state_union { uptbl });
        }
        State::UploadMessage => {
            let kept = block.begin();
            let Some(message) = session.upload_message() else { return };
            let upmsg = upload_message(kept, message, owner);
            block.fill::<iostx_upmsg>(tag, iostx_state_union { upmsg });
        }
        State::UploadRead => upload_reads(block, session, tag),
        State::UploadDelete => upload_deletes(block, session, &owner.store.core, tag),
        State::DownloadHierarchy => {
            let kept = block.begin();
            let Some(download) = session.download_hierarchy() else { return };
            let sink = HierarchySinkObject::lend(owner, &download.sink);
            kept.lend(Lent::Hierarchy(sink));
            let state_blob = kept.bytes(&download.state_blob);
            let dnhier = iostx_dnhier { flags: 0, sink, count_new: 0, count_mod: 0, count_del: 0, state_blob };
            block.fill::<iostx_dnhier>(tag, iostx_state_union { dnhier });
        }
        State::DownloadTable => {
            let kept = block.begin();
            let Some(dntbl) = download_table(kept, session, owner) else { return };
            block.fill::<iostx_dntbl>(tag, iostx_state_union { dntbl });
        }
        State::DownloadHeader => {
            let kept = block.begin();
            let Some(header) = session.download_header() else { return };
            let upmsg = upload_message(kept, &header.header, owner);
            let full = owner.lend_message(header.full.clone());
            kept.lend(Lent::Message(full));
            let hdrsync = iostx_hdrsync {
                header: kept.header(upmsg),
                parent: ids::c_feid(owner.store.core.feid(header.parent)),
                flags: 0,
                full,
            };
            block.fill::<iostx_hdrsync>(tag, iostx_state_union { hdrsync });
        }
    }
}

fn upload_folder(kept: &mut Kept, session: &Session, owner: &Arc<SessionObject>) -> iostx_upfld {
    let mut upfld = iostx_upfld {
        flags: 0,
        folder: std::ptr::null_mut(),
        feid: iostx_feid::default(),
        binding: iostx_binding { remote_id: NO_BYTES, remote_version: NO_BYTES },
        parent_binding: iostx_binding { remote_id: NO_BYTES, remote_version: NO_BYTES },
        changed_tags: std::ptr::null(),
        changed_count: 0,
    };
    let Some(state) = session.upload_folder() else { return upfld };
    let upload = &state.upload;
    upfld.flags = state.flags;
    upfld.feid = ids::c_feid(owner.store.core.feid(upload.folder.id));
    upfld.binding = kept.binding(&upload.folder.binding);
    upfld.parent_binding = kept.binding(&upload.parent_binding);
    (upfld.changed_tags, upfld.changed_count) = kept.tags(upload.changed_tags.iter().map(|tag| tag.0));
    if !state.is_deleted() {
        upfld.folder = FolderObject::table().lend(FolderObject::snapshot(&owner.store, upload.folder.clone()));
        kept.lend(Lent::Folder(upfld.folder));
    }
    upfld
}

fn upload_table(kept: &mut Kept, session: &Session, store: &Store) -> iostx_uptbl {
    let mut uptbl = iostx_uptbl {
        flags: 0,
        name: std::ptr::null(),
        feid: iostx_feid::default(),
        entries: [iostx_uptble::default(); 2],
        index: 0,
        count: 0,
        moves: std::ptr::null_mut(),
        binding: iostx_binding { remote_id: NO_BYTES, remote_version: NO_BYTES },
    };
    if let Some(table) = session.upload_table() {
        uptbl.name = kept.text(&table.name);
        uptbl.feid = ids::c_feid(store.feid(table.folder));
        (uptbl.flags, uptbl.index, uptbl.count) = (table.flags, table.index, table.count);
        uptbl.binding = kept.binding(&table.binding);
    }
    uptbl
}

/// The structure of an item. Its bytes are read where they are, in the snapshot that the block keeps.
pub fn upload_message(kept: &mut Kept, state: &UploadMessage, owner: &Arc<SessionObject>) -> iostx_upmsg {
    let upload = &state.upload;
    let core = &owner.store.core;
    kept.upload(upload);
    let message = owner.lend_message(upload.message.clone());
    kept.lend(Lent::Message(message));
    let values = kept.values();
    values.fill(state.values.iter().map(|(tag, value)| (tag.0, Some(value))));
    let (values, value_count) = (values.as_slice().as_ptr(), values.as_slice().len());
    let (changed_tags, changed_count) = kept.tags(upload.changed_tags.iter().map(|tag| tag.0));
    let source = upload.source.as_ref();
    let unbound = iostx_binding { remote_id: NO_BYTES, remote_version: NO_BYTES };
    iostx_upmsg {
        flags: state.flags,
        message,
        meid: ids::c_meid(core.meid(upload.item.folder, upload.item.id)),
        source_folder: source.map_or(iostx_feid::default(), |source| ids::c_feid(core.feid(source.folder))),
        change_key: in_place(upload.change_key.as_bytes()),
        change_list: in_place(&upload.change_list),
        source_key: source.map_or(iostx_skey::default(), |source| skey(&source.source_key)),
        binding: binding_in_place(&upload.item.binding),
        source_binding: source.map_or(unbound, |source| binding_in_place(&source.binding)),
        // An item without a match key is recognised by its source key.
        match_key: if upload.item.match_key.is_empty() {
            in_place(upload.source_key.as_bytes())
        } else {
            in_place(&upload.item.match_key)
        },
        changed_tags,
        changed_count,
        values,
        value_count,
        content_size: upload.item.content.as_ref().map_or(0, |content| content.size),
        cookie: in_place(&upload.cookie),
        attempts: upload.attempts,
        source_folder_binding: source.map_or(unbound, |source| binding_in_place(&source.folder_binding)),
    }
}

fn upload_reads(block: &mut Block, session: &Session, tag: u32) {
    block.begin();
    let Some(reads) = session.upload_reads() else { return };
    block.reads.begin(reads.entries.len());
    for (at, read) in reads.entries.iter().enumerate() {
        let binding = block.kept.binding(&read.entry.binding);
        let entry = iostx_upreade {
            flags: read.flags,
            result: IOSTX_S_OK,
            source_key: skey(&read.entry.source_key),
            binding,
            reserved: [0; 4],
        };
        block.reads.current().write(at, entry);
    }
    let upread = iostx_upread { entries: block.reads.current().pointer(), count: reads.entries.len() as u32 };
    block.fill::<iostx_upread>(tag, iostx_state_union { upread });
}

fn upload_deletes(block: &mut Block, session: &Session, store: &Store, tag: u32) {
    block.begin();
    let Some(deletes) = session.upload_deletes() else { return };
    block.deletes.begin(deletes.entries.len());
    for (at, delete) in deletes.entries.iter().enumerate() {
        let entry = &delete.entry;
        let dest = entry.dest.as_ref();
        let binding = block.kept.binding(&entry.stone.binding);
        let entry = iostx_updele {
            flags: delete.flags,
            result: IOSTX_S_OK,
            source_key: skey(&entry.stone.source_key),
            dest_key: dest.map_or(iostx_skey::default(), |dest| skey(&dest.source_key)),
            change_key: dest.map_or(NO_BYTES, |dest| block.kept.bytes(dest.change_key.as_bytes())),
            change_list: dest.map_or(NO_BYTES, |dest| block.kept.bytes(&dest.change_list)),
            r#move: std::ptr::null_mut(),
            binding,
            dest: dest.map_or(iostx_meid::default(), |dest| ids::c_meid(store.meid(dest.folder, dest.item))),
            reserved: [0; 4],
        };
        block.deletes.current().write(at, entry);
    }
    let updel = iostx_updel { entries: block.deletes.current().pointer(), count: deletes.entries.len() as u32 };
    block.fill::<iostx_updel>(tag, iostx_state_union { updel });
}

fn download_table(kept: &mut Kept, session: &Session, owner: &Arc<SessionObject>) -> Option<iostx_dntbl> {
    let table = session.download_table()?;
    let hierarchy = HierarchySinkObject::lend(owner, &table.hierarchy);
    kept.lend(Lent::Hierarchy(hierarchy));
    let contents = match &table.contents {
        Some(importer) => {
            let sink = ContentsSinkObject::lend(owner, importer);
            kept.lend(Lent::Contents(sink));
            sink
        }
        // The folder was deleted since the list was made: there is nothing to import into.
        None => std::ptr::null_mut(),
    };
    Some(iostx_dntbl {
        flags: 0,
        contents,
        hierarchy,
        name: kept.text(&table.name),
        last_modified: table.last_modified,
        rights: table.rights,
        feid: ids::c_feid(owner.store.core.feid(table.folder)),
        entries: [iostx_dntble::default(); 2],
        binding: kept.binding(&table.binding),
        state_blob: kept.bytes(&table.state_blob),
    })
}
