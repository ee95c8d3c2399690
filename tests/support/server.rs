//! A server in memory, and an agent that brings a store and the server together: up, and down.

use std::collections::BTreeMap;
use std::sync::Arc;

use iostx::props::flags::{IOSTX_FLAG_ALL, IOSTX_FLAG_READ};
use iostx::props::{Bag, PropTag, Value, classify, tags};
use iostx::store::{
    Answer, Binding, DeleteEntry, FolderId, ImportFlags, ImportItem, Item, ListingScope, Pending, Probe, SessionMemory, UploadItem,
    UploadTable, item_bits,
};

use super::{Bench, CONTENT};

/// An item as the server has it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ServerItem {
    pub key: Vec<u8>,
    pub strong: bool,
    pub text: Option<Vec<u8>>,
    pub props: Bag,
    pub flags: u32,
    pub keywords: Vec<String>,
}

/// How the agent carries out moves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Moves {
    /// From the destination: UPM_MOVED.
    AtDestination,
    /// From the source: UPD_MOVED.
    AtSource,
    /// The server cannot move: a copy is uploaded, and the original deleted.
    ByCopy,
}

/// When the connection breaks: after so many requests, before or after the server did the last one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Break {
    pub after: usize,
    pub done: bool,
}

/// The connection broke.
#[derive(Debug, PartialEq, Eq)]
pub struct Broken;

type Remote<T> = Result<T, Broken>;

/// The server: items by id in folders, each with a version.
pub struct Server {
    pub folders: BTreeMap<FolderId, BTreeMap<Vec<u8>, (u64, ServerItem)>>,
    pub moves: Moves,
    /// Whether it tells the id of an uploaded item.
    pub tells_ids: bool,
    next: u64,
    line: Option<Break>,
}

impl Server {
    pub fn new(moves: Moves) -> Self {
        Server { folders: BTreeMap::new(), moves, tells_ids: true, next: 1, line: None }
    }

    pub fn break_line(&mut self, line: Option<Break>) {
        self.line = line;
    }

    pub fn count(&self) -> usize {
        self.folders.values().map(BTreeMap::len).sum()
    }

    pub fn item(&self, folder: FolderId, id: &str) -> Option<&ServerItem> {
        self.folders.get(&folder)?.get(id.as_bytes()).map(|(_, item)| item)
    }

    /// One request over the line.
    fn request<T>(&mut self, act: impl FnOnce(&mut Self) -> T) -> Remote<T> {
        match &mut self.line {
            Some(line) if line.after == 0 => {
                if std::mem::take(&mut line.done) {
                    act(self);
                }
                Err(Broken)
            }
            Some(line) => {
                line.after -= 1;
                Ok(act(self))
            }
            None => Ok(act(self)),
        }
    }

    fn number(&mut self) -> u64 {
        self.next += 1;
        self.next
    }

    /// Stores an item under an id, a new one if none is given.
    pub fn put(&mut self, folder: FolderId, id: Option<Vec<u8>>, item: ServerItem) -> Binding {
        let version = self.number();
        let id = id.unwrap_or_else(|| format!("s{version}").into_bytes());
        self.folders.entry(folder).or_default().insert(id.clone(), (version, item));
        Binding::new(id, version.to_string())
    }

    fn relocate(&mut self, from: FolderId, id: &[u8], to: FolderId) -> Option<Binding> {
        let (_, item) = self.folders.get_mut(&from)?.remove(id)?;
        Some(self.put(to, None, item))
    }
}

/// What a server keeps of an item.
pub fn seen_by_server(item: &Item, text: Option<Vec<u8>>) -> ServerItem {
    let kept = |tag: &PropTag| !classify::is_untracked(*tag) && !classify::is_flag(*tag);
    ServerItem {
        key: item.match_key.clone(),
        strong: item.is(item_bits::STRONG),
        text,
        props: item.bag.iter().filter(|(tag, _)| kept(tag)).map(|(tag, value)| (tag, value.clone())).collect(),
        flags: item.flag_set(),
        keywords: item.keywords().into_iter().map(str::to_owned).collect(),
    }
}

