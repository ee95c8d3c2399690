//! A server in memory that gives a change log, and an agent for it that has nothing but the operations.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use iostx::codes::*;
use iostx::driver::{Batch, Failure, FolderState, Remote};
use iostx::error::{Error, Result};
use iostx::props::{Bag, PropTag, Value, tags};
use iostx::replication::flags::*;
use iostx::replication::{ResultDetails, Session};
use iostx::store::flags::IOSTX_FOLDER_INBOX;
use iostx::store::{Binding, FolderId, ImportItem, ListingScope, Message, Probe, Wanted};

use crate::support::{CONTENT, SUBJECT};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mail {
    pub version: u64,
    pub text: String,
    pub read: bool,
}

#[derive(Debug, Default)]
pub struct Dir {
    pub mails: BTreeMap<String, Mail>,
    gone: BTreeMap<String, u64>,
    /// The version of the last change in it.
    revision: u64,
}

/// How the server, or the way to it, is today.
#[derive(Default)]
pub struct Mood {
    /// Operations that fail, by name and folder ("" for any), each as often as is said.
    pub fails: Vec<(&'static str, &'static str, i32, u32)>,
    /// A text whose upload makes the whole batch fail.
    pub poison: Option<&'static str>,
    /// A text that the server refuses by itself.
    pub refused: Option<&'static str>,
    /// Answers come last first.
    pub backwards: bool,
    /// It never answers for this text.
    pub silent: Option<&'static str>,
    /// Items are moved by sending them again.
    pub moves_by_copy: bool,
    pub no_reads: bool,
    /// It has no folders: each of the store's is one of its dirs, by name.
    pub flat: bool,
    /// It can tell which folders changed.
    pub tells_changed: bool,
    /// The line is cut, once, when this text has come.
    pub cut_after: Option<&'static str>,
    /// An item that cannot be fetched.
    pub broken: Option<&'static str>,
    /// What becomes of messages that are sent; `None`: nobody hears.
    pub sends: Option<Option<i32>>,
}

/// Told of an operation before it is done.
type Before = Box<dyn FnMut(&mut Session, &str)>;

pub struct Server {
    pub dirs: BTreeMap<String, Dir>,
    clock: u64,
    pub mood: Mood,
    /// What was asked, in its order.
    pub asked: Vec<String>,
    pub failures: Vec<(i32, String)>,
    pub sent: Vec<String>,
    /// Called before each operation.
    pub before: Option<Before>,
}

impl Server {
    pub fn new() -> Self {
        let dirs = [("INBOX".to_owned(), Dir::default())].into();
        Server { dirs, clock: 0, mood: Mood::default(), asked: Vec::new(), failures: Vec::new(), sent: Vec::new(), before: None }
    }

    /// Somebody else puts a mail there.
    pub fn put(&mut self, dir: &str, text: &str) -> String {
        self.clock += 1;
        let id = format!("u{}", self.clock);
        let dir = self.dirs.entry(dir.to_owned()).or_default();
        dir.revision = self.clock;
        dir.mails.insert(id.clone(), Mail { version: self.clock, text: text.to_owned(), read: false });
        id
    }

    /// Somebody, or the agent, deletes a mail.
    pub fn delete(&mut self, dir: &str, id: &str) -> bool {
        self.clock += 1;
        let dir = self.dirs.get_mut(dir).expect("a folder");
        dir.revision = self.clock;
        dir.gone.insert(id.to_owned(), self.clock);
        dir.mails.remove(id).is_some()
    }

    pub fn texts(&self, dir: &str) -> BTreeSet<&str> {
        self.dirs[dir].mails.values().map(|mail| mail.text.as_str()).collect()
    }

    pub fn count(&self, operation: &str) -> usize {
        self.asked.iter().filter(|asked| asked.starts_with(operation)).count()
    }

