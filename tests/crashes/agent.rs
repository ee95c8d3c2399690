//! An agent that walks the state machine between a store and the server, and gives back what the library says.

use iostx::codes::{IOSTX_MAPI_E_NOT_FOUND, IOSTX_MAPI_E_OBJECT_CHANGED, IOSTX_SYNC_E_CONFLICT};
use iostx::props::flags::{IOSTX_FLAG_ALL, IOSTX_FLAG_READ};
use iostx::props::{Bag, PropTag, tags};
use iostx::replication::flags::*;
use iostx::replication::{Ended, ResultDetails, Selection, Session, SessionOptions, State};
use iostx::store::{
    Binding, DeleteEntry, FolderId, ImportFlags, ImportItem, Importer, ListingScope, MassLimit, Message, Probe, ReadEntry, Store,
    UploadItem,
};
use iostx::{Error, Result};

use super::server::{Server, ServerItem};
use super::version::Version;

pub const CONTENT: PropTag = PropTag(tags::IOSTX_PR_INTERNET_CONTENT);
/// Entries of a vector: small, so that a pass needs several.
const VECTOR: u32 = 3;

/// One pass up and down over these folders. `step` is called before each request to the server; its failure ends the pass.
pub fn synchronize(store: &Store, folders: &[FolderId], server: &mut Server, step: &mut dyn FnMut() -> Result<()>) -> Result<()> {
    let mut session = Session::new(store)?;
    let limit = MassLimit { percent: 100, count: u32::MAX };
    session.set_options(SessionOptions { mass_delete: Some(limit), vector_limit: VECTOR, ..SessionOptions::default() })?;
    session.init_sync(0)?;
    session.begin(State::Synchronize)?;
    let these = folders.iter().map(|folder| store.feid(*folder)).collect();
    session.set_selection(Selection { flags: IOSTX_UPS_THESE_FOLDERS, folders: these, ..Selection::default() })?;
    session.begin(State::Contents)?;
    let mut pass = Pass { store, server, step };
    while begun(session.begin(State::UploadTable))? {
        pass.upload(&mut session)?;
        session.end()?;
        session.begin(State::DownloadTable)?;
        pass.download(&mut session)?;
    }
    session.end()?;
    session.end()?;
    Ok(())
}

/// Whether a state was entered; `false`: there is no more of that kind.
fn begun(result: Result<()>) -> Result<bool> {
    match result {
        Ok(()) => Ok(true),
        Err(e) if e.code == IOSTX_MAPI_E_NOT_FOUND => Ok(false),
        Err(e) => Err(e),
    }
}

struct Pass<'a> {
    store: &'a Store,
    server: &'a mut Server,
    step: &'a mut dyn FnMut() -> Result<()>,
}

