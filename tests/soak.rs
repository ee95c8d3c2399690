//! Threads on one store, for as long as one likes: agents that synchronize folders of their own and sometimes another's, apps that
//! change and read whatever they find, somebody who cancels sessions, somebody who listens to events, and a close at any moment.
//!
//! A call may succeed, or say one of the things that such a life brings. Afterwards the store is sound, and a pass over every folder goes
//! through. `IOSTX_SOAK_SECONDS` goes on for so long (`make soak`).

#[path = "crashes/chance.rs"]
mod chance;
mod kit;

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::Relaxed};
use std::sync::{Barrier, Mutex};
use std::time::{Duration, Instant};

use chance::{Chance, from_environment};
use iostx::codes::*;
use iostx::props::{PropTag, Value, tags};
use iostx::replication::flags::*;
use iostx::replication::{Control, ResultDetails, Session, SessionOptions, State};
use iostx::store::flags::*;
use iostx::store::*;
use iostx::{Error, Result};
use kit::{CONTENT, SUBJECT, incoming};

const FOLDERS: usize = 5;
const APPS: u64 = 3;

/// What a call may answer while other threads change, cancel and close.
const EXPECTED: [i32; 8] = [
    IOSTX_E_CLOSED,
    IOSTX_MAPI_E_USER_CANCEL,
    IOSTX_MAPI_E_BUSY,
    IOSTX_MAPI_E_NOT_FOUND,
    IOSTX_MAPI_E_OBJECT_CHANGED,
    IOSTX_MAPI_E_OBJECT_DELETED,
    IOSTX_MAPI_E_COLLISION,
    // What is left of a pass after a cancel.
    IOSTX_E_UNEXPECTED,
];

#[derive(Default)]
struct Counts {
    operations: AtomicU64,
    sessions: AtomicU64,
    passes: AtomicU64,
    cancels: AtomicU64,
    closes: AtomicU64,
    events: AtomicU64,
    answers: Mutex<BTreeMap<i32, u64>>,
}

impl Counts {
    /// Counts an operation and how it failed; the value if it did not.
    fn told<T>(&self, result: Result<T>) -> Option<T> {
        self.operations.fetch_add(1, Relaxed);
        match result {
            Ok(value) => Some(value),
            Err(Error { code, message, .. }) => {
                assert!(EXPECTED.contains(&code), "{message} ({})", name(code));
                *self.answers.lock().expect("counted").entry(code).or_default() += 1;
                None
            }
        }
    }
}

/// One time that the store is open.
struct Round<'a> {
    store: &'a Store,
    counts: &'a Counts,
    /// Those of all sessions that are open now, by number.
    controls: Mutex<BTreeMap<u64, Control>>,
    over: AtomicBool,
    chance: Chance,
}

