"""The record: entries are only ever added, and whoever changes, shortens, rewrites or deletes it is found out."""

import hashlib
import hmac
import json
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from pipelines.record.entry import BEGINNING, Entry, Kind, recorded
from pipelines.record.head import RECORD, head_facts
from pipelines.record.people import same_person
from pipelines.record.sealed import sealed
from pipelines.record.store import (
    append_entries,
    read_record,
    record_file,
    verified_record,
    verify_for_the_night,
)
from pipelines.review.store import read_decisions
from pipelines.warehouse import Warehouse
from pipelines.workspace.folders import Workspace
from pipelines.workspace.keys import key_file
from schemas.errors import KeyFileError, TamperedRecordError
from tests.pipelines.small_district import AS_OF, hedui, run

DAY = date(2019, 7, 2)
PAYLOAD = {
    "source": "low_income",
    "role": None,
    "mention_key": "m",
    "name": "王芳",
    "person_key": "p",
    "registry_name": "王芳",
    "verdict": "same",
    "reason": "入户核实",
}
Change = Callable[[list[str]], list[str]]


def entry(reason: str, by: str = "经办甲") -> Entry:
    return Entry(Kind.DECISION, DAY, by, "复核乙", {**PAYLOAD, "reason": reason})


@pytest.fixture
def workspace_of_three(tmp_path: Path) -> Workspace:
    workspace = Workspace(tmp_path / "workspace")
    workspace.prepare()
    with Warehouse(workspace.warehouse) as warehouse:
        append_entries(workspace, warehouse, [entry("一"), entry("二")])
        append_entries(workspace, warehouse, [entry("三")])
    return workspace


@pytest.fixture
def warehouse(workspace_of_three: Workspace) -> Iterator[Warehouse]:
    with Warehouse(workspace_of_three.warehouse) as opened:
        yield opened


def made_anew(lines: list[str], key: bytes) -> list[str]:
    """The record with another first entry, chained by somebody who has this key."""
    last, anew = BEGINNING, list[str]()
    for number, line in enumerate(lines, 1):
        said = json.loads(line)
        own = Entry(Kind(said["kind"]), DAY, "经办丙" if number == 1 else said["by"], "", said["payload"])
        written = recorded(number, own, last, key)
        last = written.mac
        anew.append(written.line.decode())
    return anew


