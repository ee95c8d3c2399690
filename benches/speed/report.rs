//! Command line, repetition, medians, the line of a figure.

use std::path::PathBuf;
use std::time::Instant;

/// The command line.
#[derive(Clone)]
pub struct Options {
    pub runs: usize,
    pub items: u64,
    pub figure: Option<String>,
    /// A process of its own for a figure of memory: which, and in which folder.
    pub child: Option<(String, PathBuf)>,
}

impl Options {
    pub fn from_args() -> Self {
        let mut options = Options { runs: 5, items: 1_000_000, figure: None, child: None };
        let mut args = std::env::args().skip(1);
        while let Some(arg) = args.next() {
            let mut value = || args.next().unwrap_or_else(|| fail(&format!("{arg} needs a value")));
            match arg.as_str() {
                "--runs" => options.runs = number(&value()) as usize,
                "--items" => options.items = number(&value()),
                "--figure" => options.figure = Some(value()),
                "--child" => options.child = Some((value(), PathBuf::from(value()))),
                // What cargo passes to every benchmark.
                "--bench" => {}
                other => fail(&format!("unknown argument {other}")),
            }
        }
        options
    }

    pub fn wants(&self, name: &str) -> bool {
        self.figure.as_ref().is_none_or(|word| name.contains(word.as_str()))
    }
}

fn number(text: &str) -> u64 {
    text.parse().unwrap_or_else(|_| fail(&format!("{text} is not a number")))
}

fn fail(message: &str) -> ! {
    eprintln!("speed: {message}");
    std::process::exit(2)
}

/// Seconds that `f` takes.
pub fn time(f: impl FnOnce()) -> f64 {
    let start = Instant::now();
    f();
    start.elapsed().as_secs_f64()
}

pub fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

/// Runs both in turns and prints the figure. Both answer seconds for one unit of work; `limit` is what the ratio may be.
pub fn compare(options: &Options, name: &str, limit: f64, mut ours: impl FnMut() -> f64, mut floor: impl FnMut() -> f64) {
    let (mut a, mut b) = (Vec::new(), Vec::new());
    for _ in 0..options.runs {
        b.push(floor());
        a.push(ours());
    }
    let (a, b) = (median(a), median(b));
    println!("{name:<58} {:>12} {:>12} {:>7.2} x  (at most {limit} x)", show(a), show(b), a / b);
}

/// A duration in the unit that suits it.
pub fn show(seconds: f64) -> String {
    match seconds {
        s if s >= 1.0 => format!("{s:.2} s"),
        s if s >= 1e-3 => format!("{:.2} ms", s * 1e3),
        s if s >= 1e-6 => format!("{:.2} us", s * 1e6),
        s => format!("{:.0} ns", s * 1e9),
    }
}
