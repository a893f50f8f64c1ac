"""The data dictionary beside a hand-over, Markdown in Chinese: whose it is, its columns, every check and every code."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from reports.report import CheckTitle, IndicatorTitle
from reports.words import CLUE_NOTICE
from schemas.markdown import markdown_table
from schemas.output import Field
from schemas.outputs.findings import MISMATCH
from schemas.visible import visible_in_line
from schemas.words import SOURCE_TITLES

DICTIONARY = "数据字典.md"
_NOT_SAID = "未填写"


@dataclass(frozen=True)
class Origin:
    """Whose a hand-over is.

    Attributes:
        sender: the bureau, as its setting `sender` says; empty where it says nothing.
        edition: names the publication that it was made from: the same tables have the same one, whatever run made it.
    """

    sender: str = ""
    edition: str = ""

    @property
    def facts(self) -> dict[str, str | None]:
        """As manifests say it."""
        return {"sender": self.sender or None, "edition": self.edition or None}


def heading(title: str, origin: Origin, as_of: date, *more: str) -> str:
    """What stands above: whose, of when, from which publication, and that all are clues."""
    lines = (
        f"报送单位:{visible_in_line(origin.sender) or _NOT_SAID}",
        f"数据时点:{as_of}",
        f"发布编号:{origin.edition or _NOT_SAID}(有疑问时请告知此编号,报送单位据此找到对应的运行)",
        *more,
    )
    return f"# {title}\n\n{CLUE_NOTICE}\n\n" + "".join(f"- {line}\n" for line in lines)


def columns(title: str, about: str, fields: Iterable[Field], note: Callable[[Field], str]) -> str:
    """One table of columns: name, label, type, and what the note says of it."""
    rows = ([field.name, field.label, str(field.dtype), note(field)] for field in fields)
    return f"\n## {title}\n\n{about}\n\n" + markdown_table(("列名", "名称", "类型", "说明"), rows)


def checks_part(checks: Mapping[str, CheckTitle]) -> str:
    """Every check: what it is called, by which document, and what its texts say."""
    labels = (MISMATCH.labels[column] for column in ("declared", "observed", "limit"))
    rows = (
        [check_id, one.title, one.note, one.meanings.declared, one.meanings.observed, one.meanings.limit]
        for check_id, one in checks.items()
    )
    return "\n## 检查项\n\n" + markdown_table(("编号", "名称", "依据", *labels), rows)


def indicators_part(indicators: Mapping[str, IndicatorTitle]) -> str:
    """Every indicator: what it is called, its bar, and what is counted."""
    rows = ([kpi, one.title, one.measure.label, one.target, one.note] for kpi, one in indicators.items())
    return "\n## 指标\n\n" + markdown_table(("编号", "名称", "单位", "目标", "口径或依据"), rows)


def sources_part() -> str:
    """Every source by its English name."""
    return "\n## 数据来源\n\n" + markdown_table(("英文名", "名称"), _sources())


def _sources() -> Iterator[list[str]]:
    yield from ([name, title] for name, title in SOURCE_TITLES.items())
