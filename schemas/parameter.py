"""What one dated policy parameter is: its values by date, unit, label, legal reference and standing."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from schemas.errors import MissingParameterError, ParameterError, UnconfirmedDateError
from schemas.terms import Term


class ParameterStatus(Term):
    """How sure the value is."""

    CONFIRMED = "confirmed", "已确认"
    TO_BE_CONFIRMED = "to_be_confirmed", "待确认"


class Unit(Term):
    """What a value counts. Amounts are written in yuan and held in fen."""

    YUAN = "yuan", "元"
    YUAN_PER_PERSON_MONTH = "yuan_per_person_month", "元/人·月"
    MONTHS = "months", "月"
    DAYS = "days", "日"
    YEARS = "years", "年(倍年标准)"
    PERCENT = "percent", "%"
    TIMES = "times", "倍"
    YES_NO = "yes_no", "是否"
    LATE_REGISTER = "late_register", "处理方式"

    @property
    def is_money(self) -> bool:
        """The value is an amount; the parameter's name ends in `_fen`."""
        return self in {Unit.YUAN, Unit.YUAN_PER_PERSON_MONTH}


class LateRegister(Term):
    """What is done with a register that is older than its allowed age: the words of the unit `late_register`."""

    CARRY_FORWARD = "carry_forward", "在延用天数内照常使用,并予说明"
    UNKNOWN = "unknown", "不读取,视同未提供"
    REFUSE = "refuse", "停止运行"


Value = int | bool | str


@dataclass(frozen=True)
class Parameter:
    """One parameter as declared.

    Attributes:
        name: what the code calls it; `<name>.<source>` overrides `<name>` for one register.
        label: Chinese label.
        unit: what a value counts.
        values: (valid from, value) by date, money in fen; empty where the bureau must still give one.
        document: the document it follows.
        article: where in the document.
        status: whether the bureau or a document confirms it.
        verified_until: last date for which somebody has checked that it still holds.
        file: where it is declared, for messages.
    """

    name: str
    label: str
    unit: Unit
    values: tuple[tuple[date, Value], ...]
    document: str
    article: str
    status: ParameterStatus
    verified_until: date
    file: str

    def since(self, as_of: date) -> date | None:
        """The date from which the value in force on `as_of` is valid; None where none is in force yet."""
        return max((start for start, _ in self.values if start <= as_of), default=None)

    def on(self, as_of: date) -> Value | None:
        """The value in force on `as_of`; None where none is."""
        since = self.since(as_of)
        return next((value for start, value in self.values if start == since), None)

    def problem(self, as_of: date) -> str | None:
        """Why it has no value for `as_of`, in Chinese; None where it has one or is still to be given."""
        if not self.values:
            return None
        if self.since(as_of) is None:
            return f"自 {self.values[0][0]} 起才有值"
        if as_of > self.verified_until:
            return f"只核实到 {self.verified_until}"
        return None


@dataclass(frozen=True)
class Parameters:
    """The parameters in force on one date.

    Attributes:
        values: name -> value (money in fen, rates in percent, flags as bool).
        version: short hash of the values in force and the files they come from.
        words: name -> word, for parameters that choose a way of handling.
    """

    values: Mapping[str, int | bool]
    version: str
    words: Mapping[str, str] = field(default_factory=dict)

    def __getitem__(self, name: str) -> int | bool:
        """Value by name.

        Raises:
            MissingParameterError: no such parameter, or one that the bureau has not given yet.
        """
        if name not in self.values:
            raise _missing(name)
        return self.values[name]

    def of_source(self, name: str, source: str) -> int | bool:
        """Value for one register: `<name>.<source>` where it is given, else `<name>`.

        Raises:
            MissingParameterError: neither has a value.
        """
        own = f"{name}.{source}"
        return self[own if own in self.values else name]

    def word(self, name: str, source: str) -> str:
        """Word for one register: `<name>.<source>` where it is given, else `<name>`.

        Raises:
            MissingParameterError: neither has a value.
        """
        for known in (f"{name}.{source}", name):
            if known in self.words:
                return self.words[known]
        raise _missing(name)


def _missing(name: str) -> MissingParameterError:
    return MissingParameterError(
        f"参数 {name} 没有值", hint=f"请由民政部门确认后填入 {name}.yaml 的 values,不得以默认值代替"
    )


def in_force(declared: Mapping[str, Parameter], as_of: date, version: str) -> Parameters:
    """The values in force on `as_of` of the declared parameters (name -> declaration).

    Raises:
        UnconfirmedDateError: `as_of` lies past `verified_until` of any parameter.
        ParameterError: it lies before the first value of one; both messages name each file and parameter.
    """
    problems = _problems(declared, as_of)
    if problems:
        message = f"{as_of} 的政策参数不可用: {problems}"
        if any(as_of > parameter.verified_until for parameter in declared.values()):
            raise UnconfirmedDateError(message, hint=how_to_confirm(as_of))
        raise ParameterError(message, hint="请补充 values 的 from/value,或用 --as-of 改用已有参数值的日期")
    values = {name: value for name, parameter in declared.items() if (value := parameter.on(as_of)) is not None}
    return Parameters(
        {name: value for name, value in values.items() if not isinstance(value, str)},
        version,
        {name: value for name, value in values.items() if isinstance(value, str)},
    )


def _problems(declared: Mapping[str, Parameter], as_of: date) -> str:
    """Each problem once, with the parameters and files that have it; empty where there is none."""
    found: dict[str, list[str]] = {}
    for _, parameter in sorted(declared.items()):
        if problem := parameter.problem(as_of):
            found.setdefault(problem, []).append(f"{parameter.label}({parameter.file})")
    return "; ".join(f"{problem}: {'、'.join(names)}" for problem, names in found.items())


def how_to_confirm(as_of: date, workspace: str | None = None) -> str:
    """What to do where parameters are not confirmed for a date: the command, with the workspace where it is known."""
    where = f" --workspace {shlex.quote(workspace)}" if workspace else ""
    confirm = f"hedui params confirm --until {as_of} --by 姓名 --reviewed-by 姓名{where}"
    return f"核对该日期施行的文件后运行 {confirm},或用 --as-of 改用已核实的日期"
