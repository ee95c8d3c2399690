//! The agent's way up: folders, items, read states, deletions and moves.

use std::collections::BTreeSet;
use std::sync::Arc;

use iostx::codes::{IOSTX_MAPI_E_COLLISION, IOSTX_MAPI_E_HAS_MESSAGES};
use iostx::props::flags::IOSTX_FLAG_READ;
use iostx::replication::flags::*;
use iostx::replication::{ResultDetails, State};
use iostx::store::{DeleteEntry, FolderId, ItemId, Pending, ReadEntry, StateKind, UploadItem};

use crate::agent::{Agent, Run, id_of, number_of};
use crate::local::{CONTENT, dir_id, mail_of};
use crate::server::{DirId, Failure, Mail, Moves, Reply};

impl Agent<'_> {
    // --- Folders ------------------------------------------------------------------------------------------------------------

    pub fn up_hierarchy(&mut self) -> Run<()> {
        assert!(self.begin(State::UploadHierarchy), "the hierarchy can be entered");
        while self.begin(State::UploadFolder) {
            let result = self.up_folder()?;
            self.session.set_full_result(None, result).expect("taken");
            self.end(0);
        }
        self.end(IOSTX_UPH_OK);
        Ok(())
    }

    fn up_folder(&mut self) -> Run<ResultDetails> {
        let open = self.session.upload_folder().expect("open");
        let (upload, flags) = (open.upload.clone(), open.flags);
        let folder = &upload.folder;
        let own = dir_id(&folder.binding.remote_id);
        let parent = dir_id(&upload.parent_binding.remote_id).unwrap_or(0);
        if flags & IOSTX_UPF_DEL != 0 {
            return self.up_deleted_folder(folder.id, own, &folder.name, parent);
        }
        let name = folder.name.clone();
        let reply = match own {
            Some(own) => self.ask(|server| server.change_dir(own, parent, &name).map(|version| (own, version)))?,
            None => {
                let found = if flags & IOSTX_UPF_RETRY != 0 { self.unknown_dir(parent, &name) } else { None };
                let role = folder.role;
                match found {
                    Some(found) => self.ask(|server| server.dir(found).map(|dir| (found, dir.version)))?,
                    None => self.ask(|server| server.make_dir(parent, &name, role).map(|id| (id, u64::from(id))))?,
                }
            }
        };
        Ok(match reply {
            Ok((id, version)) => self.taken(IOSTX_UPF_OK, &format!("f{id}"), version),
            Err(failure) => self.failed(failure),
        })
    }

    /// A folder of the server that no folder here is bound to.
    fn unknown_dir(&self, parent: DirId, name: &str) -> Option<DirId> {
        let known: BTreeSet<DirId> = self.local.folders().iter().filter_map(|(id, _)| self.local.dir_of(*id)).collect();
        self.server.children(parent).into_iter().find(|id| self.server.dirs[id].name == name && !known.contains(id))
    }

    /// Nothing is deleted that the store has not seen: the folder must be as the last download left it.
    fn up_deleted_folder(&mut self, folder: FolderId, own: Option<DirId>, name: &str, parent: DirId) -> Run<ResultDetails> {
        let Some(own) = own.or_else(|| self.unknown_dir(parent, name)) else {
            return Ok(ResultDetails::success(IOSTX_UPF_OK));
        };
        let token = self.local.store().state_blob(StateKind::Folder(folder)).expect("read");
        let token = id_of(&token);
        let reply = self.ask(|server| {
            let unseen = match server.delta(own, &token) {
                Ok(delta) => !delta.changed.is_empty(),
                Err(Failure::Missing) => return Ok(true),
                Err(_) => !server.dir(own)?.items.is_empty(),
            };
            if unseen || !server.children(own).is_empty() {
                return Ok(false);
            }
            server.delete_dir(own).map(|()| true)
        })?;
        Ok(match reply {
            Ok(true) => ResultDetails::success(IOSTX_UPF_OK),
            Ok(false) => ResultDetails::failure(IOSTX_MAPI_E_HAS_MESSAGES),
            Err(failure) => self.failed(failure),
        })
    }

    // --- One folder's items ---------------------------------------------------------------------------------------------------

    pub fn up_table(&mut self) -> Run<()> {
        let table = self.session.upload_table().expect("open");
        let (folder, binding) = (table.folder, table.binding.clone());
        let Some(dir) = dir_id(&binding.remote_id) else { return Ok(()) };
        // Nothing is sent by ids that the server has voided.
        let token = id_of(&self.local.store().state_blob(StateKind::Folder(folder)).expect("read"));
        if !token.is_empty() && self.server.delta(dir, &token).err() == Some(Failure::NewEpoch) {
            self.session.begin_epoch().expect("a folder");
        }
        // Where moves are done at their source, what was not moved yet must not be sent from its destination.
        if self.server.style.moves != Moves::AtSource || self.second_round {
            self.up_messages(dir)?;
        }
        self.up_reads(dir)?;
        self.up_deletes(dir)
    }

    fn up_messages(&mut self, dir: DirId) -> Run<()> {
        let mut owed: Vec<(ItemId, ResultDetails)> = Vec::new();
        let mut told = BTreeSet::new();
        while self.begin(State::UploadMessage) {
            let message = self.session.upload_message().expect("open");
            let (upload, flags) = (Arc::clone(&message.upload), message.flags);
            let Some(mut result) = self.up_message(dir, &upload, flags, &told)? else {
                // Its other half does it.
                self.end(0);
                continue;
            };
            told.insert(id_of(&result.remote_id));
            if result.flags & IOSTX_UPM_OK != 0 && !self.server.style.tells_ids && !upload.item.binding.is_bound() {
                (result.remote_id, result.remote_version) = Default::default();
            }
            self.report.uploaded += 1;
            let commit = if self.plan.commits { IOSTX_UPM_COMMIT } else { 0 };
            result.flags |= commit;
            if self.plan.pipelined {
                owed.push((upload.item.id, result));
                self.end(IOSTX_UPM_DEFER);
            } else {
                self.answer(None, result);
                self.end(0);
            }
        }
        // The answers come in another order than the questions.
        owed.reverse();
        for (item, result) in owed {
            self.answer(Some(item), result);
        }
        Ok(())
    }

    /// The answer for an item. One that the store refuses leaves the item pending, with its mark.
    fn answer(&mut self, item: Option<ItemId>, result: ResultDetails) {
        for _ in 0..=u32::from(self.plan.twice && item.is_none()) {
            match self.session.set_full_result(item, result.clone()) {
                Ok(()) => {}
                Err(e) if e.code == IOSTX_MAPI_E_COLLISION => {}
                Err(e) => panic!("SetSyncResult: {e}"),
            }
        }
    }

    fn up_message(
        &mut self,
        dir: DirId,
        upload: &Arc<UploadItem>,
        flags: u32,
        told: &BTreeSet<String>,
    ) -> Run<Option<ResultDetails>> {
        let text = upload.message.get(CONTENT).ok().and_then(|value| value.as_binary().map(<[u8]>::to_vec));
        let header = text.is_none();
        let mail = Mail { text: String::from_utf8(text.unwrap_or_default()).expect("text"), ..mail_of(&upload.item) };
        let binding = &upload.item.binding;
        if binding.is_bound() {
            let (id, version) = (id_of(&binding.remote_id), number_of(&binding.remote_version));
            return self.change_item(dir, &id, version, upload, &mail, header).map(Some);
        }
        if flags & IOSTX_UPM_RETRY != 0
            && let Some(result) = self.find_lost(dir, &mail, told)?
        {
            return Ok(Some(result));
        }
        if flags & IOSTX_UPM_ELSEWHERE != 0 {
            // Not here; the downloads of the other folders tell.
            return Ok(Some(self.failed(Failure::Changed)));
        }
        match &upload.source {
            Some(source) if source.binding.is_bound() => {
                let Some(from) = self.local.dir_of(source.folder) else { return Ok(Some(self.failed(Failure::Changed))) };
                let id = id_of(&source.binding.remote_id);
                if self.server.item(from, &id).is_err() {
                    // The download of its old folder tells what became of it.
                    return Ok(Some(self.failed(Failure::Changed)));
                }
                match self.server.style.moves {
                    Moves::AtDestination => {
                        let base = number_of(&source.binding.remote_version);
                        self.move_here(from, &id, base, dir, upload, &mail, header).map(Some)
                    }
                    Moves::AtSource => Ok(None),
                    // A copy of what the server has changed meanwhile would be an outdated one.
                    Moves::ByCopy => match self.server.item(from, &id) {
                        Ok(there) if there.version == number_of(&source.binding.remote_version) => {
                            // The text of a header is on the server only.
                            let text = if header { there.text.clone() } else { mail.text };
                            self.send(dir, Mail { text, ..mail }).map(Some)
                        }
                        _ => Ok(Some(self.failed(Failure::Changed))),
                    },
                }
            }
            _ => self.send(dir, mail).map(Some),
        }
    }

    /// A new item.
    fn send(&mut self, dir: DirId, mail: Mail) -> Run<ResultDetails> {
        // Nothing of an older attempt by the same key is looked for: who has a mark was looked for before.
        let reply = self.ask(|server| server.add(dir, mail))?;
        Ok(self.result(IOSTX_UPM_OK, reply))
    }

    fn result(&self, flags: u32, reply: Reply<(String, u64)>) -> ResultDetails {
        match reply {
            Ok((id, version)) => self.taken(flags, &id, version),
            Err(failure) => self.failed(failure),
        }
    }

    /// The item that a lost answer was about: of the same key, and not known here. If its text is another one, the download
    /// decides. `None`: the server does not have it.
    fn find_lost(&mut self, dir: DirId, mail: &Mail, told: &BTreeSet<String>) -> Run<Option<ResultDetails>> {
        let candidates: Vec<(String, Mail)> = match self.ask(|server| Ok(server.dir(dir)?.items.clone()))? {
            Ok(items) => items.into_iter().filter(|(id, item)| item.key == mail.key && !told.contains(id)).collect(),
            // Nothing is known of it yet: the mark stays.
            Err(_) => return Ok(Some(ResultDetails::default())),
        };
        let folder = self.session.upload_table().expect("open").folder;
        let unknown: Vec<&(String, Mail)> = candidates.iter().filter(|(id, _)| !self.knows(folder, id)).collect();
        let same = unknown.iter().find(|(_, item)| item.text == mail.text && item.note == mail.note);
        if let Some((id, item)) = same {
            let (id, version) = (id.clone(), item.version);
            let (flags, words) = (mail.flags, mail.words.clone());
            if item.flags == flags && item.words == words {
                return Ok(Some(self.taken(IOSTX_UPM_OK, &id, version)));
            }
            // A version that somebody else may have given flags to: the download merges.
            return Ok(Some(self.failed(Failure::Changed)));
        }
        Ok(match unknown.len() {
            0 => None,
            // Of several it can be none for sure.
            1 => Some(self.failed(Failure::Changed)),
            _ if mail.event => Some(self.failed(Failure::Changed)),
            _ => None,
        })
    }

    fn knows(&self, folder: FolderId, id: &str) -> bool {
        let mut found = self.local.store().find_remote(Some(folder), &[id]).expect("a list");
        found.next().expect("a row").is_some()
    }

    /// What differs of an item that the server has.
    fn change_item(
        &mut self,
        dir: DirId,
        id: &str,
        version: u64,
        upload: &Arc<UploadItem>,
        mail: &Mail,
        header: bool,
    ) -> Run<ResultDetails> {
        let (why, new) = (upload.why, mail.clone());
        let (added, removed) = (upload.keywords_added.clone(), upload.keywords_removed.clone());
        let event = mail.event;
        let reply = self.ask(|server| {
            // A mail's flags are set whatever its version; what else changes needs the version that we know.
            let only_flags = !event && !why.any(Pending::CONTENT.plus(Pending::PROPS));
            let needed = if only_flags { 0 } else { version };
            let before = server.item(dir, id)?.version;
            if !only_flags && version == 0 {
                // Of a version that is not known here nothing is overwritten: the download brings it first.
                return Err(Failure::Changed);
            }
            let (id, after) = server.put(dir, id, needed, |old| overwrite(old, &new, why, header, &added, &removed))?;
            // Of another version than ours it is not known what it has.
            Ok((id, if before == version { after } else { 0 }))
        })?;
        Ok(self.result(IOSTX_UPM_OK, reply))
    }

    #[allow(clippy::too_many_arguments)]
    fn move_here(
        &mut self,
        from: DirId,
        id: &str,
        base: u64,
        dir: DirId,
        upload: &Arc<UploadItem>,
        mail: &Mail,
        header: bool,
    ) -> Run<ResultDetails> {
        let before = self.server.item(from, id).map_or(0, |item| item.version);
        if before != base {
            // It takes the change of the other side along, which only a download shows.
            return Ok(self.failed(Failure::Changed));
        }
        let moved = match self.ask(|server| server.relocate(from, id, dir))? {
            Ok(moved) => moved,
            Err(failure) => return Ok(self.failed(failure)),
        };
        let work = Pending::CONTENT.plus(Pending::PROPS).plus(Pending::FLAGS).plus(Pending::READ);
        if !upload.why.any(work) {
            return Ok(self.taken(IOSTX_UPM_OK | IOSTX_UPM_MOVED, &moved.0, moved.1));
        }
        let (why, new) = (upload.why, mail.clone());
        let (added, removed) = (upload.keywords_added.clone(), upload.keywords_removed.clone());
        let reply = self.ask(|server| {
            server.put(dir, &moved.0, moved.1, |old| {
                overwrite(old, &new, why, header, &added, &removed);
                // A moved-in item carries its read state with it.
                old.flags = old.flags & !IOSTX_FLAG_READ | new.flags & IOSTX_FLAG_READ;
            })
        })?;
        Ok(match reply {
            // It was moved, but the rest was not done: the look for it finds out.
            Err(_) => ResultDetails::default(),
            reply => self.result(IOSTX_UPM_OK | IOSTX_UPM_MOVED, reply),
        })
    }

    // --- Read states and deletions ----------------------------------------------------------------------------------------------

    fn up_reads(&mut self, dir: DirId) -> Run<()> {
        while self.begin(State::UploadRead) {
            let entries: Vec<ReadEntry> =
                self.session.upload_reads().expect("open").entries.iter().map(|read| read.entry.clone()).collect();
            let mut results = Vec::new();
            for entry in &entries {
                results.push(self.up_read(dir, entry)?);
            }
            self.session.set_entry_results(0, results).expect("taken");
            self.end(0);
        }
        Ok(())
    }

    fn up_read(&mut self, dir: DirId, entry: &ReadEntry) -> Run<ResultDetails> {
        let (id, known) = (id_of(&entry.binding.remote_id), number_of(&entry.binding.remote_version));
        let read = entry.read;
        let reply = self.ask(|server| {
            let before = server.item(dir, &id)?.version;
            let (id, after) = server.put(dir, &id, 0, |mail| {
                mail.flags = if read { mail.flags | IOSTX_FLAG_READ } else { mail.flags & !IOSTX_FLAG_READ };
            })?;
            Ok((id, if before == known { after } else { 0 }))
        })?;
        Ok(self.result(IOSTX_UPR_OK, reply))
    }

    fn up_deletes(&mut self, dir: DirId) -> Run<()> {
        while self.begin(State::UploadDelete) {
            let open = self.session.upload_deletes().expect("open");
            let entries: Vec<DeleteEntry> = open.entries.iter().map(|delete| delete.entry.clone()).collect();
            let mut results = Vec::new();
            for entry in &entries {
                results.push(self.up_delete(dir, entry)?);
            }
            self.session.set_entry_results(0, results).expect("taken");
            self.end(0);
        }
        Ok(())
    }

    fn up_delete(&mut self, dir: DirId, entry: &DeleteEntry) -> Run<ResultDetails> {
        let stone = &entry.stone;
        let id = id_of(&stone.binding.remote_id);
        if let Some(dest) = &entry.dest {
            // The other half is done where the item is now, or it is done here.
            return match (self.server.style.moves, self.local.dir_of(dest.folder)) {
                (Moves::AtSource, Some(to)) => self.move_there(dir, &id, entry, dest.folder, to),
                // The download tells what became of it.
                _ if stone.binding.is_bound() && self.server.item(dir, &id).is_err() => Ok(self.failed(Failure::Changed)),
                _ => Ok(ResultDetails::default()),
            };
        }
        if !stone.binding.is_bound() {
            return self.delete_lost(dir, entry);
        }
        // A mail cannot change under its id, unless somebody wrote it anew; flags do not matter to who deletes it.
        let version = number_of(&stone.binding.remote_version);
        let digest = stone.digest;
        let reply = self.ask(|server| {
            let same = |mail: &Mail| digest.is_some_and(|digest| blake3::hash(mail.text.as_bytes()).as_bytes() == &digest);
            let there = server.item(dir, &id)?;
            let sure = !there.event && same(there);
            if !sure && version == 0 {
                return Err(Failure::Changed);
            }
            let needed = if sure { 0 } else { version };
            server.remove(dir, &id, needed)
        })?;
        Ok(match reply {
            Ok(()) | Err(Failure::Missing) => ResultDetails::success(IOSTX_UPD_OK),
            Err(failure) => self.failed(failure),
        })
    }

    fn move_there(&mut self, dir: DirId, id: &str, entry: &DeleteEntry, folder: FolderId, to: DirId) -> Run<ResultDetails> {
        let stone = &entry.stone;
        if entry.retry && self.server.item(dir, id).is_err() {
            // It was moved, and nobody heard; if it can be told which one it is now.
            let there: Vec<(String, Mail)> = match self.server.dir(to) {
                Ok(dir) => dir.items.iter().map(|(id, mail)| (id.clone(), mail.clone())).collect(),
                Err(_) => return Ok(ResultDetails::default()),
            };
            let digest = |mail: &Mail| stone.digest.is_none_or(|digest| blake3::hash(mail.text.as_bytes()).as_bytes() == &digest);
            let found: Vec<_> =
                there.iter().filter(|(id, mail)| mail.key == stone.match_key && digest(mail) && !self.knows(folder, id)).collect();
            if let [(id, _)] = found[..] {
                return Ok(self.taken(IOSTX_UPD_OK | IOSTX_UPD_MOVED, id, 0));
            }
            return Ok(self.failed(Failure::Changed));
        }
        let base = number_of(&stone.binding.remote_version);
        let reply = self.ask(|server| {
            // It would take the change of the other side along, which only a download shows.
            if server.item(dir, id)?.version != base {
                return Err(Failure::Changed);
            }
            server.relocate(dir, id, to)
        })?;
        Ok(self.result(IOSTX_UPD_OK | IOSTX_UPD_MOVED, reply))
    }

    /// What was uploaded without an answer, and deleted since.
    fn delete_lost(&mut self, dir: DirId, entry: &DeleteEntry) -> Run<ResultDetails> {
        let stone = &entry.stone;
        let reply = self.ask(|server| Ok(server.dir(dir)?.items.clone()))?;
        let Ok(items) = reply else { return Ok(ResultDetails::default()) };
        let found = items.iter().filter(|(id, mail)| mail.key == stone.match_key && !self.knows(stone.folder, id));
        let (same, other): (Vec<_>, Vec<_>) = found
            .partition(|(_, mail)| stone.digest.is_some_and(|digest| blake3::hash(mail.text.as_bytes()).as_bytes() == &digest));
        // Of an event the text is not all: somebody may have changed the rest since.
        if let Some((id, mail)) = same.first().filter(|(_, mail)| !mail.event) {
            let reply = self.ask(|server| server.remove(dir, id, mail.version))?;
            return Ok(match reply {
                Ok(()) => ResultDetails::success(IOSTX_UPD_OK),
                Err(failure) => self.failed(failure),
            });
        }
        Ok(if other.is_empty() && same.is_empty() { ResultDetails::success(IOSTX_UPD_OK) } else { self.failed(Failure::Changed) })
    }
}

/// Changes of an item what is pending of it.
fn overwrite(old: &mut Mail, new: &Mail, why: Pending, header: bool, added: &[String], removed: &[String]) {
    if why.has(Pending::CONTENT) && !header {
        old.text.clone_from(&new.text);
    }
    if why.has(Pending::PROPS) {
        old.note.clone_from(&new.note);
        old.name.clone_from(&new.name);
    }
    if why.has(Pending::FLAGS) {
        old.flags = old.flags & IOSTX_FLAG_READ | new.flags & !IOSTX_FLAG_READ;
        old.words.retain(|word| !removed.contains(word));
        old.words.extend(added.iter().cloned());
    }
}
