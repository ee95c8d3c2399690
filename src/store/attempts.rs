//! What an answer of the server means for an attempt: success, refusal, or no answer at all (semantics 6.10, 9.1).

use super::db::Tx;
use super::env::{DAY, FileTime, MINUTE};
use super::events::Change;
use super::model::*;
use super::upload::UploadItem;
use super::{rows_folder, rows_item, rows_track};
use crate::codes::*;
use crate::error::Result;

/// So many failures in a row, and an item is listed under failures and no longer offered.
pub(super) const QUARANTINE: u32 = 8;

/// What the server, or the agent for it, said of one object.
#[derive(Debug, Clone, Default)]
pub struct Answer {
    /// The code given with SetSyncResult; negative means failure.
    pub code: i32,
    /// The OK flag.
    pub ok: bool,
    /// UPM_MOVED, UPD_MOVED: the server moved the item itself.
    pub moved: bool,
    /// UPM_DELETE: delete the item here.
    pub delete: bool,
    /// UPM_SAVE: save what the agent set on the message.
    pub save: bool,
    /// UPD_UPDATE: mark the item as modified.
    pub update: bool,
    /// What the server calls the object now.
    pub binding: Option<Binding>,
    /// What the server said, for the user.
    pub text: String,
    /// Not again before so many milliseconds; 0 leaves it to the store.
    pub retry_after_ms: u32,
}

/// What an answer means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    /// Done on the server.
    Done,
    /// Nobody knows whether the server did it: the mark stays, nothing counts.
    Unknown,
    /// The object changed on the server: pending, and not again before the folder's next completed download.
    Conflict,
    /// The server refused.
    Refused,
}

impl Answer {
    /// Whether the server refused: only that counts as a failure.
    pub fn is_refusal(&self) -> bool {
        self.verdict() == Verdict::Refused
    }

    /// Whether the server has the item now under an id that nobody knows.
    pub(super) fn is_done_untold(&self, up: &UploadItem) -> bool {
        let told = self.binding.as_ref().is_some_and(Binding::is_bound) || up.item.binding.is_bound();
        self.verdict() == Verdict::Done && !told
    }

    /// Whether nobody knows if the server did it.
    pub(super) fn is_unknown(&self) -> bool {
        self.verdict() == Verdict::Unknown
    }

    pub(super) fn verdict(&self) -> Verdict {
        match self.code {
            0.. if self.ok => Verdict::Done,
            0.. => Verdict::Unknown,
            IOSTX_MAPI_E_NETWORK_ERROR
            | IOSTX_MAPI_E_LOGON_FAILED
            | IOSTX_MAPI_E_OFFLINE
            | IOSTX_MAPI_E_TIMEOUT
            | IOSTX_MAPI_E_USER_CANCEL
            | IOSTX_MAPI_E_CANCEL
            | IOSTX_MAPI_E_END_OF_SESSION
            | IOSTX_E_ABORT => Verdict::Unknown,
            IOSTX_SYNC_E_CONFLICT => Verdict::Conflict,
            _ => Verdict::Refused,
        }
    }
}

/// How long to wait after so many failures in a row: nothing after the first, then one minute, doubled, at most a day.
fn backoff(fails: u32) -> FileTime {
    match fails {
        0 | 1 => 0,
        n => (MINUTE << (n - 2).min(20)).min(DAY),
    }
}

/// Writes down an answer that was not a success. `moving`: the item of which this was the first try to move it; a server that
/// refuses that did not move it, so that a deletion of its source is none of ours, and neither half is to be looked for.
pub(super) fn settle_failure(tx: &Tx<'_>, object: Object, folder: FolderId, answer: &Answer, moving: Option<ItemId>) -> Result<()> {
    if !exists(tx, object)? {
        return Ok(());
    }
    let mut attempt = rows_track::attempt(tx.conn(), object)?.unwrap_or(Attempt::new(object));
    match answer.verdict() {
        Verdict::Done | Verdict::Unknown => {
            if answer.retry_after_ms > 0 {
                wait(&mut attempt, tx.now, answer);
            }
        }
        Verdict::Conflict => {
            // What is refused though the server's id for it is unknown is there: the download that follows finds it by its mark.
            match is_to_be_found(tx, object)? {
                false => attempt.marks &= !marks::RETRY,
                // Since when the downloads of other folders are waited for.
                true if attempt.fails == 0 && attempt.since == 0 => attempt.since = tx.now,
                true => {}
            }
            attempt.marks |= marks::AFTER_DOWNLOAD;
        }
        Verdict::Refused => {
            // What the server did not take it does not have; what it did not delete it has.
            if !matches!(object, Object::Tombstone(_)) || !is_to_be_found(tx, object)? {
                attempt.marks &= !marks::RETRY;
            }
            attempt.fails += 1;
            (attempt.code, attempt.text) = (answer.code, answer.text.chars().take(1024).collect());
            wait(&mut attempt, tx.now, answer);
            if attempt.fails == QUARANTINE
                && let Object::Item(item) = object
            {
                tx.note(Change::Failure(folder, item));
            }
        }
    }
    rows_track::put_attempt(tx, &attempt)?;
    match moving {
        Some(item) if answer.verdict() == Verdict::Conflict => rows_track::unmark(tx, Object::Item(item)),
        _ => Ok(()),
    }
}

