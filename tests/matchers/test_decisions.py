"""Decisions of reviewers bind while row and person stand, whatever the order, and nothing else does."""

from datetime import date
from itertools import permutations
from typing import Any

import polars as pl
import pytest

from matchers.decisions import Decided, decide, mention_keys, person_keys
from matchers.records import records_of
from matchers.registry import index_registry
from schemas.decision import DECISION, DecisionState, Verdict
from schemas.extracts import EXTRACTS
from tests.matchers.village import link, number, person, registry_of, row, rows_of

BORN = date(1970, 3, 5)
WEN = person("周文", BORN, 11, "H1")
OTHER_WEN = person("周文", date(1982, 7, 9), 13, "H2")
LI = person("李桂香", date(1971, 1, 2), 22, "H1")
PEOPLE = registry_of(WEN, OTHER_WEN, LI)
NAME_ONLY = row("周文", None)
OWN_NUMBER = row("周文", WEN["id_no"])
Row = dict[str, Any]
Verdicts = list[tuple[int, Row, Row, Verdict]]


def decisions(verdicts: Verdicts, people: pl.DataFrame = PEOPLE, source: str = "low_income") -> pl.DataFrame:
    """Verdicts on (number, row, person), as they would lie in the record."""
    entries = []
    for place, written, held, verdict in verdicts:
        records = records_of(rows_of(written, source=source))
        registry = index_registry(people.filter(pl.col("id_no") == held["id_no"]))
        known = registry.of(registry.everybody)
        entries.append(
            {
                "number": place,
                "source": source,
                "role": None,
                "mention_key": mention_keys(records)["mention_key"].item(),
                "name": written["name"],
                "person_key": person_keys(known)["person_key"].item(),
                "registry_name": held["name"],
                "verdict": verdict.value,
                "preparer": "甲",
                "reviewer": "乙",
                "decided_on": date(2019, 6, 1),
                "reason": "入户核实",
            }
        )
    return pl.DataFrame(entries, schema=DECISION)


def tonight(verdicts: Verdicts, *written: Row, people: pl.DataFrame = PEOPLE) -> list[Row]:
    return link(people, rows_of(*written), decisions(verdicts))["low_income"].to_dicts()


def states(verdicts: Verdicts, *written: Row, people: pl.DataFrame = PEOPLE) -> list[str]:
    return _decided(decisions(verdicts), people, *written).states["state"].to_list()


def _decided(taken: pl.DataFrame, people: pl.DataFrame, *written: Row) -> Decided:
    return decide(taken, records_of(rows_of(*written)), index_registry(people))


def test_a_name_alone_is_not_linked_but_a_decision_links_it_with_grade_d() -> None:
    (undecided,) = tonight([], NAME_ONLY)
    assert undecided["outcome"] != "linked"
    (bound,) = tonight([(1, NAME_ONLY, WEN, Verdict.SAME)], NAME_ONLY)
    assert (bound["outcome"], bound["person"], bound["grade"]) == ("linked", 0, "D")
    assert bound["reason"].startswith("decision")
    assert bound["why_not"] is None


def test_a_decision_for_what_the_number_says_keeps_the_grade_of_the_number() -> None:
    (bound,) = tonight([(1, OWN_NUMBER, WEN, Verdict.SAME)], OWN_NUMBER)
    assert (bound["person"], bound["grade"]) == (0, "A")
    assert bound["reason"].startswith("decision+exact")


def test_a_decision_outranks_the_number_itself() -> None:
    (bound,) = tonight([(1, OWN_NUMBER, OTHER_WEN, Verdict.SAME)], OWN_NUMBER)
    assert (bound["person"], bound["grade"]) == (1, "D")


def test_a_decision_binds_a_pair_that_nothing_else_suggests() -> None:
    stranger = row("吴不识", None, "D9")
    (bound,) = tonight([(1, stranger, LI, Verdict.SAME)], stranger)
    assert (bound["outcome"], bound["person"], bound["reason"][:8]) == ("linked", 2, "decision")


