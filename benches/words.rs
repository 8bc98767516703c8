//! The generator's raw words on standard output, for batteries such as `dieharder -a -g 200`: those of one stream
//! for all runs at index 0, then at index 1 and so on, or with `--by-index` for all indices of run 0, then of run 1.

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
    let words = |slow: u32, fast: u32| {
        let [run, index] = if by_index { [slow, fast] } else { [fast, slow] };
        let [first, second] = stream.words(run.into(), index);
        [first.to_le_bytes(), second.to_le_bytes()].concat()
    };
    let mut all = (0..=u32::MAX).flat_map(|slow| (0..=u32::MAX).map(move |fast| (slow, fast)));
    match all.try_for_each(|(slow, fast)| out.write_all(&words(slow, fast))) {
        // The reader has had enough.
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
        done => done,
    }
}
