//! The structures of open states, kept current: counters, and the chain of moves, which grows.

use super::super::blocks::{Block, Shared};
use super::super::ids;
use super::super::state_types::*;
use crate::replication::Session;
use crate::replication::table::State;
use crate::store::ImportCounts;

/// Brings the [out] counters of an open state up to date.
pub(super) fn refresh(block: &mut Block, session: &Session, state: State, index: &mut u32) {
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
