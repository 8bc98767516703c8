"""Races vestrisk against other ways to simulate workload W: `just race`.

Builds the Rust programs, installs the Python ones into a virtual environment under Cargo's target
folder, checks that all agree on W's figures, and times them in turn, round after round, each as a whole
process. A clock that wanders moves all programs of a round alike, so ratios are taken within a round.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shlex
import subprocess
import sys
import time
import tomllib
import venv
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from statistics import median

import agreement
from agreement import Answer

PEERS = Path(__file__).resolve().parent
ROOT = PEERS.parents[1]
REQUIREMENTS = PEERS / "requirements.txt"
BASELINE = "first"
# Streaming keeps counts in bins whose edges are this far apart, relative to their value.
STREAMING_RESOLUTION = 2.0**-11


@dataclass(frozen=True)
class Program:
    """A racer: its name in the table and in its answer, and how to start it."""

    name: str
    command: list[str]
    resolution: float = 0.0


@dataclass(frozen=True)
class Lap:
    """One program in one round, in nanoseconds a run."""

    whole: float
    inside: float


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=os.cpu_count() or 1)
    parser.add_argument(
        "--only", nargs="+", metavar="NAME", help="race these programs and the first"
    )
    parser.add_argument(
        "--self-check",
        action="store_true",
        help="run every program once, show that each wrong figure would be reported, and stop",
    )
    given = parser.parse_args()
    if given.runs < 10_000 or given.rounds < 1 or given.threads < 1:
        parser.error("10,000 runs, one round and one thread are the least")
    return given


def output(command: list[str], env: dict[str, str] | None = None) -> str:
    """Runs a command to its end and gives what it printed; ends the race if it fails."""
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, env=env)
    if done.returncode != 0:
        sys.exit(f"{shlex.join(command)} failed with {done.returncode}:\n{done.stderr}")
    return done.stdout


def target_folder() -> Path:
    command = ["cargo", "metadata", "--no-deps", "--locked", "--format-version", "1"]
    return Path(json.loads(output(command))["target_directory"])


def rust_programs(target: Path) -> list[Program]:
    """Builds the examples. vestrisk's own, `w`, races where Cargo.toml declares it."""
    manifest = tomllib.loads((ROOT / "Cargo.toml").read_text(encoding="utf-8"))
    declared = {example["name"] for example in manifest.get("example", [])}
    names = [name for name in ("first", "w") if name in declared]
    examples = [word for name in names for word in ("--example", name)]
    subprocess.run(["cargo", "build", "--release", "--locked", *examples], cwd=ROOT, check=True)
    suffix = ".exe" if os.name == "nt" else ""
    first, own = (str(target / "release" / "examples" / (name + suffix)) for name in ("first", "w"))
    programs = [
        Program(BASELINE, [first]),
        Program("first, stopping at the exit", [first, "--stop-at-exit"]),
    ]
    if "w" in declared:
        programs.append(Program("vestrisk", [own]))
        streaming = [own, "--streaming"]
        programs.append(Program("vestrisk, streaming", streaming, STREAMING_RESOLUTION))
    return programs


def virtual_environment(target: Path) -> str:
    """The Python that has the required packages, installed again only when these change."""
    folder = target / "race-venv"
    python = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    stamp = folder / "installed.txt"
    wanted = platform.python_version() + "\n" + REQUIREMENTS.read_text(encoding="utf-8")
    if not stamp.is_file() or stamp.read_text(encoding="utf-8") != wanted:
        venv.create(folder, clear=True, with_pip=True)
        install = [str(python), "-m", "pip", "install", "--quiet", "-r", str(REQUIREMENTS)]
        subprocess.run(install, check=True)
        stamp.write_text(wanted, encoding="utf-8")
    return str(python)


def python_programs(python: str) -> list[Program]:
    return [
        Program(name, [python, str(PEERS / f"{name}_w.py")]) for name in ("numpy", "numba", "jax")
    ]


def environment(target: Path) -> dict[str, str]:
    """What the peers keep between processes stays below the target folder."""
    cache = target / "race-cache"
    return os.environ | {
        "PYTHONDONTWRITEBYTECODE": "1",
        "NUMBA_CACHE_DIR": str(cache / "numba"),
        "JAX_COMPILATION_CACHE_DIR": str(cache / "jax"),
        "JAX_PERSISTENT_CACHE_MIN_COMPILE_TIME_SECS": "0",
    }


