"""What the registry and each extract say on the date of an extract: what is later is not seen yet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import polars as pl

from data.district.counties import SENT_BY, county_of
from data.district.living.events import Life
from data.district.living.staging import ENDED, RUNNING
from data.district.verdict import AHEAD
from data.district.world import World
from schemas.month import month_of

# Columns that a later date takes along with it, and what stands there until then.
_LATER: dict[str, tuple[tuple[str, str, str | None], ...]] = {
    "applications": (
        ("reported_on", "report_no", None),
        ("reported_on", "report_valid_until", None),
        ("reported_on", "reported_on", None),
        ("decided_on", "decision", "在办"),
        ("decided_on", "decided_on", None),
    ),
    "reviews": (
        ("completed_on", "result", None),
        ("completed_on", "completed_on", None),
    ),
    "assistance_measures": (("delivered_on", "delivered", "否"), ("delivered_on", "delivered_on", None)),
}


# Of what happened, the county knows in which it happened; all else follows people who move.
_STAYS = ("deaths", "marriages")


@dataclass(frozen=True)
class View:
    """An extract of one date.

    Attributes:
        rows: its rows; `_row` is the place of each among all rows of the source.
        signatures: role -> what stands there of whom (`identities.SIGNATURE`).
    """

    rows: pl.DataFrame
    signatures: dict[str | None, pl.DataFrame]

    def of_county(self, county: str) -> View:
        """The part that one county of a city sends; of a district the whole."""
        if not county:
            return self
        own = self.rows[SENT_BY] == county
        return View(self.rows.filter(own), {role: frame.filter(own) for role, frame in self.signatures.items()})


def registry_on(people: pl.DataFrame, life: Life, on: date) -> pl.DataFrame:
    """The people of the registry with status, place and numbers as on a date."""
    late = life.arrivals.filter(pl.col("arrived_on") > on)["person"].implode()
    known = (pl.col("status_date") <= on).fill_null(value=True)
    people = people.remove(pl.col("person").is_in(late)).with_columns(
        person_status=pl.when(known).then("person_status").otherwise(pl.lit("正常")),
        moved_to=pl.when(known).then("moved_to"),
        status_date=pl.when(known).then("status_date"),
    )
    people = _in_old_places(people.with_columns(_home="household"), life, "moved_on", on)
    old = life.renumbered.filter(pl.col("renumbered_on") > on).select("person", "old_id_no")
    people = people.join(old, on="person", how="left", maintain_order="left")
    numbers = {
        "id_no": pl.coalesce("old_id_no", "id_no"),
        "former_id_no": pl.when(pl.col("old_id_no").is_null()).then("former_id_no"),
    }
    return people.with_columns(**numbers).drop("_home", "old_id_no")


def _in_old_places(rows: pl.DataFrame, life: Life, until: str, on: date) -> pl.DataFrame:
    old = life.moves.filter(pl.col(until) > on).select("old_town", "old_village", _home="household")
    rows = rows.join(old, on="_home", how="left", maintain_order="left")
    if SENT_BY in rows.columns:
        rows = rows.with_columns(pl.coalesce(county_of("old_town"), SENT_BY).alias(SENT_BY))
    if "address" in rows.columns:
        address = pl.col("old_village") + pl.col("address").str.extract(r"([0-9]+组)$")
        rows = rows.with_columns(address=pl.coalesce(address, "address"))
    places = [pl.coalesce(f"old_{name}", name).alias(name) for name in ("town", "village") if name in rows.columns]
    return rows.with_columns(places).drop("old_town", "old_village")


def extract_on(source: str, whole: View, life: Life, on: date, last: date) -> View:
    """An extract as on a date.

    Args:
        source: the extract.
        whole: its rows on the last night, staged.
        life: what happened.
        on: the date.
        last: the last night; later dates are slips of the pen and stand as they are.
    """
    arrived = life.arrivals.filter(pl.col("arrived_on") > on)["person"].implode()
    seen = (pl.col("_since").is_null() | (pl.col("_since") <= on) | (pl.col("_since") > last)) & ~pl.any_horizontal(
        pl.lit(value=False),
        *(pl.col(c).is_in(arrived).fill_null(value=False) for c in whole.rows.columns if _is_person(c)),
    )
    rows = whole.rows.filter(seen)
    signatures = {role: frame[rows["_row"].to_list()] for role, frame in whole.signatures.items()}
    for dated, column, until_then in _LATER.get(source, ()):
        later = pl.col(dated).is_between(on, last, closed="right").fill_null(value=False)
        rows = rows.with_columns(pl.when(later).then(pl.lit(until_then)).otherwise(column).alias(column))
    if source in RUNNING:
        rows = _not_ended_yet(source, rows, on)
    if "town" in rows.columns or (SENT_BY in rows.columns and source not in _STAYS):
        rows = _in_old_places(rows, life, "followed_on", on)
    if "data_as_of" in rows.columns:
        rows = rows.with_columns(data_as_of=pl.lit(on))
    return _numbered(rows, signatures, whole, life, on)


def _is_person(column: str) -> bool:
    return column == "person" or (column.endswith("_person") and column != "head_person")


def _not_ended_yet(source: str, rows: pl.DataFrame, on: date) -> pl.DataFrame:
    known = (pl.col("_stop_known") <= on).fill_null(value=True)
    rows = rows.with_columns(stop_month=pl.when(known).then("stop_month"))
    month = month_of(on)
    active = (pl.col("start_month") <= month) & (pl.col("stop_month").is_null() | (pl.col("stop_month") > month))
    status = pl.when(active ^ pl.col("_odd")).then(pl.lit(RUNNING[source])).otherwise(pl.lit(ENDED[source]))
    return rows.with_columns(status=status)


def _numbered(
    rows: pl.DataFrame, signatures: dict[str | None, pl.DataFrame], whole: View, life: Life, on: date
) -> View:
    """Until an office has caught up, the old numbers stand on its rows."""
    behind = life.renumbered.filter(pl.col("caught_up_on") > on)
    old = dict(behind.select("new_id_no", "old_id_no").iter_rows())
    if not old:
        return View(rows, signatures)
    numbers = [name for name in rows.columns if name.endswith("id_no")]
    rows = rows.with_columns(pl.col(name).replace(old) for name in numbers)
    columns = [pl.col(name).replace(old) for name in ("id_no", "id_core")]
    return View(rows, {role: frame.with_columns(columns) for role, frame in signatures.items()})


def beside_registry(
    view: View, life: Life, world: World, registry_on: Mapping[str, date]
) -> dict[str | None, pl.DataFrame]:
    """The signatures of a view with the kind that each changed number has beside the registry of a night.

    Args:
        view: an extract.
        life: what happened.
        world: the district as that registry has it.
        registry_on: date of the registry, of a city by county.
    """
    homes = world.people.select("person", county=county_of().fill_null(""))
    renumbered = life.renumbered.join(homes, on="person").with_columns(
        registry_on=pl.col("county").replace_strict(list(registry_on), list(registry_on.values()), return_dtype=pl.Date)
    )
    renumbered = renumbered.select("person", "renumbered_on", "old_id_no", "new_id_no", "registry_on")
    known = pl.col("renumbered_on") <= pl.col("registry_on")
    kind = (
        pl.when(known & (pl.col("id_core") == pl.col("old_id_no")))
        .then(pl.lit("idformer"))
        .when(~known & (pl.col("id_core") == pl.col("new_id_no")))
        .then(pl.lit(AHEAD))
        .otherwise("id_kind")
    )
    return {
        role: frame.join(renumbered, on="person", how="left", maintain_order="left")
        .with_columns(id_kind=kind)
        .select(frame.columns)
        for role, frame in view.signatures.items()
    }
