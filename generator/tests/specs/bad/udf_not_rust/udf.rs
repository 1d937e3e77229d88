/// Tidies a name.
pub fn tidy(name: &str) -> &str {
    let trimmed = name.trim()
    trimmed.trim_end_matches(".")
}
