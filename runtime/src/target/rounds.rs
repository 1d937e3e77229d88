//! Writing rows, or whole chunks, of which one may have what the next one gives up.

/// Writes one item after the other. What is refused waits, as long as others come through; then
/// what is left is given back, with the first refusal of the last round. `write` gives the refusal
/// of an item that may come through behind another; an error ends all.
pub(crate) fn in_rounds<T, E>(
    mut waiting: Vec<T>,
    mut write: impl FnMut(&T) -> Result<Option<E>, E>,
) -> Result<Option<(Vec<T>, E)>, E> {
    loop {
        let (count, mut refused, mut still) = (waiting.len(), None, Vec::new());
        for item in waiting {
            if let Some(refusal) = write(&item)? {
                refused.get_or_insert(refusal);
                still.push(item);
            }
        }
        match refused {
            None => return Ok(None),
            Some(refusal) if still.len() == count => return Ok(Some((still, refusal))),
            Some(_) => {
                // What is left is most often a chain of which only one end is free.
                still.reverse();
                waiting = still;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::in_rounds;

    /// Each item takes the place behind its own, which must be free.
    fn shifted(items: Vec<usize>, free: usize, tries: &mut usize) -> Option<(Vec<usize>, usize)> {
        let mut taken = [true; 100];
        taken[free] = false;
        let done = in_rounds::<_, usize>(items, |item| {
            *tries += 1;
            let wanted = (item + 1) % 100;
            if taken[wanted] {
                return Ok(Some(*item));
            }
            (taken[*item], taken[wanted]) = (false, true);
            Ok(None)
        });
        done.unwrap_or_default()
    }

    #[test]
    fn a_chain_comes_through_from_its_free_end_and_a_circle_is_given_back() {
        let mut tries = 0;
        assert_eq!(shifted((0..99).collect(), 99, &mut tries), None);
        assert_eq!(tries, 99 + 98, "all, and all but the last in reverse");
        assert_eq!(shifted((0..99).rev().collect(), 99, &mut tries), None);
        let left = shifted((0..40).collect(), 99, &mut tries);
        assert_eq!(
            left.map(|(left, refusal)| (left.len(), refusal)),
            Some((40, 0))
        );
    }

    #[test]
    fn an_error_ends_all() {
        let mut tries = 0;
        let done = in_rounds(vec![1, 2, 3], |item| {
            tries += 1;
            if *item == 2 { Err("no") } else { Ok(None) }
        });
        assert_eq!((done, tries), (Err("no"), 2));
    }
}
