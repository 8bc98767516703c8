"""Workload W in JAX on the processor, in double precision: chunks of runs under one compiled map.

`seconds` begins after the whole job was compiled, or loaded from JAX's cache of compiled programs.
"""

from __future__ import annotations

import os
import time

import jax
import jax.numpy as jnp
import numpy as np

import workload as w

CHUNK = 65_536
# Integrated hazard of quitting at the start and the end of each year, and the months there.
HAZARD = np.concatenate(([0.0], np.cumsum(w.VOLUNTARY)))
YEARS = np.arange(5) * 12.0


def exits(key: jax.Array) -> tuple[jax.Array, jax.Array]:
    """The month of each exit, infinite or beyond the horizon for who stays, and whether it is a quit."""
    clocks = jax.random.exponential(key, (2, CHUNK))
    quits = jnp.interp(clocks[0], HAZARD, YEARS, right=np.inf)
    layoffs = clocks[1] * (12.0 / w.LAYOFF)
    return jnp.minimum(quits, layoffs), (quits < layoffs) & (quits <= w.HORIZON)


def sign_on(lumps: tuple[tuple[float, float], ...], month: jax.Array, quit: jax.Array) -> jax.Array:
    """What is paid of the lumps, less what is owed back."""
    total = jnp.zeros_like(month)
    for paid, amount in lumps:
        kept = jnp.clip((month - paid) / w.CLAWBACK_MONTHS, 0.0, 1.0)
        total += amount * jnp.where(quit, kept, month >= paid)
    return total


def simulate(key: jax.Array) -> tuple[jax.Array, jax.Array]:
    """Both offers' pay in one chunk of runs."""
    exit_key, price_key = jax.random.split(key)
    month, quit = exits(exit_key)
    shocks = jax.random.normal(price_key, (w.MONTHS.size, CHUNK))
    prices = w.START_PRICE * jnp.exp(jnp.cumsum(w.DRIFT + w.SCALE * shocks, axis=0))
    prices *= month >= w.MONTHS[:, None]
    base = w.MONTHLY_BASE * jnp.minimum(month, w.HORIZON)
    pay_a = base + sign_on(w.LUMPS_A, month, quit) + w.UNITS_A @ prices
    pay_b = base + sign_on(w.LUMPS_B, month, quit) + w.UNITS_B @ prices
    return pay_a, pay_b


def compiled(runs: int) -> jax.stages.Compiled:
    """The whole job, from the seed to both columns, compiled for so many runs."""

    def job(seed: jax.Array) -> list[jax.Array]:
        keys = jax.random.split(jax.random.key(seed), -(-runs // CHUNK))
        return [column.reshape(-1)[:runs] for column in jax.lax.map(simulate, keys)]

    return jax.jit(job).lower(np.uint64(0)).compile()


def main() -> None:
    given = w.arguments(__doc__)
    os.environ["NPROC"] = str(given.threads)  # JAX reads it when it first computes
    jax.config.update("jax_platforms", "cpu")
    jax.config.update("jax_enable_x64", True)
    job = compiled(given.runs)
    start = time.perf_counter()
    a, b = (np.asarray(column) for column in job(np.uint64(given.seed)))
    values = w.summarize(a, b, given.threads)
    w.answer("jax", given, time.perf_counter() - start, values)


if __name__ == "__main__":
    main()
