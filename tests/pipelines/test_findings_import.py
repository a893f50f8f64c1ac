"""Forms that come back about clues: taken whole, or refused with every fault told."""

import json
import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from itertools import count
from pathlib import Path

import polars as pl
import pytest

from pipelines.findings.assign import assign_work
from pipelines.findings.chosen import Wanted, chosen
from pipelines.findings.intake import Imported, import_work
from pipelines.findings.names import clue_names, handed_over
from pipelines.findings.past import past_of
from pipelines.findings.standing import looked_at
from pipelines.record.entry import Kind
from pipelines.record.store import read_record
from pipelines.workspace.folders import Workspace
from pipelines.workspace.lock import hold
from schemas.errors import ArgumentError, InputRefusedError, UnknownIdError, WorkspaceBusyError
from tests.pipelines.small_district import AS_OF, hedui, run, table_of

TODAY = AS_OF + timedelta(days=30)
NOW = datetime(2019, 7, 30, 9, tzinfo=UTC)
HEAD = "线索编号,交办单位,交办日期,办理期限,核实结果,核实日期,核实情况,经办人,复核人,处置措施,处置日期,追回金额"
TRUE = "属实,2019-07-02,入户核实,张一,李二"
Take = Callable[..., Imported]


@pytest.fixture
def clues(standing: Workspace) -> list[str]:
    return table_of(standing, "ledger")["finding_id"].head(6).to_list()


@pytest.fixture
def take(workspace: Workspace, tmp_path: Path) -> Take:
    numbers = count()

    def import_text(text: str, encoding: str = "utf-8", *, dry_run: bool = False, today: date = TODAY) -> Imported:
        path = tmp_path / f"in{next(numbers)}.csv"
        path.write_bytes(text.encode(encoding))
        return import_work(workspace, path, today, NOW, dry_run=dry_run)

    return import_text


def states(workspace: Workspace) -> dict[str, tuple[object, ...]]:
    with looked_at(workspace, TODAY) as (_, stands):
        columns = ("finding_id", "state", "result_on", "amount_recovered", "assigned_to")
        return {clue: tuple(rest) for clue, *rest in stands.clues.select(columns).iter_rows()}


def test_columns_that_nobody_reads_are_told(clues: list[str], take: Take) -> None:
    """Of a header that is written otherwise what was done would be lost without a word."""
    head = f"{HEAD},姓名,处理措施,备注,432902195907300738"
    done = take(f"{head}\n{clues[0]},,,,{TRUE},,,,王建国,停发待遇,,x\n", dry_run=True)
    (told,) = done.not_done
    assert told.startswith("没有读取的列: 处理措施、432902**********38;")
    assert done.counts == {Kind.RESULT: 1}


def test_a_line_assigns_finds_and_disposes_and_the_night_says_so(
    workspace: Workspace, clues: list[str], take: Take
) -> None:
    line = f'{clues[0]},蔡市镇,2019.7.1,2019年7月31日,{TRUE},停发待遇,20190703,"1,234.50"'
    text = "\n".join([HEAD, line, f"{clues[1]},,,,,,,张一,李二,,,"])
    assert take(text, dry_run=True).counts == {Kind.ASSIGNMENT: 1, Kind.RESULT: 1, Kind.DISPOSAL: 1}
    assert read_record(workspace) == ()
    assert take(text).counts == {Kind.ASSIGNMENT: 1, Kind.RESULT: 1, Kind.DISPOSAL: 1}
    again = take(text, "gb18030")
    assert (again.counts, again.repeated) == ({}, 3)
    state, result_on, amount, unit = states(workspace)[clues[0]]
    assert (state, result_on, str(amount), unit) == ("closed", date(2019, 7, 2), "1234.50", "蔡市镇")
    assert states(workspace)[clues[1]][0] == "open"
    run(workspace, as_of=TODAY)
    told = table_of(workspace, "ledger", TODAY).filter(pl.col("finding_id") == clues[0])
    assert told.select("state", "disposed_on").row(0) == ("closed", date(2019, 7, 3))


