"""Rows of the verified economy as lines of a verification report: added up by member and kind, words in Chinese."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import polars as pl

from reports.household import Asset, Difference, Expense, Income, Member
from schemas.outputs.households import GROUND
from schemas.terms import Beside, NotCounted, NotHeld, NotIncome, Strength, Term

KEY = ["kind", "household_no"]
_PERIOD = (pl.col("period_start").min(), pl.col("period_end").max())
_WHY = pl.col("why_not").drop_nulls().unique(maintain_order=True)
_SEPARATOR = "；"

Row = Mapping[str, object]


def incomes_by_member(lines: pl.DataFrame) -> pl.DataFrame:
    """Income lines (with `member`) added up by person, item and register; sums stay to the fen."""
    money = pl.col("found_fen", "counted_fen", "not_counted_fen").sum()
    groups = lines.group_by([*KEY, "person", "member", "item", "register"], maintain_order=True)
    return groups.agg(*_PERIOD, money, _WHY, pl.col("data_as_of").max())


def expenses_by_member(lines: pl.DataFrame) -> pl.DataFrame:
    """Expense lines (with `member`) added up by person and kind of expense."""
    money = pl.col("found_fen", "counted_fen", "deducted_fen").sum()
    return lines.group_by([*KEY, "person", "member", "expense"], maintain_order=True).agg(*_PERIOD, money, _WHY)


def clues_together(clues: pl.DataFrame) -> pl.DataFrame:
    """Findings of a household that say the same of several people become one, with `people`, their names."""
    same = [*KEY, "check_id", "declared", "observed", "limit", "observed_source", "observed_as_of"]
    people = pl.col("name").drop_nulls().unique(maintain_order=True).str.join("、").alias("people")
    return clues.group_by(same, maintain_order=True).agg(people)


@dataclass(frozen=True)
class Wording:
    """How published words are said: the titles of the checks, and the cut-off of economic_items."""

    titles: Mapping[str, str]
    items_cut_off: date | None

    def reason(self, value: str) -> str:
        """A ground of a conclusion: a check's title, or a word, with the extract it speaks of in brackets."""
        return GROUND.said(value, self.titles) or value

    def member(self, row: Row, *, authorised: bool) -> Member:
        """A row of the members frame; without authorisation nothing that the registers say of him."""
        notes = [_label(NotCounted, row["why_not"]), _label(Beside, row["beside"]), _unknown(row)] if authorised else []
        return Member(
            name=text(row["name"]) or "",
            id_no=text(row["id_no"]),
            relation=text(row["relation"]),
            counted=authorised and bool(row["counted"]),
            note=_SEPARATOR.join(filter(None, notes)),
        )

    def kin(self, row: Row) -> str:
        """A row of those whom the registry has in the same household and no row of this one names."""
        relation = f"（{row['relation']}）" if row["relation"] else ""
        return f"{text(row['name']) or ''}{relation}"

    def income(self, row: Row) -> Income:
        """A row of `incomes_by_member`."""
        return Income(
            member=text(row["member"]) or "",
            item=str(row["item"]),
            register=str(row["register"]),
            period=_period(row),
            found_fen=_sum(row["found_fen"]),
            counted_fen=_sum(row["counted_fen"]),
            not_counted_fen=_sum(row["not_counted_fen"]),
            why_not=_labels(NotIncome, row["why_not"]),
            cut_off=day(row["data_as_of"]) or self.items_cut_off,
        )

    def expense(self, row: Row) -> Expense:
        """A row of `expenses_by_member`."""
        return Expense(
            member=text(row["member"]) or "",
            item=str(row["expense"]),
            period=_period(row),
            found_fen=_sum(row["found_fen"]),
            counted_fen=_sum(row["counted_fen"]),
            deducted_fen=_sum(row["deducted_fen"]),
            why_not=_labels(NotIncome, row["why_not"]),
        )

    def asset(self, row: Row) -> Asset:
        """A row of the asset lines."""
        area = f"{row['area']:.2f}㎡" if row["area"] is not None else None
        words = f"（{row['state_words']}）" if row["state_words"] else ""
        state = f"状态 {row['item_status']}{words}" if row["item_status"] else None
        since = f"登记 {row['registered_on']}" if row["registered_on"] else None
        return Asset(
            member=text(row["member"]) or "",
            item=str(row["item"]),
            detail=" ".join(part for part in (state, area, since) if part),
            amount_fen=fen(row["amount_fen"]),
            counts=bool(row["counts"]),
            weak=row["strength"] == Strength.WEAK.value,
            why_not=_label(NotHeld, row["why_not"]),
            register=str(row["register"]),
            cut_off=day(row["data_as_of"]) or self.items_cut_off,
        )

    def difference(self, row: Row) -> Difference:
        """A row of `clues_together`, its words already Chinese and its numbers masked."""
        return Difference(
            title=self.titles.get(str(row["check_id"]), str(row["check_id"])),
            people=text(row["people"]) or "",
            declared=text(row["declared"]),
            found=text(row["observed"]),
            limit=text(row["limit"]),
            source=text(row["observed_source"]) or "",
            cut_off=day(row["observed_as_of"]),
        )


def _label(term: type[Term], word: object) -> str:
    """The label of a word; empty where there is none."""
    return term(str(word)).label if word else ""


def _labels(term: type[Term], words: object) -> str:
    return _SEPARATOR.join(_label(term, word) for word in words) if isinstance(words, list) else ""


def _unknown(row: Row) -> str:
    """How many of the window's months nobody reported an income of: not known is not nothing."""
    months = row["months_unknown"]
    return f"{months} 个月收入未知，不视为零" if months else ""


def text(value: object) -> str | None:
    """The value as text; None stays None."""
    return None if value is None else str(value)


def fen(value: object) -> int | None:
    """An amount in fen; None is unknown.

    Raises:
        TypeError: the value is no integer.
    """
    if value is None or isinstance(value, int):
        return value
    raise TypeError(f"an amount is integer fen, not {type(value).__name__}")


def day(value: object) -> date | None:
    """A date, or None."""
    return value if isinstance(value, date) else None


def _sum(value: object) -> int:
    amount = fen(value)
    if amount is None:
        raise TypeError("a sum of fen is never unknown")
    return amount


def _period(row: Row) -> str:
    start, end = day(row["period_start"]), day(row["period_end"])
    return f"{start:%Y-%m} 至 {end:%Y-%m}" if start and end else ""