class Race:
    """The programs and what they are all asked."""

    def __init__(self, programs: list[Program], given: argparse.Namespace, env: dict[str, str]):
        self.programs = programs
        self.given = given
        self.env = env

    def lap(self, program: Program) -> tuple[Answer, Lap]:
        """Runs a program once, from its start to its end."""
        given = self.given
        options = ["--runs", given.runs, "--seed", given.seed, "--threads", given.threads]
        command = program.command + [str(option) for option in options]
        start = time.perf_counter()
        line = output(command, self.env)
        whole = time.perf_counter() - start
        answer = read(line, program, given.runs)
        nanoseconds = 1e9 / given.runs
        return answer, Lap(whole * nanoseconds, answer.seconds * nanoseconds)

    def check(self) -> list[Answer]:
        """Runs every program once and ends the race where they disagree, or where the check is blind."""
        answers = [self.lap(program)[0] for program in self.programs]
        faults = agreement.disagreements(answers)
        if faults:
            sys.exit("The programs do not simulate the same workload:\n  " + "\n  ".join(faults))
        altered, missed = agreement.control(answers)
        if missed:
            sys.exit("The check does not see a wrong figure:\n  " + "\n  ".join(missed))
        print(
            f"All {len(answers)} programs agree on the {len(agreement.AGREED)} figures of W. Control: each "
            f"of {altered} figures made wrong by {agreement.CONTROL:g} standard errors was reported.\n"
        )
        return answers

    def run(self) -> dict[str, list[Lap]]:
        """All programs in turn, round after round."""
        laps: dict[str, list[Lap]] = {program.name: [] for program in self.programs}
        for _ in range(self.given.rounds):
            for program in self.programs:
                laps[program.name].append(self.lap(program)[1])
        return laps


def read(line: str, program: Program, runs: int) -> Answer:
    """A program's answer, which must be of this program and of all runs."""
    said = json.loads(line)
    if (said["program"], said["runs"]) != (program.name, runs):
        sys.exit(
            f"{program.name} answered as {said['program']} of {said['runs']} runs, not of {runs}"
        )
    figures = agreement.flatten(said["values"])
    return Answer(program.name, runs, said["seconds"], figures, program.resolution)


def processor() -> str:
    """The processor's name, where the system tells it."""
    info = Path("/proc/cpuinfo")
    lines = info.read_text(encoding="utf-8").splitlines() if info.is_file() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor() or platform.machine()


def versions(python: str) -> str:
    """Of the compilers and libraries that the programs are made of."""
    lock = tomllib.loads((ROOT / "Cargo.lock").read_text(encoding="utf-8"))
    crates = [
        f"{package['name']} {package['version']}"
        for package in lock["package"]
        if package["name"] in ("rand", "rand_distr", "rayon")
    ]
    ask = "from importlib.metadata import version; import sys; [print(n, version(n)) for n in sys.argv[1:]]"
    libraries = output([python, "-c", ask, "numpy", "numba", "jax"]).splitlines()
    rustc = " ".join(output(["rustc", "--version"]).split()[:2])
    return ", ".join([rustc, *crates, f"Python {platform.python_version()}", *libraries])


def heading(given: argparse.Namespace, python: str) -> str:
    command = shlex.join(["just", "race", *sys.argv[1:]])
    return (
        f"Workload W, {given.runs:,} runs, {given.threads} threads, {given.rounds} rounds.\n"
        f"{processor()}, {os.cpu_count()} cores, {platform.system()}; {date.today()}; `{command}`.\n"
        f"{versions(python)}.\n"
    )


def table(laps: dict[str, list[Lap]]) -> str:
    """Medians over the rounds, and ratios to the first version taken within each round."""
    rows = [
        "| program | ns a run, whole process | ns a run, inside | ratio to first | lowest to highest |",
        "|---|---:|---:|---:|---:|",
    ]
    for name, own in laps.items():
        ratios = [lap.whole / base.whole for lap, base in zip(own, laps[BASELINE])]
        whole, inside = median(lap.whole for lap in own), median(lap.inside for lap in own)
        spread = f"{min(ratios):.2f} to {max(ratios):.2f}"
        rows.append(f"| {name} | {whole:,.0f} | {inside:,.0f} | {median(ratios):.2f} | {spread} |")
    return "\n".join(rows)


def chosen(programs: list[Program], only: list[str] | None) -> list[Program]:
    unknown = sorted(set(only or []) - {program.name for program in programs})
    if unknown:
        sys.exit(f"no such program: {', '.join(unknown)}")
    return [p for p in programs if not only or p.name in only or p.name == BASELINE]


def main() -> None:
    given = arguments()
    target = target_folder()
    python = virtual_environment(target)
    programs = chosen(rust_programs(target) + python_programs(python), given.only)
    race = Race(programs, given, environment(target))
    answers = race.check()
    if given.self_check:
        wrong = agreement.moved(answers[0], "A.p50")
        print("For example, with one figure of the first program made wrong:")
        print("  " + "\n  ".join(agreement.disagreements([wrong, *answers[1:]])))
        return
    print(heading(given, python))
    print(table(race.run()))


if __name__ == "__main__":
    main()
