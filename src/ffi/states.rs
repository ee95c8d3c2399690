//! The state structures: filled when a state is entered, kept current, and read back.
//!
//! `sync_in` takes over what the client wrote, before a call of the core; `sync_out` fills and refreshes, after it. Nothing else is
//! read back than [in] members and [in] bits.

use std::sync::Arc;

use super::arguments;
use super::blocks::{Block, Kept, Lent, NO_BYTES, Shared, binding_in_place, in_place};
use super::guard::Object;
use super::ids;
use super::objects::{FolderObject, MessageObject};
use super::session_object::SessionObject;
use super::sink_contents::ContentsSinkObject;
use super::sink_hierarchy::HierarchySinkObject;
use super::state_types::*;
use super::types::*;
use crate::codes::{IOSTX_MAPI_E_INVALID_OBJECT, IOSTX_S_OK};
use crate::error::{Error, Result};
use crate::ids::{Feid, Xid};
use crate::replication::flags::*;
use crate::replication::table::{NESTING, State};
use crate::replication::{Selection, Session, UploadMessage};
use crate::store::{ImportCounts, Message, Store};

/// The blocks of a session, one per nesting level.
#[derive(Default)]
pub struct Blocks {
    levels: [Block; NESTING],
    /// How many of them are filled.
    filled: usize,
    /// The index that SYNCCONT was last given.
    index: u32,
}

/// What a call is about to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum About {
    /// Enter a state.
    Begin,
    /// Leave the innermost state.
    End,
    /// Neither.
    Other,
}

impl Blocks {
    /// Takes over what the client wrote into the innermost structure, as far as the call needs it.
    ///
    /// # Safety
    /// When a state is entered from LR_SYNC, the folder list of its structure is an array of the caller's.
    pub unsafe fn sync_in(&mut self, session: &mut Session, about: About) -> Result<()> {
        let Some(level) = self.filled.checked_sub(1) else { return Ok(()) };
        let body = self.levels[level].body();
        // SAFETY: the state says which member is valid; it has no invalid bytes.
        unsafe {
            match session.state() {
                State::Synchronize if about == About::Begin => read_selection(session, &body.sync)?,
                State::Contents => self.read_index(session, body.synccont.index),
                _ => {}
            }
        }
        if about != About::End {
            return Ok(());
        }
        // SAFETY: as above.
        let flags = unsafe {
            match session.state() {
                State::Idle => return Ok(()),
                State::Synchronize => body.sync.flags,
                State::UploadHierarchy => body.uphier.flags,
                State::UploadFolder => body.upfld.flags,
                State::Contents => body.synccont.flags,
                State::UploadTable => body.uptbl.flags,
                State::UploadMessage => body.upmsg.flags,
                // The vectors have no flags of their own.
                State::UploadRead | State::UploadDelete => 0,
                State::DownloadHierarchy => body.dnhier.flags,
                State::DownloadTable => body.dntbl.flags,
                State::DownloadHeader => body.hdrsync.flags,
            }
        };
        session.set_flags(flags);
        let block = &self.levels[level];
        match session.state() {
            State::UploadRead => {
                read_reads(session, block);
                Ok(())
            }
            State::UploadDelete => {
                read_deletes(session, block);
                self.read_moves(session)
            }
            State::UploadTable => self.read_moves(session),
            // SAFETY: as above.
            State::DownloadHeader => read_full(session, unsafe { body.hdrsync.full }, flags),
            _ => Ok(()),
        }
    }

    fn read_index(&mut self, session: &mut Session, index: u32) {
        if index != self.index {
            self.index = index;
            session.index_written(index);
        }
    }

    /// The [in] flags of the chain of moves, which hangs on the open table.
    fn read_moves(&self, session: &mut Session) -> Result<()> {
        let Some(block) = self.of(session, State::UploadTable) else { return Ok(()) };
        let moves: Vec<_> = session.upload_table().map_or(Vec::new(), |table| table.moves.iter().map(|to| to.folder).collect());
        for (folder, written) in moves.into_iter().zip(&block.moves) {
            session.set_move(folder, written.read(0).flags)?;
        }
        Ok(())
    }

    /// The block of an open state.
    fn of(&self, session: &Session, state: State) -> Option<&Block> {
        let level = session.open_states().position(|open| open == state).filter(|level| *level < self.filled)?;
        self.levels.get(level)
    }

