"""Whether the programs of the race simulate one and the same workload W.

Every figure of every program must lie within 4.5 combined standard errors of the agreed value and of
the same figure of every other program. A false alarm has a chance of about 7 in a million a comparison,
and a race makes a few hundred.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Any

LIMIT = 4.5
# A control moves a figure by this many standard errors, away from the truth.
CONTROL = 6.0
# The agreed values come from five independent programs, 1.8 × 10^9 runs together.
AGREED_RUNS = 1.8e9


@dataclass(frozen=True)
class Agreed:
    """The value of a figure, its standard error in one run, and whether a closed form gives it."""

    value: float
    error: float
    exact: bool = False

    def variance(self) -> float:
        return 0.0 if self.exact else self.error**2 / AGREED_RUNS


def probability(value: float) -> Agreed:
    return Agreed(value, math.sqrt(value * (1.0 - value)))


# Means and deviations in closed form; errors in one run as `standard_errors.py` estimates them.
AGREED = {
    "A.mean": Agreed(1_086_363.1219, 704_536.0, exact=True),
    "A.sd": Agreed(704_536.217, 633_000.0, exact=True),
    "A.p05": Agreed(124_258.0, 336_000.0),
    "A.p25": Agreed(471_864.0, 573_000.0),
    "A.p50": Agreed(1_123_985.0, 1_194_000.0),
    "A.p75": Agreed(1_546_972.0, 809_000.0),
    "A.p95": Agreed(2_247_897.0, 1_957_000.0),
    "A.expected_shortfall": Agreed(62_866.0, 314_000.0),
    "B.mean": Agreed(1_021_132.5498, 575_261.0, exact=True),
    "B.sd": Agreed(575_261.020, 423_000.0, exact=True),
    "B.p05": Agreed(114_021.0, 435_000.0),
    "B.p25": Agreed(543_207.0, 840_000.0),
    "B.p50": Agreed(1_090_518.0, 846_000.0),
    "B.p75": Agreed(1_412_668.0, 604_000.0),
    "B.p95": Agreed(1_921_515.0, 1_346_000.0),
    "B.expected_shortfall": Agreed(51_445.0, 310_000.0),
    "difference.mean": Agreed(65_230.5722, 163_926.0, exact=True),
    "difference.sd": Agreed(163_926.412, 265_000.0, exact=True),
    "difference.p05": Agreed(-133_633.0, 240_000.0),
    "difference.p50": Agreed(32_990.0, 191_000.0),
    "difference.p95": Agreed(356_193.0, 633_000.0),
    "probability_ahead": probability(0.604791),
}


@dataclass(frozen=True)
class Answer:
    """What a program said. A program that keeps no samples gives quantiles to a relative resolution."""

    program: str
    runs: int
    seconds: float
    figures: dict[str, float]
    resolution: float = 0.0

    def variance(self, figure: str) -> float:
        return AGREED[figure].error ** 2 / self.runs

    def coarseness(self, figure: str) -> float:
        """How far the resolution alone may move a figure."""
        coarse = not figure.endswith((".mean", ".sd", "ahead"))
        return self.resolution * abs(AGREED[figure].value) if coarse else 0.0


def flatten(values: dict[str, Any], prefix: str = "") -> dict[str, float]:
    """Nested figures by their dotted names. JSON has no infinity and writes null: that is no number."""
    flat: dict[str, float] = {}
    for name, value in values.items():
        if isinstance(value, dict):
            flat |= flatten(value, f"{prefix}{name}.")
        else:
            flat[prefix + name] = math.nan if value is None else float(value)
    return flat


def disagreements(answers: list[Answer]) -> list[str]:
    """A sentence for every figure that is missing, unknown, or too far from where it should be."""
    wrong = [fault for answer in answers for fault in misnamed(answer)]
    if wrong:
        return wrong
    for answer in answers:
        wrong += [fault for figure in AGREED for fault in against_agreed(answer, figure)]
    for one, other in combinations(answers, 2):
        wrong += [fault for figure in AGREED for fault in against_other(one, other, figure)]
    return wrong


def misnamed(answer: Answer) -> list[str]:
    odd = sorted(AGREED.keys() ^ answer.figures.keys())
    return [f"{answer.program}: {name} is missing or not a figure of W" for name in odd]


def against_agreed(answer: Answer, figure: str) -> list[str]:
    agreed = AGREED[figure]
    error = math.sqrt(answer.variance(figure) + agreed.variance())
    value = answer.figures[figure]
    if near(value, agreed.value, LIMIT * error + answer.coarseness(figure)):
        return []
    return [sentence(answer.program, figure, value, agreed.value, "as agreed", error)]


def against_other(one: Answer, other: Answer, figure: str) -> list[str]:
    error = math.sqrt(one.variance(figure) + other.variance(figure))
    coarseness = one.coarseness(figure) + other.coarseness(figure)
    value, expected = one.figures[figure], other.figures[figure]
    if near(value, expected, LIMIT * error + coarseness):
        return []
    return [sentence(one.program, figure, value, expected, f"of {other.program}", error)]


def near(value: float, expected: float, limit: float) -> bool:
    """False for what is no number, too."""
    return abs(value - expected) <= limit


def sentence(
    program: str, figure: str, value: float, expected: float, whose: str, error: float
) -> str:
    digits = 0 if abs(expected) > 1_000.0 else 6
    away = (value - expected) / error
    return (
        f"{program}: {figure} is {value:,.{digits}f}, not {expected:,.{digits}f} {whose}: "
        f"{away:+.1f} standard errors away (limit {LIMIT})"
    )


def control(answers: list[Answer]) -> tuple[int, list[str]]:
    """Alters one figure of one program at a time. Gives the number of alterations, and those that the
    check did not report with the program's and the figure's name."""
    altered, missed = 0, []
    for index, answer in enumerate(answers):
        for figure in AGREED:
            changed = list(answers)
            changed[index] = moved(answer, figure)
            altered += 1
            name = f"{answer.program}: {figure} "
            if not any(fault.startswith(name) for fault in disagreements(changed)):
                missed.append(name.strip())
    return altered, missed


def moved(answer: Answer, figure: str) -> Answer:
    """The answer with one figure wrong: further from the agreed value, on the side where it is."""
    step = CONTROL * math.sqrt(answer.variance(figure)) + answer.coarseness(figure)
    value = answer.figures[figure]
    wrong = value + math.copysign(step, value - AGREED[figure].value)
    return replace(answer, figures=answer.figures | {figure: wrong})