impl Round<'_> {
    fn goes_on(&self) -> bool {
        !self.over.load(Relaxed) && !self.store.is_closed()
    }

    fn chance(&self, thread: u64) -> Chance {
        Chance::new(self.chance.clone().next() ^ thread << 32)
    }

    /// An agent: passes over its own folder, and now and then over another's, which it may find locked.
    fn agent(&self, own: usize, folders: &[FolderId]) {
        let mut chance = self.chance(own as u64);
        while self.goes_on() {
            let folder = if chance.below(8) == 0 { folders[chance.below(FOLDERS as u64) as usize] } else { folders[own] };
            let Some(mut session) = self.counts.told(Session::new(self.store)) else { continue };
            let number = self.counts.sessions.fetch_add(1, Relaxed);
            self.controls.lock().expect("sessions").insert(number, session.control().clone());
            if self.pass(&mut session, folder, &mut chance).is_some() {
                self.counts.passes.fetch_add(1, Relaxed);
            }
            self.controls.lock().expect("sessions").remove(&number);
            // Some are let go in the middle of a state.
        }
    }

    fn pass(&self, session: &mut Session, folder: FolderId, chance: &mut Chance) -> Option<()> {
        let told = &self.counts;
        let everything = MassLimit { percent: 100, count: u32::MAX };
        told.told(session.set_options(SessionOptions { mass_delete: Some(everything), ..SessionOptions::default() }))?;
        told.told(session.init_sync(0))?;
        told.told(session.begin(State::Synchronize))?;
        let these = vec![self.store.feid(folder)];
        let flags = IOSTX_UPS_THESE_FOLDERS;
        told.told(session.set_selection(iostx::replication::Selection { flags, folders: these, ..Default::default() }))?;
        told.told(session.begin(State::Contents))?;
        told.told(session.begin(State::UploadTable))?;
        for (state, ok) in
            [(State::UploadMessage, IOSTX_UPM_OK), (State::UploadRead, IOSTX_UPR_OK), (State::UploadDelete, IOSTX_UPD_OK)]
        {
            while told.told(session.begin(state)).is_some() {
                answer(session, state, ok, chance, told);
                told.told(session.end())?;
            }
        }
        told.told(session.end())?;
        told.told(session.begin(State::DownloadTable))?;
        let sink = session.download_table()?.contents.clone()?;
        for _ in 0..chance.below(6) {
            let (id, version) = (format!("s{}", chance.below(30)), chance.below(4).to_string());
            told.told(sink.import_item(incoming(&id, &version, &format!("{id} in version {version}"))));
        }
        if chance.below(4) == 0 {
            told.told(sink.delete_remote(&[format!("s{}", chance.below(30)).as_bytes()]));
        }
        told.told(sink.set_state_blob(&chance.next().to_le_bytes()))?;
        session.set_flags(IOSTX_DNT_OK);
        told.told(session.end())?;
        told.told(session.end())?;
        told.told(session.end())?;
        Some(())
    }

    /// An app: one thing after the other, on items that it finds.
    fn app(&self, thread: u64, folders: &[FolderId]) {
        let mut chance = self.chance(100 + thread);
        let told = self.counts;
        while self.goes_on() {
            let Some(folder) = chance.pick(folders).copied() else { return };
            let item = self.some_item(folder, &mut chance);
            match (chance.below(9), item) {
                (0 | 1, _) => {
                    told.told(self.create(folder, &mut chance));
                }
                (2, Some(item)) => {
                    told.told(self.edit(item, &mut chance));
                }
                (3, Some(item)) => {
                    told.told(self.store.set_read(folder, &[item], chance.below(2) == 0));
                }
                (4, Some(item)) => {
                    let dest = folders[chance.below(FOLDERS as u64) as usize];
                    told.told(self.store.move_items(folder, &[item], dest));
                }
                (5, Some(item)) => {
                    told.told(self.store.delete_items(folder, &[item]));
                }
                (6, Some(item)) => {
                    told.told(self.read(item));
                }
                (7, _) => {
                    told.told(self.store.list_pending(Some(folder)).and_then(|mut list| list.rows(20)));
                }
                _ => {
                    told.told(self.store.info());
                }
            }
        }
    }

    fn some_item(&self, folder: FolderId, chance: &mut Chance) -> Option<ItemId> {
        let rows = self.counts.told(self.store.list_items(folder, ListOptions::default()).and_then(|mut list| list.rows(40)))?;
        match chance.pick(&rows)?.object {
            Some(Object::Item(item)) => Some(item),
            _ => None,
        }
    }

    fn create(&self, folder: FolderId, chance: &mut Chance) -> Result<()> {
        let message = self.store.create_message(folder, false)?;
        message.set(SUBJECT, Value::Text(format!("number {}", chance.below(1000))))?;
        message.set(CONTENT, Value::Binary(vec![b'c'; chance.below(5000) as usize]))?;
        message.save(0)
    }

    fn edit(&self, item: ItemId, chance: &mut Chance) -> Result<()> {
        let message = self.store.open_message(item, Access::Modify)?;
        message.set(PropTag(tags::IOSTX_PR_COMMENT), Value::Text(chance.next().to_string()))?;
        if chance.below(3) == 0 {
            message.set(CONTENT, Value::Binary(vec![b'e'; chance.below(9000) as usize]))?;
        }
        message.save(0)
    }

    fn read(&self, item: ItemId) -> Result<()> {
        let message = self.store.open_message(item, Access::Read)?;
        message.get(SUBJECT)?;
        let mut stream = message.open_reader(CONTENT)?;
        let mut room = [0; 2048];
        while stream.read(&mut room)? > 0 {}
        Ok(())
    }

    /// Cancels whichever session, in whatever it is doing.
    fn canceller(&self) {
        let mut chance = self.chance(200);
        while self.goes_on() {
            let controls: Vec<Control> = self.controls.lock().expect("sessions").values().cloned().collect();
            if let Some(control) = chance.pick(&controls) {
                control.progress();
                if chance.below(1000) == 0 {
                    control.cancel();
                    self.counts.cancels.fetch_add(1, Relaxed);
                }
            }
            std::thread::yield_now();
        }
    }
}

fn answer(session: &mut Session, state: State, ok: u32, chance: &mut Chance, told: &Counts) {
    let result = match chance.below(6) {
        0 => ResultDetails::failure(IOSTX_MAPI_E_NETWORK_ERROR),
        _ if state == State::UploadMessage => ResultDetails::success(ok).bound(format!("u{}", chance.next()), "1"),
        _ => ResultDetails::success(ok),
    };
    if state == State::UploadMessage {
        told.told(session.set_full_result(None, result));
        return;
    }
    let count =
        session.upload_reads().map_or(0, |open| open.entries.len()) + session.upload_deletes().map_or(0, |open| open.entries.len());
    told.told(session.set_entry_results(0, vec![result; count]));
}

