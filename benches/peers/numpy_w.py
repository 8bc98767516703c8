"""Workload W in NumPy: whole chunks of runs at a time, in memory that stays in the cache.

NumPy lets go of the interpreter's lock while it draws and computes, so chunks go to threads, each chunk
with a generator of its own.
"""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor

import numpy as np

import workload as w

CHUNK = 16_384
# Integrated hazard of quitting at the start and the end of each year, and the months there.
HAZARD = np.concatenate(([0.0], np.cumsum(w.VOLUNTARY)))
YEARS = np.arange(5) * 12.0


def exits(rng: np.random.Generator, runs: int) -> tuple[np.ndarray, np.ndarray]:
    """The month of each exit, infinite for who stays, and whether it is a quit."""
    quits = np.interp(rng.standard_exponential(runs), HAZARD, YEARS, right=np.inf)
    layoffs = rng.standard_exponential(runs) * (12.0 / w.LAYOFF)
    month = np.minimum(quits, layoffs)
    return month, (quits < layoffs) & (month <= w.HORIZON)


def sign_on(
    lumps: tuple[tuple[float, float], ...], month: np.ndarray, quit: np.ndarray
) -> np.ndarray:
    """What is paid of the lumps, less what is owed back."""
    total = np.zeros_like(month)
    for paid, amount in lumps:
        kept = np.clip((month - paid) / w.CLAWBACK_MONTHS, 0.0, 1.0)
        total += amount * np.where(quit, kept, month >= paid)
    return total


def simulate(stream: np.random.SeedSequence, a: np.ndarray, b: np.ndarray) -> None:
    """Fills one chunk of both offers' pay."""
    rng = np.random.Generator(np.random.SFC64(stream))
    month, quit = exits(rng, a.size)
    base = w.MONTHLY_BASE * np.minimum(month, w.HORIZON)
    np.add(base, sign_on(w.LUMPS_A, month, quit), out=a)
    np.add(base, sign_on(w.LUMPS_B, month, quit), out=b)
    log_price = np.full(a.size, np.log(w.START_PRICE))
    shock = np.empty(a.size)
    for step, vest in enumerate(w.MONTHS):
        rng.standard_normal(out=shock)
        shock *= w.SCALE
        shock += w.DRIFT
        log_price += shock
        price = np.exp(log_price, out=shock)
        price *= month >= vest
        b += w.UNITS_B[step] * price
        if w.UNITS_A[step] > 0.0:
            a += w.UNITS_A[step] * price


def main() -> None:
    given = w.arguments(__doc__)
    start = time.perf_counter()
    a, b = np.empty(given.runs), np.empty(given.runs)
    starts = range(0, given.runs, CHUNK)
    streams = np.random.SeedSequence(given.seed).spawn(len(starts))
    chunks = [slice(first, first + CHUNK) for first in starts]
    with ThreadPoolExecutor(given.threads) as pool:
        list(pool.map(lambda stream, chunk: simulate(stream, a[chunk], b[chunk]), streams, chunks))
    values = w.summarize(a, b, given.threads)
    w.answer("numpy", given, time.perf_counter() - start, values)


if __name__ == "__main__":
    main()
