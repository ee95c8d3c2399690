//! The named scenarios, in groups.

mod conflicts;
mod directions;
mod epochs;
mod errors;
mod headers;
mod hierarchy;
mod lost;
mod mass;
mod matrix;
mod moves;
mod offline;

use crate::passes::Scenario;

/// The groups, by name.
pub fn groups() -> Vec<(&'static str, Vec<Scenario>)> {
    vec![
        ("item matrix", matrix::scenarios()),
        ("direction and selection", directions::scenarios()),
        ("crash and replay", lost::scenarios()),
        ("conflicts by policy", conflicts::scenarios()),
        ("epochs and expired tokens", epochs::scenarios()),
        ("hierarchy", hierarchy::scenarios()),
        ("moves", moves::scenarios()),
        ("offline log collapse", offline::scenarios()),
        ("errors and quarantine", errors::scenarios()),
        ("mass delete", mass::scenarios()),
        ("header-first", headers::scenarios()),
    ]
}
