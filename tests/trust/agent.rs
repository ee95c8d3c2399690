//! A whole synchronization agent on a session: it walks the states, uses tokens, probes and full listings, sends one at a time or
//! pipelined, and looks for what carries a retry mark before it sends again.

use iostx::codes::*;
use iostx::replication::flags::*;
use iostx::replication::{ResultDetails, Selection, Session, SessionOptions, State};
use iostx::store::{FolderId, Policy};

use crate::local::Local;
use crate::server::{Failure, Fault, Reply, Server};

/// How a synchronization is done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    pub up: bool,
    pub down: bool,
    /// The download comes first.
    pub down_first: bool,
    pub hierarchy: bool,
    pub contents: bool,
    /// Only the folder with this place in the list.
    pub only: Option<usize>,
    /// Results come after all items of a table were sent.
    pub pipelined: bool,
    /// Asks for a full listing although there is a token.
    pub full: bool,
    /// Probes before it fetches.
    pub probes: bool,
    /// Imports may be header-only.
    pub headers: bool,
    /// Answers of the server come twice.
    pub twice: bool,
    /// Every result is made durable at once.
    pub commits: bool,
    /// After a failure of the line the session is dropped as it is, instead of being ended.
    pub drops: bool,
    /// In the background.
    pub background: bool,
    pub policy: Policy,
    pub faults: Vec<(u32, Fault)>,
}

impl Default for Plan {
    fn default() -> Self {
        Plan {
            up: true,
            down: true,
            down_first: false,
            hierarchy: true,
            contents: true,
            only: None,
            pipelined: false,
            full: false,
            probes: true,
            headers: false,
            twice: false,
            commits: false,
            drops: false,
            background: false,
            policy: Policy::LastWriter,
            faults: Vec::new(),
        }
    }
}

/// What a synchronization came to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Report {
    /// The line went dead.
    pub cut: bool,
    /// Deletions are held.
    pub held: bool,
    pub conflicts: u32,
    pub uploaded: u32,
    pub downloaded: u32,
}

/// The line is dead: nothing more can be done.
pub struct Dead;

pub type Run<T> = Result<T, Dead>;

pub struct Agent<'a> {
    pub local: &'a Local,
    pub server: &'a mut Server,
    pub plan: &'a Plan,
    pub session: Session,
    pub report: Report,
    /// The upload of contents goes through all folders twice.
    pub second_round: bool,
}

/// Synchronizes a store with the server.
pub fn synchronize(local: &Local, server: &mut Server, plan: &Plan) -> Report {
    server.connect(&plan.faults);
    let mut session = Session::new(local.store()).expect("a session");
    session.set_options(SessionOptions { policy: plan.policy, elsewhere: true, ..SessionOptions::default() }).expect("options");
    let mut agent = Agent { local, server, plan, session, report: Report::default(), second_round: false };
    agent.report.cut = agent.run().is_err();
    if agent.report.cut && !plan.drops {
        while agent.session.state() != State::Idle {
            agent.session.end().expect("left");
        }
    }
    agent.report.conflicts = agent.session.control().progress().conflicts as u32;
    agent.report
}

