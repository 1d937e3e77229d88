//! Lineage as a Mermaid flowchart.

use super::{Dataset, Kind, Lineage};

/// One flowchart of all jobs, sources at the left.
#[must_use]
pub fn mermaid(lineages: &[Lineage<'_>]) -> String {
    let mut text = "flowchart LR\n".to_owned();
    for (number, lineage) in lineages.iter().enumerate() {
        let mut sources: Vec<&str> = Vec::new();
        for name in lineage
            .columns
            .iter()
            .chain(&lineage.rows)
            .flat_map(|edge| edge.from.iter().chain(&edge.conditions))
        {
            if !sources.contains(name) {
                sources.push(name);
            }
        }
        let place = |name: &str| sources.iter().position(|other| *other == name).unwrap_or(0);
        let targets: Vec<&str> = lineage.columns.iter().map(|edge| edge.to).collect();
        group(&mut text, &format!("s{number}"), &lineage.source, &sources);
        group(&mut text, &format!("t{number}"), &lineage.target, &targets);
        for (column, edge) in lineage.columns.iter().enumerate() {
            for (kind, names) in edge.parts() {
                let label = if kind == Kind::Identity {
                    String::new()
                } else {
                    format!("|\"{}\"|", escaped(edge.expression))
                };
                let arrow = if kind == Kind::Conditional {
                    "-.->"
                } else {
                    "-->"
                };
                for from in names {
                    text.push_str(&format!(
                        "  s{number}c{} {arrow}{label} t{number}c{column}\n",
                        place(from)
                    ));
                }
            }
        }
        for edge in &lineage.rows {
            for from in &edge.from {
                let label = format!("{}: {}", edge.to, edge.expression);
                text.push_str(&format!(
                    "  s{number}c{} -.->|\"{}\"| t{number}\n",
                    place(from),
                    escaped(&label)
                ));
            }
        }
    }
    text
}

fn group(text: &mut String, id: &str, dataset: &Dataset<'_>, columns: &[&str]) {
    text.push_str(&format!(
        "  subgraph {id}[\"{}\"]\n",
        escaped(&format!("{}: {}", dataset.connection, dataset.name))
    ));
    for (place, name) in columns.iter().enumerate() {
        text.push_str(&format!("    {id}c{place}[\"{}\"]\n", escaped(name)));
    }
    text.push_str("  end\n");
}

/// Mermaid's own escapes, for what ends its texts or means something in them.
fn escaped(text: &str) -> String {
    let mut escaped = String::new();
    for letter in text.chars() {
        match letter {
            '"' | '#' | '<' | '>' | '`' | '&' | ';' | '\\' => {
                escaped.push_str(&format!("#{};", u32::from(letter)))
            }
            letter if letter.is_control() => escaped.push(' '),
            letter => escaped.push(letter),
        }
    }
    escaped
}
