//! Reading what C gives and writing what it gets: the only place where its pointers are followed.
//!
//! Every function here trusts what the first page of the header asks of a caller: a pointer is NULL, or points to as much as its
//! type and count say, which nobody changes during the call. Everything else is checked.

use std::ffi::{CStr, c_char, c_void};
use std::mem::MaybeUninit;

use super::driver_types::*;
use super::option_types::*;
use super::state_types::iostx_result;
use super::syncmgr_types::*;
use super::types::*;
use crate::codes::IOSTX_E_POINTER;
use crate::error::{Error, Result};

/// A structure of the caller's that starts with its size and may grow.
///
/// # Safety
/// It starts with a `u32` that is its size, has no invalid bytes, and bytes of zero are a value of it.
pub unsafe trait Grows: Copy {
    /// Its size when it was first published: a smaller one is refused.
    const FIRST_SIZE: usize;
    /// Its name, for errors.
    const NAME: &'static str;
}

macro_rules! grows {
    ($($name:ident = $first:expr),* $(,)?) => {$(
        // SAFETY: repr(C), a u32 first; integers, raw pointers and optional functions, for which zero bytes are a value.
        unsafe impl Grows for $name {
            const FIRST_SIZE: usize = $first;
            const NAME: &'static str = stringify!($name);
        }
    )*};
}

// When a structure grows, its first size is written here as a number.
grows! {
    iostx_name = size_of::<iostx_name>(),
    iostx_store_options = size_of::<iostx_store_options>(),
    iostx_store_info = size_of::<iostx_store_info>(),
    iostx_folder_options = size_of::<iostx_folder_options>(),
    iostx_list_options = size_of::<iostx_list_options>(),
    iostx_events_options = size_of::<iostx_events_options>(),
    iostx_event = size_of::<iostx_event>(),
    iostx_progress = size_of::<iostx_progress>(),
    iostx_session_options = size_of::<iostx_session_options>(),
    iostx_import_item = size_of::<iostx_import_item>(),
    iostx_import_flags = size_of::<iostx_import_flags>(),
    iostx_readstate = size_of::<iostx_readstate>(),
    iostx_message_move = size_of::<iostx_message_move>(),
    iostx_listing_scope = size_of::<iostx_listing_scope>(),
    iostx_result = size_of::<iostx_result>(),
    iostx_remote_ops = size_of::<iostx_remote_ops>(),
    iostx_replicate_options = size_of::<iostx_replicate_options>(),
    iostx_replicate_report = size_of::<iostx_replicate_report>(),
    iostx_syncmgr_handler_info = size_of::<iostx_syncmgr_handler_info>(),
    iostx_syncmgr_item = size_of::<iostx_syncmgr_item>(),
    iostx_syncmgr_enumerator = size_of::<iostx_syncmgr_enumerator>(),
    iostx_syncmgr_handler = size_of::<iostx_syncmgr_handler>(),
    iostx_syncmgr_factory = size_of::<iostx_syncmgr_factory>(),
    iostx_syncmgr_progress_item = size_of::<iostx_syncmgr_progress_item>(),
    iostx_syncmgr_log_error_info = size_of::<iostx_syncmgr_log_error_info>(),
    iostx_syncmgr_conflict = size_of::<iostx_syncmgr_conflict>(),
    iostx_syncmgr_schedule = size_of::<iostx_syncmgr_schedule>(),
    iostx_syncmgr_item_options = size_of::<iostx_syncmgr_item_options>(),
    iostx_syncmgr_store_options = size_of::<iostx_syncmgr_store_options>(),
    iostx_syncmgr_options = size_of::<iostx_syncmgr_options>(),
    iostx_syncmgr_events_options = size_of::<iostx_syncmgr_events_options>(),
    iostx_syncmgr_event = size_of::<iostx_syncmgr_event>(),
}

fn null(name: &str) -> Error {
    Error::invalid(format!("{name} is NULL"))
}

fn check_place<T>(pointer: *const T, name: &str) -> Result<()> {
    if pointer.is_null() {
        return Err(null(name));
    }
    if !pointer.is_aligned() {
        return Err(Error::invalid(format!("{name} is not aligned as its type is")));
    }
    Ok(())
}

/// A value that is required.
///
/// # Safety
/// As the module says.
pub unsafe fn required<'a, T>(pointer: *const T, name: &str) -> Result<&'a T> {
    check_place(pointer, name)?;
    // SAFETY: not NULL, aligned, and the caller's for the call.
    Ok(unsafe { &*pointer })
}

/// A value that may be NULL.
///
/// # Safety
/// As the module says.
pub unsafe fn optional<'a, T>(pointer: *const T, name: &str) -> Result<Option<&'a T>> {
    if pointer.is_null() {
        return Ok(None);
    }
    // SAFETY: passed on.
    unsafe { required(pointer, name) }.map(Some)
}

