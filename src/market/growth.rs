//! How fast a price grows on average: the one meaning of the expected return, whatever the model.

use crate::quantity::{ContinuousRate, DividendYield};

/// Expected growth: E\[S\] grows at m − q a year, continuously compounded, under every random model.
///
/// | parameter | symbol | unit | range |
/// |---|---|---|---|
/// | `expected_return` | m | continuously compounded a year, total return | −10 to 10 |
/// | `dividend_yield` | q | continuously compounded a year | 0 to 1 |
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Growth {
    /// Expected return m (total return).
    pub expected_return: ContinuousRate,
    /// Dividend yield q, which lowers the path: unvested units get no dividends.
    pub dividend_yield: DividendYield,
}

impl Growth {
    /// m − q, the growth rate of the expected price a year.
    #[must_use]
    pub const fn rate(&self) -> f64 {
        self.expected_return.get() - self.dividend_yield.get()
    }
}