impl Pass<'_> {
    fn upload(&mut self, session: &mut Session) -> Result<()> {
        let table = session.upload_table().ok_or_else(unexpected)?;
        let (folder, name) = (table.folder, name_of(&table.name));
        while begun(session.begin(State::UploadMessage))? {
            let upload = session.upload_message().ok_or_else(unexpected)?.upload.clone();
            let result = self.upload_item(folder, &name, &upload)?;
            trace(|| {
                let (why, retry, item) = (upload.why, upload.retry, &upload.item);
                format!("message in {name}: {} {} {why:?} retry {retry}: {result:?}", item.id.0, text_name(&upload))
            });
            session.set_full_result(None, result)?;
            session.end()?;
        }
        while begun(session.begin(State::UploadRead))? {
            let entries: Vec<ReadEntry> =
                session.upload_reads().ok_or_else(unexpected)?.entries.iter().map(|entry| entry.entry.clone()).collect();
            let results = entries.iter().map(|entry| self.upload_read(entry)).collect::<Result<_>>()?;
            session.set_entry_results(0, results)?;
            session.end()?;
        }
        while begun(session.begin(State::UploadDelete))? {
            let entries: Vec<DeleteEntry> =
                session.upload_deletes().ok_or_else(unexpected)?.entries.iter().map(|entry| entry.entry.clone()).collect();
            let results: Vec<ResultDetails> = entries.iter().map(|entry| self.upload_delete(entry)).collect::<Result<_>>()?;
            trace(|| {
                let brief = |entry: &DeleteEntry| (entry.stone.item, entry.stone.binding.clone(), entry.retry, entry.stone.moved);
                format!("deletions in {name}: {:?}: {results:?}", entries.iter().map(brief).collect::<Vec<_>>())
            });
            session.set_entry_results(0, results)?;
            session.end()?;
        }
        Ok(())
    }

    fn upload_item(&mut self, folder: FolderId, name: &str, up: &UploadItem) -> Result<ResultDetails> {
        let text = match text_of(&up.message) {
            Ok(text) => Version::of_text(&text),
            // The app replaced it in another process since it was handed out: no answer, and the next pass offers the new one.
            Err(e) if e.code == IOSTX_MAPI_E_OBJECT_CHANGED => return Ok(ResultDetails::success(0)),
            Err(e) => return Err(e),
        };
        let read = up.item.flag_set() & IOSTX_FLAG_READ != 0;
        if up.item.binding.is_bound() {
            let Some(id) = self.unchanged(&up.item.binding) else { return Ok(conflict()) };
            let read = self.server.items[&id].read;
            (self.step)()?;
            self.server.put(name, Some(id), &text, read);
            return Ok(self.done(IOSTX_UPM_OK, id));
        }
        if up.retry
            && let Some(id) = self.lost(folder, name, &text.uid)?
        {
            return self.settle(id, &text, read, IOSTX_UPM_OK);
        }
        let there = match &up.source {
            // Changed or gone on the server: the download that follows tells.
            Some(source) => match self.unchanged(&source.binding) {
                None => return Ok(conflict()),
                there => there,
            },
            None => None,
        };
        let Some(id) = there else {
            (self.step)()?;
            let id = self.server.put(name, None, &text, read);
            return Ok(self.done(IOSTX_UPM_OK, id));
        };
        (self.step)()?;
        let id = self.server.relocate(id, name);
        self.bring_up_to_date(id, name, &text, read)
    }

    /// The rest of a move: the item is where it shall be, as it was.
    fn bring_up_to_date(&mut self, id: u64, name: &str, text: &Version, read: bool) -> Result<ResultDetails> {
        if self.server.items[&id].text.name != text.name {
            (self.step)()?;
            self.server.put(name, Some(id), text, read);
        }
        self.settle(id, text, read, IOSTX_UPM_OK | IOSTX_UPM_MOVED)
    }

    /// An item that reached the server: as it is there, if that is what is here.
    fn settle(&mut self, id: u64, text: &Version, read: bool, flags: u32) -> Result<ResultDetails> {
        let item = &self.server.items[&id];
        if item.text.name != text.name {
            return Ok(conflict());
        }
        if item.read != read {
            (self.step)()?;
            self.server.set_read(id, read);
        }
        Ok(self.done(flags, id))
    }

    fn upload_read(&mut self, entry: &ReadEntry) -> Result<ResultDetails> {
        let Some(id) = self.unchanged(&entry.binding) else { return Ok(conflict()) };
        (self.step)()?;
        self.server.set_read(id, entry.read);
        Ok(self.done(IOSTX_UPR_OK, id))
    }

    fn upload_delete(&mut self, entry: &DeleteEntry) -> Result<ResultDetails> {
        if entry.dest.is_some() || !entry.stone.binding.is_bound() {
            // A move is carried out at its destination. And listings tell the id of whatever the server has.
            return Ok(ResultDetails::success(0));
        }
        let known = number(&entry.stone.binding.remote_id);
        if self.server.items.contains_key(&known) {
            let Some(id) = self.unchanged(&entry.stone.binding) else { return Ok(conflict()) };
            (self.step)()?;
            self.server.delete(id);
        }
        Ok(ResultDetails::success(IOSTX_UPD_OK))
    }

    /// The item that a binding names, if it is as the store knows it.
    fn unchanged(&self, binding: &Binding) -> Option<u64> {
        let id = number(&binding.remote_id);
        let item = self.server.items.get(&id)?;
        (item.version.to_string().as_bytes() == binding.remote_version).then_some(id)
    }

    /// An item of the server that no item of the store is bound to: what a lost answer was about.
    fn lost(&mut self, folder: FolderId, name: &str, uid: &str) -> Result<Option<u64>> {
        (self.step)()?;
        let fits = self.server.listing(name).into_iter().filter(|(_, item)| item.text.uid == uid).map(|(id, _)| id);
        for id in fits {
            if self.store.find_remote(Some(folder), &[&name_of_id(id)])?.next()?.is_none() {
                return Ok(Some(id));
            }
        }
        Ok(None)
    }

    fn done(&self, flags: u32, id: u64) -> ResultDetails {
        ResultDetails::success(flags).bound(name_of_id(id), self.server.version(id))
    }

    fn download(&mut self, session: &mut Session) -> Result<()> {
        let table = session.download_table().ok_or_else(unexpected)?;
        let (folder, name) = (table.folder, name_of(&table.name));
        if let Some(sink) = table.contents.clone() {
            self.fetch(&sink, &name)?;
            session.set_flags(IOSTX_DNT_OK);
        }
        if session.end()? == Ended::DeletionsHeld {
            self.store.confirm_held(folder)?;
        }
        Ok(())
    }

    fn fetch(&mut self, sink: &Importer, name: &str) -> Result<()> {
        (self.step)()?;
        sink.listing_begin(ListingScope::default())?;
        let listed: Vec<(u64, ServerItem)> = self.server.listing(name).into_iter().map(|(id, item)| (id, item.clone())).collect();
        let short: Vec<ImportItem> = listed.iter().map(|(id, item)| brief(*id, item)).collect();
        let answers = sink.probe(&short)?;
        trace(|| {
            let brief = listed.iter().zip(&answers).map(|((id, item), answer)| (id, &item.text.name, item.version, *answer));
            format!("listing of {name}: {:?}", brief.collect::<Vec<_>>())
        });
        for ((id, item), answer) in listed.iter().zip(answers) {
            match answer {
                Probe::Have | Probe::Bound | Probe::Deleted | Probe::OutOfScope => {}
                Probe::WantFlags => {
                    let set = if item.read { IOSTX_FLAG_READ } else { 0 };
                    let binding = binding(*id, item);
                    sink.import_flags(&[ImportFlags { binding, set, clear: IOSTX_FLAG_ALL & !set, keywords: None }])?;
                }
                Probe::WantAll | Probe::WantHeader => {
                    (self.step)()?;
                    import(sink, *id, item)?;
                }
            }
        }
        sink.set_state_blob(self.server.requests.to_string().as_bytes())?;
        sink.listing_complete()
    }
}

