//! Whatever happens here, in whatever order, interrupted wherever: one upload brings the server up to date, nothing is lost and
//! nothing is doubled.

use std::collections::BTreeMap;

use iostx::props::flags::*;
use iostx::props::{PropTag, Value, tags};
use iostx::store::{FolderId, ItemId};
use proptest::prelude::*;

use crate::support::server::{Break, Moves, Server};
use crate::support::*;

#[derive(Debug, Clone)]
enum Step {
    Create(usize),
    CreateMail(usize),
    Copy(usize, usize),
    Write(usize, u8),
    Own(usize, i32),
    Read(usize, bool),
    Flags(usize, u32, u32),
    Word(usize, u8, bool),
    Delete(usize),
    Move(usize, usize),
    Push(Option<Break>),
    Pull,
    Restart,
}

fn any_local() -> impl Strategy<Value = Step> {
    let (item, folder) = (0usize..8, 0usize..4);
    prop_oneof![
        3 => folder.clone().prop_map(Step::Create),
        2 => folder.clone().prop_map(Step::CreateMail),
        1 => (item.clone(), folder.clone()).prop_map(|(item, folder)| Step::Copy(item, folder)),
        3 => (item.clone(), any::<u8>()).prop_map(|(item, byte)| Step::Write(item, byte)),
        2 => (item.clone(), 0..3).prop_map(|(item, n)| Step::Own(item, n)),
        2 => (item.clone(), any::<bool>()).prop_map(|(item, read)| Step::Read(item, read)),
        1 => (item.clone(), 0u32..64, 0u32..64).prop_map(|(item, set, clear)| Step::Flags(item, set & !1, clear & !set & !1)),
        1 => (item.clone(), 0u8..3, any::<bool>()).prop_map(|(item, word, add)| Step::Word(item, word, add)),
        3 => item.clone().prop_map(Step::Delete),
        5 => (item, folder).prop_map(|(item, folder)| Step::Move(item, folder)),
    ]
}

fn any_break() -> impl Strategy<Value = Option<Break>> {
    prop::option::weighted(0.8, (0usize..4, any::<bool>()).prop_map(|(after, done)| Break { after, done }))
}

fn any_step() -> impl Strategy<Value = Step> {
    prop_oneof![
        12 => any_local(),
        4 => any_break().prop_map(Step::Push),
        1 => Just(Step::Pull),
        1 => Just(Step::Restart),
    ]
}

fn any_moves() -> impl Strategy<Value = Moves> {
    prop_oneof![Just(Moves::AtDestination), Just(Moves::AtSource), Just(Moves::ByCopy)]
}

/// What the app knows of an item.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Known {
    folder: FolderId,
    text: Vec<u8>,
    own: Option<i64>,
    flags: u32,
    words: Vec<String>,
}

/// A store, a server, and what the app believes.
struct History {
    bench: Bench,
    server: Server,
    /// Three folders that the server has too, and one that no server sees.
    folders: [FolderId; 4],
    known: BTreeMap<ItemId, Known>,
    count: u32,
}

impl History {
    fn new(moves: Moves) -> Self {
        let bench = Bench::new();
        let folders = [bench.inbox, bench.folder("b"), bench.folder("c"), bench.local_folder("local")];
        History { bench, server: Server::new(moves), folders, known: BTreeMap::new(), count: 0 }
    }

    fn pick(&self, index: usize) -> Option<ItemId> {
        self.known.keys().nth(index % self.known.len().max(1)).copied()
    }

    fn create(&mut self, folder: usize, mail: bool) {
        self.count += 1;
        let item = self.bench.create(self.folders[folder], &self.count.to_string());
        if mail {
            let id = Value::Text(format!("<{}@example.org>", self.count));
            let message = self.bench.store.open_message(item, iostx::store::Access::Modify).expect("there");
            message.set(PropTag(tags::IOSTX_PR_INTERNET_MESSAGE_ID), id.clone()).expect("set");
            message.set(PropTag(tags::IOSTX_PR_MATCH_KEY), Value::Binary(id.as_text().expect("text").into())).expect("set");
            message.save(0).expect("saved");
        }
        let known = self.look(item);
        self.known.insert(item, known);
    }

    fn look(&self, id: ItemId) -> Known {
        let item = self.bench.item(id);
        Known {
            folder: item.folder,
            text: self.bench.text(id).unwrap_or_default().into_bytes(),
            own: item.bag.number(OWN.0),
            flags: item.flag_set(),
            words: item.keywords().into_iter().map(str::to_owned).collect(),
        }
    }

