"""Clues keep their ids when a person's number changes, and nobody without the key can tell what an id is made of."""

from dataclasses import replace
from hashlib import blake2b

from policies.checks import CHECKS
from policies.clue_ids import earlier_ids, oldest_numbers, renumbered
from policies.clue_key import ClueKey, keyed_ids
from policies.evidence import Evidence
from policies.run import Findings, run_checks
from tests.policies.district import District

KEY = b"secret of the bureau, long enough"
FIRST, SECOND, THIRD = "432902196001010011", "432902196001010038", "432902196001010054"


def evidence_of(id_no: str, former: str | None = None, **oldest: str) -> Evidence:
    """A district in which one person, who is in a roster that he should not be in alone, bears these numbers."""
    district = District()
    who = district.person("王利华", id_no, former_id_no=former)
    district.person("旁人", "432902196502020020")
    district.row("disability_allowances", who)
    return replace(district.evidence(), clue_key=ClueKey(KEY, oldest))


def r7(evidence: Evidence) -> str:
    found = run_checks(evidence, [CHECKS["R7"]]).mismatch
    return str(found["finding_id"].item())


def test_another_key_gives_other_ids() -> None:
    evidence = evidence_of(FIRST)
    assert r7(evidence) != r7(replace(evidence, clue_key=ClueKey(b"another secret of the same length")))


def test_no_unkeyed_hash_of_check_and_number_is_an_id() -> None:
    plain = blake2b(f"R7\x1f{FIRST}".encode(), digest_size=8).hexdigest()
    assert r7(evidence_of(FIRST)) != plain
    assert r7(evidence_of(FIRST)) == keyed_ids([plain], KEY)[0]  # so that clues of the first version keep their lives


def test_a_clue_stays_when_the_number_changes() -> None:
    assert r7(evidence_of(SECOND, FIRST)) == r7(evidence_of(FIRST))
    assert r7(evidence_of(SECOND)) != r7(evidence_of(FIRST))


def test_a_clue_stays_when_the_number_changes_twice_or_the_registry_forgets_the_old_one() -> None:
    known = {SECOND: FIRST}
    assert r7(evidence_of(THIRD, SECOND, **known)) == r7(evidence_of(FIRST))
    assert r7(evidence_of(SECOND, None, **known)) == r7(evidence_of(FIRST))


def test_an_old_number_that_somebody_else_bears_tells_nobody_apart() -> None:
    district = District()
    district.person("王利华", SECOND, former_id_no=FIRST)
    district.person("李秀莲", FIRST)
    district.person("张甲", "432902196502020020", former_id_no=THIRD)
    district.person("张乙", "432902196502020039", former_id_no=THIRD)
    evidence = district.evidence()
    assert oldest_numbers(evidence).to_list() == evidence.persons["id_no"].to_list()
    assert renumbered(evidence).is_empty()


def test_what_was_known_under_a_later_number_is_still_known() -> None:
    before, after = evidence_of(SECOND), evidence_of(SECOND, FIRST)
    findings = run_checks(after, [CHECKS["R7"]]).mismatch
    earlier = earlier_ids(after, findings, CHECKS)
    assert earlier.rows() == [(r7(before), r7(after))]


def test_the_roster_is_part_of_an_earlier_id_of_d1() -> None:
    def district(*numbers: str) -> Evidence:
        made = District()
        who = made.person("王利华", numbers[0], former_id_no=numbers[1] if len(numbers) > 1 else None)
        made.row("deaths", who)
        for source in ("low_income", "disability_allowances"):
            made.row(source, who)
        return replace(made.evidence(), clue_key=ClueKey(KEY))

    before, after = (run_checks(one, [CHECKS["D1"]]).mismatch for one in (district(SECOND), district(SECOND, FIRST)))
    earlier = earlier_ids(district(SECOND, FIRST), after, CHECKS)
    assert set(earlier["was"]) == set(before["finding_id"])
    assert set(earlier["finding_id"]) == set(after["finding_id"])


def stopped(id_no: str, former: str | None = None, *written: str) -> Findings:
    """What Q9 says of somebody's rows under these numbers, whose months say otherwise than their status."""
    district = District()
    who = district.person("王利华", id_no, former_id_no=former)
    for number in written or (id_no,):
        district.row("disability_allowances", who, id_no=number, status="停止")
    return run_checks(replace(district.evidence(), clue_key=ClueKey(KEY)), [CHECKS["Q9"]])


def test_a_clue_about_a_row_stays_when_the_number_changes_whichever_the_row_bears() -> None:
    known = stopped(FIRST).mismatch["finding_id"].to_list()
    assert len(known) == 1
    for written in (FIRST, SECOND):
        assert stopped(SECOND, FIRST, written).mismatch["finding_id"].to_list() == known
    assert stopped(SECOND).mismatch["finding_id"].to_list() != known


def test_a_clue_about_a_row_is_known_by_its_number_before_the_former_one_was() -> None:
    before, after = stopped(SECOND).mismatch, stopped(SECOND, FIRST).mismatch
    earlier = earlier_ids(evidence_of(SECOND, FIRST), after, CHECKS)
    assert earlier.rows() == [(before["finding_id"].item(), after["finding_id"].item())]


def test_of_rows_under_both_numbers_the_one_under_the_old_number_keeps_its_clue() -> None:
    after = stopped(SECOND, FIRST, SECOND, FIRST).mismatch.sort("row_number")
    assert after["finding_id"].n_unique() == 2
    assert after["finding_id"][1] == stopped(FIRST).mismatch["finding_id"].item()
    earlier = earlier_ids(evidence_of(SECOND, FIRST), after, CHECKS)
    assert earlier.rows() == [(stopped(SECOND).mismatch["finding_id"].item(), after["finding_id"][0])]
