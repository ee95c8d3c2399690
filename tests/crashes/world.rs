//! A store, a server and an editor's notes in one folder, and what must be true of the three together.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::PathBuf;

use iostx::store::flags::*;
use iostx::store::{FolderId, ItemId, Object, OpenOptions, Severity, Store};

use super::agent::{name_of, synchronize, text_of};
use super::chance::Chance;
use super::editor::{End, Note, is_read, items_of, read_notes};
use super::server::Server;
use super::version::{Version, reachable};

/// The folders that are synchronized.
pub const ROLES: [u32; 3] = [IOSTX_FOLDER_INBOX, IOSTX_FOLDER_DRAFTS, IOSTX_FOLDER_ARCHIVE];
/// Passes after which everything must be settled.
const PASSES: usize = 8;

pub struct World {
    dir: tempfile::TempDir,
}

impl World {
    pub fn new() -> Self {
        World { dir: tempfile::tempdir().expect("a temporary folder") }
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    pub fn store_path(&self) -> PathBuf {
        self.path("test.iostx")
    }

    pub fn open(&self) -> Store {
        Store::open(self.store_path(), OpenOptions::default()).expect("the store opens")
    }

    pub fn server(&self) -> Server {
        Server::open(&self.path("server"))
    }

    pub fn notes(&self) -> Vec<Note> {
        read_notes(&self.path("notes"))
    }

    /// Somebody works on the server. Nobody else talks to it meanwhile.
    pub fn use_server(&self, chance: &mut Chance) {
        let mut server = self.server();
        for _ in 0..chance.below(4) {
            let ids: Vec<u64> = server.items.keys().copied().collect();
            let folder = ["Inbox", "Drafts", "Archive"][chance.below(3) as usize];
            let number = server.requests;
            let uid = format!("v{number}");
            match (chance.below(8), chance.pick(&ids).copied()) {
                (0..=2, _) | (_, None) => {
                    server.put(folder, None, &Version::new(&uid, &format!("{uid}.s0"), "-"), false);
                }
                (3..=5, Some(id)) => {
                    let item = server.items[&id].clone();
                    let text = Version::new(&item.text.uid, &format!("{}.s{number}", item.text.uid), &item.text.name);
                    server.put(&item.folder, Some(id), &text, item.read);
                }
                (6, Some(id)) => server.set_read(id, !server.items[&id].read),
                (_, Some(id)) => server.delete(id),
            }
        }
    }

    /// What holds at any moment: the store does not contradict itself, and neither side has an item twice.
    pub fn assert_sound(&self, store: &Store, when: &str) {
        let mut errors = Vec::new();
        store
            .check_each(0, |finding| {
                if finding.severity == Severity::Error {
                    let story = match finding.object {
                        Some(Object::Item(id)) => self.story(&text_in(store, id).uid),
                        _ => String::new(),
                    };
                    errors.push(format!("{}\n{story}", finding.text));
                }
            })
            .unwrap_or_else(|e| panic!("{when}: the check: {e}"));
        assert!(errors.is_empty(), "{when}: {}", errors.join("\n"));
        let mut seen = BTreeSet::new();
        // The process that synchronizes may be alive.
        for item in Server::look(&self.path("server")).items.values() {
            assert!(seen.insert(&item.text.uid), "{when}: the server has {} twice\n{}", item.text.uid, self.story(&item.text.uid));
        }
    }

    /// Synchronizes until nothing waits; then both sides must agree, and nothing may be missing.
    pub fn assert_settles(&self, store: &Store, when: &str) {
        let folders = folders(store);
        let mut server = self.server();
        let waits = |store: &Store| store.info().expect("facts").pending;
        for pass in 0.. {
            let before = server.requests;
            synchronize(store, &folders, &mut server, &mut || Ok(())).unwrap_or_else(|e| panic!("{when}: {e}"));
            if waits(store) == 0 && server.requests == before {
                break;
            }
            assert!(pass < PASSES, "{when}: after {pass} passes there still wait {:#?}", waiting(store));
        }
        self.assert_sound(store, when);
        self.assert_same(store, &server, when);
        self.assert_nothing_lost(store, &server, when);
    }

    fn assert_same(&self, store: &Store, server: &Server, when: &str) {
        let mut ours = BTreeMap::new();
        for folder in folders(store) {
            let name = name_of(&store.folder(folder).expect("there").name);
            for id in items_of(store, folder).expect("a list") {
                let text = text_in(store, id);
                let read = is_read(&store.item(id).expect("there"));
                let twice = ours.insert(text.uid, (name.clone(), text.name, read));
                assert_eq!(twice, None, "{when}: the store has an item twice");
            }
        }
        let theirs: BTreeMap<_, _> = server
            .items
            .values()
            .map(|item| (item.text.uid.clone(), (item.folder.clone(), item.text.name.clone(), item.read)))
            .collect();
        let uids: BTreeSet<&String> = ours.keys().chain(theirs.keys()).collect();
        for uid in uids {
            let sides = (ours.get(uid), theirs.get(uid));
            assert!(sides.0 == sides.1, "{when}: here and there: {sides:#?}\n{}", self.story(uid));
        }
    }

    /// What the editor and the server did with an item.
    fn story(&self, uid: &str) -> String {
        let mut story = String::new();
        for file in ["notes", "server"] {
            let text = std::fs::read_to_string(self.path(file)).unwrap_or_default();
            let lines: Vec<&str> = text.lines().collect();
            let mut ids = BTreeSet::new();
            for (n, line) in lines.iter().enumerate() {
                let words: Vec<&str> = line.split(' ').collect();
                if words.contains(&uid) {
                    story.push_str(&format!("{file} {}: {line} {}\n", n + 1, if file == "notes" { lines[n + 1] } else { "" }));
                    ids.insert(words[1]);
                } else if file == "server" && ids.contains(words[1]) {
                    story.push_str(&format!("{file} {}: {line}\n", n + 1));
                    ids.extend((words[0] == "move").then_some(words[2]));
                }
            }
        }
        story
    }

    /// Every version that was ever saved is there, or one that knew it, or the item was deleted.
    fn assert_nothing_lost(&self, store: &Store, server: &Server, when: &str) {
        let notes = self.notes();
        let here = everything(store);
        let after: HashMap<&str, &str> = server
            .history
            .iter()
            .chain(notes.iter().map(|note| &note.text))
            .map(|text| (text.name.as_str(), text.after.as_str()))
            .collect();
        let found = reachable(here.iter().map(|text| text.name.as_str()), &after);
        let uids: BTreeSet<&str> = server.items.values().map(|item| item.text.uid.as_str()).collect();
        let deletions =
            notes.iter().filter(|note| note.what == "delete" && note.end != End::Refused).map(|note| note.text.uid.as_str());
        let deleted: BTreeSet<&str> = deletions.chain(server.deleted.iter().map(String::as_str)).collect();
        let saved = notes.iter().filter(|note| note.end == End::Done && ["create", "change"].contains(&note.what.as_str()));
        for text in saved.map(|note| &note.text).chain(&server.history) {
            let uid = text.uid.as_str();
            let (there, gone) = (uids.contains(uid), deleted.contains(uid));
            assert!(there || gone, "{when}: {uid} has vanished\n{}", self.story(uid));
            // Of an item that was deleted once, and came back or not, the deleter knew an unknown part.
            assert!(gone || found.contains(text.name.as_str()), "{when}: version {} is lost\n{}", text.name, self.story(uid));
        }
    }
}

/// The synchronized folders.
pub fn folders(store: &Store) -> Vec<FolderId> {
    ROLES.map(|role| store.special_folder(role).expect("every store has one")).to_vec()
}

fn text_in(store: &Store, id: ItemId) -> Version {
    let message = store.open_message(id, iostx::store::Access::Read).expect("there");
    Version::of_text(&text_of(&message).expect("a text"))
}

/// What waits for upload, in words.
fn waiting(store: &Store) -> Vec<String> {
    let mut list = store.list_pending(None).expect("a list");
    let row = || list.next().expect("a row");
    let words = |row: iostx::store::Row| match row.object {
        Some(Object::Item(id)) => {
            let item = store.item(id).expect("there");
            format!("{:?} of {:?} in {:?}: {}", item.pending, item.binding, item.folder, text_in(store, id).name)
        }
        other => format!("{other:?}: {:?}", row.values),
    };
    std::iter::from_fn(row).map(words).collect()
}

/// Every text of the store, copies that conflicts kept among them.
fn everything(store: &Store) -> Vec<Version> {
    let mut texts = Vec::new();
    let root = store.special_folder(IOSTX_FOLDER_ROOT).expect("every store has one");
    let mut open = vec![root];
    while let Some(folder) = open.pop() {
        texts.extend(items_of(store, folder).expect("a list").into_iter().map(|id| text_in(store, id)));
        let mut below = store.list_folders(Some(folder), Vec::new(), 0).expect("a list");
        while let Some(row) = below.next().expect("a row") {
            if let Some(Object::Folder(folder)) = row.object {
                open.push(folder);
            }
        }
    }
    texts
}