CHANGES: dict[str, tuple[Change, str]] = {
    "a word": (lambda lines: [lines[0], lines[1].replace("二", "五"), lines[2]], "第 2 条不是登记时的内容"),
    "a name": (lambda lines: [lines[0].replace("经办甲", "经办丙"), *lines[1:]], "第 1 条不是登记时的内容"),
    "a line more of nothing": (lambda lines: [*lines, "{}\n"], "第 4 条不是登记时的内容"),
    "a line cut": (lambda lines: [*lines[:2], lines[2][:-20]], "第 3 条不完整"),
    "the same in other words": (lambda lines: [lines[0].replace(": ", ":", 1), *lines[1:]], "第 1 条不是登记时的内容"),
    "the first gone": (lambda lines: lines[1:], "第 1 条与第 0 条不相连"),
    "one in the middle gone": (lambda lines: [lines[0], lines[2]], "第 2 条与第 1 条不相连"),
    "another order": (lambda lines: [lines[1], lines[0], lines[2]], "第 1 条与第 0 条不相连"),
    "one twice": (lambda lines: [*lines, lines[2]], "第 4 条与第 3 条不相连"),
    "the last gone": (lambda lines: lines[:2], "第 3 条起缺失"),
    "all gone": (lambda _: [], "第 1 条起缺失"),
    "made anew without the key": (lambda lines: made_anew(lines, b"guess" * 10), "第 1 条不是登记时的内容"),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_is_found_and_the_first_broken_link_named(
    workspace_of_three: Workspace, warehouse: Warehouse, change: str
) -> None:
    path = record_file(workspace_of_three)
    bend, complaint = CHANGES[change]
    path.write_text("".join(bend(path.read_text().splitlines(keepends=True))))
    bent = path.read_bytes()
    for look in (verified_record, verify_for_the_night, lambda one, other: append_entries(one, other, [entry("四")])):
        with pytest.raises(TamperedRecordError, match=complaint) as found:
            look(workspace_of_three, warehouse)
        assert found.value.exit_code == 2
    assert path.read_bytes() == bent


def test_a_record_that_is_whole_is_read_as_it_was_written(workspace_of_three: Workspace, warehouse: Warehouse) -> None:
    record = verified_record(workspace_of_three, warehouse)
    assert [one.entry for one in record] == [entry("一"), entry("二"), entry("三")]
    assert record == read_record(workspace_of_three)
    path = record_file(workspace_of_three)
    assert (path.stat().st_mode & 0o777, path.parent.stat().st_mode & 0o777) == (0o600, 0o700)
    assert key_file(workspace_of_three, "record").stat().st_mode & 0o777 == 0o600


def test_its_deletion_is_found(workspace_of_three: Workspace, warehouse: Warehouse) -> None:
    record_file(workspace_of_three).unlink()
    key_file(workspace_of_three, "record").unlink()
    with pytest.raises(TamperedRecordError, match="第 1 条起缺失: 据数据仓库应至少有 3 条"):
        verify_for_the_night(workspace_of_three, warehouse)


def test_a_chain_made_anew_with_the_stolen_key_is_found_by_those_who_remember(
    workspace_of_three: Workspace, warehouse: Warehouse
) -> None:
    path = record_file(workspace_of_three)
    key = key_file(workspace_of_three, "record").read_bytes()
    path.write_text("".join(made_anew(path.read_text().splitlines(keepends=True), key)))
    with pytest.raises(TamperedRecordError, match="整个记录可能已被重写"):
        verified_record(workspace_of_three, warehouse)


def test_a_publication_remembers_what_the_warehouse_has_forgotten(workspace_of_three: Workspace) -> None:
    published = workspace_of_three.publication(AS_OF)
    published.mkdir(parents=True)
    facts = head_facts(read_record(workspace_of_three))
    (published / "manifest.json").write_text(json.dumps({RECORD: facts}))
    record_file(workspace_of_three).unlink()
    workspace_of_three.warehouse.unlink()
    with Warehouse(workspace_of_three.warehouse) as warehouse, pytest.raises(TamperedRecordError, match=str(AS_OF)):
        verify_for_the_night(workspace_of_three, warehouse)
    with pytest.raises(TamperedRecordError, match=str(AS_OF)):
        read_record(workspace_of_three)


def test_a_lost_key_is_not_made_anew(workspace_of_three: Workspace) -> None:
    key_file(workspace_of_three, "record").unlink()
    with pytest.raises(KeyFileError, match=r"record\.key"):
        read_record(workspace_of_three)
    assert not key_file(workspace_of_three, "record").exists()


def test_entries_that_are_on_disk_count_though_their_head_was_not_remembered(
    workspace_of_three: Workspace, warehouse: Warehouse
) -> None:
    warehouse.execute("DELETE FROM record_head WHERE entries = 3")
    assert len(verified_record(workspace_of_three, warehouse)) == 3
    verify_for_the_night(workspace_of_three, warehouse)
    assert warehouse.query("SELECT max(entries) AS n FROM record_head")["n"].to_list() == [3]


def test_what_is_sealed_is_read_as_line_by_line(workspace_of_three: Workspace, warehouse: Warehouse) -> None:
    odd = [entry('"date": "2019-01-01", "kind": "result"', by='甲"\\\n\r\u2028"mac": "'), entry("}{\x00\x85")]
    append_entries(workspace_of_three, warehouse, odd)
    line_by_line = read_record(workspace_of_three)
    assert [one.entry for one in line_by_line[3:]] == odd
    assert verified_record(workspace_of_three, warehouse) == line_by_line
    warehouse.execute("UPDATE record_head SET seal = NULL")  # an older program knew of none
    verify_for_the_night(workspace_of_three, warehouse)
    assert warehouse.query("SELECT entries FROM record_head WHERE seal IS NOT NULL")["entries"].to_list() == [5]
    assert verified_record(workspace_of_three, warehouse) == line_by_line


def test_a_seal_made_without_the_key_vouches_for_nothing(workspace_of_three: Workspace, warehouse: Warehouse) -> None:
    path = record_file(workspace_of_three)
    record = read_record(workspace_of_three)
    forged = [one._replace(line=one.line.replace("二".encode(), "五".encode())) for one in record]
    path.write_bytes(b"".join(one.line for one in forged))
    warehouse.execute("UPDATE record_head SET seal = ?", [sealed(forged, b"guess" * 10).code])
    with pytest.raises(TamperedRecordError, match="第 2 条不是登记时的内容"):
        verify_for_the_night(workspace_of_three, warehouse)


def first_version(workspace: Workspace, *reasons: str) -> Path:
    """Decisions as the first version of this program kept them."""
    workspace.decisions.mkdir()
    last, lines = BEGINNING, []
    for number, reason in enumerate(reasons, 1):
        own = {"preparer": "经办甲", "reviewer": "", "decided_on": "2019-07-02", "place": "a.csv:2"}
        said = {"number": number, **PAYLOAD, **own, "reason": reason, "previous": last}
        last = hashlib.sha256((json.dumps(said, ensure_ascii=False, sort_keys=True) + "\n").encode()).hexdigest()
        lines.append(json.dumps({**said, "hash": last}, ensure_ascii=False, sort_keys=True) + "\n")
    path = workspace.decisions / "decisions.jsonl"
    path.write_text("".join(lines))
    (workspace.decisions / "head.json").write_text(json.dumps({"lines": len(lines), "hash": last}))
    return path


def test_decisions_of_the_first_version_are_taken_over_once(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path / "workspace")
    workspace.prepare()
    path = first_version(workspace, "一", "二")
    before = read_decisions(workspace)
    assert before["reason"].to_list() == ["一", "二"]
    with Warehouse(workspace.warehouse) as warehouse:
        verify_for_the_night(workspace, warehouse)
        path.unlink()
        append_entries(workspace, warehouse, [entry("三")])
    after = read_decisions(workspace)
    assert after.head(2).equals(before)
    assert after["reason"].to_list() == ["一", "二", "三"]


@pytest.mark.parametrize("bend", [lambda text: text.replace("二", "五"), lambda text: text.split("\n")[0] + "\n"])
def test_changed_decisions_of_the_first_version_are_not_taken_over(tmp_path: Path, bend: Callable[[str], str]) -> None:
    workspace = Workspace(tmp_path / "workspace")
    workspace.prepare()
    path = first_version(workspace, "一", "二")
    path.write_text(bend(path.read_text()))
    with Warehouse(workspace.warehouse) as warehouse, pytest.raises(TamperedRecordError, match="已被改动"):
        verify_for_the_night(workspace, warehouse)
    assert not record_file(workspace).exists()


@pytest.mark.parametrize(
    "other",
    [
        "经办甲",
        "经\u200b办甲",
        "经办 甲",
        "经办·甲",
        "\u2060经办甲\ufeff",
        "经办甲\u3164",
        "经办甲\ufe00",
        "經辦甲",
        "经办甲（科长）",
        "经办甲[13800000000]",
        "(经办甲)",
    ],
)
def test_one_person_is_not_two(other: str) -> None:
    assert same_person("经办甲", other)


def test_two_persons_are_not_one() -> None:
    assert not same_person("经办甲", "经办乙")
    assert not same_person("经办甲(代经办乙)", "经办乙")
    assert not same_person("(经办甲)", "(经办乙)")
    assert same_person("Ｌｉ Mei", "li mei")


def test_a_night_stops_at_a_changed_record_and_audit_verify_says_where(workspace: Workspace) -> None:
    with Warehouse(workspace.warehouse) as warehouse:
        append_entries(workspace, warehouse, [entry("一"), entry("二")])
    run(workspace, as_of=AS_OF + timedelta(days=1))
    manifest = json.loads((workspace.publication(AS_OF + timedelta(days=1)) / "manifest.json").read_text())
    assert manifest[RECORD] == head_facts(read_record(workspace))
    whole = hedui("audit", "verify", "--workspace", workspace.root, "--json")
    assert (whole.returncode, json.loads(whole.stdout)["entries"]) == (0, 2)
    path = record_file(workspace)
    path.write_text(path.read_text().replace("二", "五"))
    for words in (("audit", "verify"), ("run", "nightly", "--as-of", AS_OF)):
        done = hedui(*words, "--workspace", workspace.root)
        assert done.returncode == 2, done.stderr
        assert "第 2 条不是登记时的内容" in done.stderr


def test_the_code_of_a_line_is_an_hmac_over_all_the_rest() -> None:
    made = recorded(1, entry("一"), BEGINNING, b"key")
    said = json.loads(made.line)
    del said["mac"]
    rest = json.dumps(said, ensure_ascii=False, sort_keys=True) + "\n"
    assert made.mac == hmac.new(b"key", rest.encode(), hashlib.sha256).hexdigest()
