"""Times nights with and without a long ledger: the clues of ten years, and what people entered about them.

`python -m benchmarks.ledger --help` says what can be chosen. A district is matched once; then its clues are given a
past, with as many others that are long gone, and nights with that past and without take turns.
"""

from __future__ import annotations

import argparse
import shutil
import sys
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

import polars as pl

from benchmarks.folder import kept_or_temporary
from benchmarks.measure import Usage, hedui, measured, middle
from benchmarks.night import make_district
from benchmarks.table import lay_out
from data.district.dice import Dice
from data.district.living.span import days
from pipelines.record.entry import Entry
from pipelines.record.store import append_entries
from pipelines.record.work import work_entry
from pipelines.warehouse import Warehouse
from pipelines.warehouse.history import keep_history
from pipelines.warehouse.stood import keep_stood, stood_before
from pipelines.workspace.folders import Workspace
from pipelines.workspace.keys import kept_clue_key, key_name
from policies.checks import CHECKS
from policies.clue_key import keyed_ids
from policies.clues.history import ANSWERS, CLUE, CLUES, SAID, STOOD, WORDING, Changed
from schemas.outputs.ledger import LEDGER
from schemas.terms import RESULTS, Answer
from schemas.work import Assignment, Disposal, Result, Work

_AS_OF = date(2019, 6, 30)
_YEAR = 365
_DUE_DAYS = 30
_KEPT = ("keys", "landing")
_TURNS = (Answer.ABSENT.value, Answer.UNANSWERED.value, Answer.RAISED.value)
_SHARES = (0.03, 0.92, 0.05)
"""What becomes of a clue that is raised and goes on: gone for a while, not to be said, raised on other evidence.

As in a living district (`hedui new-district --people 6000 --seed 5 --nights 40 --every 7 --as-of 2019-12-28`), whose
clues change 2.2 times in a year that they stand, for the most part because extracts fail: at that pace 100,000 clues,
of which a half stand still, change a million times in ten years.
"""
_MISSED_TONIGHT = 0.02
"""Share of the clues of the past that stand until tonight: what an extract a month old lets go at once."""


def main(argv: Sequence[str] | None = None) -> int:
    """Runs the benchmark and prints its table."""
    chosen = _arguments(argv)
    with kept_or_temporary(chosen.folder) as folder:
        district = make_district(folder, chosen.people, chosen.seed)
        bare, past = folder / "bare", folder / "past"
        for one in (bare, past):
            shutil.rmtree(one, ignore_errors=True)
        known = _first_night(district, bare)
        shutil.copytree(bare, past)
        before = _size(Workspace(bare))
        _give_past(Workspace(past), known, chosen)
        costs: dict[str, list[Usage]] = {"without": [], "with": []}
        clues: dict[str, int] = {}
        for number in range(chosen.runs):
            print(f"pair {number + 1} of {chosen.runs}", file=sys.stderr, flush=True)
            for name, one in _turns(number, ("without", bare), ("with", past)):
                costs[name].append(_night(one, folder / "workspace"))
                ledger = pl.scan_parquet(folder / "workspace" / "published" / str(_AS_OF) / LEDGER.file)
                clues[name] = ledger.select(pl.len()).collect().item()
        print(_report(costs, clues["with"], _size(Workspace(past)) - before))
    return 0


def _turns(number: int, *nights: tuple[str, Path]) -> Sequence[tuple[str, Path]]:
    """The nights of a pair: each comes first in every other one, for a machine grows slower or faster meanwhile."""
    return nights if number % 2 == 0 else nights[::-1]


