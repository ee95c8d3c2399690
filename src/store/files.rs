//! Files of a store are readable by their owner only.

use std::fs::OpenOptions;
use std::path::Path;

use crate::codes::IOSTX_MAPI_E_COLLISION;
use crate::error::{Error, Result};

/// New files get mode 0600.
pub(super) fn owner_only(options: &mut OpenOptions) {
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(options, 0o600);
    #[cfg(not(unix))]
    let _ = options;
}

/// Makes the empty file of a store if it is not there, so that SQLite, which gives side files the mode of the file, does not
/// make it readable for others.
pub(super) fn prepare(path: &Path, must_exist: bool, must_be_new: bool) -> Result<()> {
    let named = |e: std::io::Error| Error::from(e).during(path.display());
    if must_exist || !must_be_new && path.exists() {
        let meta = std::fs::metadata(path).map_err(named)?;
        if !meta.is_file() {
            return Err(Error::new(crate::codes::IOSTX_MAPI_E_NO_ACCESS, format!("{}: not a file", path.display())));
        }
        return Ok(());
    }
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    owner_only(&mut options);
    match options.open(path) {
        Ok(_) => Ok(()),
        Err(e) if e.kind() == std::io::ErrorKind::AlreadyExists && !must_be_new => Ok(()),
        Err(e) if e.kind() == std::io::ErrorKind::AlreadyExists => {
            Err(Error::new(IOSTX_MAPI_E_COLLISION, format!("{}: exists already", path.display())))
        }
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => {
            Err(Error { message: format!("{}: its folder does not exist", path.display()), ..Error::from(e) })
        }
        Err(e) => Err(named(e)),
    }
}

/// Whether a write-ahead log with content lies beside the file.
pub(super) fn has_log(path: &Path) -> bool {
    let mut name = path.as_os_str().to_owned();
    name.push("-wal");
    std::fs::metadata(Path::new(&name)).is_ok_and(|meta| meta.len() > 0)
}

/// The number of the file in its file system, where there is one: it changes when a file is copied or restored.
pub(super) fn file_number(path: &Path) -> Option<i64> {
    #[cfg(unix)]
    return std::fs::metadata(path).ok().map(|meta| std::os::unix::fs::MetadataExt::ino(&meta) as i64);
    #[cfg(not(unix))]
    {
        let _ = path;
        None
    }
}
