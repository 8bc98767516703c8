//! Preferences move no other figure, and no bit depends on threads or memory.

use rayon::ThreadPoolBuilder;
use serde_json::Value;
use vestrisk::simulation::{Exits, Sampler};
use vestrisk::{Options, Unobserved, summarize};

use super::{methods, options, scenario};
use crate::reference::measured::POOL;
use crate::support::plain_default;

const STATED: &str = "[preferences]\nrisk_aversion = 3\noutside_wealth = 400_000\n";

fn text(preferences: &str) -> String {
    plain_default() + preferences
}

fn bytes(text: &str, runs: u64, method: (Sampler, Exits), options: &Options<'_>) -> Vec<u8> {
    let of = scenario(text, (runs, 9), method);
    let found = summarize(&of, options, &Unobserved).expect("the job runs");
    let mut bytes = Vec::new();
    vestrisk::report::json::write(&found, "run", &mut bytes).expect("memory grows");
    bytes
}

/// Takes out what preferences add.
fn without(mut document: Value) -> Value {
    document["scenario"].as_object_mut().expect("a scenario").remove("sha256");
    document.as_object_mut().expect("a document").remove("preferences");
    for offer in document["offers"].as_array_mut().expect("offers") {
        offer.as_object_mut().expect("an offer").remove("cash_equivalent");
        offer["present_value"]["certainty_equivalent"] = Value::Null;
    }
    document
}

#[test]
fn preferences_move_no_other_figure() {
    for method in methods() {
        let [plain, stated] = ["", STATED].map(|preferences| {
            let bytes = bytes(&text(preferences), 3_000, method, &options(&POOL));
            serde_json::from_slice::<Value>(&bytes).expect("JSON")
        });
        assert_ne!(plain, stated, "{method:?}");
        assert!(stated["offers"][0]["cash_equivalent"]["value"]["value"].is_number());
        assert_eq!(without(plain), without(stated), "{method:?}");
    }
}

#[test]
fn threads_move_no_bit() {
    let pools = [1, 2, 3].map(|threads| {
        ThreadPoolBuilder::new().num_threads(threads).build().expect("threads can be started")
    });
    for method in methods() {
        let each = pools.each_ref().map(|pool| bytes(&text(STATED), 2_100, method, &options(pool)));
        assert!(each[0] == each[1] && each[1] == each[2], "{method:?}");
    }
}

/// Certainty and cash equivalents are means, so that they do not know whether samples are kept.
#[test]
fn little_memory_moves_no_equivalent() {
    let method = (Sampler::Random, Exits::Sampled);
    let [kept, counted] = [1 << 30, 8 << 20].map(|memory| {
        let pool = ThreadPoolBuilder::new().num_threads(1).build().expect("a thread");
        let options = Options { memory, ..options(&pool) };
        let bytes = bytes(&text(STATED), 120_000, method, &options);
        serde_json::from_slice::<Value>(&bytes).expect("JSON")
    });
    assert_eq!(kept["simulation"]["percentile_error"], 0.0);
    assert_ne!(counted["simulation"]["percentile_error"], 0.0);
    for offer in 0..2 {
        let of = |document: &Value| {
            let offer = &document["offers"][offer];
            (
                offer["present_value"]["certainty_equivalent"].clone(),
                offer["cash_equivalent"].clone(),
            )
        };
        assert_eq!(of(&kept), of(&counted));
        assert!(of(&kept).0["std_error"].is_number());
    }
}
