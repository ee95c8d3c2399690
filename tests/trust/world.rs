//! One server, the stores that replicate it, and what must be somewhere: what happens to them, step by step, and what is looked
//! at after each step.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use iostx::props::flags::*;
use iostx::props::{Bag, Value};
use iostx::store::flags::*;
use iostx::store::*;

use crate::agent::{Plan, Report, synchronize};
use crate::local::{CONTENT, Local, NOTE, START, Seen, View};
use crate::model::{Ledger, differences};
use crate::script::{Script, Step, What, Who};
use crate::server::{Dir, DirId, Mail, Server};

/// What went wrong, in words.
pub type Check<T = ()> = Result<T, String>;

/// What histories went through.
#[derive(Debug, Clone, Copy, Default)]
pub struct Totals {
    pub histories: u64,
    pub operations: u64,
    pub synchronizations: u64,
    pub crashes: u64,
    pub faults: u64,
    pub conflicts: u64,
}

impl Totals {
    pub fn add(&mut self, other: &Totals) {
        self.histories += other.histories;
        self.operations += other.operations;
        self.synchronizations += other.synchronizations;
        self.crashes += other.crashes;
        self.faults += other.faults;
        self.conflicts += other.conflicts;
    }
}

impl std::fmt::Display for Totals {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Totals { histories, operations, synchronizations, crashes, faults, conflicts } = self;
        write!(
            f,
            "{histories} histories: {operations} operations, {synchronizations} synchronizations, {faults} failed requests, \
             {crashes} crashes, {conflicts} conflicts"
        )
    }
}

pub struct World {
    pub server: Server,
    pub locals: Vec<Local>,
    pub ledger: Ledger,
    pub clock: Arc<AtomicU64>,
    pub totals: Totals,
    pub policy: Policy,
    rejects: bool,
    words: u64,
}

impl World {
    /// A server with an inbox and two folders, and stores that have them too.
    pub fn new(script: &Script) -> Self {
        let mut server = Server::new(script.style);
        server.now = START;
        for (name, role) in [("Inbox", IOSTX_FOLDER_INBOX), ("A", 0), ("B", 0)] {
            server.make_dir(0, name, role).expect("made");
        }
        let clock = Arc::new(AtomicU64::new(START));
        let stores = 0..script.stores as u64;
        let locals = stores.map(|number| Local::new(number, &clock, &server.revision)).collect();
        let (policy, rejects) = (script.policy, script.rejects);
        let totals = Totals { histories: 1, ..Totals::default() };
        let mut world = World { server, locals, ledger: Ledger::default(), clock, totals, policy, rejects, words: 0 };
        for store in 0..script.stores {
            world.sync(store, &world.plan());
            let local = &world.locals[store];
            for (folder, _) in local.folders() {
                let options = FolderOptions { deletion_wins: script.deletion_wins, ..FolderOptions::default() };
                local.store().set_folder_options(folder, options).expect("set");
            }
        }
        world
    }

    /// The usual synchronization.
    pub fn plan(&self) -> Plan {
        Plan { policy: self.policy, ..Plan::default() }
    }

    pub fn sync(&mut self, store: usize, plan: &Plan) -> Report {
        let report = synchronize(&self.locals[store], &mut self.server, plan);
        self.totals.synchronizations += 1;
        self.totals.conflicts += u64::from(report.conflicts);
        self.totals.faults += self.server.line.failed;
        report
    }

    /// A synchronization that is killed after so many durable steps; `None` if it was, and the store is open again then.
    pub fn sync_killed(&mut self, store: usize, plan: &Plan, steps: u32) -> Option<Report> {
        let (local, server) = (&self.locals[store], &mut self.server);
        let report = local.fuse.clone().run(Some(steps), || synchronize(local, server, plan));
        self.totals.synchronizations += 1;
        self.totals.faults += self.server.line.failed;
        if report.is_none() {
            self.totals.crashes += 1;
            self.locals[store].reopen();
        }
        report
    }

    fn word(&mut self, letter: char) -> String {
        self.words += 1;
        format!("{letter}{}", self.words)
    }

    pub fn turn_clock(&mut self, ticks: FileTime) {
        self.server.now = self.clock.fetch_add(ticks, Ordering::Relaxed) + ticks;
    }

    // --- Steps --------------------------------------------------------------------------------------------------------------

