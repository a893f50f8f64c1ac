"""Why a file of the landing folder is nobody's: its kind, its date, its source, told apart with what to do."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from pathlib import PurePath

from pipelines.ingest.landing import CONTROL_SUFFIX, FILE_TYPES, day_of
from reports.mending import nearest
from schemas.extracts import EXTRACT_OF_NAME, EXTRACTS

_OTHER_BOOKS = (".xls", ".et", ".xlsm", ".xlsb", ".ods", ".wps", ".numbers")
_PACKED = (".zip", ".rar", ".7z", ".gz")
_OTHER_TEXTS = (".txt", ".tsv")
COPY = re.compile(r"[\s_-]*(?:副本|复件|copy)?\s*(?:\([0-9]{1,2}\))?$", re.IGNORECASE)
"""What browsers and file managers put behind the name of a file that is already there, in half width."""
_MEANT = (*FILE_TYPES, *_OTHER_BOOKS, *_PACKED, *_OTHER_TEXTS)
_DATE = re.compile(r"[0-9][-0-9年月日/.]*|YYYYMMDD")
_FORM = "来源_YYYYMMDD.csv、.xlsx 或 .parquet"


@dataclass(frozen=True)
class Unclaimed:
    """A file that no night reads.

    Attributes:
        name: its name.
        why: what is wrong with it, in Chinese.
        hint: what to do about it.
        is_meant: it names a source, and a date or nothing else: somebody wants it to be read.
    """

    name: str
    why: str
    hint: str
    is_meant: bool = False


def unclaimed(name: str) -> Unclaimed:
    """Why a file with this name is read by nobody.

    Args:
        name: of a file that `scan` did not claim.
    """
    if name.endswith(CONTROL_SUFFIX):
        why = "控制文件旁没有同名的数据文件"
        return Unclaimed(name, why, f"请放入数据文件,文件名除 {CONTROL_SUFFIX} 外与它相同")
    path = PurePath(name)
    suffix, source = path.suffix.lower(), _source(path.stem)
    date = _DATE.search(path.stem.removeprefix(source)) if source else None
    is_meant = bool(date or path.stem == source) and suffix in _MEANT
    why, hint = _wrong_kind(suffix) or _wrong_source(path, source) or _wrong_date(path, source or "", date)
    return Unclaimed(name, why, hint, is_meant)


def _wrong_kind(suffix: str) -> tuple[str, str] | None:
    if suffix in FILE_TYPES:
        return None
    if suffix in _OTHER_BOOKS:
        return f"{suffix} 工作簿不能读取", "请用表格软件打开,另存为 xlsx 后报送(只改扩展名没有用)"
    if suffix in _PACKED:
        return "压缩文件不能读取", "请解压,放入其中的数据文件"
    if suffix in _OTHER_TEXTS:
        return f"{suffix} 文件不能读取", "是逗号、制表符或竖线分隔的表格的,请把扩展名改为 .csv"
    return f"不是数据文件(扩展名 {suffix or '空'})", f"数据文件名应为 {_FORM};不是数据的请移走"


def _wrong_source(path: PurePath, source: str | None) -> tuple[str, str] | None:
    if source:
        return None
    titles = "、".join(extract.title for extract in EXTRACTS.values())
    like = nearest(_DATE.split(path.stem)[0].strip("_- "), {name: name for name in EXTRACT_OF_NAME})
    meant = f"可能是 {like};" if like else ""
    return "文件名开头不是任何来源的名称", f"{meant}文件名应为 {_FORM},来源为 {titles}"


def _wrong_date(path: PurePath, source: str, date: re.Match[str] | None) -> tuple[str, str]:
    right = f"应为 {source}_YYYYMMDD{path.suffix},如 {source}_20190630{path.suffix}"
    if date is None or date[0] == "YYYYMMDD":
        return "文件名中没有数据截止日", right
    digits = re.sub("[^0-9]", "", date[0])
    if len(digits) != len("YYYYMMDD"):
        return f"文件名中的数据截止日 {date[0]} 不是八位日期", right
    if day_of(digits) is None:
        return f"文件名中的 {digits} 不是日历上有的日期", right
    rest = unicodedata.normalize("NFKC", path.stem[len(source) :].partition(date[0])[2])
    if rest.strip("_- ") and not COPY.sub("", rest):
        return "文件名像是另一文件的副本", f"请只留要报送的一份,命名为 {source}_{digits}{path.suffix}"
    return "文件名中的连接符不对", f"{right};分文件写作 {source}_{digits}_乡镇街道{path.suffix}"


def _source(stem: str) -> str | None:
    """The name of a source that the stem begins with, the longest."""
    return max((name for name in EXTRACT_OF_NAME if stem.startswith(name)), key=len, default=None)
