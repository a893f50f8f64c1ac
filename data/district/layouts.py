"""What each agency's file looks like: name, encoding, separator, title rows, totals, order of columns, control file."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

UTF8, BOM, GB = "utf-8", "utf-8-sig", "gb18030"


@dataclass(frozen=True)
class Layout:
    """The look of one extract's files.

    Attributes:
        stem: name of the source as the file spells it.
        kind: csv, xlsx or parquet.
        encoding: of a csv.
        separator: of a csv.
        newline: of a csv.
        title: rows above the header: a title, and one with 填报单位 and 填报日期.
        mark: what stands before every id, certificate and account number.
        shuffled: columns in another order.
        numbered: 序号 in front and 备注栏 with line breaks behind.
        footed: totals, footers, blank rows and repeated headers, also in mid-file.
        by_town: one file (or sheet) a town.
        blocks: household columns on the first row of a block only (in every other sheet).
        control: a control file lies beside it; False where it disagrees.
        age: days by which the extract is older than the date.
        stale: an older extract lies about too.
    """

    stem: str
    kind: str = "csv"
    encoding: str = UTF8
    separator: str = ","
    newline: str = "\n"
    title: int = 0
    mark: str = ""
    shuffled: bool = False
    numbered: bool = False
    footed: bool = False
    by_town: bool = False
    blocks: bool = False
    control: bool | None = None
    age: int = 0
    stale: bool = False

    def cut_off(self, as_of: date) -> date:
        """The date of an extract that is made for a date."""
        return as_of - timedelta(days=self.age)

    def file_name(self, as_of: date, part: str = "") -> str:
        """Name of the file, of one part where the extract has several."""
        return f"{self.stem}_{self.cut_off(as_of):%Y%m%d}{'_' + part if part else ''}.{self.kind}"


LAYOUTS: dict[str, Layout] = {
    "civil_registry": Layout("civil_registry", encoding=GB, newline="\r\n", title=2, shuffled=True, control=True),
    "deaths": Layout("deaths", encoding=BOM, separator="|", title=1, footed=True, stale=True),
    "marriages": Layout("婚姻登记", encoding=BOM, separator="\t", numbered=True, age=15),
    "low_income": Layout("低保花名册", "xlsx", title=2, blocks=True, footed=True, by_town=True),
    "low_income_payments": Layout("低保发放", encoding=GB, newline="\r\n", footed=True, control=True),
    "extreme_poverty": Layout("extreme_poverty", "xlsx", title=1, shuffled=True, footed=True),
    "orphans": Layout(
        "孤儿保障", encoding=GB, separator="\t", newline="\r\n", title=2, shuffled=True, footed=True, control=False
    ),
    "poverty_register": Layout("建档立卡", encoding=GB, newline="\r\n", title=2, footed=True),
    "disability": Layout(
        "残疾人证", encoding=GB, title=2, mark="'", shuffled=True, numbered=True, footed=True, by_town=True, age=10
    ),
    "disability_allowances": Layout(
        "disability_allowances", encoding=BOM, newline="\r\n", title=1, shuffled=True, footed=True
    ),
    "applications": Layout("新申请", separator="|", title=2, footed=True, numbered=True),
    "reviews": Layout("复核", "xlsx", title=1, numbered=True),
    "economic_items": Layout("收入财产", separator="\t", newline="\r\n", control=True),
    "rigid_expenses": Layout("rigid_expenses", "parquet"),
    "dossiers": Layout("一户一档", encoding=GB, separator="|", mark="\t", shuffled=True),
    "assistance_measures": Layout("行业帮扶", encoding=BOM, separator="\t", title=1, footed=True),
}
