"""Times whole nights on synthetic districts, each beside a floor measured in the same run.

`python -m benchmarks.night --help` says what can be chosen. Floors, first nights and second nights take turns, so that
a busy machine slows all of them alike; the ratios are what counts.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.folder import kept_or_temporary
from benchmarks.measure import Usage, hedui, measured, middle, module
from benchmarks.table import lay_out, times

_AS_OF = "2019-06-30"
_REGISTRY = "civil_registry"
_PEOPLE = (50_000, 500_000)
_PREFECT_PORT = 4299
_STOP_SECONDS = 20


@dataclass
class Nights:
    """What was measured on one district.

    Attributes:
        people: rows of its registry.
        rows: data rows of all files.
        files: files read.
        floor, first, second, prefect: one entry a run.
        stages: stage -> its rows and its seconds in each first night, in the order in which stages ended.
    """

    people: int
    rows: int = 0
    files: int = 0
    floor: list[Usage] = field(default_factory=list)
    first: list[Usage] = field(default_factory=list)
    second: list[Usage] = field(default_factory=list)
    prefect: list[Usage] = field(default_factory=list)
    stages: dict[str, tuple[int, list[float]]] = field(default_factory=dict)


def main(argv: Sequence[str] | None = None) -> int:
    """Runs the benchmark and prints its tables."""
    chosen = _arguments(argv)
    with kept_or_temporary(chosen.folder) as folder:
        results = []
        for people in chosen.people:
            district = make_district(folder, people, chosen.seed)
            results.append(_nights(district, folder, people, chosen))
            print(report(results[-1]), flush=True)
    if chosen.json:
        chosen.json.write_text(json.dumps([asdict(one) for one in results], indent=1) + "\n", encoding="utf-8")
    return 0


def make_district(folder: Path, people: int, seed: int) -> Path:
    """The district of that size and seed, made unless it lies in the folder from before."""
    district = folder / f"district-{people}-{seed}"
    if not district.is_dir():
        print(f"making a district of {people:,} people", file=sys.stderr, flush=True)
        making = folder / f"{district.name}.making"
        shutil.rmtree(making, ignore_errors=True)
        command = hedui("new-district", making, "--people", str(people), "--seed", str(seed), "--as-of", _AS_OF)
        measured(command, folder / "district.log")
        making.rename(district)
    return district


def _nights(district: Path, folder: Path, people: int, chosen: argparse.Namespace) -> Nights:
    found = Nights(people)
    with _prefect(folder, wanted=chosen.prefect) as server:
        for number in range(1, chosen.runs + 1):
            print(f"run {number} of {chosen.runs}, {people:,} people", file=sys.stderr, flush=True)
            workspace = _fresh(folder / "workspace", district)
            found.first.append(_night(workspace, "--no-prefect"))
            manifest = _manifest(workspace)
            found.second.append(_night(workspace, "--no-prefect"))
            found.floor.append(_floor(workspace, manifest))
            if server:
                served = _fresh(folder / "workspace", district)
                found.prefect.append(measured(_command(served), served / "night.log", server))
            _note(found, manifest)
            shutil.rmtree(folder / "workspace")
    return found


def _fresh(workspace: Path, district: Path) -> Path:
    """An empty workspace with the district's files, linked where the file system can."""
    shutil.rmtree(workspace, ignore_errors=True)
    workspace.mkdir(mode=0o700)
    shutil.copytree(district / "landing", workspace / "landing", copy_function=os.link)
    return workspace


def _command(workspace: Path, *more: str) -> list[str | Path]:
    return hedui("run", "nightly", "--workspace", workspace, "--as-of", _AS_OF, *more)


def _night(workspace: Path, *more: str) -> Usage:
    return measured(_command(workspace, *more), workspace / "night.log")


def _floor(workspace: Path, manifest: dict[str, Any]) -> Usage:
    inputs = sorted(manifest["inputs"], key=lambda one: (one["source"] != _REGISTRY, one["source"], one["file"]))
    files = workspace / "files.json"
    files.write_text(json.dumps([(one["source"], one["file"]) for one in inputs]), encoding="utf-8")
    return measured(
        module("benchmarks.floor", workspace / "landing", files, workspace / "floor.json"), workspace / "floor.log"
    )


