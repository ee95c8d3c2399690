//! Files of a store are readable by their owner only.

use std::fs::OpenOptions;
use std::io::Read;
use std::path::Path;

use crate::codes::{IOSTX_MAPI_E_COLLISION, IOSTX_MAPI_E_CORRUPT_STORE};
use crate::error::{Error, Result};

/// New files get mode 0600.
pub(crate) fn owner_only(options: &mut OpenOptions) {
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(options, 0o600);
    #[cfg(not(unix))]
    let _ = options;
}

/// A link that somebody put in the place of a side file is refused, not followed.
pub(crate) fn no_link(options: &mut OpenOptions) {
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::custom_flags(options, libc::O_NOFOLLOW);
    #[cfg(not(unix))]
    let _ = options;
}

/// Makes the empty file of a store if it is not there, so that SQLite, which gives side files the mode of the file, does not
/// make it readable for others.
pub(crate) fn prepare(path: &Path, must_exist: bool, must_be_new: bool) -> Result<()> {
    if must_exist || !must_be_new && path.exists() {
        return match std::fs::metadata(path)?.is_file() {
            true => check_header(path),
            false => Err(Error::new(crate::codes::IOSTX_MAPI_E_NO_ACCESS, "not a file")),
        };
    }
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    owner_only(&mut options);
    match options.open(path) {
        Ok(_) => Ok(()),
        Err(e) if e.kind() == std::io::ErrorKind::AlreadyExists && !must_be_new => Ok(()),
        Err(e) if e.kind() == std::io::ErrorKind::AlreadyExists => Err(Error::new(IOSTX_MAPI_E_COLLISION, "exists already")),
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => {
            Err(Error { message: "its folder does not exist".into(), ..Error::from(e) })
        }
        Err(e) => Err(e.into()),
    }
}

/// Refuses a file that begins otherwise than a database of SQLite does, before SQLite sees it: what is shorter than a page it
/// takes for an empty database and writes over. An empty file is one that somebody began to make.
fn check_header(path: &Path) -> Result<()> {
    const MAGIC: &[u8; 16] = b"SQLite format 3\0";
    let mut head = Vec::new();
    let mut file = std::fs::File::open(path)?;
    file.by_ref().take(18).read_to_end(&mut head)?;
    if head.is_empty() || has_beside(path, "-journal") {
        // With a journal the file may be anything: SQLite puts it back to what it was.
        return Ok(());
    }
    let no_store = |why: String| Err(Error::new(IOSTX_MAPI_E_CORRUPT_STORE, why));
    if !head.starts_with(MAGIC) || head.len() < 18 {
        return no_store("the file is no store".into());
    }
    // The page size, as the format of SQLite gives it: 1 stands for 65536.
    let page = match u16::from_be_bytes([head[16], head[17]]) {
        1 => 65536,
        size => u64::from(size),
    };
    match file.metadata()?.len() {
        size if size < page => no_store(format!("the file has {size} bytes, less than one page: it was cut off")),
        _ => Ok(()),
    }
}

/// Whether a write-ahead log with content lies beside the file.
pub(crate) fn has_log(path: &Path) -> bool {
    has_beside(path, "-wal")
}

fn has_beside(path: &Path, suffix: &str) -> bool {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    std::fs::metadata(Path::new(&name)).is_ok_and(|meta| meta.len() > 0)
}

/// The number of the file in its file system, where there is one: it changes when a file is copied or restored.
pub(crate) fn file_number(path: &Path) -> Option<i64> {
    #[cfg(unix)]
    return std::fs::metadata(path).ok().map(|meta| std::os::unix::fs::MetadataExt::ino(&meta) as i64);
    #[cfg(not(unix))]
    {
        let _ = path;
        None
    }
}