    /// Takes a step, and looks at everything.
    pub fn take(&mut self, step: &Step) -> Check {
        self.turn_clock(MINUTE);
        match (step.who, &step.what) {
            (Who::Server, What::Do(name, a, b)) => {
                self.totals.operations += 1;
                self.on_server(name, *a, *b);
            }
            (Who::Store(store), What::Do(name, a, b)) => {
                self.totals.operations += 1;
                self.on_store(store % self.locals.len(), name, *a, *b)?;
            }
            (Who::Store(store), What::Sync(plan, kill)) => self.synchronize(store % self.locals.len(), plan, *kill)?,
            (Who::Server, What::Sync(..)) => {}
        }
        self.check()
    }

    fn synchronize(&mut self, store: usize, plan: &Plan, kill: Option<u32>) -> Check {
        let before = self.locals[store].view();
        match kill {
            Some(steps) => drop(self.sync_killed(store, plan, steps)),
            None => drop(self.sync(store, plan)),
        }
        if !plan.down {
            let differences = differences(&before, &self.locals[store].view());
            if !differences.is_empty() {
                return Err(format!("an upload changed what the app sees of store {store}: {differences:#?}"));
            }
        }
        Ok(())
    }

    /// What must be true at any time.
    pub fn check(&self) -> Check {
        for (number, local) in self.locals.iter().enumerate() {
            let wrong = local.check();
            if !wrong.is_empty() {
                return Err(format!("store {number} contradicts itself: {wrong:#?}"));
            }
        }
        let lost = self.ledger.lost(&self.server, &self.locals);
        if lost.is_empty() { Ok(()) } else { Err(format!("lost: {lost:?}\n{}", self.picture())) }
    }

    /// Everything there is, for people.
    pub fn picture(&self) -> String {
        let mut text = format!("server: {:#?}\n", self.server.summary());
        for (number, local) in self.locals.iter().enumerate() {
            let kept: Vec<String> = local.kept().into_iter().map(|mail| mail.text).collect();
            text += &format!("store {number}: {:#?}\nkept {kept:?}, waiting {:#?}\n", local.details(), local.waiting());
        }
        text
    }

    // --- The server ------------------------------------------------------------------------------------------------------------

    fn pick_dir(&self, at: usize) -> Option<DirId> {
        self.server.dirs.keys().nth(at % self.server.dirs.len().max(1)).copied()
    }

    /// One of the folders that may be changed, or none.
    fn pick_plain_dir(&self, at: usize) -> Option<DirId> {
        let plain: Vec<DirId> = self.server.dirs.iter().filter(|(_, dir)| dir.role == 0).map(|(id, _)| *id).collect();
        plain.get(at % plain.len().max(1)).copied()
    }

    fn pick_mail(&self, at: usize) -> Option<(DirId, String)> {
        let all: Vec<(DirId, &String)> =
            self.server.dirs.iter().flat_map(|(id, dir)| dir.items.keys().map(|item| (*id, item))).collect();
        all.get(at % all.len().max(1)).map(|(dir, id)| (*dir, (*id).clone()))
    }

    fn on_server(&mut self, name: &str, a: usize, b: usize) {
        match name {
            "create" | "create-event" => {
                let Some(dir) = self.pick_dir(a) else { return };
                let (name_, text) = (self.word('i'), self.word('t'));
                let key = format!("<{name_}@example.org>").into_bytes();
                self.ledger.saved(&text);
                let mail = Mail {
                    name: name_,
                    key,
                    event: name == "create-event",
                    strong: name == "create-event",
                    text,
                    ..Mail::default()
                };
                self.server.add(dir, mail).expect("a new key");
            }
            "make-folder" => {
                let parent = self.pick_dir(a).filter(|_| !a.is_multiple_of(3)).unwrap_or(0);
                let name = self.word('d');
                self.server.make_dir(parent, &name, 0).expect("made");
            }
            "rename-folder" => {
                let Some(dir) = self.pick_plain_dir(a) else { return };
                let (name, parent) = (self.word('d'), self.server.dirs[&dir].parent);
                self.server.change_dir(dir, parent, &name).expect("there");
            }
            "move-folder" => {
                let Some(dir) = self.pick_plain_dir(a) else { return };
                let parent = self.pick_plain_dir(b).filter(|_| !b.is_multiple_of(3)).unwrap_or(0);
                let name = self.server.dirs[&dir].name.clone();
                // Not below itself.
                let _ = self.server.change_dir(dir, parent, &name);
            }
            "delete-folder" => {
                let Some(dir) = self.pick_plain_dir(a) else { return };
                for gone in self.server.subtree(dir) {
                    self.server.dirs[&gone].items.values().for_each(|mail| self.ledger.deleted(mail));
                }
                self.server.delete_dir(dir).expect("there");
            }
            "empty" => {
                let Some(dir) = self.pick_dir(a) else { return };
                let items: Vec<String> = self.server.dirs[&dir].items.keys().cloned().collect();
                for id in items {
                    self.ledger.deleted(&self.server.dirs[&dir].items[&id]);
                    self.server.remove(dir, &id, 0).expect("there");
                }
            }
            "expire" => drop(self.pick_dir(a).map(|dir| self.server.expire(dir))),
            "renumber" => drop(self.pick_dir(a).map(|dir| self.server.renumber(dir))),
            _ => {
                let Some((dir, id)) = self.pick_mail(a) else { return };
                self.on_server_mail(name, dir, &id, b);
            }
        }
    }

