from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from schemas.errors import InputRefusedError
from tests.pipelines.ingest.landing_files import entries, numbers, read

FILE = "orphans_20190630.parquet"
TYPED = {
    "status": pl.Series(["在册", "停止", "在册"], dtype=pl.Categorical),
    "name": ["甲", "乙", "丙"],
    "id_no": [431103200307240730, 431103030724073, None],
    "placement": ["散居", "集中", "散居"],
    "monthly_amount": [600.0, 1000.005, 0.3],
    "start_month": [date(2019, 4, 1), date(2018, 12, 31), date(2019, 1, 1)],
    "stop_month": [None, datetime(2019, 6, 1, 12, tzinfo=UTC), None],
    "extra": [[1], [], [2, 3]],
}


def test_typed_columns_by_their_english_names(tmp_path: Path) -> None:
    pl.DataFrame(TYPED).write_parquet(tmp_path / FILE)
    got = read(tmp_path)
    assert entries(got) == []
    assert got.split.accepted.rows() == [
        (FILE, 1, "甲", "431103200307240730", "散居", 60000, 24231, None, "在册"),
        (FILE, 2, "乙", "431103030724073", "集中", 100001, 24227, 24233, "停止"),
        (FILE, 3, "丙", None, "散居", 30, 24228, None, "在册"),
    ]


@pytest.mark.parametrize("dtype", [pl.Decimal(18, 2), pl.Int64(), pl.UInt16(), pl.Float32(), pl.String()])
def test_an_amount_in_any_type_is_yuan(tmp_path: Path, dtype: pl.DataType) -> None:
    frame = pl.DataFrame(TYPED | {"monthly_amount": [Decimal(600), Decimal(1000), Decimal(1)]})
    frame.with_columns(pl.col("monthly_amount").cast(dtype)).write_parquet(tmp_path / FILE)
    assert read(tmp_path).split.accepted["monthly_amount_fen"].to_list() == [60000, 100000, 100]


def test_months_and_ids_as_numbers(tmp_path: Path) -> None:
    numbered = TYPED | {"start_month": [201904, 201812, 201901], "id_no": [431103030724073.0, float("nan"), None]}
    pl.DataFrame(numbered).write_parquet(tmp_path / FILE)
    got = read(tmp_path).split.accepted
    assert got["start_month"].to_list() == [24231, 24227, 24228]
    assert got["id_no"].to_list() == ["431103030724073", None, None]


@pytest.mark.parametrize(
    ("moment", "zone", "day"),
    [
        (datetime(2019, 5, 31, 16, tzinfo=UTC), "UTC", date(2019, 6, 1)),  # midnight here, as most programs write it
        (datetime(2019, 5, 31, 16, tzinfo=UTC), "Asia/Shanghai", date(2019, 6, 1)),
        (datetime(2019, 5, 31, 16, tzinfo=UTC), "+08:00", date(2019, 6, 1)),
        (datetime(2019, 6, 1, tzinfo=UTC), "UTC", date(2019, 6, 1)),  # a day without its hour
        (datetime(2019, 5, 31, 15, 59, 59, tzinfo=UTC), "UTC", date(2019, 5, 31)),
        (datetime(2019, 5, 31, 23, 59, 59, tzinfo=UTC), None, date(2019, 5, 31)),  # of no zone: as written
        (datetime(2019, 5, 31, 16, tzinfo=UTC), None, date(2019, 5, 31)),
    ],
)
@pytest.mark.parametrize("unit", ["ms", "us", "ns"])
def test_a_moment_is_the_day_that_it_is_here(
    tmp_path: Path, moment: datetime, zone: str | None, day: date, unit: Literal["ms", "us", "ns"]
) -> None:
    died = pa.array([moment], pa.timestamp(unit, zone))
    person = {"name": ["甲"], "id_no": ["431103200307240730"], "death_date": died, "death_source": ["公安"]}
    pq.write_table(pa.table(person), tmp_path / "deaths_20190630.parquet")
    assert read(tmp_path, "deaths").split.accepted["death_date"].to_list() == [day]


def test_flags_are_yes_and_no(tmp_path: Path) -> None:
    pl.DataFrame(
        {"household_no": ["1", "2"], "field": ["产业", "住房"], "due": [True, False], "delivered": [False, None]}
    ).write_parquet(tmp_path / "assistance_measures_20190630.parquet")
    got = read(tmp_path, "assistance_measures")
    assert got.split.accepted.select("due", "delivered").rows() == [("是", "否")]
    assert entries(got) == [(2, "delivered", "missing_value", None)]


