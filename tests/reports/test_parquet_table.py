from __future__ import annotations

import stat
from pathlib import Path

import polars as pl
import pyarrow.parquet as pq
import pytest

from reports.parquet import in_order, write_table
from reports.report import Report
from schemas.output import Table
from schemas.outputs import OUTPUTS
from schemas.outputs.findings import MISMATCH
from schemas.outputs.quarantine import QUARANTINE
from tests.reports.publication import QUARANTINE_ROWS, frame


@pytest.mark.parametrize("table", OUTPUTS.values(), ids=lambda table: table.name)
def test_every_table_reads_back_as_declared(table: Table, report: Report, tmp_path: Path) -> None:
    path = tmp_path / "t.parquet"
    write_table(report.frame(table), table, path)
    read = pl.read_parquet(path)
    assert read.columns == [field.name for field in table.fields if not field.in_parts]
    whole = table.whole(read).select(table.dtypes.keys())
    assert dict(whole.schema) == table.dtypes
    assert whole.equals(report.frame(table).sort(table.order))


def test_a_city_in_parts_has_columns_of_its_own(report: Report, tmp_path: Path) -> None:
    first, *others = report.frame(MISMATCH).to_dicts()
    told = frame(MISMATCH, [first | {"county": "道县", "cross_county": True}, *others])
    write_table(told, MISMATCH, tmp_path / "m")
    read = pl.read_parquet(tmp_path / "m")
    assert read.columns == list(MISMATCH.dtypes)
    assert read.filter("cross_county").select("finding_id", "county").rows() == [(first["finding_id"], "道县")]


def test_fields_carry_label_and_description(report: Report, tmp_path: Path) -> None:
    write_table(report.frame(MISMATCH), MISMATCH, tmp_path / "m.parquet")
    fields = {field.name: field.metadata or {} for field in pq.read_schema(tmp_path / "m.parquet")}
    assert fields["amount"][b"label"].decode() == "差额(元)"
    assert fields["finding_id"][b"description"].decode() == "同一线索每晚编号不变"


def test_same_rows_in_another_order_give_the_same_bytes(tmp_path: Path) -> None:
    twins = [{**QUARANTINE_ROWS[0], "value": value} for value in ("b", "a", "c")]
    first, second = tmp_path / "1", tmp_path / "2"
    write_table(frame(QUARANTINE, twins), QUARANTINE, first)
    write_table(frame(QUARANTINE, twins[::-1]), QUARANTINE, second)
    assert first.read_bytes() == second.read_bytes()


def test_a_table_longer_than_a_row_group_is_sorted_as_a_whole(tmp_path: Path) -> None:
    lines = pl.DataFrame({"row_number": range(300_000)}).with_columns(pl.col("row_number") // 3)  # by threes alike
    line = frame(QUARANTINE, QUARANTINE_ROWS[:1]).drop("row_number", "value")
    rows = line.join(lines.with_row_index("value").cast({"value": pl.String}), how="cross").cast(
        pl.Schema(QUARANTINE.dtypes)
    )
    mixed = rows.sample(fraction=1, shuffle=True, seed=1)
    write_table(mixed, QUARANTINE, tmp_path / "1")
    write_table(rows, QUARANTINE, tmp_path / "2")
    assert pl.read_parquet(tmp_path / "1").equals(in_order(mixed.select(tuple(QUARANTINE.dtypes)), QUARANTINE.order))
    assert (tmp_path / "1").read_bytes() == (tmp_path / "2").read_bytes()


def test_columns_beyond_the_declared_ones_stay_out(report: Report, tmp_path: Path) -> None:
    write_table(report.frame(MISMATCH).with_columns(secret=pl.lit("x")), MISMATCH, tmp_path / "m")
    assert "secret" not in pl.read_parquet(tmp_path / "m").columns


def test_a_missing_column_is_an_error(report: Report, tmp_path: Path) -> None:
    with pytest.raises(pl.exceptions.ColumnNotFoundError, match="observed"):
        write_table(report.frame(MISMATCH).drop("observed"), MISMATCH, tmp_path / "m")


def test_files_are_for_their_owner_alone(report: Report, tmp_path: Path) -> None:
    write_table(report.frame(MISMATCH), MISMATCH, tmp_path / "m")
    assert stat.S_IMODE((tmp_path / "m").stat().st_mode) == 0o600
