//! LR_SYNC_UPLOAD_MESSAGE_READ and LR_SYNC_UPLOAD_MESSAGE_DEL: vectors of entries, each with a result of its own.

use super::Session;
use super::flags::*;
use super::results::{ResultDetails, Verdict, check_bits};
use super::session::Ended;
use super::table::{self, OK, State};
use crate::codes::IOSTX_S_OK;
use crate::error::{Error, Result};
use crate::store::{Answer, DeleteEntry, ReadEntry, tombstone_bits};

/// What is known of one entry of a vector.
#[derive(Debug, Clone, Default)]
struct Said {
    /// In: flags and result, as the agent left them in the structure.
    flags: u32,
    code: i32,
    /// What a call said.
    result: Option<ResultDetails>,
}

impl Said {
    /// The answer and the `[in]` bits; `None` if the outcome is not known. An entry is done on its own: what the agent says of the
    /// whole vector counts for the entries of which it says nothing. `MAPI_E_UNKNOWN_FLAGS`: the entry has no such bit; its work
    /// stays pending.
    fn answer(&mut self, verdict: &Verdict, state: State) -> Result<Option<(Answer, u32)>> {
        check_bits(state.row(), self.flags)?;
        let own = self.result.take();
        let decided = own.is_some() || self.code < IOSTX_S_OK || (self.flags & OK != 0 && !verdict.unknown);
        if !decided && verdict.unknown {
            return Ok(None);
        }
        let result = match own {
            Some(result) => result,
            None if decided => ResultDetails { code: self.code, ..ResultDetails::default() },
            None => {
                let of_all = verdict.result.clone().unwrap_or_default();
                ResultDetails { remote_id: Vec::new(), remote_version: Vec::new(), ..of_all }
            }
        };
        let bits = (self.flags | result.flags) & state.row().reads;
        Ok(Some((result.into_answer(bits & OK != 0), bits)))
    }
}

/// What is left to do once the entries of a vector were answered.
#[derive(Default)]
struct Answered {
    /// The answers are to be durable at once.
    commit: bool,
    /// Why the answer of an entry could not be taken.
    refused: Option<Error>,
}

impl Answered {
    /// What an entry's answer came to; a refusal is kept for the end, so that one entry does not stop the rest.
    fn hear(&mut self, answer: Result<Option<(Answer, u32)>>) -> Option<(Answer, u32)> {
        answer.unwrap_or_else(|e| {
            self.refused.get_or_insert(e);
            None
        })
    }
}

/// UPREADE: the read state of one item.
pub struct UploadRead {
    /// Out: IOSTX_UPR_ASSOC, IOSTX_UPR_READ, IOSTX_UPR_RETRY.
    pub flags: u32,
    /// Out: the item.
    pub entry: ReadEntry,
    said: Said,
}

/// UPREAD: the structure of LR_SYNC_UPLOAD_MESSAGE_READ.
pub struct UploadReads {
    /// Out: the entries.
    pub entries: Vec<UploadRead>,
    answered: Option<Answered>,
}

/// UPDELE: one item that was deleted or moved out.
pub struct UploadDelete {
    /// Out: IOSTX_UPD_ASSOC, IOSTX_UPD_MOV, IOSTX_UPD_RETRY.
    pub flags: u32,
    /// Out: what is left of the item, and where it is now.
    pub entry: DeleteEntry,
    /// Out: place of the destination in [`super::UploadTable::moves`].
    pub move_index: Option<usize>,
    said: Said,
}

/// UPDEL: the structure of LR_SYNC_UPLOAD_MESSAGE_DEL.
pub struct UploadDeletes {
    /// Out: the entries.
    pub entries: Vec<UploadDelete>,
    answered: Option<Answered>,
}

fn gather<const N: usize>(bits: [(bool, u32); N]) -> u32 {
    bits.into_iter().filter(|(set, _)| *set).fold(0, |flags, (_, bit)| flags | bit)
}

impl Session {
    /// The structure of LR_SYNC_UPLOAD_MESSAGE_READ while it is open.
    pub fn upload_reads(&self) -> Option<&UploadReads> {
        self.reads.as_ref()
    }

    /// The structure of LR_SYNC_UPLOAD_MESSAGE_DEL while it is open.
    pub fn upload_deletes(&self) -> Option<&UploadDeletes> {
        self.deletes.as_ref()
    }

    /// The results of entries of the open vector, from `first` on. May be called in parts; all are looked at before one is taken.
    ///
    /// Errors: `E_UNEXPECTED` (no vector is open), `MAPI_E_INVALID_PARAMETER` (beyond the entries), `MAPI_E_UNKNOWN_FLAGS`,
    /// `MAPI_E_USER_CANCEL`.
    pub fn set_entry_results(&mut self, first: usize, results: Vec<ResultDetails>) -> Result<()> {
        let result = self.try_set_entry_results(first, results);
        self.note(result)
    }

    fn try_set_entry_results(&mut self, first: usize, results: Vec<ResultDetails>) -> Result<()> {
        let now = self.state();
        let count = match now {
            State::UploadRead => self.reads.as_ref().map_or(0, |reads| reads.entries.len()),
            State::UploadDelete => self.deletes.as_ref().map_or(0, |deletes| deletes.entries.len()),
            _ => return Err(table::out_of_order(now, "a result for entries")),
        };
        if first.checked_add(results.len()).is_none_or(|end| end > count) {
            return Err(Error::invalid(format!("entries from {first} on, {} of them: the vector has {count}", results.len())));
        }
        self.control.check()?;
        results.iter().try_for_each(|result| result.check(now.row()))?;
        for (index, result) in results.into_iter().enumerate() {
            if let Some(said) = self.said(first + index) {
                said.result = Some(result);
            }
        }
        Ok(())
    }

