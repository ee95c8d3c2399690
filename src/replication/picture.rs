//! Draws docs/states.svg from the table of states, and keeps it equal to it.
//!
//! `UPDATE_PICTURE=1 cargo test --lib picture` rewrites the file.
//!
//! The usual ways form a tree that grows to the right; every other way is drawn as a lane above or below it.

use std::fmt::Write;
use std::path::Path;

use super::table::{Call, Flow, Row, State, TABLE, Way};

const BOX_WIDTH: f64 = 248.0;
const BOX_HEIGHT: f64 = 78.0;
const COLUMN: f64 = BOX_WIDTH + 62.0;
const ROW: f64 = BOX_HEIGHT + 26.0;
const MARGIN: f64 = 36.0;
/// Room above the tree for the title and the upper lane.
const HEAD: f64 = 150.0;
/// Room below the tree for the lower lane and the legend.
const FOOT: f64 = 118.0;

const STYLE: &str = "\
text{font-family:'Segoe UI','Helvetica Neue',Helvetica,Arial,'Liberation Sans',sans-serif;fill:#1f2933}\
.h{font-size:26px;font-weight:600}.s{font-size:14.5px;fill:#52606d}\
.t{font-size:15.5px;font-weight:600}.n{font-family:ui-monospace,'DejaVu Sans Mono',Menlo,Consolas,monospace;font-size:10.8px;fill:#52606d}\
.d{font-size:12.5px;fill:#3e4c59}.w{font-size:12.5px;font-style:italic;fill:#52606d}\
.c{font-size:12.5px;font-weight:700;fill:#fff;text-anchor:middle}\
.e{fill:none;stroke:#7b8794;stroke-width:1.7}.x{stroke-dasharray:6 4}\
.neutral rect{fill:#f5f7fa;stroke:#7b8794}.neutral circle{fill:#616e7c}\
.up rect{fill:#fff4e5;stroke:#d9822b}.up circle{fill:#b85c00}\
.down rect{fill:#e8f4fd;stroke:#2f7fb8}.down circle{fill:#1a6299}";

/// The usual way into a state, and the others.
fn ways(row: &Row) -> (Option<Way>, &'static [Way]) {
    match row.ways.split_first() {
        Some((usual, others)) => (Some(*usual), others),
        None => (None, &[]),
    }
}

fn children(of: State) -> impl Iterator<Item = &'static Row> {
    TABLE.iter().filter(move |row| ways(row).0.is_some_and(|way| way.from == of))
}

/// Where the box of a state stands: column and row, the row as the middle of those of its children.
struct Place {
    state: State,
    column: usize,
    row: f64,
}

fn place(state: State, column: usize, next_row: &mut f64, places: &mut Vec<Place>) -> f64 {
    let rows: Vec<f64> = children(state).map(|child| place(child.state, column + 1, next_row, places)).collect();
    let row = match (rows.first(), rows.last()) {
        (Some(first), Some(last)) => (first + last) / 2.0,
        _ => {
            *next_row += 1.0;
            *next_row - 1.0
        }
    };
    places.push(Place { state, column, row });
    row
}

impl Place {
    fn left(&self) -> f64 {
        MARGIN + self.column as f64 * COLUMN
    }

    fn top(&self) -> f64 {
        HEAD + self.row * ROW
    }

    fn middle(&self) -> f64 {
        self.top() + BOX_HEIGHT / 2.0
    }

    fn center(&self) -> f64 {
        self.left() + BOX_WIDTH / 2.0
    }
}

struct Drawing {
    places: Vec<Place>,
    rows: f64,
    svg: String,
}

impl Drawing {
    fn place(&self, state: State) -> &Place {
        self.places.iter().find(|place| place.state == state).expect("every state is reached from idle")
    }

    fn add(&mut self, text: std::fmt::Arguments<'_>) {
        self.svg.write_fmt(text).expect("a string takes all text");
        self.svg.push('\n');
    }

    fn bottom(&self) -> f64 {
        HEAD + self.rows * ROW
    }

