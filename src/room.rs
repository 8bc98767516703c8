//! Room for many numbers, straight from the system: all 0 at first, and no memory is taken before it is written to.

use std::fmt;
use std::marker::PhantomData;

use bytemuck::Pod;
use memmap2::MmapMut;

/// Room for numbers, all 0 at first. The system hands its pages out when they are first written to, by whichever
/// thread does; where it can, in pages of 2 MiB, as faults on ordinary ones cost a tenth of a short job.
pub struct Room<T>(Option<MmapMut>, PhantomData<T>);

impl<T: Pod> Room<T> {
    /// Room for some numbers, `None` when the system has none.
    #[must_use]
    pub fn new(count: usize) -> Option<Self> {
        let bytes = count.checked_mul(size_of::<T>())?;
        if bytes == 0 {
            return Some(Self(None, PhantomData));
        }
        let map = MmapMut::map_anon(bytes).ok()?;
        #[cfg(target_os = "linux")]
        // A wish; without it all works as well.
        let _ = map.advise(memmap2::Advice::HugePage);
        Some(Self(Some(map), PhantomData))
    }

    /// The numbers.
    #[must_use]
    pub fn values(&self) -> &[T] {
        self.0.as_ref().map_or(&[], |map| bytemuck::cast_slice(map))
    }

    /// The numbers, to write to.
    #[must_use]
    pub fn values_mut(&mut self) -> &mut [T] {
        self.0.as_mut().map_or(&mut [], |map| bytemuck::cast_slice_mut(map))
    }
}

impl<T> fmt::Debug for Room<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let bytes = self.0.as_ref().map_or(0, |map| map.len());
        write!(f, "room of {bytes} bytes")
    }
}
