//! The one table of states and transitions. Legality, error messages, tests and the picture in the docs all come from it.

use super::flags::*;
use crate::codes::IOSTX_E_UNEXPECTED;
use crate::error::{Error, Result};

/// A state of a session (SYNCSTATE). The numbers are the documented ones; 7 and 12 to 16 are unused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[repr(u32)]
pub enum State {
    /// LR_SYNC_IDLE: before and after replication.
    Idle = IOSTX_LR_SYNC_IDLE,
    /// LR_SYNC: direction and selection of one pass.
    Synchronize = IOSTX_LR_SYNC,
    /// LR_SYNC_UPLOAD_HIERARCHY: the folders that were changed here.
    UploadHierarchy = IOSTX_LR_SYNC_UPLOAD_HIERARCHY,
    /// LR_SYNC_UPLOAD_FOLDER: one of them.
    UploadFolder = IOSTX_LR_SYNC_UPLOAD_FOLDER,
    /// LR_SYNC_CONTENTS: the folders whose items are replicated.
    Contents = IOSTX_LR_SYNC_CONTENTS,
    /// LR_SYNC_UPLOAD_TABLE: what was changed in one of them.
    UploadTable = IOSTX_LR_SYNC_UPLOAD_TABLE,
    /// LR_SYNC_UPLOAD_MESSAGE: one new, moved-in or modified item.
    UploadMessage = IOSTX_LR_SYNC_UPLOAD_MESSAGE,
    /// LR_SYNC_UPLOAD_MESSAGE_READ: a vector of read states.
    UploadRead = IOSTX_LR_SYNC_UPLOAD_MESSAGE_READ,
    /// LR_SYNC_UPLOAD_MESSAGE_DEL: a vector of deletions and moves out.
    UploadDelete = IOSTX_LR_SYNC_UPLOAD_MESSAGE_DEL,
    /// LR_SYNC_DOWNLOAD_HIERARCHY: the server's folders, into a sink.
    DownloadHierarchy = IOSTX_LR_SYNC_DOWNLOAD_HIERARCHY,
    /// LR_SYNC_DOWNLOAD_TABLE: the server's items of one folder, into a sink.
    DownloadTable = IOSTX_LR_SYNC_DOWNLOAD_TABLE,
    /// LR_SYNC_DOWNLOAD_HEADER: one item of which only the header is here.
    DownloadHeader = IOSTX_LR_SYNC_DOWNLOAD_HEADER,
}

/// Which call enters a state.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Call {
    /// None: it is where a session begins.
    None,
    /// SyncBeg; SyncEnd leaves it.
    SyncBeg,
    /// SyncHdrBeg; SyncHdrEnd leaves it.
    SyncHdrBeg,
}

/// Which way a state moves data.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Flow {
    /// Neither by itself.
    Neutral,
    /// From the store to the server.
    Up,
    /// From the server to the store.
    Down,
}

/// When a transition is legal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum When {
    /// Always.
    Always,
    /// If the pass uploads one folder.
    OneFolder,
}

impl When {
    /// The condition in words, as a sentence's end; empty: none.
    pub fn text(self) -> &'static str {
        match self {
            When::Always => "",
            When::OneFolder => "with UPS_UPLOAD_ONLY and UPS_ONE_FOLDER",
        }
    }
}

/// A transition into a state: from where, and when. The way back is always the same one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Way {
    /// The state before, to which the session returns.
    pub from: State,
    /// When it is legal.
    pub when: When,
}

/// A row of the table.
#[derive(Debug, Clone, Copy)]
pub struct Row {
    /// The state.
    pub state: State,
    /// Its documented name.
    pub name: &'static str,
    /// Its name in words.
    pub title: &'static str,
    /// Its documented structure; empty: none.
    pub structure: &'static str,
    /// What it replicates.
    pub replicates: &'static str,
    /// Which way.
    pub flow: Flow,
    /// The bits of its flags (those of its entries, where it has a vector) that the agent sets and the machine reads.
    pub reads: u32,
    /// The bits that the machine sets.
    pub gives: u32,
    /// Which call enters it.
    pub call: Call,
    /// From which states; the usual one first.
    pub ways: &'static [Way],
}

