//! In which order folders are uploaded, so that a server can follow (semantics 5.1): parents before what is put into them, what
//! moves out before its old place goes, and a name only once nobody has it any more. The work is in proportion to what is pending.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use rusqlite::Connection;

use super::db::query_all;
use super::folder_base::server_version;
use super::hierarchy::{FolderWork, Step};
use super::model::*;
use super::rows_folder;
use crate::error::Result;

/// Why one folder comes after another.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Because {
    /// Of its place: it goes into the other one, or the other one is in it on the server.
    Place,
    /// The other one has the name that it wants.
    Name,
}

/// The pending folders, and which of them come after which.
pub(super) struct Plan {
    folders: BTreeMap<FolderId, Folder>,
    /// Those that come after a folder.
    after: HashMap<FolderId, Vec<(FolderId, Because)>>,
    /// The other way round: those that a folder comes after.
    before: HashMap<FolderId, Vec<(FolderId, Because)>>,
    /// How many folders a folder still comes after, because of places and of names.
    blocked: HashMap<FolderId, (usize, usize)>,
}

impl Plan {
    /// `pending`: all folders with pending work of their own. `waiting`: those of them that cannot be offered now.
    pub(super) fn order(conn: &Connection, pending: Vec<Folder>, mut waiting: BTreeSet<FolderId>) -> Result<Vec<FolderWork>> {
        let folders: BTreeMap<_, _> = pending.into_iter().map(|folder| (folder.id, folder)).collect();
        let mut plan = Plan { folders, after: HashMap::new(), before: HashMap::new(), blocked: HashMap::new() };
        plan.compare_places(conn)?;
        plan.compare_names();
        plan.wait_for_items(conn, &mut waiting)?;
        plan.spread(&mut waiting);
        Ok(plan.sort(&waiting))
    }

    fn put(&mut self, first: FolderId, then: FolderId, because: Because) {
        self.after.entry(first).or_default().push((then, because));
        self.before.entry(then).or_default().push((first, because));
        let blocked = self.blocked.entry(then).or_default();
        match because {
            Because::Place => blocked.0 += 1,
            Because::Name => blocked.1 += 1,
        }
    }

    fn is_deleted(&self, folder: FolderId) -> bool {
        self.folders.get(&folder).is_some_and(|folder| folder.is(folder_bits::DELETED))
    }

    fn compare_places(&mut self, conn: &Connection) -> Result<()> {
        let placed = |folder: &Folder| !folder.is(folder_bits::DELETED) && folder.pending.any(Pending::NEW.plus(Pending::MOVED));
        let mut pairs = Vec::new();
        for (id, folder) in &self.folders {
            match folder.parent {
                // Children first.
                Some(parent) if folder.is(folder_bits::DELETED) && self.is_deleted(parent) => pairs.push((*id, parent)),
                // Parents first.
                Some(parent) if placed(folder) && self.folders.get(&parent).is_some_and(placed) => pairs.push((parent, *id)),
                _ => {}
            }
            if placed(folder) && folder.pending.has(Pending::MOVED) {
                // It must be out of what is deleted.
                let mut at = server_version(folder).parent;
                while let Some(above) = at {
                    if self.is_deleted(above) {
                        pairs.push((*id, above));
                    }
                    at = rows_folder::parent(conn, above)?;
                }
            }
        }
        pairs.into_iter().for_each(|(first, then)| self.put(first, then, Because::Place));
        Ok(())
    }

    /// A name that one wants is still taken on the server by another that goes, or changes its own.
    fn compare_names(&mut self) {
        let mut taken: HashMap<(Option<FolderId>, String), Vec<FolderId>> = HashMap::new();
        let on_server = |folder: &Folder| !folder.pending.has(Pending::NEW);
        let renamed = |folder: &Folder, server: &Folder| folder.name != server.name || folder.parent != server.parent;
        for (id, folder) in self.folders.iter().filter(|(_, folder)| on_server(folder)) {
            let server = server_version(folder);
            if folder.is(folder_bits::DELETED) || renamed(folder, &server) {
                taken.entry((server.parent, server.name.to_lowercase())).or_default().push(*id);
            }
        }
        let mut pairs = Vec::new();
        for (id, folder) in self.folders.iter().filter(|(_, folder)| !folder.is(folder_bits::DELETED)) {
            if on_server(folder) && !renamed(folder, &server_version(folder)) {
                continue;
            }
            let holders = taken.get(&(folder.parent, folder.name.to_lowercase())).into_iter().flatten();
            pairs.extend(holders.filter(|holder| *holder != id).map(|holder| (*holder, *id)));
        }
        pairs.into_iter().for_each(|(first, then)| self.put(first, then, Because::Name));
    }