def test_every_fault_is_told_at_once_and_nothing_is_taken(workspace: Workspace, clues: list[str], take: Take) -> None:
    one, two, three, four, five, six = clues
    lines = [
        "某区线索办理表,,,,,,,,,,,",
        HEAD,
        f"{one},,,,{TRUE},,,",
        "0123456789abcdef,,,,属实,2019-07-02,,张一,李二,,,",
        f"{two},,,,基本属实,2019-07-02,,张一,李二,,,",
        f'{two},,,,属实,,"两行\n说明",张 一,张一,,,',
        f"{three},蔡市镇,2019-07-09,2019-07-01,,,,,,,,",
        f"{three},,2019-07-09,,,,,,,,,",
        f"{four},,,,属实,2019-02-30,,张一,李二,,,",
        f"{four},,,,属实,2019-06-01,,张一,,,,",
        f"{five},,,,属实,2019-12-01,,张一,李二,,,",
        f"{five},,,,,,,,,停发待遇,2019-07-03,-5",
        f"{six},,,,,,,,,停发待遇,2019-07-03,",
        f"{one},,,,,,,,,停发待遇,2019-07-01,若干",
        f"{one},,,,,,,,,停发待遇,2019-07-01,",
        f"{five},,,,属实,2019-07-02,#REF!,#N/A,李二,#NAME?,2019-07-03,",
    ]
    with pytest.raises(InputRefusedError) as refused:
        take("\n".join(lines))
    told = [line.strip().split("」")[0] for line in refused.value.message.splitlines()[1:]]
    assert told == [
        "第 4 行「线索编号",
        "第 5 行「核实结果",
        "第 6 行「核实日期",
        "第 6 行「复核人",
        "第 7 行「办理期限",
        "第 8 行「交办单位",
        "第 8 行「办理期限",
        "第 9 行「核实日期",
        "第 10 行「核实日期",
        "第 10 行「复核人",
        "第 11 行「核实日期",
        "第 12 行「追回金额",
        "第 13 行「处置措施",
        "第 14 行「追回金额",
        "第 15 行「处置措施",
        "第 16 行「核实情况",
        "第 16 行「经办人",
        "第 16 行「处置措施",
    ]
    assert refused.value.exit_code == 3
    assert read_record(workspace) == ()


@pytest.mark.parametrize(
    "text",
    ["", "姓名,核实结果\n张一,属实", "线索编号,核实结果,核实结果\n", f'{HEAD}\nx,,,,,,"开,,,,,\n'],
    ids=["empty", "no clue", "twice", "open quote"],
)
def test_a_file_that_is_no_form_is_refused(take: Take, text: str) -> None:
    with pytest.raises(InputRefusedError):
        take(text)


def test_a_comma_that_parts_a_cell_moves_no_other(clues: list[str], take: Take, workspace: Workspace) -> None:
    """Read a column off, a sum paid back of 1,528 yuan were 1, and half of what was found the name of who found it."""
    found = "属实,2019-07-02,{},张一,李二,停发,2019-07-03,{}"
    parted = [
        found.format("入户,核实", "9"),
        found.format("入户核实", "1,528.00"),
        found.format('"入户,核实"', '"1,528"'),
    ]
    form = "\n".join([HEAD, *(f"{clue},,,,{line}" for clue, line in zip(clues, parted, strict=False))])
    with pytest.raises(InputRefusedError, match="第 2、3 行有内容的格数多于表头"):
        take(form)
    assert read_record(workspace) == ()
    taken = take(
        "\n".join(["说明,一,二,三,四,五,六,七,八,九,十,十一,十二,十三,十四", HEAD, f"{clues[2]},,,,{parted[2]},,,"])
    )
    assert taken.counts == {Kind.RESULT: 1, Kind.DISPOSAL: 1}


def test_a_workbook_of_another_kind_is_called_one(workspace: Workspace, tmp_path: Path) -> None:
    book = tmp_path / "in.xls"
    book.write_bytes(bytes.fromhex("d0cf11e0a1b11ae1") + bytes(504))
    with pytest.raises(InputRefusedError, match="不是可读的 xlsx 工作簿"):
        import_work(workspace, book, TODAY, NOW)


def test_columns_in_any_order_some_missing_and_old_dates_of_spreadsheets(
    workspace: Workspace, clues: list[str], take: Take
) -> None:
    take(f"\ufeff复核人,核实日期,线索编号,核实结果,经办人,备注\n李二,43648,'{clues[0].upper()},部分属实,张一,无")
    assert states(workspace)[clues[0]][:2] == ("partly", date(2019, 7, 2))