def test_a_rejected_pair_is_never_raised_again() -> None:
    (before,) = tonight([], OWN_NUMBER)
    assert before["person"] == 0
    (after,) = tonight([(1, OWN_NUMBER, WEN, Verdict.DIFFERENT)], OWN_NUMBER)
    assert after["person"] is None
    assert after["candidate"] != 0


def test_a_row_whose_every_candidate_was_rejected_says_so() -> None:
    lone = row("李桂香", LI["id_no"], "D7")
    (after,) = tonight([(1, lone, LI, Verdict.DIFFERENT)], lone)
    assert (after["outcome"], after["why_not"], after["candidate"]) == ("unlinked", "ruled_out", None)


def test_rejecting_one_namesake_leaves_the_other_a_candidate() -> None:
    rejected = [(1, NAME_ONLY, OTHER_WEN, Verdict.DIFFERENT)]
    (after,) = tonight(rejected, NAME_ONLY)
    assert after["candidate"] in (None, 0)


@pytest.mark.parametrize(
    "change",
    [
        {"name": "周斌"},
        {"id_no": number(BORN, 15)},
        {"disability_certificate_no": WEN["id_no"] + "44"},
        {"sex": "女"},
        {"household_no": "D2"},
        {"village": "别村"},
        {"town": "别镇"},
        {"relation": "户主"},
        {"head_id_no": LI["id_no"]},
    ],
)
def test_a_decision_lapses_when_the_row_says_something_else(change: Row) -> None:
    verdicts = [(1, NAME_ONLY, WEN, Verdict.SAME)]
    assert states(verdicts, NAME_ONLY | change) == [DecisionState.ROW_CHANGED]
    (after,) = tonight(verdicts, NAME_ONLY | change)
    assert not (after["reason"] or "").startswith("decision")


@pytest.mark.parametrize(
    "change", [{"name": "周闻"}, {"id_no": number(BORN, 17)}, {"birth_date": date(1970, 3, 6)}, {"sex": "女"}]
)
def test_a_decision_lapses_when_the_person_is_somebody_else(change: Row) -> None:
    people = registry_of(WEN | change, OTHER_WEN, LI)
    verdicts = [(1, NAME_ONLY, WEN, Verdict.SAME)]
    assert states(verdicts, NAME_ONLY, people=people) == [DecisionState.PERSON_CHANGED]
    (after,) = tonight(verdicts, NAME_ONLY, people=people)
    assert not (after["reason"] or "").startswith("decision")


@pytest.mark.parametrize("change", [{"address": "新街 3 号"}, {"household_no": "H9"}, {"person_status": "迁出"}])
def test_a_person_who_moved_house_is_still_the_same_person(change: Row) -> None:
    people = registry_of(WEN | change, OTHER_WEN, LI)
    (after,) = tonight([(1, NAME_ONLY, WEN, Verdict.SAME)], NAME_ONLY, people=people)
    assert after["person"] == 0


@pytest.mark.parametrize(
    "respelt", [{"name": " 周 文 "}, {"monthly_benefit_fen": 30000}, {"file": "七月.csv"}, {"row_number": 99}]
)
def test_another_file_place_amount_or_spacing_changes_no_decision(respelt: Row) -> None:
    (after,) = tonight([(1, NAME_ONLY, WEN, Verdict.SAME)], NAME_ONLY | respelt)
    assert after["person"] == 0


def test_the_last_word_on_a_pair_stands() -> None:
    verdicts = [(1, NAME_ONLY, WEN, Verdict.SAME), (2, NAME_ONLY, WEN, Verdict.DIFFERENT)]
    assert states(verdicts, NAME_ONLY) == [DecisionState.SUPERSEDED, DecisionState.IN_FORCE]
    (after,) = tonight(verdicts, NAME_ONLY)
    assert after["person"] is None


def test_unsure_withdraws_what_was_decided_before() -> None:
    verdicts = [(1, OWN_NUMBER, WEN, Verdict.DIFFERENT), (2, OWN_NUMBER, WEN, Verdict.UNSURE)]
    assert states(verdicts, OWN_NUMBER) == [DecisionState.SUPERSEDED, DecisionState.NOTED]
    (after,) = tonight(verdicts, OWN_NUMBER)
    assert (after["person"], after["reason"][:5]) == (0, "exact")


