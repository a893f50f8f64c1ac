"""`hedui diff`: which clues came, went or changed between two publications and why, and which indicators moved."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from pipelines.cli import console
from pipelines.cli.command import Use, argument, command
from pipelines.cli.values import date_or_run
from pipelines.workspace.folders import Workspace
from schemas.terms import DataStatus

if TYPE_CHECKING:
    import polars as pl

    from pipelines.comparing.compare import Comparison

_ABOUT = ("finding_id", "check_id", "name", "person_id_no", "household_no", "town", "village")
_MOVED = ("动向", "线索编号", "检查项", "姓名", "证件号码", "户编号", "乡镇街道", "原因")
_CHANGED = ("线索编号", "检查项", "姓名", "证件号码", "户编号", "乡镇街道", "变化")
_INDICATORS = ("指标", "分子(前)", "分子(后)", "分母(前)", "分母(后)")
_FIGURES = ("kpi", "numerator_before", "numerator_after", "denominator_before", "denominator_after")


@command(
    "diff",
    Use.LOOK,
    "比较两次发布: 哪些线索出现、消除、变化,为什么,以及变化的指标",
    "what came and went between two publications, and why",
    argument("before", type=date_or_run, metavar="日期", help="前一次发布的日期,或运行编号"),
    argument(
        "after",
        type=date_or_run,
        metavar="日期",
        help="后一次发布的日期,或运行编号;两个日期相同时与该日的前一次运行比较",
    ),
)
def diff(arguments: argparse.Namespace) -> int:
    """Compares two publications."""
    from pipelines.comparing.compare import compared

    workspace = Workspace(arguments.workspace)
    found = compared(workspace, arguments.before, arguments.after)
    if arguments.json:
        console.data_json(_facts(found))
    else:
        _show(found)
    if found.diff.is_empty:
        console.note("两次发布的线索和指标没有变化")
    else:
        console.next_step(f"打开 {workspace.publication(found.after.as_of) / 'index.html'} 看新增线索")
    return 0


def _show(found: Comparison) -> None:
    import polars as pl

    counts = found.diff.by_check()
    moving = counts.filter(pl.any_horizontal(pl.col("new", "gone", "not_run", "changed") > 0))
    console.table(("检查项", "出现", "消除", "未核对", "延续", "内容变化"), moving.iter_rows())
    console.data("")
    console.table(_MOVED, _moved(found))
    console.data("")
    console.table(_CHANGED, _changed(found.diff.changed))
    console.data("")
    districts = found.diff.indicators.filter(pl.col("area_level") == "district")
    console.table(_INDICATORS, _figures(districts).iter_rows())


def _figures(indicators: pl.DataFrame) -> pl.DataFrame:
    from policies.indicators import INDICATORS
    from reports.figures import numerator_text

    measures = {kpi: one.measure for kpi, one in INDICATORS.items()}
    texts = [numerator_text(name, measures).alias(name) for name in _FIGURES if name.startswith("numerator")]
    return indicators.with_columns(texts).select(_FIGURES)


def _moved(found: Comparison) -> Iterator[tuple[object, ...]]:
    from pipelines.comparing.told import cause_words

    for row in _masked(found.moved).iter_rows(named=True):
        why = cause_words(found.causes[row["finding_id"]])
        yield (DataStatus.labels()[row["data_status"]], *_who(row), why)
    for row in _masked(found.diff.found_gone).iter_rows(named=True):
        yield (DataStatus.GONE.label, *_who(row), "前一次未能核对,后一次已消除")


def _who(row: Mapping[str, Any]) -> tuple[object, ...]:
    return tuple(row[name] for name in _ABOUT[:-1])


def _changed(clues: pl.DataFrame) -> Iterator[tuple[object, ...]]:
    from schemas.outputs.findings import MISMATCH

    for row in _in_chinese(_masked(clues)).iter_rows(named=True):
        pairs = {name.removesuffix("_before"): row[name] for name in row if name.endswith("_before")}
        cells = [
            f"{MISMATCH.labels[name]} {_or_nothing(was)}→{_or_nothing(row[f'{name}_after'])}"
            for name, was in pairs.items()
            if was != row[f"{name}_after"]
        ]
        yield (*_who(row), "、".join(cells))


def _in_chinese(clues: pl.DataFrame) -> pl.DataFrame:
    """Changed clues with the words of both sides as people read them."""
    import polars as pl

    from reports.words import in_chinese
    from schemas.outputs.findings import MISMATCH

    sides = []
    for side in ("_before", "_after"):
        own = clues.select(pl.col(f"^.*{side}$").name.replace(f"{side}$", ""))
        sides.append(in_chinese(own, MISMATCH).select(pl.all().name.suffix(side)))
    return clues.with_columns(column for own in sides for column in own)


def _or_nothing(value: object) -> object:
    return "空" if value is None else value


def _facts(found: Comparison) -> dict[str, object]:
    from pipelines.comparing.told import cause_facts

    moved = [
        {"data_status": row["data_status"], **{name: row[name] for name in _ABOUT}}
        | {"causes": cause_facts(found.causes[row["finding_id"]])}
        for row in _masked(found.moved).iter_rows(named=True)
    ]
    return {
        "before": {"as_of": found.before.as_of, "run_id": found.before.run_id},
        "after": {"as_of": found.after.as_of, "run_id": found.after.run_id},
        "checks": found.diff.by_check().to_dicts(),
        "clues": moved,
        "found_gone": _masked(found.diff.found_gone).select(_ABOUT).to_dicts(),
        "changed": _masked(found.diff.changed).to_dicts(),
        "indicators": found.diff.indicators.to_dicts(),
    }


def _masked(clues: pl.DataFrame) -> pl.DataFrame:
    """Clues as they may be shown: who it is by the last digits, no long number in any text."""
    import polars as pl

    from policies.checks import CHECKS
    from reports.masks import household_number, masked_numbers, with_tail
    from schemas.leaving import TextKind

    texts = [
        name for name in clues.columns if name.startswith(("declared", "observed", "limit")) and _is_text(clues, name)
    ]
    known = frozenset(clues["household_no"].drop_nulls().unique())

    def births(name: str) -> list[str]:
        side = name.removesuffix("_before").removesuffix("_after")
        return [
            one.id for one in CHECKS.values() if getattr(getattr(one.texts, side, None), "kind", None) is TextKind.BIRTH
        ]

    masked = [masked_numbers(name, births(name), known) for name in texts]
    return clues.with_columns(*masked, with_tail("person_id_no"), household_number("household_no")).sort(
        pl.col("check_id"), "finding_id"
    )


def _is_text(clues: pl.DataFrame, name: str) -> bool:
    import polars as pl

    return clues.schema[name] == pl.String() and not name.startswith("observed_source")