    /// Takes `[in]` flags and result of an entry as the agent left them in the structure.
    pub fn entry_written(&mut self, index: usize, flags: u32, code: i32) {
        if let Some(said) = self.said(index) {
            (said.flags, said.code) = (flags, code);
        }
    }

    fn said(&mut self, index: usize) -> Option<&mut Said> {
        match (&mut self.reads, &mut self.deletes) {
            (Some(reads), _) => reads.entries.get_mut(index).map(|entry| &mut entry.said),
            (None, Some(deletes)) => deletes.entries.get_mut(index).map(|entry| &mut entry.said),
            (None, None) => None,
        }
    }

    pub(super) fn begin_upload_reads(&mut self) -> Result<()> {
        self.check_table_not_skipped()?;
        let limit = self.options.vector_limit as usize;
        let entries = self.table.as_mut().map_or(Ok(Vec::new()), |table| table.next_reads(limit))?;
        if entries.is_empty() {
            return Err(Error::not_found("SyncBeg(LR_SYNC_UPLOAD_MESSAGE_READ): all read states were handed out"));
        }
        let entries = entries.into_iter().map(|entry| UploadRead {
            flags: gather([(entry.associated, IOSTX_UPR_ASSOC), (entry.read, IOSTX_UPR_READ), (entry.retry, IOSTX_UPR_RETRY)]),
            entry,
            said: Said::default(),
        });
        self.reads = Some(UploadReads { entries: entries.collect(), answered: None });
        Ok(())
    }

    pub(super) fn end_upload_reads(&mut self, verdict: &Verdict) -> Result<Ended> {
        if let (Some(reads @ UploadReads { answered: None, .. }), Some(table)) = (&mut self.reads, &mut self.table) {
            let mut answered = Answered::default();
            for UploadRead { entry, said, .. } in &mut reads.entries {
                table.counts(entry.associated).index_read += 1;
                let Some((answer, bits)) = answered.hear(said.answer(verdict, State::UploadRead)) else { continue };
                answered.commit |= bits & IOSTX_UPR_COMMIT != 0;
                self.control.update(|progress| progress.item_answered(&answer, 0));
                if let Some(work) = &mut table.work {
                    work.answer_read(entry, answer);
                }
            }
            reads.answered = Some(answered);
        }
        self.finish_vector()
    }

    pub(super) fn begin_upload_deletes(&mut self) -> Result<()> {
        self.check_table_not_skipped()?;
        let limit = self.options.vector_limit as usize;
        let none = || Error::not_found("SyncBeg(LR_SYNC_UPLOAD_MESSAGE_DEL): all deletions and moves were handed out");
        let table = self.table.as_mut().ok_or_else(none)?;
        let entries = table.next_deletes(limit, &self.cookie)?;
        if entries.is_empty() {
            return Err(none());
        }
        let mut deletes = UploadDeletes { entries: Vec::with_capacity(entries.len()), answered: None };
        for entry in entries {
            let associated = entry.stone.bits & tombstone_bits::ASSOC != 0;
            let move_index = match entry.dest.as_ref().map(|dest| table.move_to(dest.folder, &self.store)) {
                Some(Ok(at)) => Some(at),
                // Its destination cannot be named: it waits, so that the server never loses its only copy.
                Some(Err(_)) => continue,
                None => None,
            };
            deletes.entries.push(UploadDelete {
                flags: gather([
                    (associated, IOSTX_UPD_ASSOC),
                    (move_index.is_some(), IOSTX_UPD_MOV),
                    (entry.retry, IOSTX_UPD_RETRY),
                ]),
                entry,
                move_index,
                said: Said::default(),
            });
        }
        self.deletes = Some(deletes);
        Ok(())
    }

    pub(super) fn end_upload_deletes(&mut self, verdict: &Verdict) -> Result<Ended> {
        if let (Some(deletes @ UploadDeletes { answered: None, .. }), Some(table)) = (&mut self.deletes, &mut self.table) {
            let mut answered = Answered::default();
            for (at, UploadDelete { flags, entry, move_index, said }) in deletes.entries.iter_mut().enumerate() {
                table.counts(*flags & IOSTX_UPD_ASSOC != 0).index_del += 1;
                let told = said.answer(verdict, State::UploadDelete);
                let Some((mut answer, bits)) = answered.hear(told) else { continue };
                answer.moved = bits & IOSTX_UPD_MOVED != 0;
                answer.update = bits & IOSTX_UPD_UPDATE != 0;
                // The documented place of UPD_COMMIT is entry 0.
                answered.commit |= at == 0 && bits & IOSTX_UPD_COMMIT != 0;
                self.control.update(|progress| progress.deletion_answered(&answer, move_index.is_some()));
                table.answer_delete(entry, *move_index, answer);
            }
            answered.commit |= table.settle_moves(answered.commit);
            deletes.answered = Some(answered);
        }
        self.finish_vector()
    }

    /// May be called again if the commit found the store busy.
    fn finish_vector(&mut self) -> Result<Ended> {
        let reads = self.reads.as_ref().map(|reads| &reads.answered);
        let deletes = self.deletes.as_ref().map(|deletes| &deletes.answered);
        let Some(Answered { commit, refused }) = reads.or(deletes).and_then(Option::as_ref) else { return Ok(Ended::Left) };
        let refused = refused.clone();
        if *commit {
            self.commit_answers()?;
        }
        refused.map_or(Ok(Ended::Left), Err)
    }
}
