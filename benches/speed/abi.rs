//! The C ABI as a benchmark needs it: the exported functions themselves, every code checked.

use std::ffi::CString;
use std::mem::{size_of, zeroed};
use std::path::Path;
use std::ptr::{null, null_mut};

use iostx::ffi::cursor::*;
use iostx::ffi::folder::*;
use iostx::ffi::iostx::*;
use iostx::ffi::message::*;
use iostx::ffi::option_types::*;
use iostx::ffi::session::*;
use iostx::ffi::sink_contents::*;
use iostx::ffi::state_types::*;
use iostx::ffi::store::*;
use iostx::ffi::stream::*;
use iostx::ffi::supervision::*;
use iostx::ffi::types::*;
use iostx::ffi::values::*;
use iostx::props::tags::*;
use iostx::replication::flags::*;
use iostx::store::flags::*;

pub fn check(code: i32) {
    assert!(code >= 0, "code 0x{:08X}", code as u32);
}

pub fn bytes(data: &[u8]) -> iostx_bytes {
    iostx_bytes { data: data.as_ptr(), size: data.len() }
}

fn text(tag: u32, value: &str) -> iostx_value {
    iostx_value { tag, reserved: 0, value: iostx_value_union { bytes: bytes(value.as_bytes()) } }
}

fn time(tag: u32, value: u64) -> iostx_value {
    iostx_value { tag, reserved: 0, value: iostx_value_union { time: value } }
}

fn long(tag: u32, value: i32) -> iostx_value {
    iostx_value { tag, reserved: 0, value: iostx_value_union { i4: value } }
}

/// Times of items: some day in 2026, a minute apart.
const START: u64 = 134_100_000_000_000_000;

pub struct Store(pub *mut iostx_store);

impl Store {
    pub fn open(path: &Path) -> Self {
        let path = CString::new(path.to_str().expect("a path")).expect("no NUL");
        let mut store = null_mut();
        check(unsafe { iostx_store_open(path.as_ptr(), null(), &mut store, null_mut()) });
        Store(store)
    }

    pub fn inbox(&self) -> iostx_feid {
        let mut id = unsafe { zeroed() };
        check(unsafe { iostx_store_get_special_folder(self.0, IOSTX_FOLDER_INBOX, &mut id) });
        id
    }

    pub fn open_inbox(&self) -> *mut iostx_folder {
        let mut folder = null_mut();
        check(unsafe { iostx_store_open_folder(self.0, &self.inbox(), &mut folder) });
        folder
    }

    pub fn session(&self) -> Session {
        let mut session = null_mut();
        check(unsafe { iostx_get_sync_object(self.0, &mut session) });
        Session(session)
    }

    /// Imports items with these bodies into the Inbox, in one download table.
    pub fn import<B: AsRef<[u8]>>(&self, count: u64, body: impl Fn(u64) -> B) {
        let session = self.session();
        session.in_table(self, IOSTX_UPS_DNLOAD_ONLY, IOSTX_LR_SYNC_DOWNLOAD_TABLE, IOSTX_DNT_OK, |state| {
            let sink = unsafe { (*state).body.dntbl.contents };
            for n in 0..count {
                import_one(sink, n, body(n).as_ref());
            }
        });
    }

    /// All items of the Inbox, oldest first.
    pub fn items(&self, limit: usize) -> Vec<iostx_meid> {
        let folder = self.open_inbox();
        let columns = [IOSTX_PR_ENTRYID];
        let options = iostx_list_options {
            struct_size: size_of::<iostx_list_options>() as u32,
            flags: 0,
            sort: IOSTX_SORT_DATE,
            reserved: 0,
            columns: columns.as_ptr(),
            column_count: 1,
        };
        let mut cursor = null_mut();
        check(unsafe { iostx_folder_list(folder, &options, &mut cursor) });
        let mut found = Vec::new();
        while found.len() < limit {
            let (mut row, mut width) = (null(), 0);
            if unsafe { iostx_cursor_next(cursor, &mut row, &mut width) } < 0 {
                break;
            }
            let id = unsafe { (*row).value.bytes };
            assert_eq!(id.size, size_of::<iostx_meid>());
            found.push(unsafe { id.data.cast::<iostx_meid>().read_unaligned() });
        }
        unsafe {
            iostx_cursor_free(cursor);
            iostx_folder_free(folder);
        }
        found
    }

