//! The state machine as a whole: every pair of states, every number, and what a call out of order leaves as it was.

mod kit;

use iostx::codes::*;
use iostx::replication::flags::*;
use iostx::replication::table::{Call, TABLE, When};
use iostx::replication::{Ended, ResultDetails, Selection, Session, State};
use iostx::store::ItemId;
use kit::*;

/// A store in which every state has something to do.
struct Everything {
    bench: Bench,
    header: ItemId,
}

impl Everything {
    fn new() -> Self {
        let bench = Bench::new();
        let items = bench.server_items(bench.inbox, &["1", "2"]);
        let header = bench.header_item(bench.inbox, "3");
        bench.set_read(items[0], true);
        bench.delete(items[1]);
        bench.create(bench.inbox, "new");
        bench.store.create_folder(bench.root, "New folder", "IPF.Note", 0).expect("a folder");
        Everything { bench, header }
    }

    /// Goes to a state by the usual ways.
    fn reach(&self, session: &mut Session, state: State) {
        let Some(way) = state.row().ways.first() else { return };
        self.reach(session, way.from);
        self.begin(session, state).unwrap_or_else(|e| panic!("{}: {e}", state.name()));
    }

    fn begin(&self, session: &mut Session, state: State) -> iostx::Result<()> {
        if matches!(state, State::UploadTable | State::DownloadTable) {
            let folders = session.contents().expect("open").folders();
            let inbox = folders.iter().position(|folder| *folder == self.bench.inbox).expect("the inbox is listed");
            session.set_index(inbox as u32)?;
        }
        match state.row().call {
            Call::SyncHdrBeg => session.header_begin(self.header),
            _ => session.begin(state),
        }
    }
}

fn end(session: &mut Session) -> iostx::Result<Ended> {
    if session.state() == State::DownloadHeader { session.header_end() } else { session.end() }
}

/// What a call out of order must leave as it was.
#[derive(Debug, PartialEq, Eq)]
struct Shape {
    open: Vec<State>,
    contents: Option<(u32, u32)>,
    hierarchy: Option<(u32, u32)>,
}

fn shape(session: &Session) -> Shape {
    Shape {
        open: session.open_states().collect(),
        contents: session.contents().map(|contents| (contents.index, contents.count)),
        hierarchy: session.upload_hierarchy().map(|hierarchy| (hierarchy.index, hierarchy.count)),
    }
}

#[test]
fn all_144_pairs_of_states_do_what_the_table_says() {
    let store = Everything::new();
    let mut legal = 0;
    for from in &TABLE {
        let mut session = store.bench.session();
        store.reach(&mut session, from.state);
        assert_eq!(session.state(), from.state);
        for to in &TABLE {
            let before = shape(&session);
            let pair = format!("{} to {}", from.name, to.name);
            match to.state.way_from(from.state) {
                Some(way) if way.when == When::Always => {
                    store.begin(&mut session, to.state).unwrap_or_else(|e| panic!("{pair}: {e}"));
                    assert_eq!(session.state(), to.state, "{pair}");
                    assert_eq!(end(&mut session).expect("left"), Ended::Left, "{pair}");
                    assert_eq!(session.open_states().collect::<Vec<_>>(), before.open, "{pair}");
                    legal += 1;
                }
                _ => {
                    let error = session.begin(to.state).expect_err(&pair);
                    assert_eq!(error.code, IOSTX_E_UNEXPECTED, "{pair}: {error}");
                    assert!(error.message.contains(from.name) && error.message.contains(to.name), "{pair}: {error}");
                    assert_eq!(session.last_error(IOSTX_E_UNEXPECTED), Some(&error), "{pair}");
                    assert_eq!(shape(&session), before, "{pair}");
                }
            }
        }
        if from.state.row().call != Call::None && State::DownloadHeader.way_from(from.state).is_none() {
            let error = session.header_begin(store.header).expect_err("not here");
            assert_eq!(error.code, IOSTX_E_UNEXPECTED, "{}", from.name);
        }
    }
    let ways = TABLE.iter().flat_map(|row| row.ways).filter(|way| way.when == When::Always).count();
    assert_eq!(legal, ways);
}

#[test]
fn one_folder_leads_straight_from_synchronize_to_upload_folder() {
    let bench = Bench::new();
    let folder = bench.store.create_folder(bench.root, "New folder", "IPF.Note", 0).expect("a folder");
    bench.store.create_folder(bench.root, "Another", "IPF.Note", 0).expect("a folder");
    let mut session = bench.session();
    enter(&mut session, &[State::Synchronize]);
    let error = session.begin(State::UploadFolder).expect_err("not without the flags");
    assert_eq!(error.code, IOSTX_E_UNEXPECTED);
    assert!(error.message.contains("UPS_ONE_FOLDER"), "{error}");
    let flags = IOSTX_UPS_UPLOAD_ONLY | IOSTX_UPS_ONE_FOLDER;
    session.set_selection(Selection { flags, folder: bench.store.feid(folder), ..Selection::default() }).expect("a selection");
    enter(&mut session, &[State::UploadFolder]);
    let upload = session.upload_folder().expect("open");
    assert_eq!((upload.upload.folder.id, upload.flags & IOSTX_UPF_NEW), (folder, IOSTX_UPF_NEW));
    session.set_full_result(None, ResultDetails::success(IOSTX_UPF_OK).bound(*b"f", *b"1")).expect("taken");
    session.end().expect("left");
    assert_eq!(session.state(), State::Synchronize);
    assert!(bench.store.folder(folder).expect("there").pending.is_clean());
    assert_eq!(session.begin(State::UploadFolder).expect_err("done").code, IOSTX_MAPI_E_NOT_FOUND);
}