def test_a_row_is_one_person_the_last_one_named() -> None:
    verdicts = [(1, NAME_ONLY, WEN, Verdict.SAME), (2, NAME_ONLY, OTHER_WEN, Verdict.SAME)]
    assert states(verdicts, NAME_ONLY) == [DecisionState.SUPERSEDED, DecisionState.IN_FORCE]
    assert tonight(verdicts, NAME_ONLY)[0]["person"] == 1


def test_a_withdrawn_name_does_not_outdo_an_earlier_one() -> None:
    verdicts = [
        (1, NAME_ONLY, WEN, Verdict.SAME),
        (2, NAME_ONLY, OTHER_WEN, Verdict.SAME),
        (3, NAME_ONLY, OTHER_WEN, Verdict.UNSURE),
    ]
    assert states(verdicts, NAME_ONLY) == [DecisionState.IN_FORCE, DecisionState.SUPERSEDED, DecisionState.NOTED]
    assert tonight(verdicts, NAME_ONLY)[0]["person"] == 0


def test_neither_the_order_of_decisions_nor_that_of_rows_or_people_matters() -> None:
    written = [NAME_ONLY, OWN_NUMBER, row("李桂香", None)]
    seen = set()
    for order in permutations(range(3)):
        people = registry_of(*([WEN, OTHER_WEN, LI][place] for place in order))
        first, second, third, fourth = ((1, 2, 3, 4), (2, 4, 1, 3), (3, 4, 2, 1))[order[0]]
        taken = decisions(
            [
                (fourth, written[2], LI, Verdict.SAME),
                (first, NAME_ONLY, WEN, Verdict.SAME),  # only of this row two things were said, one after the other
                (third, OWN_NUMBER, WEN, Verdict.DIFFERENT),
                (second, NAME_ONLY, OTHER_WEN, Verdict.SAME),
            ]
        )
        linked = link(people, rows_of(*(written[place] for place in order)), taken)["low_income"]
        ids = linked.join(people.select("person", held="id_no"), on="person", how="left")
        columns = ["name", "id_no", "household_no", "held", "outcome", "reason", "grade", "why_not"]
        seen.add(str(sorted(map(str, ids.select(columns).rows()))))
    assert len(seen) == 1


def test_a_decision_is_about_one_source() -> None:
    taken = decisions([(1, NAME_ONLY, WEN, Verdict.SAME)], source="low_income")
    orphan = {"orphans": rows_of({"name": "周文", "id_no": None}, source="orphans")["orphans"]}
    (after,) = link(PEOPLE, orphan, taken)["orphans"].to_dicts()
    assert not (after["reason"] or "").startswith("decision")


def test_the_parties_of_a_marriage_have_keys_of_their_own_whatever_the_row_number() -> None:
    couple = {"husband_name": "周文", "wife_name": "周文", "event_type": "IA"}
    keys = {}
    for place in (2, 77):
        frame = rows_of(couple | {"row_number": place}, source="marriages")
        keys[place] = mention_keys(records_of(frame)).sort("role").select("role", "mention_key")
    assert keys[2].equals(keys[77])
    assert keys[2]["role"].to_list() == [subject.role for subject in EXTRACTS["marriages"].subjects]
    assert keys[2]["mention_key"].n_unique() == 2


def test_two_rows_decided_to_be_one_person_both_stay_so_that_the_finding_can_be_made() -> None:
    twice = row("周文文", None)
    verdicts = [(1, NAME_ONLY, WEN, Verdict.SAME), (2, twice, WEN, Verdict.SAME)]
    linked = tonight(verdicts, NAME_ONLY, twice, OWN_NUMBER)
    assert [one["person"] for one in linked] == [0, 0, 0]


def test_keys_hold_from_release_to_release() -> None:
    """Should this fail, every decision on record in every bureau lapses."""
    records = records_of(rows_of(row("周文", "431103197003050116")))
    assert mention_keys(records)["mention_key"].to_list() == ["0381c3937caa831a2eff990d4488c4e6"]
    registry = index_registry(registry_of(WEN))
    known = registry.of(registry.everybody)
    assert person_keys(known)["person_key"].to_list() == ["e405600146c1113596aeee035ebbb355"]
