"""Workload W in Numba: plain loops over runs, compiled, one part of the runs a thread.

Each thread draws from a NumPy generator of its own. The compiled code is cached; `seconds` begins after
a small warm-up call, which compiles or loads it.
"""

from __future__ import annotations

import math
import time

import numpy as np
from numba import njit, prange, set_num_threads

import workload as w

# Fast arithmetic, except that an exit may be infinite.
FAST = {"nsz", "arcp", "contract", "afn", "reassoc"}


@njit(inline="always")
def voluntary_exit(level: float, hazards: np.ndarray) -> float:
    """The month at which the integrated hazard reaches the level, infinite beyond the horizon."""
    month = 0.0
    for hazard in hazards:
        if level < hazard:
            return month + 12.0 * level / hazard
        level -= hazard
        month += 12.0
    return math.inf


@njit(inline="always")
def sign_on(lumps: tuple[tuple[float, float], ...], month: float, quit: bool) -> float:
    """What is paid of the lumps, less what is owed back."""
    total = 0.0
    for paid, amount in lumps:
        if month >= paid:
            owed = quit and month < paid + w.CLAWBACK_MONTHS
            total += amount * (month - paid) / w.CLAWBACK_MONTHS if owed else amount
    return total


@njit(parallel=True, fastmath=FAST, cache=True)
def simulate(generators: tuple[np.random.Generator, ...], a: np.ndarray, b: np.ndarray) -> None:
    """Fills both offers' pay, one part of the runs for each generator."""
    part = -(-a.size // len(generators))
    for thread in prange(len(generators)):
        rng = generators[thread]
        for run in range(thread * part, min(a.size, (thread + 1) * part)):
            quits = voluntary_exit(rng.standard_exponential(), w.VOLUNTARY)
            layoff = 12.0 / w.LAYOFF * rng.standard_exponential()
            month = min(quits, layoff)
            quit = quits < layoff and quits <= w.HORIZON
            base = w.MONTHLY_BASE * min(month, w.HORIZON)
            pay_a = base + sign_on(w.LUMPS_A, month, quit)
            pay_b = base + sign_on(w.LUMPS_B, month, quit)
            price = w.START_PRICE
            for step in range(w.MONTHS.size):
                price *= math.exp(w.DRIFT + w.SCALE * rng.standard_normal())
                if month >= w.MONTHS[step]:
                    pay_a += w.UNITS_A[step] * price
                    pay_b += w.UNITS_B[step] * price
            a[run] = pay_a
            b[run] = pay_b


def generators(seed: int, threads: int) -> tuple[np.random.Generator, ...]:
    streams = np.random.SeedSequence(seed).spawn(threads)
    return tuple(np.random.Generator(np.random.SFC64(stream)) for stream in streams)


def main() -> None:
    given = w.arguments(__doc__)
    set_num_threads(given.threads)
    simulate(generators(given.seed, given.threads), np.empty(64), np.empty(64))
    start = time.perf_counter()
    a, b = np.empty(given.runs), np.empty(given.runs)
    simulate(generators(given.seed, given.threads), a, b)
    values = w.summarize(a, b, given.threads)
    w.answer("numba", given, time.perf_counter() - start, values)


if __name__ == "__main__":
    main()
