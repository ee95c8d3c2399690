//! Imports by keys of ICS and by remote ids mixed, of items and folders, whatever they contradict, with what is done here and
//! uploaded meanwhile: every refusal is of one thing, none says that the store is damaged, and the store is sound in the end.

mod support_conflicts;

use iostx::codes::*;
use iostx::error::Result;
use iostx::props::flags::IOSTX_FLAG_READ;
use iostx::props::{Bag, Value, tags::*};
use iostx::store::*;
use proptest::prelude::*;
use support_conflicts::*;

/// What the two folders and their few items go through. Numbers name folders, keys, remote ids and versions; 0: none.
#[derive(Debug, Clone)]
enum Step {
    ByKey {
        folder: usize,
        key: u8,
        id: u8,
        version: u8,
    },
    ById {
        folder: usize,
        id: u8,
        version: u8,
        weak: u8,
    },
    MoveByKey {
        from: usize,
        key: u8,
        dest: u8,
        version: u8,
    },
    MoveById {
        from: usize,
        id: u8,
        dest: u8,
    },
    DeleteByKey {
        folder: usize,
        key: u8,
    },
    DeleteById {
        folder: usize,
        id: u8,
    },
    Flags {
        folder: usize,
        id: u8,
    },
    Probe {
        folder: usize,
        id: u8,
        weak: u8,
    },
    FolderByKey {
        key: u8,
        id: u8,
        version: u8,
        name: u8,
        parent: u8,
    },
    DeleteFolder {
        id: u8,
    },
    Edit {
        folder: usize,
        nth: usize,
    },
    Delete {
        folder: usize,
        nth: usize,
    },
    Move {
        folder: usize,
        nth: usize,
    },
    Create {
        folder: usize,
    },
    Upload {
        folder: usize,
        id: u8,
    },
    /// The table ends, and another one begins.
    Next,
}

fn step() -> impl Strategy<Value = Step> {
    let (folder, small, nth) = (0..2usize, 0..4u8, 0..3usize);
    let (f, s) = (folder.clone(), small.clone());
    prop_oneof![
        4 => (f.clone(), 1..4u8, s.clone(), 1..6u8).prop_map(|(folder, key, id, version)| Step::ByKey { folder, key, id, version }),
        4 => (f.clone(), 1..4u8, 1..6u8, s.clone()).prop_map(|(folder, id, version, weak)| Step::ById { folder, id, version, weak }),
        2 => (f.clone(), 1..4u8, 1..4u8, 1..6u8).prop_map(|(from, key, dest, version)| Step::MoveByKey { from, key, dest, version }),
        2 => (f.clone(), 1..4u8, 1..4u8).prop_map(|(from, id, dest)| Step::MoveById { from, id, dest }),
        1 => (f.clone(), 1..4u8).prop_map(|(folder, key)| Step::DeleteByKey { folder, key }),
        1 => (f.clone(), 1..4u8).prop_map(|(folder, id)| Step::DeleteById { folder, id }),
        1 => (f.clone(), 1..4u8).prop_map(|(folder, id)| Step::Flags { folder, id }),
        1 => (f.clone(), 1..4u8, s.clone()).prop_map(|(folder, id, weak)| Step::Probe { folder, id, weak }),
        2 => (s.clone(), s.clone(), 1..6u8, 1..4u8, s).prop_map(|(key, id, version, name, parent)| {
            Step::FolderByKey { key, id, version, name, parent }
        }),
        1 => (1..4u8).prop_map(|id| Step::DeleteFolder { id }),
        2 => (f.clone(), nth.clone()).prop_map(|(folder, nth)| Step::Edit { folder, nth }),
        1 => (f.clone(), nth.clone()).prop_map(|(folder, nth)| Step::Delete { folder, nth }),
        2 => (f.clone(), nth).prop_map(|(folder, nth)| Step::Move { folder, nth }),
        1 => f.prop_map(|folder| Step::Create { folder }),
        2 => (folder, small).prop_map(|(folder, id)| Step::Upload { folder, id }),
        3 => Just(Step::Next),
    ]
}

fn id(number: u8) -> String {
    if number == 0 { String::new() } else { format!("r{number}") }
}

fn keys(key: u8, id_of: u8, version: u8) -> Bag {
    let bag = Bag::new().with(IOSTX_PR_CHANGE_KEY, Value::Binary(xid(2, version)));
    let bag = if key == 0 { bag } else { bag.with(IOSTX_PR_SOURCE_KEY, Value::Binary(xid(1, key))) };
    if id_of == 0 { bag } else { bag.with(IOSTX_PR_REMOTE_ID, Value::Binary(id(id_of).into())) }
}

