//! Whatever is wrong in a store file, the check says what and where; and it has nothing to say of a sound one.

mod cases;
mod rich;
#[path = "../support_conflicts/mod.rs"]
mod support;
