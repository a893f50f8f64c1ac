"""Which extract a night uses: the newest that is whole, beside the last accepted one of an earlier date."""

from datetime import date
from pathlib import Path

import pytest

from pipelines.ingest.choose import choose
from pipelines.run.judging import Judge, Judged
from pipelines.warehouse import Warehouse
from pipelines.warehouse.verdicts import store_verdicts
from pipelines.workspace.settings import Settings
from tests.pipelines.ingest.landing_files import ORPHANS, orphan, write_csv

AS_OF = date(2019, 12, 31)
REGISTRY = ["户号", "与户主关系", "姓名", "性别", "出生日期", "公民身份号码", "乡镇街道", "村居", "人员状态"]
PERSON = ["1", "户主", "王芳", "女", "19600101", "432902196001011234", "蔡市镇", "一村", "正常"]
YEARLY = {"applications", "reviews", "low_income_payments"}


@pytest.fixture
def landing(tmp_path: Path) -> Path:
    folder = tmp_path / "landing"
    folder.mkdir()
    write_csv(folder / "civil_registry_20190601.csv", [REGISTRY, PERSON])
    return folder


def lands(folder: Path, day: str, rows: int, part: str = "", *, spoilt: int = 0) -> Path:
    """Orphans of one date, of whom `spoilt` have a month that is none."""
    good = [orphan(f"廖{number}") for number in range(rows - spoilt)]
    bad = [orphan(f"坏{number}", start_month="昨天") for number in range(spoilt)]
    return write_csv(folder / f"orphans_2019{day}{part}.csv", [ORPHANS, *good, *bad])


def judged(folder: Path, *, taken: frozenset[str] = frozenset(), **settings: object) -> Judged:
    """What becomes of the orphans, judged twice: by reading, and by what the first judge put on record."""
    found = []
    with Warehouse(folder.parent / "warehouse.duckdb") as warehouse:
        for _ in range(2):
            judge = Judge(warehouse, Settings(**settings), taken, "program")  # type: ignore[arg-type]
            found.append(judge.judge(choose(folder, AS_OF))["orphans"])
            store_verdicts(warehouse, judge.verdicts)
    assert outcome(found[0]) == outcome(found[1])
    return found[1]


def outcome(one: Judged) -> tuple[str | None, list[str]]:
    """Date of what is used; why each newer one was refused."""
    used = one.used.landed.cut_off.strftime("%m%d") if one.used else None
    return used, [refused.why.message for refused in one.refused]
