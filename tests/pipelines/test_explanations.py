"""`hedui explain` on a whole night: links with their weights, households with sums that add up, ids masked."""

import json
import re

import polars as pl
import pytest

from pipelines.cli import main
from pipelines.review.export import last_night
from pipelines.review.rows import explained, in_review, sample_of_linked, together
from pipelines.workspace.folders import Workspace
from schemas.decision import DECISION
from schemas.extracts import EXTRACTS
from tests.pipelines.explained import lines, titled, told
from tests.pipelines.small_district import AS_OF, hedui, table_of

LONG_NUMBER = re.compile(r"[0-9]{17}[0-9X]")


def test_explaining_a_few_rows_gives_what_the_whole_night_gave(standing: Workspace) -> None:
    left = last_night(standing, AS_OF)
    asked = together(in_review(left, set(EXTRACTS)), sample_of_linked(left, set(EXTRACTS), 150, AS_OF))
    mentions = explained(left, asked, pl.DataFrame(schema=DECISION), AS_OF.year).mentions
    published = table_of(standing, "links").with_columns(pl.col("row_number").cast(pl.Int32))
    both = mentions.join(published, on=["source", "file", "row_number", "role"], nulls_equal=True, suffix="_published")
    assert both.height == mentions.height > 100
    for name in ("outcome", "reason", "grade", "weight", "margin", "why_not"):
        assert both[name].equals(both[f"{name}_published"].alias(name), null_equal=True), name


@pytest.mark.parametrize("outcome", ["linked", "review", "unlinked"])
def test_a_row_shows_why_or_why_not(standing: Workspace, outcome: str) -> None:
    row = (
        table_of(standing, "links").filter((pl.col("outcome") == outcome) & pl.col("role").is_null()).row(0, named=True)
    )
    (why,) = titled(told(standing, f"{row['file']}:{row['row_number']}"), "关联依据")
    assert row["file"] in why["title"]
    entry = why["entries"][0]
    assert ("未关联原因" in entry) == (outcome != "linked")
    for candidate in why["children"]:
        (weights,) = titled(candidate["children"], "各项比较")
        *parts, total = (float(line["权重"]) for line in weights["entries"])
        assert abs(sum(parts) - total) < 0.05 * len(parts) + 0.06  # each is shown to one place


def test_who_is_asked_about_shows_the_rows_of_his_that_were_refused_too(standing: Workspace) -> None:
    refused = table_of(standing, "quarantine").filter(pl.col("source") == "low_income").row(0, named=True)
    line = told(standing, f"{refused['file']}:{refused['row_number']}", "--full")
    (row,) = titled(line, "低保在册 退回的行")[0]["entries"]
    (why,) = titled(line, "低保在册 退回的值")[0]["entries"]
    assert why["列"] == EXTRACTS["low_income"][refused["column"]].header
    wide = " ".join(chr(ord(sign) + 0xFEE0) for sign in row["身份证号"])
    for key in (row["身份证号"], wide, row["家庭编号"]):
        shown = titled(told(standing, key, "--full"), "低保在册 退回的行")
        assert row in [entry for section in shown for entry in section["entries"]], key


def test_rows_that_may_be_his_are_pointed_at_and_not_told(standing: Workspace) -> None:
    row = table_of(standing, "links").filter(pl.col("outcome") == "review").row(0, named=True)
    found = told(standing, row["candidate_id_no"], "--full")
    (section,) = titled(found, "尚未认定是此人")
    assert (row["file"], str(row["row_number"])) in [(one["文件"], one["行号"]) for one in section["entries"]]
    assert {label for entry in section["entries"] for label in entry} <= {"来源", "文件", "行号", "依据"}


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("{csv}:1", "不是数据行"),
        ("{csv}:999999", "不是数据行"),
        ("{xlsx}:5", "{xlsx}#Sheet1:5"),
        ("{xlsx}#没有:5", "核对工作表名"),
        ("other_20190630.csv:3", "没有使用文件 other_20190630.csv"),
        ("没有这个人", "可用线索编号"),
    ],
)
def test_a_line_that_is_no_record_says_why(
    standing: Workspace, line: str, why: str, capsys: pytest.CaptureFixture[str]
) -> None:
    listed = json.loads((standing.publication(AS_OF) / "manifest.json").read_text())["inputs"]
    files = {ending: next(one["file"] for one in listed if one["file"].endswith(ending)) for ending in ("csv", "xlsx")}
    assert main(["explain", line.format(**files), "--workspace", str(standing.root)]) == 2
    assert why.format(**files) in capsys.readouterr().err


