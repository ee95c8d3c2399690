//! How many cases a property is tried with.

use proptest::test_runner::Config;

/// So many cases, or as many as the environment variable PROPTEST_CASES says. A failing one is printed, not written beside the
/// sources.
pub fn cases(count: u32) -> Config {
    let usual = Config { failure_persistence: None, ..Config::default() };
    // The default has the number of the variable.
    if std::env::var_os("PROPTEST_CASES").is_some() { usual } else { Config { cases: count, ..usual } }
}
