//! The generator's raw words on standard output, for batteries such as `dieharder -a -g 200`: those of one stream
//! at index 0, run after run, or with `--by-index` those of run 0, index after index.

use std::io::{BufWriter, ErrorKind, Write, stdout};

use clap::Parser;
use vestrisk::random::{Entity, Purpose, Stream};

#[derive(Parser)]
struct Arguments {
    #[arg(long, default_value_t = 20_260_223)]
    seed: u64,
    /// Words by index instead of by run.
    #[arg(long)]
    by_index: bool,
}

fn main() -> std::io::Result<()> {
    let Arguments { seed, by_index } = Arguments::parse();
    let stream = Stream::new(seed, Purpose::QuarterShock, Entity::of("AMZN"));
    let mut out = BufWriter::with_capacity(1 << 16, stdout().lock());
    let words = |at: u32| {
        let [first, second] =
            if by_index { stream.words(0, at) } else { stream.words(at.into(), 0) };
        [first.to_le_bytes(), second.to_le_bytes()].concat()
    };
    match (0..=u32::MAX).try_for_each(|at| out.write_all(&words(at))) {
        // The reader has had enough.
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
        done => done,
    }
}
