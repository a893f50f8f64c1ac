"""Our linkage beside Splink's on one task, in turns within one run: right, wrong, missed, seconds and memory.

`python -m benchmarks.peers --help` says what can be chosen; `benchmarks.roster` says what the task is, and
`benchmarks.splink_linker` what Splink is given and why. Each linker is a process of its own and starts from Parquet.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from statistics import median

import polars as pl

from benchmarks.folder import kept_or_temporary
from benchmarks.measure import Usage, measured, middle, module
from benchmarks.scores import Fit, best_fit, fit_of
from benchmarks.table import lay_out, times

_LINKERS = {"hedui": "own", "Splink": "splink"}
"""What people read -> the module `benchmarks.<name>_linker`, and what its files are called."""
_DISTRICT = (500_000, 50_000)
_CITY = (6_000_000, 250_000)
_HEADER = ("", "F1", "wrong", "missed", "train s", "link s", "process s", "peak MiB")


@dataclass
class Contender:
    """What one linker did with a task.

    Attributes:
        best: its links from the threshold on its score that gives the best F1.
        published: its links as it would publish them; None where the choice of a threshold is left to the user.
        steps: step -> its seconds, one entry a run.
        usages: whole processes, one entry a run.
    """

    best: Fit | None = None
    published: Fit | None = None
    steps: dict[str, list[float]] = field(default_factory=dict)
    usages: list[Usage] = field(default_factory=list)

    def seconds(self, step: str) -> float:
        """Median seconds of a step; 0 where there is no such step."""
        return median(self.steps.get(step, [0.0]))

    @property
    def whole(self) -> float:
        """Seconds of all steps."""
        return sum(self.seconds(step) for step in self.steps)


def main(argv: Sequence[str] | None = None) -> int:
    """Runs the tasks and prints a table for each."""
    chosen = _arguments(argv)
    tasks = [_DISTRICT, _CITY] if chosen.city else [_DISTRICT] if chosen.people is None else []
    tasks += [(chosen.people, chosen.rows)] if chosen.people else []
    results = []
    with kept_or_temporary(chosen.folder) as folder:
        for people, rows in tasks:
            task = _task(folder, people, rows, chosen)
            contenders = compete(task, chosen.runs)
            print(report(people, rows, contenders), flush=True)
            results.append({"people": people, "rows": rows} | {name: asdict(one) for name, one in contenders.items()})
    if chosen.json:
        chosen.json.write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")
    return 0


def _task(folder: Path, people: int, rows: int, chosen: argparse.Namespace) -> Path:
    """The task of that size, made unless it lies in the folder from before."""
    task = folder / f"roster-{people}-{rows}-{chosen.seed}-{chosen.dirt:g}"
    if not (task / "truth.parquet").exists():
        print(f"making a roster of {rows:,} rows and a registry of {people:,}", file=sys.stderr, flush=True)
        task.mkdir(parents=True, exist_ok=True)
        sizes = [str(number) for number in (people, rows, chosen.seed, chosen.dirt)]
        measured(module("benchmarks.roster", task, *sizes), task / "roster.log")
    return task


def compete(task: Path, runs: int) -> dict[str, Contender]:
    """Lets all linkers do a task in turns, and judges what they left by its truth.

    Args:
        task: folder that `benchmarks.roster` filled.
        runs: how often each is run.
    """
    contenders = {name: Contender() for name in _LINKERS}
    for number in range(1, runs + 1):
        for name, linker in _LINKERS.items():
            print(f"run {number} of {runs}, {name}", file=sys.stderr, flush=True)
            one = contenders[name]
            one.usages.append(measured(module(f"benchmarks.{linker}_linker", task), task / f"{linker}.log"))
            for step, seconds in json.loads((task / f"{linker}.json").read_text(encoding="utf-8")).items():
                one.steps.setdefault(step, []).append(seconds)
    truth = pl.read_parquet(task / "truth.parquet")
    for name, linker in _LINKERS.items():
        links = pl.read_parquet(task / f"{linker}_links.parquet").cast({"row": pl.UInt32, "person": pl.UInt32})
        contenders[name].best = best_fit(links, truth)
        if "linked" in links.columns:
            contenders[name].published = fit_of(links.filter("linked"), truth)
    return contenders


def report(people: int, rows: int, contenders: dict[str, Contender]) -> str:
    """The table of one task and what it says in ratios."""
    lines = []
    for name, one in contenders.items():
        usage = middle(one.usages)
        cost = [f"{one.seconds('train'):.2f}", f"{one.seconds('link'):.2f}", f"{usage.seconds:.2f}"]
        lines.append([f"{name}, best threshold", *_judged(one.best), *cost, f"{usage.peak_mib:,.0f}"])
        if one.published:
            lines.append([f"{name}, as published", *_judged(one.published), "", "", "", ""])
    own, peer = (contenders[name] for name in _LINKERS)
    return "\n".join(
        [
            f"\n{rows:,} rows against {people:,} persons, medians of {len(own.usages)} runs\n",
            lay_out(_HEADER, lines),
            "",
            f"Splink trained and linked / hedui {times(peer.whole, own.whole)}",
            f"Splink linked only / hedui {times(peer.seconds('link'), own.seconds('link'))}",
            f"whole processes {times(middle(peer.usages).seconds, middle(own.usages).seconds)}",
        ]
    )


def _judged(fit: Fit | None) -> list[str]:
    return [f"{fit.f1:.5f}", f"{fit.wrong:,}", f"{fit.missed:,}"] if fit else ["-", "-", "-"]


def _arguments(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.peers", description=__doc__)
    parser.add_argument("--people", type=int, help="size of the registry, instead of 500,000")
    parser.add_argument("--rows", type=int, default=_DISTRICT[1], help="rows of the roster (default 50,000)")
    parser.add_argument("--city", action="store_true", help="250,000 rows against 6 million persons as well")
    parser.add_argument("--runs", type=int, default=3, help="how often each is run (default 3)")
    parser.add_argument("--seed", type=int, default=1, help="seed of roster and registry")
    parser.add_argument("--dirt", type=float, default=1.0, help="factor on the rates of damage (default 1)")
    parser.add_argument("--folder", type=Path, help="keeps rosters and registries for the next time")
    parser.add_argument("--json", type=Path, help="writes all figures there")
    return parser.parse_args(argv)


if __name__ == "__main__":
    sys.exit(main())
