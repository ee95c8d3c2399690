//! A disk that fails on demand: a file system for SQLite that passes everything on to the usual one, and, for the files below a
//! folder that a test put on a [`Disk`], notes what was written and not yet synced, fails calls, or loses power.
//!
//! It becomes the default file system of this test program, so that the library's own way of opening a store goes through it.

use std::collections::HashMap;
use std::ffi::{CStr, c_char, c_int, c_void};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, Weak};

use rusqlite::ffi;

use super::chance::Chance;

/// What a call does to a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Call {
    Open,
    Write,
    Truncate,
    Sync,
    Delete,
    Shm,
}

/// A failure: of this kind of call (`None`: of any), from the call number `at` on, `times` times.
#[derive(Debug, Clone, Copy)]
pub struct Fault {
    pub call: Option<Call>,
    pub at: u64,
    pub times: u64,
    /// What SQLite is told.
    pub code: c_int,
}

/// Bytes that a file may or may not have after the power failed.
struct Unsynced {
    offset: u64,
    bytes: Vec<u8>,
}

#[derive(Default)]
struct FileState {
    /// What is certain to be there; `None`: not even the file.
    durable: Option<Vec<u8>>,
    writes: Vec<Unsynced>,
}

#[derive(Default)]
struct State {
    files: HashMap<PathBuf, FileState>,
    /// Calls that change something, so far.
    calls: u64,
    matching: u64,
    fault: Option<Fault>,
    failed: u64,
    /// The power fails at this call.
    off_at: Option<u64>,
    off: bool,
}

/// The disk below one folder.
#[derive(Clone)]
pub struct Disk {
    state: Arc<Mutex<State>>,
}

/// The folders that are on a disk; those of tests that are over go with the next one.
static DISKS: Mutex<Vec<(PathBuf, Weak<Mutex<State>>)>> = Mutex::new(Vec::new());

/// The blocks that a disk writes whole.
const SECTOR: usize = 512;

impl Disk {
    /// Puts a folder on a disk of its own.
    pub fn below(folder: &Path) -> Self {
        install();
        let state = Arc::default();
        let mut disks = lock(&DISKS);
        disks.retain(|(_, state)| state.strong_count() > 0);
        disks.push((folder.to_owned(), Arc::downgrade(&state)));
        Disk { state }
    }

    pub fn fail(&self, fault: Option<Fault>) {
        let mut state = lock(&self.state);
        (state.fault, state.matching, state.failed) = (fault, 0, 0);
    }

    /// How many calls failed since [`Disk::fail`].
    pub fn failed(&self) -> u64 {
        lock(&self.state).failed
    }

    pub fn calls(&self) -> u64 {
        lock(&self.state).calls
    }

    /// Lets the power fail at a call: it and all later ones fail.
    pub fn lose_power_at(&self, call: u64) {
        lock(&self.state).off_at = Some(call);
    }

    pub fn is_off(&self) -> bool {
        lock(&self.state).off
    }

    /// Puts the power on again. Each write that was not synced is there, or is not, or only a part of it; whatever the order was.
    pub fn restart(&self, chance: &mut Chance) {
        let mut state = lock(&self.state);
        let keep = chance.below(4);
        for (path, file) in &mut state.files {
            let Some(mut bytes) = file.durable.clone() else {
                // The name of a file is only certain with its first sync.
                let _ = std::fs::remove_file(path);
                continue;
            };
            for write in &file.writes {
                let end = match (keep, chance.below(3)) {
                    (0, _) | (1, 0) => continue,
                    (1 | 2, 1) => (chance.below(write.bytes.len() as u64) as usize).next_multiple_of(SECTOR).min(write.bytes.len()),
                    _ => write.bytes.len(),
                };
                put(&mut bytes, write.offset, &write.bytes[..end]);
            }
            // In place, so that the file stays the same file.
            std::fs::write(path, &bytes).expect("the file");
            (file.durable, file.writes) = (Some(bytes), Vec::new());
        }
        (state.off, state.off_at) = (false, None);
        state.files.clear();
    }