fn uploaded(up: &UploadItem) -> ServerItem {
    let text = match up.message.get(CONTENT) {
        Ok(Value::Binary(bytes)) => Some(bytes),
        _ => None,
    };
    seen_by_server(&up.item, text)
}

impl Bench {
    /// One upload pass: what is new and changed in all folders, then what was deleted. Where the server moves at the source, that is
    /// done before anything else is uploaded.
    pub fn push(&self, server: &mut Server) -> Remote<()> {
        let folders = self.store.upload_folders(&self.offer()).expect("folders");
        if server.moves == Moves::AtSource {
            self.push_changes(server, &folders, false)?;
            self.push_deletions(server, &folders)?;
        }
        self.push_changes(server, &folders, true)?;
        self.push_deletions(server, &folders)
    }

    /// Items, if they are wanted, and read states.
    fn push_changes(&self, server: &mut Server, folders: &[FolderId], items: bool) -> Remote<()> {
        for folder in folders {
            let mut table = self.table(*folder);
            if items {
                self.push_items(server, *folder, &mut table)?;
            }
            self.push_reads(server, *folder, &mut table)?;
            table.commit().expect("settled");
        }
        Ok(())
    }

    fn push_deletions(&self, server: &mut Server, folders: &[FolderId]) -> Remote<()> {
        for folder in folders {
            let mut table = self.table(*folder);
            self.push_deletes(server, *folder, &mut table)?;
            table.commit().expect("settled");
        }
        Ok(())
    }

    fn push_items(&self, server: &mut Server, folder: FolderId, table: &mut UploadTable) -> Remote<()> {
        while let Some(up) = table.next_item(b"cookie").expect("handed out") {
            if up.retry {
                // So that the look sees which items of the server are known by now.
                table.commit().expect("settled");
            }
            let answer = self.push_item(server, folder, &up)?;
            table.answer_item(&up, answer);
        }
        Ok(())
    }

    fn push_item(&self, server: &mut Server, folder: FolderId, up: &Arc<UploadItem>) -> Remote<Answer> {
        let new = uploaded(up);
        let tells = server.tells_ids;
        if up.item.binding.is_bound() {
            let id = up.item.binding.remote_id.clone();
            let read = server.folders[&folder].get(&id).map(|(_, item)| item.flags & IOSTX_FLAG_READ);
            // The read state has an entry of its own.
            let flags = read.map_or(new.flags, |read| new.flags & !IOSTX_FLAG_READ | read);
            let binding = server.request(|server| server.put(folder, Some(id), ServerItem { flags, ..new }))?;
            return Ok(Answer { ok: true, binding: Some(binding), ..Answer::default() });
        }
        if up.retry
            && let Some(id) = self.lost(server, folder, &new.key)
        {
            let binding = server.request(|server| server.put(folder, Some(id), new))?;
            return Ok(Answer { ok: true, binding: Some(binding), ..Answer::default() });
        }
        if let Some(source) = up.source.as_ref().filter(|_| server.moves == Moves::AtDestination) {
            let from = source.folder;
            let id = Some(source.binding.remote_id.clone()).filter(|id| !id.is_empty());
            let id = id.filter(|id| server.folders.get(&from).is_some_and(|items| items.contains_key(id)));
            if let Some(id) = id {
                let binding = server.request(|server| {
                    let binding = server.relocate(from, &id, folder)?;
                    Some(server.put(folder, Some(binding.remote_id), new))
                })?;
                return Ok(Answer { ok: true, moved: true, binding, ..Answer::default() });
            }
        }
        let binding = server.request(|server| server.put(folder, None, new))?;
        Ok(Answer { ok: true, binding: Some(binding).filter(|_| tells), ..Answer::default() })
    }

