"""Which files lie in the landing folder, and which of them a run for a given date uses."""

from __future__ import annotations

import os
import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path, PurePath

from pipelines.ingest.by_file import ByFile
from pipelines.ingest.misspelt import meant
from pipelines.ingest.names import shown_name
from schemas.errors import InputRefusedError
from schemas.extract import Extract
from schemas.extracts import EXTRACT_OF_NAME, EXTRACTS, REGISTRY
from schemas.feed import Feed
from schemas.masking import holds_resident_id
from schemas.visible import visible_in_line

FILE_TYPES = (".csv", ".xlsx", ".parquet")
CONTROL_SUFFIX = ".ctl.json"
_BETWEEN = "_"
_NAME = re.compile(r"^(?P<source>.+?)_(?P<cut_off>[0-9]{8})(?:_(?P<part>.+))?\Z")


@dataclass(frozen=True)
class LandedFile:
    """One file of an extract: where it lies, which source it is of, and its cut-off date (数据截止日)."""

    path: Path
    source: str
    cut_off: date

    @property
    def name(self) -> str:
        """Its name as text, by which it is published and told of."""
        return shown_name(self.path)

    @property
    def extract(self) -> Extract:
        """The declaration of its source."""
        return EXTRACTS[self.source]

    @property
    def part(self) -> str:
        """The suffix that names it among the parts of its extract; empty where there is none."""
        match = _NAME.match(Path(self.name).stem)
        return (match["part"] or "") if match else ""

    @property
    def county(self) -> str:
        """The county that its suffix names, in a city whose extracts come in parts by county: no resident id is one."""
        named = self.part.split(_BETWEEN)[0].strip()
        return "" if holds_resident_id(named) else named

    @property
    def control(self) -> Path:
        """Where its control file would lie."""
        return self.path.with_name(self.path.stem + CONTROL_SUFFIX)

    @property
    def paths(self) -> tuple[Path, ...]:
        """The file, also a folder or a link to nowhere, and its control file; those that there are."""
        there = (os.path.lexists(self.path), self.control.exists())
        return tuple(path for path, is_there in zip((self.path, self.control), there, strict=True) if is_there)


@dataclass(frozen=True)
class LandedExtract:
    """All files of a source of one cut-off date, by file name: they are one extract together.

    Attributes:
        source: which source.
        cut_off: its date.
        parts: its files.
        county: the county whose files they are, where a city's extracts come in parts by county.
    """

    source: str
    cut_off: date
    parts: tuple[LandedFile, ...]
    county: str = ""

    @property
    def feed(self) -> Feed:
        """Whose it is."""
        return Feed(self.source, self.county)

    def suffix(self, part: LandedFile) -> str:
        """What tells a file from the others of the extract; empty where nothing does."""
        return part.part.removeprefix(self.county).removeprefix(_BETWEEN) if self.county else part.part

    @property
    def files(self) -> tuple[str, ...]:
        """Names of its files."""
        return tuple(part.name for part in self.parts)

    @property
    def paths(self) -> tuple[Path, ...]:
        """Its files and their control files, those that there are."""
        return tuple(path for part in self.parts for path in part.paths)


@dataclass(frozen=True)
class Landing:
    """What lies in the landing folder: files of known sources, and the names of all others but their control files."""

    files: tuple[LandedFile, ...]
    unclaimed: tuple[str, ...]

    @property
    def sources(self) -> frozenset[str]:
        """Sources of which any file lies here, at whatever date."""
        return frozenset(file.source for file in self.files)

    def as_of(self, day: date) -> dict[str, tuple[LandedExtract, ...]]:
        """Source -> its extracts dated `day` or earlier, the newest first; in the order of the declarations."""
        return {feed.source: extracts for feed, extracts in self.feeds(day).items()}

    def feeds(self, day: date, *, by_county: bool = False) -> dict[Feed, tuple[LandedExtract, ...]]:
        """The same by feed; by county too where the files' suffixes name the counties of a city.

        Files that name no county stand together as those of the county without a name.
        """
        together: dict[Feed, dict[date, list[LandedFile]]] = defaultdict(lambda: defaultdict(list))
        for file in self.files:
            if file.cut_off <= day:
                feed = Feed(file.source, file.county if by_county else "")
                together[feed][file.cut_off].append(file)
        return {
            feed: tuple(
                LandedExtract(feed.source, cut_off, tuple(sorted(files, key=lambda file: file.name)), feed.county)
                for cut_off, files in sorted(together[feed].items(), reverse=True)
            )
            for feed in in_order(together)
        }


