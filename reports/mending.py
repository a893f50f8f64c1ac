"""What whoever sent a file does about a refused value: what is read in its place, and the word that was probably meant.

All of it comes from the declaration of the extract, so that nobody need be called.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

from rapidfuzz import fuzz, process

from schemas.codes import CodeSet
from schemas.extracts import EXTRACTS
from schemas.forms import how_written
from schemas.terms import QuarantineReason
from schemas.terms.refusals import RECEIPTS

_LIKE_ENOUGH = 60
"""Of 100: two of three characters. Of two words of two characters that share one, another may as well be meant."""
_REMEDIES: dict[str, str] = {
    QuarantineReason.NO_IDENTITY: "姓名和证件号码至少填一项(全零视为未填)",
    QuarantineReason.MISPLACED: (
        "请删去多余的表头、说明行和未配对的引号,每个工作表只留一个表头,数据都在表头之下;"
        "CSV 中含逗号的内容(如 1,234.00)应整格加双引号"
    ),
    QuarantineReason.UNKNOWN_REFERENCE: "请核对批次号、文件名和主键",
    QuarantineReason.UNREADABLE: "请另存为 UTF-8 或 GB18030 编码的 CSV 后重新报送",
}


def how_to_mend(source: str, column: str, reason: str) -> str:
    """What to write where a value was refused, in Chinese; empty where nothing more is known.

    Args:
        source: of the extract.
        column: English name of the column.
        reason: word of `QuarantineReason`.
    """
    if reason in _REMEDIES or source == RECEIPTS:
        return _REMEDIES.get(reason, "")
    return ";".join(_advice(source, column, reason))


def _advice(source: str, column: str, reason: str) -> Iterator[str]:
    declared = EXTRACTS[source][column]
    if reason == QuarantineReason.MISSING_VALUE and declared.filled:
        yield "此列每行必填"
    else:
        yield from (rule.text for rule in EXTRACTS[source].rules if column in rule.columns and rule.reason == reason)
    if declared.note:
        yield declared.note
    if declared.codes or reason != QuarantineReason.UNKNOWN_CODE:
        yield f"应填 {how_written(declared)}"


def word_meant(source: str, column: str, value: str | None) -> str | None:
    """The allowed word that a refused value is most like; None where none is near, or two are as near.

    Args:
        source: of the extract.
        column: English name of the column.
        value: as it was written.
    """
    codes = EXTRACTS[source][column].codes if source in EXTRACTS else None
    return nearest(value, _spellings(codes)) if codes and value else None


def nearest(written: str, spellings: dict[str, str]) -> str | None:
    """What the spelling stands for that a text is most like; None where none is near, or several are as near.

    Args:
        written: the text.
        spellings: spelling -> what it stands for.
    """
    found = process.extract(_bare(written), list(spellings), scorer=fuzz.ratio, score_cutoff=_LIKE_ENOUGH)
    best = {spellings[spelling] for spelling, score, _ in found if score == found[0][1]}
    return best.pop() if len(best) == 1 else None


def _spellings(codes: CodeSet) -> dict[str, str]:
    """Every spelling in words -> the word; a code number is like many others and means none of them."""
    return {word: word for word in codes.words} | dict(codes.synonyms)


def _bare(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())
