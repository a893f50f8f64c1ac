"""Names one stroke apart: those of the village that share an end are looked at, and none is missed for that."""

import polars as pl
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from matchers.registry import index_registry
from matchers.similar import SHORTEST, by_likeness
from tests.matchers.linkage_village import PEOPLE
from tests.matchers.village import registry_of

WHERE = st.sampled_from(["东村", "西村", None])
HELD = st.lists(st.tuples(WHERE, st.none() | st.text("王小强山", min_size=1, max_size=5)), min_size=1, max_size=30)
WRITTEN = st.lists(st.tuples(WHERE, st.none() | st.text("王小强山", min_size=1, max_size=5)), max_size=10)


@given(held=HELD, written=WRITTEN)
def test_every_name_of_the_village_that_is_one_stroke_away_is_found(
    held: list[tuple[str | None, str | None]], written: list[tuple[str | None, str | None]]
) -> None:
    people = [PEOPLE[0] | {"village": village, "name": name} for village, name in held]
    schema = {"record": pl.UInt32(), "village": pl.String(), "name_clean": pl.String()}
    records = pl.DataFrame([(number, *one) for number, one in enumerate(written)], schema=schema, orient="row")
    found = by_likeness(records, index_registry(registry_of(*people)))
    assert set(found.select("record", "person").rows()) == {
        (record, person)
        for record, (village, name) in enumerate(written)
        for person, (home, other) in enumerate(held)
        if village and village == home and name and other and len(name) >= SHORTEST and OSA.distance(name, other) == 1
    }
