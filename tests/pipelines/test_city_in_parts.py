"""A city whose extracts come in parts by county: its truth is found, and a bad file costs its county alone."""

import json
from dataclasses import fields, replace
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from data.district import new_district, score
from pipelines.comparing.compare import compared
from pipelines.comparing.told import cause_words
from pipelines.findings.chosen import Wanted
from pipelines.findings.export import export_work
from pipelines.ingest.accept import Split
from pipelines.ingest.misspelt import meant
from pipelines.ingest.read import CountyPart, ExtractRead, FileRead
from pipelines.night.parts import read_part, write_part
from pipelines.run.numbers import told_apart
from pipelines.workspace.folders import Workspace
from pipelines.workspace.places import Folder
from policies.counties import Counties
from schemas.feed import Feed
from tests.pipelines.small_district import copy_of, hedui, run, table_of
from tests.policies.district import District

AS_OF, NEXT = date(2019, 6, 27), date(2019, 6, 28)
SPOILT, BEHIND, WELL = "零陵区", "祁阳县", "冷水滩区"
MISSPELT = "冷水滩"
ID = "431103200307240730"
OF_PAYMENTS = ["M4a", "M4b", "M4c", "M5", "M6"]


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """A city of three counties that has had its first night; not to be changed."""
    made = new_district(tmp_path_factory.mktemp("city"), 1_200, seed=5, as_of=AS_OF, counties=3)
    workspace = Workspace(made.landing.parent)
    run(workspace, as_of=AS_OF)
    return workspace


