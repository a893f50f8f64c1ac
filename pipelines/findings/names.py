"""By which of its numbers a clue may be called: its own, one it had before, or that of a hand-over."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from pipelines.warehouse import Warehouse
from pipelines.warehouse.aliases import all_aliases
from pipelines.warehouse.themes import numbered_clues
from pipelines.workspace.folders import Workspace
from pipelines.workspace.keys import kept_supervision_key
from policies.clues.renaming import heirs
from schemas.keyed import keyed_texts

_QUOTES = "'’‘` \t\u3000"


@dataclass(frozen=True, eq=False)
class ClueNames:
    """The clues of a ledger by all their numbers.

    Attributes:
        names: number in lower case, or `<theme>/<seq>` -> id of the clue.
        aliases: was, finding_id: under which other ids clues were known.
    """

    names: Mapping[str, str]
    aliases: pl.DataFrame

    def clue(self, said: str) -> str | None:
        """The clue that goes by a number; None where none does, or several do."""
        return self.names.get(said.strip(_QUOTES).lower())

    def of(self, clue: str) -> frozenset[str]:
        """All numbers that a clue goes by, in lower case."""
        return frozenset(name for name, own in self.names.items() if own == clue)

    def several(self, said: str) -> list[str]:
        """The clues that a number was of which is that of several now."""
        was = self.aliases.filter(pl.col("was").str.to_lowercase() == said.strip(_QUOTES).lower())
        return sorted({self.names[one.lower()] for one in was["finding_id"] if one.lower() in self.names})


def clue_names(workspace: Workspace, warehouse: Warehouse, ids: pl.Series) -> ClueNames:
    """The numbers of clues.

    Args:
        workspace: where.
        warehouse: its warehouse, open.
        ids: of all clues of the newest ledger.
    """
    aliases = all_aliases(warehouse)
    earlier = heirs(aliases, ids)
    keyed = _keyed(workspace, earlier, ids)
    names = {was.lower(): now for was, now in earlier.iter_rows()} | keyed
    for theme in warehouse.query("SELECT DISTINCT theme FROM theme_clue ORDER BY theme")["theme"]:
        given = numbered_clues(warehouse, theme).select("finding_id", "seq").iter_rows()
        names |= {f"{theme}/{seq}".lower(): keyed[handed] for handed, seq in given if handed in keyed}
    return ClueNames(names | {one.lower(): one for one in ids}, aliases)


def handed_over(workspace: Workspace, warehouse: Warehouse, ids: pl.Series) -> dict[str, str]:
    """Number of a clue in a hand-over, also of one under an earlier number -> its own id; empty before the first."""
    return _keyed(workspace, heirs(all_aliases(warehouse), ids), ids)


def _keyed(workspace: Workspace, earlier: pl.DataFrame, ids: pl.Series) -> dict[str, str]:
    key = kept_supervision_key(workspace)
    if key is None:
        return {}
    was, now = (pl.concat([earlier[name], ids]) for name in ("was", "finding_id"))
    return dict(zip(keyed_texts(was, key), now, strict=True))