def _first_night(district: Path, bare: Path) -> pl.DataFrame:
    """The clues that the district's night raises, as its ledger tells them; `bare` keeps its files and keys."""
    bare.mkdir(mode=0o700, parents=True)
    shutil.copytree(district / "landing", bare / "landing")
    measured(_command(bare), bare / "night.log")
    known = pl.read_parquet(bare / "published" / str(_AS_OF) / LEDGER.file)
    for left in bare.iterdir():
        if left.name not in _KEPT:
            shutil.rmtree(left) if left.is_dir() else left.unlink()
    lacking = WORDING.keys() - set(known.columns)  # what only a city in parts publishes
    with Warehouse(Workspace(bare).warehouse):
        return known.with_columns(pl.lit(None, WORDING[name]).alias(name) for name in lacking)


def _give_past(workspace: Workspace, known: pl.DataFrame, chosen: argparse.Namespace) -> None:
    dice, nights = Dice(chosen.seed, "benchmarks/ledger"), chosen.years * _YEAR
    clues = _clues(known, chosen.clues)
    answers = _answers(clues, chosen.changes, nights, dice)
    first = answers.group_by(CLUE).agg(pl.col("as_of").min())
    checks = ",".join(sorted(CHECKS))
    key = kept_clue_key(workspace) or b""
    told = [(_AS_OF - timedelta(days=back), "past", key_name(key), checks) for back in range(nights, 0, -1)]
    published = pl.DataFrame(told, schema=["as_of", "run_id", "clue_key", "ran"], orient="row")
    with Warehouse(workspace.warehouse) as warehouse:
        warehouse.insert("clue", clues.select(CLUES.keys()))
        warehouse.insert("clue_answer", answers.sort("as_of"))
        warehouse.insert("clue_said", clues.join(first, on=CLUE).select(SAID.keys()).sort("as_of"))
        warehouse.insert("publication", published)
        append_entries(workspace, warehouse, _entries(clues, chosen.entries, dice))
        with warehouse.transaction():  # as the night before would have left it
            nothing = Changed(*(pl.DataFrame(schema=columns) for columns in (STOOD, ANSWERS, SAID)))
            keep_stood(warehouse, _AS_OF - timedelta(days=1), stood_before(warehouse, _AS_OF), nothing)
    keep_history(workspace.warehouse, workspace.history)


