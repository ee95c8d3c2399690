//! LR_SYNC_UPLOAD_MESSAGE: one new, moved-in or modified item, as a snapshot.

use std::sync::Arc;

use super::Session;
use super::flags::*;
use super::results::{ResultDetails, Verdict};
use super::session::Ended;
use super::table::State;
use crate::error::{Error, Result};
use crate::props::{PropTag, Value, tags};
use crate::store::{Pending, UploadItem, item_bits};

/// UPMSG: the structure of LR_SYNC_UPLOAD_MESSAGE.
#[derive(Clone)]
pub struct UploadMessage {
    /// Out: why: IOSTX_UPM_NEW and so on.
    pub flags: u32,
    /// Out: the item: snapshot, binding, match key, source of a move, changed properties, attempts, cookie.
    pub upload: Arc<UploadItem>,
    /// Out: the values that the session's options ask for, PT_ERROR for those that it does not have, then
    /// IOSTX_PR_KEYWORDS_ADDED and IOSTX_PR_KEYWORDS_REMOVED where there are any.
    pub values: Vec<(PropTag, Value)>,
    answered: bool,
}

impl UploadMessage {
    pub(super) fn new(upload: Arc<UploadItem>, columns: &[PropTag]) -> Self {
        let value = |tag: PropTag| (tag, upload.message.get(tag).unwrap_or_else(|e| Value::Error(e.code)));
        let mut values: Vec<_> = columns.iter().map(|tag| value(*tag)).collect();
        let keywords =
            [(tags::IOSTX_PR_KEYWORDS_ADDED, &upload.keywords_added), (tags::IOSTX_PR_KEYWORDS_REMOVED, &upload.keywords_removed)];
        for (tag, words) in keywords.into_iter().filter(|(_, words)| !words.is_empty()) {
            values.push((PropTag(tag), Value::texts(words.iter().map(String::as_str))));
        }
        UploadMessage { flags: reasons(&upload), upload, values, answered: false }
    }

    /// Whether the item is an associated one.
    pub fn is_associated(&self) -> bool {
        self.flags & IOSTX_UPM_ASSOC != 0
    }
}

/// The documented bits for what is pending of an item.
fn reasons(upload: &UploadItem) -> u32 {
    let bits = [
        (upload.item.is(item_bits::ASSOC), IOSTX_UPM_ASSOC),
        (upload.why.has(Pending::NEW), IOSTX_UPM_NEW),
        (upload.why.has(Pending::MOVED), IOSTX_UPM_MOV),
        (upload.why.has(Pending::PROPS), IOSTX_UPM_MOD_PROPS),
        (upload.why.has(Pending::CONTENT), IOSTX_UPM_MOD_CONTENT),
        // Of an item that is neither new nor moved in, the read state is not in here: it has entries of its own.
        (upload.why.any(Pending::FLAGS.plus(Pending::READ)), IOSTX_UPM_MOD_FLAGS),
        (upload.item.is(item_bits::HEADER), IOSTX_UPM_HEADER),
        (upload.retry || upload.elsewhere, IOSTX_UPM_RETRY),
        (upload.elsewhere, IOSTX_UPM_ELSEWHERE),
    ];
    bits.into_iter().filter(|(set, _)| *set).fold(0, |flags, (_, bit)| flags | bit)
}

impl Session {
    /// The structure of LR_SYNC_UPLOAD_MESSAGE while it is open.
    pub fn upload_message(&self) -> Option<&UploadMessage> {
        self.message.as_ref()
    }

    pub(super) fn begin_upload_message(&mut self) -> Result<()> {
        self.check_table_not_skipped()?;
        let next = self.table.as_mut().map(|table| table.next_item(&self.cookie)).transpose()?.flatten();
        let upload = next.ok_or_else(|| Error::not_found("SyncBeg(LR_SYNC_UPLOAD_MESSAGE): all items were handed out"))?;
        let mut message = UploadMessage::new(upload, &self.options.columns);
        if !self.options.elsewhere {
            message.flags &= !IOSTX_UPM_ELSEWHERE;
        }
        self.message = Some(message);
        Ok(())
    }

    pub(super) fn end_upload_message(&mut self, verdict: &mut Verdict) -> Result<Ended> {
        let Some(message) = &mut self.message else { return Ok(Ended::Left) };
        let bits = verdict.bits(State::UploadMessage);
        let first = !std::mem::replace(&mut message.answered, true);
        if first && !verdict.unknown {
            let upload = Arc::clone(&message.upload);
            // A failure that is known already needs no later answer.
            if bits & IOSTX_UPM_DEFER != 0 && !verdict.failed() {
                if let Some(table) = &mut self.table {
                    table.owed.insert(upload.item.id, (upload, bits));
                }
                return Ok(Ended::Left);
            }
            let ok = verdict.succeeded(State::UploadMessage);
            self.settle_message(&upload, verdict.result.take().unwrap_or_default(), bits, ok)?;
        } else if bits & IOSTX_UPM_COMMIT != 0 {
            self.commit_answers()?;
        }
        Ok(Ended::Left)
    }

    /// Records the answer for an item that was handed out.
    pub(super) fn settle_message(&mut self, upload: &Arc<UploadItem>, result: ResultDetails, bits: u32, ok: bool) -> Result<()> {
        let Some(table) = &mut self.table else { return Ok(()) };
        let mut answer = result.into_answer(ok);
        answer.moved = bits & IOSTX_UPM_MOVED != 0;
        answer.delete = bits & IOSTX_UPM_DELETE != 0;
        answer.save = bits & IOSTX_UPM_SAVE != 0;
        table.counts(upload.item.is(item_bits::ASSOC)).index_mod += 1;
        let size = upload.item.content.as_ref().map_or(0, |content| content.size);
        self.control.update(|progress| progress.item_answered(&answer, size));
        table.answer_item(upload, answer);
        if bits & IOSTX_UPM_COMMIT != 0 { self.commit_answers() } else { Ok(()) }
    }

    /// Makes the answers so far durable.
    pub(super) fn commit_answers(&mut self) -> Result<()> {
        match self.table.as_mut().and_then(|table| table.work.as_mut()) {
            Some(work) => work.commit(),
            None => Ok(()),
        }
    }
}