/// Small texts go with the call, large ones through the message.
fn import(sink: &Importer, id: u64, item: &ServerItem) -> Result<()> {
    let text = item.text.text();
    let ImportItem { mut values, .. } = brief(id, item);
    iostx::props::flags::apply(&mut values, if item.read { IOSTX_FLAG_READ } else { 0 }, IOSTX_FLAG_READ * u32::from(!item.read));
    let whole = ImportItem { values, content_size: text.len() as u64, ..brief(id, item) };
    if text.len() < 10_000 {
        sink.import_item(ImportItem { content: Some(text), ..whole })?;
        return Ok(());
    }
    if let Some(message) = sink.import_item(ImportItem { stream: true, ..whole })? {
        let mut stream = message.open_writer(CONTENT)?;
        text.chunks(60_000).try_for_each(|chunk| stream.write(chunk))?;
        stream.commit()?;
        message.save(0)?;
    }
    Ok(())
}

fn brief(id: u64, item: &ServerItem) -> ImportItem {
    let values = Bag::new().with(tags::IOSTX_PR_MESSAGE_CLASS, item.text.class());
    ImportItem { binding: binding(id, item), match_key: item.text.key(), values, ..ImportItem::default() }
}

fn binding(id: u64, item: &ServerItem) -> Binding {
    Binding::new(name_of_id(id), item.version.to_string())
}

/// With IOSTX_TRACE in the environment, what the agent does goes to the standard error.
pub fn trace(line: impl FnOnce() -> String) {
    if std::env::var_os("IOSTX_TRACE").is_some() {
        eprintln!("{}", line());
    }
}

fn text_name(up: &UploadItem) -> String {
    text_of(&up.message).map_or_else(|e| e.message, |text| Version::of_text(&text).name)
}

/// All of a message's native text.
pub fn text_of(message: &Message) -> Result<Vec<u8>> {
    let mut stream = message.open_reader(CONTENT)?;
    let mut text = vec![0; stream.size() as usize];
    let mut at = 0;
    while at < text.len() {
        match stream.read(&mut text[at..])? {
            0 => return Err(Error::corrupt("the text ends early")),
            got => at += got,
        }
    }
    Ok(text)
}

/// Folders of the server have the names of ours, in one word.
pub fn name_of(folder: &str) -> String {
    folder.replace(' ', "")
}

/// An id as the store knows it: all of one length, so that they sort as numbers do.
fn name_of_id(id: u64) -> Vec<u8> {
    format!("{id:08}").into_bytes()
}

fn number(id: &[u8]) -> u64 {
    std::str::from_utf8(id).ok().and_then(|id| id.parse().ok()).unwrap_or(0)
}

fn conflict() -> ResultDetails {
    ResultDetails::failure(IOSTX_SYNC_E_CONFLICT)
}

fn unexpected() -> Error {
    Error::of(iostx::codes::IOSTX_E_UNEXPECTED)
}