    /// Changes a property of items that no native text mirrors, `value` making it a change.
    pub fn change(&self, items: &[iostx_meid], value: i32) {
        let folder = self.open_inbox();
        let values = [long(0x6001_0003, value)];
        check(unsafe {
            iostx_folder_update_messages(folder, items.as_ptr(), items.len(), values.as_ptr(), 1, null(), 0, null(), 0)
        });
        unsafe { iostx_folder_free(folder) };
    }

    /// Marks items read or unread.
    pub fn set_read(&self, items: &[iostx_meid], read: bool) {
        let folder = self.open_inbox();
        let flags = if read { 0 } else { IOSTX_CLEAR_READ_FLAG };
        check(unsafe { iostx_folder_set_read_flags(folder, items.as_ptr(), items.len(), flags) });
        unsafe { iostx_folder_free(folder) };
    }

    /// How many rows the list of pending work has.
    pub fn count_pending(&self) -> usize {
        let mut cursor = null_mut();
        check(unsafe { iostx_store_list_pending(self.0, null(), &mut cursor) });
        let mut found = 0;
        loop {
            let mut page = null();
            let code = unsafe { iostx_cursor_next_page(cursor, 1000, &mut page) };
            if code < 0 || unsafe { (*page).row_count } == 0 {
                break;
            }
            found += unsafe { (*page).row_count };
        }
        unsafe { iostx_cursor_free(cursor) };
        found
    }

    /// The first page of the Inbox, newest first; answers its rows.
    pub fn first_page(&self) -> usize {
        let folder = self.open_inbox();
        let columns = [IOSTX_PR_ENTRYID, IOSTX_PR_SUBJECT, IOSTX_PR_MESSAGE_DELIVERY_TIME, IOSTX_PR_MESSAGE_FLAGS];
        let options = iostx_list_options {
            struct_size: size_of::<iostx_list_options>() as u32,
            flags: IOSTX_LIST_DESCENDING,
            sort: IOSTX_SORT_DATE,
            reserved: 0,
            columns: columns.as_ptr(),
            column_count: columns.len(),
        };
        let (mut cursor, mut page) = (null_mut(), null());
        check(unsafe { iostx_folder_list(folder, &options, &mut cursor) });
        check(unsafe { iostx_cursor_next_page(cursor, 50, &mut page) });
        let rows = unsafe { (*page).row_count };
        unsafe {
            iostx_cursor_free(cursor);
            iostx_folder_free(folder);
        }
        rows
    }

    /// Streams a value of so many bytes into a new item and out again.
    pub fn stream(&self, size: usize) {
        let folder = self.open_inbox();
        let (mut message, mut stream) = (null_mut(), null_mut());
        let block = vec![7u8; 64 << 10];
        unsafe {
            check(iostx_folder_create_message(folder, 0, &mut message));
            check(iostx_message_open_stream(
                message,
                IOSTX_PR_INTERNET_CONTENT,
                IOSTX_MAPI_MODIFY | IOSTX_MAPI_CREATE,
                &mut stream,
            ));
            for _ in 0..size / block.len() {
                check(iostx_stream_write(stream, block.as_ptr().cast(), block.len()));
            }
            check(iostx_stream_commit(stream));
            iostx_stream_free(stream);
            check(iostx_message_save(message, IOSTX_KEEP_OPEN_READWRITE));
            check(iostx_message_open_stream(message, IOSTX_PR_INTERNET_CONTENT, 0, &mut stream));
            let (mut buffer, mut total) = (vec![0u8; 64 << 10], 0);
            loop {
                let mut got = 0;
                check(iostx_stream_read(stream, buffer.as_mut_ptr().cast(), buffer.len(), &mut got));
                if got == 0 {
                    break;
                }
                total += got;
            }
            assert_eq!(total, size / block.len() * block.len());
            iostx_stream_free(stream);
            iostx_message_free(message);
            iostx_folder_free(folder);
        }
    }
}

impl Drop for Store {
    fn drop(&mut self) {
        unsafe {
            iostx_store_close(self.0, 10_000);
            iostx_store_free(self.0);
        }
    }
}

