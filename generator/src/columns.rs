//! Text in aligned columns.

/// Rows, the first being the titles, with two blanks between columns; every line begins with
/// `indent` and ends without blanks.
#[must_use]
pub fn aligned<const COLUMNS: usize>(rows: &[[String; COLUMNS]], indent: &str) -> String {
    let width = |column: usize| {
        rows.iter()
            .map(|row| row[column].chars().count())
            .max()
            .unwrap_or(0)
    };
    let widths: [usize; COLUMNS] = std::array::from_fn(width);
    let mut text = String::new();
    for row in rows {
        let cells: Vec<String> = row
            .iter()
            .zip(widths)
            .map(|(cell, width)| format!("{cell:<width$}"))
            .collect();
        text.push_str(format!("{indent}{}", cells.join("  ")).trim_end());
        text.push('\n');
    }
    text
}
