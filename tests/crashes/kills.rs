//! A process that synchronizes and one that edits the same store, killed at random moments.

use std::io::{Read, Write};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use iostx::codes::{IOSTX_MAPI_E_BUSY, IOSTX_MAPI_E_OBJECT_CHANGED};
use iostx::store::{OpenOptions, Store};

use super::agent::synchronize;
use super::chance::{Chance, from_environment};
use super::editor::Editor;
use super::server::Server;
use super::world::{World, folders};

/// One byte per request or operation, on the standard output of a child.
const STEP: u8 = 1;

/// Rounds after which everything is brought to rest and compared.
const PART: u64 = 8;

#[test]
fn whatever_moment_a_process_is_killed_at_nothing_is_lost_or_doubled() {
    let seed = from_environment("IOSTX_SEED", 1);
    let rounds = from_environment("IOSTX_KILLS", 200).div_ceil(2);
    let begin = Instant::now();
    let world = World::new();
    drop(world.open());
    let mut chance = Chance::new(seed);
    for round in 1..=rounds {
        let when = format!("seed {seed}, round {round}");
        world.use_server(&mut chance);
        let mut pair = [("synchronize", 24), ("edit", 12)].map(|(role, steps)| {
            let child = spawn(&world, role, round);
            (child, 1 + chance.below(steps), Duration::from_micros(chance.below(3000)))
        });
        if chance.below(2) == 0 {
            pair.reverse();
        }
        for (child, steps, pause) in pair {
            kill(child, steps, pause, &when);
            // The other one, if it is the first that was killed, still works.
            let store = world.open();
            world.assert_sound(&store, &when);
        }
        if round % PART == 0 || round == rounds {
            world.assert_settles(&world.open(), &when);
        }
    }
    let (server, notes) = (world.server(), world.notes().len());
    println!(
        "kills: seed {seed}, {} kills, {notes} operations of apps, {} requests, {} s",
        2 * rounds,
        server.requests,
        begin.elapsed().as_secs()
    );
}

fn spawn(world: &World, role: &str, seed: u64) -> Child {
    Command::new(std::env::current_exe().expect("this program"))
        .args(["--exact", "kills::child", "--nocapture", "--test-threads", "1"])
        .env("IOSTX_CHILD", role)
        .env("IOSTX_CHILD_SEED", seed.to_string())
        .env("IOSTX_CHILD_WORLD", world.path(""))
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("a child")
}

/// Kills a child some time after its step number `steps`.
fn kill(mut child: Child, steps: u64, pause: Duration, when: &str) {
    let mut out = child.stdout.take().expect("piped");
    let mut seen = 0;
    let mut byte = [0];
    while seen < steps {
        match out.read(&mut byte).expect("the child's output") {
            0 => break,
            _ => seen += u64::from(byte[0] == STEP),
        }
    }
    let begin = Instant::now();
    while begin.elapsed() < pause {
        std::hint::spin_loop();
    }
    let early = child.try_wait().expect("a child");
    child.kill().expect("killed");
    child.wait().expect("ended");
    if seen < steps || early.is_some() {
        let mut said = String::new();
        child.stderr.take().expect("piped").read_to_string(&mut said).expect("text");
        panic!("{when}: a child ended by itself: {said}");
    }
}

/// What runs in the processes that are killed. In a run of the tests it has no role, and does nothing.
#[test]
fn child() {
    let Ok(role) = std::env::var("IOSTX_CHILD") else { return };
    let dir = std::path::PathBuf::from(std::env::var_os("IOSTX_CHILD_WORLD").expect("a world"));
    let seed = from_environment("IOSTX_CHILD_SEED", 0);
    let store = Store::open(dir.join("test.iostx"), OpenOptions::default()).expect("the store opens");
    let mut step = || {
        let mut out = std::io::stdout().lock();
        out.write_all(&[STEP]).and_then(|()| out.flush()).expect("the parent listens");
        Ok(())
    };
    let folders = folders(&store);
    if role == "edit" {
        let mut editor = Editor::new(&dir.join("notes"), seed);
        loop {
            editor.step(&store, &folders).expect("edited");
            step().expect("told");
        }
    }
    let mut server = Server::open(&dir.join("server"));
    loop {
        match synchronize(&store, &folders, &mut server, &mut step) {
            Err(e) if [IOSTX_MAPI_E_BUSY, IOSTX_MAPI_E_OBJECT_CHANGED].contains(&e.code) => {}
            other => other.expect("synchronized"),
        }
    }
}
