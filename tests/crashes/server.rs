//! A server that outlives the process which talks to it: a log of what it did, one line per request. A request is done once its
//! line is in the file, whether or not the process lives to hear of it.

use std::collections::BTreeMap;
use std::fs::{File, OpenOptions};
use std::io::{Read, Write};
use std::path::Path;

use super::version::Version;

#[derive(Debug, Clone)]
pub struct ServerItem {
    pub folder: String,
    /// Another one after each change, of text or flags.
    pub version: u64,
    pub text: Version,
    pub read: bool,
}

pub struct Server {
    log: File,
    pub items: BTreeMap<u64, ServerItem>,
    /// Every text that the server ever took.
    pub history: Vec<Version>,
    /// Items that were deleted here.
    pub deleted: Vec<String>,
    pub requests: u64,
}

impl Server {
    /// For the one process that writes to it: a line without an end, of one that was killed, was never a request.
    pub fn open(path: &Path) -> Self {
        let (server, whole) = Self::read(path);
        server.log.set_len(whole).expect("the server's log");
        server
    }

    /// What it has so far, while another process may write to it.
    pub fn look(path: &Path) -> Self {
        Self::read(path).0
    }

    /// Reads the log; answers also where its last whole line ends.
    fn read(path: &Path) -> (Self, u64) {
        let mut log = OpenOptions::new().read(true).append(true).create(true).open(path).expect("the server's log");
        let mut text = String::new();
        log.read_to_string(&mut text).expect("the server's log");
        let whole = text.rfind('\n').map_or(0, |end| end + 1);
        let mut server = Server { log, items: BTreeMap::new(), history: Vec::new(), deleted: Vec::new(), requests: 0 };
        text[..whole].lines().for_each(|line| server.apply(line));
        (server, whole as u64)
    }

    fn request(&mut self, line: &str) {
        self.log.write_all(format!("{line}\n").as_bytes()).expect("the server's log");
        self.apply(line);
    }

    fn apply(&mut self, line: &str) {
        self.requests += 1;
        let words: Vec<&str> = line.split(' ').collect();
        let number = |at: usize| words[at].parse::<u64>().expect("a number");
        let version = self.requests;
        match words[0] {
            "put" => {
                let text = Version::new(words[3], words[4], words[5]);
                self.history.push(text.clone());
                let read = words[6] == "read";
                self.items.insert(number(1), ServerItem { folder: words[2].to_owned(), version, text, read });
            }
            "read" => {
                let item = self.items.get_mut(&number(1)).expect("there");
                (item.version, item.read) = (version, words[2] == "read");
            }
            "delete" => {
                let item = self.items.remove(&number(1)).expect("there");
                self.deleted.push(item.text.uid);
            }
            "move" => {
                let item = self.items.remove(&number(1)).expect("there");
                self.items.insert(number(2), ServerItem { folder: words[3].to_owned(), version, ..item });
            }
            other => panic!("{other}"),
        }
    }

    /// Stores a text; a new item gets an id of its own.
    pub fn put(&mut self, folder: &str, id: Option<u64>, text: &Version, read: bool) -> u64 {
        let id = id.unwrap_or(self.requests + 1);
        let read = if read { "read" } else { "unread" };
        self.request(&format!("put {id} {folder} {} {} {} {read}", text.uid, text.name, text.after));
        id
    }

    pub fn set_read(&mut self, id: u64, read: bool) {
        self.request(&format!("read {id} {}", if read { "read" } else { "unread" }));
    }

    pub fn delete(&mut self, id: u64) {
        self.request(&format!("delete {id}"));
    }

    /// Moves an item, which gets another id.
    pub fn relocate(&mut self, id: u64, folder: &str) -> u64 {
        let new = self.requests + 1;
        self.request(&format!("move {id} {new} {folder}"));
        new
    }

    pub fn version(&self, id: u64) -> String {
        self.items[&id].version.to_string()
    }

    pub fn listing(&self, folder: &str) -> Vec<(u64, &ServerItem)> {
        self.items.iter().filter(|(_, item)| item.folder == folder).map(|(id, item)| (*id, item)).collect()
    }
}

#[test]
fn who_looks_at_the_server_takes_nothing_from_who_writes_to_it() {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let path = dir.path().join("server");
    let mut writer = Server::open(&path);
    let text = Version::new("u1", "u1.e0", "-");
    let id = writer.put("Inbox", None, &text, true);
    // Half of a request is written when somebody looks.
    let (half, rest) = ("delete ", format!("{id}\n"));
    writer.log.write_all(half.as_bytes()).expect("written");
    assert_eq!(Server::look(&path).items.len(), 1);
    writer.log.write_all(rest.as_bytes()).expect("written");
    assert_eq!(Server::look(&path).items.len(), 0, "the whole of it is there");
    writer.log.write_all(half.as_bytes()).expect("written, and killed");
    assert_eq!(Server::open(&path).put("Inbox", None, &text, true), 3, "half a line is no request");
}
