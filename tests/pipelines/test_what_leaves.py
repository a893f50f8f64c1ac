"""No name and no long number leaves the bureau whole, whatever a check writes: the real output of every check."""

import json

import polars as pl
import pytest

from pipelines.workspace.folders import Workspace
from policies.checks import CHECKS
from policies.run import run_checks
from reports.report import CheckTitle
from reports.supervision import handed_over
from schemas.keyed import Keyed
from schemas.leaving import HIDDEN, WITHHELD, Texts
from schemas.outputs.findings import MISMATCH
from tests.pipelines.small_district import AS_OF
from tests.policies.district import District
from tests.reports.publication import frame

KEY = b"secret of the bureau"
LONG_NUMBER = r"\p{Nd}(?:[\p{P}\p{Z}\p{Cf}\s]{0,3}\p{Nd}){11,}"
ODD_NAMES = (
    "王 芳",
    "阿依古丽·买买提",
    "古丽•艾力",
    "买买提.艾力 江",
    "Li Mei",
    "欧阳　春花",
    "王芳 6217001234567890123",
)


@pytest.mark.parametrize("table", ["mismatch", "mutual_inclusion"])
def test_a_whole_night_hands_over_no_name_and_no_number(standing: Workspace, table: str) -> None:
    published = standing.publication(AS_OF)
    texts = pl.read_parquet(published / "supervision" / f"{table}.parquet").select(pl.col(pl.String))
    said = texts.drop("finding_id", "person_key").unpivot()
    names = _names(standing)
    assert names.len() > 1000
    assert said.filter(pl.col("value").str.contains_any(names.implode())).rows() == []
    numbers = said.filter((pl.col("variable") != "household_no") & pl.col("value").str.contains(LONG_NUMBER))
    assert numbers.rows() == []


def test_every_check_of_the_night_says_what_its_texts_hold(standing: Workspace) -> None:
    manifest = json.loads((standing.publication(AS_OF) / "supervision" / "manifest.json").read_bytes())
    found = {check_id for file in manifest["files"] for check_id in file["rows_by_check"]}
    assert found <= set(CHECKS)
    assert [one.id for one in CHECKS.values() if WITHHELD in (one.texts.declared, one.texts.observed)] == []


@pytest.mark.parametrize("name", ODD_NAMES)
def test_an_odd_name_leaves_as_its_first_character(name: str) -> None:
    left = _left(_district(name))
    assert {"D3", "M5", "Q3", "Q4"} <= set(left["check_id"])
    said = left.select("name", "declared", "observed", "limit").unpivot()["value"].drop_nulls()
    parts = [part for part in name.replace("　", " ").split(" ") if len(part) > 1]
    assert said.filter(said.str.contains_any([name, name[1:], *parts])).to_list() == []
    shown = dict(
        left.filter(pl.col("check_id").is_in(["D3", "M5"]))
        .select("check_id", pl.concat_str("declared", "observed"))
        .iter_rows()
    )
    assert shown["M5"] == f"账户名称 {name[0]}*不是家庭成员"
    assert shown["D3"].endswith(f",配偶{name[0]}*")


@pytest.mark.parametrize("name", ["王芳便民店", "王芳」分店", "湘M「王芳」"])
def test_what_a_register_wrote_of_a_thing_may_be_anybodys_name(name: str) -> None:
    district = District()
    district.row("low_income", district.person("李梅"))
    district.row("economic_items", 0, item="个体工商户", item_status="正常", remark=name)
    assert name[:2] in district.findings("P6")["observed"][0]
    assert _left(district).filter(check_id="P6")["observed"].to_list() == ["个体工商户「*」,正常"]


def test_a_birth_date_does_not_stand_beside_a_masked_number() -> None:
    district = District()
    district.row("disability", district.person("王利华"), sex="女", birth_date="1961-02-03")
    left = _left(district).filter(check_id="Q7").row(0, named=True)
    assert (left["declared"], left["observed"]) == ("女 ****-**-**", "男 ****-**-**")


def test_a_check_that_says_nothing_of_its_texts_hands_over_none() -> None:
    left = _left(_district("王 芳"), {check_id: Texts() for check_id in CHECKS})
    assert set(left.select("declared", "observed", "limit").unpivot()["value"].drop_nulls()) == {HIDDEN}


def _district(name: str) -> District:
    district = District()
    head, partner = district.person("王利华"), district.person(name)
    district.row("low_income", head)
    district.row("low_income_payments", head, account_name=name)
    district.event("IA", head, partner, "2018-05-01")
    district.row("disability", partner, grade="B", name_relation="different")
    district.row("disability", partner, name_relation="alike")
    return district


def _left(district: District, texts: dict[str, Texts] | None = None) -> pl.DataFrame:
    held = texts or {check_id: one.texts for check_id, one in CHECKS.items()}
    found = run_checks(district.evidence())
    findings = pl.concat([found.mismatch, found.mutual_inclusion], how="diagonal")
    titles = {check_id: CheckTitle("", texts=one) for check_id, one in held.items()}
    return handed_over(frame(MISMATCH, findings.to_dicts()), titles, Keyed(KEY))


def _names(standing: Workspace) -> pl.Series:
    """Every name of the registry and as any row writes it; of one character the first is all there is."""
    published = standing.publication(AS_OF)
    links = pl.read_parquet(published / "links.parquet")
    findings = pl.read_parquet(published / "mismatch.parquet")
    accounts = findings.filter(check_id="M5")["declared"].str.strip_prefix("账户名称 ")
    written = pl.concat([*(links[column] for column in ("name", "candidate_name")), findings["name"], accounts])
    registry = findings.filter(pl.col("check_id").is_in(["Q3", "Q4"]))["observed"]
    distinct = pl.concat([written, registry]).drop_nulls().str.strip_chars().unique().sort()
    return distinct.filter(distinct.str.len_chars() > 1)
