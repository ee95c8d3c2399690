//! Section 5 of the rules of replication over whole histories: folders are made, renamed, moved and deleted on both sides, answers
//! of uploads are lost, the program is started again, in any order. A server that has not changed since the last download never
//! has to refuse a step; no item of ours is lost with a folder; and in the end both sides have the same tree.

mod support_conflicts;

use std::collections::{BTreeMap, BTreeSet, HashSet};

use iostx::codes::*;
use iostx::store::flags::*;
use iostx::store::*;
use proptest::prelude::*;
use support_conflicts::*;

/// A folder as the server has it; the root has the empty id.
#[derive(Clone, Debug, PartialEq)]
struct Remote {
    parent: String,
    name: String,
    version: u32,
}

/// A server that refuses two siblings of one name, circles, parents that it does not know, and to delete what is not empty.
#[derive(Default)]
struct Server {
    folders: BTreeMap<String, Remote>,
    last: u32,
    /// Something happened that the store has not downloaded yet.
    ahead: bool,
    /// Takes siblings of one name.
    lenient: bool,
}

impl Server {
    fn number(&mut self) -> u32 {
        self.last += 1;
        self.last
    }

    fn named(&self, parent: &str, name: &str) -> Option<String> {
        let same = |folder: &Remote| folder.parent == parent && folder.name.eq_ignore_ascii_case(name);
        self.folders.iter().find(|(_, folder)| same(folder)).map(|(id, _)| id.clone())
    }

    fn is_below(&self, id: &str, top: &str) -> bool {
        let above = |id: &String| self.folders.get(id).map(|folder| folder.parent.clone());
        std::iter::successors(Some(id.to_owned()), above).any(|at| at == top)
    }

    /// Puts a folder somewhere, or says why not.
    fn place(&mut self, id: &str, parent: &str, name: &str) -> Result<(), i32> {
        if !parent.is_empty() && !self.folders.contains_key(parent) {
            return Err(IOSTX_MAPI_E_NOT_FOUND);
        }
        if self.is_below(parent, id) {
            return Err(IOSTX_MAPI_E_FOLDER_CYCLE);
        }
        if !self.lenient && self.named(parent, name).is_some_and(|holder| holder != id) {
            return Err(IOSTX_MAPI_E_COLLISION);
        }
        let version = self.number();
        self.folders.insert(id.to_owned(), Remote { parent: parent.to_owned(), name: name.to_owned(), version });
        Ok(())
    }

    fn remove(&mut self, id: &str) -> Result<(), i32> {
        if self.folders.values().any(|folder| folder.parent == id) {
            return Err(IOSTX_MAPI_E_HAS_FOLDERS);
        }
        self.folders.remove(id);
        Ok(())
    }

    fn remove_tree(&mut self, top: &str) {
        let below: Vec<String> = self.folders.keys().filter(|id| self.is_below(id, top)).cloned().collect();
        below.iter().for_each(|id| drop(self.folders.remove(id)));
    }

    /// All folders, parents first.
    fn listing(&self) -> Vec<(String, Remote)> {
        let depth = |id: &str| {
            let above = |id: &String| self.folders.get(id).map(|folder| folder.parent.clone());
            std::iter::successors(Some(id.to_owned()), above).count()
        };
        let mut all: Vec<_> = self.folders.clone().into_iter().collect();
        all.sort_by_key(|(id, _)| (depth(id), id.clone()));
        all
    }

    /// Does what a careful agent asks for.
    fn take(&mut self, up: &FolderUpload) -> Result<Option<Binding>, i32> {
        let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).expect("an id");
        let (id, parent) = (text(&up.folder.binding.remote_id), text(&up.parent_binding.remote_id));
        let bound = |server: &Server, id: &str| Some(Binding::new(id, server.folders[id].version.to_string()));
        if up.why.has(Pending::DELETED) {
            let id = if id.is_empty() { self.named(&parent, &up.folder.name).unwrap_or_default() } else { id };
            let Some(there) = self.folders.get(&id) else { return Ok(None) };
            let known = text(&up.folder.binding.remote_version);
            if !known.is_empty() && known != there.version.to_string() {
                return Err(IOSTX_SYNC_E_CONFLICT);
            }
            return self.remove(&id).map(|()| None);
        }
        if !up.why.has(Pending::NEW) {
            if !self.folders.contains_key(&id) {
                return Err(IOSTX_MAPI_E_NOT_FOUND);
            }
            return self.place(&id, &parent, &up.folder.name).map(|()| bound(self, &id));
        }
        if up.retry
            && let Some(there) = self.named(&parent, &up.folder.name)
        {
            return Ok(bound(self, &there));
        }
        let id = format!("r{}", self.number());
        self.place(&id, &parent, &up.folder.name).map(|()| bound(self, &id))
    }
}

