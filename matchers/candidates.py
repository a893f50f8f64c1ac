"""Who a mention may be: exact look-ups by number, by repaired number and by name; never all compared with all."""

from __future__ import annotations

import polars as pl

from matchers.ids.digits import id_codes
from matchers.ids.form import IdForm
from matchers.ids.parts import cut_prefix, scientific_prefix
from matchers.ids.repair import neighbours_held
from matchers.registry import Registry
from schemas.terms import Via

_CHECKS = 11
"""Codes of numbers that have all but their check character in common."""
_CUT = 100 * _CHECKS
"""Codes of numbers that have their first fifteen digits in common, as a spreadsheet leaves them."""
_SIX = 10**11 * _CHECKS
"""Codes of numbers that have their first six digits in common."""
MAX_NAMESAKES = 30
"""A name with more holders than this is no way to find anybody."""


VIA = pl.Enum([via.value for via in Via])
CANDIDATES: dict[str, pl.DataType] = {"record": pl.UInt32(), "person": pl.UInt32(), "via": VIA}


def by_number(records: pl.DataFrame, registry: Registry) -> pl.DataFrame:
    """Candidates whose number is written: as it stands, converted, as certificate, or a former number.

    Args:
        records: frame of `matchers.records.Records`.
        registry: the civil registry.

    Returns:
        `CANDIDATES`; a mention may have several (shared numbers).
    """
    eighteen = records.select("record", "code", _via_of_form().alias("via")).drop_nulls("code")
    exact = _met(eighteen, registry.numbered(eighteen["code"]))
    former = _met(eighteen, registry.once_numbered(eighteen["code"])).with_columns(_via(Via.FORMER))
    # A registry number with a wrong check character is found by what fifteen digits say: all but that character.
    fifteen = records.filter(pl.col("id_form") == IdForm.FIFTEEN.value).select("record", "code")
    written = fifteen.select("record", first=pl.col("code") // _CHECKS * _CHECKS)
    converted = _met(written, registry.numbered(written["first"], _CHECKS)).with_columns(_via(Via.CONVERTED15))
    found = [exact, former, converted, _by_certificate_column(records, registry)]
    return _union(*found)


def by_repair(records: pl.DataFrame, registry: Registry, last_year: int) -> pl.DataFrame:
    """Candidates whose number is one edit, or a spreadsheet's cut, away from what is written.

    Args:
        records: mentions that no number written found.
        registry: the civil registry.
        last_year: latest year of birth to think of.
    """
    text = pl.coalesce("id_part", "id_clean").alias("text")
    written = records.with_columns(id_part=pl.when(pl.col("id_clean").str.len_chars() > 19).then("id18")).select(
        "record", text
    )
    near = neighbours_held(written["text"].unique(maintain_order=True), registry.numbers, last_year=last_year)
    edits = near.select("id_no", id_codes(near["candidate"]).alias("code"))
    edited = written.join(edits, left_on="text", right_on="id_no")
    cut = written.select("record", first=cut_prefix(written["text"]).cast(pl.Int64) * _CUT)
    return _union(
        _met(edited, registry.numbered(edited["code"])).with_columns(_via(Via.EDIT)),
        _met(cut, registry.numbered(cut["first"], _CUT)).with_columns(_via(Via.CUT)),
    )


def by_name(records: pl.DataFrame, registry: Registry) -> pl.DataFrame:
    """Candidates of the same name: with the same birth date, of the same village, or few enough to be shown."""
    named = records.filter(pl.col("name_clean").is_not_null())
    holders = registry.whose("registry_name", named["name_clean"], "registry_birth_date", "registry_village")
    six = scientific_prefix(named["id_clean"]).cast(pl.Int64).alias("six")
    pairs = named.select("record", "name_clean", "birth_date", "village", six).join(
        holders, left_on="name_clean", right_on="registry_name"
    )
    namesakes = pl.len().over("record")
    found = pairs.with_columns(begins_so=_begins_so(pairs, registry)).with_columns(
        via=pl.when(pl.col("birth_date") == pl.col("registry_birth_date"))
        .then(pl.lit(Via.BIRTH.value))
        .when("begins_so")
        .then(pl.lit(Via.SCIENTIFIC.value))
        .when(pl.col("village") == pl.col("registry_village"))
        .then(pl.lit(Via.VILLAGE.value))
        .when(namesakes <= MAX_NAMESAKES)
        .then(pl.lit(Via.NAME.value))
        .cast(VIA)
    )
    return _union(found.filter(pl.col("via").is_not_null()))


def by_household(records: pl.DataFrame, registry: Registry, homes: pl.DataFrame) -> pl.DataFrame:
    """Everybody who lives in a registry household where others of the mention's household are linked.

    Args:
        records: mentions not linked yet.
        registry: the civil registry.
        homes: `household` (as in records), `registry_household`: where linked mentions of that household live.
    """
    wanted = records.select("record", "household").drop_nulls().join(homes, on="household")
    people = registry.whose("registry_household", wanted["registry_household"])
    return _union(wanted.join(people, on="registry_household").with_columns(_via(Via.HOUSEHOLD)))


def by_kin(pairs: pl.DataFrame, registry: Registry) -> pl.DataFrame:
    """The others in the registry household of a number's owner, for mentions that bear another name than the owner.

    Args:
        pairs: `record`, `registry_household` of the owner, `person` (the owner).
        registry: the civil registry.
    """
    people = registry.whose("registry_household", pairs["registry_household"]).rename({"person": "other"})
    others = pairs.join(people, on="registry_household").filter(pl.col("other") != pl.col("person"))
    return _union(others.select("record", pl.col("other").alias("person"), _via(Via.KIN)))


def _by_certificate_column(records: pl.DataFrame, registry: Registry) -> pl.DataFrame:
    standing = records.select("record", "certificate_code").drop_nulls()
    return _met(standing, registry.numbered(standing["certificate_code"])).with_columns(_via(Via.CERTIFICATE_COLUMN))


def _met(asked: pl.DataFrame, found: pl.DataFrame) -> pl.DataFrame:
    """Rows that asked for somebody, each beside whom it led to (`matchers.shards.FOUND`)."""
    return asked[found["at"]].with_columns(found["person"])


def _begins_so(pairs: pl.DataFrame, registry: Registry) -> pl.Series:
    """Whether the person's number begins with the six digits that a spreadsheet has left (`six`): few have any."""
    left = pairs["six"].is_not_null()
    codes = registry.of(pairs["person"].filter(left), "code").to_series()
    same = (codes // _SIX == pairs["six"].filter(left)).fill_null(value=False)
    return left.scatter(left.arg_true(), same)


def _via_of_form() -> pl.Expr:
    length = pl.col("id_clean").str.len_chars()
    word = pl.when(length == 18).then(pl.lit(Via.EXACT.value)).when(length == 15).then(pl.lit(Via.CONVERTED15.value))
    return word.otherwise(pl.lit(Via.CERTIFICATE.value)).cast(VIA)


def _via(via: Via) -> pl.Expr:
    return pl.lit(via.value, VIA).alias("via")


def _union(*found: pl.DataFrame) -> pl.DataFrame:
    pairs = pl.concat([frame.select(pl.col(name).cast(dtype) for name, dtype in CANDIDATES.items()) for frame in found])
    return best_way(pairs)


def best_way(pairs: pl.DataFrame) -> pl.DataFrame:
    """Each pair once, by the best way it was found."""
    ordered = pairs.sort("record", "person", "via")
    first = pl.any_horizontal(pl.col(name).ne_missing(pl.col(name).shift()) for name in ("record", "person"))
    return ordered.filter(first)