struct Mix {
    bench: Bench,
    folders: [FolderId; 2],
}

/// A refusal of one thing is fine, and what makes no sense may be refused; nothing says that the store is damaged.
fn sound<T>(what: &Step, result: Result<T>) -> Option<T> {
    match result {
        Ok(done) => Some(done),
        Err(e) => {
            let bad = [IOSTX_MAPI_E_CORRUPT_STORE, IOSTX_MAPI_E_CALL_FAILED, IOSTX_MAPI_E_DISK_ERROR, IOSTX_MAPI_E_BUSY];
            assert!(!bad.contains(&e.code), "{what:?}: {e:?}");
            None
        }
    }
}

impl Mix {
    fn new() -> Self {
        let bench = Bench::new();
        let folders = [bench.server_folder("r8"), bench.server_folder("r9")];
        Self { bench, folders }
    }

    fn source_key(&self, folder: FolderId) -> Vec<u8> {
        let values = self.bench.store.folder_values(folder, &[iostx::props::PropTag(IOSTX_PR_SOURCE_KEY)]).expect("there");
        values[0].1.as_ref().and_then(Value::as_binary).expect("every folder has one").to_vec()
    }

    fn nth(&self, folder: usize, nth: usize) -> Option<ItemId> {
        self.bench.items(self.folders[folder]).into_iter().nth(nth)
    }

    /// One step of a download of each folder.
    fn import(&self, sinks: &[std::sync::Arc<Importer>; 2], hierarchy: &HierarchyImporter, step: &Step) {
        match *step {
            Step::ByKey { folder, key, id, version } => {
                if let Some(message) = sound(step, sinks[folder].import_message_change(&keys(key, id, version), 0)) {
                    message.set(SUBJECT, Value::Text(format!("version {version}"))).expect("set");
                    sound(step, message.save(0));
                }
            }
            Step::ById { folder, id: number, version, weak } => {
                let mut item = sent(&id(number), &version.to_string()).text(&format!("text {version}"));
                if weak != 0 {
                    item.match_key = vec![weak];
                }
                sound(step, sinks[folder].import_item(item));
            }
            Step::MoveByKey { from, key, dest, version } => {
                let keys = MoveKeys {
                    source_folder: self.source_key(self.folders[from]),
                    source_message: xid(1, key),
                    change_list: [&[22], xid(2, version).as_slice()].concat(),
                    dest_message: xid(1, dest),
                    dest_change: xid(2, version + 1),
                };
                sound(step, sinks[1 - from].import_message_move(keys));
            }
            Step::MoveById { from, id: number, dest } => {
                let binding = Binding::new(id(dest), "1");
                sound(step, sinks[1 - from].move_remote(self.folders[from], id(number).as_bytes(), binding));
            }
            Step::DeleteByKey { folder, key } => drop(sound(step, sinks[folder].import_message_deletion(&[&xid(1, key)], 0))),
            Step::DeleteById { folder, id: number } => drop(sound(step, sinks[folder].delete_remote(&[id(number).as_bytes()]))),
            Step::Flags { folder, id: number } => {
                let binding = Binding::new(id(number), "7");
                let flags = ImportFlags { binding, set: IOSTX_FLAG_READ, ..ImportFlags::default() };
                sound(step, sinks[folder].import_flags(&[flags]));
            }
            Step::Probe { folder, id: number, weak } => {
                sound(step, sinks[folder].probe(&[ImportItem { match_key: vec![weak], ..sent(&id(number), "1") }]));
            }
            Step::FolderByKey { key, id: number, version, name, parent } => {
                let parent = Value::Binary(id(parent).into());
                // Keys of folders are none of items.
                let key = if key == 0 { 0 } else { key + 10 };
                let values = keys(key, number, version)
                    .with(IOSTX_PR_DISPLAY_NAME, Value::Text(format!("name {name}")))
                    .with(IOSTX_PR_PARENT_REMOTE_ID, parent);
                sound(step, hierarchy.import_folder_change(&values));
            }
            Step::DeleteFolder { id: number } => drop(sound(step, hierarchy.delete_remote(&[id(number).as_bytes()]))),
            _ => self.act(step),
        }
    }

