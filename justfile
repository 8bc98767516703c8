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

# Time the engine
bench:
    cargo bench --bench engine

# Run every bench once, untimed: it must still give its answer
bench-smoke:
    cargo bench --bench engine -- --test

# Every gate a change must pass
ci:
    ./.ci/run

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
