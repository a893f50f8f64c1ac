"""An extract that has shrunk beyond what its source may lose is taken for one cut short, not for a smaller world."""

from __future__ import annotations

from collections.abc import Mapping
from math import ceil

from pipelines.ingest.read import ExtractRead
from pipelines.warehouse import Warehouse
from pipelines.warehouse.extracts import rows_before
from pipelines.workspace.settings import Settings
from schemas.errors import InputRefusedError
from schemas.extracts import EXTRACTS

# Of fewer rows a fifth is a handful of people.
_COMPARED_FROM = 200


def refuse_shrunken(warehouse: Warehouse, extracts: Mapping[str, ExtractRead], settings: Settings) -> None:
    """Refuses extracts with too few rows beside the last accepted one of an earlier cut-off date.

    Args:
        warehouse: holds the accepted extracts.
        extracts: source -> what was read anew.
        settings: what share the bureau wants.

    Raises:
        InputRefusedError: one of them has too few.
    """
    for extract in extracts.values():
        _compare(warehouse, extract, settings)


def _compare(warehouse: Warehouse, extract: ExtractRead, settings: Settings) -> None:
    declared = EXTRACTS[extract.source]
    last = rows_before(warehouse, extract.source, extract.cut_off)
    if last is None or last[1] < _COMPARED_FROM:
        return
    day, before = last
    if declared.expected.within_year and day.year != extract.cut_off.year:
        return
    share = settings.min_share.get(extract.source, declared.expected.min_share)
    rows = sum(one.rows for one in extract.files)
    if rows < before * share:
        files = "、".join(one.file for one in extract.files)
        raise InputRefusedError(
            f"{files}: {declared.title}只有 {rows} 行,上一份(数据截止日 {day})有 {before} 行,"
            f"至少应有 {ceil(before * share)} 行(min_share {share:g})",
            hint="文件可能不完整,请核对后重新报送;确属减少时,"
            f"在 hedui.toml 的 [min_share] 下写 {extract.source} = {rows / before - 0.005:.2f} 后重新运行",
        )