def _clues(known: pl.DataFrame, wanted: int) -> pl.DataFrame:
    """Those of tonight, and as they are those of other households that are long gone, up to so many."""
    copies = [known.with_columns(past=pl.lit(value=False))]
    for number in range(1, -(-wanted // known.height)):
        ids = keyed_ids(known["finding_id"], str(number).encode())
        others = pl.format("{}~{}", "household_no", pl.lit(number))
        copies.append(known.with_columns(pl.Series("finding_id", ids), household_no=others, past=pl.lit(value=True)))
    return pl.concat(copies).head(max(wanted, known.height)).with_row_index(CLUE, offset=1)


def _answers(clues: pl.DataFrame, changes: int, nights: int, dice: Dice) -> pl.DataFrame:
    """About so many changes: those of tonight stand on the last night, and of the others a few that tonight misses."""
    several = dice.numbers(clues.height, 1, max(1, 2 * changes // clues.height - 1))
    comes_and_goes = pl.max_horizontal(several, pl.col("past").cast(pl.Int64) + 1)
    rows = clues.select(CLUE, "facts", leaves="past", turn=pl.int_ranges(comes_and_goes)).explode("turn")
    rows = rows.with_columns(
        as_of=_AS_OF - days(pl.Series(dice.integers(rows.height, 1, nights))),
        turned=dice.pick(rows.height, _TURNS, _SHARES),
        lingers=dice.flags(clues.height, _MISSED_TONIGHT).gather(rows[CLUE].cast(pl.Int64) - 1),
    )
    told = rows.unique([CLUE, "as_of"]).sort(CLUE, "as_of").with_columns(turn=pl.int_range(pl.len()).over(CLUE))
    is_last = pl.col(CLUE) != pl.col(CLUE).shift(-1, fill_value=0)
    answer = (
        pl.when(is_last & (pl.col("turn") > 0) & pl.col("leaves") & ~pl.col("lingers"))
        .then(pl.lit(Answer.ABSENT.value))
        .when(is_last | (pl.col("turn") % 2 == 0))
        .then(pl.lit(Answer.RAISED.value))
        .otherwise("turned")
    )
    raised = pl.col("answer") == Answer.RAISED.value
    again = (pl.col(CLUE) == pl.col(CLUE).shift()) & (pl.col("answer") == pl.col("answer").shift())
    evidence = pl.when(is_last).then("facts").otherwise(pl.concat_str("facts", "turn"))
    said = told.with_columns(answer.alias("answer"), evidence.alias("facts"))
    return said.with_columns(facts=pl.when(raised).then("facts")).remove(again & ~raised).select(ANSWERS.keys())


def _entries(clues: pl.DataFrame, count: int, dice: Dice) -> list[Entry]:
    """What people did about clues in the last year: given out, found out, disposed of."""
    chosen = dice.rows(clues, dice.integers(count, 0, clues.height - 1))["finding_id"]
    ages = sorted(dice.numbers(count, 1, _YEAR), reverse=True)
    return [
        work_entry(_work(number, clue, _AS_OF - timedelta(days=age)), _AS_OF - timedelta(days=age), "张一", "李二")
        for number, (clue, age) in enumerate(zip(chosen, ages, strict=True))
    ]


def _work(number: int, clue: str, day: date) -> Work:
    match number % 4:
        case 0:
            return Assignment(clue, "某街道办事处", day + timedelta(days=_DUE_DAYS))
        case 1:
            return Disposal(clue, "停发待遇", 120_00)
        case _:
            return Result(clue, RESULTS[number // 4 % len(RESULTS)], "入户核实,与登记不一致")


def _night(kept: Path, workspace: Path) -> Usage:
    shutil.rmtree(workspace, ignore_errors=True)
    shutil.copytree(kept, workspace)
    return measured(_command(workspace), workspace / "night.log")


def _command(workspace: Path) -> list[str | Path]:
    return hedui("run", "nightly", "--no-prefect", "--workspace", workspace, "--as-of", str(_AS_OF))


def _size(workspace: Workspace) -> int:
    return sum(path.stat().st_size for path in (workspace.warehouse, workspace.history) if path.exists())


def _report(costs: dict[str, list[Usage]], rows: int, grown: int) -> str:
    """The medians of both, and of the differences of the pairs."""
    pairs = list(zip(costs["without"], costs["with"], strict=True))
    differ = [
        Usage(two.seconds - one.seconds, two.cpu_seconds - one.cpu_seconds, two.peak_mib - one.peak_mib)
        for one, two in pairs
    ]
    lines = [[name, *_figures(middle(usages))] for name, usages in [*costs.items(), ("pairs differ by", differ)]]
    table = lay_out(("night", "seconds", "cpu s", "peak MiB"), lines)
    return f"{table}\n\n{rows:,} clues in the ledger; the past takes {grown / 1e6:,.0f} MB"


def _figures(usage: Usage) -> list[str]:
    return [f"{usage.seconds:.2f}", f"{usage.cpu_seconds:.2f}", f"{usage.peak_mib:,.0f}"]


def _arguments(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.ledger", description=__doc__)
    parser.add_argument("--people", type=int, default=500_000, help="size of the district")
    parser.add_argument("--clues", type=int, default=100_000, help="clues ever raised")
    parser.add_argument("--changes", type=int, default=1_000_000, help="how often anything changed about them, in all")
    parser.add_argument("--entries", type=int, default=20_000, help="what people entered about them")
    parser.add_argument("--years", type=int, default=10, help="years of nights")
    parser.add_argument("--runs", type=int, default=4, help="pairs of nights (default 4)")
    parser.add_argument("--seed", type=int, default=1, help="seed of the district and its past")
    parser.add_argument("--folder", type=Path, help="keeps the district for the next time (default: temporary)")
    return parser.parse_args(argv)


if __name__ == "__main__":
    sys.exit(main())
