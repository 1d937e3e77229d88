//! Aligned columns.

use std::fmt;

/// Which side a column is aligned to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    Left,
    Right,
}

/// Rows of cells, printed with two blanks between columns and no line end behind the last row.
#[derive(Debug)]
pub(super) struct Table<const COLUMNS: usize> {
    sides: [Side; COLUMNS],
    rows: Vec<[String; COLUMNS]>,
    indent: usize,
    /// A column that is not printed.
    hidden: Option<usize>,
}

impl<const COLUMNS: usize> Table<COLUMNS> {
    pub(super) fn new(sides: &[Side; COLUMNS]) -> Table<COLUMNS> {
        Table {
            sides: *sides,
            rows: Vec::new(),
            indent: 0,
            hidden: None,
        }
    }

    pub(super) fn indented(mut self, blanks: usize) -> Table<COLUMNS> {
        self.indent = blanks;
        self
    }

    /// Leaves a column out, whatever its cells hold.
    pub(super) fn without(mut self, column: usize) -> Table<COLUMNS> {
        self.hidden = Some(column);
        self
    }

    pub(super) fn titled(mut self, titles: [&str; COLUMNS]) -> Table<COLUMNS> {
        self.rows.push(titles.map(str::to_owned));
        self
    }

    /// Adds a row. A cell is one line: line ends in it are shown as such.
    pub(super) fn row(&mut self, cells: [String; COLUMNS]) {
        self.rows.push(cells.map(|cell| {
            if cell.contains(char::is_control) {
                cell.escape_debug().to_string()
            } else {
                cell
            }
        }));
    }
}

impl<const COLUMNS: usize> fmt::Display for Table<COLUMNS> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut widths = [0; COLUMNS];
        for row in &self.rows {
            for (width, cell) in widths.iter_mut().zip(row) {
                *width = (*width).max(cell.chars().count());
            }
        }
        for (number, row) in self.rows.iter().enumerate() {
            let mut line = " ".repeat(self.indent);
            let cells = row.iter().zip(widths).zip(self.sides).enumerate();
            let shown = cells.filter(|(place, _)| self.hidden != Some(*place));
            for (number, (_, ((cell, width), side))) in shown.enumerate() {
                if number > 0 {
                    line.push_str("  ");
                }
                match side {
                    Side::Left => line.push_str(&format!("{cell:<width$}")),
                    Side::Right => line.push_str(&format!("{cell:>width$}")),
                }
            }
            if number > 0 {
                f.write_str("\n")?;
            }
            f.write_str(line.trim_end())?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_as_wide_as_their_widest_cell() {
        let mut table =
            Table::new(&[Side::Right, Side::Left, Side::Left]).titled(["run", "what", "why"]);
        table.row(["7".to_owned(), "größer".to_owned(), String::new()]);
        table.row(["1234".to_owned(), "a\nb".to_owned(), "x".to_owned()]);
        assert_eq!(
            table.to_string(),
            " run  what    why\n   7  größer\n1234  a\\nb    x"
        );
    }
}