    /// What an app and an upload do.
    fn act(&self, step: &Step) {
        let bench = &self.bench;
        match *step {
            Step::Edit { folder, nth } => {
                if let Some(item) = self.nth(folder, nth) {
                    bench.write(item, "ours");
                }
            }
            Step::Delete { folder, nth } => drop(self.nth(folder, nth).map(|item| bench.delete(item))),
            Step::Move { folder, nth } => drop(self.nth(folder, nth).map(|item| bench.move_to(item, self.folders[1 - folder]))),
            Step::Create { folder } => drop(bench.create(self.folders[folder], "new")),
            Step::Upload { folder, id: number } => {
                let binding = (number != 0).then(|| Binding::new(id(number), "9"));
                bench.upload_as(self.folders[folder], |_| Answer { ok: true, binding: binding.clone(), ..Answer::default() });
            }
            _ => {}
        }
    }

    fn pass(&self, steps: &[Step]) {
        let memory = SessionMemory::default();
        let sinks =
            self.folders.map(|folder| self.bench.store.importer(folder, &memory, ImportOptions::default()).expect("a sink"));
        self.bench.hierarchy(|hierarchy| steps.iter().for_each(|step| self.import(&sinks, hierarchy, step)));
        for sink in sinks {
            // What is refused is refused once: the table ends all the same.
            sound(&Step::Next, sink.flush());
            sink.finish(true).expect("ended");
        }
        self.bench.store.end_pass(&memory, self.bench.root, true).expect("ended");
    }
}

proptest! {
    #![proptest_config(cases(60))]

    #[test]
    fn no_mix_of_keys_and_ids_damages_a_store_or_says_that_it_is_damaged(steps in prop::collection::vec(step(), 1..60)) {
        let mix = Mix::new();
        for pass in steps.split(|step| matches!(step, Step::Next)) {
            mix.pass(pass);
        }
        // The bench checks the store when it goes.
    }
}

/// A message that comes back by its key while the one that it was is laid aside.
#[test]
fn one_id_for_two_messages_with_a_deletion_by_key_between_is_taken() {
    let mix = Mix::new();
    mix.pass(&[
        Step::ByKey { folder: 1, key: 3, id: 1, version: 1 },
        Step::MoveById { from: 0, id: 1, dest: 2 },
        Step::ById { folder: 1, id: 3, version: 1, weak: 0 },
        Step::ById { folder: 0, id: 1, version: 2, weak: 2 },
        Step::ById { folder: 1, id: 1, version: 2, weak: 2 },
        Step::DeleteByKey { folder: 1, key: 3 },
        Step::DeleteByKey { folder: 0, key: 1 },
    ]);
}

/// What was moved here by the app is another one than what the server deleted here before.
#[test]
fn a_deletion_by_id_takes_nothing_that_was_moved_here_since() {
    let mix = Mix::new();
    mix.pass(&[
        Step::ByKey { folder: 1, key: 1, id: 1, version: 1 },
        Step::MoveById { from: 1, id: 1, dest: 1 },
        Step::DeleteById { folder: 1, id: 1 },
        Step::MoveByKey { from: 1, key: 1, dest: 1, version: 1 },
        Step::Edit { folder: 0, nth: 0 },
        Step::Move { folder: 0, nth: 0 },
    ]);
    assert_eq!(mix.bench.items(mix.folders[1]).len(), 1);
}

/// The deletion of a message follows it to its new key, unless another message has that.
#[test]
fn a_move_by_key_of_what_was_deleted_here_takes_no_key_of_another_message() {
    let mix = Mix::new();
    mix.pass(&[Step::ByKey { folder: 0, key: 3, id: 0, version: 1 }, Step::ByKey { folder: 1, key: 2, id: 2, version: 1 }]);
    mix.pass(&[Step::Delete { folder: 0, nth: 0 }, Step::MoveByKey { from: 0, key: 3, dest: 2, version: 1 }]);
    assert_eq!(mix.bench.items(mix.folders[1]).len(), 1);
}

/// What was moved by a copy, of which the original is still to be deleted when the server moves that onto the copy.
#[test]
fn a_move_by_id_of_an_original_onto_its_copy_leaves_the_copy_alone() {
    let mix = Mix::new();
    mix.pass(&[Step::ById { folder: 1, id: 3, version: 1, weak: 0 }]);
    mix.pass(&[Step::Move { folder: 1, nth: 0 }, Step::Upload { folder: 0, id: 3 }, Step::MoveById { from: 1, id: 3, dest: 3 }]);
    assert_eq!(mix.bench.items(mix.folders[0]).len(), 1);
}

