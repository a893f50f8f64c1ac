"""A synthetic district: the same again from the same seed, every oddity of real files, every row in the truth once."""

import hashlib
import json
import re
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from python_calamine import CalamineWorkbook

from data.district import District, landing, new_district
from data.district.ids import sound
from schemas.extracts import EXTRACTS
from schemas.terms import QuarantineReason
from tests.data.conftest import PEOPLE, SEED

SLIPS = {
    "id15",
    "id1digit",
    "idswap",
    "idexcel",
    "id17",
    "idyear",
    "idsci",
    "idnone",
    "idkin",
    "idformer",
    "cert20",
    "idfmt",
    "homophone",
    "rare",
    "pinyin",
    "shape",
    "swap",
    "trad",
    "variant",
    "lostchar",
    "addchar",
    "onechar",
    "rename",
    "formername",
    "noname",
    "namefmt",
    "stranger",
}


def bytes_of(folder: Path) -> dict[str, str]:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def of_source(folder: Path, source: str) -> list[Path]:
    names = EXTRACTS[source].names
    return [
        path for path in sorted(folder.iterdir()) if path.name.split("_2019")[0] in names and path.suffix != ".json"
    ]


def csv_bytes(folder: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in sorted(folder.glob("*.csv"))}


def table(truth: Path, name: str) -> pl.DataFrame:
    return pl.read_parquet(truth / f"{name}.parquet")


def test_the_same_seed_gives_the_same_bytes_and_another_seed_others(tmp_path: Path) -> None:
    folders = [tmp_path / name for name in ("one", "again", "other")]
    for folder, seed in zip(folders, (5, 5, 6), strict=True):
        new_district(folder, 1_000, seed)
    one, again, other = (bytes_of(folder) for folder in folders)
    assert one == again
    assert one.keys() >= {"truth/links.parquet", "landing/civil_registry_20190630.csv"}
    assert not set(one.values()) & set(other.values())


@pytest.mark.parametrize("people", [60, 1_000])
def test_any_size_has_so_many_people_and_all_extracts(tmp_path: Path, people: int) -> None:
    district = new_district(tmp_path, people, 1)
    registry = table(district.truth, "files").filter(pl.col("source") == "civil_registry")
    assert registry["rows"].sum() == people
    assert set(table(district.truth, "files")["source"]) == set(EXTRACTS)


def test_a_district_is_not_made_over_another(made: District) -> None:
    with pytest.raises(FileExistsError):
        new_district(made.landing.parent, 1_000, 1)


def test_the_date_moves_all_files_and_nothing_lies_after_it(tmp_path: Path) -> None:
    district = new_district(tmp_path, 1_000, 1, as_of=date(2020, 2, 29))
    stamps = [stamp for path in district.landing.iterdir() for stamp in re.findall(r"_(\d{8})", path.name)]
    assert max(stamps) == "20200229"


def test_without_dirt_every_row_that_can_be_linked_is_undamaged(tmp_path: Path) -> None:
    district = new_district(tmp_path, 2_000, 1, dirt=0.0)
    links = table(district.truth, "links")
    assert set(links["kind"]) == {"", "stranger"}
    assert links.filter(pl.col("kind") == "")["linkable"].all()
    assert table(district.truth, "quarantine").is_empty()


def test_ids_have_right_check_characters_but_for_a_few_that_were_issued_wrong(made: District) -> None:
    path = of_source(made.landing, "civil_registry")[0]
    lines = [line.split(",") for line in path.read_bytes().decode("gb18030").splitlines()[2:]]
    header = [re.sub(r"\s", "", cell) for cell in lines[0]]
    place = next(
        header.index(cell) for cell in ("公民身份号码", "身份证号", "身份证号码", "证件号码") if cell in header
    )
    ids = pl.Series([line[place] for line in lines[1:]])
    wrong = ids.filter(~sound(ids))
    assert 2 <= wrong.len() < 0.004 * PEOPLE
    parity = ids.str.slice(16, 1).cast(pl.Int64, strict=False) % 2
    sexes = pl.Series([line[header.index("性别")] for line in lines[1:]]).replace({"1": "男", "2": "女"})
    assert ((parity == 1) == (sexes == "男")).sum() > 0.99 * PEOPLE
    assert {"432902", "432901", "432922", "431103", "431102"} <= set(ids.str.head(6))


@pytest.mark.parametrize(
    ("number", "right"),
    [
        ("11010519491231002X", True),  # the example of GB 11643-1999
        ("440524188001010014", True),
        ("110105194912310021", False),
        ("11010519490231002X", False),
        ("11010519491231002", False),
        ("", False),
    ],
)
def test_the_check_character_follows_the_standard(number: str, right: bool) -> None:
    assert sound(pl.Series([number])).to_list() == [right]


def test_encodings_separators_and_line_ends_all_occur(made: District) -> None:
    contents = csv_bytes(made.landing)
    assert any(content.startswith(b"\xef\xbb\xbf") for content in contents.values())
    assert {content.count(b"\r\n") > 0 for content in contents.values()} == {True, False}
    texts = [content.decode("gb18030" if not _is_utf8(content) else "utf-8-sig") for content in contents.values()]
    assert {_is_utf8(content) for content in contents.values()} == {True, False}
    assert {max(",\t|", key=text.count) for text in texts} == {",", "\t", "|"}


def _is_utf8(content: bytes) -> bool:
    try:
        content.decode()
    except UnicodeDecodeError:
        return False
    return True


