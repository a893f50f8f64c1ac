"""Class of likeness of two names (`classify_names`), worked out once a distinct pair and on arrays of code points."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import polars as pl

from matchers.names.characters import Points, Relation, relations
from matchers.names.likeness import NAME_CLASS
from matchers.names.placeholders import MARKED, placeholder_matches
from matchers.names.text import normalise_names, surname_lengths
from schemas.terms import NameClass

Mask = npt.NDArray[np.bool_]


def classify_names(written: pl.Series, held: pl.Series) -> pl.Series:
    """Class of likeness of each written name to the name beside it.

    Args:
        written: String series, names as agencies wrote them.
        held: String series of the same length, the names compared with.

    Returns:
        Enum series (`NAME_CLASS`) named `name_class`, never null. Symmetric, save that `lost` means a character
        missing from `written` and `added` one more in it.
    """
    pairs = pl.DataFrame({"written": written, "held": held})
    distinct = pairs.unique()
    normal = normalise_names(pl.concat([distinct["written"], distinct["held"]]))
    distinct = distinct.with_columns(left=normal.head(distinct.height), right=normal.slice(distinct.height))
    keys = distinct.select("left", "right").unique().drop_nulls()
    keys = keys.with_columns(likeness=_classify_keys(keys))
    classes = distinct.join(keys, on=["left", "right"], how="left").select(
        "written",
        "held",
        name_class=pl.when(pl.col("written") == pl.col("held"), pl.col("left").is_not_null())
        .then(_lit(NameClass.SAME))
        .otherwise(pl.coalesce("likeness", _lit(NameClass.MISSING))),
    )
    joined = pairs.join(classes, on=["written", "held"], how="left", nulls_equal=True, maintain_order="left")
    return joined["name_class"]


def _lit(likeness: NameClass) -> pl.Expr:
    return pl.lit(likeness.value, dtype=NAME_CLASS)


def _classify_keys(keys: pl.DataFrame) -> pl.Series:
    """Classes of pairs of comparing forms (`left`, `right`, no nulls), by the lengths of the two."""
    frame = keys.with_row_index("row").with_columns(
        surname=surname_lengths(pl.col("left")),
        longer=pl.col("left").str.len_chars().cast(pl.Int64) - pl.col("right").str.len_chars(),
        length=pl.max_horizontal(pl.col("left").str.len_chars(), pl.col("right").str.len_chars()),
        equal=pl.col("left") == pl.col("right"),
        marked=pl.col("left").str.contains(MARKED) | pl.col("right").str.contains(MARKED),
    )
    likeness = np.full(keys.height, NameClass.DIFFERENT.value, dtype=object)
    likeness[frame["equal"].to_numpy()] = NameClass.FORMAT.value
    plain = frame.filter(~pl.col("equal") & ~pl.col("marked"))
    for (longer, _), group in plain.filter(pl.col("longer").abs() <= 1).group_by("longer", "length"):
        judge = _equal_lengths if longer == 0 else _one_more
        likeness[group["row"].to_numpy()] = judge(group)
    marked = frame.filter(~pl.col("equal") & pl.col("marked"))
    agrees = marked.filter(placeholder_matches(marked["left"], marked["right"]))
    likeness[agrees["row"].to_numpy()] = NameClass.PLACEHOLDER.value
    return pl.Series("likeness", likeness, dtype=NAME_CLASS)


def _points(names: pl.Series) -> Points:
    """Code points of equally long names, one row a name."""
    text = names.str.join("").item()
    return np.frombuffer(text.encode("utf-32-le"), dtype=np.uint32).reshape(names.len(), -1).astype(np.int64)


def _equal_lengths(pairs: pl.DataFrame) -> list[str]:
    left, right = _points(pairs["left"]), _points(pairs["right"])
    length = left.shape[1]
    leading = np.zeros(left.shape, dtype=np.bool_)
    leading[:, 0] = True
    relation = relations(left, right, leading)
    worst = relation.max(axis=1)
    counts = {level: (relation == level).sum(axis=1) for level in Relation}
    kept = counts[Relation.SAME] + counts[Relation.VARIANT]
    alone = (worst == Relation.UNLIKE) & (kept == length - 1)
    by_ear = (worst == Relation.NEAR_HOMOPHONE) & (counts[Relation.LOOKALIKE] == 0)
    return _first_of(
        (NameClass.VARIANT, worst == Relation.VARIANT),
        (NameClass.HOMOPHONE, worst == Relation.HOMOPHONE),
        (NameClass.SWAPPED, _swapped(left, right, pairs["surname"].to_numpy())),
        (NameClass.LOOKALIKE, (worst == Relation.LOOKALIKE) & (kept == length - 1) & (length > 1)),
        (NameClass.NEAR_HOMOPHONE, by_ear),
        (NameClass.ONE_DIFFERENT, alone & (length > 2)),
        (NameClass.ONE_OF_TWO, alone & (length == 2)),
    )


def _swapped(left: Points, right: Points, surname: npt.NDArray[np.int32]) -> Mask:
    """Two characters of the given name exchanged, everything else the same."""
    differs = left != right
    rows = np.arange(len(left))
    first, last = differs.argmax(axis=1), left.shape[1] - 1 - differs[:, ::-1].argmax(axis=1)
    crossed = (left[rows, first] == right[rows, last]) & (left[rows, last] == right[rows, first])
    return np.asarray((differs.sum(axis=1) == 2) & crossed & (first >= surname))


def _one_more(pairs: pl.DataFrame) -> list[str]:
    """One side is the other with one character more; the longer has three at least."""
    left, right = _points(pairs["left"]), _points(pairs["right"])
    shorter = min(left.shape[1], right.shape[1])
    prefix = np.cumprod(left[:, :shorter] == right[:, :shorter], axis=1).sum(axis=1)
    suffix = np.cumprod(left[:, ::-1][:, :shorter] == right[:, ::-1][:, :shorter], axis=1).sum(axis=1)
    likeness = NameClass.LOST if left.shape[1] == shorter else NameClass.ADDED
    return _first_of((likeness, (prefix + suffix >= shorter) & (shorter >= 2)))


def _first_of(*classes: tuple[NameClass, Mask]) -> list[str]:
    names = np.array([likeness.value for likeness, _ in classes] + [NameClass.DIFFERENT.value], dtype=object)
    chosen = np.stack([mask for _, mask in classes] + [np.ones_like(classes[0][1])]).argmax(axis=0)
    return list(names[chosen])