    fn on_server_mail(&mut self, name: &str, dir: DirId, id: &str, b: usize) {
        let old = self.server.dirs[&dir].items[id].clone();
        match name {
            "delete" => {
                self.ledger.deleted(&old);
                self.server.remove(dir, id, 0).expect("there");
            }
            "move" => {
                if let Some(to) = self.pick_dir(b).filter(|to| *to != dir) {
                    // An event whose key is taken there stays.
                    let _ = self.server.relocate(dir, id, to);
                }
            }
            // Of a mail the text is all there is.
            "edit" | "note" if name == "edit" || !old.event => {
                let text = self.word('t');
                self.ledger.replaced(&old.text);
                self.ledger.saved(&text);
                let key = format!("<{text}@example.org>").into_bytes();
                let change = |mail: &mut Mail| {
                    // Who writes a mail anew gives it a Message-ID of its own.
                    mail.key = if mail.event { mail.key.clone() } else { key };
                    mail.text = text;
                };
                self.server.put(dir, id, 0, change).expect("there");
            }
            "note" => {
                let note = self.word('n');
                self.ledger.replaced(&old.note);
                if !self.is_unheard(&old) {
                    self.ledger.saved(&note);
                }
                self.server.put(dir, id, 0, |mail| mail.note = note).expect("there");
            }
            _ => {
                let Some((set, clear, add, remove)) = flag_operation(name, b) else { return };
                let change = |mail: &mut Mail| {
                    mail.flags = mail.flags & !clear | set;
                    mail.words.extend(add);
                    mail.words.retain(|word| Some(word) != remove.as_ref());
                };
                self.server.put(dir, id, 0, change).expect("there");
            }
        }
    }

    /// Whether a store sent the item and does not know what became of it. Nobody can know then what somebody else does to it.
    fn is_unheard(&self, mail: &Mail) -> bool {
        self.locals.iter().any(|local| {
            let same = local.view().into_iter().filter(|(_, seen)| seen.mail.text == mail.text).map(|(id, _)| id);
            same.into_iter().any(|id| local.store().item(id).is_ok_and(|item| !item.binding.is_bound()))
        })
    }

    // --- An app -------------------------------------------------------------------------------------------------------------------

    /// The folders that an app works in: the inbox, and what is not special.
    pub fn places(&self, store: usize) -> Vec<FolderId> {
        let local = &self.locals[store];
        let role = |id: FolderId| local.store().folder(id).expect("there").role;
        let folders = local.folders().into_iter().map(|(id, _)| id);
        folders.filter(|id| matches!(role(*id), IOSTX_FOLDER_NONE | IOSTX_FOLDER_INBOX)).collect()
    }

