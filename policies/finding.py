"""What a check hands back, and how it becomes a published finding with an id that lasts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import polars as pl

from policies.checks.declaration import FACTS, Check, Identity
from policies.clue_ids import IDENTITY, WAS, clue_ids
from policies.clues.facts import fact_hashes, listed
from policies.counties import FILES, Counties, of_town
from policies.crossing import with_counties
from policies.evidence import Evidence
from policies.terms.places import household_places, household_source, person_places
from policies.terms.registry import registered
from schemas.linked import PERSON
from schemas.money import yuan_amount
from schemas.outputs.findings import MISMATCH, MUTUAL_INCLUSION

RAW_COLUMNS: dict[str, pl.DataType] = {
    "source": pl.String(),
    "file": pl.String(),
    "row_number": pl.Int64(),
    "household_no": pl.String(),
    PERSON: pl.UInt32(),
    "id_no": pl.String(),  # as written; only row checks need it, and `number`, for their id
    "number": pl.String(),
    "name": pl.String(),
    "town": pl.String(),
    "village": pl.String(),
    "declared": pl.String(),
    "observed": pl.String(),
    "limit": pl.String(),
    "months": pl.Int64(),
    "amount_fen": pl.Int64(),
    "strength": pl.String(),
    "observed_source": pl.String(),
    "observed_as_of": pl.Date(),  # null: cut-off of observed_source
    "grade": pl.String(),
    FACTS: pl.List(pl.String()),  # what raises it, where the check lists it itself
    FILES: pl.List(pl.String()),  # further files of its evidence, where its people's or household's rows do not tell
}
_OF_CHECK = ("check_id", IDENTITY, "list")
_TOLD = pl.Schema({**RAW_COLUMNS, **dict.fromkeys(_OF_CHECK, pl.String())})
_NEAREST = ("nearest_", "next_")
HISTORY = ("state", "first_seen", "last_seen")


def finish(evidence: Evidence, raised: Mapping[Check, pl.DataFrame]) -> pl.DataFrame:
    """Completes the findings of checks, all of them together: what takes time does so once, not once a check.

    Args:
        evidence: the night's evidence.
        raised: check -> its findings, with those of `RAW_COLUMNS` that apply; a column of another name is an error.

    Returns:
        Columns of `MUTUAL_INCLUSION` (which has all of `MISMATCH`; list is null in other families than B) without
        state, first_seen, last_seen, with facts (`policies.clues.facts`) and `WAS`, check after check. The name is the
        registry's where the check gives none; town and village are never null where any row of the household or the
        person says them; the amount is in yuan.

    Raises:
        ValueError: a column that no finding has.
    """
    told = [_told(check, raw) for check, raw in raised.items()]
    every = pl.concat([pl.DataFrame(schema=_TOLD), *told], how="diagonal")
    placed = _placed(evidence, _with_person(evidence, every))
    full = with_counties(evidence, placed, raised).with_columns(amount=yuan_amount(pl.col("amount_fen")))
    numbered = full.with_columns(clue_ids(evidence, full)).with_columns(facts=fact_hashes(evidence, full[FACTS]))
    return numbered.select(*(column for column in MUTUAL_INCLUSION.dtypes if column not in HISTORY), FACTS, WAS)


def with_history(findings: pl.DataFrame, ledger: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """Gives tonight's findings what the ledger knows of them.

    Args:
        findings: as `finish` gives them.
        ledger: finding_id, state, first_seen of at least these clues, each once.
        as_of: tonight's as-of date.

    Returns:
        The findings with state, first_seen and last_seen (tonight), in the order of the published table's columns.
    """
    known = ledger.select("finding_id", "state", "first_seen")
    merged = findings.join(known, on="finding_id", how="left", maintain_order="left", validate="m:1").with_columns(
        last_seen=pl.lit(as_of)
    )
    table = MUTUAL_INCLUSION if "list" in merged.columns else MISMATCH
    return merged.select(table.dtypes.keys())


def _told(check: Check, raw: pl.DataFrame) -> pl.DataFrame:
    """The findings of a check in columns of `_TOLD`, those that it has."""
    unknown = set(raw.columns) - set(RAW_COLUMNS)
    if unknown:
        raise ValueError(f"check {check.id} returns unknown columns: {', '.join(sorted(unknown))}")
    of_check = (check.id, check.identity.name, check.inclusion.value if check.inclusion else None)
    named = [pl.lit(said, pl.String).alias(name) for name, said in zip(_OF_CHECK, of_check, strict=True)]
    other = {name: _TOLD[name] for name, dtype in raw.schema.items() if dtype != _TOLD[name]}
    return raw.with_columns(*named, listed(check.evidence).alias(FACTS)).cast(pl.Schema(other))


def _with_person(evidence: Evidence, full: pl.DataFrame) -> pl.DataFrame:
    columns = ("id_no", "name", "town", "village")
    joined = full.with_columns(registered(evidence, column) for column in columns)
    return joined.with_columns(person_id_no="registry_id_no", name=pl.coalesce("name", "registry_name"))


def _placed(evidence: Evidence, full: pl.DataFrame) -> pl.DataFrame:
    """Town and village of the check, else those of the person or the household, whatever row says them.

    A village is taken from who says the same town, if anybody does. Of a city in parts a town of the county whose row
    it is goes first: people live in one county and are on the roll of another.
    """
    owners = {source: household_source(source) for source in full["source"].unique().drop_nulls()}
    joined = (
        full.with_columns(household_source=pl.col("source").replace(owners))
        .join(
            household_places(evidence),
            on=["household_source", "household_no"],
            how="left",
            maintain_order="left",
            suffix="_of_household",
        )
        .join(person_places(evidence), on=PERSON, how="left", maintain_order="left", suffix="_of_person")
    )
    pairs = [(f"{rank}town", f"{rank}village") for rank in ("", *_NEAREST)] + [("town_of_person", "village_of_person")]
    towns = [town for town, _ in pairs]
    own = [_of_own_county(town, evidence.counties) for town in towns] if evidence.counties else []
    placed = joined.with_columns(_by_nearness()).with_columns(home=pl.coalesce(*own, *towns))
    same_town = [pl.when(pl.col(town) == pl.col("home")).then(village) for town, village in pairs]
    return placed.with_columns(town="home", village=pl.coalesce(*same_town, *(village for _, village in pairs)))


def _by_nearness() -> list[pl.Expr]:
    """Where the person is registered and where the household is, the one first that the finding is about."""
    of_household = pl.col(IDENTITY) == Identity.HOUSEHOLD.name
    return [
        pl.when(of_household if rank == _NEAREST[0] else ~of_household)
        .then(f"{part}_of_household")
        .otherwise(f"registry_{part}")
        .alias(f"{rank}{part}")
        for rank in _NEAREST
        for part in ("town", "village")
    ]


def _of_own_county(town: str, counties: Counties) -> pl.Expr:
    return pl.when(of_town(town) == counties.of_row()).then(town)