    /// Where C has the structure of the innermost open state, which may have been entered by this call.
    pub fn innermost(&self, session: &Session) -> *mut iostx_state {
        let level = session.open_states().count().checked_sub(1);
        level.and_then(|level| self.levels.get(level)).map_or(std::ptr::null_mut(), Block::pointer)
    }

    /// Where C has the structure of an open state.
    pub fn pointer(&self, session: &Session, state: State) -> Option<*mut iostx_state> {
        self.of(session, state).map(Block::pointer)
    }

    /// Changes members of the structure of an open state, on behalf of a function.
    pub fn change(&mut self, session: &Session, state: State, change: impl FnOnce(&mut iostx_state_union, &mut Kept)) {
        let level = session.open_states().position(|open| open == state);
        if let Some(Block { state, kept, .. }) = level.and_then(|level| self.levels.get_mut(level)) {
            state.change(0, |state| change(&mut state.body, kept));
        }
    }

    /// The UPMOV structure of a destination.
    pub fn move_to(&self, session: &Session, at: usize) -> Option<&Shared<iostx_upmov>> {
        self.of(session, State::UploadTable)?.moves.get(at)
    }

    /// Fills the structures of states that were entered, ends those of states that were left, and brings counters up to date.
    pub fn sync_out(&mut self, session: &Session, owner: &Arc<SessionObject>) {
        let open = session.open_states().count();
        while self.filled > open {
            self.filled -= 1;
            self.levels[self.filled].leave();
        }
        for (level, state) in session.open_states().enumerate().skip(self.filled) {
            let Some(block) = self.levels.get_mut(level) else { break };
            enter(block, session, state, owner);
            if state == State::Contents {
                self.index = session.contents().map_or(0, |contents| contents.index);
            }
            self.filled += 1;
        }
        for (level, state) in session.open_states().enumerate() {
            refresh(&mut self.levels[level], session, state, &mut self.index);
        }
        // Entries of UPDEL point into the chain, which may have grown only now.
        self.link_deletes(session);
    }

    fn link_deletes(&mut self, session: &Session) {
        let (Some(table), Some(block)) = (self.of(session, State::UploadTable), self.of(session, State::UploadDelete)) else {
            return;
        };
        let Some(deletes) = session.upload_deletes() else { return };
        let entries = block.deletes.current();
        for (at, entry) in deletes.entries.iter().enumerate() {
            let target = entry.move_index.and_then(|index| table.moves.get(index)).map_or(std::ptr::null_mut(), Shared::pointer);
            if entries.read(at).r#move != target {
                entries.change(at, |entry| entry.r#move = target);
            }
        }
    }
}

/// # Safety
/// As `sync_in`.
unsafe fn read_selection(session: &mut Session, sync: &iostx_sync) -> Result<()> {
    let lists = sync.flags & IOSTX_UPS_THESE_FOLDERS != 0 || session.init_flags() & IOSTX_SYNC_THESE_FOLDERS != 0;
    let (mut folders, mut folder_options) = (Vec::new(), Vec::new());
    if lists {
        // SAFETY: passed on.
        match unsafe { arguments::array(sync.folders, sync.folder_count, "SYNC.folders") } {
            Ok(list) => folders.extend(list.iter().map(ids::feid)),
            // A list that cannot be read is an id that no folder has: SyncBeg then refuses it as it refuses others.
            Err(_) => folders.push(Feid::default()),
        }
        if !sync.folder_options.is_null() {
            // SAFETY: passed on.
            folder_options = unsafe { arguments::array(sync.folder_options, sync.folder_count, "SYNC.folder_options") }?.to_vec();
        }
    }
    session.set_selection(Selection { flags: sync.flags, folder: ids::feid(&sync.folder), folders, folder_options })
}

fn read_reads(session: &mut Session, block: &Block) {
    let count = session.upload_reads().map_or(0, |reads| reads.entries.len());
    for at in 0..count {
        let entry = block.reads.current().read(at);
        session.entry_written(at, entry.flags, entry.result);
    }
}

fn read_deletes(session: &mut Session, block: &Block) {
    let count = session.upload_deletes().map_or(0, |deletes| deletes.entries.len());
    for at in 0..count {
        let entry = block.deletes.current().read(at);
        session.entry_written(at, entry.flags, entry.result);
    }
}

