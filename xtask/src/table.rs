//! Aligned columns.

/// Prints rows with two blanks between columns, the first row being the titles. `right` says which
/// columns are numbers.
pub(crate) fn print<const COLUMNS: usize>(rows: &[[String; COLUMNS]], right: [bool; COLUMNS]) {
    let widths: [usize; COLUMNS] = std::array::from_fn(|column| {
        rows.iter()
            .map(|row| row[column].chars().count())
            .max()
            .unwrap_or(0)
    });
    for row in rows {
        let cells = row.iter().zip(widths).zip(right);
        let line: Vec<String> = cells
            .map(|((cell, width), right)| {
                if right {
                    format!("{cell:>width$}")
                } else {
                    format!("{cell:<width$}")
                }
            })
            .collect();
        println!("  {}", line.join("  ").trim_end());
    }
}

/// A number with commas between thousands.
pub(crate) fn thousands(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commas_stand_between_thousands() {
        assert_eq!(
            [0, 12, 999, 1_000, 27_004, 1_234_567].map(thousands),
            ["0", "12", "999", "1,000", "27,004", "1,234,567"]
        );
    }
}
