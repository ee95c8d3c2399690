//! The state structures: filled when a state is entered, kept current, and read back.
//!
//! `sync_in` takes over what the client wrote, before a call of the core; `sync_out` fills and refreshes, after it. Nothing else is
//! read back than [in] members and [in] bits.

use std::sync::Arc;

use super::blocks::{Block, Kept, Shared};
use super::session_object::SessionObject;
use super::state_types::*;
use crate::error::Result;
use crate::replication::Session;
use crate::replication::table::{NESTING, State};
use fill::enter;
use read_back::{read_deletes, read_full, read_reads, read_selection};
use refresh::refresh;

mod fill;
mod read_back;
mod refresh;

pub use fill::upload_message;
pub use read_back::full_message;

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