/// What was moved away, came back and was uploaded is the item of its new id, whatever key it had before.
#[test]
fn an_old_key_with_the_id_of_what_came_back_is_what_came_back() {
    let mix = Mix::new();
    mix.pass(&[
        Step::ById { folder: 0, id: 2, version: 1, weak: 0 },
        Step::MoveById { from: 0, id: 2, dest: 1 },
        Step::ByKey { folder: 0, key: 2, id: 0, version: 1 },
        Step::ByKey { folder: 0, key: 2, id: 3, version: 2 },
        Step::Move { folder: 0, nth: 1 },
        Step::MoveByKey { from: 0, key: 1, dest: 1, version: 1 },
        Step::Move { folder: 1, nth: 0 },
        Step::Upload { folder: 0, id: 3 },
        Step::ByKey { folder: 0, key: 1, id: 0, version: 1 },
    ]);
}

/// A message that is brought back by a version from the server, while a deletion of it has followed it to where it was.
#[test]
fn a_deletion_that_waits_in_a_folder_is_not_of_what_came_back_to_it() {
    let mix = Mix::new();
    mix.pass(&[
        Step::ByKey { folder: 1, key: 2, id: 0, version: 1 },
        Step::ByKey { folder: 1, key: 1, id: 0, version: 1 },
        Step::Upload { folder: 0, id: 0 },
        Step::ByKey { folder: 0, key: 1, id: 0, version: 1 },
        Step::MoveByKey { from: 0, key: 1, dest: 1, version: 1 },
        Step::Move { folder: 1, nth: 1 },
        Step::Upload { folder: 0, id: 2 },
        Step::MoveByKey { from: 1, key: 1, dest: 1, version: 1 },
        Step::ByKey { folder: 0, key: 3, id: 2, version: 2 },
        Step::Delete { folder: 0, nth: 0 },
    ]);
}

/// The same by ids, of one that was moved by a copy.
#[test]
fn a_deletion_that_followed_a_message_by_its_id_is_not_of_what_came_back() {
    let mix = Mix::new();
    mix.pass(&[
        Step::ById { folder: 1, id: 3, version: 1, weak: 0 },
        Step::ById { folder: 0, id: 1, version: 1, weak: 0 },
        Step::ByKey { folder: 0, key: 1, id: 1, version: 1 },
        Step::Create { folder: 0 },
    ]);
    mix.pass(&[
        Step::Move { folder: 1, nth: 0 },
        Step::ByKey { folder: 0, key: 1, id: 0, version: 1 },
        Step::Create { folder: 0 },
        Step::Upload { folder: 0, id: 0 },
        Step::MoveById { from: 1, id: 3, dest: 3 },
        Step::Delete { folder: 0, nth: 2 },
        Step::ById { folder: 0, id: 3, version: 2, weak: 0 },
    ]);
}

/// A version of what was moved away here, under the id of another message that was moved away meanwhile, is of that one.
#[test]
fn a_version_by_an_old_key_takes_no_id_that_another_message_left_behind() {
    let mix = Mix::new();
    mix.pass(&[
        Step::ByKey { folder: 1, key: 2, id: 3, version: 1 },
        Step::ById { folder: 1, id: 2, version: 1, weak: 0 },
        Step::ByKey { folder: 0, key: 1, id: 0, version: 1 },
        Step::MoveByKey { from: 0, key: 1, dest: 1, version: 1 },
        Step::Move { folder: 1, nth: 0 },
        Step::ByKey { folder: 1, key: 2, id: 2, version: 2 },
        Step::Move { folder: 1, nth: 0 },
    ]);
}

/// An upload that was refused, and what it was for overtaken by the server while the message was away: nothing is left to look for.
#[test]
fn what_comes_home_with_nothing_left_to_upload_carries_no_mark_of_an_upload() {
    let mix = Mix::new();
    mix.pass(&[
        Step::ByKey { folder: 0, key: 1, id: 1, version: 1 },
        Step::ByKey { folder: 0, key: 2, id: 0, version: 1 },
        Step::ById { folder: 0, id: 3, version: 1, weak: 0 },
        Step::Flags { folder: 0, id: 3 },
        Step::ById { folder: 0, id: 1, version: 1, weak: 0 },
        Step::Edit { folder: 0, nth: 0 },
        Step::Upload { folder: 0, id: 3 },
        Step::Move { folder: 0, nth: 0 },
    ]);
    mix.pass(&[Step::Move { folder: 1, nth: 0 }]);
}
