//! How many cases a property is tried with.

use proptest::test_runner::{Config, RngSeed};

/// So many cases, or as many as the environment variable PROPTEST_CASES says. A failing one is printed, not written beside the
/// sources.
pub fn cases(count: u32) -> Config {
    let usual = Config { failure_persistence: None, ..Config::default() };
    // A run of the tests tries the same cases every time; PROPTEST_RNG_SEED tries others.
    let fixed = if std::env::var_os("PROPTEST_RNG_SEED").is_some() { usual.rng_seed } else { RngSeed::Fixed(1601) };
    let usual = Config { rng_seed: fixed, ..usual };
    // The default has the number of the variable.
    if std::env::var_os("PROPTEST_CASES").is_some() { usual } else { Config { cases: count, ..usual } }
}
