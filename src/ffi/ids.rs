//! Between the id structures of C and those of the core.

use super::types::*;
use crate::ids::{Feid, Guid, Ltid, Meid};

fn ltid(id: &iostx_ltid) -> Ltid {
    let mut counter = [0; 8];
    counter[2..].copy_from_slice(&id.counter);
    Ltid::new(Guid(id.guid.bytes), u64::from_be_bytes(counter))
}

fn c_ltid(id: Ltid) -> iostx_ltid {
    let bytes = id.to_bytes();
    iostx_ltid { guid: iostx_guid { bytes: part(&bytes, 0) }, counter: part(&bytes, 16), level: part(&bytes, 22) }
}

/// The `N` bytes from `at` on; the layouts below never reach past the end.
fn part<const N: usize>(bytes: &[u8], at: usize) -> [u8; N] {
    bytes.get(at..).and_then(|rest| rest.first_chunk()).copied().unwrap_or([0; N])
}

/// A folder's id.
pub fn feid(id: &iostx_feid) -> Feid {
    Feid { store: Guid(id.provider), folder: ltid(&id.folder) }
}

/// A folder's id, for C.
pub fn c_feid(id: Feid) -> iostx_feid {
    let bytes = id.to_bytes();
    iostx_feid { flags: part(&bytes, 0), provider: part(&bytes, 4), placeholder: part(&bytes, 20), folder: c_ltid(id.folder) }
}

/// An item's id.
pub fn meid(id: &iostx_meid) -> Meid {
    Meid { store: Guid(id.provider), folder: ltid(&id.folder), message: ltid(&id.message) }
}

/// An item's id, for C.
pub fn c_meid(id: Meid) -> iostx_meid {
    let bytes = id.to_bytes();
    iostx_meid {
        flags: part(&bytes, 0),
        provider: part(&bytes, 4),
        placeholder: part(&bytes, 20),
        folder: c_ltid(id.folder),
        message: c_ltid(id.message),
    }
}

/// Whether the message part is zero: in a list of objects it then stands for the folder.
pub fn is_folder(id: &iostx_meid) -> bool {
    id.message == iostx_ltid::default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bytes_of<T>(value: &T) -> &[u8] {
        assert_eq!(align_of::<T>(), 1);
        // SAFETY: structures of bytes alone, without padding.
        unsafe { std::slice::from_raw_parts(std::ptr::from_ref(value).cast(), size_of::<T>()) }
    }

    #[test]
    fn ids_have_the_same_bytes_in_c_and_come_back_as_they_were() {
        let folder = Ltid::new(Guid([1; 16]), 0x0102_0304_0506);
        let message = Ltid::new(Guid([2; 16]), 7);
        let (a, b) = (Feid { store: Guid([9; 16]), folder }, Meid { store: Guid([9; 16]), folder, message });
        assert_eq!(bytes_of(&c_feid(a)), a.to_bytes());
        assert_eq!(bytes_of(&c_meid(b)), b.to_bytes());
        assert_eq!((feid(&c_feid(a)), meid(&c_meid(b))), (a, b));
        assert!(!is_folder(&c_meid(b)));
        assert!(is_folder(&c_meid(Meid { message: Ltid::default(), ..b })));
    }
}