    /// Whether a call fails, and how.
    fn check(&self, call: Call) -> Result<MutexGuard<'_, State>, c_int> {
        let mut state = lock(&self.state);
        state.calls += 1;
        state.off |= state.off_at.is_some_and(|at| state.calls >= at);
        if state.off {
            return Err(ffi::SQLITE_IOERR);
        }
        if let Some(fault) = state.fault
            && fault.call.is_none_or(|wanted| wanted == call)
        {
            state.matching += 1;
            if state.matching >= fault.at && state.matching - fault.at < fault.times {
                state.failed += 1;
                return Err(fault.code);
            }
        }
        Ok(state)
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}

fn put(bytes: &mut Vec<u8>, offset: u64, new: &[u8]) {
    let at = offset as usize;
    if bytes.len() < at + new.len() {
        bytes.resize(at + new.len(), 0);
    }
    bytes[at..at + new.len()].copy_from_slice(new);
}

fn disk_of(path: &Path) -> Option<Disk> {
    let disks = lock(&DISKS);
    let (_, state) = disks.iter().find(|(folder, _)| path.starts_with(folder))?;
    Some(Disk { state: state.upgrade()? })
}

// --- The file system. What follows is called by SQLite. -----------------------------------------------------------------------

/// An open file; the usual file system's own structure follows it in memory.
#[repr(C)]
struct File {
    base: ffi::sqlite3_file,
    on: *mut Opened,
}

struct Opened {
    disk: Option<(Disk, PathBuf)>,
}

struct Usual(*mut ffi::sqlite3_vfs);

// SAFETY: SQLite's default file system may be used from any thread, and is never unregistered.
unsafe impl Send for Usual {}
// SAFETY: as above.
unsafe impl Sync for Usual {}

static USUAL: OnceLock<Usual> = OnceLock::new();

fn usual() -> *mut ffi::sqlite3_vfs {
    USUAL.get().map_or(std::ptr::null_mut(), |usual| usual.0)
}

fn install() {
    static ONCE: OnceLock<()> = OnceLock::new();
    ONCE.get_or_init(|| {
        // SAFETY: the copy has the usual file system's functions and data, so what is passed on finds what it expects; it is leaked,
        // and so lives as long as SQLite may call it.
        unsafe {
            let found = ffi::sqlite3_vfs_find(std::ptr::null());
            assert!(!found.is_null(), "SQLite has a file system");
            USUAL.get_or_init(|| Usual(found));
            let mut vfs = *found;
            vfs.szOsFile += size_of::<File>() as c_int;
            vfs.zName = c"failing".as_ptr();
            vfs.pNext = std::ptr::null_mut();
            vfs.xOpen = Some(open);
            vfs.xDelete = Some(delete);
            let vfs = Box::leak(Box::new(vfs));
            assert_eq!(ffi::sqlite3_vfs_register(vfs, 1), ffi::SQLITE_OK);
        }
    });
}

/// SAFETY: `file` is one that [`open`] filled in.
unsafe fn opened<'a>(file: *mut ffi::sqlite3_file) -> &'a Opened {
    // SAFETY: open() put a leaked box there, which close() alone frees.
    unsafe { &*(*file.cast::<File>()).on }
}

/// SAFETY: as [`opened`].
unsafe fn real(file: *mut ffi::sqlite3_file) -> *mut ffi::sqlite3_file {
    // SAFETY: szOsFile has room for both structures, one after the other.
    unsafe { file.cast::<File>().add(1).cast() }
}

