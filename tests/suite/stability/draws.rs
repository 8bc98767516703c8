//! The generator's known answers, and the first draws of each kind, bit by bit.

use std::sync::Arc;

use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use vestrisk::market::{Bootstrap, Market, Model, PathPlan, Tree};
use vestrisk::quantity::{BlockDays, Volatility};
use vestrisk::random::{
    Column, Coupling, Entity, Purpose, Runs, Stream, exponential_pair, open_uniform, philox4x32_10,
    zeroed,
};
use vestrisk::scenario::presets::models;

use crate::models::history;
use crate::reference::build;
use crate::support::processor;

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

/// The draws at an address: seed, name, run, index; the raw words and the numbers made of them.
///
/// Obtained once from the description alone, by a separate script: FNV-1a, the mixer and Philox in
/// integers, logarithms, sines and cosines with 60 digits (mpmath) of the exact uniforms. The numbers
/// here are the crate's own, which the stated errors of its polynomials keep near those: normals are at
/// most 3e-13 from them relatively, exponentials two units in the last place.
type First<const N: usize> = (u64, &'static str, u64, u32, [u64; 2], [u64; N]);

const SEED: u64 = 20_260_223;
const LAST_SEED: u64 = 9_007_199_254_740_991;
const LAST_RUN: u64 = 9_999_999_999;

const QUARTERS: [First<4>; 5] = [
    (
        SEED,
        "AMZN",
        0,
        0,
        [0x00b3_3608_38df_5e65, 0x6e97_0962_aef5_7646],
        [
            0x4003_21a6_6688_af50,
            0xc003_bbd0_96a8_4021,
            0x3ff4_0a71_9a7b_27a1,
            0xbfd5_3562_77f6_7680,
        ],
    ),
    (
        SEED,
        "AMZN",
        0,
        1,
        [0x4c6c_5c37_e64d_13f4, 0x4721_7d18_5625_1585],
        [
            0xbfdf_6591_4d5f_5071,
            0x3ff7_9bab_dd57_832c,
            0x3fef_6cb0_5d8f_a2c9,
            0x3ff4_3824_9c20_0e04,
        ],
    ),
    (
        SEED,
        "AMZN",
        LAST_RUN,
        0,
        [0x7626_a6db_4be6_f1e8, 0xef08_fbdf_3030_bd5c],
        [
            0x3ff0_407b_d1ca_d11c,
            0xbfe6_f51e_d438_363b,
            0x3fc1_5765_8988_9bf9,
            0x3fd6_0ea5_3abc_23bd,
        ],
    ),
    (
        LAST_SEED,
        "GOOG",
        1,
        0,
        [0x5b91_a51b_00e0_1a8a, 0x0a25_07b0_0b16_de46],
        [
            0x3ff0_43ac_df29_0be0,
            0xbff0_2e8a_1237_6298,
            0x4001_357e_c32d_d242,
            0x3ff5_a3aa_c251_3606,
        ],
    ),
    (
        SEED,
        "GOOG",
        1,
        1,
        [0xf13b_c1a8_187e_d1c4, 0x85d1_889d_c926_35f7],
        [
            0xbfd6_0d5a_b054_0b61,
            0x3f84_740c_a7a2_b1ba,
            0x3fe5_8f92_897e_5318,
            0x3fed_6353_7b56_089b,
        ],
    ),
];
const BRIDGES: [First<4>; 5] = [
    (
        SEED,
        "AMZN",
        0,
        0,
        [0xdaef_9991_6490_2ff2, 0x2d19_5d3d_47f7_6b6c],
        [
            0xbfe0_80c7_5420_0a52,
            0xbfcb_b307_420b_ee20,
            0x3ffd_2842_b321_121a,
            0xbfd8_ee59_6ba6_06e7,
        ],
    ),
    (
        SEED,
        "AMZN",
        0,
        1,
        [0xa5ff_ad57_3967_eb29, 0xeed0_cfca_bef9_7b31],
        [
            0xbfe8_bb98_83bc_87c2,
            0x3fe0_98f5_5117_795d,
            0x3fd7_8dc0_334b_f0b7,
            0xbfae_685e_211c_2736,
        ],
    ),
    (
        SEED,
        "AMZN",
        LAST_RUN,
        0,
        [0x1976_0a0e_7701_c648, 0x4c4a_ab18_11a2_1bb7],
        [
            0x4001_2bf4_852f_b7c5,
            0x3fb7_f29f_6177_b188,
            0xbff0_ab9d_41cd_aa47,
            0xbff2_7dce_65d4_c542,
        ],
    ),
    (
        LAST_SEED,
        "GOOG",
        1,
        0,
        [0x025b_05a1_3f00_1828, 0xf8cf_7bb0_0721_c122],
        [
            0x4008_7f47_9a21_deda,
            0x3f7d_0ce4_59cd_c4da,
            0x3fc4_a750_5eee_a286,
            0x3fc6_8375_128f_e1e2,
        ],
    ),
    (
        SEED,
        "GOOG",
        1,
        1,
        [0x2ddf_b3d6_a2d8_dcf2, 0x2636_1882_9d63_2f59],
        [
            0x3ff1_0094_2b87_ecec,
            0xbff8_5084_3404_295e,
            0xbff7_b8de_b001_ddc0,
            0x3ff4_4699_64b5_6bd6,
        ],
    ),
];
const CLOCKS: [First<2>; 6] = [
    (
        SEED,
        "all employers",
        0,
        0,
        [0xb406_4032_8b7a_7650, 0x134d_06d5_230a_7c5a],
        [0x3fd6_888f_52f6_4774, 0x4004_ae22_5b6a_28b2],
    ),
    (
        SEED,
        "all employers",
        0,
        1,
        [0x26c6_f22f_f952_45a0, 0xdeb6_1210_a62d_009f],
        [0x3ffe_3292_7b74_b01b, 0x3fc1_d4a1_d98b_b3a7],
    ),
    (
        SEED,
        "all employers",
        LAST_RUN,
        0,
        [0xcc0d_c4a3_4dd5_b987, 0xd6dc_5735_2f31_129f],
        [0x3fcd_0794_b368_d561, 0x3fc6_6c8b_524d_4849],
    ),
    (
        LAST_SEED,
        "Amazon",
        1,
        0,
        [0xb92e_4664_e309_9da0, 0x7344_e93d_0c53_4178],
        [0x3fd4_b9e0_6809_216c, 0x3fe9_8874_ef5e_f75f],
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
        [0x3ff0_e07f_c144_47aa, 0x3fff_6780_1b2c_f2ce],
    ),
];

/// Checks words and numbers; `draw` fills the columns of an index.
fn check<const N: usize>(
    purpose: Purpose,
    firsts: &[First<N>],
    draw: impl Fn(u64, &str, &Runs, u32) -> [Column; N],
) {
    for &(seed, name, run, index, words, numbers) in firsts {
        let place = format!("{purpose:?}, seed {seed}, {name}, run {run}, index {index}");
        let stream = Stream::new(seed, purpose, Entity::of(name));
        assert_eq!(stream.words(run, index), words, "{place}: {:x?}", stream.words(run, index));
        // The run is the first lane of a block, and a lane inside another.
        for lane in [0, 1].into_iter().filter(|lane| *lane as u64 <= run) {
            let first = run - lane as u64;
            let columns = draw(seed, name, &Runs::consecutive(first, Coupling::Independent), index);
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

/// The four columns from `at` on of the shocks of two years' tree: quarters 1 to 8, then the two months
/// inside each.
fn shocks(seed: u64, name: &str, runs: &Runs, at: u32) -> [Column; 4] {
    let tree = Tree::for_months(1..=24);
    let mut columns = zeroed(tree.columns());
    tree.draw(processor(), (seed, Entity::of(name)), runs, &mut columns);
    std::array::from_fn(|place| columns[at as usize + place])
}

#[test]
fn first_normals_of_quarters() {
    check(Purpose::QuarterShock, &QUARTERS, |seed, name, runs, index| {
        shocks(seed, name, runs, 4 * index)
    });
}

#[test]
fn first_normals_of_bridges() {
    check(Purpose::MonthBridge, &BRIDGES, |seed, name, runs, index| {
        shocks(seed, name, runs, 8 + 4 * index)
    });
}

#[test]
fn first_exponentials_of_clocks() {
    check(Purpose::ExitClock, &CLOCKS, |seed, name, runs, index| {
        let stream = Stream::new(seed, Purpose::ExitClock, Entity::of(name));
        let mut columns = [Column::of(0.0); 2];
        let [first, second] = &mut columns;
        exponential_pair(processor(), &stream, runs, index, first, second);
        columns
    });
}

/// Prices of the first run, by month: a share at 230 with expected return 0.04 and volatility 0.32.
/// From the same words by the same script, with 60 digits all along, the crate's were within 6e-14 of those; since prices are
/// central ones times multiples, each is within 5e-15 of what it was, as a share of it.
const PRICES: [(u32, u64); 5] = [
    (1, 0x406f_62b7_08f8_700e),
    (2, 0x4071_e7e3_9058_5c76),
    (3, 0x4075_0449_63b7_60c5),
    (5, 0x4070_d66f_5c99_01a8),
    (12, 0x4070_4669_7df4_973a),
];

#[test]
fn first_prices_of_gbm() {
    let market = build::market(vec![build::gbm("AMZN", 230.0, (0.04, 0.0, 0.32))], &[]);
    let plan = PathPlan::new(&market, PRICES.map(|(month, _)| (0, month)), Vec::new());
    let (mut shocks, mut prices) = (plan.shock_columns(), plan.price_columns());
    plan.draw(SEED, &Runs::consecutive(0, Coupling::Independent), &mut shocks);
    plan.prices(&market, &shocks, &mut prices);
    let bits = PRICES.iter().zip(&prices.prices).map(|((month, _), column)| {
        let bits = column[0].to_bits();
        println!("month {month}: {bits:x}");
        (*month, bits)
    });
    assert_eq!(bits.collect::<Vec<_>>(), PRICES);
}

/// Prices of the first run after one month and after a year: a share at 230 under each preset at volatility 0.32, with expected
/// return 0.04. The naive reader finds them by the laws, to 1e-9.
const MODEL_PRICES: [(&str, [u64; 2]); 4] = [
    ("gbm", [0x406f_62b7_08f8_700e, 0x4070_4669_7df4_973a]),
    ("merton", [0x406f_4b10_4718_47cc, 0x4070_a253_a49d_e6de]),
    ("heston", [0x406d_bb74_a32d_e92f, 0x4076_34fe_7f2f_599b]),
    ("gjr_garch", [0x406a_de15_bc65_f374, 0x4067_7021_9a5c_ab57]),
];

#[test]
fn first_prices_of_models() {
    let volatility = Volatility::new(0.32).expect("a volatility");
    let mut found = Vec::new();
    for (name, _) in MODEL_PRICES {
        let preset = models::find(name).expect("a preset");
        let model = preset.model(build::growth(0.04, 0.0), volatility).expect("usual parameters");
        let market = build::market(vec![build::stock("AMZN", 230.0, model)], &[]);
        let plan = PathPlan::new(&market, [(0, 1), (0, 12)], Vec::new());
        let (mut shocks, mut prices) = (plan.shock_columns(), plan.price_columns());
        plan.draw(SEED, &Runs::consecutive(0, Coupling::Independent), &mut shocks);
        plan.prices(&market, &shocks, &mut prices);
        let bits = [0, 1].map(|date| prices.prices[date][0].to_bits());
        println!("{name}: {bits:x?}");
        found.push((name, bits));
    }
    assert_eq!(found, MODEL_PRICES);
}

/// Prices of the first run of a resampled share, from a start 45 days ahead: after one month and after a year.
const RESAMPLED_PRICES: [u64; 2] = [0x4074_fb2f_9601_3aab, 0x4081_cd12_578d_efd9];

#[test]
fn first_prices_of_a_resampled_history() {
    let (history, block) = (Arc::new(history("amzn-monthly")), BlockDays::new(63.0).unwrap());
    let bootstrap = Bootstrap::new(build::growth(0.04, 0.0), history, block).expect("a block");
    let stock = build::stock("AMZN", 230.0, Model::Bootstrap(bootstrap));
    let market = Market { start_in_days: 45, ..build::market(vec![stock], &[]) };
    let plan = PathPlan::new(&market, [(0, 1), (0, 12)], Vec::new());
    let (mut shocks, mut prices) = (plan.shock_columns(), plan.price_columns());
    plan.draw(SEED, &Runs::consecutive(0, Coupling::Independent), &mut shocks);
    plan.prices(&market, &shocks, &mut prices);
    let bits = [0, 1].map(|date| prices.prices[date][0].to_bits());
    assert_eq!(bits, RESAMPLED_PRICES, "{bits:x?}");
}