struct World {
    bench: Bench,
    server: Server,
    /// Items of ours that must be somewhere.
    texts: BTreeSet<String>,
    made: u32,
}

impl World {
    fn new() -> Self {
        let mut world = World { bench: Bench::new(), server: Server::default(), texts: BTreeSet::new(), made: 0 };
        // Never deleted, so that the guard against mass deletion lets all else pass.
        world.server.place("anchor", "", "anchor").expect("an empty server");
        for (id, parent, name) in [("1", "", "a"), ("2", "", "b"), ("3", "1", "a"), ("4", "1", "b")] {
            world.server.place(id, parent, name).expect("a new name");
        }
        world.download();
        world
    }

    /// Our folders that are no special ones, by depth.
    fn folders(&self) -> Vec<FolderId> {
        let mut all = vec![self.bench.root];
        let mut at = 0;
        while let Some(parent) = all.get(at).copied() {
            at += 1;
            let below = self.bench.store.subfolders(parent).expect("a list");
            all.extend(below.into_iter().filter(|folder| folder.role == 0).map(|folder| folder.id));
        }
        all.remove(0);
        all
    }

    fn pick(&self, n: u8) -> Option<FolderId> {
        let all = self.folders();
        (!all.is_empty()).then(|| all[usize::from(n) % all.len()])
    }

    fn parent(&self, n: u8) -> FolderId {
        if n.is_multiple_of(3) { self.bench.root } else { self.pick(n / 3).unwrap_or(self.bench.root) }
    }

    fn is_anchor(&self, folder: FolderId) -> bool {
        self.bench.folder(folder).binding.remote_id == b"anchor"
    }

    fn here(&mut self, what: u8, a: u8, b: u8) {
        let name = ["a", "b", "c"][usize::from(b) % 3];
        let store = &self.bench.store;
        // What is refused (a name that is taken, a circle) is refused.
        match (what % 8, self.pick(a)) {
            (0, _) => drop(store.create_folder(self.parent(a), name, "IPF.Note", 0)),
            (_, None) => {}
            (1..=3, Some(folder)) => {
                let values = iostx::props::Bag::new();
                let name = iostx::props::Value::Text(name.into());
                drop(store.set_folder_values(folder, &values.with(iostx::props::tags::IOSTX_PR_DISPLAY_NAME, name)));
            }
            (4..=5, Some(folder)) => drop(store.move_folder(folder, self.parent(b))),
            (6, Some(folder)) => {
                let below: Vec<FolderId> = self.folders().into_iter().filter(|id| self.is_below(*id, folder)).collect();
                if below.iter().any(|id| self.is_anchor(*id)) {
                    return;
                }
                for text in below.iter().flat_map(|id| self.bench.texts(*id)) {
                    self.texts.remove(&text);
                }
                self.bench.rmdir(folder);
            }
            (_, Some(folder)) => {
                self.made += 1;
                let text = format!("item {}", self.made);
                self.bench.create(folder, &text);
                self.texts.insert(text);
            }
        }
    }

    fn is_below(&self, folder: FolderId, top: FolderId) -> bool {
        std::iter::successors(Some(folder), |at| self.bench.folder(*at).parent).any(|at| at == top)
    }

    /// What others do on the server. They use names of their own.
    fn there(&mut self, what: u8, a: u8, b: u8) {
        let ids: Vec<String> = self.server.folders.keys().cloned().collect();
        let pick = |n: u8| ids[usize::from(n) % ids.len()].clone();
        let (folder, parent) = (pick(a), if b.is_multiple_of(3) { String::new() } else { pick(b / 3) });
        let name = format!("s{}", self.server.number());
        self.server.ahead = true;
        match what % 3 {
            0 => drop(self.server.place(&name.clone(), &parent, &name)),
            1 => drop(self.server.place(&folder, &parent, &name)),
            _ if !self.server.is_below("anchor", &folder) => self.server.remove_tree(&folder),
            _ => {}
        }
    }

