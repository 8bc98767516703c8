//! The words of an address as a stream for `rand`, and what `rand_distr` draws from it.

use rand::{Rng, RngExt};
use rand_distr::{Distribution, Exp1, StandardNormal};
use vestrisk::random::{Entity, Generator, Purpose, Stream};

use crate::distributions::correlation;
use crate::distributions::kolmogorov::{exponential, normal, one_sample};
use crate::tolerance::{Family, seed};

/// Outcomes of each sample.
const OUTCOMES: usize = 1 << 19;
const ADDRESS: u64 = 9_999_999_999;

fn stream(label: &str) -> Stream {
    Stream::new(seed(label), Purpose::Rating, Entity::of("Acme"))
}

#[test]
fn words_come_by_rising_index() {
    let stream = stream("words by index");
    for address in [0, 1, 17, ADDRESS] {
        let mut long = Generator::new(stream, address);
        let mut short = Generator::new(stream, address);
        let mut bytes = [0; 16];
        let mut filled = Generator::new(stream, address);
        for index in 0..1_000 {
            let words = stream.words(address, index);
            assert_eq!([long.next_u64(), long.next_u64()], words, "address {address}, {index}");
            let [low, high] = words.map(|word| [word & 0xFFFF_FFFF, word >> 32]);
            let parts: Vec<u64> = (0..4).map(|_| u64::from(short.next_u32())).collect();
            assert_eq!(parts, [low, high].concat(), "the low half comes first");
            filled.fill_bytes(&mut bytes);
            assert_eq!(bytes, [words[0].to_le_bytes(), words[1].to_le_bytes()].concat()[..]);
        }
    }
}

#[test]
fn a_copy_goes_on_alike() {
    let mut generator = Generator::new(stream("copies"), 3);
    let _: u32 = generator.random();
    let mut copy = generator.clone();
    for _ in 0..100 {
        assert_eq!(generator.random::<u64>(), copy.random::<u64>());
    }
}

#[test]
fn rand_draws_from_it() {
    let mut family = Family::new("rand from an address");
    let mut check = |name: &str, mut outcomes: Vec<f64>, law: fn(f64) -> f64| {
        let serial = correlation(&outcomes[1..], &outcomes[..OUTCOMES - 1]);
        family.check_score(&format!("{name}, next to next"), (OUTCOMES as f64).sqrt() * serial);
        family.check_probability(name, one_sample(&mut outcomes, law));
        family.next_group();
    };
    let generator = |label: &str| Generator::new(stream(label), ADDRESS);
    let mut of = generator("uniforms of rand");
    check("uniforms", (0..OUTCOMES).map(|_| of.random::<f64>()).collect(), |u| u);
    let normals = StandardNormal.sample_iter(generator("normals of rand_distr"));
    check("normals", normals.take(OUTCOMES).collect(), normal);
    let exponentials = Exp1.sample_iter(generator("exponentials of rand_distr"));
    check("exponentials", exponentials.take(OUTCOMES).collect(), exponential);
    family.holds();
}

#[test]
fn addresses_and_streams_are_strangers() {
    let mut family = Family::new("rand from neighbouring addresses");
    let sample = |stream: Stream, address: u64| -> Vec<f64> {
        StandardNormal.sample_iter(Generator::new(stream, address)).take(OUTCOMES).collect()
    };
    let own = stream("addresses side by side");
    let one = sample(own, 4);
    for (name, other) in [
        ("the next address", sample(own, 5)),
        ("another seed", sample(stream("another seed of it"), 4)),
    ] {
        family.check_score(name, (OUTCOMES as f64).sqrt() * correlation(&one, &other));
        family.next_group();
    }
    family.holds();
}

#[test]
fn control_a_normal_a_fiftieth_too_wide_fails() {
    let generator = Generator::new(stream("wide normals of rand_distr"), ADDRESS);
    let wide = StandardNormal.sample_iter(generator).map(|z: f64| 1.02 * z);
    let mut outcomes: Vec<f64> = wide.take(OUTCOMES).collect();
    let mut family = Family::new("normals of rand_distr, too wide");
    family.check_probability("normals", one_sample(&mut outcomes, normal));
    family.must_fail();
}