def test_a_household_shows_how_its_income_came_about_down_to_file_and_line(standing: Workspace) -> None:
    clue = table_of(standing, "mismatch").filter(pl.col("check_id") == "P3").row(0, named=True)
    (economy,) = titled(told(standing, clue["household_no"]), "家庭经济状况核对")
    below = lines(economy)
    (average,) = [line for line in below if line.startswith("核对月人均收入")]
    shown = re.search(r"(-?[0-9.]+) 元 = ([0-9.]+) 元 ÷ 12 个月 ÷ ([0-9]+) 人", average)
    assert shown is not None
    mean, total, heads = float(shown[1]), float(shown[2]), int(shown[3])
    assert abs(mean - total / 12 / heads) <= 0.005 + 1e-9
    (sums,) = [line for line in below if line.startswith("核对期收入合计")]
    income = [float(amount) for line in below for amount in re.findall(r"在核对期,计入 ([0-9.]+) 元", line)]
    assert f"{total:.2f}" in sums
    assert round(sum(income), 2) == total
    assert all(
        re.search(r"\[[^\]]+:[0-9]+\]$", line)
        for line in below
        if "计入" in line and "合计" not in line and not re.fullmatch(r"计入 [0-9]+ 人", line)
    )
    household = (
        table_of(standing, "households").filter(pl.col("household_no") == clue["household_no"]).row(0, named=True)
    )
    assert float(household["observed_monthly_income_per_head"]) == mean


@pytest.mark.parametrize(
    ("kpi", "reason", "rows"), [("K3", "unlinked", "建档立卡"), ("K5a", "not_delivered", "行业帮扶")]
)
def test_whom_an_indicator_lacks_is_shown_with_his_rows(standing: Workspace, kpi: str, reason: str, rows: str) -> None:
    gaps = table_of(standing, "coverage_gaps").filter(pl.col("kpi") == kpi, pl.col("reason") == reason)
    found = told(standing, gaps["key"][0])
    assert [section["title"] for section in found if section["title"] in {rows, "未达标"}] == [rows, "未达标"]
    assert len(titled(found, "关联依据")) >= (kpi == "K3")


def test_an_application_is_explained_by_its_number(standing: Workspace) -> None:
    number = table_of(standing, "households").filter(pl.col("kind") == "application")["household_no"][0]
    sections = told(standing, number)
    assert titled(sections, "新申请")
    assert titled(sections, "家庭经济状况核对")


def test_a_finding_names_its_rule_its_source_and_its_date(standing: Workspace) -> None:
    clue = table_of(standing, "mismatch").filter(pl.col("check_id") == "D1").row(0, named=True)
    (rule,) = titled(told(standing, clue["finding_id"]), "检查规则")
    entry = rule["entries"][0]
    assert entry["检查项"] == "D1"
    assert entry["依据"]
    assert entry["比对数据截止日"] == str(clue["observed_as_of"])


def test_ids_are_masked_unless_somebody_asks_for_them(standing: Workspace) -> None:
    clue = table_of(standing, "mismatch").filter(pl.col("check_id") == "D1").row(0, named=True)
    masked = hedui("explain", clue["person_id_no"], "--workspace", standing.root)
    assert not LONG_NUMBER.search(masked.stdout)
    clear = hedui("explain", clue["person_id_no"], "--workspace", standing.root, "--full")
    assert clue["person_id_no"] in clear.stdout


