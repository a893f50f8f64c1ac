"""The warehouse's tables, derived from the declarations of extracts, outputs and link columns."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import polars as pl

from pipelines.ingest.control import CONTROL_BREAKS
from policies.clues.history import ANSWERS, CLUE, CLUES, DATA, SAID
from schemas.batches import ANSWERS as CITY_ANSWERS
from schemas.batches import BATCHES, LISTED, SPANS
from schemas.correction import CORRECTED
from schemas.extract import PLACE, Extract
from schemas.extracts import EXTRACTS
from schemas.linked import LINK_COLUMNS
from schemas.outputs.quarantine import QUARANTINE

OWNER = "owner"
"""Number of the extract or linkage that a row belongs to."""
ORDINAL = "ordinal"
"""Position of a row among its owner's: what was first in the file is first for ever."""

SCHEMA_NUMBER = 3
"""Which form of the tables this program keeps; to be raised with every change that an older program cannot live with.

The first version wrote down no number; whatever has tables and no number is 1.
"""

_KEYS: dict[str, pl.DataType] = {OWNER: pl.Int32(), ORDINAL: pl.UInt32()}
_SQL_TYPES: dict[pl.DataType, str] = {
    pl.String(): "VARCHAR",
    pl.Boolean(): "BOOLEAN",
    pl.Date(): "DATE",
    pl.Int32(): "INTEGER",
    pl.UInt32(): "UINTEGER",
    pl.Int64(): "BIGINT",
    pl.Float64(): "DOUBLE",
    pl.Decimal(18, 4): "DECIMAL(18,4)",
}

EXTRACT_COLUMNS: dict[str, pl.DataType] = {
    "number": pl.Int32(),
    "source": pl.String(),
    "cut_off": pl.Date(),
    "content": pl.String(),
    "code": pl.String(),
}
FILE_COLUMNS: dict[str, pl.DataType] = {
    "file": pl.String(),
    "sha256": pl.String(),
    "bytes": pl.Int64(),
    "rows": pl.Int64(),
    "quarantined": pl.Int64(),
    "county": pl.String(),  # empty where the extract came whole
}
COUNTY_COLUMNS: dict[str, pl.DataType] = {"county": pl.String(), "cut_off": pl.Date(), "content": pl.String()}
SELECTION_COLUMNS: dict[str, pl.DataType] = {"as_of": pl.Date(), "source": pl.String(), "number": pl.Int32()}
VERDICT_COLUMNS: dict[str, pl.DataType] = {
    "number": pl.Int32(),
    "source": pl.String(),
    "cut_off": pl.Date(),
    "key": pl.String(),
    "seen": pl.String(),
    "hashes": pl.String(),
    "size": pl.String(),
    "message": pl.String(),
    "hint": pl.String(),
}
FALLBACK_COLUMNS: dict[str, pl.DataType] = {
    "as_of": pl.Date(),
    "source": pl.String(),
    "files": pl.String(),
    "cut_off": pl.Date(),
    "reason": pl.String(),
    "hint": pl.String(),
    "used_instead": pl.String(),
    "used_cut_off": pl.Date(),
    "county": pl.String(),
}
LANDED_COLUMNS: dict[str, pl.DataType] = {"as_of": pl.Date(), "source": pl.String(), "county": pl.String()}
TOO_OLD_COLUMNS: dict[str, pl.DataType] = {**LANDED_COLUMNS, "cut_off": pl.Date()}
LINKAGE_COLUMNS: dict[str, pl.DataType] = {
    "number": pl.Int32(),
    "fingerprint": pl.String(),  # of all that it depends on beside the extracts whose rows are linked
    "selection": pl.String(),
}
LINKED_COLUMNS: dict[str, pl.DataType] = {
    "number": pl.Int32(),
    "source": pl.String(),
    "content": pl.String(),
    OWNER: pl.Int32(),  # the linkage in which these rows were linked: this one, or an earlier one
}
PUBLICATION_COLUMNS: dict[str, pl.DataType] = {
    "as_of": pl.Date(),
    "run_id": pl.String(),
    "clue_key": pl.String(),  # name of the key of its ids; null where they are not keyed (the first version)
    "ran": pl.String(),  # the checks that ran, comma between; null where what the night said is not on record
    "used": pl.String(),  # the feeds of which it used an extract, comma between; null where that is not known
}
REPLACED_COLUMNS: dict[str, pl.DataType] = {CLUE: pl.UInt32(), "as_of": pl.Date()}
ALIAS_COLUMNS: dict[str, pl.DataType] = {"as_of": pl.Date(), "was": pl.String(), "finding_id": pl.String()}
NUMBER_COLUMNS: dict[str, pl.DataType] = {"as_of": pl.Date(), "id_no": pl.String(), "oldest": pl.String()}


