from datetime import date
from pathlib import Path

import pytest

from pipelines.ingest.landing import require_registry, scan
from schemas.errors import InputRefusedError
from tests.pipelines.ingest.landing_files import read

DAY = date(2019, 6, 30)


def _lay(folder: Path, *names: str) -> Path:
    for name in names:
        (folder / name).touch()
    return folder


def _chosen(folder: Path, source: str, day: date = DAY) -> list[str]:
    return [name for extract in scan(folder).as_of(day).get(source, ())[:1] for name in extract.files]


@pytest.mark.parametrize(
    ("name", "source"),
    [
        ("low_income_20190630.csv", "low_income"),
        ("低保在册_20190630.xlsx", "low_income"),
        ("低保花名册_20190630.parquet", "low_income"),
        ("低保在册_20190630_蔡市镇.xlsx", "low_income"),
        ("low_income_20190630_蔡市镇_2.csv", "low_income"),
        ("low_income_payments_20190630.CSV", "low_income_payments"),
        ("户籍人口_20190630.XLSX", "civil_registry"),
        ("残疾人两补_20190630.csv", "disability_allowances"),
    ],
)
def test_names_that_belong_to_a_source(tmp_path: Path, name: str, source: str) -> None:
    assert _chosen(_lay(tmp_path, name), source) == [name]
    assert scan(tmp_path).unclaimed == ()


@pytest.mark.parametrize(
    "name",
    [
        "低保在册.csv",
        "低保在册_20190631.csv",
        "低保在册_201906.csv",
        "低保在册_20190630.xls",
        "低保在册_20190630.csv.bak",
        "低保在册20190630.csv",
        "低保名单_20190630.csv",
        "low_income_20190630x.csv",
        "说明.txt",
        "deaths_20190630.ctl.json",  # the file it speaks of is not there
    ],
)
def test_other_names_are_read_by_no_one_but_told(tmp_path: Path, name: str) -> None:
    seen = scan(_lay(tmp_path, name))
    assert (seen.files, seen.unclaimed) == ((), (name,))


def test_lock_files_hidden_files_folders_and_control_files_do_not_count(tmp_path: Path) -> None:
    _lay(
        tmp_path, "~$低保在册_20190630.xlsx", ".deaths_20190630.csv", "deaths_20190630.csv", "deaths_20190630.ctl.json"
    )
    for folder in ("receipts", "orphans_20190630", "orphans_20190630.csv.files", "旧数据_20190630.csv"):
        (tmp_path / folder).mkdir()
    seen = scan(tmp_path)
    assert [file.path.name for file in seen.files] == ["deaths_20190630.csv"]
    assert seen.unclaimed == ()


@pytest.mark.parametrize("kind", [".csv", ".xlsx", ".parquet"])
def test_a_folder_with_the_name_of_an_extract_is_refused_by_it(tmp_path: Path, kind: str) -> None:
    _lay(tmp_path, "orphans_20190531.csv")
    (tmp_path / f"孤儿保障_20190630{kind}").mkdir()
    assert _chosen(tmp_path, "orphans") == [f"孤儿保障_20190630{kind}"]
    with pytest.raises(InputRefusedError, match=f"孤儿保障_20190630{kind}: 无法读取文件.是文件夹,应为文件"):
        read(tmp_path)


def test_a_line_break_at_the_end_of_a_name_is_no_part_of_a_date(tmp_path: Path) -> None:
    assert scan(_lay(tmp_path, "orphans_20190630\n.csv")).files == ()


def test_the_newest_extract_up_to_the_date_counts_and_all_its_parts(tmp_path: Path) -> None:
    old = ["deaths_20190531.csv", "deaths_20190531_b.csv"]
    new = ["deaths_20190630.csv", "死亡登记_20190630_a.xlsx", "死亡登记_20190630_b.csv"]
    _lay(tmp_path, *old, *new, "deaths_20190701.csv")
    assert _chosen(tmp_path, "deaths", date(2019, 5, 30)) == []
    assert _chosen(tmp_path, "deaths", date(2019, 5, 31)) == old
    assert _chosen(tmp_path, "deaths", date(2019, 6, 29)) == old
    assert _chosen(tmp_path, "deaths", date(2019, 6, 30)) == new
    assert _chosen(tmp_path, "deaths", date(2020, 1, 1)) == ["deaths_20190701.csv"]


def test_each_source_has_its_own_newest_date(tmp_path: Path) -> None:
    _lay(tmp_path, "deaths_20190630.csv", "marriages_20190615.csv", "orphans_20190701.csv")
    assert scan(tmp_path).as_of(DAY).keys() == {"deaths", "marriages"}
    assert scan(tmp_path).sources == {"deaths", "marriages", "orphans"}


def test_a_run_without_a_registry_is_refused(tmp_path: Path) -> None:
    _lay(tmp_path, "civil_registry_20190701.csv")
    with pytest.raises(InputRefusedError, match="civil_registry") as refused:
        require_registry(scan(tmp_path).as_of(DAY), tmp_path, DAY)
    assert refused.value.exit_code == 3
    require_registry(scan(tmp_path).as_of(date(2019, 7, 1)), tmp_path, date(2019, 7, 1))


def test_a_missing_folder_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputRefusedError, match="landing"):
        scan(tmp_path / "landing")
