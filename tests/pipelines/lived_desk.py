"""The people who work off the clues of a living district: what they fill in by chance, rightly or with a fault."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import Any

from schemas import work_form
from schemas.work import WORK
from tests.policies.ledger_reading import standing

WORDS = {"属实": "confirmed", "部分属实": "partly", "不属实": "refuted", "无法核实": "unverifiable"}
Line = dict[str, str]
Entry = dict[str, Any]
Known = Mapping[str, Mapping[str, Any]]
"""Clue -> where it stands, as `tests.policies.ledger_reading.read` tells it."""


@dataclass
class Desk:
    """The people at work.

    Attributes:
        chance: what they do.
        entries: what is on record, as `ledger_reading` takes it.
    """

    chance: Random
    entries: list[Entry] = field(default_factory=list)
    _today: date = field(default=date.min, init=False)

    def morning(self, known: Known, today: date, late: timedelta) -> list[Line]:
        """The lines of a morning, right throughout; what they say is on record from now on.

        Args:
            known: every clue up to the last night.
            today: the day.
            late: how far back the day of an entry may lie.
        """
        self._today = today
        clues = self.chance.sample(sorted(known), min(len(known), 14))
        true = sorted(clue for clue, row in known.items() if row["found_true"] and row["state"] != "closed")
        disposed = self.chance.sample(true, min(len(true), 4))
        entered = sorted({str(one["clue"]) for one in standing(self.entries)})
        taken_back = self.chance.sample(entered, min(len(entered), 2))
        lines = [self._dispose(clue, today) for clue in disposed]
        others = [clue for clue in clues if clue not in disposed]
        lines += [self._look_into(clue, known[clue]["first_seen"], today, late) for clue in others]
        lines += [self._take_back(clue, today) for clue in taken_back if clue not in (*disposed, *clues)]
        return lines

    def _day(self, first_seen: date, today: date, late: timedelta) -> date:
        earliest = max(first_seen, today - late)
        return today - timedelta(days=self.chance.randint(0, (today - earliest).days))

    def _look_into(self, clue: str, first_seen: date, today: date, late: timedelta) -> Line:
        line, kinds = {"线索编号": _id(clue)}, self.chance.choice(["a", "r", "r", "ar", "rd", "ard"])
        day = today if "d" in kinds else self._day(first_seen, today, late)
        if "a" in kinds:
            due = day + timedelta(days=self.chance.randint(0, 12))
            line |= {"交办单位": f"单位{self._next}", "交办日期": day.isoformat(), "办理期限": f"{due:%Y.%m.%d}"}
            self._enter("assignment", clue, day, unit=line["交办单位"], due_on=due)
        if "r" in kinds:
            word = self.chance.choice(["属实", "部分属实"] if "d" in kinds else list(WORDS))
            line |= {"核实结果": word, "核实日期": f"{day:%Y%m%d}", "核实情况": f"情况{self._next}"}
            line |= {"经办人": "张一", "复核人": "李二"}
            self._enter("result", clue, day, result=WORDS[word], note=line["核实情况"])
        return line | (self._dispose(clue, today) if "d" in kinds else {})

    def _dispose(self, clue: str, today: date) -> Line:
        line = {"线索编号": _id(clue), "处置措施": f"处置{self._next}", "处置日期": f"{today:%Y年%m月%d日}"}
        line["追回金额"] = self.chance.choice(["", "1,234.50"])
        self._enter("disposal", clue, today, disposal=line["处置措施"])
        return line

    def _take_back(self, clue: str, today: date) -> Line:
        line = {"线索编号": _id(clue), "核实结果": "撤回", "核实日期": today.isoformat(), "核实情况": f"撤{self._next}"}
        self._enter("withdrawal", clue, today, note=line["核实情况"])
        return line | {"经办人": "张一", "复核人": "李二"}

    @property
    def _next(self) -> int:
        return len(self.entries) + 1

    def _enter(self, kind: str, clue: str, day: date, **said: object) -> None:
        one = dict.fromkeys(WORK) | {"number": self._next, "kind": kind, "date": day, "clue": clue}
        self.entries.append(one | {"by": "张一", "reviewed_by": "李二", "entered_on": self._today} | said)


def faulty(chance: Random, known: Known, today: date, taken: set[str]) -> list[tuple[Line, str]]:
    """Lines with one fault each about clues that are not `taken` by right ones, and the column that is to be told."""
    free = sorted(clue for clue in known if _id(clue) not in taken)
    clue = chance.choice(free)
    idle = next((one for one in free if not known[one]["found_true"]), clue)
    right = {
        "线索编号": _id(clue),
        "核实结果": "属实",
        "核实日期": today.isoformat(),
        "经办人": "张一",
        "复核人": "李二",
    }
    given = {"线索编号": _id(clue), "交办单位": "甲", "交办日期": today.isoformat(), "办理期限": today.isoformat()}
    before, after = known[clue]["first_seen"] - timedelta(days=1), today + timedelta(days=1)
    return [
        (right | {"线索编号": "0123456789abcdef"}, "线索编号"),
        (right | {"核实结果": "基本属实"}, "核实结果"),
        (right | {"核实日期": "2019-02-30"}, "核实日期"),
        (right | {"核实日期": before.isoformat()}, "核实日期"),
        (right | {"核实日期": after.isoformat()}, "核实日期"),
        (right | {"复核人": "张 一"}, "复核人"),
        (right | {"复核人": ""}, "复核人"),
        (given | {"办理期限": (today - timedelta(days=1)).isoformat()}, "办理期限"),
        (given | {"办理期限": ""}, "办理期限"),
        (given | {"交办单位": ""}, "交办单位"),
        ({"线索编号": _id(idle), "处置措施": "停发待遇", "处置日期": today.isoformat()}, "处置措施"),
        (right | {"处置措施": "停发", "处置日期": today.isoformat(), "追回金额": "-1"}, "追回金额"),
    ]


def form(lines: Iterable[Line], chance: Random) -> str:
    """A form as CSV, its columns in any order."""
    text, headers = io.StringIO(), chance.sample(work_form.READ, len(work_form.READ))
    writer = csv.DictWriter(text, headers, restval="")
    writer.writeheader()
    writer.writerows(lines)
    return text.getvalue()


def with_faults(chance: Random, lines: Sequence[Line], wrong: Sequence[tuple[Line, str]]) -> tuple[str, list[str]]:
    """A form of right and faulty lines, and each place that is to be told, as the product tells it."""
    every: list[tuple[Line, str | None]] = [*((line, None) for line in lines), *wrong]
    chance.shuffle(every)
    told = [f"第 {number} 行「{column}」" for number, (_, column) in enumerate(every, 2) if column]
    return form((line for line, _ in every), chance), told


def _id(clue: str) -> str:
    return clue.partition(":")[2]