impl Agent<'_> {
    fn run(&mut self) -> Run<()> {
        let headers = if self.plan.headers { IOSTX_SYNC_HEADERS } else { 0 };
        let background = if self.plan.background { IOSTX_SYNC_BACKGROUND } else { 0 };
        self.session.init_sync(headers | background | IOSTX_SYNC_ALL).expect("idle");
        if self.plan.down && self.plan.down_first {
            self.down()?;
        }
        if self.plan.up {
            self.up()?;
        }
        if self.plan.down && !self.plan.down_first {
            self.down()?;
        }
        Ok(())
    }

    fn up(&mut self) -> Run<()> {
        self.begin_pass(IOSTX_UPS_UPLOAD_ONLY);
        if self.plan.hierarchy {
            self.up_hierarchy()?;
        }
        if self.plan.contents {
            self.each_table(State::UploadTable, Self::up_table)?;
            // What arrived in one folder may be deleted from another now.
            self.second_round = true;
            self.each_table(State::UploadTable, Self::up_table)?;
        }
        if self.plan.hierarchy && self.plan.contents {
            // Folders that had to wait until what was in them was moved out.
            self.up_hierarchy()?;
        }
        self.end_pass();
        Ok(())
    }

    fn down(&mut self) -> Run<()> {
        self.begin_pass(IOSTX_UPS_DNLOAD_ONLY);
        if self.plan.hierarchy {
            self.down_hierarchy()?;
        }
        if self.plan.contents {
            self.each_table(State::DownloadTable, Self::down_table)?;
        }
        self.end_pass();
        Ok(())
    }

    fn begin_pass(&mut self, direction: u32) {
        self.session.begin(State::Synchronize).expect("idle");
        let folders: Vec<FolderId> = self.local.folders().into_iter().map(|(id, _)| id).collect();
        let chosen = self.plan.only.filter(|_| !folders.is_empty()).map(|at| folders[at % folders.len()]);
        let these = if chosen.is_some() { IOSTX_UPS_THESE_FOLDERS } else { 0 };
        let folders = chosen.into_iter().map(|id| self.local.store().feid(id)).collect();
        self.session.set_selection(Selection { flags: direction | these, folders, ..Selection::default() }).expect("a selection");
    }

    fn end_pass(&mut self) {
        self.end(IOSTX_UPS_OK);
    }

    /// Leaves the innermost state.
    pub fn end(&mut self, flags: u32) {
        if self.session.state() != State::Synchronize {
            self.session.set_flags(flags);
        }
        let ended = self.session.end().unwrap_or_else(|e| panic!("SyncEnd: {e}"));
        self.report.held |= ended == iostx::replication::Ended::DeletionsHeld;
    }

    /// Begins a state; `false`: there are no more.
    pub fn begin(&mut self, state: State) -> bool {
        match self.session.begin(state) {
            Ok(()) => true,
            Err(e) if e.code == IOSTX_MAPI_E_NOT_FOUND => false,
            Err(e) => panic!("SyncBeg({}): {e}", state.name()),
        }
    }

    fn each_table(&mut self, state: State, each: impl Fn(&mut Self) -> Run<()>) -> Run<()> {
        assert!(self.begin(State::Contents), "contents can be entered");
        while self.begin(state) {
            each(self)?;
            self.end(IOSTX_UPT_OK);
        }
        self.end(IOSTX_UPC_OK);
        Ok(())
    }

    /// One request to the server.
    pub fn ask<T>(&mut self, act: impl FnOnce(&mut Server) -> Reply<T>) -> Run<Reply<T>> {
        match self.server.request(&self.local.fuse, act) {
            Err(Failure::Line) => Err(Dead),
            reply => Ok(reply),
        }
    }

    /// What the store is told of a request that failed.
    pub fn failed(&self, failure: Failure) -> ResultDetails {
        match failure {
            Failure::Refused => ResultDetails { text: "refused".into(), ..ResultDetails::failure(IOSTX_MAPI_E_NO_ACCESS) },
            // The download tells what became of it.
            _ => ResultDetails::failure(IOSTX_SYNC_E_CONFLICT),
        }
    }

    /// The server's id and version of an object, as a result.
    pub fn taken(&self, flags: u32, id: &str, version: u64) -> ResultDetails {
        ResultDetails::success(flags).bound(id.as_bytes(), version_of(version))
    }
}

/// A version as the store keeps it; 0 is unknown.
pub fn version_of(version: u64) -> Vec<u8> {
    if version == 0 { Vec::new() } else { version.to_string().into_bytes() }
}

pub fn number_of(version: &[u8]) -> u64 {
    std::str::from_utf8(version).ok().and_then(|text| text.parse().ok()).unwrap_or(0)
}

pub fn id_of(remote: &[u8]) -> String {
    String::from_utf8(remote.to_vec()).expect("an id of this server")
}
