//! Lays the generated header out for reading: flags in hexadecimal as the source has them, codes in parentheses, and the headings of
//! the source above its groups of constants and functions.

use std::collections::HashMap;

/// What the source says about an item beyond what the generator takes over.
#[derive(Default)]
struct Notes {
    /// Constants that the source writes in hexadecimal.
    literals: HashMap<String, String>,
    /// Headings, by the first item below each.
    headings: HashMap<String, String>,
}

/// The header, laid out.
pub fn for_reading(header: &str, sources: &[String]) -> String {
    let notes = Notes::of(sources);
    let mut result = String::with_capacity(header.len());
    let mut before_is_constant = false;
    for block in header.trim_end().split("\n\n").map(|block| block.trim_matches('\n')).filter(|block| !block.is_empty()) {
        let item = item_of(block);
        let heading = item.and_then(|item| notes.headings.get(item));
        let is_constant = block.contains("\n#define IOSTX_") && block.starts_with("///");
        let continues = before_is_constant && is_constant && heading.is_none();
        if !result.is_empty() && !continues {
            result.push('\n');
        }
        if let Some(heading) = heading {
            result += &format!("/* {heading} */\n\n");
        }
        for line in block.lines() {
            result += &notes.literal_in(line);
            result.push('\n');
        }
        before_is_constant = is_constant;
    }
    result
}

/// The constant or function that a block of the header declares.
fn item_of(block: &str) -> Option<&str> {
    let line = block.lines().find(|line| !line.starts_with("//"))?;
    match line.strip_prefix("#define ") {
        Some(rest) => rest.split(' ').next(),
        None => line.split_once('(')?.0.rsplit([' ', '*']).next(),
    }
}

impl Notes {
    fn of(sources: &[String]) -> Notes {
        let mut notes = Notes::default();
        for source in sources {
            let mut heading = source.lines().next().and_then(|line| line.strip_prefix("//! ")).map(str::to_owned);
            let mut before = "";
            for line in source.lines() {
                // A heading is one line of its own; what gives the reason for unsafe code is none.
                if let Some(text) = line.strip_prefix("// ").filter(|text| before.is_empty() && !text.starts_with("SAFETY:")) {
                    heading = Some(text.to_owned());
                }
                before = line;
                let Some(item) = declared_by(line) else { continue };
                if let Some(heading) = heading.take() {
                    notes.headings.insert(item.to_owned(), heading);
                }
                if let Some((_, literal)) = line.split_once(": u32 = 0x") {
                    let digits = literal.trim_end_matches(';').trim_end_matches("_u32");
                    notes.literals.insert(item.to_owned(), format!("0x{digits}u"));
                }
            }
        }
        notes
    }

    fn literal_in(&self, line: &str) -> String {
        let Some((name, value)) = line.strip_prefix("#define ").and_then(|rest| rest.split_once(' ')) else {
            return line.to_owned();
        };
        match self.literals.get(name) {
            Some(literal) => format!("#define {name} {literal}"),
            None if value.starts_with('-') => format!("#define {name} ({value})"),
            None => line.to_owned(),
        }
    }
}

/// The constant or exported function that a line of the source declares.
fn declared_by(line: &str) -> Option<&str> {
    let rest = line.strip_prefix("pub const ").or_else(|| Some(line.split_once("extern \"C\" fn ")?.1))?;
    rest.split([':', '(']).next()
}
