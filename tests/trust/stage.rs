//! Scenarios in words: items and folders are called by their names, and what is done to them, here or there, reads as a sentence.

use iostx::props::flags::{IOSTX_FLAG_FLAGGED, IOSTX_FLAG_READ};
use iostx::props::{Bag, Value};
use iostx::store::flags::*;
use iostx::store::{Access, FolderId, FolderOptions, ItemId, ItemUpdate};

use crate::agent::Plan;
use crate::local::{CONTENT, NOTE};
use crate::server::{DirId, Mail};
use crate::world::World;

/// An item as it begins: its text is its name and 1. Names that begin with "e" are events.
fn mail(name: &str) -> Mail {
    let event = name.starts_with('e');
    let key = format!("<{name}@example.org>").into_bytes();
    Mail { name: name.to_owned(), key, event, strong: event, text: format!("{name}1"), ..Mail::default() }
}

/// Here: store 0.
impl World {
    pub fn folder(&self, path: &str) -> FolderId {
        match path {
            "" => self.locals[0].special(IOSTX_FOLDER_IPM_SUBTREE),
            path => self.locals[0].by_path(path).unwrap_or_else(|| panic!("no folder {path} here")),
        }
    }

    pub fn here(&self, name: &str) -> ItemId {
        let view = self.locals[0].view();
        let found = view.into_iter().find(|(_, seen)| seen.mail.name == name);
        found.unwrap_or_else(|| panic!("no item {name} here")).0
    }

    pub fn new_here(&mut self, folder: &str, name: &str) {
        let mail = mail(name);
        self.ledger.saved(&mail.text);
        self.locals[0].create(self.folder(folder), &mail).expect("created");
    }

    pub fn edit_here(&mut self, name: &str, text: &str) {
        let item = self.here(name);
        self.ledger.replaced(&self.locals[0].mail(item).mail.text);
        self.ledger.saved(text);
        self.locals[0].set(item, CONTENT, Value::Binary(text.into())).expect("written");
    }

    pub fn note_here(&mut self, name: &str, note: &str) {
        let item = self.here(name);
        self.ledger.replaced(&self.locals[0].mail(item).mail.note);
        self.ledger.saved(note);
        self.locals[0].set(item, NOTE, Value::Text(note.into())).expect("written");
    }

    pub fn read_here(&mut self, name: &str, read: bool) {
        self.locals[0].set_read(self.here(name), read).expect("set");
    }

    pub fn flag_here(&mut self, name: &str, on: bool) {
        let (flags_set, flags_clear) = if on { (IOSTX_FLAG_FLAGGED, 0) } else { (0, IOSTX_FLAG_FLAGGED) };
        let update = ItemUpdate { flags_set, flags_clear, values: Bag::new(), ..ItemUpdate::default() };
        self.locals[0].update(self.here(name), &update).expect("set");
    }

    pub fn word_here(&mut self, name: &str, word: &str) {
        let update = ItemUpdate { keywords_add: vec![word.into()], values: Bag::new(), ..ItemUpdate::default() };
        self.locals[0].update(self.here(name), &update).expect("set");
    }

    pub fn move_here(&mut self, name: &str, folder: &str) {
        self.locals[0].move_to(self.here(name), self.folder(folder)).expect("moved");
    }

    pub fn copy_here(&mut self, name: &str, folder: &str) {
        let item = self.here(name);
        let seen = self.locals[0].mail(item);
        self.ledger.copied(&seen.mail);
        self.locals[0].copy(item, self.folder(folder)).expect("copied");
    }

    pub fn delete_here(&mut self, name: &str) {
        let item = self.here(name);
        let mail = self.locals[0].mail(item).mail;
        self.ledger.deleted(&mail);
        // The user knows that there is a text, if he sees only a header.
        self.ledger.replaced(&format!("{name}1"));
        self.locals[0].delete(item).expect("deleted");
    }

    pub fn ask_body(&mut self, name: &str) {
        let item = self.here(name);
        self.locals[0].store().request_full(&[item]).expect("asked");
    }

    pub fn make_here(&mut self, parent: &str, name: &str) {
        self.locals[0].store().create_folder(self.folder(parent), name, "IPF.Note", 0).expect("made");
    }

    pub fn rename_here(&mut self, folder: &str, name: &str) {
        self.locals[0].rename(self.folder(folder), name).expect("renamed");
    }

    pub fn put_here(&mut self, folder: &str, parent: &str) {
        self.locals[0].store().move_folder(self.folder(folder), self.folder(parent)).expect("moved");
    }

    pub fn remove_here(&mut self, folder: &str) {
        let id = self.folder(folder);
        let within = self.locals[0].folders().into_iter().filter(|(_, path)| path.starts_with(folder));
        for (folder, _) in within {
            for item in self.locals[0].items(folder) {
                self.ledger.deleted(&self.locals[0].mail(item).mail);
            }
        }
        let all = IOSTX_DEL_MESSAGES | IOSTX_DEL_FOLDERS | IOSTX_DEL_ASSOCIATED;
        self.locals[0].store().delete_folder(id, all).expect("deleted");
    }