def _manifest(workspace: Path) -> dict[str, Any]:
    newest = max((workspace / "runs").iterdir())
    manifest: dict[str, Any] = json.loads((newest / "manifest.json").read_text(encoding="utf-8"))
    return manifest


def _note(found: Nights, manifest: dict[str, Any]) -> None:
    found.files = len(manifest["inputs"])
    found.rows = sum(one["rows"] for one in manifest["inputs"])
    taken: dict[str, float] = {}
    for stage in manifest["stages"]:
        taken[stage["stage"]] = taken.get(stage["stage"], 0.0) + stage["seconds"]
        found.stages.setdefault(stage["stage"], (stage["rows"], []))
    for name, seconds in taken.items():
        found.stages[name][1].append(seconds)


def report(found: Nights) -> str:
    """The tables of one district, medians over its runs."""
    floor, first, second = (middle(usages) for usages in (found.floor, found.first, found.second))
    stages = [
        [name, f"{rows:,}", f"{median(seconds):.2f}", _rate(rows, median(seconds))]
        for name, (rows, seconds) in found.stages.items()
    ]
    whole = [_cost("floor", floor, floor), _cost("night", first, floor), _cost("night, nothing changed", second, floor)]
    if found.prefect:
        whole.append(_cost("night, Prefect run", middle(found.prefect), floor))
    lines = [
        f"\n{found.people:,} people, {found.rows:,} rows in {found.files} files, medians of {len(found.first)} runs\n",
        lay_out(("stage", "rows", "seconds", "rows/s"), [*stages, _rest(found, first)]),
        "",
        lay_out(("", "seconds", "cpu s", "peak MiB", "x floor", "x floor (cpu)", "rows/s"), _rated(whole, found.rows)),
        "",
        f"night / floor {times(first.seconds, floor.seconds)}",
        f"second / first night {times(second.seconds, first.seconds)}",
    ]
    return "\n".join(lines)


def _rest(found: Nights, first: Usage) -> list[str]:
    """Interpreter, imports and what lies between the stages."""
    staged = sum(median(seconds) for _, seconds in found.stages.values())
    return ["start and rest", "", f"{first.seconds - staged:.2f}", ""]


def _cost(name: str, usage: Usage, floor: Usage) -> tuple[str, Usage, str, str]:
    return name, usage, times(usage.seconds, floor.seconds), times(usage.cpu_seconds, floor.cpu_seconds)


def _rated(costs: Sequence[tuple[str, Usage, str, str]], rows: int) -> list[list[str]]:
    return [
        [
            name,
            f"{usage.seconds:.2f}",
            f"{usage.cpu_seconds:.2f}",
            f"{usage.peak_mib:,.0f}",
            by_clock,
            by_cpu,
            _rate(rows, usage.seconds),
        ]
        for name, usage, by_clock, by_cpu in costs
    ]


def _rate(rows: int, seconds: float) -> str:
    return f"{rows / seconds:,.0f}" if seconds else "-"


@contextmanager
def _prefect(folder: Path, *, wanted: bool) -> Iterator[dict[str, str] | None]:
    """Environment of a Prefect server of its own; None where none is wanted."""
    if not wanted:
        yield None
        return
    from pipelines.flows.bound import end
    from pipelines.flows.own_server import held_place, start_server
    from pipelines.flows.server import API_VARIABLE, is_ready
    from pipelines.workspace.folders import Workspace

    with held_place(_PREFECT_PORT) as place:
        server, api = start_server(Workspace(folder / "prefect"), place)
    try:
        while not is_ready(api[API_VARIABLE]):
            if server.poll() is not None:
                raise RuntimeError("the Prefect server did not come up")
            time.sleep(0.5)
        yield dict(api)
    finally:
        end(server, _STOP_SECONDS)


def _arguments(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.night", description=__doc__)
    parser.add_argument("--people", type=int, nargs="+", default=_PEOPLE, help="sizes of the districts")
    parser.add_argument("--runs", type=int, default=3, help="how often everything is run (default 3)")
    parser.add_argument("--seed", type=int, default=1, help="seed of the districts")
    parser.add_argument("--folder", type=Path, help="keeps the districts for the next time (default: temporary)")
    parser.add_argument("--prefect", action="store_true", help="a night as a Prefect run as well")
    parser.add_argument("--json", type=Path, help="writes all figures there")
    return parser.parse_args(argv)


if __name__ == "__main__":
    sys.exit(main())
