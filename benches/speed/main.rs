//! `make bench`: each figure beside its own floor, measured in the same run, one line each: name, ours, floor, ratio.
//!
//! Repetitions of ours and of the floor take turns, and medians are compared, since machines are shared and noisy. `--figure
//! WORD` runs the figures whose name has the word in it; `--runs N` sets the repetitions; `--items N` shrinks the large stores.

mod abi;
mod figures;
mod floor;
mod memory;
mod report;
mod syncmgr;
mod waiting;

use report::Options;

fn main() {
    let options = Options::from_args();
    if let Some(child) = options.child.clone() {
        return memory::child(&child, &options);
    }
    for (name, run) in figures::ALL {
        if options.wants(name) {
            run(&options, name);
        }
    }
}
