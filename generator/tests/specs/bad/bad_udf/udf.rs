/// Tidies a name.
pub fn tidy(name: &str, names: Vec<String>) -> String {
    name.trim().to_owned()
}
