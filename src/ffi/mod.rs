//! The C ABI: every `extern "C"` function of `include/iostx.h`, which only translates.
//!
//! One file per C object, with a folder beside it where the object has groups of functions. The conventions (ownership, threads, errors) stand once, on the first page of the header; they are what
//! the `unsafe` of each function means. Beside the functions:
//!
//! - `handles`, `guard`, `errors`: what a handle is, what surrounds every call, what is remembered of failures.
//! - `arguments`, `convert`, `ids`, `imports`, `session_options`: what C gives, as values of the core, and back.
//! - `objects`, `session_object`: what stands behind the handles.
//! - `driver_remote`, `syncmgr_handler`: agents and handlers that C implements.
//! - `states`, `blocks`: the state structures, and their memory.

// C names on both sides; the safety contract of every function is the first page of the header.
#![allow(non_camel_case_types, clippy::missing_safety_doc)]
// Doc comments are C prose for the header: their [in] and [out] are no links.
#![allow(rustdoc::broken_intra_doc_links)]

pub mod driver_types;
pub mod option_types;
pub mod state_types;
pub mod syncmgr_types;
pub mod types;

mod arguments;
mod blocks;
mod convert;
mod driver_remote;
mod errors;
mod guard;
mod handles;
mod ids;
mod imports;
mod objects;
mod session_object;
mod session_options;
mod states;
mod syncmgr_handler;

pub mod cursor;
pub mod driver;
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
pub mod syncmgr;
pub mod syncmgr_callback;
pub mod syncmgr_events;
pub mod syncmgr_store;
pub mod values;