    fn change(&mut self, index: usize, act: impl FnOnce(&Bench, ItemId, &mut Known)) {
        let Some(item) = self.pick(index) else { return };
        let known = self.known.get_mut(&item).expect("picked");
        act(&self.bench, item, known);
    }

    fn step(mut self, step: &Step) -> Self {
        match *step {
            Step::Create(folder) => self.create(folder, false),
            Step::CreateMail(folder) => self.create(folder, true),
            Step::Copy(index, folder) => {
                let Some(item) = self.pick(index) else { return self };
                let copy = self.bench.copy(item, self.folders[folder]);
                self.known.insert(copy, Known { folder: self.folders[folder], ..self.known[&item].clone() });
            }
            Step::Write(index, byte) => self.change(index, |bench, item, known| {
                known.text = vec![b'a' + byte % 20; 3];
                bench.write(item, std::str::from_utf8(&known.text).expect("text"));
            }),
            Step::Own(index, n) => self.change(index, |bench, item, known| {
                known.own = Some(n.into());
                bench.set(item, OWN, Value::I4(n));
            }),
            Step::Read(index, read) => self.change(index, |bench, item, known| {
                known.flags = if read { known.flags | IOSTX_FLAG_READ } else { known.flags & !IOSTX_FLAG_READ };
                bench.set_read(item, read);
            }),
            Step::Flags(index, set, clear) => self.change(index, |bench, item, known| {
                bench.set_flags(item, set, clear);
                known.flags = bench.item(item).flag_set();
            }),
            Step::Word(index, word, add) => self.change(index, |bench, item, known| {
                let word = word.to_string();
                known.words.retain(|known| *known != word);
                match add {
                    true => {
                        bench.add_keyword(item, &word);
                        known.words.push(word);
                        known.words.sort();
                    }
                    false => bench.remove_keyword(item, &word),
                }
            }),
            Step::Delete(index) => {
                if let Some(item) = self.pick(index) {
                    self.bench.delete(item);
                    self.known.remove(&item);
                }
            }
            Step::Move(index, folder) => {
                let dest = self.folders[folder];
                self.change(index, |bench, item, known| {
                    bench.move_to(item, dest);
                    known.folder = dest;
                });
            }
            Step::Push(line) => {
                self.server.break_line(line);
                let _ = self.bench.push(&mut self.server);
                self.server.break_line(None);
            }
            Step::Pull => drop(self.bench.pull(&self.server)),
            Step::Restart => self.bench = self.bench.restarted(),
        }
        self.bench.check();
        self.assert_nothing_lost();
        self
    }

    /// The store holds what the app believes, no more and no less.
    fn assert_nothing_lost(&self) {
        let here: BTreeMap<ItemId, Known> =
            self.folders.iter().flat_map(|folder| self.bench.items(*folder)).map(|item| (item, self.look(item))).collect();
        assert_eq!(here, self.known);
    }

    fn assert_settled(&self) {
        self.assert_nothing_lost();
        self.bench.assert_same(&self.server, &self.folders[..3]);
    }
}

proptest! {
    #![proptest_config(cases(48))]
    #[test]
    fn rule_3_any_local_operations_then_one_upload_leave_nothing_pending_and_the_server_equal(
        moves in any_moves(), rounds in prop::collection::vec(prop::collection::vec(any_local(), 0..14), 1..4)
    ) {
        let mut history = History::new(moves);
        for steps in &rounds {
            history = steps.iter().fold(history, History::step);
            history = history.step(&Step::Push(None));
            history.assert_settled();
            prop_assert_eq!(history.bench.pull(&history.server).created, 0, "and a download finds nothing new");
            history.assert_settled();
        }
    }

    #[test]
    fn rule_3_any_history_with_lost_answers_and_restarts_loses_nothing_and_doubles_nothing(
        moves in any_moves(), steps in prop::collection::vec(any_step(), 1..30), tells_ids in prop::bool::weighted(0.7)
    ) {
        let mut history = History::new(moves);
        history.server.tells_ids = tells_ids;
        history = steps.iter().fold(history, History::step);
        // Of several items of one key whose ids are not told, each is uploaded once a download has bound the one before.
        for _ in 0..5 {
            history = history.step(&Step::Push(None)).step(&Step::Pull);
        }
        history.assert_settled();
        let before = history.bench.bytes();
        history = history.step(&Step::Push(None)).step(&Step::Pull);
        prop_assert!(history.bench.bytes() == before, "a pass that changes nothing writes nothing");
        history.assert_settled();
    }
}