    pub fn options(&mut self, folder: &str, change: impl FnOnce(&mut FolderOptions)) {
        let id = self.folder(folder);
        let store = self.locals[0].store();
        let mut options = store.folder_options(id).expect("there");
        change(&mut options);
        store.set_folder_options(id, options).expect("set");
    }

    /// Whether a text can be written into an item; where it cannot, nothing is changed.
    pub fn refuses_text(&self, name: &str) -> bool {
        let Ok(message) = self.locals[0].store().open_message(self.here(name), Access::Modify) else { return true };
        message.set(CONTENT, Value::Binary(b"no".to_vec())).and_then(|()| message.save(0)).is_err()
    }

    pub fn sync_here(&mut self, plan: &Plan) {
        self.sync(0, plan);
    }
}

/// There: the server.
impl World {
    pub fn dir(&self, path: &str) -> DirId {
        let found = self.server.dirs.keys().find(|id| self.server.path(**id) == path);
        if path.is_empty() { 0 } else { *found.unwrap_or_else(|| panic!("no folder {path} there")) }
    }

    fn there(&self, name: &str) -> (DirId, String) {
        let all = self.server.dirs.iter().flat_map(|(dir, of)| of.items.iter().map(|(id, mail)| (*dir, id, mail)));
        let found = all.into_iter().find(|(_, _, mail)| mail.name == name);
        let (dir, id, _) = found.unwrap_or_else(|| panic!("no item {name} there"));
        (dir, id.clone())
    }

    pub fn new_there(&mut self, folder: &str, name: &str) {
        let mail = mail(name);
        self.ledger.saved(&mail.text);
        self.server.add(self.dir(folder), mail).expect("a new key");
    }

    pub fn edit_there(&mut self, name: &str, text: &str) {
        let (dir, id) = self.there(name);
        self.ledger.replaced(&self.server.dirs[&dir].items[&id].text);
        self.ledger.saved(text);
        self.server.put(dir, &id, 0, |mail| mail.text = text.to_owned()).expect("there");
    }

    pub fn note_there(&mut self, name: &str, note: &str) {
        let (dir, id) = self.there(name);
        self.ledger.replaced(&self.server.dirs[&dir].items[&id].note);
        self.ledger.saved(note);
        self.server.put(dir, &id, 0, |mail| mail.note = note.to_owned()).expect("there");
    }

    fn flags_there(&mut self, name: &str, bit: u32, on: bool) {
        let (dir, id) = self.there(name);
        let change = |mail: &mut Mail| mail.flags = if on { mail.flags | bit } else { mail.flags & !bit };
        self.server.put(dir, &id, 0, change).expect("there");
    }

    pub fn read_there(&mut self, name: &str, read: bool) {
        self.flags_there(name, IOSTX_FLAG_READ, read);
    }

    pub fn flag_there(&mut self, name: &str, on: bool) {
        self.flags_there(name, IOSTX_FLAG_FLAGGED, on);
    }

    pub fn word_there(&mut self, name: &str, word: &str) {
        let (dir, id) = self.there(name);
        self.server.put(dir, &id, 0, |mail| mail.words.extend([word.to_owned()])).expect("there");
    }

    pub fn move_there(&mut self, name: &str, folder: &str) {
        let (dir, id) = self.there(name);
        self.server.relocate(dir, &id, self.dir(folder)).expect("free");
    }

    pub fn delete_there(&mut self, name: &str) {
        let (dir, id) = self.there(name);
        self.ledger.deleted(&self.server.dirs[&dir].items[&id]);
        self.server.remove(dir, &id, 0).expect("there");
    }

    pub fn make_there(&mut self, parent: &str, name: &str) {
        self.server.make_dir(self.dir(parent), name, 0).expect("made");
    }

    pub fn rename_there(&mut self, folder: &str, name: &str) {
        let dir = self.dir(folder);
        let parent = self.server.dirs[&dir].parent;
        self.server.change_dir(dir, parent, name).expect("there");
    }

    pub fn put_there(&mut self, folder: &str, parent: &str) {
        let (dir, parent) = (self.dir(folder), self.dir(parent));
        let name = self.server.dirs[&dir].name.clone();
        self.server.change_dir(dir, parent, &name).expect("not below itself");
    }

    pub fn remove_there(&mut self, folder: &str) {
        let dir = self.dir(folder);
        for gone in self.server.subtree(dir) {
            self.server.dirs[&gone].items.values().for_each(|mail| self.ledger.deleted(mail));
        }
        self.server.delete_dir(dir).expect("there");
    }

    pub fn expire_there(&mut self, folder: &str) {
        self.server.expire(self.dir(folder));
    }

    pub fn renumber_there(&mut self, folder: &str) {
        self.server.renumber(self.dir(folder));
    }
}

/// Both.
impl World {
    /// Items that both sides have.
    pub fn both(&mut self, folder: &str, names: &[&str]) {
        names.iter().for_each(|name| self.new_there(folder, name));
        let plan = self.plan();
        self.sync(0, &plan);
    }
}
