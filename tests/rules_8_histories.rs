//! Section 8 of the rules of replication over whole histories: edits and deletions on both sides, uploads whose answers are lost,
//! downloads, decisions, in any order and under every policy. At each moment every version that was saved is on the server,
//! current here or kept, or was replaced by its own side; and in the end both sides are the same, with nothing doubled.

mod support_conflicts;

use std::collections::{BTreeMap, BTreeSet};

use iostx::props::Value;
use iostx::store::flags::*;
use iostx::store::*;
use proptest::prelude::*;
use support_conflicts::*;

/// An item as the server has it.
struct Remote {
    text: String,
    version: u32,
    key: Vec<u8>,
    made: FileTime,
}

/// A server that takes a change only of the version that it has.
#[derive(Default)]
struct Server {
    items: BTreeMap<String, Remote>,
    last: u32,
}

impl Server {
    fn add(&mut self, text: String, key: Option<Vec<u8>>, made: FileTime) -> String {
        self.last += 1;
        let id = format!("r{}", self.last);
        let key = key.unwrap_or_else(|| format!("<{id}@example.org>").into_bytes());
        self.items.insert(id.clone(), Remote { text, version: 1, key, made });
        id
    }

    fn by_key(&self, key: &[u8]) -> Option<String> {
        self.items.iter().find(|(_, item)| item.key == key).map(|(id, _)| id.clone())
    }

    /// Takes an item, as a careful agent brings it; the answer of the server.
    fn take(&mut self, up: &UploadItem, text: String) -> Answer {
        let known = String::from_utf8(up.item.binding.remote_id.clone()).expect("an id");
        let found = if up.retry { self.by_key(&up.item.match_key) } else { None };
        let id = match (known.is_empty(), found) {
            (false, _) => match self.items.get_mut(&known) {
                Some(item) if item.version.to_string().as_bytes() == up.item.binding.remote_version => {
                    (item.text, item.made) = (text, up.item.mtime);
                    item.version += 1;
                    known
                }
                _ => return outdated(up),
            },
            (true, Some(id)) if self.items[&id].text == text => id,
            // It is there, and somebody changed it: the download tells.
            (true, Some(_)) => return outdated(up),
            (true, None) => self.add(text, Some(up.item.match_key.clone()), up.item.mtime),
        };
        let version = self.items[&id].version.to_string();
        Answer { ok: true, binding: Some(Binding::new(id, version)), ..Answer::default() }
    }

    fn remove(&mut self, entry: &DeleteEntry) -> Answer {
        let ok = Answer { ok: true, ..Answer::default() };
        let conflict = Answer { code: iostx::codes::IOSTX_SYNC_E_CONFLICT, ..Answer::default() };
        let known = String::from_utf8(entry.stone.binding.remote_id.clone()).expect("an id");
        if known.is_empty() {
            return if self.by_key(&entry.stone.match_key).is_some() { conflict } else { ok };
        }
        match self.items.get(&known) {
            None => ok,
            Some(item) if item.version.to_string().as_bytes() == entry.stone.binding.remote_version => {
                self.items.remove(&known);
                ok
            }
            Some(_) => conflict,
        }
    }
}

#[derive(Debug, Clone)]
enum Step {
    Create,
    Edit(usize),
    Delete(usize),
    ServerCreate,
    ServerEdit(usize),
    ServerDelete(usize),
    /// Uploads; the answers get lost, or not.
    Upload {
        lost: bool,
    },
    Download,
    Resolve(usize),
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        1 => Just(Step::Create),
        4 => (0..4usize).prop_map(Step::Edit),
        1 => (0..4usize).prop_map(Step::Delete),
        1 => Just(Step::ServerCreate),
        4 => (0..4usize).prop_map(Step::ServerEdit),
        1 => (0..4usize).prop_map(Step::ServerDelete),
        3 => any::<bool>().prop_map(|lost| Step::Upload { lost }),
        3 => Just(Step::Download),
        1 => (0..3usize).prop_map(Step::Resolve),
    ]
}

struct History {
    bench: Bench,
    server: Server,
    options: ImportOptions,
    /// The texts that nobody replaced or deleted who had seen them.
    live: BTreeSet<String>,
    texts: u32,
    minutes: u64,
    /// Whether the server tells when its versions were made.
    tells_time: bool,
}

impl History {
    fn new_text(&mut self) -> String {
        self.texts += 1;
        let text = format!("text {}", self.texts);
        self.live.insert(text.clone());
        text
    }

    fn pick(&self, n: usize) -> Option<ItemId> {
        let items = self.bench.items(self.bench.inbox);
        (!items.is_empty()).then(|| items[n % items.len()])
    }

    fn pick_remote(&self, n: usize) -> Option<String> {
        let count = self.server.items.len();
        (count > 0).then(|| self.server.items.keys().nth(n % count).expect("below count").clone())
    }

