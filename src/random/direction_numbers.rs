//! Direction numbers of Sobol's sequence by Joe and Kuo (2008), dimension by dimension as they are asked for. The
//! numbers, their origin and their licence are in the file `joe_kuo_6.txt`.

/// Dimensions that the table has.
pub const DIMENSIONS: usize = 1_600;

/// The direction numbers of one dimension, each with its bits reversed: the number of digit k of a point's place has
/// bit 0 for one half, bit 1 for a quarter, and so on.
pub(super) type Directions = [u32; 32];

const TABLE: &str = include_str!("joe_kuo_6.txt");

/// The direction numbers of the dimensions in order, read as the iterator goes: the few dimensions of a usual plan
/// cost a few lines of the table.
pub(super) fn direction_numbers() -> impl Iterator<Item = Directions> {
    let first: Directions = std::array::from_fn(|digit| 1 << digit);
    let lines = TABLE.lines().filter(|line| !line.starts_with('#'));
    std::iter::once(first).chain(lines.map_while(of_line))
}

/// The numbers of a line: dimension, degree s of the primitive polynomial, its inner coefficients as bits, and the
/// first s numbers; the others follow by the polynomial's recurrence (Bratley and Fox 1988).
fn of_line(line: &str) -> Option<Directions> {
    let mut fields = line.split_ascii_whitespace().map_while(|field| field.parse::<u32>().ok());
    let (_dimension, degree, coefficients) = (fields.next()?, fields.next()?, fields.next()?);
    let degree = usize::try_from(degree).ok().filter(|degree| (1..=32).contains(degree))?;
    let mut numbers = [0; 32];
    for digit in 0..degree {
        numbers[digit] = fields.next()? << (31 - digit);
    }
    for digit in degree..32 {
        let oldest = numbers[digit - degree];
        numbers[digit] = oldest ^ (oldest >> degree);
        for back in 1..degree {
            let taken = (coefficients >> (degree - 1 - back)) & 1;
            numbers[digit] ^= taken * numbers[digit - back];
        }
    }
    Some(numbers.map(u32::reverse_bits))
}