const fn from(from: State) -> Way {
    Way { from, when: When::Always }
}

/// The table: every state once, in the order of the numbers.
pub static TABLE: [Row; 12] = [
    Row {
        state: State::Idle,
        name: "LR_SYNC_IDLE",
        title: "Idle",
        structure: "",
        replicates: "nothing",
        flow: Flow::Neutral,
        reads: 0,
        gives: 0,
        call: Call::None,
        ways: &[],
    },
    Row {
        state: State::Synchronize,
        name: "LR_SYNC",
        title: "Synchronize",
        structure: "SYNC",
        replicates: "one pass, up or down",
        flow: Flow::Neutral,
        reads: IOSTX_UPS_UPLOAD_ONLY | IOSTX_UPS_DNLOAD_ONLY | IOSTX_UPS_ONE_FOLDER | IOSTX_UPS_THESE_FOLDERS | IOSTX_UPS_OK,
        gives: 0,
        call: Call::SyncBeg,
        ways: &[from(State::Idle)],
    },
    Row {
        state: State::UploadHierarchy,
        name: "LR_SYNC_UPLOAD_HIERARCHY",
        title: "Upload hierarchy",
        structure: "UPHIER",
        replicates: "changed folders",
        flow: Flow::Up,
        reads: IOSTX_UPH_OK,
        gives: 0,
        call: Call::SyncBeg,
        ways: &[from(State::Synchronize)],
    },
    Row {
        state: State::UploadFolder,
        name: "LR_SYNC_UPLOAD_FOLDER",
        title: "Upload folder",
        structure: "UPFLD",
        replicates: "one folder",
        flow: Flow::Up,
        reads: IOSTX_UPF_OK,
        gives: IOSTX_UPF_NEW | IOSTX_UPF_MOD_PARENT | IOSTX_UPF_MOD_PROPS | IOSTX_UPF_DEL | IOSTX_UPF_RETRY,
        call: Call::SyncBeg,
        ways: &[from(State::UploadHierarchy), Way { from: State::Synchronize, when: When::OneFolder }],
    },
    Row {
        state: State::Contents,
        name: "LR_SYNC_CONTENTS",
        title: "Synchronize contents",
        structure: "SYNCCONT",
        replicates: "items, folder by folder",
        flow: Flow::Neutral,
        reads: IOSTX_UPC_OK,
        gives: 0,
        call: Call::SyncBeg,
        ways: &[from(State::Synchronize)],
    },
    Row {
        state: State::UploadTable,
        name: "LR_SYNC_UPLOAD_TABLE",
        title: "Upload table",
        structure: "UPTBL",
        replicates: "changes in one folder",
        flow: Flow::Up,
        reads: IOSTX_UPT_OK,
        gives: IOSTX_UPT_PUBLIC,
        call: Call::SyncBeg,
        ways: &[from(State::Contents)],
    },
    Row {
        state: State::UploadMessage,
        name: "LR_SYNC_UPLOAD_MESSAGE",
        title: "Upload message",
        structure: "UPMSG",
        replicates: "one item",
        flow: Flow::Up,
        reads: IOSTX_UPM_OK | IOSTX_UPM_MOVED | IOSTX_UPM_COMMIT | IOSTX_UPM_DELETE | IOSTX_UPM_SAVE | IOSTX_UPM_DEFER,
        gives: IOSTX_UPM_ASSOC
            | IOSTX_UPM_NEW
            | IOSTX_UPM_MOV
            | IOSTX_UPM_MOD_PROPS
            | IOSTX_UPM_HEADER
            | IOSTX_UPM_RETRY
            | IOSTX_UPM_MOD_CONTENT
            | IOSTX_UPM_MOD_FLAGS
            | IOSTX_UPM_ELSEWHERE,
        call: Call::SyncBeg,
        ways: &[from(State::UploadTable)],
    },
    Row {
        state: State::UploadRead,
        name: "LR_SYNC_UPLOAD_MESSAGE_READ",
        title: "Upload read status",
        structure: "UPREAD",
        replicates: "read states",
        flow: Flow::Up,
        reads: IOSTX_UPR_OK | IOSTX_UPR_COMMIT,
        gives: IOSTX_UPR_ASSOC | IOSTX_UPR_READ | IOSTX_UPR_RETRY,
        call: Call::SyncBeg,
        ways: &[from(State::UploadTable)],
    },
    Row {
        state: State::UploadDelete,
        name: "LR_SYNC_UPLOAD_MESSAGE_DEL",
        title: "Upload delete status",
        structure: "UPDEL",
        replicates: "deletions, moves out",
        flow: Flow::Up,
        reads: IOSTX_UPD_OK | IOSTX_UPD_MOVED | IOSTX_UPD_UPDATE | IOSTX_UPD_COMMIT,
        gives: IOSTX_UPD_ASSOC | IOSTX_UPD_MOV | IOSTX_UPD_RETRY,
        call: Call::SyncBeg,
        ways: &[from(State::UploadTable)],
    },
    Row {
        state: State::DownloadHierarchy,
        name: "LR_SYNC_DOWNLOAD_HIERARCHY",
        title: "Download hierarchy",
        structure: "DNHIER",
        replicates: "folders",
        flow: Flow::Down,
        reads: IOSTX_DNH_OK,
        gives: 0,
        call: Call::SyncBeg,
        ways: &[from(State::Synchronize)],
    },
    Row {
        state: State::DownloadTable,
        name: "LR_SYNC_DOWNLOAD_TABLE",
        title: "Download table",
        structure: "DNTBL",
        replicates: "items of one folder",
        flow: Flow::Down,
        reads: IOSTX_DNT_OK,
        gives: 0,
        call: Call::SyncBeg,
        ways: &[from(State::Contents)],
    },
    Row {
        state: State::DownloadHeader,
        name: "LR_SYNC_DOWNLOAD_HEADER",
        title: "Download header",
        structure: "HDRSYNC",
        replicates: "one item, header to full",
        flow: Flow::Down,
        reads: IOSTX_HSF_LOCAL | IOSTX_HSF_COPYDESTRUCTIVE | IOSTX_HSF_OK,
        gives: 0,
        call: Call::SyncHdrBeg,
        ways: &[from(State::DownloadTable), from(State::Idle)],
    },
];

