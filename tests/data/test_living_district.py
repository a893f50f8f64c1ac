"""A district that lives: what each night brings, what it does not know yet, and that clues come and go with causes."""

import hashlib
import shutil
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import polars as pl
import pytest

from data.district import LivingDistrict, living_district
from data.district.dice import Dice
from data.district.layouts import LAYOUTS
from data.district.living.span import Span
from data.district.living.timetable import State, due, troubled
from schemas.extracts import EXTRACTS
from schemas.feed import Feed

PEOPLE, NIGHTS, EVERY = 1_500, 4, 8
ACCEPTED = [state.value for state in State if state.accepted]


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> LivingDistrict:
    return living_district(tmp_path_factory.mktemp("living"), PEOPLE, 3, NIGHTS, every=EVERY)


@pytest.fixture(scope="module")
def deliveries(lived: LivingDistrict) -> pl.DataFrame:
    return pl.read_parquet(lived.folder / "truth" / "deliveries.parquet")


@pytest.fixture(scope="module")
def events(lived: LivingDistrict) -> pl.DataFrame:
    return pl.read_parquet(lived.folder / "truth" / "events.parquet")


def table(lived: LivingDistrict, night: date, name: str) -> pl.DataFrame:
    return pl.read_parquet(lived.truth(night) / f"{name}.parquet")


def contents(folder: Path) -> dict[str, str]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def test_the_same_seed_lives_the_same_life(tmp_path: Path) -> None:
    for name in ("one", "again"):
        living_district(tmp_path / name, 300, 4, 2, every=20)
    assert contents(tmp_path / "one") == contents(tmp_path / "again")


def test_nothing_is_made_over_another(lived: LivingDistrict) -> None:
    with pytest.raises(FileExistsError):
        living_district(lived.folder, 300, 1, 2)


def test_the_last_night_is_the_date_asked_for_and_the_first_brings_everything(lived: LivingDistrict) -> None:
    assert lived.nights[-1] == date(2019, 6, 30)
    assert {later - night for night, later in pairwise(lived.nights)} == {timedelta(EVERY)}
    assert set(table(lived, lived.nights[0], "files")["source"]) == set(EXTRACTS)


def test_a_night_brings_what_its_deliveries_say_and_no_file_says_more_than_its_date(
    lived: LivingDistrict, deliveries: pl.DataFrame
) -> None:
    for night in lived.nights:
        there = {path.name for path in lived.landing(night).iterdir() if not path.name.endswith(".ctl.json")}
        said = deliveries.filter(pl.col("arrives") == night)["files"].explode().drop_nulls()
        assert there == set(said)
    assert (deliveries.drop_nulls("arrives")["cut_off"] <= deliveries.drop_nulls("arrives")["arrives"]).all()
    assert deliveries.filter(pl.col("arrives").is_null())["state"].unique().to_list() == [State.MISSING.value]


def test_the_truth_of_a_night_rests_on_the_newest_usable_extract(
    lived: LivingDistrict, deliveries: pl.DataFrame
) -> None:
    for night in lived.nights:
        usable = deliveries.filter(pl.col("state").is_in(ACCEPTED) & (pl.col("arrives") <= night))
        newest = usable.sort("cut_off").unique("source", keep="last").explode("files")
        used = table(lived, night, "files").with_columns(pl.col("file").str.split("#").list.first())
        assert set(used["file"]) == set(newest["files"])


def test_only_changed_extracts_are_sent_again(lived: LivingDistrict, deliveries: pl.DataFrame) -> None:
    again = deliveries.filter(pl.col("arrives") > lived.nights[0])
    assert 0 < again["source"].n_unique() <= len(EXTRACTS)
    assert "poverty_register" not in again.filter(pl.col("arrives") == lived.nights[1])["source"].to_list()
    assert again.height < (NIGHTS - 1) * len(EXTRACTS)


def test_everything_that_can_happen_happens(events: pl.DataFrame, lived: LivingDistrict) -> None:
    kinds = {"death", "departure", "arrival", "move", "renumbering", "benefit_begun", "benefit_ended"}
    assert set(events["kind"]) == kinds
    assert events["on"].is_between(lived.nights[0], lived.nights[-1], closed="right").all()