/// The full message of a header: the one that was handed out, or one of the client's own.
fn read_full(session: &mut Session, handle: *mut iostx_message, flags: u32) -> Result<()> {
    match full_message(handle) {
        Ok(full) => session.set_header(0, Some(full))?,
        // Without success nobody looks at it.
        Err(_) if flags & IOSTX_HSF_OK == 0 => {}
        Err(error) => return Err(error),
    }
    session.set_flags(flags);
    Ok(())
}

/// The message of a handle that the client gave as the full item.
pub fn full_message(handle: *mut iostx_message) -> Result<Message> {
    let object = MessageObject::table().get(handle);
    let object = object.ok_or_else(|| Error::new(IOSTX_MAPI_E_INVALID_OBJECT, "full is not a message's handle"))?;
    Ok(object.message().clone())
}

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
fn enter(block: &mut Block, session: &Session, state: State, owner: &Arc<SessionObject>) {
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
        (uptbl.index, uptbl.count) = (table.index, table.count);
        uptbl.binding = kept.binding(&table.binding);
    }
    uptbl
}

/// The structure of an item. Its bytes are read where they are, in the snapshot that the block keeps.
fn upload_message(kept: &mut Kept, state: &UploadMessage, owner: &Arc<SessionObject>) -> iostx_upmsg {
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

/// Brings the [out] counters of an open state up to date.
fn refresh(block: &mut Block, session: &Session, state: State, index: &mut u32) {
    match state {
        State::UploadHierarchy => {
            let Some(hierarchy) = session.upload_hierarchy() else { return };
            block.change(|body| {
                // SAFETY: the state says that this member is valid.
                let uphier = unsafe { &mut body.uphier };
                (uphier.index, uphier.count) = (hierarchy.index, hierarchy.count);
            });
        }
        State::Contents => {
            let Some(contents) = session.contents().filter(|contents| contents.index != *index) else { return };
            *index = contents.index;
            block.change(|body| body.synccont.index = contents.index);
        }
        State::UploadTable => refresh_upload_table(block, session),
        State::DownloadHierarchy => {
            let Some(download) = session.download_hierarchy() else { return };
            let counts = download.sink.counts();
            block.change(|body| {
                // SAFETY: as above.
                let dnhier = unsafe { &mut body.dnhier };
                (dnhier.count_new, dnhier.count_mod, dnhier.count_del) = (counts.created, counts.changed, counts.deleted);
            });
        }
        State::DownloadTable => {
            let counts = session.download_table().and_then(|table| table.contents.as_ref()).map(|sink| sink.counts());
            let Some(counts) = counts else { return };
            block.change(|body| body.dntbl.entries = counts.map(download_counts));
        }
        _ => {}
    }
}

fn download_counts(counts: ImportCounts) -> iostx_dntble {
    iostx_dntble { count_new: counts.created, count_mod: counts.changed, count_read: counts.read, count_del: counts.deleted }
}

fn refresh_upload_table(block: &mut Block, session: &Session) {
    let Some(table) = session.upload_table() else { return };
    let Block { kept, moves, linked, .. } = block;
    for (at, target) in table.moves.iter().enumerate().skip(*linked) {
        if moves.len() <= at {
            moves.push(Shared::new(1));
        }
        moves[at].write(
            0,
            iostx_upmov {
                flags: 0,
                name: kept.text(&target.name),
                feid: ids::c_feid(session.store().feid(target.folder)),
                client_folder: std::ptr::null_mut(),
                client_sink: std::ptr::null_mut(),
                count: 0,
                binding: kept.binding(&target.binding),
                next: std::ptr::null_mut(),
            },
        );
        if let Some(before) = at.checked_sub(1) {
            let next = moves[at].pointer();
            moves[before].change(0, |before| before.next = next);
        }
        *linked = at + 1;
    }
    let head = if table.moves.is_empty() { std::ptr::null_mut() } else { moves[0].pointer() };
    let count = |counts: &crate::replication::UploadCounts| iostx_uptble {
        index_mod: counts.index_mod,
        count_mod: counts.count_mod,
        index_read: counts.index_read,
        count_read: counts.count_read,
        index_del: counts.index_del,
        count_del: counts.count_del,
    };
    block.change(|body| {
        // SAFETY: the state says that this member is valid.
        let uptbl = unsafe { &mut body.uptbl };
        uptbl.entries = [count(&table.entries[0]), count(&table.entries[1])];
        uptbl.moves = head;
    });
}
