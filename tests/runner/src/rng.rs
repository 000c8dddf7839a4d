//! Chance, from a seed alone. Each purpose has a sequence of its own: more draws for one change nothing in another.

use oorandom::Rand64;

/// The 64-bit FNV-1a hash: the same forever and everywhere, which the standard library's hashers do not promise.
pub fn fnv_1a(bytes: impl IntoIterator<Item = u8>) -> u64 {
    bytes
        .into_iter()
        .fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

/// A sequence.
#[derive(Clone, Debug)]
pub struct Rng(Rand64);

impl Rng {
    /// The sequence of a seed for a purpose.
    pub fn new(seed: u64, purpose: &str) -> Self {
        let mut sequence = Rand64::new((u128::from(fnv_1a(purpose.bytes())) << 64) | u128::from(seed));
        // The first numbers of neighbouring seeds are alike.
        for _ in 0..4 {
            sequence.rand_u64();
        }
        Self(sequence)
    }

    /// From 0 to below 1.
    pub fn share(&mut self) -> f64 {
        self.0.rand_float()
    }

    /// Whether something of this probability happens.
    pub fn chance(&mut self, probability: f64) -> bool {
        self.share() < probability
    }

    /// From `low` to `high`, both included.
    pub fn between(&mut self, low: u64, high: u64) -> u64 {
        self.0.rand_range(low..high.max(low) + 1)
    }

    /// One of several.
    pub fn pick<'a, T>(&mut self, of: &'a [T]) -> Option<&'a T> {
        if of.is_empty() { None } else { of.get(self.index(of.len())) }
    }

    /// An index below `length`.
    pub fn index(&mut self, length: usize) -> usize {
        let last = u64::try_from(length.saturating_sub(1)).unwrap_or_default();
        usize::try_from(self.between(0, last)).unwrap_or_default()
    }

    /// Any number.
    pub fn number(&mut self) -> u64 {
        self.0.rand_u64()
    }

    /// A version 4 UUID.
    pub fn uuid(&mut self) -> String {
        let (a, b) = (self.0.rand_u64(), self.0.rand_u64());
        let (b, c) = (b >> 48 & 0x3fff | 0x8000, b & 0xffff_ffff_ffff);
        format!("{:08x}-{:04x}-4{:03x}-{b:04x}-{c:012x}", a >> 32, a >> 16 & 0xffff, a & 0xfff)
    }
}