def in_order(feeds: Iterable[Feed]) -> list[Feed]:
    """Feeds in the order of the declarations, those of one source by county."""
    declared = list(EXTRACTS)
    return sorted(feeds, key=lambda feed: (declared.index(feed.source), feed.county))


def scan(folder: Path) -> Landing:
    """Lists the landing folder: files only; hidden and lock files do not count.

    A folder or a link to nowhere that bears the name of an extract is read like one, and so refused by name: an older
    one would be taken in its place, and nobody would know.

    Raises:
        InputRefusedError: there is no such folder.
    """
    if not folder.is_dir():
        raise InputRefusedError(f"没有数据文件夹 {folder}", hint="请建立该文件夹并放入各部门数据文件")
    with ByFile(str(folder)):
        seen = (path for path in folder.iterdir() if not path.name.startswith((".", "~$")))
        found = (path for path in seen if path.is_file() or (_claim(path) and (path.is_dir() or not path.exists())))
        paths = sorted(found, key=os.fsencode)
    claimed = [file for path in paths if (file := _claim(path))]
    known = {path for file in claimed for path in (file.path, file.control)}
    return Landing(tuple(claimed), tuple(visible_in_line(shown_name(path)) for path in paths if path not in known))


def require_registry(sources: Iterable[str], folder: Path, day: date) -> None:
    """Refuses a run without the registry that every row is linked to.

    Args:
        sources: of which an extract dated `day` or earlier lies there.
        folder: the landing folder.
        day: the date of the run.

    Raises:
        InputRefusedError: the civil registry is none of them.
    """
    if REGISTRY not in sources:
        raise InputRefusedError(
            f"{folder} 中没有截止日不晚于 {day} 的户籍人口({REGISTRY})数据",
            hint=f"请放入 {REGISTRY}_<YYYYMMDD>.csv 或 {EXTRACTS[REGISTRY].title}_<YYYYMMDD>.xlsx 后重新运行",
        )


def nobodys(feeds: Iterable[Feed]) -> dict[str, str]:
    """Counties by the names of which nobody can say whose a file is: none, or one spelt otherwise than in the registry.

    Args:
        feeds: all that ever landed, of a city in parts.

    Returns:
        The name -> the county that it means; empty where nobody can tell.
    """
    every = list(feeds)
    registered = {feed.county for feed in every if feed.source == REGISTRY and feed.county}
    like = {county: meant(county, registered) for county in {feed.county for feed in every} if county}
    return {"": "", **{county: means for county, means in like.items() if means is not None}}


def without_county(landed: LandedExtract, means: str = "") -> InputRefusedError:
    """Why files of a city in parts are refused of which nobody can say whose they are.

    Args:
        landed: the files.
        means: the county that their names mean, where they name one that nobody knows.
    """
    if means:
        return InputRefusedError(
            f"{'、'.join(landed.files)}: 文件名中的县(市、区)“{landed.county}”没有户籍人口数据,疑为“{means}”",
            hint=f"请把文件名中的“{landed.county}”改为“{means}”后重新放入;确是另一个县(市、区)的,请一并放入其户籍人口数据",
        )
    return InputRefusedError(
        f"{'、'.join(landed.files)}: 文件名中没有县(市、区)名",
        hint=f'本工作区按县(市、区)分文件报送(parts = "county"),请改名为 {_with_county(landed.files[0])} 后重新放入',
    )


def _with_county(file: str) -> str:
    """How a file would be named that names its county; what it is named instead, a number of a person, falls away."""
    suffix = PurePath(file).suffix
    return _NAME.sub(r"\g<source>_\g<cut_off>", PurePath(file).stem) + f"_某某县{suffix}"


def _claim(path: Path) -> LandedFile | None:
    match = _NAME.match(Path(shown_name(path)).stem)
    if match is None or path.suffix.lower() not in FILE_TYPES:
        return None
    extract = EXTRACT_OF_NAME.get(match["source"])
    cut_off = day_of(match["cut_off"])
    return LandedFile(path, extract.source, cut_off) if extract and cut_off else None


def day_of(text: str) -> date | None:
    """The date that eight digits are; None where the calendar has none."""
    try:
        return date(int(text[:4]), int(text[4:6]), int(text[6:]))
    except ValueError:
        return None
