//! Which vector instructions the hot loops run on: chosen once at run time, and the same bits whichever is
//! chosen. What is computed belongs to its callers.

use fearless_simd::{Level, Simd};

/// A set of vector instructions that this machine has.
///
/// Loops over lanes are plain Rust that [`Processor::run`] compiles once for each set: AVX-512, AVX2 with
/// FMA, NEON, and whatever the target has at the least. They give the same bits everywhere as long as they use
/// the operations that IEEE 754 defines to the last bit (+, −, ×, ÷, √, fused multiply-add, comparisons),
/// write every fused operation as `mul_add`, and add in an order that does not depend on the width. A set
/// without fused operations calls a function for each of them: the same bits, many times slower.
///
/// ```
/// use vestrisk::Processor;
/// let sums: Vec<f64> = Processor::all()
///     .into_iter()
///     .map(|processor| processor.run(#[inline(always)] || 0.1_f64.mul_add(3.0, 0.2)))
///     .collect();
/// assert!(sums.windows(2).all(|pair| pair[0] == pair[1]));
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Processor(Set);

#[derive(Clone, Copy, Debug)]
enum Set {
    /// What every machine of the target has.
    Baseline,
    /// NEON, AVX2 with FMA or AVX-512.
    Vectors(Level),
}

impl Processor {
    /// The fastest set that this machine has.
    #[must_use]
    pub fn best() -> Self {
        let level = Level::new();
        let fused = cfg!(target_arch = "aarch64") || is_x86_with_fma(level);
        Self(if fused { Set::Vectors(level) } else { Set::Baseline })
    }

    /// Every set that this machine has, the slowest first.
    #[must_use]
    pub fn all() -> Vec<Self> {
        let mut all = vec![Self(Set::Baseline)];
        #[cfg(any(target_arch = "x86", target_arch = "x86_64"))]
        if let (Self(Set::Vectors(level)), Some(avx2)) = (Self::best(), Level::new().as_avx2()) {
            all.push(Self(Set::Vectors(avx2.level())));
            all.extend(level.as_avx512().map(|avx512| Self(Set::Vectors(avx512.level()))));
        }
        #[cfg(target_arch = "aarch64")]
        all.push(Self::best());
        all
    }

    /// The set in a word, for reports.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self.0 {
            Set::Baseline => "baseline",
            #[cfg(target_arch = "aarch64")]
            Set::Vectors(Level::Neon(_)) => "neon",
            #[cfg(any(target_arch = "x86", target_arch = "x86_64"))]
            Set::Vectors(Level::Avx512(_)) => "avx512",
            #[cfg(any(target_arch = "x86", target_arch = "x86_64"))]
            Set::Vectors(Level::Avx2(_)) => "avx2",
            Set::Vectors(_) => "other",
        }
    }

    /// Does some work with these instructions. `work` is a closure marked `#[inline(always)]`, and so is every
    /// function it calls in its loops: what is not inlined is compiled for the baseline.
    #[inline(always)]
    pub fn run<R>(self, work: impl FnOnce() -> R) -> R {
        match self.0 {
            #[cfg(target_arch = "aarch64")]
            Set::Vectors(Level::Neon(neon)) => neon.vectorize(work),
            #[cfg(any(target_arch = "x86", target_arch = "x86_64"))]
            Set::Vectors(Level::Avx512(avx512)) => avx512.vectorize(work),
            #[cfg(any(target_arch = "x86", target_arch = "x86_64"))]
            Set::Vectors(Level::Avx2(avx2)) => avx2.vectorize(work),
            _ => work(),
        }
    }
}

impl PartialEq for Processor {
    fn eq(&self, other: &Self) -> bool {
        self.name() == other.name()
    }
}

impl Default for Processor {
    fn default() -> Self {
        Self::best()
    }
}

#[cfg(any(target_arch = "x86", target_arch = "x86_64"))]
fn is_x86_with_fma(level: Level) -> bool {
    level.as_avx2().is_some()
}

#[cfg(not(any(target_arch = "x86", target_arch = "x86_64")))]
fn is_x86_with_fma(_: Level) -> bool {
    false
}
