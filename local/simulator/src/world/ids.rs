//! A sequence of ids that look random and are the same for the same seed.

const DIGITS: &[u8; 36] = b"0123456789abcdefghijklmnopqrstuvwxyz";

/// The sequence.
#[derive(Debug, Clone)]
pub(super) struct Ids {
    state: u64,
}

impl Ids {
    pub(super) fn new(seed: u64) -> Self {
        Self { state: seed }
    }

    /// Nine characters, `0-9a-z`.
    pub(super) fn next_id(&mut self) -> String {
        let mut rest = self.next_number();
        let mut id = String::with_capacity(9);
        for _ in 0..9 {
            let digit = usize::try_from(rest % 36).unwrap_or_default();
            id.push(char::from(DIGITS[digit]));
            rest /= 36;
        }
        id
    }

    /// The splitmix64 generator.
    fn next_number(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.state;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn the_same_seed_gives_the_same_ids() {
        let take = |seed| {
            let mut ids = Ids::new(seed);
            (0..1000).map(|_| ids.next_id()).collect::<Vec<_>>()
        };
        assert_eq!(take(1), take(1));
        assert_ne!(take(1), take(2));
        let different: HashSet<String> = take(1).into_iter().collect();
        assert_eq!(different.len(), 1000);
        assert!(different.iter().all(|id| id.len() == 9 && id.bytes().all(|b| DIGITS.contains(&b))));
    }
}
