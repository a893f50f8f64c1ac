"""The bureau's corrections of suppliers' rows as causes: which cells one side mends and the other does not.

This is the one place where a change of the data turns out to be a correction.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pipelines.comparing.cause import Row
from pipelines.comparing.rows import Moved
from pipelines.comparing.side import Side
from schemas.masking import mask_written

_TABLE = "corrections"
_PLACE = ("source", "file", "row_number", "column")
_WHERE_WRITTEN = ("corrections_file", "line")
Place = tuple[str, str, int, str]


@dataclass(frozen=True)
class Mended:
    """What one side mends and the other does not.

    Attributes:
        before: cells of the earlier side with the basis of their correction.
        after: cells of the later side, likewise.
        same: sources of which both sides read the same files.
    """

    before: Mapping[Place, str]
    after: Mapping[Place, str]
    same: frozenset[str] = frozenset()

    @property
    def is_empty(self) -> bool:
        """Both sides mend the same."""
        return not self.before and not self.after

    def basis(self, moved: Moved, column: str) -> str | None:
        """On what a changed cell was mended, or was before; None where it is the supplier's own change."""
        for place, mended in ((moved.now, self.after), (moved.was, self.before)):
            if place is not None and (basis := mended.get((moved.row.source, *place, column))) is not None:
                return basis
        return None

    def explain(self, moved: Iterable[Moved]) -> tuple[list[Row], list[Row], list[str]]:
        """The rows that only corrections changed, those that suppliers did, and on what the first were mended."""
        mended: list[Row] = []
        supplied: list[Row] = []
        said: list[str] = []
        for one in moved:
            bases = [self.basis(one, cell.column) for cell in one.row.cells if cell.column != "link"]
            if not one.row.cells and one.row.source in self.same:
                bases = self._of_row(one)  # one that only what is mended lets in, or kept out
            by_correction = bool(bases) and all(basis is not None for basis in bases)
            (mended if by_correction else supplied).append(one.row)
            said += [basis for basis in bases if basis and by_correction]
        return mended, supplied, list(dict.fromkeys(said))

    def _of_row(self, moved: Moved) -> list[str | None]:
        """On what any cell of a row is mended, or was before."""
        sides = ((moved.was, self.before), (moved.now, self.after))
        return [
            basis
            for place, mended in sides
            for (*of_row, _), basis in mended.items()
            if place is not None and tuple(of_row) == (moved.row.source, *place)
        ]


def mended(before: Side, after: Side) -> Mended:
    """Compares the corrections that two publications applied; where they stand in which file does not matter."""
    ours, theirs = _applied(before), _applied(after)
    files = before.inputs ^ after.inputs
    same = {source for source, *_ in before.inputs} - {source for source, *_ in files}
    return Mended(_alone(ours, theirs), _alone(theirs, ours), frozenset(same))


def _alone(one: Mapping[tuple[object, ...], dict[Place, str]], other: Iterable[object]) -> dict[Place, str]:
    known = set(other)
    return {place: basis for said, places in one.items() if said not in known for place, basis in places.items()}


def _applied(side: Side) -> dict[tuple[object, ...], dict[Place, str]]:
    """What each correction says -> the cells that it mends, each with its basis."""
    found: dict[tuple[object, ...], dict[Place, str]] = {}
    if _TABLE not in side.tables:
        return found
    for row in side.tables[_TABLE].iter_rows(named=True):
        said = tuple(value for name, value in row.items() if name not in (*_PLACE[1:3], *_WHERE_WRITTEN))
        source, file, number, column = (row[name] for name in _PLACE)
        basis = f"{mask_written(str(row['basis']))}（{row.get('prepared_by') or ''}、{row.get('reviewed_by') or ''}）"
        found.setdefault(said, {})[source, file, int(number), column] = basis
    return found