def test_every_trouble_befalls_some_delivery() -> None:
    span = Span(date(2019, 6, 30), 30, 1)
    issued = [(Feed(source), night) for source in EXTRACTS for night in due(source, span, Dice(1, source))]
    for seed in range(5):
        on_their_way = troubled(issued, span, 1.0, Dice(seed, "way"))
        assert {one.state for one in on_their_way} == set(State)
        first = [one for one in on_their_way if one.made_for == span.nights[0]]
        assert {(one.state, one.arrives) for one in first} == {(State.WHOLE, span.nights[0])}
        for one in on_their_way:
            assert one.arrives is None or one.made_for <= one.arrives <= span.last
    calm = troubled(issued, span, 0.0, Dice(1, "way"))
    assert {one.state for one in calm} == {State.WHOLE}
    assert len(calm) == len(issued)


def test_a_table_cut_short_ends_within_a_line(lived: LivingDistrict, deliveries: pl.DataFrame) -> None:
    cut = deliveries.filter(pl.col("state") == State.CUT_SHORT.value)
    tables = [
        (lived.landing(night) / name, LAYOUTS[source])
        for source, night, names in cut.select("source", "arrives", "files").iter_rows()
        for name in names
        if LAYOUTS[source].kind == "csv" and not LAYOUTS[source].by_town
    ]
    assert tables
    for path, layout in tables:
        text = path.read_bytes().decode(layout.encoding)
        assert not text.endswith(layout.newline)
        columns = [line.count(layout.separator) for line in text.split(layout.newline)]
        assert columns[-1] < max(columns)


def test_somebody_renumbered_is_the_same_person_under_two_numbers(lived: LivingDistrict, events: pl.DataFrame) -> None:
    first, last = (table(lived, night, "links") for night in (lived.nights[0], lived.nights[-1]))
    changed = events.filter(pl.col("kind") == "renumbering")
    assert changed.height >= 3
    for new, old in changed.select("person_id_no", "old_id_no").iter_rows():
        assert first.filter(pl.col("registry_id_no") == new).is_empty()
        assert first.filter((pl.col("registry_id_no") == old) & pl.col("linkable")).height > 0
        borne = set(last["registry_id_no"]) & {new, old}
        assert len(borne) == 1, "the registry of a night knows a person by one number"


def test_the_dead_are_no_clue_before_they_die(lived: LivingDistrict, events: pl.DataFrame) -> None:
    dead = events.filter(pl.col("kind") == "death").select("person_id_no", "on")
    for night in lived.nights:
        clues = table(lived, night, "findings").filter(pl.col("check_id") == "D1")
        assert clues.join(dead.filter(pl.col("on") > night), on="person_id_no").is_empty()


def test_a_row_stays_as_it_was_miswritten(lived: LivingDistrict) -> None:
    """The names and numbers of the dossiers, which few events touch, are the same in every extract of them."""
    nights = [table(lived, night, "links").filter(pl.col("source") == "dossiers") for night in lived.nights]
    damaged = [set(rows.filter(pl.col("kind") != "").select("registry_id_no", "kind").rows()) for rows in nights]
    moved = {kind for rows in damaged for _, kind in rows} - {"idformer", "idahead", "stranger"}
    for before, later in pairwise(damaged):
        gone = {entry for entry in before - later if entry[1] in moved}
        assert len(gone) <= 1


def test_clues_come_and_go(lived: LivingDistrict) -> None:
    about = ["check_id", "source", "person_id_no", "household_no"]
    nights = [table(lived, night, "findings").filter(~pl.col("optional")).select(about) for night in lived.nights]
    came = [_only_in(later, before) for before, later in pairwise(nights)]
    went = [_only_in(before, later) for before, later in pairwise(nights)]
    assert sum(came) > 0 < sum(went)
    assert _only_in(nights[0], nights[-1]) < nights[0].height // 2


def _only_in(one: pl.DataFrame, other: pl.DataFrame) -> int:
    return one.join(other, on=one.columns, how="anti", nulls_equal=True).height


def test_nights_copied_one_after_another_make_one_landing_folder(lived: LivingDistrict, tmp_path: Path) -> None:
    for night in lived.nights:
        for path in lived.landing(night).iterdir():
            shutil.copy(path, tmp_path / path.name)
    used = table(lived, lived.nights[-1], "files")["file"].str.split("#").list.first().unique()
    last = {path.name: path for path in tmp_path.iterdir()}
    assert set(used) <= set(last)