/// An array.
///
/// # Safety
/// As the module says.
pub unsafe fn array<'a, T>(pointer: *const T, count: usize, name: &str) -> Result<&'a [T]> {
    if count == 0 {
        return Ok(&[]);
    }
    check_place(pointer, name)?;
    check_size::<T>(count, name)?;
    // SAFETY: not NULL, aligned, `count` elements are the caller's for the call, and they fit into the address space.
    Ok(unsafe { std::slice::from_raw_parts(pointer, count) })
}

/// A buffer that is written to.
///
/// # Safety
/// As the module says.
pub unsafe fn buffer<'a>(pointer: *mut c_void, size: usize, name: &str) -> Result<&'a mut [u8]> {
    if size > 0 && pointer.is_null() {
        return Err(null(name));
    }
    // SAFETY: passed on.
    unsafe { array_out(pointer.cast(), size, name) }
}

/// An array of outputs.
///
/// # Safety
/// As the module says.
pub unsafe fn array_out<'a, T>(pointer: *mut T, count: usize, name: &str) -> Result<&'a mut [T]> {
    if count == 0 {
        return Ok(&mut []);
    }
    if pointer.is_null() {
        return Err(Error::new(IOSTX_E_POINTER, format!("{name} is NULL")));
    }
    check_place(pointer, name)?;
    check_size::<T>(count, name)?;
    // SAFETY: as above, and nobody else reads or writes it during the call.
    Ok(unsafe { std::slice::from_raw_parts_mut(pointer, count) })
}

fn check_size<T>(count: usize, name: &str) -> Result<()> {
    let fits = count.checked_mul(size_of::<T>()).is_some_and(|bytes| isize::try_from(bytes).is_ok());
    if fits { Ok(()) } else { Err(Error::invalid(format!("{name}: a count of {count} is not possible"))) }
}

/// The bytes of an iostx_bytes.
///
/// # Safety
/// As the module says.
pub unsafe fn bytes<'a>(bytes: iostx_bytes, name: &str) -> Result<&'a [u8]> {
    // SAFETY: passed on.
    unsafe { array(bytes.data, bytes.size, name) }
}

/// A text that ends with a NUL.
///
/// # Safety
/// As the module says.
pub unsafe fn text<'a>(pointer: *const c_char, name: &str) -> Result<&'a str> {
    if pointer.is_null() {
        return Err(null(name));
    }
    // SAFETY: not NULL, and the caller ends it with a NUL.
    let text = unsafe { CStr::from_ptr(pointer) };
    text.to_str().map_err(|error| Error::invalid(format!("{name} is not UTF-8 from byte {} on", error.valid_up_to())))
}

/// A text that may be NULL.
///
/// # Safety
/// As the module says.
pub unsafe fn optional_text<'a>(pointer: *const c_char, name: &str) -> Result<Option<&'a str>> {
    if pointer.is_null() {
        return Ok(None);
    }
    // SAFETY: passed on.
    unsafe { text(pointer, name) }.map(Some)
}

/// An array of texts that end with a NUL.
///
/// # Safety
/// As the module says.
pub unsafe fn texts(pointer: *const *const c_char, count: usize, name: &str) -> Result<Vec<String>> {
    // SAFETY: passed on.
    unsafe { array(pointer, count, name)?.iter().map(|one| text(*one, name).map(str::to_owned)).collect() }
}

/// The size that a structure of the caller's says it has.
///
/// # Safety
/// As the module says; of what is behind `pointer` only the size is read.
unsafe fn stated_size<T: Grows>(pointer: *const T, name: &str) -> Result<usize> {
    check_place(pointer, name)?;
    // SAFETY: not NULL and aligned; every T starts with a u32.
    let size = unsafe { pointer.cast::<u32>().read() } as usize;
    if size < T::FIRST_SIZE || !size.is_multiple_of(align_of::<T>()) {
        return Err(Error::invalid(format!(
            "{name}: struct_size {size} is not a size of {}, which has {}",
            T::NAME,
            size_of::<T>()
        )));
    }
    Ok(size)
}

/// A structure that the caller filled. Members that the caller's version does not have are zero; those that ours does not have are
/// not looked at.
///
/// # Safety
/// As the module says, for as many bytes as it says it has.
pub unsafe fn structure<T: Grows>(pointer: *const T, name: &str) -> Result<T> {
    // SAFETY: passed on.
    let size = unsafe { stated_size(pointer, name) }?;
    // SAFETY: the caller's structure has `size` bytes.
    Ok(unsafe { copy(pointer, size) })
}

