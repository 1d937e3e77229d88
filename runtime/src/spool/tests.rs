#![allow(clippy::unwrap_used)]

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;

fn read(partitions: &Partitions, partition: u64) -> Vec<Vec<u8>> {
    let mut reader = partitions.open(partition).unwrap();
    let mut records = Vec::new();
    while let Some(record) = reader.next().unwrap() {
        records.push(record.to_vec());
    }
    records
}

fn filled(
    partitions: u64,
    budget: usize,
    pushes: &[(u64, Vec<u8>)],
) -> (Partitions, BTreeMap<u64, Vec<Vec<u8>>>) {
    let mut spool = Spool::new(partitions, budget, None).unwrap();
    let longest = pushes
        .iter()
        .map(|(_, record)| record.len())
        .max()
        .unwrap_or(0);
    let mut expected: BTreeMap<u64, Vec<Vec<u8>>> = BTreeMap::new();
    for (partition, record) in pushes {
        spool.push(*partition, record).unwrap();
        expected.entry(*partition).or_default().push(record.clone());
        // A record that is larger than the budget is there alone until the next needs room.
        let most = spool.memory_bytes_max.max(longest + 8);
        assert!(
            spool.memory_bytes <= most,
            "{} bytes in memory of {most}",
            spool.memory_bytes
        );
    }
    (spool.finish(), expected)
}

/// Hashes, records of varied length and a number of partitions that makes every way of storing them
/// happen.
fn pushes() -> impl Strategy<Value = (u64, usize, Vec<(u64, Vec<u8>)>)> {
    let partitions = prop::sample::select(vec![1_u64, 7, 256, 257, 1000, 70_000]);
    let budget = prop::sample::select(vec![0_usize, 100, 20_000, 1 << 24]);
    let record = prop_oneof![
        8 => prop::collection::vec(any::<u8>(), 0..40),
        1 => (0_usize..30_000).prop_map(|length| vec![length as u8; length]),
    ];
    let pushes = prop::collection::vec((any::<u64>(), record), 0..600);
    (partitions, budget, pushes).prop_map(|(partitions, budget, pushes)| {
        let pushes = pushes
            .into_iter()
            .map(|(hash, record)| (partition_of(hash, partitions), record))
            .collect();
        (partitions, budget, pushes)
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn every_partition_gives_back_its_records_in_order((partitions, budget, pushes) in pushes()) {
        let (stored, expected) = filled(partitions, budget, &pushes);
        std::thread::scope(|scope| {
            for thread in 0..3 {
                let (stored, expected) = (&stored, &expected);
                scope.spawn(move || {
                    for (&partition, records) in expected.iter().skip(thread).chain(expected.iter().take(thread)) {
                        assert_eq!(&read(stored, partition), records);
                    }
                });
            }
        });
        for (&partition, records) in &expected {
            let size = stored.size(partition);
            assert_eq!(size.records, records.len() as u64);
            assert_eq!(size.bytes, records.iter().map(|record| record.len() as u64 + 4).sum::<u64>());
        }
        let total: u64 = (0..partitions).map(|partition| stored.size(partition).records).sum();
        assert_eq!(total, pushes.len() as u64);
    }
}

#[test]
fn a_reader_goes_on_when_its_partition_is_released_and_the_next_is_refused() {
    for (partitions, budget) in [(2, 1 << 20), (2, 0), (1000, 1 << 20), (1000, 0)] {
        let pushes: Vec<(u64, Vec<u8>)> = (0..200_000_u32)
            .map(|row| (u64::from(row) % 2, row.to_le_bytes().to_vec()))
            .collect();
        let (stored, expected) = filled(partitions, budget, &pushes);
        let mut reader = stored.open(0).unwrap();
        reader.next().unwrap();
        stored.release(0);
        stored.release(0);
        stored.release(partitions);
        let mut left = 1;
        while reader.next().unwrap().is_some() {
            left += 1;
        }
        assert_eq!(left, expected[&0].len());
        assert!(stored.open(0).unwrap_err().to_string().contains("released"));
        assert_eq!(read(&stored, 1), expected[&1]);
        stored.release(1);
        let gone = stored
            .groups
            .iter()
            .filter(|group| matches!(group.lock().unwrap().records, partitions::Records::Gone))
            .count();
        assert_eq!(gone, if partitions == 2 { 2 } else { 1 });
    }
}

#[test]
fn memory_stays_within_the_budget_and_files_within_their_number() {
    let budget = 1 << 20;
    let mut spool = Spool::new(5000, budget, None).unwrap();
    let record = [7_u8; 100];
    let mut most = 0;
    for row in 0..100_000_u64 {
        // Nine of ten rows go to one partition: skew must not hold the others' memory hostage.
        spool
            .push(if row % 10 == 0 { row % 5000 } else { 42 }, &record)
            .unwrap();
        most = most.max(spool.memory_bytes);
    }
    assert!(most <= budget + 256 * WRITE_BUFFER_BYTES, "{most}");
    assert!(most > budget / 4, "{most}");
    assert!(
        spool
            .groups
            .iter()
            .filter(|group| group.file.is_some())
            .count()
            <= 256
    );
    let stored = spool.finish();
    assert_eq!(read(&stored, 42).len() as u64, stored.size(42).records);
}

#[test]
fn a_record_larger_than_all_buffers_is_kept() {
    let (stored, expected) = filled(
        300,
        0,
        &[(3, vec![1; 10]), (3, vec![2; 5 << 20]), (3, vec![3; 10])],
    );
    assert_eq!(read(&stored, 3), expected[&3]);
}

#[test]
fn partitions_are_contiguous_ranges_of_hashes() {
    assert_eq!(partition_of(0, 7), 0);
    assert_eq!(partition_of(u64::MAX, 7), 6);
    assert_eq!(partition_of(u64::MAX, 1), 0);
    assert_eq!(partition_of(1 << 63, 2), 1);
    assert_eq!(partition_of((1 << 63) - 1, 2), 0);
    for partitions in [1, 7, 256, 257, 70_000] {
        let layout = Layout {
            partitions,
            groups: partitions.min(GROUPS_MAX),
        };
        for partition in 0..partitions {
            let group = layout.group_of(partition);
            assert!(layout.first_of(group) <= partition && partition < layout.first_of(group + 1));
        }
    }
}

#[test]
fn an_empty_partition_reads_as_nothing_whatever_happened_to_its_group() {
    let (stored, _) = filled(1000, 0, &[(0, b"a".to_vec())]);
    assert!(read(&stored, 1).is_empty());
    stored.release(0);
    assert!(read(&stored, 1).is_empty());
    assert!(read(&stored, 999).is_empty());
}

#[test]
fn numbers_of_partitions_and_folders_that_cannot_be_are_refused() {
    assert_eq!(Spool::new(0, 0, None).unwrap_err().exit_code(), 2);
    assert_eq!(Spool::new(u64::MAX, 0, None).unwrap_err().exit_code(), 2);
    let mut spool = Spool::new(1, 0, Some(Path::new("no/such/folder"))).unwrap();
    let error = (0..10_000)
        .find_map(|_| spool.push(0, &[0; 100]).err())
        .unwrap();
    assert!(error.to_string().contains("no/such/folder"), "{error}");
    assert!(spool.push(1, b"").is_err());
}

#[test]
fn a_full_disk_is_called_that() {
    let error = TempDir("tmp".into()).unwritable(std::io::ErrorKind::StorageFull.into());
    assert_eq!(
        error.to_string(),
        "no space is left for temporary files in `tmp`"
    );
}
