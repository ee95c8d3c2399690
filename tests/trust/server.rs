//! A server in memory that does what it is told, when it is told: folders, items, versions, moves, delta tokens that expire, ids
//! that are voided, and a line over which requests fail, or are carried out though nobody hears of it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::fuse::Fuse;

/// How the server behaves, and how an agent must use it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Style {
    pub moves: Moves,
    /// Tells the id of what was uploaded.
    pub tells_ids: bool,
    /// Tells when its versions were made.
    pub tells_time: bool,
    /// Listings carry fingerprints.
    pub prints: bool,
    /// Tells of moves outright; else they show as a deletion and a new item.
    pub tells_moves: bool,
}

impl Default for Style {
    fn default() -> Self {
        let moves = Moves::AtDestination;
        Style { moves, tells_ids: true, tells_time: false, prints: true, tells_moves: false }
    }
}

/// How an agent has items moved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Moves {
    /// When the item shows up in its new folder (UPM_MOVED).
    AtDestination,
    /// When it has left its old folder (UPD_MOVED).
    AtSource,
    /// The server cannot: a copy is uploaded, then the original deleted.
    ByCopy,
}

/// A folder's number; its remote id is "f" and the number. 0 is the root.
pub type DirId = u32;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dir {
    pub parent: DirId,
    pub name: String,
    pub role: u32,
    pub version: u64,
    pub items: BTreeMap<String, Mail>,
    /// Another number once all ids were voided.
    pub epoch: u32,
    /// What happened to which id, oldest first: its version, or `None` once it is gone.
    log: Vec<(u64, String)>,
    /// Tokens from before this are expired.
    since: u64,
}

/// An item: its fields are tokens that occur nowhere else.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Mail {
    pub name: String,
    pub key: Vec<u8>,
    /// An event: its key is unique in its folder, and it may change under its id; else a mail.
    pub event: bool,
    /// Its key is unique in its folder, by protocol or since nothing else has such a one.
    pub strong: bool,
    pub text: String,
    pub note: String,
    pub flags: u32,
    pub words: BTreeSet<String>,
    pub version: u64,
    pub made: u64,
    /// Where it was before, for servers that tell.
    pub moved_from: Option<(DirId, String)>,
}

/// What the server says instead of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Failure {
    /// The line is dead: nobody knows what was done.
    Line,
    /// It does not want this one.
    Refused,
    /// It has no such thing.
    Missing,
    /// It has another version by now.
    Changed,
    /// The token is too old.
    Expired,
    /// All ids were voided.
    NewEpoch,
}

pub type Reply<T> = Result<T, Failure>;

/// What happens to a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// It never arrives; the line is dead from then on.
    Cut,
    /// It is carried out, and the line dies before the answer.
    Lost,
    /// It is refused; the line is fine.
    Refuse,
}

/// Changes since a token.
#[derive(Debug, Default)]
pub struct Delta {
    pub changed: Vec<(String, Mail)>,
    pub gone: Vec<String>,
    pub token: String,
}

#[derive(Clone)]
pub struct Server {
    pub dirs: BTreeMap<DirId, Dir>,
    pub style: Style,
    pub now: u64,
    next: u64,
    /// Counts every change, so that two states of the server are never taken for one.
    pub revision: Arc<AtomicU64>,
    pub line: Line,
}

/// The line to the server: which of the requests of a synchronization fail.
#[derive(Debug, Clone, Default)]
pub struct Line {
    pub asked: u32,
    pub faults: Vec<(u32, Fault)>,
    /// How many requests have failed.
    pub failed: u64,
    dead: bool,
}

impl Server {
    pub fn new(style: Style) -> Self {
        let revision = Arc::default();
        Server { dirs: BTreeMap::new(), style, now: 0, next: 1, revision, line: Line::default() }
    }

    /// A request over the line; `fuse`: the program that asks may die before and after.
    pub fn request<T>(&mut self, fuse: &Fuse, act: impl FnOnce(&mut Self) -> Reply<T>) -> Reply<T> {
        fuse.touch();
        let number = self.line.asked;
        self.line.asked += 1;
        if self.line.dead {
            return Err(Failure::Line);
        }
        let fault = self.line.faults.iter().find(|(at, _)| *at == number).map(|(_, fault)| *fault);
        self.line.failed += u64::from(fault.is_some());
        let reply = match fault {
            Some(Fault::Cut) => Err(Failure::Line),
            Some(Fault::Refuse) => return Err(Failure::Refused),
            Some(Fault::Lost) => {
                let _ = act(self);
                Err(Failure::Line)
            }
            None => act(self),
        };
        self.line.dead |= matches!(fault, Some(Fault::Cut | Fault::Lost));
        fuse.touch();
        reply
    }