/// Whether the object is still there: the app may have deleted it while it was being uploaded.
fn exists(tx: &Tx<'_>, object: Object) -> Result<bool> {
    Ok(match object {
        Object::Item(item) => rows_item::get(tx.conn(), item)?.is_some(),
        Object::Tombstone(stone) => !rows_track::tombstones(tx.conn(), "WHERE id = ?1", [stone])?.is_empty(),
        Object::Folder(folder) => rows_folder::find(tx.conn(), folder)?.is_some(),
    })
}

fn is_to_be_found(tx: &Tx<'_>, object: Object) -> Result<bool> {
    Ok(match object {
        Object::Item(item) => {
            rows_item::get(tx.conn(), item)?.is_some_and(|item| item.pending.any(Pending::NEW.plus(Pending::MOVED)))
        }
        Object::Tombstone(stone) => {
            rows_track::tombstones(tx.conn(), "WHERE id = ?1", [stone])?.iter().any(|stone| !stone.binding.is_bound())
        }
        Object::Folder(_) => false,
    })
}

fn wait(attempt: &mut Attempt, now: FileTime, answer: &Answer) {
    let given = u64::from(answer.retry_after_ms) * 10_000;
    let wait = if given > 0 { given } else { backoff(attempt.fails) };
    attempt.since = now;
    attempt.next = if wait == 0 { 0 } else { now + wait };
}

/// Whether an object with such attempts behind it may be handed out.
pub(super) fn is_due(attempt: &Attempt, now: FileTime, backed_off: bool) -> bool {
    if attempt.marks & (marks::UNBOUND | marks::AFTER_DOWNLOAD) != 0 || attempt.fails >= QUARANTINE {
        return false;
    }
    // A clock that was set back says less than the time of the failure: no reason to wait longer.
    backed_off || now >= attempt.next || now < attempt.since
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rule_9_1_backoff_starts_with_the_second_failure_doubles_and_ends_at_a_day() {
        assert_eq!((backoff(1), backoff(2), backoff(3), backoff(4)), (0, MINUTE, 2 * MINUTE, 4 * MINUTE));
        assert_eq!(backoff(60), DAY);
    }

    #[test]
    fn rule_9_1_a_clock_set_back_never_lengthens_a_wait() {
        let mut attempt = Attempt::new(Object::Folder(FolderId(1)));
        attempt.fails = 3;
        wait(&mut attempt, 100 * DAY, &Answer::default());
        assert!(!is_due(&attempt, 100 * DAY + MINUTE, false));
        assert!(is_due(&attempt, 100 * DAY + MINUTE, true));
        assert!(is_due(&attempt, 50 * DAY, false), "the clock was set back");
        assert!(is_due(&attempt, 100 * DAY + 2 * MINUTE, false));
    }

    #[test]
    fn rule_9_1_only_a_refusal_counts() {
        let say = |code, ok| Answer { code, ok, ..Answer::default() }.verdict();
        assert_eq!(say(0, true), Verdict::Done);
        assert_eq!(say(0, false), Verdict::Unknown);
        assert_eq!(say(IOSTX_MAPI_E_NETWORK_ERROR, true), Verdict::Unknown);
        assert_eq!(say(IOSTX_SYNC_E_CONFLICT, true), Verdict::Conflict);
        assert_eq!(say(IOSTX_MAPI_E_NO_ACCESS, true), Verdict::Refused);
    }
}