/// The bit that means success: it is the same one in all structures.
pub const OK: u32 = IOSTX_UPS_OK;

/// How many states can be open at once, one within the other.
pub const NESTING: usize = 4;

impl State {
    /// Its documented number.
    pub fn number(self) -> u32 {
        self as u32
    }

    /// The state with a number.
    pub fn from_number(number: u32) -> Option<State> {
        TABLE.iter().map(|row| row.state).find(|state| state.number() == number)
    }

    /// Its row of the table.
    pub fn row(self) -> &'static Row {
        let at = match self.number() {
            n @ 0..=6 => n,
            n @ 8..=11 => n - 1,
            _ => 11,
        };
        &TABLE[at as usize]
    }

    /// Its documented name.
    pub fn name(self) -> &'static str {
        self.row().name
    }

    /// The transition into this state from another one, if there is one.
    pub fn way_from(self, from: State) -> Option<Way> {
        self.row().ways.iter().copied().find(|way| way.from == from)
    }

    /// How many states are open when this one is, counting itself: the most that is possible.
    pub fn nesting(self) -> usize {
        self.row().ways.iter().map(|way| 1 + way.from.nesting()).max().unwrap_or(0)
    }
}

/// What SyncBeg(`number`) would enter when `now` is the innermost open state.
///
/// Errors: `MAPI_E_INVALID_PARAMETER` (no such state), `E_UNEXPECTED` (not legal now; the message says what is).
pub fn sync_beg(now: State, number: u32) -> Result<(State, Way)> {
    let Some(state) = State::from_number(number) else {
        return Err(Error::invalid(format!("SyncBeg: there is no state {number}")));
    };
    match state.row().call {
        Call::SyncBeg => match state.way_from(now) {
            Some(way) => Ok((state, way)),
            None => Err(out_of_order(now, &format!("SyncBeg({})", state.name()))),
        },
        Call::SyncHdrBeg => Err(out_of_order(now, &format!("use SyncHdrBeg: SyncBeg({})", state.name()))),
        Call::None => Err(out_of_order(now, &format!("SyncEnd leads back to idle: SyncBeg({})", state.name()))),
    }
}

