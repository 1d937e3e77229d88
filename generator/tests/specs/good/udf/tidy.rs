/// Takes away what people type around a name.
pub fn tidy(name: &str) -> &str {
    name.trim_matches(|c: char| c.is_whitespace() || c == '.')
}