fn import_one(sink: *mut iostx_contents_sink, n: u64, body: &[u8]) {
    let id = format!("{n:012}");
    let (subject, key) = (format!("Subject number {n}"), format!("<{n}.bench@example.org>"));
    let values = [
        text(IOSTX_PR_SUBJECT, &subject),
        text(IOSTX_PR_SENDER_EMAIL_ADDRESS, "a@example.org"),
        time(IOSTX_PR_MESSAGE_DELIVERY_TIME, START + n * 600_000_000),
        long(IOSTX_PR_MESSAGE_FLAGS, 1),
    ];
    let item = iostx_import_item {
        struct_size: size_of::<iostx_import_item>() as u32,
        flags: 0,
        binding: iostx_binding { remote_id: bytes(id.as_bytes()), remote_version: bytes(b"1") },
        match_key: bytes(key.as_bytes()),
        values: values.as_ptr(),
        value_count: values.len(),
        content: bytes(body),
        content_size: body.len() as u64,
    };
    check(unsafe { iostx_contents_sink_import_item(sink, &item, null_mut()) });
}

pub struct Session(pub *mut iostx_session);

impl Session {
    pub fn begin(&self, state: u32) -> *mut iostx_state {
        let mut out = null_mut();
        check(unsafe { iostx_sync_beg(self.0, state, &mut out) });
        out
    }

    pub fn end(&self) {
        check(unsafe { iostx_sync_end(self.0) });
    }

    pub fn select(&self, flags: u32, folders: &[iostx_feid]) {
        let options = vec![0u32; folders.len()];
        check(unsafe { iostx_session_set_selection(self.0, flags, folders.as_ptr(), options.as_ptr(), folders.len()) });
    }

    /// Walks to a table of the Inbox, runs `f` in it, and back to idle.
    pub fn in_table(&self, store: &Store, direction: u32, table: u32, ok: u32, f: impl FnOnce(*mut iostx_state)) {
        check(unsafe { iostx_init_sync(self.0, 0) });
        self.begin(IOSTX_LR_SYNC);
        self.select(direction | IOSTX_UPS_THESE_FOLDERS, &[store.inbox()]);
        self.begin(IOSTX_LR_SYNC_CONTENTS);
        let state = self.begin(table);
        f(state);
        unsafe {
            match table {
                IOSTX_LR_SYNC_DOWNLOAD_TABLE => (*state).body.dntbl.flags |= ok,
                _ => (*state).body.uptbl.flags |= ok,
            }
        }
        self.end();
        self.end();
        self.end();
    }

    /// Uploads every message of the Inbox's table, reading three properties of each; answers how many.
    pub fn upload_messages(&self, store: &Store) -> usize {
        let mut done = 0;
        self.in_table(store, IOSTX_UPS_UPLOAD_ONLY, IOSTX_LR_SYNC_UPLOAD_TABLE, IOSTX_UPT_OK, |_| {
            let tags = [IOSTX_PR_SUBJECT, IOSTX_PR_MESSAGE_FLAGS, 0x6001_0003];
            loop {
                let mut state = null_mut();
                if unsafe { iostx_sync_beg(self.0, IOSTX_LR_SYNC_UPLOAD_MESSAGE, &mut state) } < 0 {
                    break;
                }
                let (mut values, mut array, mut count) = (null_mut(), null(), 0);
                unsafe {
                    check(iostx_message_get_values((*state).body.upmsg.message, tags.as_ptr(), tags.len(), 0, &mut values));
                    check(iostx_values_get(values, &mut array, &mut count));
                    assert_eq!(count, 3);
                    iostx_values_free(values);
                    (*state).body.upmsg.flags |= IOSTX_UPM_OK;
                }
                self.end();
                done += 1;
            }
        });
        done
    }

    /// Uploads every read-state entry of the Inbox's table; answers how many.
    pub fn upload_reads(&self, store: &Store) -> usize {
        let mut done = 0;
        self.in_table(store, IOSTX_UPS_UPLOAD_ONLY, IOSTX_LR_SYNC_UPLOAD_TABLE, IOSTX_UPT_OK, |_| {
            loop {
                let mut state = null_mut();
                if unsafe { iostx_sync_beg(self.0, IOSTX_LR_SYNC_UPLOAD_MESSAGE_READ, &mut state) } < 0 {
                    break;
                }
                let upread = unsafe { &(*state).body.upread };
                for n in 0..upread.count as usize {
                    unsafe { (*upread.entries.add(n)).flags |= IOSTX_UPR_OK };
                }
                done += upread.count as usize;
                self.end();
            }
        });
        done
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        unsafe { iostx_session_free(self.0) };
    }
}
