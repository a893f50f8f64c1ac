"""Whatever mix of good, bad and other rows a file holds: every data row is accepted or refused, under its number."""

import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.pipelines.ingest.landing_files import ORPHANS, orphan, read, write_csv, write_xlsx

_GOOD = st.builds(
    orphan,
    st.sampled_from(["甲", "乙\n丙", ' 丁"', "欧阳,修", "x|y"]),
    start_month=st.sampled_from(["201904", "2019.4", "2019年4月", "43556"]),
    monthly_amount=st.sampled_from(["600", "'1,000.00", "0.005"]),
)
_BAD = st.one_of(
    st.builds(lambda text: orphan(status=text), st.sampled_from(["", "死亡", "停保", "1"])),
    st.builds(lambda text: orphan(start_month=text), st.sampled_from(["2019", "201913", "不详"])),
    st.just(orphan("", id_no="0000")),
    st.just(["甲"]),
)
_OTHER = st.sampled_from([[], [" ", ""], ORPHANS, ["合计", "3"], ["标题"], ["", "填表人:张三"], ["单位:元", "2019"]])
_ROWS = st.lists(
    st.one_of(
        st.tuples(st.just("accepted"), _GOOD), st.tuples(st.just("refused"), _BAD), st.tuples(st.just(""), _OTHER)
    ),
    max_size=25,
)


@settings(max_examples=40)
@given(
    parts=st.lists(_ROWS, min_size=1, max_size=3),
    separator=st.sampled_from(",\t|"),
    encoding=st.sampled_from(["utf-8-sig", "gb18030"]),
    as_book=st.booleans(),
)
def test_rows_read_are_rows_accepted_and_refused(
    parts: list[list[tuple[str, list[str]]]], separator: str, encoding: str, *, as_book: bool
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        sheets = {f"{number}": [["标题"], ORPHANS, *(row for _, row in rows)] for number, rows in enumerate(parts)}
        if as_book:
            write_xlsx(Path(folder) / "orphans_20190630.xlsx", sheets)
        else:
            for name, rows in sheets.items():
                write_csv(Path(folder) / f"orphans_20190630_{name}.csv", rows, separator, encoding)
        got = read(Path(folder))
    for fate, frame in (("accepted", got.split.accepted), ("refused", got.split.refused)):
        places = [
            (part, number) for part, rows in enumerate(parts) for number, row in enumerate(rows, 3) if row[0] == fate
        ]
        numbers = [number for _, number in places]
        assert frame["row_number"].to_list() == numbers
        own = frame["file"].str.extract(r"([0-9])(?:\.csv)?$").cast(int).to_list()
        assert own == [part for part, _ in places]
    refused = got.split.refused.select("file", "row_number")
    assert set(got.split.quarantine.select("file", "row_number").rows()) == set(refused.rows())
    assert sum(one.rows for one in got.files) == sum(fate != "" for rows in parts for fate, _ in rows)
    assert sum(one.accepted for one in got.files) == got.split.accepted.height
    assert sum(one.quarantined for one in got.files) == refused.height
