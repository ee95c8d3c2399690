//! Versions of items: every text that anybody ever saves has a name, and names the version that its writer had seen. So a test can
//! ask of each one whether it is still there, or was taken over by a later one that knew it.

use std::collections::{HashMap, HashSet};

use iostx::props::Value;

use super::chance::mix;

/// A version of an item: of which item, its name, and the version before it ("-": none).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Version {
    pub uid: String,
    pub name: String,
    pub after: String,
}

impl Version {
    pub fn new(uid: &str, name: &str, after: &str) -> Self {
        Version { uid: uid.to_owned(), name: name.to_owned(), after: after.to_owned() }
    }

    pub fn key(&self) -> Vec<u8> {
        format!("<{}@example.org>", self.uid).into_bytes()
    }

    /// Events, whose key is unique in a folder by protocol, and documents, whose key is not: of both a server may change the text.
    pub fn class(&self) -> Value {
        let event = self.uid.bytes().map(u64::from).sum::<u64>().is_multiple_of(2);
        Value::Text(if event { "IPM.Appointment" } else { "IPM.Document" }.to_owned())
    }

    /// The native text. Some are too large for one row of the store.
    pub fn text(&self) -> Vec<u8> {
        let number = self.name.bytes().fold(7, |sum, byte| mix(sum ^ u64::from(byte)));
        let lines = if number.is_multiple_of(16) { 5_000 } else { number % 40 };
        let mut text = format!(
            "Message-ID: <{}@example.org>\r\nSubject: {}\r\nX-Version: {} {} {}\r\n\r\n",
            self.uid, self.name, self.uid, self.name, self.after
        );
        for line in 0..lines {
            text.push_str(&format!("{:016x} {:016x} {:016x}\r\n", mix(number ^ line), mix(number + line), mix(line)));
        }
        text.into_bytes()
    }

    /// Back from the text; fails if it is not, byte for byte, what was written once.
    pub fn of_text(text: &[u8]) -> Self {
        let head = String::from_utf8_lossy(&text[..text.len().min(1000)]);
        let words =
            head.lines().find_map(|line| line.strip_prefix("X-Version: ")).unwrap_or_else(|| panic!("no version in {head:?}"));
        let mut words = words.split(' ');
        let [Some(uid), Some(name), Some(after)] = [words.next(), words.next(), words.next()] else { panic!("{head:?}") };
        let version = Version::new(uid, name, after);
        assert!(version.text() == text, "the text of {name} is not what was written");
        version
    }
}

/// All names that are among `heads`, or before them.
pub fn reachable<'a>(heads: impl IntoIterator<Item = &'a str>, after: &HashMap<&'a str, &'a str>) -> HashSet<&'a str> {
    let mut found = HashSet::new();
    for head in heads {
        let mut name = head;
        while found.insert(name)
            && let Some(before) = after.get(name)
        {
            name = before;
        }
    }
    found
}