#[test]
fn numbers_without_a_state_are_invalid_in_every_state() {
    let store = Everything::new();
    for from in &TABLE {
        let mut session = store.bench.session();
        store.reach(&mut session, from.state);
        for number in [7, 12, 13, 14, 15, 16, 18, 100, u32::MAX] {
            let before = shape(&session);
            assert_eq!(session.begin_number(number).expect_err("no state").code, IOSTX_MAPI_E_INVALID_PARAMETER);
            assert_eq!(shape(&session), before);
        }
        let error = session.begin_number(17).expect_err("SyncHdrBeg's");
        assert_eq!(error.code, IOSTX_E_UNEXPECTED);
        assert!(error.message.contains("use SyncHdrBeg"), "{error}");
    }
}

#[test]
fn ends_and_results_out_of_order_change_nothing() {
    let store = Everything::new();
    for from in &TABLE {
        let mut session = store.bench.session();
        store.reach(&mut session, from.state);
        let before = shape(&session);
        if from.state == State::DownloadHeader {
            assert_eq!(session.end().expect_err("SyncHdrEnd's").code, IOSTX_E_UNEXPECTED);
        } else {
            assert_eq!(session.header_end().expect_err("SyncEnd's").code, IOSTX_E_UNEXPECTED);
        }
        if from.state == State::Idle {
            assert_eq!(session.end(), Ok(Ended::Nothing));
            assert_eq!(session.set_result(IOSTX_S_OK).expect_err("idle").code, IOSTX_E_UNEXPECTED);
        } else {
            assert_eq!(session.init_sync(0).expect_err("not idle").code, IOSTX_E_UNEXPECTED);
            let options = session.options().clone();
            assert_eq!(session.set_options(options).expect_err("not idle").code, IOSTX_E_UNEXPECTED);
        }
        if from.state != State::Synchronize {
            assert_eq!(session.set_direction(0).expect_err("not LR_SYNC").code, IOSTX_E_UNEXPECTED);
        }
        if from.state != State::Contents {
            assert_eq!(session.set_index(0).expect_err("not LR_SYNC_CONTENTS").code, IOSTX_E_UNEXPECTED);
        }
        if !matches!(from.state, State::UploadRead | State::UploadDelete) {
            assert_eq!(session.set_entry_results(0, Vec::new()).expect_err("no vector").code, IOSTX_E_UNEXPECTED);
        }
        assert_eq!(shape(&session), before);
    }
}

#[test]
fn flags_that_a_structure_does_not_have_are_refused_and_the_state_is_left() {
    let bench = Bench::new();
    let item = bench.create(bench.inbox, "new");
    let mut session = bench.session();
    enter_folder(&mut session, bench.inbox, State::UploadTable);
    enter(&mut session, &[State::UploadMessage]);
    assert_eq!(
        session.set_full_result(None, ResultDetails::success(0x4000_0000)).expect_err("unknown").code,
        IOSTX_MAPI_E_UNKNOWN_FLAGS
    );
    session.set_flags(IOSTX_UPM_OK | 0x4000_0000);
    assert_eq!(session.end().expect_err("unknown").code, IOSTX_MAPI_E_UNKNOWN_FLAGS);
    assert_eq!(session.state(), State::UploadTable);
    end_all(&mut session);
    assert!(!bench.pending(item).is_clean(), "the result was not recorded");
}

#[test]
fn an_entry_with_flags_that_its_structure_does_not_have_is_refused_and_the_others_are_taken() {
    let bench = Bench::new();
    let items = bench.server_items(bench.inbox, &["1", "2"]);
    items.iter().for_each(|item| bench.set_read(*item, true));
    let mut session = bench.session();
    enter_folder(&mut session, bench.inbox, State::UploadTable);
    enter(&mut session, &[State::UploadRead]);
    session.entry_written(0, IOSTX_UPR_OK | 0x4000_0000, IOSTX_S_OK);
    session.entry_written(1, IOSTX_UPR_OK, IOSTX_S_OK);
    assert_eq!(session.end().expect_err("unknown").code, IOSTX_MAPI_E_UNKNOWN_FLAGS);
    assert_eq!(session.state(), State::UploadTable);
    end_all(&mut session);
    assert!(!bench.pending(items[0]).is_clean() && bench.pending(items[1]).is_clean());
}

#[test]
fn a_session_can_go_to_another_thread() {
    fn goes<T: Send>(_: &T) {}
    let bench = Bench::new();
    goes(&bench.session());
}