    /// An item of the server with this key that nothing of the store is bound to, no pending deletion either: what a lost answer
    /// was about.
    fn lost(&self, server: &Server, folder: FolderId, key: &[u8]) -> Option<Vec<u8>> {
        let items = server.folders.get(&folder)?;
        let mut pending = self.store.list_pending(Some(folder)).expect("a table");
        let bound = pending.columns().iter().position(|tag| tag.0 == tags::IOSTX_PR_REMOTE_ID).expect("a column");
        let row = || pending.next().expect("a row").map(|row| row.values[bound].clone());
        let waiting: Vec<Value> = std::iter::from_fn(row).collect();
        let unknown = |id: &Vec<u8>| {
            let mut found = self.store.find_remote(Some(folder), &[id]).expect("found");
            found.next().expect("a row").is_none()
        };
        let free = |id: &Vec<u8>| unknown(id) && !waiting.contains(&Value::Binary(id.clone()));
        items.iter().find(|(id, (_, item))| item.key == key && free(id)).map(|(id, _)| id.clone())
    }

    fn push_reads(&self, server: &mut Server, folder: FolderId, table: &mut UploadTable) -> Remote<()> {
        loop {
            let entries = table.next_reads(2).expect("handed out");
            if entries.is_empty() {
                return Ok(());
            }
            for entry in &entries {
                let id = entry.binding.remote_id.clone();
                let version = server.request(|server| {
                    let version = server.number();
                    let (old, item) = server.folders.get_mut(&folder)?.get_mut(&id)?;
                    *old = version;
                    item.flags = if entry.read { item.flags | IOSTX_FLAG_READ } else { item.flags & !IOSTX_FLAG_READ };
                    Some(version)
                })?;
                let binding = version.map(|version| Binding::new(id, version.to_string()));
                table.answer_read(entry, Answer { ok: true, binding, ..Answer::default() });
            }
        }
    }

    fn push_deletes(&self, server: &mut Server, folder: FolderId, table: &mut UploadTable) -> Remote<()> {
        loop {
            let entries = table.next_deletes(2, b"cookie").expect("handed out");
            if entries.is_empty() {
                return Ok(());
            }
            for entry in &entries {
                if let Some(answer) = self.push_delete(server, folder, entry)? {
                    table.answer_delete(entry, answer);
                }
            }
        }
    }

    fn push_delete(&self, server: &mut Server, folder: FolderId, entry: &DeleteEntry) -> Remote<Option<Answer>> {
        let id = match entry.stone.binding.is_bound() {
            true => Some(entry.stone.binding.remote_id.clone()),
            false if entry.retry => self.lost(server, folder, &entry.stone.match_key),
            false => None,
        };
        let there = id.as_ref().is_some_and(|id| server.folders.get(&folder).is_some_and(|items| items.contains_key(id)));
        if let Some(dest) = &entry.dest {
            if server.moves != Moves::AtSource {
                return Ok(None);
            }
            if entry.retry
                && !there
                && let Some(id) = self.lost(server, dest.folder, &entry.stone.match_key)
            {
                // It was moved, and the answer was lost.
                let binding = Binding::new(id, Vec::new());
                return Ok(Some(Answer { ok: true, moved: true, binding: Some(binding), ..Answer::default() }));
            }
            let Some(id) = id.filter(|_| there) else { return Ok(None) };
            let to = dest.folder;
            let binding = server.request(|server| server.relocate(folder, &id, to))?;
            return Ok(Some(Answer { ok: true, moved: true, binding, ..Answer::default() }));
        }
        if let Some(id) = id.filter(|_| there) {
            server.request(|server| server.folders.get_mut(&folder).map(|items| items.remove(&id)))?;
        }
        Ok(Some(Answer { ok: true, ..Answer::default() }))
    }