    fn ask(&mut self, session: &mut Session, operation: &str, dir: &str) -> Result<()> {
        if let Some(before) = &mut self.before {
            before(session, operation);
        }
        self.asked.push(format!("{operation} {dir}"));
        for (name, which, code, times) in &mut self.mood.fails {
            if *name == operation && (which.is_empty() || *which == dir) && *times > 0 {
                *times -= 1;
                return Err(Error::new(*code, format!("{operation} failed")));
            }
        }
        Ok(())
    }

    /// What a folder of the store is on the server.
    fn dir_of(&self, session: &Session, folder: FolderId, binding: &Binding) -> String {
        match self.mood.flat {
            true => session.store().folder(folder).expect("a folder").name,
            false => text(&binding.remote_id),
        }
    }

    fn change(&mut self, dir: &str, id: &str, change: impl FnOnce(&mut Mail)) -> Option<u64> {
        self.clock += 1;
        let dir = self.dirs.get_mut(dir).expect("a folder");
        let mail = dir.mails.get_mut(id)?;
        change(mail);
        (mail.version, dir.revision) = (self.clock, self.clock);
        Some(self.clock)
    }
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).expect("text")
}

fn version(number: u64) -> Vec<u8> {
    number.to_string().into_bytes()
}

fn missing() -> ResultDetails {
    ResultDetails::failure(IOSTX_SYNC_E_CONFLICT)
}

impl Remote for Server {
    fn binds_folders(&self) -> bool {
        !self.mood.flat
    }

    fn list_folders(&mut self, session: &mut Session) -> Result<()> {
        if self.mood.flat {
            return Err(Error::of(IOSTX_MAPI_E_NO_SUPPORT));
        }
        self.ask(session, "list_folders", "")?;
        let sink = Arc::clone(&session.download_hierarchy().expect("open").sink);
        sink.listing_begin(ListingScope::default())?;
        for name in self.dirs.keys() {
            let mut values = Bag::new()
                .with(tags::IOSTX_PR_REMOTE_ID, Value::Binary(name.clone().into_bytes()))
                .with(tags::IOSTX_PR_REMOTE_VERSION, Value::Binary(b"1".to_vec()))
                .with(tags::IOSTX_PR_PARENT_REMOTE_ID, Value::Binary(Vec::new()))
                .with(tags::IOSTX_PR_DISPLAY_NAME, Value::Text(name.clone()));
            if name == "INBOX" {
                values = values.with(tags::IOSTX_PR_SPECIAL_FOLDER, Value::I4(IOSTX_FOLDER_INBOX as i32));
            }
            sink.import_folder_change(&values)?;
        }
        sink.listing_complete()
    }

    fn upload_folder(&mut self, session: &mut Session) -> Result<ResultDetails> {
        if self.mood.flat {
            return Err(Error::of(IOSTX_MAPI_E_NO_SUPPORT));
        }
        let open = session.upload_folder().expect("open");
        let (name, flags, own) = (open.upload.folder.name.clone(), open.flags, text(&open.upload.folder.binding.remote_id));
        self.ask(session, "upload_folder", &name)?;
        if flags & IOSTX_UPF_DEL != 0 {
            self.dirs.remove(&own);
            return Ok(ResultDetails::success(IOSTX_UPF_OK));
        }
        self.dirs.entry(name.clone()).or_default();
        Ok(ResultDetails::success(IOSTX_UPF_OK).bound(name, "1"))
    }

    fn changed_folders(&mut self, session: &mut Session, folders: &mut [FolderState]) -> Result<()> {
        if !self.mood.tells_changed {
            return Err(Error::of(IOSTX_MAPI_E_NO_SUPPORT));
        }
        self.ask(session, "changed_folders", "")?;
        for folder in folders {
            let dir = self.dirs.get(&text(&folder.binding.remote_id));
            folder.changed = dir.is_none_or(|dir| version(dir.revision) != folder.state_blob);
        }
        Ok(())
    }

