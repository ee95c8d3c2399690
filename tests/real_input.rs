//! Files that other people's programs wrote go through app, store, upload, server, import and back byte for byte: those of the
//! bundled sample, and where it lies beside the project, a collection of odd and broken mail and calendars.

mod support;

use std::path::{Path, PathBuf};

use iostx::props::{PropTag, Value, tags};
use iostx::store::flags::{IOSTX_FOLDER_CALENDAR, IOSTX_FOLDER_INBOX};
use iostx::store::{Access, Binding, FolderId, ImportItem, Message};

use support::{Bench, CONTENT, done};

/// All files below a folder with one of these endings; none where the folder is not there.
fn files(below: &Path, endings: &[&str]) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(below) else { return Vec::new() };
    let mut found = Vec::new();
    for entry in entries {
        let path = entry.expect("a readable folder").path();
        let name = path.to_string_lossy().into_owned();
        if path.is_dir() {
            found.extend(files(&path, endings));
        } else if endings.iter().any(|ending| name.ends_with(ending) || (ending.is_empty() && name.contains("/cur/"))) {
            found.push(path);
        }
    }
    found.sort();
    found
}

fn collection(kind: &str, endings: &[&str], sample: &str, sample_endings: &[&str]) -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut found = files(&root.join("examples/sample").join(sample), sample_endings);
    assert!(!found.is_empty(), "the bundled sample is there");
    found.extend(files(&root.join("../shared/data").join(kind), endings));
    found
}

fn read_all(message: &Message) -> Vec<u8> {
    let mut stream = message.open_reader(CONTENT).expect("a text");
    let (mut all, mut buffer) = (Vec::new(), [0; 4096]);
    loop {
        match stream.read(&mut buffer).expect("readable") {
            0 => return all,
            got => all.extend_from_slice(&buffer[..got]),
        }
    }
}

/// Written by an app, uploaded, imported into another store, read there.
fn round_trip(role: u32, class: &str, files: &[PathBuf]) {
    let (here, there) = (Bench::new(), Bench::new());
    let texts: Vec<Vec<u8>> = files.iter().map(|path| std::fs::read(path).expect("readable")).collect();
    let folder = here.special(role);
    for text in &texts {
        let message = here.store.create_message(folder, false).expect("a new item");
        message.set(PropTag(tags::IOSTX_PR_MESSAGE_CLASS), Value::Text(class.to_owned())).expect("a class");
        let mut stream = message.open_writer(CONTENT).expect("a stream");
        text.chunks(1000).try_for_each(|piece| stream.write(piece)).expect("written");
        stream.commit().expect("committed");
        message.save(0).expect("saved");
    }
    let server = upload(&here, folder);
    assert_eq!(server, texts, "what was uploaded is what the app wrote");
    import(&there, role, class, &server);
    assert_eq!(stored(&there, there.special(role)), texts, "what was imported is what the server had");
    here.check();
    there.check();
}

fn upload(bench: &Bench, folder: FolderId) -> Vec<Vec<u8>> {
    let mut table = bench.table(folder);
    let mut server = Vec::new();
    while let Some(item) = table.next_item(&[]).expect("readable") {
        server.push(read_all(&item.message));
        let id = format!("{:06}", server.len());
        table.answer_item(&item, done(&id, "1"));
    }
    table.commit().expect("settled");
    assert_eq!(bench.pending_count(), 0);
    server
}

fn import(bench: &Bench, role: u32, class: &str, texts: &[Vec<u8>]) {
    let importer = bench.importer(bench.special(role));
    for (n, text) in texts.iter().enumerate() {
        let item = ImportItem {
            binding: Binding::new(format!("{:06}", n + 1), "1"),
            values: iostx::props::Bag::new().with(tags::IOSTX_PR_MESSAGE_CLASS, Value::Text(class.to_owned())),
            content: Some(text.clone()),
            ..ImportItem::default()
        };
        importer.import_item(item).expect("stored");
    }
    importer.finish(true).expect("committed");
}

/// The texts of a folder in the order of the server's names.
fn stored(bench: &Bench, folder: FolderId) -> Vec<Vec<u8>> {
    let mut items: Vec<_> = bench.items(folder).into_iter().map(|id| bench.item(id)).collect();
    items.sort_by(|a, b| a.binding.remote_id.cmp(&b.binding.remote_id));
    items.iter().map(|item| read_all(&bench.store.open_message(item.id, Access::Read).expect("there"))).collect()
}

#[test]
fn mail_of_all_sorts_comes_back_byte_for_byte() {
    round_trip(IOSTX_FOLDER_INBOX, "IPM.Note", &collection("mail", &[".eml"], "mail", &[""]));
}

#[test]
fn calendars_of_all_sorts_come_back_byte_for_byte() {
    round_trip(IOSTX_FOLDER_CALENDAR, "IPM.Appointment", &collection("calendar", &[".ics"], "pim", &[".ics", ".vcf"]));
}