    /// One upload of the folders. The answer of the step with number `lost` never comes, and the pass ends there.
    fn upload(&mut self, lost: Option<u8>) {
        let mut failed = HashSet::new();
        let root = self.bench.root;
        for (n, work) in self.bench.folder_work().into_iter().enumerate() {
            if failed.contains(&work.id) || work.after.iter().any(|id| failed.contains(id)) {
                failed.insert(work.id);
                continue;
            }
            let Some(up) = self.bench.store.begin_folder_upload(&work, b"").expect("handed out") else { continue };
            let below_root = up.folder.parent == Some(root);
            assert!(
                up.why.has(Pending::DELETED) || below_root || up.parent_binding.is_bound(),
                "the parent is there first: {up:?}"
            );
            let taken = self.server.take(&up);
            if lost.is_some_and(|lost| usize::from(lost % 8) == n) {
                self.server.ahead = true;
                return;
            }
            let answer = match taken {
                Ok(binding) => Answer { ok: true, binding, ..Answer::default() },
                Err(code) => {
                    assert!(self.server.ahead || self.is_ambiguous(&up), "{code:#x} for {up:?}\n{:#?}", self.server.folders);
                    failed.insert(work.id);
                    Answer { code, ..Answer::default() }
                }
            };
            self.bench.store.answer_folder(&up, &answer).expect("taken");
        }
    }

    /// Whether siblings have one name here too, which only imports bring about.
    fn is_ambiguous(&self, up: &FolderUpload) -> bool {
        let Some(parent) = up.folder.parent else { return false };
        let siblings = self.bench.store.subfolders(parent).expect("a list");
        siblings.iter().filter(|folder| folder.name.eq_ignore_ascii_case(&up.folder.name)).count() > 1
    }

    fn download(&mut self) {
        let listing = self.server.listing();
        self.bench.hierarchy(|sink| {
            sink.listing_begin(ListingScope::default()).expect("begun");
            for (id, folder) in &listing {
                let version = dir(id, &folder.name).in_folder(&folder.parent).version(&folder.version.to_string());
                sink.import_folder_change(&version).unwrap_or_else(|e| panic!("{id} {folder:?}: {e:?}"));
            }
            sink.listing_complete().expect("complete");
        });
        self.server.ahead = false;
    }

    /// Both trees: by the server's id, its parent's id and the name.
    fn check_same(&self) {
        let mut ours = BTreeMap::new();
        for id in self.folders() {
            let folder = self.bench.folder(id);
            let parent = folder.parent.filter(|parent| *parent != self.bench.root).map(|parent| self.bench.folder(parent));
            let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).expect("an id");
            let above = parent.map(|parent| text(&parent.binding.remote_id)).unwrap_or_default();
            let known = ours.insert(text(&folder.binding.remote_id), (above, folder.name.clone()));
            assert_eq!(known, None, "bound twice, or not at all: {folder:?}");
        }
        let theirs = self.server.folders.iter().map(|(id, folder)| (id.clone(), (folder.parent.clone(), folder.name.clone())));
        assert_eq!(ours, theirs.collect::<BTreeMap<_, _>>());
    }

    /// Every item of ours that we did not delete is in a folder, or kept in Conflicts.
    fn check_items(&self) {
        let mut there: BTreeSet<String> = self.bench.kept().into_iter().collect();
        there.extend(self.folders().into_iter().flat_map(|folder| self.bench.texts(folder)));
        let lost: Vec<_> = self.texts.difference(&there).collect();
        assert!(lost.is_empty(), "{lost:?}");
    }
}

proptest! {
    #![proptest_config(cases(150))]

    #[test]
    fn rule_5_both_sides_end_with_the_same_tree_and_no_item_is_lost(
        steps in prop::collection::vec((0u8..16, any::<u8>(), any::<u8>(), any::<u8>()), 1..40),
    ) {
        let mut world = World::new();
        for (step, what, a, b) in steps {
            match step {
                0..=8 => world.here(what, a, b),
                9 => world.there(what, a, b),
                10..=11 => world.upload(None),
                12 => world.upload(Some(a)),
                13..=14 => world.download(),
                _ => world.bench.restart(),
            }
            world.check_items();
        }
        // Now only synchronization goes on. Where both sides gave one name to two folders, somebody has to give way.
        world.server.lenient = true;
        for round in 1..=8 {
            world.bench.at(round * 24 * 60);
            world.download();
            world.upload(None);
        }
        world.download();
        prop_assert_eq!(world.bench.folder_work(), vec![]);
        world.check_same();
        world.check_items();
        prop_assert_eq!(world.bench.special(IOSTX_FOLDER_INBOX), world.bench.inbox);
    }
}
