//! The agent's way down: folders; items by token, or by a listing of all; what the store still wants.

use iostx::codes::{IOSTX_MAPI_E_NETWORK_ERROR, IOSTX_SYNC_E_CYCLE, IOSTX_SYNC_E_NO_PARENT};
use iostx::props::flags::{FLAGS, IOSTX_FLAG_ALL, apply};
use iostx::props::{Bag, PropTag, Value, classify, tags::*};
use iostx::replication::State;
use iostx::replication::flags::*;
use iostx::store::{Binding, HierarchyImporter, ImportFlags, ImportItem, Importer, ListingScope, Probe};
use std::sync::Arc;

use crate::agent::{Agent, Run, id_of, version_of};
use crate::local::{NOTE, SUBJECT, dir_id};
use crate::server::{DirId, Failure, Mail};

impl Agent<'_> {
    // --- Folders ------------------------------------------------------------------------------------------------------------

    pub fn down_hierarchy(&mut self) -> Run<()> {
        assert!(self.begin(State::DownloadHierarchy), "the hierarchy can be entered");
        let open = self.session.download_hierarchy().expect("open");
        let (sink, token) = (Arc::clone(&open.sink), open.state_blob.clone());
        let now = self.server.revision.load(std::sync::atomic::Ordering::Relaxed);
        let dirs = self.ask(|server| {
            let dirs = server.subtree(0).into_iter().map(|id| (id, server.dirs[&id].clone()));
            Ok(dirs.collect::<Vec<_>>())
        })?;
        if let Ok(dirs) = dirs {
            // An unchanged server needs no listing.
            if self.plan.full || token != version_of(now) {
                sink.listing_begin(ListingScope::default()).expect("begun");
                let mut complete = true;
                for (id, dir) in &dirs {
                    complete &= import_dir(&sink, *id, dir.parent, &dir.name, dir.role, dir.version);
                }
                if !complete {
                    self.end(0);
                    return Ok(());
                }
                sink.listing_complete().expect("complete");
                sink.set_state_blob(&version_of(now)).expect("set");
            }
            self.end(IOSTX_DNH_OK);
        } else {
            self.end(0);
        }
        Ok(())
    }

    // --- One folder's items ---------------------------------------------------------------------------------------------------

    pub fn down_table(&mut self) -> Run<()> {
        let table = self.session.download_table().expect("open");
        let (sink, token) = (table.contents.clone(), id_of(&table.state_blob));
        let (Some(sink), Some(dir)) = (sink, dir_id(&table.binding.remote_id)) else { return Ok(()) };
        let delta = match self.ask(|server| if token.is_empty() { Err(Failure::Expired) } else { server.delta(dir, &token) })? {
            Err(Failure::NewEpoch) => {
                self.session.begin_epoch().expect("a folder");
                Err(Failure::NewEpoch)
            }
            Ok(_) if self.plan.full => Err(Failure::Expired),
            other => other,
        };
        let complete = match delta {
            Ok(delta) => {
                let gone: Vec<&[u8]> = delta.gone.iter().map(|id| id.as_bytes()).collect();
                sink.delete_remote(&gone).expect("told");
                self.fetch(dir, &sink, &delta.changed)? && {
                    sink.set_state_blob(delta.token.as_bytes()).expect("set");
                    true
                }
            }
            Err(Failure::Expired | Failure::NewEpoch) => self.list_all(dir, &sink)?,
            Err(_) => false,
        };
        if complete {
            self.fetch_wanted(dir, &sink)?;
            self.session.set_flags(IOSTX_DNT_OK);
        }
        self.session.imported();
        Ok(())
    }

    fn list_all(&mut self, dir: DirId, sink: &Importer) -> Run<bool> {
        sink.listing_begin(ListingScope::default()).expect("begun");
        let token = self.server.token(dir);
        let listed =
            self.ask(|server| Ok(server.dir(dir)?.items.iter().map(|(id, mail)| (id.clone(), mail.clone())).collect::<Vec<_>>()))?;
        let Ok(items) = listed else { return Ok(false) };
        if !self.fetch(dir, sink, &items)? {
            return Ok(false);
        }
        sink.listing_complete().expect("complete");
        sink.set_state_blob(token.as_bytes()).expect("set");
        Ok(true)
    }

    /// Brings these items, or what is needed of them.
    fn fetch(&mut self, dir: DirId, sink: &Importer, items: &[(String, Mail)]) -> Run<bool> {
        for (id, mail) in items {
            self.tell_move(sink, id, mail);
        }
        let shorts: Vec<ImportItem> = items.iter().map(|(id, mail)| self.short(id, mail)).collect();
        let answers = match self.plan.probes {
            true => sink.probe(&shorts).expect("probed"),
            false => vec![Probe::WantAll; shorts.len()],
        };
        for (((id, mail), short), answer) in items.iter().zip(shorts).zip(answers) {
            match answer {
                Probe::Have | Probe::Deleted | Probe::OutOfScope => {}
                // The listing told its flags.
                Probe::Bound if !mail.event => {}
                Probe::Bound | Probe::WantFlags => {
                    let keywords = Some(mail.words.iter().cloned().collect());
                    let flags = ImportFlags {
                        binding: short.binding.clone(),
                        set: mail.flags,
                        clear: IOSTX_FLAG_ALL & !mail.flags,
                        keywords,
                    };
                    sink.import_flags(&[flags]).expect("imported");
                }
                Probe::WantHeader => drop(sink.import_item(self.header(id, mail)).expect("imported")),
                Probe::WantAll => self.fetch_one(dir, sink, id)?,
            }
            if self.plan.twice && answer == Probe::WantAll {
                sink.import_item(self.whole(id, mail)).expect("imported");
            }
        }
        Ok(true)
    }

    /// Fetches one whole item; one that the server does not give goes on the wanted list.
    fn fetch_one(&mut self, dir: DirId, sink: &Importer, id: &str) -> Run<()> {
        let item = match self.ask(|server| server.item(dir, id).cloned())? {
            Ok(mail) => self.whole(id, &mail),
            Err(Failure::Missing) => {
                sink.delete_remote(&[id.as_bytes()]).expect("told");
                return Ok(());
            }
            Err(_) => {
                let failed = Some((IOSTX_MAPI_E_NETWORK_ERROR, "could not be fetched".to_owned()));
                ImportItem { binding: Binding::new(id, ""), failed, ..ImportItem::default() }
            }
        };
        self.report.downloaded += 1;
        sink.import_item(item).expect("imported");
        Ok(())
    }

    fn fetch_wanted(&mut self, dir: DirId, sink: &Importer) -> Run<()> {
        let wanted = sink.wanted(b"", 100).expect("a list");
        for want in wanted {
            self.fetch_one(dir, sink, &id_of(&want.remote_id))?;
        }
        Ok(())
    }

    /// Says that an item was moved, where the server tells and the store knows the item by its old place.
    fn tell_move(&self, sink: &Importer, id: &str, mail: &Mail) {
        let Some((from, old)) = mail.moved_from.as_ref().filter(|_| self.server.style.tells_moves) else { return };
        let source = self.local.folders().into_iter().find(|(folder, _)| self.local.dir_of(*folder) == Some(*from));
        let Some((source, _)) = source else { return };
        let store = self.local.store();
        let known = store.find_remote(Some(source), &[old]).expect("a list").next().expect("a row").is_some();
        let here = store.find_remote(Some(sink.folder()), &[id]).expect("a list").next().expect("a row").is_some();
        if known && !here {
            // The version that it had there: what else is new comes with the item.
            sink.move_remote(source, old.as_bytes(), Binding::new(id, "")).expect("told");
        }
    }

    // --- Items as the server sends them -----------------------------------------------------------------------------------------

    fn short(&self, id: &str, mail: &Mail) -> ImportItem {
        let mut values = Bag::new();
        values.set(SUBJECT, Value::Text(mail.name.clone()));
        let class = if mail.event { "IPM.Appointment" } else { "IPM.Note" };
        values.set(crate::local::CLASS, Value::Text(class.into()));
        if self.server.style.prints {
            let print = blake3::hash(format!("{}\n{}", mail.text, mail.note).as_bytes());
            values.set(PropTag(IOSTX_PR_FINGERPRINT), Value::Binary(print.as_bytes()[..8].to_vec()));
        }
        if self.server.style.tells_time {
            values.set(PropTag(IOSTX_PR_LAST_MODIFICATION_TIME), Value::Time(mail.made));
        }
        if !mail.event {
            // Mail servers list flags, calendars do not.
            put_flags(&mut values, mail);
        }
        ImportItem {
            binding: Binding::new(id, version_of(mail.version)),
            match_key: mail.key.clone(),
            strong: Some(mail.strong),
            values,
            ..ImportItem::default()
        }
    }

    fn whole(&self, id: &str, mail: &Mail) -> ImportItem {
        let mut item = self.short(id, mail);
        put_flags(&mut item.values, mail);
        if !mail.note.is_empty() {
            item.values.set(NOTE, Value::Text(mail.note.clone()));
        }
        ImportItem { content: Some(mail.text.clone().into_bytes()), ..item }
    }

    fn header(&self, id: &str, mail: &Mail) -> ImportItem {
        ImportItem { content: None, header: true, content_size: mail.text.len() as u64, ..self.whole(id, mail) }
    }
}

