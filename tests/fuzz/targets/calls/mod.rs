//! Sequences of C calls, legal or not: handles that are alive, freed, of another kind or made up; states out of order; sizes, flags and
//! counts of any kind. On one thread, and on three with the same handles.

mod arguments;
mod caller;
mod instead;
pub mod table;
mod walk;

use std::ptr::{null, null_mut};
use std::sync::Mutex;
use std::time::{Duration, Instant};

use iostx::codes::IOSTX_MAPI_E_CALL_FAILED;
use iostx::ffi::types::*;
use iostx::ffi::{iostx::*, misc::iostx_live_objects, session::iostx_session_free, store::*};
use iostx::store::flags::IOSTX_FOLDER_INBOX;

use super::populated;
use caller::{Caller, Pool};
use table::FUNCTIONS;

/// Calls of one input, at most.
const MOST: usize = 200;

/// A store with something in it, and a session after InitSync.
struct World {
    store: *mut iostx_store,
    session: *mut iostx_session,
    inbox: iostx_feid,
}

impl World {
    fn new() -> Self {
        std::fs::write(instead::path("s.iostx"), populated::file()).expect("written");
        let path = instead::c_path("s.iostx");
        let (mut store, mut session, mut inbox) = (null_mut(), null_mut(), iostx_feid::default());
        // SAFETY: as the header says, here and below.
        unsafe {
            assert_eq!(iostx_store_open(path.as_ptr(), null(), &mut store, null_mut()), 0);
            assert_eq!(iostx_store_get_special_folder(store, IOSTX_FOLDER_INBOX, &mut inbox), 0);
            assert_eq!(iostx_get_sync_object(store, &mut session), 0);
            assert_eq!(iostx_init_sync(session, 0), 0);
        }
        World { store, session, inbox }
    }

    fn remove(self) {
        // SAFETY: as above; a store that was closed meanwhile answers so.
        unsafe {
            iostx_session_free(self.session);
            iostx_store_close(self.store, 60_000);
            iostx_store_free(self.store);
        }
        for name in ["s.iostx", "other.iostx", "m.db"] {
            populated::remove(&instead::path(name));
        }
    }
}

/// Half of the bytes ask for a step of a synchronization, the other half for any function.
fn run(caller: &mut Caller<'_>) {
    for _ in 0..MOST {
        if caller.input.is_empty() {
            return;
        }
        let choice = caller.input.byte();
        let code = match choice {
            0..=0x7F => {
                caller.function = "a step";
                walk::step(caller, choice)
            }
            _ => {
                let (name, function) = FUNCTIONS[usize::from(caller.input.byte()) % FUNCTIONS.len()];
                caller.function = name;
                function(caller)
            }
        };
        assert_ne!(code, IOSTX_MAPI_E_CALL_FAILED, "{} fails for an internal reason", caller.function);
    }
}

pub fn calls(bytes: &[u8]) {
    in_a_world(|world, pool| {
        let mut caller = Caller::new(bytes, pool, false, world.inbox);
        caller.made(world.store);
        caller.made(world.session);
        instead::look_at_what_is_lent(true);
        run(&mut caller);
        instead::look_at_what_is_lent(false);
    });
}

pub fn threads(bytes: &[u8]) {
    in_a_world(|world, pool| {
        let mut first = Caller::new(bytes, pool, true, world.inbox);
        first.made(world.store);
        first.made(world.session);
        let (inbox, part) = (world.inbox, bytes.len().div_ceil(3).max(1));
        std::thread::scope(|scope| {
            for part in bytes.chunks(part) {
                scope.spawn(move || run(&mut Caller::new(part, pool, true, inbox)));
            }
        });
    });
}

/// Gives a store and a session to `act`, frees whatever is left of it, and sees that nothing is.
fn in_a_world(act: impl FnOnce(&World, &Mutex<Pool>)) {
    // What is alive is counted for the whole program: one world at a time.
    static ONE: Mutex<()> = Mutex::new(());
    let _one = ONE.lock().unwrap_or_else(|e| e.into_inner());
    let before = iostx_live_objects();
    let world = World::new();
    let pool = Mutex::new(Pool::default());
    act(&world, &pool);
    for (kind, handle) in pool.into_inner().unwrap_or_else(|e| e.into_inner()).all() {
        arguments::free(kind, handle);
    }
    world.remove();
    // What was only freed may be closed a moment later, in the background.
    let end = Instant::now() + Duration::from_secs(20);
    while iostx_live_objects() != before && Instant::now() < end {
        std::thread::yield_now();
    }
    assert_eq!(iostx_live_objects(), before, "something was left behind");
}