def test_what_is_printed_is_whole_and_without_colours_where_nobody_looks_on(standing: Workspace) -> None:
    clue = table_of(standing, "mismatch").filter(pl.col("check_id") == "D1").row(0, named=True)
    done = hedui("explain", clue["finding_id"], "--workspace", standing.root)
    assert "\x1b" not in done.stdout
    assert clue["finding_id"] in done.stdout
    assert "最近发现" in done.stdout.splitlines()[3]


def test_it_begins_with_a_sentence_that_a_layman_understands(standing: Workspace) -> None:
    clue = table_of(standing, "mismatch").filter(pl.col("check_id") == "D1").row(0, named=True)
    sentence, *rest = told(standing, clue["finding_id"])
    assert clue["name"] in sentence["title"]
    assert "疑似死亡后仍享受待遇" in sentence["title"]
    assert "不是结论" in sentence["entries"][0]["性质"]
    # The register that knows of the death stands before the roster and all else.
    titles = [section["title"] for section in rest]
    assert titles[:2] == ["线索", "检查规则"]
    assert titles[2] in {EXTRACTS[source].title for source in clue["observed_source"].split(",")}


def test_the_sentence_says_codes_in_words(standing: Workspace) -> None:
    clue = table_of(standing, "mismatch").filter(pl.col("check_id") == "Q5").row(0, named=True)
    assert clue["observed"] not in told(standing, clue["finding_id"])[0]["title"]


def test_a_clue_about_a_household_shows_the_rows_of_its_members_that_it_was_compared_with(standing: Workspace) -> None:
    clue = table_of(standing, "mutual_inclusion").filter(pl.col("check_id") == "B4b").row(0, named=True)
    sections = told(standing, clue["finding_id"])
    rows = [entry for one in titled(sections, EXTRACTS[clue["observed_source"]].title) for entry in one["entries"]]
    member = clue["observed"].rpartition(":")[2].split("、")[0]
    assert any(member in row.values() for row in rows)
    others = [entry for one in titled(sections, "其他") for entry in one["entries"]]
    assert clue["finding_id"] not in [entry["线索编号"] for entry in others]


def test_of_two_numbers_the_difference_shows(standing: Workspace) -> None:
    clue = table_of(standing, "mismatch").filter(pl.col("check_id") == "Q2").row(0, named=True)
    sections = told(standing, clue["finding_id"])
    sides = [titled(sections, "线索")[0]["entries"][0][label] for label in ("申报或登记值", "比对发现值")]
    assert sides[0] != sides[1]
    assert all(re.fullmatch(r"[0-9X*]+(（相差多位）)?", side) and side.count("*") >= 9 for side in sides)


def test_a_name_leads_to_its_bearer_or_to_a_list(standing: Workspace) -> None:
    clues = table_of(standing, "mismatch").filter(pl.col("check_id") == "D1")
    found = told(standing, clues["name"][0])
    assert clues["finding_id"][0] in json.dumps(found)
    names = table_of(standing, "links")["registry_name"].drop_nulls()
    persons = table_of(standing, "links").unique("registry_id_no")["registry_name"].value_counts().drop_nulls()
    shared = persons.filter(pl.col("count") > 1)["registry_name"].sort()[0]
    assert shared in set(names)
    listed = told(standing, shared)[0]
    assert f"姓名为 {shared} 的有" in listed["title"]
    assert len(listed["entries"]) > 1
    for typed in (f"{shared[0]}\u3000{shared[1:]}", f"{shared[0]}•{shared[1:]}"):
        assert told(standing, typed)[0]["entries"] == listed["entries"]
    dotted = next(name for name in sorted(set(names)) if "·" in name)
    assert told(standing, dotted.replace("·", ""))[1:] == told(standing, dotted)[1:] != []
