//! Section 5 of the rules of replication: the order in which folders are uploaded, new folders and retry marks, merging names and
//! places, and deletions that meet changes.

#[path = "../support_conflicts/mod.rs"]
mod support_conflicts;

mod deletions;
mod fresh;
mod given_up;
mod local;
mod merging;
mod order;

use iostx::codes::*;
use iostx::props::{Bag, Value, tags::*};
use iostx::store::flags::*;
use iostx::store::*;
use support_conflicts::*;

/// Names and reasons of the folders that would be uploaded now, in order.
fn plan(bench: &Bench) -> Vec<(String, Pending)> {
    let name = |work: &FolderWork| match &work.temporary_name {
        Some(_) => "(temporary)".to_owned(),
        None => name_of(bench, work.id),
    };
    bench.folder_work().iter().map(|work| (name(work), work.why)).collect()
}

/// Deleted folders are not to be opened any more: they are called by what the server calls them.
fn name_of(bench: &Bench, folder: FolderId) -> String {
    match bench.store.folder(folder) {
        Ok(folder) => folder.name,
        Err(_) => "(deleted)".to_owned(),
    }
}

fn done(name: &str, why: Pending) -> (String, Pending) {
    (name.to_owned(), why)
}

/// The names of the subfolders of the root that are no special folders.
fn names(bench: &Bench, parent: FolderId) -> Vec<String> {
    let folders = bench.store.subfolders(parent).expect("a list");
    folders.into_iter().filter(|folder| folder.role == 0).map(|folder| folder.name).collect()
}

/// A folder handed out for upload whose answer never came.
fn hand_out(bench: &Bench, cookie: &[u8]) -> FolderUpload {
    let work = bench.folder_work().remove(0);
    bench.store.begin_folder_upload(&work, cookie).expect("handed out").expect("pending")
}

fn answer(bench: &Bench, upload: &FolderUpload, answer: Answer) {
    bench.store.answer_folder(upload, &answer).expect("taken");
}

/// Makes a folder local, or replicated; answers why it was refused.
fn set_local(bench: &Bench, folder: FolderId, local: bool) -> Option<i32> {
    let values = Bag::new().with(IOSTX_PR_LOCAL_ONLY, Value::Bool(local));
    bench.store.set_folder_values(folder, &values).err().map(|e| e.code)
}