    fn list_changes(&mut self, session: &mut Session) -> Result<()> {
        let table = session.download_table().expect("open");
        let (sink, name) = (table.contents.clone().expect("a sink"), self.dir_of(session, table.folder, &table.binding));
        let since: u64 = text(&table.state_blob).parse().unwrap_or(0);
        self.ask(session, "list_changes", &name)?;
        let Some(dir) = self.dirs.get(&name) else { return Ok(()) };
        let gone: Vec<&[u8]> = dir.gone.iter().filter(|(_, at)| **at > since).map(|(id, _)| id.as_bytes()).collect();
        sink.delete_remote(&gone)?;
        for (id, mail) in dir.mails.iter().filter(|(_, mail)| mail.version > since) {
            let values = Bag::new()
                .with(SUBJECT.0, Value::Text(mail.text.clone()))
                .with(tags::IOSTX_PR_MESSAGE_FLAGS, Value::I4(i32::from(mail.read)));
            let item = ImportItem { binding: Binding::new(id.as_str(), version(mail.version)), values, ..ImportItem::default() };
            if sink.probe(std::slice::from_ref(&item))?[0] == Probe::Have {
                continue;
            }
            let whole = match self.mood.broken == Some(mail.text.as_str()) {
                true => ImportItem { failed: Some((IOSTX_MAPI_E_NETWORK_ERROR, "not today".into())), ..item },
                false => ImportItem { content: Some(mail.text.clone().into_bytes()), ..item },
            };
            sink.import_item(whole)?;
            if self.mood.cut_after.take_if(|text| *text == mail.text).is_some() {
                return Err(Error::of(IOSTX_MAPI_E_NETWORK_ERROR));
            }
        }
        sink.set_state_blob(&version(dir.revision))
    }

    fn upload(&mut self, session: &mut Session, batch: &mut Batch) -> Result<()> {
        let table = session.upload_table().expect("open");
        let name = self.dir_of(session, table.folder, &table.binding);
        self.ask(session, "upload", &format!("{name} x{}", batch.len()))?;
        let order: Vec<usize> = if self.mood.backwards { (0..batch.len()).rev().collect() } else { (0..batch.len()).collect() };
        for index in order {
            let item = batch.items[index].clone();
            let upload = &item.upload;
            let body = upload.message.get(CONTENT).ok().and_then(|value| value.as_binary().map(text)).unwrap_or_default();
            if self.mood.poison == Some(body.as_str()) {
                return Err(Error::new(IOSTX_MAPI_E_TOO_BIG, "the server hung up on it"));
            }
            if self.mood.silent == Some(body.as_str()) {
                continue;
            }
            if self.mood.refused == Some(body.as_str()) {
                let result = ResultDetails { text: "no such luck".into(), ..ResultDetails::failure(IOSTX_MAPI_E_NO_ACCESS) };
                batch.answer(index, result)?;
                continue;
            }
            let known = upload.item.binding.is_bound().then(|| text(&upload.item.binding.remote_id));
            let twin =
                || self.dirs[&name].mails.iter().find(|(_, mail)| mail.text == body).map(|(id, mail)| (id.clone(), mail.version));
            let found = if item.flags & IOSTX_UPM_RETRY != 0 { twin() } else { None };
            let source = upload.source.as_ref().filter(|source| source.binding.is_bound() && !self.mood.moves_by_copy);
            let result = match (known, found, source) {
                (Some(id), _, _) => match self.change(&name, &id, |mail| mail.text.clone_from(&body)) {
                    Some(number) => ResultDetails::success(IOSTX_UPM_OK).bound(id, version(number)),
                    None => missing(),
                },
                (None, Some((id, number)), _) => ResultDetails::success(IOSTX_UPM_OK).bound(id, version(number)),
                (None, None, Some(source)) => {
                    let from = text(&source.folder_binding.remote_id);
                    assert!(self.delete(&from, &text(&source.binding.remote_id)), "what is moved is there");
                    let id = self.put(&name, &body);
                    let number = self.dirs[&name].mails[&id].version;
                    ResultDetails::success(IOSTX_UPM_OK | IOSTX_UPM_MOVED).bound(id, version(number))
                }
                (None, None, None) if item.flags & IOSTX_UPM_ELSEWHERE != 0 => missing(),
                (None, None, None) => {
                    let id = self.put(&name, &body);
                    let number = self.dirs[&name].mails[&id].version;
                    ResultDetails::success(IOSTX_UPM_OK).bound(id, version(number))
                }
            };
            batch.answer(index, result)?;
        }
        Ok(())
    }

