"""The policy of the day: one YAML file a parameter, its values by date, and the strict reading of them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

import polars as pl

from data.parameters.reading import read_parameter
from schemas.errors import ParameterError
from schemas.extracts import EXTRACTS
from schemas.parameter import LateRegister, Parameter, Parameters, Unit, Value, in_force
from schemas.system import system_words

SHIPPED = Path(__file__).parent
_SUFFIX = ".yaml"
_NEARLY = (".yml", ".yaml", ".yaml.txt", ".yml.txt")
_BY_REGISTER = frozenset({"allowed_age_days", "carry_forward_days", "late_register"})
"""Parameters of which one register may have its own: `Parameters.of_source` and `word` ask for no other."""
_LIST_COLUMNS = {
    name: pl.String() if name not in {"from", "verified_until"} else pl.Date()
    for name in ("name", "label", "value", "unit", "from", "status", "verified_until", "document", "article", "file")
}


def declared_parameters(local: Path | None = None) -> dict[str, Parameter]:
    """Every declared parameter by name.

    Args:
        local: a folder of the bureau whose files replace the shipped ones of the same name, and whose
            `<name>.<source>.yaml` override a shipped parameter for one register.

    Raises:
        ParameterError: a file is not exactly as it should be, or declares a parameter nobody reads.
    """
    shipped = _read_all(_texts(SHIPPED))
    if local is None:
        return shipped
    own = _read_all(_texts(local))
    for parameter in own.values():
        _require_known(parameter, shipped, local)
    return shipped | own


def _require_known(parameter: Parameter, shipped: Mapping[str, Parameter], local: Path) -> None:
    base, _, source = parameter.name.partition(".")
    if base not in shipped or (source and not (base in _BY_REGISTER and source in EXTRACTS)):
        raise ParameterError(
            f"参数文件 {parameter.file}: 没有名为 {parameter.name} 的参数",
            hint=f"请删除 {local / parameter.file},或改用: {'、'.join(sorted(shipped))}",
        )
    if parameter.unit is not shipped[base].unit:  # its number would be read as if it were of that unit
        raise ParameterError(
            f"参数文件 {parameter.file}: unit 是 {parameter.unit},{parameter.label}的单位是 {shipped[base].unit}",
            hint=f"请将 {local / parameter.file} 的值换算成该单位",
        )


def parameter_file(parameter: Parameter, local: Path | None) -> Path:
    """Where a parameter is declared: in the bureau's folder where it has a file of that name, else as shipped."""
    own = local / parameter.file if local else None
    return own if own is not None and own.exists() else SHIPPED / parameter.file


def load_parameters(as_of: date, local: Path | None = None) -> Parameters:
    """The parameters in force on a date, money in fen; `version` is a short hash of the values and their files.

    Raises:
        ParameterError: a file is wrong, or the date is outside what the values are known to hold for.
    """
    declared = declared_parameters(local)
    values = in_force(declared, as_of, "")
    content = repr(sorted(values.values.items())) + repr(sorted(values.words.items())) + repr(sorted(declared.items()))
    return Parameters(values.values, sha256(content.encode()).hexdigest()[:12], values.words)


def list_parameters(as_of: date, local: Path | None = None) -> pl.DataFrame:
    """What `hedui params show` prints: one row a parameter, in the unit people write it in.

    Returns:
        name, label, value, unit, status, document, article, file (String), from, verified_until (Date);
        value is empty where the bureau has yet to give one. A date past `verified_until` is listed too, since this is
        where one sees what is to be confirmed.

    Raises:
        ParameterError: a file is wrong.
    """
    rows = [_listed(parameter, as_of) for _, parameter in sorted(declared_parameters(local).items())]
    return pl.DataFrame(rows, schema=_LIST_COLUMNS, orient="row")


def diff_parameters(before: date, after: date, local: Path | None = None) -> pl.DataFrame:
    """What `hedui params diff` prints: the parameters whose value differs between two dates.

    Returns:
        name, label, value_before, value_after, unit, document, article (String), from (Date, of the later value),
        between (String: the values that held from days between, empty where none did).

    Raises:
        ParameterError: a file is wrong, or one of the dates is outside what the values are known to hold for.
    """
    for day in (before, after):
        load_parameters(day, local)
    declared = declared_parameters(local)
    between = {name: _between(one, before, after) for name, one in declared.items()}
    earlier = list_parameters(before, local).select("name", value_before="value")
    both = list_parameters(after, local).rename({"value": "value_after"}).join(earlier, on="name", how="left")
    return both.filter(~pl.col("value_before").eq_missing(pl.col("value_after"))).select(
        "name",
        "label",
        "value_before",
        "value_after",
        "unit",
        "from",
        "document",
        "article",
        between=pl.col("name").replace_strict(between, return_dtype=pl.String()),
    )


def _between(parameter: Parameter, before: date, after: date) -> str:
    """The values of a parameter that held between the values of two dates, each with its day."""
    last = parameter.since(after) or before
    steps = [(start, value) for start, value in parameter.values if before < start < last]
    shown = [(start, shown_value(value, parameter.unit)) for start, value in steps]
    return "、".join(f"自 {start} 起为 {LateRegister.labels().get(value, value)}" for start, value in shown)


def _listed(parameter: Parameter, as_of: date) -> tuple[object, ...]:
    value = parameter.on(as_of)
    return (
        parameter.name,
        parameter.label,
        None if value is None else shown_value(value, parameter.unit),
        parameter.unit.label,
        parameter.since(as_of),
        parameter.status.label,
        parameter.verified_until,
        parameter.document,
        parameter.article,
        parameter.file,
    )


def shown_value(value: Value, unit: Unit) -> str:
    """A value in the unit in which people write it: money in yuan, yes and no in Chinese."""
    if unit.is_money and isinstance(value, int):
        return f"{value // 100}.{value % 100:02d}"
    return {True: "是", False: "否"}[value] if isinstance(value, bool) else str(value)


def _texts(folder: Path) -> tuple[tuple[Path, bytes], ...]:
    try:  # `glob` would find nothing in a folder that is closed, or none
        # What begins with a point is none of them: a Mac leaves one beside each file.
        files = sorted(path for path in folder.iterdir() if not path.name.startswith("."))
        texts = tuple((path, path.read_bytes()) for path in files if path.suffix == _SUFFIX)
    except OSError as error:
        raise ParameterError(
            f"参数文件 {error.filename}: 无法读取({system_words(error)})", hint="请核对该文件或文件夹及其权限后重试"
        ) from error
    for path in files:
        if path.suffix != _SUFFIX and path.name.lower().endswith(_NEARLY):
            raise ParameterError(f"参数文件 {path.name}: 文件名应以 {_SUFFIX} 结尾", hint=f"请将 {path} 改名后重试")
    return texts


@lru_cache(maxsize=256)
def _parsed(path: Path, text: bytes) -> Parameter:
    return read_parameter(path, text)


def _read_all(texts: tuple[tuple[Path, bytes], ...]) -> dict[str, Parameter]:
    return {parameter.name: parameter for parameter in (_parsed(path, text) for path, text in texts)}
