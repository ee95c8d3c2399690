//! The same work without an accident, or with a line that breaks: what the other tests find then comes from the accident. All of it
//! follows from the seed.

use iostx::Error;
use iostx::codes::IOSTX_MAPI_E_NETWORK_ERROR;

use super::agent::synchronize;
use super::chance::{Chance, from_environment};
use super::editor::Editor;
use super::world::{World, folders};

#[test]
fn an_app_that_works_during_the_synchronization_loses_and_doubles_nothing() {
    try_seeds(|world, chance, seed| work(world, chance, seed, 0));
}

#[test]
fn a_line_that_breaks_while_an_app_works_loses_and_doubles_nothing() {
    try_seeds(|world, chance, seed| work(world, chance, seed, 12));
}

fn try_seeds(work: impl Fn(&World, &mut Chance, u64)) {
    let first = from_environment("IOSTX_SEED", 1);
    for seed in first..first + from_environment("IOSTX_CALM", 6) {
        work(&World::new(), &mut Chance::new(seed), seed);
    }
}

/// `breaks`: one request in so many ends the pass; 0: none.
fn work(world: &World, chance: &mut Chance, seed: u64, breaks: u64) {
    let store = world.open();
    // The app is another process, as far as the library can tell.
    let app = world.open();
    let folders = folders(&store);
    let mut editor = Editor::new(&world.path("notes"), seed);
    for part in 0..8 {
        let when = format!("seed {seed}, part {part}");
        world.use_server(chance);
        for _ in 0..chance.below(8) {
            editor.step(&app, &folders).expect("edited");
        }
        let mut server = world.server();
        let mut step = || {
            for _ in 0..chance.below(4) {
                editor.step(&app, &folders).expect("edited");
            }
            match breaks > 0 && chance.below(breaks) == 0 {
                true => Err(Error::of(IOSTX_MAPI_E_NETWORK_ERROR)),
                false => Ok(()),
            }
        };
        match synchronize(&store, &folders, &mut server, &mut step) {
            Err(e) if e.code == IOSTX_MAPI_E_NETWORK_ERROR => {}
            other => other.unwrap_or_else(|e| panic!("{when}: {e}")),
        }
        world.assert_sound(&store, &when);
        if part % 4 == 3 {
            world.assert_settles(&store, &when);
        }
    }
}