/// All flags and keywords. What is not given stays as it is: those that the server's item does not have are taken away.
fn put_flags(values: &mut Bag, mail: &Mail) {
    for row in &FLAGS {
        values.set(PropTag(row.tag), Value::Null);
    }
    values.set(PropTag(IOSTX_PR_MESSAGE_FLAGS), Value::I4(0));
    apply(values, mail.flags, 0);
    values.set(classify::KEYWORDS, Value::texts(mail.words.iter().cloned()));
}

/// Answers whether the store took it.
fn import_dir(sink: &HierarchyImporter, id: DirId, parent: DirId, name: &str, role: u32, version: u64) -> bool {
    let above = if parent == 0 { Vec::new() } else { format!("f{parent}").into_bytes() };
    let mut values = Bag::new()
        .with(IOSTX_PR_REMOTE_ID, Value::Binary(format!("f{id}").into_bytes()))
        .with(IOSTX_PR_REMOTE_VERSION, Value::Binary(version_of(version)))
        .with(IOSTX_PR_PARENT_REMOTE_ID, Value::Binary(above))
        .with(IOSTX_PR_DISPLAY_NAME, Value::Text(name.to_owned()));
    if role != 0 {
        values = values.with(IOSTX_PR_SPECIAL_FOLDER, Value::I4(role as i32));
    }
    match sink.import_folder_change(&values) {
        Ok(_) => true,
        // The next listing brings it.
        Err(e) if matches!(e.code, IOSTX_SYNC_E_CYCLE | IOSTX_SYNC_E_NO_PARENT) => false,
        Err(e) => panic!("a folder of the server: {e}"),
    }
}
