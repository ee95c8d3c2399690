//! A race that ThreadSanitizer must see (scripts/races.sh): two threads write one number.

use std::cell::UnsafeCell;
use std::sync::Arc;

struct Unguarded(UnsafeCell<u64>);

// SAFETY: none, which is what must be seen.
unsafe impl Sync for Unguarded {}

fn count(number: &Unguarded) {
    for _ in 0..100_000 {
        // SAFETY: none, see above. Volatile, so that every write stays.
        unsafe { number.0.get().write_volatile(number.0.get().read_volatile() + 1) };
    }
}

fn main() {
    let number = Arc::new(Unguarded(UnsafeCell::new(0)));
    let other = Arc::clone(&number);
    let thread = std::thread::spawn(move || count(&other));
    count(&number);
    thread.join().expect("no panic");
}
