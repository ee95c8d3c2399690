//! Constants of the driver, for C and Rust.

// Flags of iostx_replicate_options (ours).
/// The download comes before the upload.
pub const IOSTX_REPLICATE_DOWNLOAD_FIRST: u32 = 0x00000001_u32;

// Flags of iostx_replicate_report (ours).
/// Deletions are held until they are confirmed or rejected (iostx_store_list_held).
pub const IOSTX_REPLICATE_DELETIONS_HELD: u32 = 0x00000001_u32;
