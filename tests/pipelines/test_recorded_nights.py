"""What nights said, kept as changes: whatever the order in which they ran, and ran again, it is what they said last."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from itertools import count
from pathlib import Path

import duckdb
import polars as pl
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from pipelines.warehouse import Warehouse
from pipelines.warehouse.aliases import aliases_of, oldest_numbers_before, record_aliases, record_numbers
from pipelines.warehouse.clue_keys import key_history
from pipelines.warehouse.history import keep_history
from pipelines.warehouse.nights import history_before, record_night, recorded_run
from pipelines.warehouse.stood import forget_stood
from policies.clues.fold import fold
from policies.clues.history import CLUE, NOTHING, WORDING, History, NightSays, with_night
from policies.clues.renaming import renamed
from schemas.extracts import REGISTRY
from schemas.work import WORK

START, END = date(2019, 6, 1), date(2019, 7, 1)
NO_ENTRIES = pl.DataFrame(schema=WORK)
CLUES = ("Aa", "Ab", "Ba", "Bb")
_numbers = count()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("nights")


@pytest.fixture
def warehouse(folder: Path) -> Iterator[Warehouse]:
    with fresh(folder) as opened:
        yield opened


def fresh(folder: Path) -> Warehouse:
    return Warehouse(folder / f"{next(_numbers)}.duckdb")


def says(raised: dict[str, str], ran: str = "AB", unanswered: tuple[str, ...] = (), **more: object) -> NightSays:
    """What a night says: clue -> facts, the first letter of a clue being its check and its name that of its facts."""
    rows = [
        {"finding_id": one, "check_id": one[0], "facts": facts, "name": facts} | more for one, facts in raised.items()
    ]
    schema = dict.fromkeys(("finding_id", "check_id", "facts"), pl.String()) | WORDING
    schema |= {name: pl.Date() for name in more if name not in WORDING}
    return NightSays(
        pl.DataFrame(rows, schema=schema, orient="row"), pl.Series(unanswered, dtype=pl.String), frozenset(ran)
    )


def day(number: int) -> date:
    return START + timedelta(days=number)


@st.composite
def said_nights(draw: st.DrawFn) -> list[tuple[int, NightSays]]:
    """Nights in the order in which they ran, some of them twice."""
    ran = []
    for number in draw(st.lists(st.integers(0, 5), min_size=1, max_size=9)):
        checks = draw(st.sampled_from(["A", "B", "AB"]))
        able = [clue for clue in CLUES if clue[0] in checks]
        ran.append((number, says(draw(st.dictionaries(st.sampled_from(able), st.sampled_from(["x", "y"]))), checks)))
    return ran


@st.composite
def doubtful_nights(draw: st.DrawFn) -> list[tuple[int, NightSays]]:
    """The same, some of which could not say of every clue whether it is still there."""
    ran = []
    for number, night in draw(said_nights()):
        able = [clue for clue in CLUES if clue[0] in night.ran and clue not in set(night.raised["finding_id"])]
        doubted = draw(st.lists(st.sampled_from(able), unique=True)) if able else []
        ran.append((number, replace(night, unanswered=pl.Series(doubted, dtype=pl.String))))
    return ran


DEATHS, ROLL = "deaths", "low_income"
WHOLE = frozenset({REGISTRY, ROLL, DEATHS, "disability"})


@st.composite
def nights_with_sources(draw: st.DrawFn) -> list[tuple[int, NightSays]]:
    """The same, of which some lack the deaths: they neither raise what rests on them nor can say that it is gone."""
    ran = []
    for number, night in draw(said_nights()):
        used = WHOLE if draw(st.booleans()) else WHOLE - {DEATHS}
        rests = pl.col("finding_id").str.ends_with("a")
        raised = night.raised.with_columns(
            source=pl.lit(ROLL), observed_source=pl.when(rests).then(pl.lit(DEATHS)).otherwise(pl.lit(REGISTRY))
        )
        doubted = [] if DEATHS in used else [clue for clue in CLUES if clue[0] in night.ran and clue.endswith("a")]
        raised = raised.remove(pl.col("finding_id").is_in(doubted))
        ran.append((number, replace(night, raised=raised, unanswered=pl.Series(doubted, dtype=pl.String), used=used)))
    return ran


def ledger(history: History, as_of: date) -> pl.DataFrame:
    return fold(history, NO_ENTRIES, as_of, {}).sort("finding_id")


@settings(phases=[Phase.generate], max_examples=25)
@given(said_nights())
def test_the_order_in_which_nights_ran_does_not_matter(folder: Path, ran: list[tuple[int, NightSays]]) -> None:
    with fresh(folder) as warehouse:
        for number, night in ran:
            record_night(warehouse, day(number), "run", night, "key")
        in_order = NOTHING
        for number, night in sorted(dict(ran).items()):
            assert ledger(history_before(warehouse, day(number)), day(number)).equals(ledger(in_order, day(number)))
            in_order = with_night(in_order, night, day(number))
        kept = history_before(warehouse, END)
        assert ledger(kept, END).equals(ledger(in_order, END))
        assert kept.answers.height == in_order.answers.height


@settings(phases=[Phase.generate], max_examples=25)
@given(nights_with_sources())
def test_nor_does_it_where_a_night_lacked_a_source(folder: Path, ran: list[tuple[int, NightSays]]) -> None:
    shown = ("finding_id", "data_status", "first_seen", "last_seen", "gone_since")
    with fresh(folder) as warehouse:
        for number, night in ran:
            record_night(warehouse, day(number), "run", night, "key")
        in_order = NOTHING
        for number, night in sorted(dict(ran).items()):
            in_order = with_night(in_order, night, day(number))
        assert ledger(history_before(warehouse, END), END).select(shown).equals(ledger(in_order, END).select(shown))


@settings(phases=[Phase.generate], max_examples=12)
@given(doubtful_nights())
def test_how_clues_stand_is_kept_as_it_is_reckoned(folder: Path, ran: list[tuple[int, NightSays]]) -> None:
    """What is kept is there to be quick alone: without it the same is reckoned from what all nights said."""
    with fresh(folder) as warehouse:
        for number, night in ran:
            record_night(warehouse, day(number), "run", night, "key")
        is_kept = warehouse.one("SELECT 1 FROM clue_stood_until") is not None
        assert is_kept is (ran[-1][0] == max(number for number, _ in ran))
        kept = history_before(warehouse, END)
        forget_stood(warehouse)
        anew = history_before(warehouse, END)
        assert kept.stood.sort(CLUE).equals(anew.stood.sort(CLUE))
        assert kept.answers.equals(anew.answers)


@settings(phases=[Phase.generate], max_examples=8)
@given(doubtful_nights(), st.sets(st.integers(0, 8)))
def test_what_is_kept_apart_is_brought_up_to_what_it_would_be_anew(
    folder: Path, ran: list[tuple[int, NightSays]], missed: set[int]
) -> None:
    """Also where some runs were killed before they could."""
    path, kept, anew = (folder / f"{next(_numbers)}.duckdb" for _ in range(3))
    for place, (number, night) in enumerate(ran):
        with Warehouse(path) as warehouse:
            record_night(warehouse, day(number), f"run {place}", night, "key")
        if place not in missed:
            keep_history(path, kept)
            anew.unlink(missing_ok=True)
            keep_history(path, anew)
            assert tables(kept) == tables(anew)


def test_several_nights_are_brought_up_at_once(folder: Path) -> None:
    path, kept, anew = (folder / f"{next(_numbers)}.duckdb" for _ in range(3))
    told = ((0, "x"), (1, "y"), (1, "z"), (2, "x"))
    for place, (number, facts) in enumerate(told):
        with Warehouse(path) as warehouse:
            record_night(warehouse, day(number), f"run {place}", says({"Aa": facts}), "key")
        if place != 2:  # that run was killed, and leaves as many rows as the one before it
            keep_history(path, kept)
    keep_history(path, anew)
    assert tables(kept) == tables(anew)


HARMS = {
    "cut short": None,
    "a night said less": "DELETE FROM clue_answer WHERE as_of = '2019-06-01' AND clue = 1",
    "a night is gone": "DELETE FROM publication WHERE as_of = '2019-06-02'",
    "a clue is another": "UPDATE clue SET finding_id = 'Zz' WHERE clue = 1",
}


@pytest.mark.parametrize("harm", HARMS)
def test_what_is_kept_apart_is_whole_again_after_the_next_night(folder: Path, harm: str) -> None:
    path, kept, anew = (folder / f"{next(_numbers)}.duckdb" for _ in range(3))
    for number, raised in enumerate(({"Aa": "x", "Ba": "x"}, {"Aa": "y"}, {"Ab": "x"}, {"Aa": "z"})):
        with Warehouse(path) as warehouse:
            record_night(warehouse, day(number), f"run {number}", says(raised), "key")
        if number == 3:
            _harm(kept, HARMS[harm])
        keep_history(path, kept)
    keep_history(path, anew)
    assert tables(kept) == tables(anew)


def _harm(kept: Path, statement: str | None) -> None:
    if statement is None:
        kept.write_bytes(kept.read_bytes()[:-5000])
    else:
        with duckdb.connect(kept) as file:
            file.execute(statement)


def tables(path: Path) -> dict[str, list[tuple[object, ...]]]:
    with duckdb.connect(path, read_only=True) as file:
        names = [name for (name,) in file.execute("SELECT table_name FROM duckdb_tables()").fetchall()]
        return {name: sorted(file.execute(f'FROM "{name}"').fetchall(), key=str) for name in names}


def test_a_night_without_news_costs_no_row(warehouse: Warehouse) -> None:
    for number in range(5):
        record_night(warehouse, day(number), "run", says({"Aa": "x", "Ba": "y"}), "key")
    assert history_before(warehouse, END).answers.height == 2
    assert warehouse.query("SELECT * FROM clue_said").height == 2


def test_a_night_that_could_not_answer_is_on_record(warehouse: Warehouse) -> None:
    record_night(warehouse, day(0), "run", says({"Aa": "x", "Ab": "x"}), "key")
    record_night(warehouse, day(1), "run", says({}, unanswered=("Aa",)), "key")
    found = ledger(history_before(warehouse, day(2)), day(1))
    assert found.select("finding_id", "data_status").rows() == [("Aa", "not_run"), ("Ab", "gone")]


@pytest.mark.parametrize(
    ("then", "expected"),
    [
        ([(2, WHOLE - {DEATHS})], ("not_run", None)),
        ([(2, WHOLE - {"disability"})], ("gone", day(2))),
        ([(2, WHOLE)], ("gone", day(2))),
        ([(2, WHOLE - {DEATHS}), (4, WHOLE)], ("gone", day(4))),
        ([(2, None)], ("gone", day(2))),  # put on record by a version that did not say what it used
    ],
)
def test_nights_that_ran_before_could_say_of_a_late_clue_what_their_sources_allow(
    warehouse: Warehouse, then: list[tuple[int, frozenset[str] | None]], expected: tuple[str, date | None]
) -> None:
    for number, used in then:
        night = replace(says({}), used=used)
        record_night(warehouse, day(number), "run", night, "key")
    late = replace(says({"Aa": "x"}, source=ROLL, observed_source=f"{REGISTRY},{DEATHS}"), used=WHOLE)
    record_night(warehouse, day(0), "run", late, "key")
    found = ledger(history_before(warehouse, END), END)
    assert found.select("data_status", "gone_since").row(0) == expected


def test_a_county_that_sent_nothing_then_may_have_raised_it_and_so_may_either_of_two_sources(
    warehouse: Warehouse,
) -> None:
    feeds = frozenset(f"{source}/{county}" for source in (REGISTRY, ROLL, DEATHS) for county in ("甲县", "乙县"))
    record_night(warehouse, day(2), "run", replace(says({}), used=feeds - {f"{DEATHS}/乙县"}), "key")
    late = replace(says({"Aa": "x", "Ba": "y"}, source=ROLL), used=feeds, any_of={"A": (DEATHS, "rigid_expenses")})
    record_night(warehouse, day(0), "run", late, "key")
    found = ledger(history_before(warehouse, END), END)
    assert found.select("finding_id", "data_status").rows() == [("Aa", "not_run"), ("Ba", "gone")]


def test_a_clue_has_the_words_of_the_last_night_that_raised_it(warehouse: Warehouse) -> None:
    for number, raised in enumerate([{"Aa": "x"}, {"Aa": "y"}, {}, {}]):
        record_night(warehouse, day(number), "run", says(raised), "key")
    assert ledger(history_before(warehouse, day(1)), day(0))["name"].item() == "x"
    assert ledger(history_before(warehouse, END), day(3)).select("name", "facts").row(0) == ("y", "y")


def test_a_clue_under_another_id_lives_on(warehouse: Warehouse) -> None:
    record_night(warehouse, day(0), "run", says({"Aa": "x"}), "key")
    record_aliases(warehouse, day(1), pl.DataFrame({"was": ["Aa"], "finding_id": ["Ab"]}))
    record_night(warehouse, day(1), "run", says({"Ab": "x"}), "key")
    record_night(warehouse, day(2), "run", says({}), "key")
    for as_of, expected in ((day(0), [("Aa", "new", day(0))]), (day(1), [("Ab", "standing", day(0))])):
        history = renamed(history_before(warehouse, as_of + timedelta(days=1)), aliases_of(warehouse, as_of))
        assert ledger(history, as_of).select("finding_id", "data_status", "first_seen").rows() == expected
    later = renamed(history_before(warehouse, END), aliases_of(warehouse, END))
    assert ledger(later, day(2)).select("finding_id", "gone_since").rows() == [("Ab", day(2))]


def test_a_first_day_of_which_nothing_is_on_record_is_believed(warehouse: Warehouse) -> None:
    record_night(warehouse, day(3), "run", says({"Aa": "x"}, first_seen=day(0)), None)
    record_night(warehouse, day(4), "run", says({"Aa": "x", "Ab": "x"}, first_seen=day(0)), None)
    found = ledger(history_before(warehouse, END), day(4))
    assert found.select("finding_id", "first_seen", "data_status").rows() == [
        ("Aa", day(0), "standing"),
        ("Ab", day(0), "standing"),
    ]
    assert recorded_run(warehouse, day(3)) == "run"
    key_history(warehouse, "key", lambda ids: [f"keyed {was}" for was in ids])
    assert ledger(history_before(warehouse, END), day(4))["finding_id"].to_list() == ["keyed Aa", "keyed Ab"]


def test_a_first_day_that_is_on_record_is_not(warehouse: Warehouse) -> None:
    record_night(warehouse, day(0), "run", says({}), "key")
    record_night(warehouse, day(1), "run", says({"Aa": "x"}, first_seen=day(0)), "key")
    assert ledger(history_before(warehouse, END), day(1))["first_seen"].item() == day(1)


def test_numbers_of_persons_are_kept_as_changes_and_known_as_if_each_night_had_said_all(warehouse: Warehouse) -> None:
    chance = random.Random(3)
    days = [START + timedelta(days=number) for number in range(4)]
    for _ in range(6):
        for table in ("person_number", "publication"):
            warehouse.execute(f"DELETE FROM {table}")
        said: dict[date, dict[str, str]] = {}
        for day in [*chance.choices(days, k=6), *days]:
            said[day] = {number: chance.choice("xy") for number in chance.sample("abc", chance.randint(0, 3))}
            numbers = pl.DataFrame([*said[day].items()], schema=["id_no", "oldest"], orient="row")
            record_numbers(warehouse, day, numbers.cast(pl.String))
            warehouse.execute("DELETE FROM publication WHERE as_of = ?", [day])
            warehouse.execute("INSERT INTO publication (as_of) VALUES (?)", [day])
        known: dict[str, str] = {}
        for day in days:
            assert oldest_numbers_before(warehouse, day) == known
            known |= said[day]
        rows = warehouse.one("SELECT count(*) FROM person_number")
        record_numbers(
            warehouse, END, pl.DataFrame([*known.items()], schema=["id_no", "oldest"], orient="row").cast(pl.String)
        )
        assert warehouse.one("SELECT count(*) FROM person_number") == rows


def test_what_a_later_night_knew_it_knows_when_an_earlier_one_says_otherwise(warehouse: Warehouse) -> None:
    old, new = (pl.DataFrame({"id_no": ["a"], "oldest": [oldest]}) for oldest in "xy")
    for day, numbers in ((START, old), (END, old), (START, new)):
        record_numbers(warehouse, day, numbers)
        warehouse.execute("DELETE FROM publication WHERE as_of = ?", [day])
        warehouse.execute("INSERT INTO publication (as_of) VALUES (?)", [day])
    assert oldest_numbers_before(warehouse, END) == {"a": "y"}
    assert oldest_numbers_before(warehouse, date.max) == {"a": "x"}