/// A structure that the caller filled, or NULL.
///
/// # Safety
/// As `structure`.
pub unsafe fn optional_structure<T: Grows>(pointer: *const T, name: &str) -> Result<Option<T>> {
    if pointer.is_null() {
        return Ok(None);
    }
    // SAFETY: passed on.
    unsafe { structure(pointer, name) }.map(Some)
}

/// An array of structures that the caller filled; the size of the first is the distance from each to the next.
///
/// # Safety
/// As `structure`, for each.
pub unsafe fn structures<T: Grows>(pointer: *const T, count: usize, name: &str) -> Result<Vec<T>> {
    if count == 0 {
        return Ok(Vec::new());
    }
    // SAFETY: passed on.
    let stride = unsafe { stated_size(pointer, name) }?;
    if count.checked_mul(stride).is_none_or(|bytes| isize::try_from(bytes).is_err()) {
        return Err(Error::invalid(format!("{name}: a count of {count} is not possible")));
    }
    // SAFETY: `count` structures of `stride` bytes each lie there, and they fit into the address space.
    Ok((0..count).map(|at| unsafe { copy(pointer.byte_add(at * stride), stride) }).collect())
}

/// # Safety
/// `size` bytes lie behind `pointer`.
unsafe fn copy<T: Grows>(pointer: *const T, size: usize) -> T {
    let mut copy = MaybeUninit::<T>::zeroed();
    // SAFETY: at most the size of either is copied, and both are separate; zero or any bytes are a value of T.
    unsafe {
        std::ptr::copy_nonoverlapping(pointer.cast::<u8>(), copy.as_mut_ptr().cast::<u8>(), size.min(size_of::<T>()));
        copy.assume_init()
    }
}

/// Where a structure of the caller's is to be filled.
pub struct StructureOut<T> {
    pointer: *mut T,
    size: usize,
}

impl<T: Grows> StructureOut<T> {
    /// Checks the place and its size.
    ///
    /// # Safety
    /// As the module says, for as many bytes as it says it has, until it was filled.
    pub unsafe fn new(pointer: *mut T, name: &str) -> Result<Self> {
        // SAFETY: passed on.
        let size = unsafe { stated_size(pointer.cast_const(), name) }?;
        Ok(StructureOut { pointer, size })
    }

    /// Fills it, as far as the caller's version goes. Its size stays what the caller set.
    pub fn fill(self, value: T) {
        let skip = size_of::<u32>();
        let size = self.size.min(size_of::<T>());
        // SAFETY: the caller's structure has at least `size` bytes, ours too; the first four, its size, are left.
        unsafe {
            let source = std::ptr::from_ref(&value).cast::<u8>();
            std::ptr::copy_nonoverlapping(source.add(skip), self.pointer.cast::<u8>().add(skip), size - skip);
        }
    }
}

/// Where an output goes. A pointer output is NULL until it is set.
pub struct Out<T>(*mut T);

impl<T> Out<*mut T> {
    /// A pointer output; set to NULL at once.
    ///
    /// # Safety
    /// As the module says.
    pub unsafe fn pointer(out: *mut *mut T) -> Self {
        if !out.is_null() && out.is_aligned() {
            // SAFETY: the caller's, aligned.
            unsafe { out.write(std::ptr::null_mut()) };
        }
        Out(out)
    }
}

impl<T> Out<*const T> {
    /// A pointer output; set to NULL at once.
    ///
    /// # Safety
    /// As the module says.
    pub unsafe fn const_pointer(out: *mut *const T) -> Self {
        // SAFETY: passed on; both are pointers to T.
        let Out(out) = unsafe { Out::pointer(out.cast::<*mut T>()) };
        Out(out.cast())
    }
}

impl<T> Out<T> {
    /// An output that is only written on success.
    ///
    /// # Safety
    /// As the module says.
    pub unsafe fn value(out: *mut T) -> Self {
        Out(out)
    }

    /// Refuses a NULL where an output is required.
    pub fn required(self, name: &str) -> Result<Place<T>> {
        if self.0.is_null() {
            return Err(Error::new(IOSTX_E_POINTER, format!("{name} is NULL")));
        }
        check_place(self.0.cast_const(), name)?;
        Ok(Place(self.0))
    }

    /// The place, or `None` for NULL.
    pub fn optional(self, name: &str) -> Result<Option<Place<T>>> {
        if self.0.is_null() { Ok(None) } else { self.required(name).map(Some) }
    }
}

/// A checked place for an output.
pub struct Place<T>(*mut T);