def test_a_withdrawal_takes_the_last_entry_and_no_more(workspace: Workspace, clues: list[str], take: Take) -> None:
    head = "线索编号,核实结果,核实日期,经办人,复核人"
    with pytest.raises(InputRefusedError, match="没有可撤回的登记"):
        take(f"{head}\n{clues[0]},撤回,2019-07-05,张一,李二")
    take(f"{head}\n{clues[0]},不属实,2019-07-02,张一,李二")
    for faulty in ("撤回,2019-07-01,张一,李二", "撤回,2019-07-05,张一,张一", "撤回,,张一,李二"):
        with pytest.raises(InputRefusedError):
            take(f"{head}\n{clues[0]},{faulty}")
    assert take(f"{head}\n{clues[0]},撤回,2019-07-05,张一,李二").counts == {Kind.WITHDRAWAL: 1}
    assert states(workspace)[clues[0]][0] == "open"
    assert take(f"{head}\n{clues[0]},撤回,2019-07-05,张一,李二").repeated == 1
    past = past_of(workspace, clues[0], TODAY)
    assert past.entries["kind"].to_list() == ["result", "withdrawal"]
    assert past.nights.rows() == [(AS_OF, "raised")]
    with pytest.raises(UnknownIdError):
        past_of(workspace, "0123456789abcdef", TODAY)


def test_numbers_in_what_people_wrote_are_masked_for_machines_too(workspace: Workspace, tmp_path: Path) -> None:
    clue = table_of(workspace, "ledger")["finding_id"][0]
    form, number = tmp_path / "in.csv", "432902199001011234"
    form.write_text(f"{HEAD}\n{clue},,,,属实,2019-07-02,儿子 {number} 已认,张一,李二,停发 {number},2019-07-03,")
    for words in (("import", form), ("history", clue)):
        done = hedui("findings", *words, "--json", "--workspace", workspace.root)
        assert done.returncode == 0, done.stderr
        assert number not in done.stdout
        told = json.loads(done.stdout)["entries"]
        assert [one["finding_id"] for one in told] == [clue, clue]
        assert told[0]["note"].startswith("儿子 4329")


def test_what_is_entered_in_the_place_of_a_wrong_entry_stands(
    workspace: Workspace, clues: list[str], take: Take
) -> None:
    head = "线索编号,核实结果,核实日期,经办人,复核人"
    take(f"{head}\n{clues[0]},不属实,2019-07-02,张一,李二")
    take(f"{head}\n{clues[0]},撤回,2019-07-05,张一,李二")
    take(f"{head}\n{clues[0]},属实,2019-07-02,张一,李二")
    assert states(workspace)[clues[0]][:2] == ("confirmed", date(2019, 7, 2))
    assert past_of(workspace, clues[0], TODAY).clue["note"] is None
    with pytest.raises(InputRefusedError, match="早于要撤回的登记 2019-07-02"):
        take(f"{head}\n{clues[0]},撤回,2019-07-01,张一,李二")
    take(f"{head}\n{clues[0]},撤回,2019-07-06,张一,李二")
    assert states(workspace)[clues[0]][0] == "open"


def test_a_withdrawal_said_again_does_nothing_and_says_so(workspace: Workspace, clues: list[str], take: Take) -> None:
    head = "线索编号,核实结果,核实日期,核实情况,经办人,复核人"
    wrong, right = (f"{clues[0]},{word},2019-07-02,,张一,李二" for word in ("不属实", "属实"))
    back = f"{clues[0]},撤回,2019-07-05,,张一,李二"
    take(f"{head}\n{wrong}")
    both = f"{head}\n{back}\n{right}"
    assert take(both).counts == {Kind.WITHDRAWAL: 1, Kind.RESULT: 1}
    again = take(both)
    assert (again.counts, again.repeated) == ({}, 2)
    assert [one.partition(":")[0] for one in again.not_done] == ["第 2 行「核实结果」"]
    assert states(workspace)[clues[0]][0] == "confirmed"
    old = take(f"{head}\n{wrong}")
    assert (old.counts, [one.partition(":")[0] for one in old.not_done]) == ({}, ["第 2 行「线索编号」"])
    assert take(f"{head}\n{back.replace(',,', ',撤回属实一条,')}").counts == {Kind.WITHDRAWAL: 1}
    assert states(workspace)[clues[0]][0] == "open"
    assert [one.partition(":")[0] for one in take(both).not_done] == ["第 3 行「线索编号」"]


def test_a_withdrawal_never_takes_an_entry_of_its_own_file_for_one_of_before(
    workspace: Workspace, clues: list[str], take: Take
) -> None:
    head = "线索编号,核实结果,核实日期,经办人,复核人"
    take(f"{head}\n{clues[0]},不属实,2019-07-02,张一,李二")
    both = f"{head}\nX,属实,2019-07-02,张一,李二\nX,撤回,2019-07-05,张一,李二"
    with pytest.raises(InputRefusedError, match="第 3 行「核实结果」: 撤回的会是本文件第 2 行的登记"):
        take(both.replace("X", clues[0]))
    take(both.replace("X", clues[1]))  # nothing else can be meant
    assert (states(workspace)[clues[0]][0], states(workspace)[clues[1]][0]) == ("refuted", "open")