    fn take(&mut self, step: &Step) {
        self.minutes += 1;
        self.bench.at(self.minutes);
        match step {
            Step::Create => {
                let text = self.new_text();
                self.bench.create(self.bench.inbox, &text);
            }
            Step::Edit(n) => {
                let Some(item) = self.pick(*n) else { return };
                self.live.remove(&self.bench.text(item));
                let text = self.new_text();
                self.bench.write(item, &text);
            }
            Step::Delete(n) => {
                let Some(item) = self.pick(*n) else { return };
                self.live.remove(&self.bench.text(item));
                self.bench.delete(item);
            }
            Step::ServerCreate => {
                let text = self.new_text();
                self.server.add(text, None, self.bench.now());
            }
            Step::ServerEdit(n) => {
                let Some(id) = self.pick_remote(*n) else { return };
                let text = self.new_text();
                let now = self.bench.now();
                let item = self.server.items.get_mut(&id).expect("picked");
                self.live.remove(&item.text);
                (item.text, item.made, item.version) = (text, now, item.version + 1);
            }
            Step::ServerDelete(n) => {
                let Some(id) = self.pick_remote(*n) else { return };
                let item = self.server.items.remove(&id).expect("picked");
                self.live.remove(&item.text);
            }
            Step::Upload { lost } => self.upload(*lost),
            Step::Download => self.download(),
            Step::Resolve(n) => {
                let held = self.bench.store.list_conflicts(None).expect("a list").rows(100).expect("rows");
                let choice = [Choice::Server, Choice::Local, Choice::KeepBoth][*n];
                for item in held.iter().filter_map(item_of).filter(|item| self.is_held(*item)) {
                    self.bench.store.resolve_conflict(item, choice).expect("resolved");
                }
            }
        }
    }

    fn is_held(&self, item: ItemId) -> bool {
        self.bench.store.item(item).is_ok_and(|item| item.is(item_bits::HOLD))
    }

    fn upload(&mut self, lost: bool) {
        let mut table = self.bench.table(self.bench.inbox);
        while let Some(up) = table.next_item(b"").expect("read") {
            let text = match up.message.get(CONTENT) {
                Ok(Value::Binary(text)) => String::from_utf8(text).expect("text"),
                _ => String::new(),
            };
            let answer = self.server.take(&up, text);
            if !lost {
                table.answer_item(&up, answer);
            }
        }
        for entry in table.next_deletes(1000, b"").expect("read") {
            let answer = self.server.remove(&entry);
            if !lost {
                table.answer_delete(&entry, answer);
            }
        }
        table.commit().expect("written");
    }

    fn download(&mut self) {
        let bench = &self.bench;
        let finished = bench.download_with(bench.inbox, &self.options, |sink| {
            sink.listing_begin(ListingScope::default()).expect("begun");
            for (id, item) in &self.server.items {
                let mut version = sent(id, &item.version.to_string()).text(&item.text);
                version.match_key.clone_from(&item.key);
                if self.tells_time {
                    version = version.made(item.made);
                }
                sink.import_item(version).expect("staged");
            }
            sink.listing_complete().expect("listed");
        });
        if finished.deletions_held {
            bench.store.confirm_held(bench.inbox).expect("confirmed");
        }
    }

    /// Every text that must be somewhere is.
    fn check(&self) -> Result<(), TestCaseError> {
        let bench = &self.bench;
        let folders = [bench.inbox, bench.special(IOSTX_FOLDER_CONFLICTS), bench.special(IOSTX_FOLDER_LOCAL_FAILURES)];
        let mut there: BTreeSet<String> = folders.into_iter().flat_map(|folder| bench.texts(folder)).collect();
        there.extend(self.server.items.values().map(|item| item.text.clone()));
        let lost: Vec<_> = self.live.difference(&there).collect();
        prop_assert!(lost.is_empty(), "lost: {:?}", lost);
        Ok(())
    }

    /// Brings both sides together, and looks that they are the same.
    fn settle(&mut self) -> Result<(), TestCaseError> {
        for _ in 0..4 {
            for step in [Step::Upload { lost: false }, Step::Download, Step::Resolve(2)] {
                self.take(&step);
                self.check()?;
            }
        }
        let mut ours = self.bench.texts(self.bench.inbox);
        let mut theirs: Vec<String> = self.server.items.values().map(|item| item.text.clone()).collect();
        ours.sort();
        theirs.sort();
        prop_assert_eq!(&ours, &theirs, "both sides have the same");
        ours.dedup();
        prop_assert_eq!(ours.len(), theirs.len(), "nothing is doubled");
        prop_assert_eq!(self.bench.offers(self.bench.inbox), (0, 0, 0), "nothing is left to upload");
        Ok(())
    }
}

proptest! {
    #![proptest_config(cases(64))]

    #[test]
    fn rule_8_each_saved_version_is_current_or_kept_or_superseded_by_its_own_side(
        steps in prop::collection::vec(step(), 1..24),
        policy in prop::sample::select(&Policy::ALL),
        deletion_wins: bool,
        tells_time: bool,
    ) {
        let bench = Bench::new();
        bench.options(bench.inbox, |options| options.deletion_wins = deletion_wins);
        let options = ImportOptions { policy, ..ImportOptions::default() };
        let (server, live) = (Server::default(), BTreeSet::new());
        let mut history = History { bench, server, options, live, texts: 0, minutes: 0, tells_time };
        for step in [Step::Create, Step::ServerCreate, Step::Upload { lost: false }, Step::Download].iter().chain(&steps) {
            history.take(step);
            history.check()?;
        }
        history.settle()?;
    }
}
