//! An app that edits the store at random. Before each operation it notes what it is about to do, after it whether it was done:
//! whatever the process has been killed in the middle of, the notes tell what must be in the store.

use std::fs::{File, OpenOptions};
use std::io::Write;
use std::path::Path;

use iostx::codes::*;
use iostx::props::flags::IOSTX_FLAG_READ;
use iostx::props::{PropTag, Value, tags};
use iostx::store::{Access, FolderId, Item, ItemId, ListOptions, Message, Object, Store};
use iostx::{Error, Result};

use super::agent::{CONTENT, text_of, trace};
use super::chance::Chance;
use super::version::Version;

/// More items than these are not made.
const ENOUGH: usize = 24;

/// What became of a noted operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    Done,
    Refused,
    /// The process ended, or the disk failed: it may have been done or not.
    Unknown,
}

/// Something that the app did, or may have done.
#[derive(Debug, Clone)]
pub struct Note {
    pub what: String,
    pub text: Version,
    pub end: End,
}

pub struct Editor {
    notes: File,
    chance: Chance,
    /// Makes the names of one life of the editor differ from those of another.
    life: u64,
    count: u64,
}

impl Editor {
    pub fn new(notes: &Path, life: u64) -> Self {
        let notes = OpenOptions::new().append(true).create(true).open(notes).expect("the editor's notes");
        Editor { notes, chance: Chance::new(life), life, count: 0 }
    }

    fn note(&mut self, line: &str) {
        trace(|| line.to_owned());
        self.notes.write_all(format!("{line}\n").as_bytes()).expect("the editor's notes");
    }

    /// One operation on one of the folders. An item that another changed meanwhile is left alone; other failures come back.
    pub fn step(&mut self, store: &Store, folders: &[FolderId]) -> Result<()> {
        let folder = *self.chance.pick(folders).expect("folders");
        let items = items_of(store, folder)?;
        let kind = self.chance.below(10);
        match self.chance.pick(&items).copied() {
            Some(item) if kind > 2 || items.len() > ENOUGH => self.change(store, folders, item, kind),
            _ => self.create(store, folder),
        }
    }

    fn create(&mut self, store: &Store, folder: FolderId) -> Result<()> {
        self.count += 1;
        let uid = format!("u{}x{}", self.life, self.count);
        let text = Version::new(&uid, &format!("{uid}.e0"), "-");
        self.attempt("create", &text, || {
            let message = store.create_message(folder, false)?;
            message.set(PropTag(tags::IOSTX_PR_MESSAGE_CLASS), text.class())?;
            message.set(PropTag(tags::IOSTX_PR_MATCH_KEY), Value::Binary(text.key()))?;
            write(&message, &text)
        })
    }

    fn change(&mut self, store: &Store, folders: &[FolderId], id: ItemId, kind: u64) -> Result<()> {
        let Some(item) = unless_gone(store.item(id))? else { return Ok(()) };
        let Some(message) = unless_gone(store.open_message(id, Access::Modify))? else { return Ok(()) };
        let Some(old) = unless_gone(text_of(&message))? else { return Ok(()) };
        let old = Version::of_text(&old);
        self.count += 1;
        match kind {
            0..=5 => {
                let new = Version::new(&old.uid, &format!("{}.e{}x{}", old.uid, self.life, self.count), &old.name);
                self.attempt("change", &new, || write(&message, &new))
            }
            6 => self.attempt("read", &old, || {
                let read = item.flag_set() & IOSTX_FLAG_READ != 0;
                only(store.set_read(item.folder, &[id], !read)?)
            }),
            7 => self.attempt("delete", &old, || only(store.delete_items(item.folder, &[id])?)),
            _ => {
                let to = *self.chance.pick(folders).expect("folders");
                self.attempt("move", &old, || only(store.move_items(item.folder, &[id], to)?))
            }
        }
    }

    fn attempt(&mut self, what: &str, text: &Version, act: impl FnOnce() -> Result<()>) -> Result<()> {
        self.note(&format!("try {what} {} {} {}", text.uid, text.name, text.after));
        match act() {
            Ok(()) => self.note("done"),
            Err(e) if is_refusal(&e) => self.note("refused"),
            Err(e) => return Err(e),
        }
        Ok(())
    }
}

/// Reads the notes of all lives of the editor.
pub fn read_notes(path: &Path) -> Vec<Note> {
    let text = std::fs::read_to_string(path).unwrap_or_default();
    let mut notes: Vec<Note> = Vec::new();
    for line in text.lines() {
        let words: Vec<&str> = line.split(' ').collect();
        match (words[0], notes.last_mut()) {
            ("try", _) => {
                let text = Version::new(words[2], words[3], words[4]);
                notes.push(Note { what: words[1].to_owned(), text, end: End::Unknown });
            }
            ("done", Some(last)) => last.end = End::Done,
            ("refused", Some(last)) => last.end = End::Refused,
            _ => panic!("{line}"),
        }
    }
    notes
}

pub fn items_of(store: &Store, folder: FolderId) -> Result<Vec<ItemId>> {
    let mut cursor = store.list_items(folder, ListOptions::default())?;
    let mut items = Vec::new();
    while let Some(row) = cursor.next()? {
        match row.object {
            Some(Object::Item(item)) => items.push(item),
            other => panic!("{other:?}"),
        }
    }
    Ok(items)
}

pub fn is_read(item: &Item) -> bool {
    item.flag_set() & IOSTX_FLAG_READ != 0
}

fn write(message: &Message, text: &Version) -> Result<()> {
    message.set(PropTag(tags::IOSTX_PR_SUBJECT), Value::Text(text.name.clone()))?;
    let bytes = text.text();
    if bytes.len() < 10_000 {
        message.set(CONTENT, Value::Binary(bytes))?;
    } else {
        let mut stream = message.open_writer(CONTENT)?;
        bytes.chunks(50_000).try_for_each(|chunk| stream.write(chunk))?;
        stream.commit()?;
    }
    message.save(0)
}

/// The outcome for the one item that was named.
fn only(outcome: iostx::store::Outcome) -> Result<()> {
    outcome.first.map_or(Ok(()), Err)
}

/// Another process moved, deleted or changed the item meanwhile.
fn is_refusal(e: &Error) -> bool {
    [IOSTX_MAPI_E_OBJECT_CHANGED, IOSTX_MAPI_E_OBJECT_DELETED, IOSTX_MAPI_E_NOT_FOUND].contains(&e.code)
}

fn unless_gone<T>(result: Result<T>) -> Result<Option<T>> {
    match result {
        Ok(value) => Ok(Some(value)),
        Err(e) if is_refusal(&e) => Ok(None),
        Err(e) => Err(e),
    }
}