impl<T> Place<T> {
    /// Writes the output.
    pub fn set(self, value: T) {
        // SAFETY: checked, and the caller's for the call.
        unsafe { self.0.write(value) };
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::codes::IOSTX_MAPI_E_INVALID_PARAMETER;

    fn code<T>(result: Result<T>) -> i32 {
        result.err().map_or(0, |error| error.code)
    }

    #[test]
    fn an_empty_array_may_be_null_and_another_may_not() {
        // SAFETY: NULL is checked.
        unsafe {
            assert_eq!(array::<u32>(std::ptr::null(), 0, "tags").map(<[u32]>::len), Ok(0));
            assert_eq!(code(array::<u32>(std::ptr::null(), 1, "tags")), IOSTX_MAPI_E_INVALID_PARAMETER);
            let one = [1u32];
            assert_eq!(code(array(one.as_ptr(), usize::MAX, "tags")), IOSTX_MAPI_E_INVALID_PARAMETER);
            assert_eq!(array(one.as_ptr(), 1, "tags"), Ok(&one[..]));
            assert_eq!(code(array(one.as_ptr().byte_add(1), 0, "tags")), 0);
            assert_eq!(code(array(one.as_ptr().byte_add(1), 1, "tags")), IOSTX_MAPI_E_INVALID_PARAMETER);
        }
    }

    #[test]
    fn a_text_is_utf_8() {
        // SAFETY: each ends with a NUL.
        unsafe {
            assert_eq!(text(c"caf\u{e9}".as_ptr(), "name"), Ok("caf\u{e9}"));
            assert_eq!(code(text(c"a\xFF".as_ptr(), "name")), IOSTX_MAPI_E_INVALID_PARAMETER);
            assert_eq!(code(text(std::ptr::null(), "name")), IOSTX_MAPI_E_INVALID_PARAMETER);
            assert_eq!(optional_text(std::ptr::null(), "name"), Ok(None));
        }
    }

    /// Stands for a structure that has grown: `first` is what its first version had.
    #[repr(C)]
    #[derive(Clone, Copy, Debug, PartialEq)]
    struct Grown {
        struct_size: u32,
        first: u32,
        later: u64,
    }

    // SAFETY: a u32 first, integers only.
    unsafe impl Grows for Grown {
        const FIRST_SIZE: usize = 8;
        const NAME: &'static str = "grown";
    }

    /// What a caller of a newer version has.
    #[repr(C)]
    #[derive(Clone, Copy)]
    struct Newer {
        grown: Grown,
        newest: u64,
    }

    #[test]
    fn a_structure_is_read_as_far_as_its_size_says() {
        let full = Grown { struct_size: 16, first: 1, later: 2 };
        let old = Grown { struct_size: 8, first: 1, later: 99 };
        // SAFETY: they have at least as many bytes as they say.
        unsafe {
            assert_eq!(structure(&full, "grown"), Ok(full));
            assert_eq!(structure(&old, "grown"), Ok(Grown { later: 0, ..old }));
            for size in [0, 4, 9, 15] {
                let wrong = Grown { struct_size: size, ..full };
                assert_eq!(code(structure(&wrong, "grown")), IOSTX_MAPI_E_INVALID_PARAMETER, "{size}");
            }
        }
    }

    #[test]
    fn structures_in_an_array_are_as_far_apart_as_the_first_says() {
        let newer = |first| Newer { grown: Grown { struct_size: 24, first, later: 5 }, newest: 7 };
        let array = [newer(1), newer(2), newer(3)];
        // SAFETY: three of 24 bytes lie there.
        let read = unsafe { structures::<Grown>(array.as_ptr().cast(), 3, "grown") };
        assert_eq!(read.expect("they are well").iter().map(|one| one.first).collect::<Vec<_>>(), [1, 2, 3]);
    }

    #[test]
    fn a_structure_is_filled_as_far_as_its_size_says() {
        let mut old = Grown { struct_size: 8, first: 0, later: 99 };
        // SAFETY: it has at least 8 bytes.
        unsafe { StructureOut::new(&mut old, "grown") }.expect("it is well").fill(Grown { struct_size: 16, first: 1, later: 2 });
        assert_eq!(old, Grown { struct_size: 8, first: 1, later: 99 });
    }

    #[test]
    fn a_pointer_output_is_null_until_it_is_set() {
        let mut out: *mut u32 = std::ptr::dangling_mut();
        // SAFETY: a local variable.
        let place = unsafe { Out::pointer(&mut out) };
        assert!(out.is_null());
        place.required("out").expect("it is there").set(std::ptr::dangling_mut());
        assert!(!out.is_null());
        // SAFETY: NULL is checked.
        let none = unsafe { Out::<*mut u32>::pointer(std::ptr::null_mut()) };
        assert_eq!(code(none.required("out").map(|_| ())), IOSTX_E_POINTER);
    }
}
