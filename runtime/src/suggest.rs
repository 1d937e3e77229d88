//! "Did you mean …?"

/// The candidate nearest to a misspelt name, if one is near enough to be meant.
pub(crate) fn nearest<'c>(
    name: &str,
    candidates: impl IntoIterator<Item = &'c str>,
) -> Option<&'c str> {
    let wanted = name.to_lowercase();
    candidates
        .into_iter()
        .map(|candidate| {
            (
                strsim::damerau_levenshtein(&wanted, &candidate.to_lowercase()),
                candidate,
            )
        })
        .filter(|(distance, candidate)| {
            *distance <= (candidate.chars().count().max(wanted.chars().count()) / 3).max(1)
        })
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// The advice for a misspelt name: the nearest candidate, else all of them.
pub(crate) fn advice<'c>(
    name: &str,
    candidates: impl IntoIterator<Item = &'c str> + Clone,
) -> String {
    match nearest(name, candidates.clone()) {
        Some(candidate) => format!("did you mean `{candidate}`?"),
        None => {
            let names: Vec<&str> = candidates.into_iter().collect();
            if names.is_empty() {
                "there are none".to_owned()
            } else {
                format!("known are: {}", names.join(", "))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_of_the_finger_is_recognised_and_another_word_is_not() {
        let known = ["warehouse", "nyc_files", "crm"];
        assert_eq!(nearest("warehose", known), Some("warehouse"));
        assert_eq!(nearest("Warehouse", known), Some("warehouse"));
        assert_eq!(nearest("crn", known), Some("crm"));
        assert_eq!(nearest("lake", known), None);
        assert_eq!(
            advice("lake", known),
            "known are: warehouse, nyc_files, crm"
        );
        assert_eq!(advice("lake", []), "there are none");
    }
}