    /// A new line, on which these requests fail.
    pub fn connect(&mut self, faults: &[(u32, Fault)]) {
        self.line = Line { faults: faults.to_vec(), ..Line::default() };
    }

    fn change(&mut self) -> u64 {
        self.revision.fetch_add(1, Ordering::Relaxed);
        self.next += 1;
        self.next
    }

    pub fn dir(&self, id: DirId) -> Reply<&Dir> {
        self.dirs.get(&id).ok_or(Failure::Missing)
    }

    pub fn item(&self, dir: DirId, id: &str) -> Reply<&Mail> {
        self.dir(dir)?.items.get(id).ok_or(Failure::Missing)
    }

    // --- Folders ------------------------------------------------------------------------------------------------------------

    pub fn make_dir(&mut self, parent: DirId, name: &str, role: u32) -> Reply<DirId> {
        if parent != 0 {
            self.dir(parent)?;
        }
        let version = self.change();
        let id = version as DirId;
        let (items, log) = (BTreeMap::new(), Vec::new());
        let dir = Dir { parent, name: name.to_owned(), role, version, items, epoch: 1, log, since: 0 };
        self.dirs.insert(id, dir);
        Ok(id)
    }

    /// Renames and moves a folder.
    pub fn change_dir(&mut self, id: DirId, parent: DirId, name: &str) -> Reply<u64> {
        self.dir(id)?;
        if parent != 0 {
            self.dir(parent)?;
        }
        let mut above = parent;
        while above != 0 {
            if above == id {
                return Err(Failure::Refused);
            }
            above = self.dir(above)?.parent;
        }
        let version = self.change();
        let dir = self.dirs.get_mut(&id).ok_or(Failure::Missing)?;
        (dir.parent, dir.name, dir.version) = (parent, name.to_owned(), version);
        Ok(version)
    }

    pub fn children(&self, id: DirId) -> Vec<DirId> {
        self.dirs.iter().filter(|(_, dir)| dir.parent == id).map(|(id, _)| *id).collect()
    }

    /// A folder and all below it, parents first.
    pub fn subtree(&self, id: DirId) -> Vec<DirId> {
        let mut all = if id == 0 { Vec::new() } else { vec![id] };
        for child in self.children(id) {
            all.extend(self.subtree(child));
        }
        all
    }

    /// Deletes a folder with all in it.
    pub fn delete_dir(&mut self, id: DirId) -> Reply<()> {
        self.dir(id)?;
        for gone in self.subtree(id) {
            self.change();
            self.dirs.remove(&gone);
        }
        Ok(())
    }

    /// The path of a folder, for people.
    pub fn path(&self, id: DirId) -> String {
        match self.dirs.get(&id) {
            Some(dir) if dir.parent != 0 => format!("{}/{}", self.path(dir.parent), dir.name),
            Some(dir) => dir.name.clone(),
            None => String::new(),
        }
    }

    // --- Items --------------------------------------------------------------------------------------------------------------

    fn note(&mut self, dir: DirId, id: &str) -> u64 {
        let version = self.change();
        if let Some(dir) = self.dirs.get_mut(&dir) {
            dir.log.push((version, id.to_owned()));
        }
        version
    }

    /// A new item. An event whose key is taken is refused as changed.
    pub fn add(&mut self, dir: DirId, mail: Mail) -> Reply<(String, u64)> {
        if mail.event && self.dir(dir)?.items.values().any(|other| other.event && other.key == mail.key) {
            return Err(Failure::Changed);
        }
        self.dir(dir)?;
        let id = format!("m{}", self.next + 1);
        let version = self.note(dir, &id);
        let mail = Mail { version, made: self.now, ..mail };
        self.dirs.get_mut(&dir).ok_or(Failure::Missing)?.items.insert(id.clone(), mail);
        Ok((id, version))
    }

    /// Changes an item, if it is in this version; 0: whatever its version. Answers its id and version then. Of a mail only flags
    /// change under its id: what else is written makes a new one in its place, as drafts are written.
    pub fn put(&mut self, dir: DirId, id: &str, version: u64, change: impl FnOnce(&mut Mail)) -> Reply<(String, u64)> {
        let old = self.item(dir, id)?.clone();
        if version != 0 && old.version != version {
            return Err(Failure::Changed);
        }
        let mut new = old.clone();
        change(&mut new);
        if (&new.text, &new.note) != (&old.text, &old.note) && !old.event {
            self.remove(dir, id, 0)?;
            return self.add(dir, Mail { moved_from: None, ..new });
        }
        new.version = self.note(dir, id);
        new.made = self.now;
        let version = new.version;
        self.dirs.get_mut(&dir).ok_or(Failure::Missing)?.items.insert(id.to_owned(), new);
        Ok((id.to_owned(), version))
    }

