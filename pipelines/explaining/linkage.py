"""Why rows are linked as they are: each candidate with the weights of its comparisons, and what it lacks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import polars as pl

from data.linkage import model_content
from matchers.comparison import COMPARISONS
from matchers.explain import explain, rows_around
from matchers.model import Model
from matchers.registry import COLUMNS
from matchers.words import COMPARISON_TITLES, LEVEL_WORDS, Obstacle
from pipelines.explaining.plain import NAMELESS
from pipelines.ingest.registry import numbered
from pipelines.warehouse import Warehouse
from pipelines.warehouse.selections import Selection
from pipelines.warehouse.tables import accepted_table
from reports.clear_digits import side_by_side
from reports.explanation import Section, Value
from schemas.decision import Verdict
from schemas.extracts import EXTRACTS, REGISTRY
from schemas.masking import mask_written
from schemas.review import MOST_CANDIDATES
from schemas.terms import Grade, Outcome, Via, WhyNot

_WRITTEN = {"id": "id_clean", "name": "name", "birth": "birth_date", "sex": "sex", "place": "village"}
_HELD = {
    "id": "held",
    "name": "registry_name",
    "birth": "registry_birth_date",
    "sex": "registry_sex",
    "place": "registry_village",
    "household": "registry_household",
}
_PLAIN = ("household",)
_BIRTH = "birth"
Row = Mapping[str, Any]
Decisions = Mapping[tuple[str, str], Row]


def why_sections(
    warehouse: Warehouse,
    selection: Selection,
    ordinals: Mapping[str, Iterable[int]],
    decisions: pl.DataFrame,
) -> list[Section]:
    """One section for each thing that the rows say of a person.

    Args:
        warehouse: open for reading.
        selection: the extracts of the publication.
        ordinals: source -> positions of the rows to explain.
        decisions: what reviewers decided.
    """
    asked = {source: _rows(warehouse, selection, source, places) for source, places in ordinals.items()}
    asked = {source: rows for source, rows in asked.items() if EXTRACTS[source].subjects and not rows.is_empty()}
    if not asked:
        return []
    around = rows_around(_neighbours(warehouse, selection, asked), asked)
    model = Model.of(model_content())
    told = explain(asked, around, _persons(warehouse, selection), model, selection.as_of.year, decisions)
    mentions = told.mentions.unique("mention_key", keep="first", maintain_order=True)
    candidates = told.candidates.partition_by("record", as_dict=True, maintain_order=True)
    nobody = told.candidates.head(0)
    said = _last_said(decisions)
    return [
        _section(row, candidates.get((row["record"],), nobody), model, said) for row in mentions.iter_rows(named=True)
    ]


def _last_said(decisions: pl.DataFrame) -> Decisions:
    """(mention_key, person_key) -> the last decision on them."""
    last = decisions.sort("number").unique(["mention_key", "person_key"], keep="last")
    return {(row["mention_key"], row["person_key"]): row for row in last.iter_rows(named=True)}


def _rows(warehouse: Warehouse, selection: Selection, source: str, ordinals: Iterable[int]) -> pl.DataFrame:
    extract = EXTRACTS[source]
    found = warehouse.query(
        f'SELECT * FROM "{accepted_table(source)}" WHERE owner = ? AND list_contains(?, ordinal) ORDER BY ordinal',
        [selection.numbers[source], list(ordinals)],
    )
    return found.select(extract.accepted.keys()).cast(pl.Schema(extract.accepted))


def _neighbours(
    warehouse: Warehouse, selection: Selection, asked: Mapping[str, pl.DataFrame]
) -> dict[str, pl.DataFrame]:
    """Rows of all sources under the household numbers of the asked ones."""
    numbers = sorted(
        {
            number
            for source, rows in asked.items()
            for subject in EXTRACTS[source].subjects
            if subject.household
            for number in rows[subject.household].drop_nulls()
        }
    )
    near: dict[str, pl.DataFrame] = {}
    for source in selection.numbers:
        extract = EXTRACTS[source]
        columns = {subject.household for subject in extract.subjects if subject.household}
        places = [
            warehouse.query(
                f'SELECT ordinal FROM "{accepted_table(source)}" WHERE owner = ? AND list_contains(?, "{column}")',
                [selection.numbers[source], numbers],
            )["ordinal"]
            for column in sorted(columns)
        ]
        if places or source in asked:
            near[source] = _rows(warehouse, selection, source, pl.concat(places).to_list() if places else [])
    return near


def _persons(warehouse: Warehouse, selection: Selection) -> pl.DataFrame:
    columns = {name: EXTRACTS[REGISTRY].accepted[name] for name in COLUMNS}
    return numbered(warehouse.load(accepted_table(REGISTRY), selection.numbers[REGISTRY], columns))


def _section(row: Row, candidates: pl.DataFrame, model: Model, said: Decisions) -> Section:
    extract = EXTRACTS[row["source"]]
    place = f"{extract.title} {row['file']}:{row['row_number']}"
    shown = candidates.head(MOST_CANDIDATES)
    return Section(
        Value(f"关联依据 {place} {row['name'] or NAMELESS}", plain=True),
        (_outcome(row, candidates.height, model),),
        tuple(
            _candidate(row, one, said.get((row["mention_key"], one["person_key"])))
            for one in shown.iter_rows(named=True)
        ),
    )


def _outcome(row: Row, found: int, model: Model) -> dict[str, Value]:
    why_not = row["why_not"]
    told = {
        "关联结果": Outcome(row["outcome"]).label,
        "证据等级": f"{row['grade']}({Grade(row['grade']).label})" if row["grade"] and row["person"] else None,
        "总分": _signed(row["weight"]),
        "领先": _signed(row["margin"]),
        "未关联原因": WhyNot(why_not).label if why_not else None,
        "门槛": f"关联 {model.link:g},复核 {model.review:g},领先 {model.margin:g}" if why_not else None,
        "候选人": str(found),
    }
    return {label: Value(text) for label, text in told.items() if text is not None}


def _candidate(row: Row, one: Row, decision: Row | None) -> Section:
    title = Value(f"第 {one['rank']} 候选 {one['registry_name']} {one['held']}")
    facts = {
        "找到方式": Via(one["via"]).label,
        "号码修复": "" if one["repaired"] else None,
        "规则": f"{one['allowed']} 级({Grade(one['allowed']).label})" if one["allowed"] else "规则不允许关联",
        "领先其他人": _signed(one["ahead"]),
        **_decided(one, decision),
    }
    said = {label: Value(text, told=mask_written(text)) for label, text in facts.items() if text is not None}
    if one["repaired"]:
        said["号码修复"] = _repair(row, one)
    lacks = [Section(Value(f"✗ {Obstacle(word).label}")) for word in one["obstacles"]]
    weights = Section(Value("各项比较(正分像同一个人,负分不像,0 分不能判断)"), _waterfall(row, one), aligned=True)
    return Section(title, (said,), (weights, *lacks))


def _decided(one: Row, decision: Row | None) -> dict[str, str | None]:
    """What a reviewer said of the pair, when and why: where a decision links a row, its reason is the evidence."""
    verdict = one["verdict"] or (decision and decision["verdict"] == Verdict.UNSURE.value and decision["verdict"])
    if not verdict:
        return {}
    told: dict[str, str | None] = {"人工判定": Verdict(verdict).label}
    if decision and decision["verdict"] == verdict:
        told |= {
            "判定日期": str(decision["decided_on"]),
            "判定依据": decision["reason"],
            "经办人": decision["preparer"],
            "复核人": decision["reviewer"] or None,
        }
    return told


def _repair(row: Row, one: Row) -> Value:
    """From which number to which: where they are hidden, the digits that differ still show what was mended."""
    how = LEVEL_WORDS["id"][one["level_id"]]
    ours, (theirs,) = side_by_side(row["id_clean"] or "", [one["held"]])
    return Value(f"{row['id_clean']} → {one['held']}({how})", told=f"{ours} → {theirs}({how})")


def _waterfall(row: Row, one: Row) -> tuple[dict[str, Value], ...]:
    """Each comparison with its weight, and the sum."""
    written, held = row.get(_WRITTEN["id"]), one[_HELD["id"]]
    apart = side_by_side(written, [held]) if written and held and written != held else None
    numbers = (apart[0], apart[1][0]) if apart else ("", "")
    lines = [
        {
            "比较": Value(COMPARISON_TITLES[comparison]),
            "数据行": _value(row.get(_WRITTEN.get(comparison, "")), comparison, numbers[0]),
            "户籍": _value(one[_HELD[comparison]], comparison, numbers[1]),
            "程度": Value(LEVEL_WORDS[comparison][one[f"level_{comparison}"]]),
            "权重": Value(_signed(one[f"weight_{comparison}"]) or ""),
        }
        for comparison in COMPARISONS
    ]
    return (*lines, {"比较": Value("合计"), "权重": Value(_signed(one["weight"]) or "")})


def _value(value: object, comparison: str, apart: str) -> Value:
    told = apart if comparison == "id" else ""
    return Value("" if value is None else str(value), comparison in _PLAIN, comparison == _BIRTH, told)


def _signed(weight: float | None) -> str | None:
    return None if weight is None else f"{weight:+.1f}"
