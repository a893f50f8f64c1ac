"""How a written id relates to a registry id, pair by pair (`IdEdit`): the level of comparison that linkage weighs."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import polars as pl

from matchers.ids.digits import (
    CHECK_POSITION,
    EIGHTEEN,
    LENGTH,
    NINETEEN,
    SEVENTEEN,
    YEAR_POSITION,
    Digits,
    digit_matrix,
)
from matchers.ids.edit import ID_EDIT, IdEdit
from matchers.ids.form import FIFTEEN
from matchers.ids.parts import convert_15_to_18, cut_prefix, id_part, scientific_prefix, to_fifteen

_DOUBLE_ERROR = 128

Mask = npt.NDArray[np.bool_]


def id_edit_class(written: pl.Series, held: pl.Series) -> pl.Series:
    """Relation of each written id to the registry id beside it.

    Args:
        written: cleaned String series (`clean_ids`); a damaged certificate number counts by its id part.
        held: String series of the same length, the registry's 18 characters; its 15 digits count as what they became.

    Returns:
        Enum series (`ID_EDIT`): the strongest relation that holds; `missing` where either is null.
    """
    as_held, held = held, pl.select(pl.coalesce(convert_15_to_18(held), held)).to_series()
    pairs = pl.DataFrame({"written": written, "held": held, "as_held": as_held})
    part = id_part(written)
    pairs = pairs.with_columns(text=pl.coalesce(part, pl.col("written")), certificate=part.is_not_null())
    relation = pl.coalesce(
        pl.when(pl.col("written").is_null() | pl.col("held").is_null()).then(_lit(IdEdit.MISSING)),
        pl.when(pl.col("written") == pl.col("as_held")).then(_lit(IdEdit.SAME)),
        pl.when(pl.col("certificate") & (pl.col("text") == pl.col("held"))).then(_lit(IdEdit.CERTIFICATE)),
        pl.when((pl.col("written") == to_fifteen(held)) | (pl.col("written") == held)).then(_lit(IdEdit.CONVERTED15)),
        _edits(pairs["text"], pairs["held"]),
        pl.when(_cut_by_spreadsheet(pairs["text"], held)).then(_lit(IdEdit.TRUNCATED_PREFIX)),
        pl.when(scientific_prefix(written) == pl.col("held").str.head(6)).then(_lit(IdEdit.SCIENTIFIC_PREFIX)),
        _lit(IdEdit.DIFFERENT),
    )
    return pairs.select(relation.alias("id_edit")).to_series()


def _lit(edit: IdEdit) -> pl.Expr:
    return pl.lit(edit.value, dtype=ID_EDIT)


def _cut_by_spreadsheet(written: pl.Series, held: pl.Series) -> pl.Series:
    """Whether a spreadsheet would write so: 15 digits kept, or a binary double near by (two roundings: at most 128)."""
    prefix = cut_prefix(written)
    numbers = [side.set(prefix.is_null(), None).cast(pl.Int64, strict=False) for side in (written, held)]
    near = (numbers[0] - numbers[1]).abs() <= _DOUBLE_ERROR
    return near | (written.str.ends_with("000") & (prefix == held.str.head(15)))


def _edits(written: pl.Series, held: pl.Series) -> pl.Series:
    """Single edits between numbers of 15 or 17 to 19 characters and the 18 held; null where there is none."""
    edits = pl.Series("edit", [None], dtype=ID_EDIT).new_from_index(0, written.len())
    usable = held.str.contains(EIGHTEEN).fill_null(False)
    for pattern, relate in (
        (SEVENTEEN, _lengths_differ),
        (r"^[0-9]{16}[0-9X]{2}$", _lengths_agree),
        (NINETEEN, _lengths_differ),
        (FIFTEEN, _fifteen_agree),
    ):
        rows = (usable & written.str.contains(pattern).fill_null(False)).arg_true()
        if rows.len():
            found = relate(digit_matrix(written.gather(rows)), digit_matrix(held.gather(rows)))
            edits = edits.scatter(rows, pl.Series(found, dtype=ID_EDIT))
    return edits


def _lengths_agree(left: Digits, right: Digits) -> list[str | None]:
    differs = left != right
    count = differs.sum(axis=1)
    first, last = differs.argmax(axis=1), LENGTH - 1 - differs[:, ::-1].argmax(axis=1)
    rows = np.arange(len(left))
    crossed = (count == 2) & (left[rows, first] == right[rows, last]) & (left[rows, last] == right[rows, first])
    year = differs[:, YEAR_POSITION : YEAR_POSITION + 4].sum(axis=1)
    return _first_of(
        (IdEdit.CHECK_ONLY, (count == 1) & (first == CHECK_POSITION)),
        (IdEdit.ONE_SUBSTITUTION, count == 1),
        (IdEdit.TRANSPOSITION, crossed & (last - first == 1)),
        (IdEdit.WRONG_YEAR, (year > 0) & (year == count)),
        (IdEdit.JUMP_TRANSPOSITION, crossed & (last - first == 2)),
    )


def _fifteen_agree(left: Digits, right: Digits) -> list[str | None]:
    """As of the 18 that they became, check characters apart."""
    century = np.tile(np.array([1, 9], dtype=np.int8), (len(left), 1))
    check = right[:, CHECK_POSITION:]
    return _lengths_agree(np.hstack([left[:, :YEAR_POSITION], century, left[:, YEAR_POSITION:], check]), right)


def _lengths_differ(written: Digits, held: Digits) -> list[str | None]:
    """One side has one character more: what agrees from the left and from the right covers the shorter."""
    width = min(written.shape[1], held.shape[1])
    prefix = np.cumprod(written[:, :width] == held[:, :width], axis=1).sum(axis=1)
    suffix = np.cumprod(written[:, ::-1][:, :width] == held[:, ::-1][:, :width], axis=1).sum(axis=1)
    edit = IdEdit.LOST_DIGIT if written.shape[1] < held.shape[1] else IdEdit.ADDED
    return _first_of((edit, prefix + suffix >= width))


def _first_of(*levels: tuple[IdEdit, Mask]) -> list[str | None]:
    names = np.array([edit.value for edit, _ in levels] + [None], dtype=object)
    chosen = np.stack([mask for _, mask in levels] + [np.ones_like(levels[0][1])]).argmax(axis=0)
    return list(names[chosen])
