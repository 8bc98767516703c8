"""Workload W as the Python peers see it: its terms, their arguments, statistics and answer.

The peers differ in how they simulate. What comes after is the same for all, exact, and takes
NumPy's best: a partition for the quantiles, one column a thread.
"""

from __future__ import annotations

import argparse
import json
import math
import os
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import numpy as np

START_PRICE = 200.0
EXPECTED_RETURN = 0.07
VOLATILITY = 0.35
HORIZON = 48.0
MONTHS = np.arange(3.0, 49.0, 3.0)
YEARS_A_STEP = 0.25
DRIFT = (EXPECTED_RETURN - 0.5 * VOLATILITY**2) * YEARS_A_STEP
SCALE = VOLATILITY * math.sqrt(YEARS_A_STEP)
VOLUNTARY = np.array([0.12, 0.18, 0.20, 0.15])
LAYOFF = 0.05
MONTHLY_BASE = 175_000.0 / 12.0
UNITS_A = np.zeros(16)
UNITS_A[[3, 7, 9, 11, 13, 15]] = 3_250.0 * np.array([0.05, 0.15, 0.20, 0.20, 0.20, 0.20])
UNITS_B = np.full(16, 3_250.0 / 16.0)
# Sign-on lumps as (month, amount). Each is owed back day by day for a year after it is paid.
LUMPS_A = ((0.0, 120_000.0), (12.0, 80_000.0))
LUMPS_B = ((0.0, 50_000.0),)
CLAWBACK_MONTHS = 12.0
# Half a cent: offer A is ahead of B from this difference on.
AHEAD = 0.005
TAIL = 0.05
PAY_QUANTILES = {"p05": 0.05, "p25": 0.25, "p50": 0.50, "p75": 0.75, "p95": 0.95}
DIFFERENCE_QUANTILES = {"p05": 0.05, "p50": 0.50, "p95": 0.95}


def arguments(description: str) -> argparse.Namespace:
    """Reads --runs, --seed and --threads."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--runs", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=os.cpu_count() or 1)
    return parser.parse_args()


def summarize(a: np.ndarray, b: np.ndarray, threads: int) -> dict[str, object]:
    """All of W's outputs from the pay of every run."""
    difference = a - b
    ahead = np.count_nonzero(difference >= AHEAD) / difference.size
    columns = {"A": a, "B": b, "difference": difference}
    with ThreadPoolExecutor(threads) as pool:
        values = dict(zip(columns, pool.map(partial(describe, columns), columns)))
    return values | {"probability_ahead": ahead}


def describe(columns: dict[str, np.ndarray], name: str) -> dict[str, float]:
    """Mean, deviation and quantiles of one column and, of pay, the expected shortfall."""
    column = columns[name]
    pay = name != "difference"
    probabilities = PAY_QUANTILES if pay else DIFFERENCE_QUANTILES
    n = column.size
    below = {key: math.floor((n - 1) * p) for key, p in probabilities.items()}
    mean = float(column.mean())
    described = {"mean": mean, "sd": float(column.std(ddof=1, mean=mean))}
    column = np.partition(
        column, sorted({rank + step for rank in below.values() for step in (0, 1)})
    )
    for key, rank in below.items():
        way = (n - 1) * probabilities[key] - rank
        described[key] = float(column[rank] + way * (column[rank + 1] - column[rank]))
    if pay:
        outcomes = TAIL * n
        whole = math.floor(outcomes)
        lowest = column[:whole].sum() + (outcomes - whole) * column[whole]
        described["expected_shortfall"] = float(lowest / outcomes)
    return described


def answer(
    program: str, given: argparse.Namespace, seconds: float, values: dict[str, object]
) -> None:
    """Prints the line that the race reads."""
    line = {"program": program, "runs": given.runs, "threads": given.threads, "seconds": seconds}
    print(json.dumps(line | {"values": values}))