    fn on_store(&mut self, store: usize, name: &str, a: usize, b: usize) -> Check {
        let before = self.locals[store].view();
        let mut expected = before.clone();
        let places = self.places(store);
        let pick = |at: usize| places[at % places.len()];
        let local = &self.locals[store];
        let inbox = local.special(IOSTX_FOLDER_INBOX);
        let root = local.special(IOSTX_FOLDER_IPM_SUBTREE);
        let plain: Vec<FolderId> = places.iter().copied().filter(|id| *id != inbox).collect();
        let pick_plain = |at: usize| plain.get(at % plain.len().max(1)).copied();
        match name {
            "create" | "create-event" => {
                let (subject, text) = (self.word('i'), self.word('t'));
                // Some mails of an app have no Message-ID yet.
                let keyed = name == "create-event" || !a.is_multiple_of(5);
                let key = if keyed { format!("<{subject}@example.org>").into_bytes() } else { Vec::new() };
                let mail = Mail {
                    name: subject,
                    key,
                    event: name == "create-event",
                    strong: name == "create-event",
                    text,
                    ..Mail::default()
                };
                let local = &self.locals[store];
                let id = local.create(pick(a), &mail).map_err(|e| e.to_string())?;
                self.ledger.saved(&mail.text);
                let flags = local.mail(id).mail.flags;
                expected.insert(id, Seen { folder: pick(a), mail: Mail { flags, ..mail }, header: false });
            }
            "make-folder" => {
                let parent = if a.is_multiple_of(2) { root } else { pick(a) };
                let name = self.word('d');
                self.locals[store].store().create_folder(parent, &name, "IPF.Note", 0).map_err(|e| e.to_string())?;
            }
            "rename-folder" => {
                let name = self.word('d');
                if let Some(folder) = pick_plain(a) {
                    self.locals[store].rename(folder, &name).map_err(|e| e.to_string())?;
                }
            }
            "move-folder" => {
                let parent = if b.is_multiple_of(3) { root } else { pick(b) };
                if let Some(folder) = pick_plain(a) {
                    // Not below itself.
                    let _ = local.store().move_folder(folder, parent);
                }
            }
            "delete-folder" => {
                if let Some(folder) = pick_plain(a) {
                    let gone = self.below(store, folder);
                    for seen in before.values().filter(|seen| gone.contains(&seen.folder)) {
                        self.forget(store, seen);
                    }
                    expected.retain(|_, seen| !gone.contains(&seen.folder));
                    let all = IOSTX_DEL_MESSAGES | IOSTX_DEL_FOLDERS | IOSTX_DEL_ASSOCIATED;
                    self.locals[store].store().delete_folder(folder, all).map_err(|e| e.to_string())?;
                }
            }
            "reopen" => self.locals[store].reopen(),
            "wait" => self.turn_clock(a as u64 * MINUTE),
            "batch" => {
                let batch_items = a as u32 + 1;
                let settings = local.store().settings().map_err(|e| e.to_string())?;
                local.store().set_settings(&Settings { batch_items, ..settings }).map_err(|e| e.to_string())?;
            }
            "confirm" | "reject" => return self.decide(store, name == "confirm"),
            "resolve" => return self.resolve(store, a),
            "retry" => return self.retry(store),
            _ => {
                let items: Vec<ItemId> = before.keys().copied().collect();
                if let Some(item) = items.get(a % items.len().max(1)) {
                    let dest = pick(b);
                    self.on_item(store, name, *item, b, dest, &mut expected)?;
                }
            }
        }
        let differences = differences(&expected, &self.locals[store].view());
        if differences.is_empty() { Ok(()) } else { Err(format!("store {store} after {name}: {differences:#?}")) }
    }

    fn below(&self, store: usize, folder: FolderId) -> Vec<FolderId> {
        let local = &self.locals[store];
        let mut all = vec![folder];
        for child in local.store().subfolders(folder).expect("read") {
            all.extend(self.below(store, child.id));
        }
        all
    }

    /// Whether another store sent a mail of this key and does not know what became of it.
    fn is_unheard_elsewhere(&self, store: usize, mail: &Mail) -> bool {
        let others = self.locals.iter().enumerate().filter(|(other, _)| *other != store);
        others.into_iter().any(|(_, local)| {
            let same = local.view().into_iter().filter(|(_, seen)| seen.mail.key == mail.key).map(|(id, _)| id);
            same.into_iter().any(|id| local.store().item(id).is_ok_and(|item| !item.binding.is_bound()))
        })
    }

    /// The user deletes what he sees. Of a header he knows that there is a text, which the server has: where it is, or where it was
    /// before he moved it.
    fn forget(&mut self, store: usize, seen: &Seen) {
        self.ledger.deleted(&seen.mail);
        if !seen.header {
            return;
        }
        let here = self.locals[store].dir_of(seen.folder).and_then(|dir| self.server.dirs.get(&dir));
        let of_key = |dir: &&Dir| dir.items.values().any(|mail| mail.key == seen.mail.key);
        let dirs: Vec<&Dir> = here.filter(of_key).map_or_else(|| self.server.dirs.values().collect(), |dir| vec![dir]);
        let mails = dirs.into_iter().flat_map(|dir| dir.items.values()).filter(|mail| mail.key == seen.mail.key);
        mails.for_each(|mail| self.ledger.deleted(mail));
    }

