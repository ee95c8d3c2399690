//! What the agent says of the work of a state, and what follows from it.

use super::Session;
use super::table::{self, OK, Row, State};
use crate::codes::{IOSTX_MAPI_E_TOO_BIG, IOSTX_S_OK};
use crate::error::{Error, Result};
use crate::store::{Answer, Binding, ItemId, MAX_REMOTE};

/// The result of an upload or of a state, in full.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ResultDetails {
    /// `S_OK` (0) or another success, or why it failed (negative).
    pub code: i32,
    /// In: flags of the state or entry, such as IOSTX_UPM_OK; they are added to those in the structure.
    pub flags: u32,
    /// How long the server asks to wait, in milliseconds; 0: it does not.
    pub retry_after_ms: u32,
    /// The object's new id on the server; empty: as before.
    pub remote_id: Vec<u8>,
    /// Its new version there; empty: unknown.
    pub remote_version: Vec<u8>,
    /// What the server said, for the list of failures.
    pub text: String,
}

impl ResultDetails {
    /// Success with these flags.
    pub fn success(flags: u32) -> Self {
        ResultDetails { flags, ..ResultDetails::default() }
    }

    /// A failure.
    pub fn failure(code: i32) -> Self {
        ResultDetails { code, ..ResultDetails::default() }
    }

    /// With the object's id and version on the server.
    #[must_use]
    pub fn bound(mut self, remote_id: impl Into<Vec<u8>>, remote_version: impl Into<Vec<u8>>) -> Self {
        (self.remote_id, self.remote_version) = (remote_id.into(), remote_version.into());
        self
    }

    /// Refuses what does not fit a state: flags that it does not read, ids that are too long.
    pub(super) fn check(&self, row: &Row) -> Result<()> {
        check_bits(row, self.flags)?;
        for (what, bytes) in [("remote_id", &self.remote_id), ("remote_version", &self.remote_version)] {
            if bytes.len() > MAX_REMOTE {
                return Err(Error::invalid(format!("result.{what}: {} bytes; at most {MAX_REMOTE} are allowed", bytes.len())));
            }
        }
        Ok(())
    }

    /// As the store wants it. A version without an id belongs to the id that the object has.
    pub(super) fn into_answer(self, ok: bool) -> Answer {
        let told = !self.remote_id.is_empty() || !self.remote_version.is_empty();
        Answer {
            code: self.code,
            ok: ok && self.code >= IOSTX_S_OK,
            binding: told.then_some(Binding { remote_id: self.remote_id, remote_version: self.remote_version }),
            text: self.text,
            retry_after_ms: self.retry_after_ms,
            ..Answer::default()
        }
    }
}

/// `MAPI_E_UNKNOWN_FLAGS` for bits that a state's structure does not have.
pub(super) fn check_bits(row: &Row, flags: u32) -> Result<()> {
    match flags & !(row.reads | row.gives) {
        0 => Ok(()),
        unknown => Err(Error::unknown_flags(row.structure, unknown)),
    }
}

/// What is known of the work of an open state when it is left.
#[derive(Debug, Clone, Default)]
pub(super) struct Verdict {
    /// The `[in]` bits of the structure, as the agent left them.
    pub flags: u32,
    /// What the agent said.
    pub result: Option<ResultDetails>,
    /// The last result was refused: the outcome is not known, whatever the flags say.
    pub unknown: bool,
}

impl Verdict {
    /// All `[in]` bits of a state: of the structure and of the result.
    pub fn bits(&self, state: State) -> u32 {
        (self.flags | self.result.as_ref().map_or(0, |result| result.flags)) & state.row().reads
    }

    /// Whether the result, if there is one, is a failure.
    pub fn failed(&self) -> bool {
        self.result.as_ref().is_some_and(|result| result.code < IOSTX_S_OK)
    }

    /// Success: the OK flag, and no failing result (semantics 6.7).
    pub fn succeeded(&self, state: State) -> bool {
        !self.unknown && !self.failed() && self.bits(state) & OK != 0
    }

    /// Refuses bits that the structure of a state does not have.
    pub fn check(&self, state: State) -> Result<()> {
        check_bits(state.row(), self.flags)
    }
}

impl Session {
    /// IOSTX::SetSyncResult: the result of the innermost state. What a fuller result said beside its code stays.
    ///
    /// Errors: `E_UNEXPECTED` (idle), `MAPI_E_USER_CANCEL`.
    pub fn set_result(&mut self, code: i32) -> Result<()> {
        if std::mem::take(&mut self.owed.result) {
            return Ok(());
        }
        let before = self.open.last().and_then(|open| open.verdict.result.clone()).unwrap_or_default();
        self.set_full_result(None, ResultDetails { code, ..before })
    }