@pytest.fixture(scope="module")
def after(city: Workspace, tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """The night after: one county's payments are cut short, another's roll is; files name no county, or none known."""
    workspace = copy_of(city, tmp_path_factory.mktemp("after") / "workspace")
    paid = next(workspace.landing.glob(f"低保发放_*_{SPOILT}.csv"))
    paid.write_bytes(paid.read_bytes()[:-40])
    roll = next(workspace.landing.glob(f"低保花名册_*_{BEHIND}.xlsx"))
    (workspace.landing / f"低保花名册_20190601_{BEHIND}.xlsx").write_bytes(roll.read_bytes())
    roll.write_bytes(roll.read_bytes()[:900])
    (workspace.landing / "deaths_20190627.csv").write_bytes(b"")
    orphans = next(workspace.landing.glob(f"孤儿保障_*_{WELL}.csv"))
    (workspace.landing / f"孤儿保障_20190627_{ID}.csv").write_bytes(orphans.read_bytes())
    poor = next(workspace.landing.glob(f"extreme_poverty_*_{WELL}.xlsx"))
    poor.rename(poor.with_stem(f"{poor.stem}_{ID}"))
    misnamed = next(workspace.landing.glob(f"低保花名册_*_{WELL}.xlsx"))
    (workspace.landing / f"低保花名册_{NEXT:%Y%m%d}_{MISSPELT}.xlsx").write_bytes(misnamed.read_bytes())
    assert run(workspace, as_of=NEXT).exit_code == 7
    return workspace


def manifest(workspace: Workspace, day: date) -> dict[str, list[dict[str, object]]]:
    said: dict[str, list[dict[str, object]]] = json.loads((workspace.publication(day) / "manifest.json").read_bytes())
    return said


def test_the_truth_of_a_city_is_found(city: Workspace) -> None:
    found = score(city.root / "truth", city.publication(AS_OF))
    assert (found.links.precision, found.links.recall) == (1, 1)
    wrong = {check: one for check, one in found.checks.items() if (one.precision, one.recall) != (1, 1)}
    assert (wrong, found.coverage_wrong, found.lost_rows) == ({}, [], [])
    assert (found.counties_wrong, found.outcomes_wrong, found.quarantine_missing + found.quarantine_extra) == (0, 0, 0)


def test_clues_that_cross_counties_are_a_list_of_their_own(city: Workspace) -> None:
    mismatch = table_of(city, "mismatch", AS_OF)
    crossing = table_of(city, "cross_county", AS_OF)
    assert set(mismatch["county"]) == {SPOILT, BEHIND, WELL}
    assert {"D1", "R3"} <= set(crossing["check_id"])
    assert set(mismatch.filter("cross_county")["finding_id"]) <= set(crossing["finding_id"])
    for folder in (city.publication(AS_OF), city.publication(AS_OF) / "supervision"):
        assert pl.read_parquet(folder / "cross_county.parquet")["cross_county"].all()
    assert f'"{SPOILT}/花桥街镇"' in (city.publication(AS_OF) / "index.html").read_text(encoding="utf-8")


def test_a_county_stands_between_the_city_and_its_towns(city: Workspace) -> None:
    coverage = table_of(city, "coverage", AS_OF).filter(pl.col("kpi") == "K2")
    counted = {level: of["denominator"].sum() for (level,), of in coverage.group_by(["area_level"])}
    assert counted["county"] == counted["district"] == counted["town"] > 0
    assert set(coverage.filter(pl.col("area_level") == "county")["area"]) == {SPOILT, BEHIND, WELL}
    assert set(coverage.filter(pl.col("area_level") == "district")["area"]) == {"全市"}


def test_each_county_is_refused_and_replaced_for_itself(after: Workspace) -> None:
    refused = {(one["source"], one.get("county", "")): one for one in manifest(after, NEXT)["fallbacks"]}
    of_nobody = [("deaths", ""), ("orphans", ""), ("low_income", MISSPELT)]
    assert refused.keys() == {("low_income_payments", SPOILT), ("low_income", BEHIND), *of_nobody}
    assert str(refused["low_income", MISSPELT]["reason"]).endswith(f"没有户籍人口数据,疑为“{WELL}”")
    assert refused["low_income_payments", SPOILT]["used_instead"] is None
    assert refused["low_income", BEHIND]["used_cut_off"] == "2019-06-01"
    assert str(refused["deaths", ""]["reason"]).startswith("deaths_20190627.csv: 文件名中没有县(市、区)名")
    used = {one["county"]: one["cut_off"] for one in manifest(after, NEXT)["inputs"] if one["source"] == "low_income"}
    assert used == {SPOILT: "2019-06-27", BEHIND: "2019-06-01", WELL: "2019-06-27"}
    names = {path.name for path in (after.publication(NEXT) / "rejects").iterdir()}
    of_counties = {f"low_income_payments_{SPOILT}.xlsx", f"low_income_{BEHIND}.xlsx"}
    assert names == {*of_counties, "deaths.xlsx", "orphans.xlsx", f"low_income_{MISSPELT}.xlsx"}


def test_a_resident_id_is_no_county_and_is_shown_nowhere(after: Workspace) -> None:
    refused = next(one for one in manifest(after, NEXT)["fallbacks"] if one["source"] == "orphans")
    assert str(refused["reason"]) == f"孤儿保障_20190627_{ID[:6]}**********30.csv: 文件名中没有县(市、区)名"
    assert "孤儿保障_20190627_某某县.csv" in str(refused["hint"])
    page = (after.publication(NEXT) / "index.html").read_text(encoding="utf-8")
    assert (ID in page, f"extreme_poverty_20190627_{WELL}_{ID[:6]}**********30.xlsx" in page) == (False, True)
    for words in (("check-inputs",), ("check-inputs", "--json"), ("doctor", "--as-of", NEXT), ("status",)):
        told = hedui(*words, "--workspace", after.root)
        assert ID not in told.stdout + told.stderr, words


def test_a_list_is_narrowed_to_a_county(after: Workspace, tmp_path: Path) -> None:
    def asked(*words: object) -> list[dict[str, str]]:
        listed = hedui("findings", "list", *words, "--json", "--workspace", after.root)
        clues: list[dict[str, str]] = json.loads(listed.stdout)["clues"]
        return clues

    every = asked()
    own = asked("--county", f" {WELL}")
    assert own == [one for one in every if one["county"] == WELL]
    assert 0 < len(own) < len(every)
    town = next(one["town"] for one in own if one["town"])
    assert asked("--county", WELL, "--town", town) == [one for one in own if one["town"] == town]
    written = export_work(after, Wanted(county=WELL), NEXT, tmp_path / "own.xlsx")
    assert [*written.values()] == [len(own)]
    unknown = hedui("findings", "list", "--county", MISSPELT, "--workspace", after.root)
    assert (unknown.returncode, f"没有县(市、区) {MISSPELT}" in unknown.stderr, WELL in unknown.stderr) == (
        2,
        True,
        True,
    )


@pytest.mark.parametrize(
    ("county", "means"),
    [
        ("冷水滩区", None),
        ("冷水滩", "冷水滩区"),
        ("冷水灘 县", "冷水滩区"),
        ("冷水县", None),
        ("泠水滩区", "冷水滩区"),
        ("大冷水滩区", "冷水滩区"),
        ("冷泉滩市区", None),
        ("道 县", "道县"),
        ("道县新区", None),
        ("江华县", "江华瑶族自治县"),
        ("祁东县", None),
    ],
)
def test_a_county_spelt_otherwise_is_known(county: str, means: str | None) -> None:
    assert meant(county, {"冷水滩区", "道县", "江华瑶族自治县", "祁阳县"}) == means


def test_what_one_county_lacks_is_unknown_there_alone(after: Workspace) -> None:
    ledger = table_of(after, "ledger", NEXT).filter(pl.col("check_id").is_in(OF_PAYMENTS))
    status = {county: set(of["data_status"]) for (county,), of in ledger.group_by(["county"])}
    assert status[SPOILT] == {"not_run"}
    assert not status[WELL] & {"not_run"}
    silent = manifest(after, NEXT)["not_run_in_counties"]
    assert {(one["id"], one["county"]) for one in silent} == {(check, SPOILT) for check in (*OF_PAYMENTS, "K9")}
    levels = table_of(after, "coverage", NEXT).filter((pl.col("kpi") == "K9") & (pl.col("area_level") == "county"))
    assert SPOILT not in set(levels["area"])
    assert WELL in set(levels["area"])


def test_a_household_report_says_what_its_own_county_lacks(after: Workspace) -> None:
    in_force = table_of(after, "households", NEXT).filter(pl.col("kind") == "low_income")
    said: dict[str, str] = {}
    for county in (SPOILT, BEHIND, WELL):
        number = in_force.filter(pl.col("town").str.starts_with(county))["household_no"][0]
        done = hedui("report", "household", number, "--workspace", after.root)
        said[county] = Path(done.stdout.strip()).read_text(encoding="utf-8")
    unknown = "因缺少数据未核对、结果未知的：M4a"
    assert [unknown in said[county] for county in (SPOILT, BEHIND, WELL)] == [True, False, False]
    roll = "低保在册 2019-06-01"
    assert [roll in said[county] for county in (SPOILT, BEHIND, WELL)] == [False, True, False]
    assert "低保发放 缺失" in said[SPOILT]


def test_a_comparison_says_whose_extract_is_missing(after: Workspace) -> None:
    found = compared(after, str(AS_OF), str(NEXT))
    paid = found.moved.filter(pl.col("check_id").is_in(OF_PAYMENTS) & (pl.col("county") == SPOILT))
    said = {cause_words(found.causes[clue]) for clue in paid["finding_id"]}
    assert said == {f"数据: 低保发放({SPOILT})没有可用的数据"}


def test_evidence_has_the_day_of_its_own_county(after: Workspace) -> None:
    clues = table_of(after, "mismatch", NEXT).filter(pl.col("check_id") == "M3")
    days = {county: set(of["observed_as_of"]) for (county,), of in clues.group_by(["county"])}
    assert days[BEHIND] == {date(2019, 6, 1)}
    assert all(of == {AS_OF} for county, of in days.items() if county != BEHIND)


def test_a_number_of_two_counties_is_told_apart() -> None:
    bears = {WELL: ["1", "2"], SPOILT: ["2", "3"]}
    roll = _numbered("low_income", {"roll.csv": WELL, "roll.xlsx": SPOILT}, bears)
    paid = _numbered("low_income_payments", {"a.csv": WELL, "b.xlsx": SPOILT}, bears)
    whole = replace(roll, counties=())
    apart = told_apart({"low_income": roll, "low_income_payments": paid})
    for extract in apart.values():
        for rows in (extract.split.accepted, extract.split.refused):
            assert rows["household_no"].to_list() == ["1", f"{WELL}/2", f"{SPOILT}/2", "3"]
    assert told_apart({"low_income": whole})["low_income"] is whole


def _numbered(source: str, files: dict[str, str], bears: dict[str, list[str]]) -> ExtractRead:
    """An extract of two counties of which only the numbers of the households are known."""
    shown = {name: f"{name}#表" if name.endswith("xlsx") else name for name in files}
    rows = pl.DataFrame(
        [(shown[name], number) for name, county in files.items() for number in bears[county]],
        schema={"file": pl.String(), "household_no": pl.String()},
        orient="row",
    )
    read = tuple(FileRead(name, "", 0, 2, 0, county) for name, county in files.items())
    parts = tuple(CountyPart(county, AS_OF, "") for county in files.values())
    return ExtractRead(source, AS_OF, read, Split(rows, rows, rows), pl.DataFrame(), counties=parts)


def test_a_part_of_the_evidence_on_disk_knows_the_counties(tmp_path: Path) -> None:
    feed, behind = Feed("deaths", WELL), Feed("deaths", BEHIND)
    known = Counties({"deaths.xlsx#表": WELL}, {feed: AS_OF}, {behind: NEXT}, frozenset([feed, behind]))
    write_part(Folder(tmp_path), 0, replace(District().evidence(), counties=known))
    again = read_part(Folder(tmp_path), 0).counties
    assert again is not None
    assert [getattr(again, one.name) for one in fields(known)] == [getattr(known, one.name) for one in fields(known)]


def test_a_town_of_a_county_names_one_file(after: Workspace, tmp_path: Path) -> None:
    written = export_work(after, Wanted(check="M3"), NEXT, by_town=tmp_path / "towns")
    assert {path.parent for path in written} == {tmp_path / "towns"}
    assert any("花桥街镇" in path.name for path in written)
