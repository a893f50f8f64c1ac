from pathlib import Path

import polars as pl

from schemas.extracts import EXTRACTS
from schemas.outputs import OUTPUTS
from tests.pipelines.ingest.landing_files import ORPHANS, entries, names, orphan, read, write_csv

FILE = "orphans_20190630.csv"
_ITEMS = ["数据来源", "项目", "姓名", "证件号码", "金额", "期间起", "期间止", "状态"]


def test_one_entry_a_refused_value_with_the_value_as_written(tmp_path: Path) -> None:
    rows = [
        orphan("甲"),
        orphan("乙", start_month="2019-13", status="死亡", monthly_amount="六百"),
        orphan("丙", stop_month="2019-02-30"),
        orphan("", id_no="000000000000000000"),
        orphan("", id_no=""),
        orphan("丁", status="", placement="　"),
    ]
    write_csv(tmp_path / FILE, [ORPHANS, *rows])
    got = read(tmp_path)
    assert names(got) == ["甲"]
    assert entries(got) == [
        (3, "monthly_amount", "bad_number", "六百"),
        (3, "start_month", "bad_month", "2019-13"),
        (3, "status", "unknown_code", "死亡"),
        (4, "stop_month", "bad_month", "2019-02-30"),
        (5, "id_no", "no_identity", "000000000000000000"),
        (6, "id_no", "no_identity", None),
        (7, "placement", "missing_value", None),
        (7, "status", "missing_value", None),
    ]


def test_a_bad_number_or_name_refuses_nothing(tmp_path: Path) -> None:
    odd = ["432902E+17", "４３２９０２195907300738", "432902195907300731", "无", "x", "43290219590730073844B1", "1"]
    write_csv(tmp_path / FILE, [ORPHANS, *(orphan("?磊", id_no=number) for number in odd), orphan("", id_no="1")])
    got = read(tmp_path)
    assert got.split.accepted["id_no"].to_list() == [*odd, "1"]
    assert got.split.quarantine.is_empty()


def test_a_refused_row_is_in_no_other_place(tmp_path: Path) -> None:
    write_csv(tmp_path / FILE, [ORPHANS, orphan("甲"), orphan("乙", status="x"), orphan("丙")])
    split = read(tmp_path).split
    assert split.accepted["row_number"].to_list() == [2, 4]
    assert split.refused.select("row_number", "name", "status").rows() == [(3, "乙", "x")]
    assert split.accepted.schema == pl.Schema(EXTRACTS["orphans"].accepted)
    assert split.quarantine.schema == pl.Schema(OUTPUTS["quarantine"].dtypes)


def test_a_value_that_breaks_two_rules_is_one_entry(tmp_path: Path) -> None:
    rows = [
        ["个税", "工资薪金", "甲", "1", "约一万", "20180601", "20190531", ""],
        ["个税", "工资薪金", "乙", "1", "", "20180601", "", ""],
        ["个税", "工资薪金", "丙", "1", "100", "2018-02-30", "20190531", ""],
        ["车辆", "机动车", "丁", "1", "", "", "", "A,F"],
        ["个税", "中奖", "戊", "1", "", "", "", ""],
        ["财政供养", "在编人员", "己", "1", "", "20180601", "", ""],
    ]
    write_csv(tmp_path / "收入财产_20190630.csv", [_ITEMS, *rows])
    got = read(tmp_path, "economic_items")
    assert names(got) == ["己"]
    assert entries(got) == [
        (2, "amount", "bad_number", "约一万"),
        (3, "amount", "missing_value", None),
        (3, "period_end", "missing_value", None),
        (4, "period_start", "bad_date", "2018-02-30"),
        (5, "item_status", "unknown_code", "A,F"),
        (6, "item", "unknown_code", "中奖"),
    ]


def test_parts_are_counted_each_for_itself(tmp_path: Path) -> None:
    write_csv(tmp_path / "孤儿保障_20190630_a#1.csv", [ORPHANS, orphan("甲"), orphan("乙", status="x")])
    write_csv(tmp_path / "孤儿保障_20190630_a#2.csv", [ORPHANS, orphan("丙", status="x")])
    write_csv(tmp_path / "孤儿保障_20190630_b.csv", [ORPHANS], "|", "gb18030")
    got = read(tmp_path)
    assert [(one.rows, one.accepted, one.quarantined) for one in got.files] == [(2, 1, 1), (1, 0, 1), (0, 0, 0)]


def test_few_refused_rows_do_not_hold_what_the_others_say(tmp_path: Path) -> None:
    good = [orphan("阿卜杜热西提·吐尔逊")] * 2_000
    write_csv(tmp_path / FILE, [ORPHANS, *good, orphan(status="不知道是什么的一种状态")])
    refused = read(tmp_path).split.refused
    assert refused.height == 1
    arrows = (column.to_arrow(compat_level=pl.CompatLevel.newest()) for column in refused.select(pl.col(pl.String)))
    held = sum(buffer.size for arrow in arrows for buffer in arrow.buffers() if buffer is not None)
    assert held < 2_000