    /// The result in full, of the innermost state, or of an item that was left with IOSTX_UPM_DEFER. A later one replaces it.
    ///
    /// Errors: `E_UNEXPECTED` (idle), `MAPI_E_NOT_FOUND` (no answer is owed for that item), `MAPI_E_COLLISION` (the remote id belongs
    /// to another item), `MAPI_E_INVALID_PARAMETER`, `MAPI_E_UNKNOWN_FLAGS`, `MAPI_E_USER_CANCEL`.
    pub fn set_full_result(&mut self, deferred: Option<ItemId>, result: ResultDetails) -> Result<()> {
        if deferred.is_none() && std::mem::take(&mut self.owed.result) {
            return Ok(());
        }
        let result = match deferred {
            Some(item) => self.control.check().and_then(|()| self.settle_deferred(item, result)),
            None => self.set_state_result(result),
        };
        self.tell();
        self.note(result)
    }

    fn set_state_result(&mut self, result: ResultDetails) -> Result<()> {
        let Some(open) = self.open.last_mut() else {
            return Err(table::out_of_order(State::Idle, "SetSyncResult"));
        };
        // After a result that was refused nobody can say whether the work was done.
        open.verdict.unknown = true;
        self.control.check()?;
        result.check(open.state.row())?;
        if let (State::UploadMessage, Some(message), Some(table)) = (open.state, &self.message, &self.table) {
            table.check_remote_id(&message.upload, &result)?;
        }
        open.verdict.result = Some(result);
        open.verdict.unknown = false;
        Ok(())
    }

    /// Sets the `[in]` flags of the innermost state's structure; bits that the library sets are passed over. They are read when the
    /// state is left. LR_SYNC has [`Session::set_selection`] for its own.
    pub fn set_flags(&mut self, flags: u32) {
        match self.open.last_mut() {
            Some(open) if open.state == State::Synchronize => self.synchronize.selection.flags = flags,
            Some(open) => open.verdict.flags = flags,
            None => {}
        }
    }

    /// Sets the cookie kept with the retry marks that are set from now on, such as UIDNEXT before the send.
    ///
    /// Errors: `MAPI_E_TOO_BIG` (over 1024 bytes).
    pub fn set_attempt_cookie(&mut self, cookie: &[u8]) -> Result<()> {
        let result = if cookie.len() > MAX_REMOTE {
            let message = format!("cookie: {} bytes; at most {MAX_REMOTE} are allowed", cookie.len());
            Err(Error::new(IOSTX_MAPI_E_TOO_BIG, message))
        } else {
            self.cookie = cookie.to_vec();
            Ok(())
        };
        self.note(result)
    }
}

#[cfg(test)]
mod tests {
    use super::super::flags::*;
    use super::*;
    use crate::codes::{IOSTX_MAPI_E_INVALID_PARAMETER, IOSTX_MAPI_E_NETWORK_ERROR, IOSTX_MAPI_E_UNKNOWN_FLAGS};

    #[test]
    fn success_needs_the_flag_and_no_failure() {
        let state = State::UploadMessage;
        let verdict = |flags, result, unknown| Verdict { flags, result, unknown };
        assert!(verdict(IOSTX_UPM_OK, None, false).succeeded(state));
        assert!(verdict(0, Some(ResultDetails::success(IOSTX_UPM_OK)), false).succeeded(state));
        assert!(!verdict(0, Some(ResultDetails::success(0)), false).succeeded(state));
        assert!(!verdict(IOSTX_UPM_OK, Some(ResultDetails::failure(IOSTX_MAPI_E_NETWORK_ERROR)), false).succeeded(state));
        assert!(!verdict(IOSTX_UPM_OK, None, true).succeeded(state), "a refused result is an unknown one");
    }

    #[test]
    fn bits_that_only_the_library_sets_are_not_read_back() {
        let verdict = Verdict { flags: IOSTX_UPM_OK | IOSTX_UPM_NEW | IOSTX_UPM_RETRY, ..Verdict::default() };
        assert_eq!(verdict.bits(State::UploadMessage), IOSTX_UPM_OK);
        verdict.check(State::UploadMessage).expect("its own bits");
        let code = verdict.check(State::UploadFolder).expect_err("not a bit of UPFLD").code;
        assert_eq!(code, IOSTX_MAPI_E_UNKNOWN_FLAGS);
    }

    #[test]
    fn an_answer_has_a_binding_only_if_the_server_told_something() {
        let told = |result: ResultDetails| result.into_answer(true).binding;
        assert_eq!(told(ResultDetails::success(0).bound(*b"", *b"v2")), Some(Binding::new(*b"", *b"v2")));
        assert_eq!(told(ResultDetails::success(0).bound(*b"8", *b"")), Some(Binding::new(*b"8", *b"")));
        assert_eq!(told(ResultDetails::success(0)), None);
        assert!(!ResultDetails::failure(IOSTX_MAPI_E_NETWORK_ERROR).into_answer(true).ok);
    }

    #[test]
    fn ids_that_are_too_long_are_refused_by_name() {
        let error = ResultDetails::success(0).bound(vec![0; MAX_REMOTE + 1], *b"").check(State::UploadMessage.row());
        let error = error.expect_err("too long");
        assert_eq!(error.code, IOSTX_MAPI_E_INVALID_PARAMETER);
        assert!(error.message.contains("remote_id"), "{}", error.message);
    }
}
