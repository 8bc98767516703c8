//! The generator's known answers, and the first draws of each kind, bit by bit.

use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use vestrisk::market::{Correlations, Gbm, Market, Model, PathPlan, Stock, Tree};
use vestrisk::quantity::{ContinuousRate, DividendYield, Price, Volatility};
use vestrisk::random::{
    Coupling, Entity, LANES, Purpose, Runs, Stream, exponential_pair, open_uniform, philox4x32_10,
    zeroed,
};

#[test]
fn philox_gives_its_published_answers() {
    // The three vectors of philox4x32 with 10 rounds in the file kat_vectors of Random123.
    let (zeros, ones, pi) =
        ([0; 4], [u32::MAX; 4], [0x243f_6a88, 0x85a3_08d3, 0x1319_8a2e, 0x0370_7344]);
    for (counter, key, answer) in [
        (zeros, [0; 2], [0x6627_e8d5, 0xe169_c58d, 0xbc57_ac4c, 0x9b00_dbd8]),
        (ones, [u32::MAX; 2], [0x408f_276d, 0x41c8_3b0e, 0xa20b_c7c6, 0x6d54_51fd]),
        (pi, [0xa409_3822, 0x299f_31d0], [0xd16c_fe09, 0x94fd_cceb, 0x5001_e420, 0x2412_6ea1]),
    ] {
        assert_eq!(philox4x32_10(counter, key), answer);
    }
}

#[test]
fn philox_agrees_with_an_independent_implementation() {
    let mut rng = StdRng::seed_from_u64(20_260_223);
    for _ in 0..100_000 {
        let (counter, key) = (rng.random::<[u32; 4]>(), rng.random::<[u32; 2]>());
        assert_eq!(philox4x32_10(counter, key), rand_philox::philox4x32_10(counter, key));
    }
}