def test_a_disposal_rests_on_a_true_result_wherever_it_stands(
    workspace: Workspace, clues: list[str], take: Take
) -> None:
    head = "线索编号,交办单位,交办日期,办理期限,核实结果,核实日期,经办人,复核人,处置措施,处置日期"
    found, done = ",,,,{},2019-07-{},张一,李二,,", ",,,,,,,,停发待遇,2019-07-{}"
    take("\n".join([head, f"{clues[0]}{done.format('03')}", f"{clues[0]}{found.format('属实', '03')}"]))
    take("\n".join([head, f"{clues[1]}{found.format('部分属实', '02')}"]))
    take("\n".join([head, f"{clues[1]},民政所,2019-07-03,2019-07-20,,,,,,"]))
    take("\n".join([head, f"{clues[1]}{done.format('05')}"]))
    assert [states(workspace)[clue][0] for clue in clues[:2]] == ["closed", "closed"]
    take("\n".join([head, f"{clues[2]}{found.format('属实', '02')}", f"{clues[2]}{found.format('不属实', '04')}"]))
    with pytest.raises(InputRefusedError, match="最新的核实结果是「不属实」"):
        take("\n".join([head, f"{clues[2]}{done.format('05')}"]))
    with pytest.raises(InputRefusedError, match="此日或之前没有「属实」"):
        take("\n".join([head, f"{clues[2]}{done.format('01')}"]))


@pytest.mark.parametrize(
    ("before", "after", "made", "state"),
    [
        # The same line comes back, and only its result is another.
        (
            ",,,属实,2019-07-02,停发待遇",
            ",,,部分属实,2019-07-02,停发待遇",
            {Kind.RESULT: 1, Kind.DISPOSAL: 1},
            "closed",
        ),
        # The assignment is entered once there is a result of its day.
        (
            ",,,属实,2019-07-02,",
            "民政所,2019-07-02,2019-07-20,属实,2019-07-02,",
            {Kind.ASSIGNMENT: 1, Kind.RESULT: 1},
            "confirmed",
        ),
        # What is not true has no disposal: the old one belongs to the old result.
        (",,,属实,2019-07-02,停发待遇", ",,,不属实,2019-07-02,停发待遇", {Kind.RESULT: 1}, "refuted"),
        # Of another day each counts by its own date.
        (",,,属实,2019-07-03,", "民政所,2019-07-02,2019-07-20,属实,2019-07-03,", {Kind.ASSIGNMENT: 1}, "confirmed"),
    ],
)
def test_what_a_line_says_holds_though_a_part_of_it_stood_on_record(
    workspace: Workspace, clues: list[str], take: Take, before: str, after: str, made: dict[Kind, int], state: str
) -> None:
    head = "线索编号,交办单位,交办日期,办理期限,核实结果,核实日期,处置措施,处置日期,经办人,复核人"
    first, second = (
        f"{head}\n{clues[0]},{said},{'2019-07-02' if said.endswith('停发待遇') else ''},张一,李二"
        for said in (before, after)
    )
    take(first)
    assert take(second).counts == made
    assert states(workspace)[clues[0]][0] == state
    for again in (second, first):
        assert take(again).counts == {}
    assert states(workspace)[clues[0]][0] == state


def test_a_disposal_does_not_rest_on_a_result_that_was_withdrawn_whenever_that_was(
    workspace: Workspace, clues: list[str], take: Take
) -> None:
    head = "线索编号,核实结果,核实日期,经办人,复核人,处置措施,处置日期"
    found, back = "{},属实,2019-07-02,张一,李二,,", "{},撤回,2019-07-05,张一,李二,,"
    done = "{},,,,,停发待遇,2019-07-03"
    one, two, three, four = clues[:4]
    take("\n".join([head, found.format(one), found.format(two), found.format(four)]))
    take("\n".join([head, back.format(one)]))
    reason = (
        "第 2 行「处置措施」: 此日或之前没有「属实」或「部分属实」的核实结果(2019-07-02 的「属实」或「部分属实」已撤回)"
    )
    with pytest.raises(InputRefusedError, match=re.escape(reason)):
        take("\n".join([head, done.format(one)]))
    with pytest.raises(InputRefusedError, match="第 3 行「处置措施」"):
        take("\n".join([head, back.format(two), done.format(two)]))
    with pytest.raises(InputRefusedError, match="第 4 行「处置措施」"):
        take("\n".join([head, *(line.format(three) for line in (found, back, done))]))
    # A disposal that is itself taken back afterwards rested on a result that stood then; so does one entered anew.
    take("\n".join([head, *(line.format(three) for line in (done, found, back))]))
    take("\n".join([head, done.format(four)]))
    take("\n".join([head, back.format(four)]))
    take("\n".join([head, done.format(four).replace("停发待遇", "退出保障")]))
    assert [states(workspace)[clue][0] for clue in clues[:4]] == ["open", "confirmed", "confirmed", "closed"]