/// Whether SyncHdrBeg is legal when `now` is the innermost open state.
///
/// Errors: `E_UNEXPECTED` (not legal now; the message says what is).
pub fn sync_hdr_beg(now: State) -> Result<Way> {
    State::DownloadHeader.way_from(now).ok_or_else(|| out_of_order(now, "SyncHdrBeg"))
}

/// `E_UNEXPECTED` for a call that is not legal in a state: the message names the state and what is legal in it.
pub fn out_of_order(now: State, call: &str) -> Error {
    let message = format!("{call} is not legal in {}; legal is {}", now.name(), legal_calls(now).join(", "));
    Error::new(IOSTX_E_UNEXPECTED, message)
}

/// What may be called when `now` is the innermost open state, of the calls that change states.
pub fn legal_calls(now: State) -> Vec<String> {
    let entered = TABLE.iter().filter_map(|row| Some((row, row.state.way_from(now)?)));
    let mut calls: Vec<String> = entered
        .map(|(row, way)| {
            let call = match row.call {
                Call::SyncHdrBeg => "SyncHdrBeg".to_owned(),
                _ => format!("SyncBeg({})", row.name),
            };
            if way.when == When::Always { call } else { format!("{call} {}", way.when.text()) }
        })
        .collect();
    match now.row().call {
        Call::None => calls.insert(0, "InitSync".to_owned()),
        Call::SyncBeg => calls.push("SyncEnd".to_owned()),
        Call::SyncHdrBeg => calls.push("SyncHdrEnd".to_owned()),
    }
    calls
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::codes::IOSTX_MAPI_E_INVALID_PARAMETER;

    #[test]
    fn every_number_finds_its_row_and_the_unused_ones_none() {
        for row in &TABLE {
            assert_eq!(State::from_number(row.state.number()), Some(row.state));
            assert_eq!(row.state.row().state, row.state);
        }
        for number in [7, 12, 13, 14, 15, 16, 18, 255, u32::MAX] {
            assert_eq!(State::from_number(number), None);
            assert_eq!(sync_beg(State::Idle, number).expect_err("no state").code, IOSTX_MAPI_E_INVALID_PARAMETER);
        }
    }

    #[test]
    fn every_state_is_reached_from_idle_within_the_nesting() {
        let deepest = TABLE.iter().map(|row| row.state.nesting()).max();
        assert_eq!(deepest, Some(NESTING));
        for row in &TABLE {
            assert_eq!(row.ways.is_empty(), row.state == State::Idle, "{}", row.name);
            assert_eq!(row.structure.is_empty(), row.state == State::Idle, "{}", row.name);
            assert_eq!(row.reads & OK == 0, row.state == State::Idle, "{}", row.name);
            assert_eq!(row.reads & row.gives, 0, "{}", row.name);
        }
    }

    #[test]
    fn an_illegal_call_is_answered_with_the_state_and_what_is_legal_in_it() {
        for now in &TABLE {
            for target in TABLE.iter().filter(|row| row.state.way_from(now.state).is_none()) {
                let error = sync_beg(now.state, target.state.number()).expect_err("illegal");
                assert_eq!(error.code, IOSTX_E_UNEXPECTED);
                for part in legal_calls(now.state).iter().map(String::as_str).chain([target.name, now.name]) {
                    assert!(error.message.contains(part), "{}", error.message);
                }
            }
        }
        assert!(sync_beg(State::DownloadTable, 17).expect_err("SyncHdrBeg's").message.contains("use SyncHdrBeg"));
    }
}