    fn state(&mut self, row: &Row) {
        let place = self.place(row.state);
        let (x, y) = (place.left(), place.top());
        let class = match row.flow {
            Flow::Neutral => "neutral",
            Flow::Up => "up",
            Flow::Down => "down",
        };
        let what =
            if row.structure.is_empty() { row.replicates.to_owned() } else { format!("{}: {}", row.structure, row.replicates) };
        self.add(format_args!(r#"<g class="{class}">"#));
        self.add(format_args!(r#"<rect x="{x}" y="{y}" width="{BOX_WIDTH}" height="{BOX_HEIGHT}" rx="10" stroke-width="1.6"/>"#));
        self.add(format_args!(r#"<circle cx="{}" cy="{}" r="13"/>"#, x + 24.0, y + 24.0));
        self.add(format_args!(r#"<text class="c" x="{}" y="{}">{}</text>"#, x + 24.0, y + 28.5, row.state.number()));
        self.add(format_args!(r#"<text class="t" x="{}" y="{}">{}</text>"#, x + 46.0, y + 29.5, row.title));
        self.add(format_args!(r#"<text class="n" x="{}" y="{}">{}</text>"#, x + 15.0, y + 50.0, row.name));
        self.add(format_args!(r#"<text class="d" x="{}" y="{}">{what}</text>"#, x + 15.0, y + 67.5));
        self.add(format_args!("</g>"));
    }

    /// A way of the tree: from the right side of a box to the left side of another.
    fn branch(&mut self, from: State, to: State, dashed: &str) {
        let (from, to) = (self.place(from), self.place(to));
        let (x1, y1, x2, y2) = (from.left() + BOX_WIDTH, from.middle(), to.left(), to.middle());
        // The last piece is straight, so that the head of the arrow is too.
        let (bend, end) = ((x2 - x1) / 2.0 + 4.0, x2 - 12.0);
        self.add(format_args!(
            r#"<path class="e{dashed}" d="M{x1} {y1} C{} {y1} {} {y2} {end} {y2} H{}" marker-end="url(#a)"/>"#,
            x1 + bend,
            end - bend,
            x2 - 2.0
        ));
    }

    /// A way outside of the tree: up or down to a lane, along it, and into the box from there.
    fn lane(&mut self, way: Way, to: &Row) {
        let (from, place) = (self.place(way.from), self.place(to.state));
        let above = place.row < self.rows / 2.0;
        let lane = if above { HEAD - 30.0 } else { self.bottom() + 4.0 };
        let (x1, x2) = (from.center(), place.center());
        let (y1, y2) =
            if above { (from.top(), place.top() - 2.0) } else { (from.top() + BOX_HEIGHT, place.top() + BOX_HEIGHT + 2.0) };
        let turn = if above { 14.0 } else { -14.0 };
        let label = match (to.call, way.when.text()) {
            (Call::SyncHdrBeg, when) => format!("SyncHdrBeg {when}"),
            (_, when) => when.to_owned(),
        };
        self.add(format_args!(
            r#"<path class="e x" d="M{x1} {y1} V{} Q{x1} {lane} {} {lane} H{} Q{x2} {lane} {x2} {} V{y2}" marker-end="url(#a)"/>"#,
            lane + turn,
            x1 + 14.0,
            x2 - 14.0,
            lane + turn
        ));
        let y = if above { lane - 7.0 } else { lane - 8.0 };
        self.add(format_args!(r#"<text class="w" x="{}" y="{y}">{}</text>"#, x1 + 26.0, label.trim()));
    }

    fn legend(&mut self, height: f64) {
        let y = height - 40.0;
        let entries =
            [("up", "from the store to the server"), ("down", "from the server to the store"), ("neutral", "neither by itself")];
        for (at, (class, text)) in entries.into_iter().enumerate() {
            let x = MARGIN + at as f64 * 250.0;
            self.add(format_args!(
                r#"<g class="{class}"><rect x="{x}" y="{}" width="24" height="15" rx="4" stroke-width="1.4"/></g>"#,
                y - 12.0
            ));
            self.add(format_args!(r#"<text class="d" x="{}" y="{y}">{text}</text>"#, x + 33.0));
        }
        let x = MARGIN + 750.0;
        self.add(format_args!(r#"<path class="e x" d="M{x} {} h34" marker-end="url(#a)"/>"#, y - 4.5));
        self.add(format_args!(
            r#"<text class="d" x="{}" y="{y}">by SyncHdrBeg, or under the condition written beside it</text>"#,
            x + 46.0
        ));
    }
}

/// The picture as SVG.
fn draw() -> String {
    let (mut places, mut rows) = (Vec::new(), 0.0);
    place(State::Idle, 0, &mut rows, &mut places);
    let columns = places.iter().map(|place| place.column).max().unwrap_or(0) as f64;
    let (width, height) = (2.0 * MARGIN + columns * COLUMN + BOX_WIDTH, HEAD + rows * ROW + FOOT);
    let mut drawing = Drawing { places, rows, svg: String::new() };
    drawing.add(format_args!(
        r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" role="img" aria-label="The twelve states of IOSTX">"#
    ));
    drawing.add(format_args!("<!-- Generated from src/replication/table.rs by src/replication/picture.rs. -->"));
    drawing.add(format_args!("<style>{STYLE}</style>"));
    drawing.add(format_args!(
        r##"<defs><marker id="a" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="8" markerHeight="8" orient="auto"><path d="M0 0 L10 5 L0 10 Z" fill="#7b8794"/></marker></defs>"##
    ));
    drawing.add(format_args!(r##"<rect width="{width}" height="{height}" fill="#fff"/>"##));
    drawing.add(format_args!(r#"<text class="h" x="{MARGIN}" y="50">The states of IOSTX</text>"#));
    drawing.add(format_args!(
        r#"<text class="s" x="{MARGIN}" y="75">An arrow is SyncBeg: it enters a state. SyncEnd (for Download header, SyncHdrEnd) leads back to the state that it was entered from.</text>"#
    ));
    for row in &TABLE {
        let (usual, others) = ways(row);
        if let Some(way) = usual {
            drawing.branch(way.from, row.state, if row.call == Call::SyncHdrBeg { " x" } else { "" });
        }
        for way in others {
            drawing.lane(*way, row);
        }
    }
    for row in &TABLE {
        drawing.state(row);
    }
    drawing.legend(height);
    drawing.svg.push_str("</svg>\n");
    drawing.svg
}

#[test]
fn the_picture_in_the_docs_shows_the_table() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/states.svg");
    let drawn = draw();
    if std::env::var_os("UPDATE_PICTURE").is_some() {
        std::fs::write(&path, &drawn).expect("docs/states.svg can be written");
    }
    let kept = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(kept == drawn, "docs/states.svg is out of date: UPDATE_PICTURE=1 cargo test --lib picture");
}

#[test]
fn the_picture_has_every_state_and_every_way() {
    let drawn = draw();
    for row in &TABLE {
        assert!(drawn.contains(&format!(">{}<", row.name)), "{}", row.name);
    }
    let ways: usize = TABLE.iter().map(|row| row.ways.len()).sum();
    assert_eq!(drawn.matches("marker-end").count(), ways + 1, "and the one in the legend");
}
