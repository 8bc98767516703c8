# List the recipes
default:
    @just --list

# Format the code
fmt:
    cargo fmt

# Clippy, warnings as errors
lint:
    cargo clippy --all-targets --locked -- -D warnings

# Build the documentation, the guide included, warnings as errors
doc:
    RUSTDOCFLAGS="-D warnings" cargo doc --no-deps --locked --document-private-items

# All tests but the slow proofs
test:
    cargo test

# Time the engine and the statistics
bench:
    cargo bench --bench engine --bench statistics --bench cycles --bench models --bench sweeps

# Run every bench once, untimed: it must still give its answer
bench-smoke:
    cargo bench --bench engine --bench statistics --bench cycles --bench models --bench sweeps -- --test

# Every gate a change must pass
ci:
    ./.ci/run

# Feed the reader with bytes for ten minutes; needs cargo-fuzz and a nightly toolchain
fuzz seconds="600":
    mkdir -p fuzz/corpus/reader
    cp scenarios/*.toml tests/suite/errors/valid.toml tests/suite/errors/models.toml tests/suite/scenario/whole.toml fuzz/corpus/reader/
    cargo +nightly fuzz run reader -- -max_total_time={{seconds}}

# Rewrite all snapshots; a person reads the diff before it is committed
golden:
    INSTA_UPDATE=always cargo test
    @echo "Now read every changed line: git diff tests"

# The slow proofs: long runs, coverage studies, races
slow:
    cargo test --release -- --ignored

# Run the program: just run ARGUMENTS
[positional-arguments]
run *arguments:
    cargo run --quiet --release -- "$@"

# How much each sampler and treatment of exits saves on workload W: just efficiency ARGUMENTS
[positional-arguments]
efficiency *arguments:
    cargo run --quiet --release --example efficiency -- "$@"

# Race vestrisk against other ways to simulate workload W; needs Python 3.11: just race ARGUMENTS
[positional-arguments]
race *arguments:
    python3 -B benches/peers/race.py "$@"
