"""Estimates how far each figure of workload W lies from the truth in one run; in n runs it is less by √n.

`agreement.py` holds what this printed at 16,000,000 runs. Run it with the race's Python. A quantile's
error comes from the order statistics 1.96 standard errors of its rank to both sides, an expected
shortfall's from the tail's variance and its boundary, a deviation's from the fourth moment.
"""

from __future__ import annotations

import argparse
import math

import numpy as np

import numpy_w
import workload as w


def simulate(given: argparse.Namespace) -> tuple[np.ndarray, np.ndarray]:
    """Both offers' pay, from the NumPy peer."""
    a, b = np.empty(given.runs), np.empty(given.runs)
    starts = range(0, given.runs, numpy_w.CHUNK)
    for first, stream in zip(starts, np.random.SeedSequence(given.seed).spawn(len(starts))):
        chunk = slice(first, first + numpy_w.CHUNK)
        numpy_w.simulate(stream, a[chunk], b[chunk])
    return a, b


def of_quantile(ordered: np.ndarray, probability: float) -> float:
    n = ordered.size
    away = 1.96 * math.sqrt(probability * (1.0 - probability) / n)
    low, high = (ordered[int(n * (probability + side * away))] for side in (-1, 1))
    return (high - low) / (2.0 * 1.96) * math.sqrt(n)


def of_shortfall(ordered: np.ndarray) -> float:
    tail = ordered[: int(w.TAIL * ordered.size)]
    boundary = (1.0 - w.TAIL) * (tail.mean() - tail[-1]) ** 2
    return math.sqrt((tail.var() + boundary) / w.TAIL)


def describe(column: np.ndarray) -> dict[str, float]:
    centred = column - column.mean()
    variance = np.mean(centred**2)
    kurtosis = np.mean(centred**4) / variance**2
    errors = {"mean": math.sqrt(variance), "sd": math.sqrt(variance * (kurtosis - 1.0) / 4.0)}
    ordered = np.sort(column)
    errors |= {name: of_quantile(ordered, p) for name, p in w.PAY_QUANTILES.items()}
    return errors | {"expected_shortfall": of_shortfall(ordered)}


def main() -> None:
    a, b = simulate(w.arguments(__doc__))
    columns = {"A": a, "B": b, "difference": a - b}
    for name, column in columns.items():
        for figure, error in describe(column).items():
            print(f"{name}.{figure} {error:,.0f}")


if __name__ == "__main__":
    main()
