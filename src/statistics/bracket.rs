//! Finding where a function of one number crosses 0 between two points at which its signs differ, a point at a time, so
//! that several searches share the jobs that answer them.

/// A point and the function's value there.
type Point = (f64, f64);

/// Two points between which a function crosses 0, and one before them.
///
/// # Method
/// Chandrupatla 1997: inverse quadratic interpolation through three points where they are known to bend little, else
/// bisection. It needs no more than a few points for a smooth function and never many more than bisection.
///
/// ```
/// use vestrisk::statistics::Bracket;
/// let cube = |x: f64| x * x * x - 2.0;
/// let mut bracket = Bracket::new((0.0, cube(0.0)), (2.0, cube(2.0))).unwrap();
/// while bracket.width() > 1e-9 && bracket.met().1 > 1e-9 {
///     let x = bracket.next();
///     bracket.narrow((x, cube(x)));
/// }
/// assert!((bracket.met().0 - 1.259921).abs() < 1e-6);
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bracket {
    /// The newest.
    newest: Point,
    /// The one across 0 from it.
    across: Point,
    /// The one before.
    before: Option<Point>,
}

impl Bracket {
    /// The bracket of two points, if their signs differ; 0 counts as positive.
    #[must_use]
    pub fn new(one: Point, other: Point) -> Option<Self> {
        let differ = (one.1 < 0.0) != (other.1 < 0.0);
        differ.then_some(Self { newest: other, across: one, before: None })
    }

    /// The end at which the function is positive or 0.
    #[must_use]
    pub fn met(&self) -> Point {
        if self.newest.1 < 0.0 { self.across } else { self.newest }
    }

    /// The ends, the lower first.
    #[must_use]
    pub fn ends(&self) -> (f64, f64) {
        let (one, other) = (self.newest.0, self.across.0);
        if one < other { (one, other) } else { (other, one) }
    }

    /// How far apart the ends are.
    #[must_use]
    pub fn width(&self) -> f64 {
        (self.newest.0 - self.across.0).abs()
    }

    /// How much the function differs between the ends.
    #[must_use]
    pub fn rise(&self) -> f64 {
        (self.newest.1 - self.across.1).abs()
    }

    /// Where to look next: inside, and not at an end.
    #[must_use]
    pub fn next(&self) -> f64 {
        /// A point very near an end would leave the other end where it is.
        const LEAST: f64 = 1e-6;
        let Self { newest: a, across: b, before } = self;
        let inside = match before {
            None => (a.1 / (a.1 - b.1)).clamp(0.0, 1.0),
            Some(c) => interpolated(*a, *b, *c).unwrap_or(0.5),
        };
        inside.clamp(LEAST, 1.0 - LEAST).mul_add(b.0 - a.0, a.0)
    }

    /// Takes in the function's value at a point inside.
    pub fn narrow(&mut self, point: Point) {
        if (point.1 < 0.0) == (self.newest.1 < 0.0) {
            self.before = Some(self.newest);
        } else {
            self.before = Some(self.across);
            self.across = self.newest;
        }
        self.newest = point;
    }
}

/// Where between a and b the inverse parabola through three points crosses 0, as a share of the way; `None` where they
/// bend too much for it.
fn interpolated(a: Point, b: Point, c: Point) -> Option<f64> {
    let xi = (a.0 - b.0) / (c.0 - b.0);
    let phi = (a.1 - b.1) / (c.1 - b.1);
    if !(phi * phi < xi && (1.0 - phi) * (1.0 - phi) < 1.0 - xi) {
        return None;
    }
    let first = a.1 / (b.1 - a.1) * (c.1 / (b.1 - c.1));
    let second = (c.0 - a.0) / (b.0 - a.0) * (a.1 / (c.1 - a.1)) * (b.1 / (c.1 - b.1));
    let share = first + second;
    share.is_finite().then_some(share)
}
