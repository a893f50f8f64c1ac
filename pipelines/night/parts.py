"""Parts of a night's evidence put away: each in a folder of its own, so that whoever looks at one holds no other.

Whoever may look at them sees the same place: this process, one part after another, or the workers of a cluster. All
lies there as Parquet.
"""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from pipelines.ingest.repeated import as_texts
from pipelines.night.part_facts import read_facts, written_facts
from pipelines.night.questions import QUESTIONS
from pipelines.workspace.places import Place
from policies.clue_key import ClueKey
from policies.evidence import Evidence
from schemas.extracts import EXTRACTS, REGISTRY

_FACTS = "facts.json"
_ROWS, _REFUSED, _ANSWER = "rows", "refused", "answer"
_OLDEST: dict[str, pl.DataType] = {"id_no": pl.String(), "oldest": pl.String()}
_TABLE = ".parquet"


def write_part(folder: Place, number: int, part: Evidence) -> None:
    """Writes a part.

    Args:
        folder: of all parts.
        number: of this one, from 0.
        part: what lies in it.
    """
    own = _folder(folder, number)
    own.make()
    frames = {"persons": as_texts(part.persons), "oldest": _oldest(part.clue_key)}
    frames["control_breaks"] = part.control_breaks
    if part.sent is not None:
        frames["sent"] = part.sent
    frames |= {f"{_ROWS} {source}": _asked_for(source, frame) for source, frame in part.rows.items()}
    frames |= {f"{_REFUSED} {source}": frame for source, frame in part.refused.items()}
    for name, frame in frames.items():
        own.write_table(f"{name}{_TABLE}", frame)
    own.write(_FACTS, written_facts(part))


def _asked_for(source: str, rows: pl.DataFrame) -> pl.DataFrame:
    """Rows as a part keeps them: what the rules want of the civil registry they ask its persons, which lie beside."""
    return as_texts(rows.select("file")) if source == REGISTRY else rows


def read_part(folder: Place, number: int) -> Evidence:
    """The part as it was written.

    Raises:
        OSError: whoever looks does not see the folder.
    """
    own = _folder(folder, number)
    frames = {name.removesuffix(_TABLE): own.read_table(name) for name in own.names() if _is_of_part(name)}
    oldest = dict(frames["oldest"].iter_rows())
    return Evidence(
        **read_facts(own.read(_FACTS), oldest),
        persons=frames["persons"],
        rows=_by_source(frames, _ROWS),
        refused=_by_source(frames, _REFUSED),
        control_breaks=frames["control_breaks"],
        sent=frames.get("sent"),
    )


def look(folder: Place, number: int, asked: tuple[str, ...]) -> int:
    """Looks at one part and leaves the answers beside it; looking again leaves the same.

    Args:
        folder: of all parts.
        number: of this one.
        asked: names of questions.

    Returns:
        Rows of all answers.
    """
    part, rows, there = read_part(folder, number), 0, folder.names()
    for name in asked:
        about = _about(name)
        answer = QUESTIONS[name].ask(part, folder.read_table(about) if about in there else pl.DataFrame())
        _folder(folder, number).write_table(_answer(name), answer)
        rows += answer.height
    return rows


def ask_about(folder: Place, name: str, about: pl.DataFrame) -> None:
    """Leaves what a question is about where those who look at parts find it."""
    folder.write_table(_about(name), about)


def answer_of(folder: Place, number: int, name: str) -> pl.DataFrame:
    """What was answered of a part."""
    return _folder(folder, number).read_table(_answer(name))


def _folder(folder: Place, number: int) -> Place:
    return folder.below(f"part-{number:04}")


def _answer(name: str) -> str:
    return f"{_ANSWER} {name}{_TABLE}"


def _about(name: str) -> str:
    return f"about {name}{_TABLE}"


def _is_of_part(name: str) -> bool:
    return name.endswith(_TABLE) and not name.startswith((".", _ANSWER))


def _by_source(frames: Mapping[str, pl.DataFrame], which: str) -> dict[str, pl.DataFrame]:
    """The frames of the sources, in the order of their declarations."""
    return {source: frames[f"{which} {source}"] for source in EXTRACTS if f"{which} {source}" in frames}


def _oldest(key: ClueKey) -> pl.DataFrame:
    return pl.DataFrame(list(key.oldest.items()), schema=_OLDEST, orient="row")