def test_the_first_record_is_row_one_and_blank_records_keep_their_number(tmp_path: Path) -> None:
    frame = pl.DataFrame(TYPED).drop("extra")
    blank = frame.clear(n=1)
    pl.concat([blank, frame.head(1), blank, frame.tail(1)]).write_parquet(tmp_path / FILE)
    assert numbers(read(tmp_path)) == [2, 4]


@pytest.mark.parametrize("content", [b"", b"PAR1", b"a,b\n1,2\n", b"PAR1" + b"\0" * 20 + b"PAR1"])
def test_what_is_no_parquet_file_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / FILE).write_bytes(content)
    with pytest.raises(InputRefusedError, match=f"{FILE}: 不是可读的 Parquet"):
        read(tmp_path)


def test_a_missing_required_column_is_refused(tmp_path: Path) -> None:
    pl.DataFrame(TYPED).drop("placement").write_parquet(tmp_path / FILE)
    with pytest.raises(InputRefusedError, match=rf"{FILE}: 缺少必需列 placement\(安置方式\)"):
        read(tmp_path)


def test_a_typed_file_without_rows_is_read(tmp_path: Path) -> None:
    pl.DataFrame(TYPED).clear().write_parquet(tmp_path / FILE)
    got = read(tmp_path)
    assert [(one.rows, one.accepted) for one in got.files] == [(0, 0)]


AS_TEXT = {
    "name": ["甲"],
    "id_no": ["431103200307240730"],
    "placement": ["散居"],
    "monthly_amount": ["600"],
    "start_month": ["201701"],
    "stop_month": ["201801"],
    "status": ["停止"],
}


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
@pytest.mark.parametrize(
    "binary", [pa.binary(), pa.large_binary(), pa.binary_view(), pa.binary(20), pa.dictionary(pa.int8(), pa.binary())]
)
def test_text_written_as_bytes_is_read(tmp_path: Path, binary: pa.DataType, encoding: str) -> None:
    width = 20 if binary == pa.binary(20) else 0  # what is shorter is filled up with zeros
    columns = {
        name: pa.array([text.encode(encoding).ljust(width, b"\0") for text in texts], pa.binary())
        for name, texts in AS_TEXT.items()
    }
    table = pa.table({name: _as(column, binary) for name, column in columns.items()})
    pq.write_table(table, tmp_path / FILE)
    got = read(tmp_path)
    assert got.split.accepted.rows() == [
        (FILE, 1, "甲", "431103200307240730", "散居", 60000, 2017 * 12, 2018 * 12, "停止")
    ]


def _as(column: "pa.Array[Any]", dtype: pa.DataType) -> "pa.Array[Any]":
    return column.dictionary_encode() if pa.types.is_dictionary(dtype) else column.cast(dtype)


@pytest.mark.parametrize(
    ("values", "dtype"),
    [
        (["201801"], pa.list_(pa.string())),
        ({"a": "201801"}, pa.struct([("a", pa.string())])),
        (time(20, 18), pa.time64("us")),
        (timedelta(days=3), pa.duration("s")),
        ([("a", "b")], pa.map_(pa.string(), pa.string())),
        (b"\xff\xff\xff", pa.binary()),
    ],
)
def test_a_column_that_cannot_be_read_as_text_is_named_and_none_of_it_is_lost(
    tmp_path: Path, values: object, dtype: pa.DataType
) -> None:
    plain = {name: pa.array(texts) for name, texts in AS_TEXT.items()}
    strange = pa.array([values], dtype)
    pq.write_table(pa.table(plain | {"stop_month": strange}), tmp_path / FILE)
    with pytest.raises(InputRefusedError, match=rf"{FILE}: 列 stop_month"):
        read(tmp_path)
    pq.write_table(pa.table(plain | {"remark": strange}), tmp_path / FILE)
    assert numbers(read(tmp_path)) == [1]


def test_a_column_without_type_is_empty(tmp_path: Path) -> None:
    plain = {name: pa.array(texts) for name, texts in AS_TEXT.items()}
    pq.write_table(pa.table(plain | {"stop_month": pa.nulls(1)}), tmp_path / FILE)
    assert read(tmp_path).split.accepted["stop_month"].to_list() == [None]
