//! The C ABI: every `extern "C"` function of `include/iostx.h`, which only translates.
//!
//! One file per C object, in the order of the header. The conventions (ownership, threads, errors) stand once, on the first page of
//! the header; they are what the `unsafe` of each function means. Handles and their checks are in `handles`, the guard around each
//! body in `guard`.

// C names on both sides; the safety contract of every function is the first page of the header.
#![allow(non_camel_case_types, clippy::missing_safety_doc)]
// Doc comments are C prose for the header: their [in] and [out] are no links.
#![allow(rustdoc::broken_intra_doc_links)]

pub mod option_types;
pub mod state_types;
pub mod types;

mod arguments;
mod blocks;
mod convert;
mod errors;
mod guard;
mod handles;
mod ids;
mod imports;
mod objects;
mod session_object;
mod session_options;
mod states;

pub mod cursor;
pub mod events;
pub mod folder;
pub mod iostx;
pub mod message;
pub mod misc;
pub mod outgoing;
pub mod session;
pub mod sink_contents;
pub mod sink_hierarchy;
pub mod store;
pub mod stream;
pub mod supervision;
pub mod values;