/// The usual file system's function of an open file.
macro_rules! real_method {
    ($file:expr, $name:ident ( $($argument:expr),* )) => {{
        // SAFETY: SQLite passes a file that open() filled in; its real part has the usual methods, all of version 2.
        unsafe {
            let real = real($file);
            match (*(*real).pMethods).$name {
                Some(method) => method(real, $($argument),*),
                None => ffi::SQLITE_IOERR,
            }
        }
    }};
}

/// Asks the disk of a file, if it is on one; answers its state, locked, with the file's path.
macro_rules! ask {
    ($file:expr, $call:expr) => {{
        // SAFETY: as above.
        match &unsafe { opened($file) }.disk {
            Some((disk, path)) => match disk.check($call) {
                Ok(state) => Some((state, path.clone())),
                Err(code) => return code,
            },
            None => None,
        }
    }};
}

unsafe extern "C" fn open(
    _: *mut ffi::sqlite3_vfs,
    name: ffi::sqlite3_filename,
    file: *mut ffi::sqlite3_file,
    flags: c_int,
    out: *mut c_int,
) -> c_int {
    // SAFETY: SQLite gives room for szOsFile bytes, and a name that lives as long as the file, or none.
    unsafe {
        (*file).pMethods = std::ptr::null();
        let path = (!name.is_null()).then(|| PathBuf::from(CStr::from_ptr(name).to_string_lossy().into_owned()));
        let disk = path.and_then(|path| disk_of(&path).map(|disk| (disk, path)));
        if let Some((disk, path)) = &disk {
            match disk.check(Call::Open) {
                Ok(mut state) => {
                    let durable = std::fs::read(path).ok();
                    state.files.entry(path.clone()).or_insert(FileState { durable, writes: Vec::new() });
                }
                // What SQLite says of an open that failed, whatever the reason.
                Err(_) => return ffi::SQLITE_CANTOPEN,
            }
        }
        let Some(open) = (*usual()).xOpen else { return ffi::SQLITE_CANTOPEN };
        let code = open(usual(), name, real(file), flags, out);
        if code == ffi::SQLITE_OK {
            (*file.cast::<File>()).on = Box::into_raw(Box::new(Opened { disk }));
            (*file).pMethods = &raw const METHODS;
        }
        code
    }
}

unsafe extern "C" fn delete(_: *mut ffi::sqlite3_vfs, name: *const c_char, sync: c_int) -> c_int {
    // SAFETY: SQLite gives a name.
    unsafe {
        let path = PathBuf::from(CStr::from_ptr(name).to_string_lossy().into_owned());
        if let Some(disk) = disk_of(&path) {
            match disk.check(Call::Delete) {
                Ok(mut state) => drop(state.files.remove(&path)),
                Err(code) => return code,
            }
        }
        (*usual()).xDelete.map_or(ffi::SQLITE_IOERR_DELETE, |delete| delete(usual(), name, sync))
    }
}

unsafe extern "C" fn close(file: *mut ffi::sqlite3_file) -> c_int {
    let code = real_method!(file, xClose());
    // SAFETY: SQLite closes a file once.
    drop(unsafe { Box::from_raw((*file.cast::<File>()).on) });
    code
}

unsafe extern "C" fn read(file: *mut ffi::sqlite3_file, to: *mut c_void, size: c_int, at: i64) -> c_int {
    real_method!(file, xRead(to, size, at))
}

unsafe extern "C" fn write(file: *mut ffi::sqlite3_file, from: *const c_void, size: c_int, at: i64) -> c_int {
    if let Some((mut state, path)) = ask!(file, Call::Write) {
        // SAFETY: SQLite gives so many bytes.
        let bytes = unsafe { std::slice::from_raw_parts(from.cast::<u8>(), size as usize) }.to_vec();
        state.files.entry(path).or_default().writes.push(Unsynced { offset: at as u64, bytes });
    }
    real_method!(file, xWrite(from, size, at))
}