_MADE_ANEW = frozenset(
    {
        "extract",
        "extract_file",
        "extract_county",
        "quarantine",
        "control_break",
        "corrected",
        "selection",
        "replaced_selection",
        "fallback",
        "too_old",
        "linkage",
        "clue_stood",
        "clue_stood_until",
        "linked_source",
    }
)


def accepted_table(source: str) -> str:
    """Name of the table of a source's accepted rows."""
    return f"accepted_{source}"


def refused_table(source: str) -> str:
    """Name of the table of a source's refused rows."""
    return f"refused_{source}"


def link_table(source: str) -> str:
    """Name of the table of what the linkage says of a source's rows."""
    return f"link_{source}"


def refused_columns(extract: Extract) -> dict[str, pl.DataType]:
    """Refused rows are kept as text, by English name."""
    return {column.name: pl.String() for column in extract.columns} | PLACE


def link_columns(extract: Extract) -> dict[str, pl.DataType]:
    """Link columns of a source: once a subject, with its role before the name where it has one."""
    return {subject.prefix + name: dtype for subject in extract.subjects for name, dtype in LINK_COLUMNS.items()}


def declared() -> dict[str, dict[str, pl.DataType]]:
    """Table -> column -> dtype."""
    tables: dict[str, dict[str, pl.DataType]] = {
        "extract": EXTRACT_COLUMNS,
        "extract_file": _KEYS | FILE_COLUMNS,
        "extract_county": _KEYS | COUNTY_COLUMNS,
        "quarantine": _KEYS | QUARANTINE.dtypes,
        "control_break": _KEYS | CONTROL_BREAKS,
        "corrected": _KEYS | CORRECTED,
        "selection": SELECTION_COLUMNS,
        "replaced_selection": SELECTION_COLUMNS,  # of the last run for a date that used other extracts
        "ever_landed": LANDED_COLUMNS,
        "verdict": VERDICT_COLUMNS,
        "fallback": FALLBACK_COLUMNS,
        "too_old": TOO_OLD_COLUMNS,
        "linkage": LINKAGE_COLUMNS,
        "linked_source": LINKED_COLUMNS,
        "clue": CLUES,
        "clue_answer": ANSWERS,
        "clue_said": SAID,
        "clue_stood": {CLUE: CLUES[CLUE], **DATA},
        "clue_stood_until": {"as_of": pl.Date()},
        "publication": PUBLICATION_COLUMNS,
        "finding_alias": ALIAS_COLUMNS,
        "replaced": REPLACED_COLUMNS,  # empty but for the length of a transaction
        "person_number": NUMBER_COLUMNS,
        "theme_clue": {"theme": pl.String(), "finding_id": pl.String(), "seq": pl.Int64(), "since": pl.Date()},
        "city_batch": BATCHES,
        "city_span": SPANS,
        "city_answer": CITY_ANSWERS,
        "city_listed": LISTED,
        "record_head": {"entries": pl.Int64(), "head": pl.String(), "seal": pl.String()},
        "schema_number": {"number": pl.Int32()},
    }
    for source, extract in EXTRACTS.items():
        tables[accepted_table(source)] = _KEYS | extract.accepted
        tables[refused_table(source)] = _KEYS | refused_columns(extract)
        if extract.subjects:
            tables[link_table(source)] = _KEYS | link_columns(extract)
    return tables


def history_tables(tables: Iterable[str]) -> list[str]:
    """Those, of some tables, that cannot be made anew from the files of the landing folder."""
    by_source = ("accepted_", "refused_", "link_")
    return sorted(name for name in tables if name not in _MADE_ANEW and not name.startswith(by_source))


def ddl(existing: Mapping[str, frozenset[str]]) -> Iterator[str]:
    """Statements that bring a warehouse file to the declared form; columns that came later are added.

    Args:
        existing: table -> its columns, as they are.
    """
    for table, columns in declared().items():
        typed = {name: f'"{name}" {_SQL_TYPES[dtype]}' for name, dtype in columns.items()}
        if table not in existing:
            yield f'CREATE TABLE "{table}" ({", ".join(typed.values())})'
        else:
            for name in typed.keys() - existing[table]:
                yield f'ALTER TABLE "{table}" ADD COLUMN {typed[name]}'