    pub fn remove(&mut self, dir: DirId, id: &str, version: u64) -> Reply<()> {
        if version != 0 && self.item(dir, id)?.version != version {
            return Err(Failure::Changed);
        }
        self.item(dir, id)?;
        self.note(dir, id);
        self.dirs.get_mut(&dir).ok_or(Failure::Missing)?.items.remove(id);
        Ok(())
    }

    /// Moves an item; it gets a new id there.
    pub fn relocate(&mut self, from: DirId, id: &str, to: DirId) -> Reply<(String, u64)> {
        let mail = self.item(from, id)?.clone();
        let taken = |other: &Mail| other.event && other.key == mail.key;
        if mail.event && self.dir(to)?.items.values().any(taken) {
            return Err(Failure::Changed);
        }
        self.dir(to)?;
        self.remove(from, id, 0)?;
        let made = mail.made;
        let (new, version) = self.add(to, Mail { moved_from: Some((from, id.to_owned())), ..mail })?;
        if let Some(mail) = self.dirs.get_mut(&to).and_then(|dir| dir.items.get_mut(&new)) {
            mail.made = made;
        }
        Ok((new, version))
    }

    // --- Listing ------------------------------------------------------------------------------------------------------------

    pub fn token(&self, dir: DirId) -> String {
        self.dirs.get(&dir).map_or(String::new(), |dir| format!("{} {}", dir.epoch, self.next))
    }

    /// What changed in a folder since a token.
    pub fn delta(&self, dir: DirId, token: &str) -> Reply<Delta> {
        let here = self.dir(dir)?;
        let mut parts = token.split(' ').map(|part| part.parse::<u64>().unwrap_or(0));
        let (epoch, since) = (parts.next().unwrap_or(0), parts.next().unwrap_or(0));
        if epoch != u64::from(here.epoch) {
            return Err(Failure::NewEpoch);
        }
        if since < here.since {
            return Err(Failure::Expired);
        }
        let ids: BTreeSet<&String> = here.log.iter().filter(|(at, _)| *at > since).map(|(_, id)| id).collect();
        let (there, gone): (Vec<_>, Vec<_>) = ids.into_iter().partition(|id| here.items.contains_key(*id));
        Ok(Delta {
            changed: there.into_iter().map(|id| (id.clone(), here.items[id].clone())).collect(),
            gone: gone.into_iter().cloned().collect(),
            token: self.token(dir),
        })
    }

    /// All tokens of a folder are too old from now on.
    pub fn expire(&mut self, dir: DirId) {
        let now = self.change();
        if let Some(dir) = self.dirs.get_mut(&dir) {
            dir.since = now;
        }
    }

    /// All items of a folder get new ids.
    pub fn renumber(&mut self, dir: DirId) {
        let now = self.change();
        let Some(items) = self.dirs.get_mut(&dir).map(|dir| {
            (dir.epoch, dir.since) = (dir.epoch + 1, now);
            dir.log.clear();
            std::mem::take(&mut dir.items)
        }) else {
            return;
        };
        for mail in items.into_values() {
            let version = self.change();
            let mail = Mail { version, moved_from: None, ..mail };
            if let Some(dir) = self.dirs.get_mut(&dir) {
                dir.items.insert(format!("m{version}"), mail);
                dir.log.push((version, format!("m{version}")));
            }
        }
    }

    /// What is on the server, a line each, for comparing with what a store has.
    pub fn summary(&self) -> Vec<String> {
        let mut lines = Vec::new();
        for (id, dir) in &self.dirs {
            let path = self.path(*id);
            lines.push(format!("{path}/"));
            lines.extend(dir.items.values().map(|mail| describe(&path, mail)));
        }
        lines.sort();
        lines
    }
}

/// An item in words: folder, text, note, flags, keywords.
pub fn describe(path: &str, mail: &Mail) -> String {
    let mut line = format!("{path}: {}", mail.text);
    if !mail.note.is_empty() {
        line += &format!(" +{}", mail.note);
    }
    let flags = ["read", "flagged", "answered", "forwarded", "draft", "marked"];
    for (bit, name) in flags.iter().enumerate() {
        if mail.flags & (1 << bit) != 0 {
            line += &format!(" {name}");
        }
    }
    for word in &mail.words {
        line += &format!(" #{word}");
    }
    line
}