unsafe extern "C" fn truncate(file: *mut ffi::sqlite3_file, size: i64) -> c_int {
    if let Some((mut state, path)) = ask!(file, Call::Truncate) {
        // A file system keeps the order of its own doings: the new size is certain once later writes may be.
        let state = state.files.entry(path).or_default();
        for bytes in state.durable.iter_mut() {
            bytes.truncate(size as usize);
        }
        state.writes.retain(|write| write.offset < size as u64);
    }
    real_method!(file, xTruncate(size))
}

unsafe extern "C" fn sync(file: *mut ffi::sqlite3_file, flags: c_int) -> c_int {
    if let Some((mut state, path)) = ask!(file, Call::Sync) {
        let state = state.files.entry(path).or_default();
        let mut bytes = state.durable.take().unwrap_or_default();
        for write in state.writes.drain(..) {
            put(&mut bytes, write.offset, &write.bytes);
        }
        state.durable = Some(bytes);
    }
    real_method!(file, xSync(flags))
}

unsafe extern "C" fn file_size(file: *mut ffi::sqlite3_file, size: *mut i64) -> c_int {
    real_method!(file, xFileSize(size))
}

unsafe extern "C" fn lock_file(file: *mut ffi::sqlite3_file, level: c_int) -> c_int {
    real_method!(file, xLock(level))
}

unsafe extern "C" fn unlock_file(file: *mut ffi::sqlite3_file, level: c_int) -> c_int {
    real_method!(file, xUnlock(level))
}

unsafe extern "C" fn check_lock(file: *mut ffi::sqlite3_file, out: *mut c_int) -> c_int {
    real_method!(file, xCheckReservedLock(out))
}

unsafe extern "C" fn control(file: *mut ffi::sqlite3_file, what: c_int, value: *mut c_void) -> c_int {
    real_method!(file, xFileControl(what, value))
}

unsafe extern "C" fn sector_size(file: *mut ffi::sqlite3_file) -> c_int {
    let _ = file;
    SECTOR as c_int
}

/// A disk that promises nothing beyond its sectors.
unsafe extern "C" fn characteristics(_: *mut ffi::sqlite3_file) -> c_int {
    0
}

unsafe extern "C" fn shm_map(file: *mut ffi::sqlite3_file, page: c_int, size: c_int, grow: c_int, out: *mut *mut c_void) -> c_int {
    drop(ask!(file, Call::Shm));
    real_method!(file, xShmMap(page, size, grow, out))
}

unsafe extern "C" fn shm_lock(file: *mut ffi::sqlite3_file, offset: c_int, count: c_int, flags: c_int) -> c_int {
    real_method!(file, xShmLock(offset, count, flags))
}

unsafe extern "C" fn shm_barrier(file: *mut ffi::sqlite3_file) {
    // SAFETY: as real_method.
    unsafe {
        let real = real(file);
        if let Some(barrier) = (*(*real).pMethods).xShmBarrier {
            barrier(real);
        }
    }
}

unsafe extern "C" fn shm_unmap(file: *mut ffi::sqlite3_file, remove: c_int) -> c_int {
    real_method!(file, xShmUnmap(remove))
}

static METHODS: ffi::sqlite3_io_methods = ffi::sqlite3_io_methods {
    // Version 2: no memory maps of files, so that every byte goes through read and write.
    iVersion: 2,
    xClose: Some(close),
    xRead: Some(read),
    xWrite: Some(write),
    xTruncate: Some(truncate),
    xSync: Some(sync),
    xFileSize: Some(file_size),
    xLock: Some(lock_file),
    xUnlock: Some(unlock_file),
    xCheckReservedLock: Some(check_lock),
    xFileControl: Some(control),
    xSectorSize: Some(sector_size),
    xDeviceCharacteristics: Some(characteristics),
    xShmMap: Some(shm_map),
    xShmLock: Some(shm_lock),
    xShmBarrier: Some(shm_barrier),
    xShmUnmap: Some(shm_unmap),
    xFetch: None,
    xUnfetch: None,
};