    fn on_item(&mut self, store: usize, name: &str, item: ItemId, b: usize, dest: FolderId, expected: &mut View) -> Check {
        let old = expected[&item].clone();
        let word = self.word(if name == "note" { 'n' } else { 't' });
        let local = &self.locals[store];
        let seen = expected.get_mut(&item).expect("picked");
        match name {
            "edit" => match local.set(item, CONTENT, Value::Binary(word.clone().into_bytes())) {
                Ok(()) => {
                    self.ledger.replaced(&old.mail.text);
                    self.ledger.saved(&word);
                    seen.mail.text = word;
                }
                Err(_) if old.header => {}
                Err(e) => return Err(e.to_string()),
            },
            // Nothing of a mail changes under its key for who sent it and was not told its id: he need not fetch it to know it.
            "note" if !old.mail.event && self.is_unheard_elsewhere(store, &old.mail) => {}
            "note" => {
                local.set(item, NOTE, Value::Text(word.clone())).map_err(|e| e.to_string())?;
                self.ledger.replaced(&old.mail.note);
                self.ledger.saved(&word);
                seen.mail.note = word;
            }
            "read" | "unread" => {
                let read = name == "read";
                local.set_read(item, read).map_err(|e| e.to_string())?;
                let bit = IOSTX_FLAG_READ;
                seen.mail.flags = if read { seen.mail.flags | bit } else { seen.mail.flags & !bit };
            }
            "delete" => {
                local.delete(item).map_err(|e| e.to_string())?;
                self.forget(store, &old);
                expected.remove(&item);
            }
            "move" => {
                local.move_to(item, dest).map_err(|e| e.to_string())?;
                seen.folder = dest;
            }
            "copy" => {
                // A second event of one key cannot be in one folder; one that is only a header has no text to copy yet.
                if old.mail.event || old.header {
                    return Ok(());
                }
                local.copy(item, dest).map_err(|e| e.to_string())?;
                self.ledger.copied(&old.mail);
                let copy = local.view().into_iter().find(|(id, _)| !expected.contains_key(id));
                expected.extend(copy.filter(|(_, copy)| copy.folder == dest && copy.mail.text == old.mail.text));
            }
            "ask-body" => drop(local.store().request_full(&[item]).map_err(|e| e.to_string())?),
            _ => {
                let Some((set, clear, add, remove)) = flag_operation(name, b) else { return Ok(()) };
                let update = ItemUpdate {
                    flags_set: set,
                    flags_clear: clear,
                    keywords_add: add.iter().cloned().collect(),
                    keywords_remove: remove.iter().cloned().collect(),
                    values: Bag::new(),
                };
                local.update(item, &update).map_err(|e| e.to_string())?;
                seen.mail.flags = seen.mail.flags & !clear | set;
                seen.mail.words.extend(add);
                seen.mail.words.retain(|word| Some(word) != remove.as_ref());
            }
        }
        Ok(())
    }

    // --- Decisions -----------------------------------------------------------------------------------------------------------------

    /// Carries held deletions out, or refuses them.
    pub fn decide(&mut self, store: usize, confirm: bool) -> Check {
        let local = &self.locals[store];
        let mut folders: Vec<FolderId> = local.folders().into_iter().map(|(id, _)| id).collect();
        // Folders that the server deleted are held with what is below them: those above first.
        folders.push(local.special(IOSTX_FOLDER_IPM_SUBTREE));
        for folder in folders {
            let held = |folder| local.store().list_held(Some(folder)).and_then(|mut cursor| cursor.next()).ok().flatten().is_some();
            if !held(folder) {
                continue;
            }
            let decided = if confirm { local.store().confirm_held(folder) } else { local.store().reject_held(folder) };
            decided.map_err(|e| format!("deciding about folder {}: {e}", folder.0))?;
        }
        Ok(())
    }

