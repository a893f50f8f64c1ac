"""What family Q must find: told by what was done to each row, not by any linkage."""

from __future__ import annotations

import polars as pl

from data.district.ids import sound
from data.district.truth.reading import active_in
from data.district.truth.written import Written
from data.district.world import World
from schemas.codes import DISABILITY_CATEGORY, DISABILITY_LEVEL

_ALIKE = ("homophone", "rare", "pinyin", "shape", "swap", "variant", "lostchar", "addchar", "onechar", "formername")
_ONE_OF_TWO = ("homophone", "shape", "variant", "lostchar", "addchar")
_BENEFITS = ("low_income", "extreme_poverty", "orphans", "disability_allowances")
_FIFTEEN = r"^[0-9]{15}$"
_CERTIFICATE = r"^[1-9][0-9]{16}[0-9X][1-7][1-4](B[0-9])?$"
ROW = ("check_id", "source", "file", "row_number", "optional", "alternative")


def quality(world: World, written: list[Written]) -> pl.DataFrame:
    """Findings Q1 to Q10: `ROW`; `alternative` = may stand as Q3 instead of Q4."""
    held = pl.concat([world.people["id_no"], world.people["former_id_no"].drop_nulls()]).unique()
    parts = [_of_link(world, source, marks, held) for source in written for marks in source.marks.values()]
    parts += [_disability(source) for source in written if source.extract.source == "disability"]
    parts += [_statuses(world, source) for source in written if source.extract.source in _BENEFITS]
    parts += [_shared(source) for source in written if source.extract.source == "civil_registry"]
    parts += [_control(source, file) for source in written for file in source.controls]
    return pl.concat(parts).unique(maintain_order=True)


def _of_link(world: World, source: Written, marks: pl.DataFrame, held: pl.Series) -> pl.DataFrame:
    subject = source.extract.subjects[0]
    required = source.extract[subject.id_no].required
    registry = world.people.select(
        "person", registry_id="id_no", registry_name="name", registry_sex="sex", registry_birth="birth_date"
    )
    rows = source.rows.select(
        "file", "row_number", *(c for c in ("sex", "birth_date") if c in source.rows.columns)
    ).hstack(marks)
    rows = rows.with_columns(acceptable=_acceptable(marks, held)).filter(source.accepted)
    rows = rows.join(registry, on="person", how="left", maintain_order="left")
    core, linked = pl.col("id_core"), pl.col("linkable") | pl.col("open")
    exact = core.eq_missing(pl.col("registry_id"))
    part_is_registry = core.str.contains(_CERTIFICATE).fill_null(value=False) & (
        core.str.head(18) == pl.col("registry_id")
    )
    alike = pl.col("name_kind").is_in(_ALIKE)
    one_of_two = pl.col("name_kind").is_in(_ONE_OF_TWO) & (
        (pl.col("registry_name").str.len_chars() == 2) | (pl.col("name_kind") == "lostchar")
    )
    different = pl.col("name_kind") == "rename"
    checks = {
        "Q1": ~pl.col("acceptable") & (core.is_not_null() | pl.lit(required)),
        "Q2": linked & core.is_not_null() & ~exact & ~part_is_registry,
        "Q3": linked & exact & different,
        "Q4": linked & alike,
        "Q5": ~pl.col("linkable") & pl.lit(source.extract.roster),
        "Q7": linked & _contradicts(rows.columns, source.extract.source),
    }
    return pl.concat(
        rows.filter(condition.fill_null(value=False)).select(
            pl.lit(check).alias("check_id"),
            pl.lit(source.extract.source).alias("source"),
            "file",
            "row_number",
            (pl.col("open") if check != "Q1" else pl.lit(value=False)).alias("optional"),
            (one_of_two if check == "Q4" else pl.lit(value=False)).alias("alternative"),
        )
        for check, condition in checks.items()
    )


def _acceptable(marks: pl.DataFrame, held: pl.Series) -> pl.Series:
    """Whether a row's number needs no remark. What nobody miswrote is held by the registry or sound."""
    odd = marks["id_kind"] != ""
    return (~odd).scatter(odd.arg_true(), _needs_no_remark(marks["id_core"].filter(odd), held))


def _needs_no_remark(core: pl.Series, held: pl.Series) -> pl.Series:
    """A number that is sound, held by the registry, of the first generation, or a certificate's."""
    part = core.str.head(18)
    # Half a million held numbers are looked through once for the few that are asked for.
    held = held.filter(held.is_in(pl.concat([core, part]).implode()))
    frame = pl.DataFrame({"core": core}).with_columns(
        sound=sound(core), held=core.is_in(held.implode()), certified=sound(part) | part.is_in(held.implode())
    )
    first = (
        pl.col("core").str.contains(_FIFTEEN)
        & ("19" + pl.col("core").str.slice(6, 6)).str.to_date("%Y%m%d", strict=False).is_not_null()
    )
    certificate = pl.col("core").str.contains(_CERTIFICATE) & pl.col("certified")
    return frame.select((pl.col("sound") | pl.col("held") | first | certificate).fill_null(value=False)).to_series()


def _contradicts(columns: list[str], source: str) -> pl.Expr:
    if source not in ("deaths", "low_income", "disability"):
        return pl.lit(value=False)
    differs = pl.col("sex") != pl.col("registry_sex")
    return differs | (pl.col("birth_date") != pl.col("registry_birth")) if "birth_date" in columns else differs


def _rows(source: Written, check: str, condition: pl.Expr) -> pl.DataFrame:
    return (
        source.rows.with_columns(accepted=source.accepted)
        .filter(pl.col("accepted") & condition.fill_null(value=False))
        .select(
            pl.lit(check).alias("check_id"),
            pl.lit(source.extract.source).alias("source"),
            "file",
            "row_number",
            pl.lit(value=False).alias("optional"),
            pl.lit(value=False).alias("alternative"),
        )
    )


def _disability(source: Written) -> pl.DataFrame:
    core = pl.lit(source.marks[None]["id_core"])
    number = pl.col("certificate_no")
    own = number.str.head(18)
    short = number.str.slice(0, 6) + number.str.slice(8, 9)
    id_part = pl.when(core.str.len_chars() == 15).then(core != short).otherwise(core != own)
    category = number.str.slice(18, 1) != _place(pl.col("category"), DISABILITY_CATEGORY.words)
    level = number.str.slice(19, 1) != _place(pl.col("level"), DISABILITY_LEVEL.words)
    return _rows(source, "Q8", id_part.fill_null(value=False) | category | level)


def _place(words: pl.Expr, order: tuple[str, ...]) -> pl.Expr:
    return words.replace_strict({word: str(place) for place, word in enumerate(order, 1)}, return_dtype=pl.String)


def _statuses(world: World, source: Written) -> pl.DataFrame:
    says_active = pl.col("status").is_in(["在保", "在册"])
    return _rows(source, "Q9", says_active ^ active_in(world.month))


def _shared(source: Written) -> pl.DataFrame:
    kept = source.rows.filter(source.accepted)
    doubled = kept.filter(pl.col("id_no").is_duplicated())["id_no"].unique()
    return _rows(source, "Q6", pl.col("id_no").is_in(doubled.implode()))


def _control(source: Written, file: str) -> pl.DataFrame:
    row = {
        "check_id": "Q10",
        "source": source.extract.source,
        "file": file,
        "row_number": None,
        "optional": False,
        "alternative": False,
    }
    return pl.DataFrame(
        [row], schema=dict(zip(ROW, (pl.String, pl.String, pl.String, pl.Int64, pl.Boolean, pl.Boolean), strict=True))
    )