    /// A deletion waits while an item that was in the folder, or below it, is to be moved out.
    fn wait_for_items(&self, conn: &Connection, waiting: &mut BTreeSet<FolderId>) -> Result<()> {
        if !self.folders.values().any(|folder| folder.is(folder_bits::DELETED)) {
            return Ok(());
        }
        let sql = "SELECT DISTINCT folder FROM tombstone WHERE dest IS NOT NULL";
        for left in query_all(conn, sql, [], |row| row.get(0).map(FolderId))? {
            let mut at = Some(left);
            while let Some(id) = at {
                if self.is_deleted(id) {
                    waiting.insert(id);
                }
                at = rows_folder::parent(conn, id)?;
            }
        }
        Ok(())
    }

    /// What comes after one that waits, waits too.
    fn spread(&self, waiting: &mut BTreeSet<FolderId>) {
        let mut left: Vec<FolderId> = waiting.iter().copied().collect();
        while let Some(id) = left.pop() {
            for (then, _) in self.after.get(&id).into_iter().flatten() {
                if waiting.insert(*then) {
                    left.push(*then);
                }
            }
        }
    }

    /// Each after those that it comes after; a circle is opened by one that steps aside with a temporary name.
    fn sort(mut self, waiting: &BTreeSet<FolderId>) -> Vec<FolderWork> {
        let mut left: BTreeSet<FolderId> = self.folders.keys().copied().filter(|id| !waiting.contains(id)).collect();
        let mut ready: BTreeSet<FolderId> = left.iter().copied().filter(|id| self.is_free(*id)).collect();
        let mut aside = BTreeSet::new();
        let mut work = Vec::with_capacity(left.len());
        loop {
            if let Some(id) = ready.pop_first() {
                left.remove(&id);
                work.push(self.entry(id, Step::Whole));
                self.release(id, |_| true, &left, &mut ready);
                continue;
            }
            let Some((id, step)) = self.find_aside(&left, &aside) else { return work };
            aside.insert((id, step == Step::RenameInPlace));
            work.push(self.entry(id, step));
            self.release(id, |because| step != Step::RenameInPlace || because == Because::Name, &left, &mut ready);
        }
    }

    fn blocks(&self, id: FolderId) -> (usize, usize) {
        self.blocked.get(&id).copied().unwrap_or_default()
    }

    fn is_free(&self, id: FolderId) -> bool {
        self.blocks(id) == (0, 0)
    }

    fn release(
        &mut self,
        id: FolderId,
        which: impl Fn(Because) -> bool,
        left: &BTreeSet<FolderId>,
        ready: &mut BTreeSet<FolderId>,
    ) {
        let (released, kept) = self.after.remove(&id).unwrap_or_default().into_iter().partition(|(_, because)| which(*because));
        self.after.insert(id, kept);
        let released: Vec<(FolderId, Because)> = released;
        for (then, because) in released {
            if let Some(blocked) = self.blocked.get_mut(&then) {
                match because {
                    Because::Place => blocked.0 -= 1,
                    Because::Name => blocked.1 -= 1,
                }
            }
            if left.contains(&then) && self.is_free(then) {
                ready.insert(then);
            }
        }
    }

    /// One that is in the way of others, and how it steps aside: at its new place, if only the name there is taken, or where the
    /// server has it. A new folder gets a temporary name only if nothing else helps.
    fn find_aside(&self, left: &BTreeSet<FolderId>, aside: &BTreeSet<(FolderId, bool)>) -> Option<(FolderId, Step)> {
        let in_the_way = |id: &FolderId, by_name: bool| {
            let after = self.after.get(id).into_iter().flatten();
            after.clone().any(|(then, because)| left.contains(then) && (!by_name || *because == Because::Name))
        };
        let can_go = |id: &FolderId| self.blocks(*id).0 == 0 && in_the_way(id, false) && !aside.contains(&(*id, false));
        let can_rename = |id: &FolderId| in_the_way(id, true) && !aside.contains(&(*id, true));
        let (mut known, mut new) = (Vec::new(), Vec::new());
        for id in left.iter().filter(|id| !self.is_deleted(**id)) {
            if self.folders[id].pending.has(Pending::NEW) { new.push(*id) } else { known.push(*id) }
        }
        let at_new_place = |ids: &[FolderId]| ids.iter().copied().find(can_go).map(|id| (id, Step::TemporaryName));
        at_new_place(&known)
            .or_else(|| known.iter().copied().find(can_rename).map(|id| (id, Step::RenameInPlace)))
            .or_else(|| at_new_place(&new))
    }

    fn entry(&self, id: FolderId, step: Step) -> FolderWork {
        let folder = &self.folders[&id];
        let before = self.before.get(&id).into_iter().flatten();
        let needed = before.filter(|(_, because)| match step {
            Step::Whole => true,
            // To step aside is what the others wait for.
            Step::TemporaryName => *because == Because::Place,
            Step::RenameInPlace => false,
        });
        FolderWork {
            id,
            after: needed.map(|(first, _)| *first).collect(),
            why: if step == Step::RenameInPlace { Pending::PROPS } else { folder.pending },
            temporary_name: (step != Step::Whole).then(|| format!("{}.iostx-{}", folder.name, id.0)),
            step,
        }
    }
}