/// Two draws at an address: seed, name, run, index; the raw words and the two numbers made of them.
///
/// Obtained once from the description alone, by a separate script: FNV-1a, the mixer and Philox in
/// integers, logarithms and sines with 50 digits (mpmath) of the rounded arguments. The numbers
/// here are the crate's own and at most one unit in the last place from those.
type First = (u64, &'static str, u64, u32, [u64; 2], [u64; 2]);

const SEED: u64 = 20_260_223;
const LAST_SEED: u64 = 9_007_199_254_740_991;
const LAST_RUN: u64 = 9_999_999_999;

const QUARTERS: [First; 5] = [
    (
        SEED,
        "AMZN",
        0,
        0,
        [0x00b3_3608_38df_5e65, 0x6e97_0962_aef5_7646],
        [0xc009_0386_26cf_aa94, 0x3ff6_c7df_b816_3647],
    ),
    (
        SEED,
        "AMZN",
        0,
        1,
        [0x4c6c_5c37_e64d_13f4, 0x4721_7d18_5625_1585],
        [0xbfd1_53f6_cb0a_f153, 0x3ff8_7fa9_c11d_b348],
    ),
    (
        SEED,
        "AMZN",
        LAST_RUN,
        0,
        [0x7626_a6db_4be6_f1e8, 0xef08_fbdf_3030_bd5c],
        [0x3ff2_3265_198a_6430, 0xbfe0_1840_4729_42e8],
    ),
    (
        LAST_SEED,
        "GOOG",
        1,
        0,
        [0x5b91_a51b_00e0_1a8a, 0x0a25_07b0_0b16_de46],
        [0x3ff6_3c47_5f96_278d, 0x3fd6_9d59_ade1_f887],
    ),
    (
        SEED,
        "GOOG",
        1,
        1,
        [0xf13b_c1a8_187e_d1c4, 0x85d1_889d_c926_35f7],
        [0xbfd5_d63b_b6ef_0c43, 0xbfa9_1e61_3c60_f6b4],
    ),
];
const BRIDGES: [First; 5] = [
    (
        SEED,
        "AMZN",
        0,
        0,
        [0xdaef_9991_6490_2ff2, 0x2d19_5d3d_47f7_6b6c],
        [0x3fd0_03ff_9709_b129, 0x3fe0_016d_db12_7e95],
    ),
    (
        SEED,
        "AMZN",
        0,
        1,
        [0xa5ff_ad57_3967_eb29, 0xeed0_cfca_bef9_7b31],
        [0x3feb_2ced_092d_408b, 0xbfd8_630e_0021_fcf2],
    ),
    (
        SEED,
        "AMZN",
        LAST_RUN,
        0,
        [0x1976_0a0e_7701_c648, 0x4c4a_ab18_11a2_1bb7],
        [0xbfe4_6d99_50fa_1e87, 0x4000_6968_83a1_8321],
    ),
    (
        LAST_SEED,
        "GOOG",
        1,
        0,
        [0x025b_05a1_3f00_1828, 0xf8cf_7bb0_0721_c122],
        [0x4008_1dea_100d_f0d5, 0xbfe1_3387_9be2_7765],
    ),
    (
        SEED,
        "GOOG",
        1,
        1,
        [0x2ddf_b3d6_a2d8_dcf2, 0x2636_1882_9d63_2f59],
        [0x3ff1_8cda_11fb_0f68, 0x3ff7_ec09_789b_1fde],
    ),
];
const CLOCKS: [First; 6] = [
    (
        SEED,
        "all employers",
        0,
        0,
        [0xb406_4032_8b7a_7650, 0x134d_06d5_230a_7c5a],
        [0x3fd6_888f_52f6_4776, 0x4004_ae22_5b6a_28b2],
    ),
    (
        SEED,
        "all employers",
        0,
        1,
        [0x26c6_f22f_f952_45a0, 0xdeb6_1210_a62d_009f],
        [0x3ffe_3292_7b74_b01c, 0x3fc1_d4a1_d98b_b3a6],
    ),
    (
        SEED,
        "all employers",
        LAST_RUN,
        0,
        [0xcc0d_c4a3_4dd5_b987, 0xd6dc_5735_2f31_129f],
        [0x3fcd_0794_b368_d560, 0x3fc6_6c8b_524d_484a],
    ),
    (
        LAST_SEED,
        "Amazon",
        1,
        0,
        [0xb92e_4664_e309_9da0, 0x7344_e93d_0c53_4178],
        [0x3fd4_b9e0_6809_216b, 0x3fe9_8874_ef5e_f75f],
    ),
    (
        SEED,
        "Amazon",
        1,
        1,
        [0x8c0a_07da_ecc7_fb16, 0xf9c6_ee72_2360_f0fd],
        [0x3fe3_4ddd_d26d_2ec8, 0x3f99_3300_96bf_5ea5],
    ),
    (
        SEED,
        "Amazon",
        LAST_RUN,
        1,
        [0x5927_7d77_864a_e5d0, 0x23f5_c647_f4bf_1fd7],
        [0x3ff0_e07f_c144_47ab, 0x3fff_6780_1b2c_f2ce],
    ),
];

/// Checks words and numbers; `draw` fills the two columns of an index.
fn check(
    purpose: Purpose,
    firsts: &[First],
    draw: impl Fn(u64, &str, &Runs, u32) -> [[f64; LANES]; 2],
) {
    for &(seed, name, run, index, words, numbers) in firsts {
        let place = format!("{purpose:?}, seed {seed}, {name}, run {run}, index {index}");
        let stream = Stream::new(seed, purpose, Entity::of(name));
        assert_eq!(stream.words(run, index), words, "{place}: {:x?}", stream.words(run, index));
        // The run is the first lane of a block, and a lane inside another.
        for lane in [0, 1].into_iter().filter(|lane| *lane as u64 <= run) {
            let first = run - lane as u64;
            let columns = draw(seed, name, &Runs { first, coupling: Coupling::Independent }, index);
            let bits = columns.map(|column| column[lane].to_bits());
            assert_eq!(bits, numbers, "{place}, lane {lane}: {bits:x?}");
        }
    }
}

#[test]
fn first_uniforms() {
    for (word, bits) in [
        (0x00b3_3608_38df_5e65, 0x3f66_66c1_071b_eb00),
        (0xeed0_cfca_bef9_7b31, 0x3fed_da19_f957_df2f),
        (0, 0x3ca0_0000_0000_0000),
        (u64::MAX, 0x3fef_ffff_ffff_ffff),
    ] {
        assert_eq!(open_uniform(word).to_bits(), bits, "{word:x}");
        let mirrored = 1.0 - (1.0 - open_uniform(word));
        assert_eq!(mirrored.to_bits(), bits, "1 - u is exact");
    }
}

/// The two columns from `at` on of the shocks of a year's tree: quarters 1 to 4, then the two months
/// inside each.
fn shocks(seed: u64, name: &str, runs: &Runs, at: u32) -> [[f64; LANES]; 2] {
    let tree = Tree::for_months(1..=12);
    let mut columns = zeroed(tree.columns());
    tree.draw(seed, Entity::of(name), runs, &mut columns);
    [columns[at as usize], columns[at as usize + 1]]
}

#[test]
fn first_normals_of_quarters() {
    check(Purpose::QuarterShock, &QUARTERS, |seed, name, runs, index| {
        shocks(seed, name, runs, 2 * index)
    });
}

#[test]
fn first_normals_of_bridges() {
    check(Purpose::MonthBridge, &BRIDGES, |seed, name, runs, index| {
        shocks(seed, name, runs, 4 + 2 * index)
    });
}

#[test]
fn first_exponentials_of_clocks() {
    check(Purpose::ExitClock, &CLOCKS, |seed, name, runs, index| {
        let stream = Stream::new(seed, Purpose::ExitClock, Entity::of(name));
        let mut columns = [[0.0; LANES]; 2];
        let [first, second] = &mut columns;
        exponential_pair(&stream, runs, index, first, second);
        columns
    });
}

/// Prices of the first run, by month: a share at 230 with expected return 0.04 and volatility 0.32.
/// From the draws above by the same script, with 50 digits all along; the crate's are within one
/// unit in the last place.
const PRICES: [(u32, u64); 5] = [
    (1, 0x4068_c64e_dcbc_09e8),
    (2, 0x4065_7136_987f_e028),
    (3, 0x4061_625b_bbeb_6cac),
    (5, 0x4064_57a3_7261_36bd),
    (12, 0x406a_7c8e_4718_e8a5),
];

#[test]
fn first_prices_of_gbm() {
    let model = Model::Gbm(Gbm {
        expected_return: ContinuousRate::new(0.04).unwrap(),
        dividend_yield: DividendYield::new(0.0).unwrap(),
        volatility: Volatility::new(0.32).unwrap(),
    });
    let stock = Stock { name: "AMZN".to_owned(), price: Price::new(230.0).unwrap(), model };
    let correlations = Correlations::new(1, &[], |at| at.to_string()).unwrap();
    let market = Market { start_in_days: 0, stocks: vec![stock], correlations };
    let plan = PathPlan::new(&market, PRICES.map(|(month, _)| (0, month)), Vec::new());
    let (mut shocks, mut prices) = (plan.shock_columns(), plan.price_columns());
    plan.draw(SEED, &Runs { first: 0, coupling: Coupling::Independent }, &mut shocks);
    plan.prices(&market, &shocks, &mut prices);
    for ((month, bits), column) in PRICES.into_iter().zip(&prices.prices) {
        assert_eq!(column[0].to_bits(), bits, "month {month}: {:x}", column[0].to_bits());
    }
}
