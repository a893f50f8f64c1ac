"""The data dictionary as Markdown, generated from the declarations: extracts, code tables, published tables, terms.

`python -m schemas.dictionary FILE` writes it, `--check FILE` ends in 1 where the file no longer says the same.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Iterator
from difflib import unified_diff
from pathlib import Path

from schemas import codes
from schemas.codes import CodeSet
from schemas.column import Column, Kind
from schemas.extract import Extract
from schemas.extracts import EXTRACTS
from schemas.output import Table
from schemas.outputs import OUTPUTS
from schemas.terms import VOCABULARIES, Family

_KINDS: dict[Kind, str] = {
    Kind.TEXT: "文本",
    Kind.RESIDENT_ID: "身份证件号码",
    Kind.IDENTIFIER: "编号",
    Kind.DATE: "日期",
    Kind.MONTH: "年月",
    Kind.MONEY: "金额(元)",
    Kind.DECIMAL: "小数",
    Kind.INTEGER: "整数",
    Kind.CODE: "代码",
}
_HEAD = """# 数据字典

由 `python -m schemas.dictionary docs/data-dictionary.md` 从 `schemas/` 的声明生成,请勿手工修改。

必需列:文件中没有该列,整个文件不接收。必填值:该值为空,该行退回。代码表见[代码表](#代码表)。
"""


def dictionary() -> str:
    """The whole dictionary."""
    parts = [_HEAD, "## 数据来源\n", *map(_extract, EXTRACTS.values())]
    parts += ["## 代码表\n", *_code_tables(), "## 发布的数据表\n", _overview(), *map(_table, OUTPUTS.values())]
    return "\n".join([*parts, "## 术语\n", *_vocabulary()])


def _extract(extract: Extract) -> str:
    names = "、".join([extract.source, extract.title, *extract.aliases])
    about = f"文件名:{names}。报送单位:{extract.owner}。一行:{extract.unit}。"
    rows = ([_header(column), *_facts(column)] for column in extract.columns)
    rules = "".join(
        f"- 退回({rule.reason.label}):{rule.text}。列:{'、'.join(rule.columns)}\n" for rule in extract.rules
    )
    table = _markdown(("表头", "英文名", "类型", "必需列", "必填值", "代码表", "说明"), rows)
    return f"### {extract.title} {extract.source}\n\n{about}\n\n{table}" + (f"\n{rules}" if rules else "")


def _header(column: Column) -> str:
    others = sorted(column.headers - {column.header})
    return f"{column.header}(也作 {'、'.join(others)})" if others else column.header


def _facts(column: Column) -> Iterator[str]:
    yield column.name
    yield _KINDS[column.kind]
    yield "是" if column.required else ""
    yield "是" if column.filled else ""
    yield column.codes.title if column.codes else ""
    yield ";".join(filter(None, ["户级列,可只填在每户首行" if column.block else "", column.note]))


def _code_tables() -> Iterator[str]:
    for table in (value for value in vars(codes).values() if isinstance(value, CodeSet)):
        written = {word: [code for code, meant in table.codes if meant == word] for word in table.words}
        alike = {word: [other for other, meant in table.synonyms if meant == word] for word in table.words}
        rows = ([word, "、".join(written[word]), "、".join(alike[word])] for word in table.words)
        yield f"### {table.title}\n\n{_markdown(('值', '代码', '同义'), rows)}"


def _overview() -> str:
    """Where each table goes."""
    rows = (
        [f"`{table.file}`", table.title, table.unit, table.flow.command, *_places(table), _yes(table.optional)]
        for table in OUTPUTS.values()
    )
    header = (
        "文件",
        "名称",
        "一行",
        "流程 hedui run",
        "工作表(或其开头)",
        "首页",
        "督查",
        "市平台",
        "仅在有数据时发布",
    )
    return _markdown(header, rows)


def _places(table: Table) -> Iterator[str]:
    yield table.sheet
    yield table.page.title if table.page else ""
    yield f"`{table.file}`" if table.supervision else ""
    yield f"`{table.drop}`" if table.city_platform else ""


def _yes(told: bool) -> str:
    return "是" if told else ""


def _table(table: Table) -> str:
    rows = (
        [field.name, field.label, str(field.dtype), "是" if field.masked else "", field.description]
        for field in table.fields
    )
    about = f"`{table.file}`,一行:{table.unit}。排序:{'、'.join(table.order)}。"
    return f"### {table.title} {table.name}\n\n{about}\n\n" + _markdown(
        ("列", "名称", "类型", "对外掩码", "说明"), rows
    )


def _vocabulary() -> Iterator[str]:
    for vocabulary in VOCABULARIES:
        yield f"### {vocabulary.__name__}\n\n{_markdown(('值', '含义'), vocabulary.labels().items())}"
    destinations = ([family.value, family.label, family.destination.label] for family in Family)
    yield f"### 线索去向\n\n{_markdown(('检查类别', '含义', '去向'), destinations)}"


def _markdown(header: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    names = list(header)
    lines = [names, ["---"] * len(names), *rows]
    return "".join(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in line)} |\n" for line in lines)


def main(arguments: list[str]) -> int:
    """Writes or checks the file; 1 where the check fails."""
    parser = argparse.ArgumentParser(prog="python -m schemas.dictionary", description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("--check", action="store_true", help="compare only")
    options = parser.parse_args(arguments)
    if options.check:
        return _check(options.file)
    options.file.parent.mkdir(parents=True, exist_ok=True)
    options.file.write_text(dictionary(), encoding="utf-8")
    return 0


def _check(file: Path) -> int:
    there = file.read_text(encoding="utf-8").splitlines() if file.exists() else []
    drift = list(unified_diff(there, dictionary().splitlines(), str(file), "schemas", lineterm="", n=0))
    if drift:
        hint = f"{file} is out of date; run: python -m schemas.dictionary {file}"
        sys.stderr.write("\n".join([*drift[:40], hint]) + "\n")
    return 1 if drift else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