    /// Resolves conflicts that wait.
    pub fn resolve(&mut self, store: usize, how: usize) -> Check {
        let choice = [Choice::KeepBoth, Choice::Local, Choice::Server, Choice::LastWriter][how % 4];
        let local = &self.locals[store];
        let held = local.view().into_keys().filter(|id| local.store().item(*id).is_ok_and(|item| item.is(item_bits::HOLD)));
        for item in held.collect::<Vec<_>>() {
            local.store().resolve_conflict(item, choice).map_err(|e| format!("resolving item {}: {e}", item.0))?;
        }
        Ok(())
    }

    /// What failed so often that it waits for the user is tried again.
    pub fn retry(&mut self, store: usize) -> Check {
        let local = &self.locals[store];
        let mut cursor = local.store().list_failures(None).map_err(|e| e.to_string())?;
        let rows = std::iter::from_fn(|| cursor.next().expect("a row"));
        let objects: Vec<Object> = rows.filter_map(|row| row.object).collect();
        local.store().retry(&objects).map(|_| ()).map_err(|e| e.to_string())
    }

    // --- The end --------------------------------------------------------------------------------------------------------------------

    /// Brings all sides together, and looks that they are the same, with nothing lost and nothing doubled.
    pub fn settle(&mut self) -> Check {
        const ROUNDS: usize = 12;
        for round in 0.. {
            let before = self.server.revision.load(Ordering::Relaxed);
            for store in 0..self.locals.len() {
                self.turn_clock(2 * DAY);
                self.decide(store, !self.rejects)?;
                self.resolve(store, 0)?;
                self.retry(store)?;
                let plan = Plan { full: round % 2 == 1, ..self.plan() };
                self.sync(store, &plan);
                self.check()?;
            }
            let quiet = before == self.server.revision.load(Ordering::Relaxed);
            if quiet && self.difference().is_none() {
                break;
            }
            if round == ROUNDS {
                let difference = self.difference().unwrap_or("the server is still being changed".into());
                return Err(format!("after {ROUNDS} rounds the sides are not the same: {difference}\n{}", self.picture()));
            }
        }
        let doubled = self.ledger.doubled(&self.server, self.policy);
        if !doubled.is_empty() {
            return Err(format!("doubled: {doubled:?}\n{}", self.picture()));
        }
        self.check_idle()
    }

    /// The first difference between the sides, or what still waits.
    pub fn difference(&self) -> Option<String> {
        let theirs = self.server.summary();
        self.locals.iter().enumerate().find_map(|(number, local)| {
            let ours = local.summary();
            if ours != theirs {
                let more: Vec<_> = ours.iter().filter(|line| !theirs.contains(line)).collect();
                let less: Vec<_> = theirs.iter().filter(|line| !ours.contains(line)).collect();
                return Some(format!("store {number} has {more:?}, the server {less:?}"));
            }
            let waiting = local.waiting();
            (!waiting.is_empty()).then(|| format!("in store {number} wait {waiting:#?}"))
        })
    }

    /// A synchronization that has nothing to do writes nothing, on either side.
    pub fn check_idle(&mut self) -> Check {
        for store in 0..self.locals.len() {
            for full in [false, true] {
                let revision = self.server.revision.load(Ordering::Relaxed);
                let before = self.locals[store].bytes();
                self.sync(store, &Plan { full, ..self.plan() });
                if self.server.revision.load(Ordering::Relaxed) != revision {
                    return Err(format!("a pass of store {store} with nothing to do changed the server\n{}", self.picture()));
                }
                if self.locals[store].bytes() != before {
                    let kind = if full { "a full pass" } else { "a pass" };
                    return Err(format!("{kind} of store {store} with nothing to do wrote into its file"));
                }
            }
        }
        Ok(())
    }
}

type FlagChange = (u32, u32, Option<String>, Option<String>);

/// Flags to set and to clear, keywords to add and to take away.
fn flag_operation(name: &str, b: usize) -> Option<FlagChange> {
    let word = || Some(["red", "green"][b % 2].to_owned());
    Some(match name {
        "read" => (IOSTX_FLAG_READ, 0, None, None),
        "unread" => (0, IOSTX_FLAG_READ, None, None),
        "flag" => (IOSTX_FLAG_FLAGGED, 0, None, None),
        "unflag" => (0, IOSTX_FLAG_FLAGGED, None, None),
        "word" => (0, 0, word(), None),
        "unword" => (0, 0, None, word()),
        _ => return None,
    })
}