def test_numbers_of_hand_overs_are_known(workspace: Workspace, take: Take) -> None:
    with looked_at(workspace, TODAY) as (warehouse, stands):
        names = clue_names(workspace, warehouse, stands.clues["finding_id"]).names
        of_theme = chosen(workspace, warehouse, stands, Wanted(theme="死亡人员领取救助"))
        ids = stands.clues["finding_id"]
        keyed = {own: handed for handed, own in handed_over(workspace, warehouse, ids).items()}
    first, second = (row["finding_id"] for row in of_theme.head(2).to_dicts())
    assert set(of_theme["check_id"]) == {"D1"}
    assert names[f"死亡人员领取救助/{of_theme['seq'][0]}"] == first
    head = "线索编号,核实结果,核实日期,经办人,复核人"
    lines = [
        f"死亡人员领取救助/{of_theme['seq'][0]},属实,2019-07-02,张一,李二",
        f"{keyed[second]},不属实,2019-07-02,张一,李二",
    ]
    take("\n".join([head, *lines]))
    told = states(workspace)
    assert (told[first][0], told[second][0]) == ("confirmed", "refuted")


def test_a_list_shows_what_is_left_to_do(workspace: Workspace, clues: list[str], take: Take) -> None:
    head = "线索编号,核实结果,核实日期,经办人,复核人"
    take(f"{head}\n{clues[0]},不属实,2019-07-02,张一,李二\n{clues[1]},属实,2019-07-02,张一,李二")
    done = assign_work(workspace, Wanted(check="q1"), "蔡市镇", TODAY, "王三", TODAY, NOW)
    assert assign_work(workspace, Wanted(check="Q1"), "蔡市镇", TODAY, "王三", TODAY, NOW).repeated == len(done.entries)
    with looked_at(workspace, TODAY) as (_, stands):
        true = stands.clues.row(by_predicate=pl.col("finding_id") == clues[1], named=True)
    of_true = Wanted(true["town"], true["check_id"])
    left = assign_work(workspace, of_true, "蔡市镇", TODAY, "王三", TODAY, NOW)
    assert [one.partition(":")[0] for one in left.not_done] == ["1 条没有交办"]
    with pytest.raises(ArgumentError):
        assign_work(workspace, Wanted(), "蔡市镇", AS_OF, "王三", TODAY, NOW)
    run(workspace, as_of=TODAY + timedelta(days=1))
    with looked_at(workspace, TODAY + timedelta(days=1)) as (warehouse, stands):

        def ids(wanted: Wanted) -> set[str]:
            return set(chosen(workspace, warehouse, stands, wanted)["finding_id"])

        gone = pl.col("data_status") == "gone"
        gone_ids, there = (set(stands.clues.filter(one)["finding_id"]) for one in (gone, ~gone))
        assert ids(Wanted()) == there - {clues[0]}
        assert ids(Wanted(statuses=["数据已消除"])) == gone_ids != set()
        assert ids(Wanted(state="不属实")) == {clues[0]}
        assert ids(Wanted(state="confirmed", statuses=["仍在"])) == {clues[1]}
        assert ids(Wanted(overdue=True)) == {str(one.payload["finding_id"]) for one in (*done.entries, *left.entries)}
        assert len(done.entries) > 0
        with pytest.raises(ArgumentError):
            ids(Wanted(state="未知"))
        with pytest.raises(UnknownIdError):
            ids(Wanted(theme="无此专题"))


def test_a_workspace_at_work_is_left_alone(workspace: Workspace, clues: list[str], take: Take) -> None:
    workspace.settings_file.write_text("timezone = 'Pacific/Kiritimati'\n")
    with hold(workspace.lock_file, NOW), pytest.raises(WorkspaceBusyError, match="开始于 2019-07-30 23:00"):
        take(f"线索编号,核实结果,核实日期,经办人,复核人\n{clues[0]},属实,2019-07-02,张一,李二")