    /// One download pass: all of every folder, by probe.
    pub fn pull(&self, server: &Server) -> PullCounts {
        let memory = SessionMemory::default();
        let mut counts = PullCounts::default();
        for folder in self.store.download_folders(&self.offer()).expect("folders") {
            self.pull_folder(server, folder, &memory, &mut counts);
        }
        self.store.end_pass(&memory, self.root, true).expect("ended");
        counts
    }

    fn pull_folder(&self, server: &Server, folder: FolderId, memory: &SessionMemory, counts: &mut PullCounts) {
        let importer = self.importer_in(folder, memory);
        importer.listing_begin(ListingScope::default()).expect("begun");
        let empty = BTreeMap::new();
        let there = server.folders.get(&folder).unwrap_or(&empty);
        let list: Vec<(Binding, &ServerItem)> =
            there.iter().map(|(id, (version, item))| (Binding::new(id.clone(), version.to_string()), item)).collect();
        let listed: Vec<ImportItem> = list.iter().map(|(binding, item)| short(binding, item)).collect();
        let answers = importer.probe(&listed).expect("probed");
        for ((binding, item), answer) in list.iter().zip(answers) {
            match answer {
                Probe::Have | Probe::Bound | Probe::Deleted | Probe::OutOfScope => {}
                Probe::WantFlags => {
                    let flags = ImportFlags {
                        binding: binding.clone(),
                        set: item.flags,
                        clear: IOSTX_FLAG_ALL & !item.flags,
                        keywords: Some(item.keywords.clone()),
                    };
                    importer.import_flags(&[flags]).expect("imported");
                }
                Probe::WantAll | Probe::WantHeader => {
                    counts.bodies += 1;
                    importer.import_item(full(binding, item)).expect("imported");
                }
            }
        }
        importer.listing_complete().expect("complete");
        importer.finish(true).expect("finished");
        let sides = importer.counts();
        counts.created += sides[0].created;
        counts.deleted += sides[0].deleted;
        counts.conflicts += sides[0].conflicts;
    }

    /// Fails unless the folders hold exactly what the server holds, and nothing waits.
    pub fn assert_same(&self, server: &Server, folders: &[FolderId]) {
        for folder in folders {
            let ours: BTreeMap<Vec<u8>, ServerItem> = self
                .items(*folder)
                .into_iter()
                .map(|id| {
                    let item = self.item(id);
                    let text = self.text(id).map(String::into_bytes);
                    assert_eq!(item.pending, Pending::NONE, "nothing waits");
                    (item.binding.remote_id.clone(), seen_by_server(&item, text))
                })
                .collect();
            let theirs: BTreeMap<Vec<u8>, ServerItem> =
                server.folders.get(folder).into_iter().flatten().map(|(id, (_, item))| (id.clone(), item.clone())).collect();
            assert_eq!(ours, theirs);
            assert_eq!(ours.len(), self.items(*folder).len(), "every item has an id of its own");
        }
        assert_eq!(self.pending_count(), 0, "nothing waits");
        self.check();
    }
}

/// What a download pass came to.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct PullCounts {
    pub created: u32,
    pub deleted: u32,
    pub conflicts: u32,
    /// How many bodies were fetched.
    pub bodies: u32,
}

/// What a listing shows of an item.
fn short(binding: &Binding, item: &ServerItem) -> ImportItem {
    let class = item.props.get(iostx::props::tags::IOSTX_PR_MESSAGE_CLASS).cloned();
    let mut values = Bag::new();
    values.put(iostx::props::tags::IOSTX_PR_MESSAGE_CLASS, class);
    ImportItem { binding: binding.clone(), match_key: item.key.clone(), strong: Some(item.strong), values, ..ImportItem::default() }
}

fn full(binding: &Binding, item: &ServerItem) -> ImportItem {
    let mut values = item.props.clone();
    iostx::props::flags::apply(&mut values, item.flags, IOSTX_FLAG_ALL & !item.flags);
    values.set(classify::KEYWORDS, Value::texts(item.keywords.iter().cloned()));
    ImportItem { values, content: item.text.clone(), ..short(binding, item) }
}