    fn set_read(&mut self, session: &mut Session, batch: &mut Batch) -> Result<()> {
        if self.mood.no_reads {
            return Err(Error::of(IOSTX_MAPI_E_NO_SUPPORT));
        }
        let name = text(&session.upload_table().expect("open").binding.remote_id);
        let entries: Vec<_> = session.upload_reads().expect("open").entries.iter().map(|read| read.entry.clone()).collect();
        self.ask(session, "set_read", &name)?;
        for (index, entry) in entries.iter().enumerate() {
            let id = text(&entry.binding.remote_id);
            let result = match self.change(&name, &id, |mail| mail.read = entry.read) {
                Some(number) => ResultDetails::success(IOSTX_UPR_OK).bound(id, version(number)),
                None => missing(),
            };
            batch.answer(index, result)?;
        }
        Ok(())
    }

    fn remove(&mut self, session: &mut Session, batch: &mut Batch) -> Result<()> {
        let name = text(&session.upload_table().expect("open").binding.remote_id);
        let deletes = session.upload_deletes().expect("open");
        let entries: Vec<_> = deletes.entries.iter().map(|delete| (delete.flags, delete.entry.stone.clone())).collect();
        self.ask(session, "remove", &name)?;
        for (index, (flags, stone)) in entries.iter().enumerate() {
            // Moves are done where the items arrive.
            if flags & IOSTX_UPD_MOV == 0 {
                self.delete(&name, &text(&stone.binding.remote_id));
                batch.answer(index, ResultDetails::success(IOSTX_UPD_OK))?;
            }
        }
        Ok(())
    }

    fn fetch_full(&mut self, session: &mut Session, wanted: &[Wanted]) -> Result<()> {
        let table = session.download_table().expect("open");
        let (sink, name) = (table.contents.clone().expect("a sink"), text(&table.binding.remote_id));
        self.ask(session, "fetch_full", &name)?;
        for wanted in wanted {
            let id = text(&wanted.remote_id);
            let mail = &self.dirs[&name].mails[&id];
            let failed =
                (self.mood.broken == Some(mail.text.as_str())).then(|| (IOSTX_MAPI_E_NETWORK_ERROR, "not today".to_owned()));
            let content = failed.is_none().then(|| mail.text.clone().into_bytes());
            let values = Bag::new().with(SUBJECT.0, Value::Text(mail.text.clone()));
            let binding = Binding::new(id, version(mail.version));
            sink.import_item(ImportItem { binding, values, content, failed, ..ImportItem::default() })?;
        }
        Ok(())
    }

    fn send(&mut self, session: &mut Session, message: &Message) -> Result<Option<ResultDetails>> {
        let Some(fate) = self.mood.sends else { return Err(Error::of(IOSTX_MAPI_E_NO_SUPPORT)) };
        self.ask(session, "send", "")?;
        let subject = message.get(PropTag(tags::IOSTX_PR_SUBJECT))?;
        self.sent.push(subject.as_text().expect("a text").to_owned());
        Ok(fate.map(ResultDetails::failure))
    }

    fn failed(&mut self, failure: &Failure) {
        self.failures.push((failure.error.code, failure.error.message.clone()));
    }
}