def test_titles_totals_footers_blank_rows_and_repeated_headers_occur(made: District) -> None:
    text = "\n".join(
        content.decode("utf-8-sig" if _is_utf8(content) else "gb18030") for content in csv_bytes(made.landing).values()
    )
    for mark in ("情况表", "填报单位", "合计", "小计", "填表人", "审核人", "序号", "备注栏", '"电话'):
        assert mark in text
    assert re.search(r"^[,|\t]*$", text, re.MULTILINE)


def test_the_kinds_of_files_the_contract_names_are_there(made: District) -> None:
    assert {path.suffix for path in made.landing.iterdir()} == {".csv", ".xlsx", ".parquet", ".json"}
    assert len(of_source(made.landing, "disability")) > 2
    stale = [path.name for path in of_source(made.landing, "deaths")]
    assert [name[-12:-4] for name in stale] == ["20190531", "20190630"]
    assert not set(table(made.truth, "files")["file"]) & {stale[0]}


def test_control_files_agree_but_for_one(made: District) -> None:
    disagree = []
    for path in sorted(made.landing.glob("*.ctl.json")):
        control = json.loads(path.read_text("utf-8"))
        data = path.with_name(path.name.replace(".ctl.json", ".csv"))
        assert control["sha256"] == hashlib.sha256(data.read_bytes()).hexdigest()
        rows = table(made.truth, "files").filter(pl.col("file") == data.name)["rows"].sum()
        disagree += [data.name] * (control["rows"] != rows)
    assert disagree == table(made.truth, "row_findings").filter(pl.col("check_id") == "Q10")["file"].to_list()


def test_every_accepted_row_stands_in_the_truth_once(made: District) -> None:
    links = table(made.truth, "links")
    assert not links.select("source", "file", "row_number", "role").is_duplicated().any()
    accepted = table(made.truth, "files").select("source", "file", left=pl.col("rows") - pl.col("refused"))
    counted = links.group_by("source", "file").agg(pl.struct("row_number").n_unique().cast(pl.Int64).alias("left"))
    named = [source for source, extract in EXTRACTS.items() if extract.subjects]
    expected = accepted.filter(pl.col("source").is_in(named))
    assert expected.sort("file").equals(counted.select("source", "file", "left").sort("file"))


def test_refused_rows_are_in_quarantine_and_not_in_links(made: District) -> None:
    refused = table(made.truth, "quarantine")
    on = ["source", "file", "row_number"]
    assert table(made.truth, "links").join(refused, on=on, how="semi").is_empty()
    # Rows that no column can be told for, unreadable files and receipts of nothing are tested where they are read.
    elsewhere = {QuarantineReason.MISPLACED, QuarantineReason.UNREADABLE, QuarantineReason.UNKNOWN_REFERENCE}
    assert set(refused["reason"]) == set(QuarantineReason) - elsewhere
    assert set(refused["source"]) == set(EXTRACTS)
    assert refused.select(on).n_unique() == table(made.truth, "files")["refused"].sum()


def test_linkable_and_open_exclude_each_other_and_only_they_have_a_person(made: District) -> None:
    links = table(made.truth, "links")
    assert links.filter(pl.col("linkable") & pl.col("open")).is_empty()
    someone = pl.col("linkable") | pl.col("open")
    assert links.filter(someone)["registry_id_no"].null_count() == 0
    assert links.filter(someone)["grade"].null_count() == 0
    assert links.filter(~someone)["registry_id_no"].drop_nulls().is_empty()


def test_every_slip_of_the_pen_occurs(made: District) -> None:
    kinds = table(made.truth, "links")["kind"].unique()
    assert {part for kind in kinds for part in kind.split("+")} - {""} == SLIPS


def test_numerators_stay_within_denominators_and_gaps_explain_the_rest(made: District) -> None:
    coverage = table(made.truth, "coverage").filter(pl.col("area_level") == "district")
    counted = coverage.filter(pl.col("kpi").str.contains("^K[1-6][ab]?$"))
    lacking = {kpi: d - n for kpi, n, d in counted.select("kpi", "numerator", "denominator").rows() if d > n}
    gaps = table(made.truth, "coverage_gaps")
    sure = dict(gaps.filter(~pl.col("optional")).group_by("kpi").len().rows())
    either = dict(gaps.group_by("kpi").len().rows())
    assert all(sure[kpi] <= number <= either[kpi] for kpi, number in lacking.items())


def test_the_district_says_what_was_made(made: District) -> None:
    files = table(made.truth, "files")
    assert (made.people, made.rows) == (PEOPLE, files["rows"].sum())
    assert made.files == files["file"].n_unique()


def test_a_roll_that_is_too_long_for_a_workbook_comes_in_several_of_the_same_sheets(
    made: District, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(landing, "_CELLS_OF_A_BOOK", 3_000)
    split = new_district(tmp_path / "split", PEOPLE, SEED)
    books = of_source(split.landing, "low_income")
    whole, parts = sheets_of(of_source(made.landing, "low_income")), [sheets_of([book]) for book in books]
    assert len(books) > 2
    assert max(map(len, parts)) > 1
    assert {name: rows for part in parts for name, rows in part.items()} == whole
    assert sum(map(len, parts)) == len(whole)
    links = [pl.read_parquet(one.truth / "links.parquet") for one in (made, split)]
    first, second = (one.drop("file").sort(pl.all()) for one in links)
    assert first.equals(second)
    files = links[1].filter(source="low_income")["file"].str.split("#").list.first()
    assert set(files) == {book.name for book in books}


def sheets_of(books: list[Path]) -> dict[str, Sequence[Sequence[object]]]:
    """The cells of each sheet of workbooks."""
    opened = [CalamineWorkbook.from_path(book) for book in books]
    return {name: book.get_sheet_by_name(name).to_python() for book in opened for name in book.sheet_names}