/// All threads on one open store, which is closed after a while.
fn round(path: &Path, folders: &[FolderId], counts: &Counts, chance: &mut Chance) {
    let store = Store::open(path, OpenOptions::default()).expect("it opens after every close");
    let seed = Chance::new(chance.next());
    let round = Round { store: &store, counts, controls: Mutex::default(), over: AtomicBool::new(false), chance: seed };
    let events = store.events(EventOptions::default()).expect("a subscription");
    let all_there = Barrier::new(FOLDERS + APPS as usize + 3);
    std::thread::scope(|scope| {
        for own in 0..FOLDERS {
            let (round, all_there) = (&round, &all_there);
            scope.spawn(move || {
                all_there.wait();
                round.agent(own, folders);
            });
        }
        for thread in 0..APPS {
            let (round, all_there) = (&round, &all_there);
            scope.spawn(move || {
                all_there.wait();
                round.app(thread, folders);
            });
        }
        scope.spawn(|| {
            all_there.wait();
            round.canceller();
        });
        scope.spawn(|| {
            all_there.wait();
            // The close wakes who waits.
            while let Ok(event) = events.next(Duration::from_secs(600)) {
                counts.events.fetch_add(u64::from(event.is_some()), Relaxed);
            }
        });
        all_there.wait();
        let begin = counts.operations.load(Relaxed);
        let calm = chance.below(2_500);
        while counts.operations.load(Relaxed) < begin + calm {
            std::thread::yield_now();
        }
        // In the middle of it all.
        store.close(Duration::from_secs(60)).expect("all calls return");
        counts.closes.fetch_add(1, Relaxed);
        round.over.store(true, Relaxed);
        assert_eq!(store.info().map_err(|e| e.code), Err(IOSTX_E_CLOSED));
    });
}

/// Nobody else is there: the store is sound, no folder is locked, and what is pending goes up in one pass.
fn quiet(path: &Path, folders: &[FolderId], counts: &Counts) {
    let store = Store::open(path, OpenOptions::default()).expect("it opens");
    let mut findings = Vec::new();
    store.check_each(0, |finding| findings.push(finding.text)).expect("checked");
    assert_eq!(findings, Vec::<String>::new());
    let round = Round { store: &store, counts, controls: Mutex::default(), over: AtomicBool::new(false), chance: Chance::new(1) };
    let mut session = Session::new(&store).expect("a session");
    for folder in folders {
        // An item may wait for its body or a later pass, so that only the pass itself must succeed.
        while session.state() != State::Idle {
            session.end().expect("left");
        }
        round.pass(&mut session, *folder, &mut Chance::new(7)).expect("nobody holds the folder");
    }
}

#[test]
fn many_sessions_and_apps_with_cancels_and_closes_leave_a_sound_store() {
    let dir = tempfile::tempdir().expect("a folder");
    let path = dir.path().join("s.iostx");
    let folders: Vec<FolderId> = {
        let store = Store::open(&path, OpenOptions::default()).expect("a store");
        let root = store.special_folder(IOSTX_FOLDER_IPM_SUBTREE).expect("every store has one");
        (0..FOLDERS).map(|n| store.create_folder(root, &format!("Folder {n}"), "IPF.Note", 0).expect("a folder")).collect()
    };
    upload_folders(&path);
    let counts = Counts::default();
    let seed = from_environment("IOSTX_SEED", 1);
    let mut chance = Chance::new(seed);
    let begin = Instant::now();
    let end = begin + Duration::from_secs(from_environment("IOSTX_SOAK_SECONDS", 3));
    while Instant::now() < end {
        round(&path, &folders, &counts, &mut chance);
    }
    quiet(&path, &folders, &counts);
    let Counts { operations, sessions, passes, cancels, closes, events, answers } = &counts;
    let answers = answers.lock().expect("counted");
    let failed: Vec<String> = answers.iter().map(|(code, count)| format!("{count} {}", name(*code))).collect();
    println!(
        "soak: seed {seed}, {} s: {} operations, {} sessions ({} passes to their end), {} cancels, {} closes, {} events; answered: {}",
        begin.elapsed().as_secs(),
        operations.load(Relaxed),
        sessions.load(Relaxed),
        passes.load(Relaxed),
        cancels.load(Relaxed),
        closes.load(Relaxed),
        events.load(Relaxed),
        failed.join(", ")
    );
    assert!(passes.load(Relaxed) > 0 && closes.load(Relaxed) > 0, "it did nothing");
}

/// The folders are on the server.
fn upload_folders(path: &Path) {
    let store = Store::open(path, OpenOptions::default()).expect("a store");
    let mut session = kit::session(&store);
    kit::enter(&mut session, &[State::Synchronize, State::UploadHierarchy]);
    while session.begin(State::UploadFolder).is_ok() {
        let id = session.upload_folder().expect("open").upload.folder.name.clone();
        session.set_full_result(None, ResultDetails::success(IOSTX_UPF_OK).bound(id.into_bytes(), *b"1")).expect("taken");
        session.end().expect("left");
    }
    kit::end_all(&mut session);
}
