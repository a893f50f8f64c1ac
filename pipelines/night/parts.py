"""Parts of a night's evidence on disk: each in a folder of its own, so that whoever looks at one holds no other.

Whoever may look at them sees the same folder: this process, one part after another, or the workers of a cluster. All
lies there as Parquet, readable by its owner only.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import BinaryIO
from uuid import uuid4

import polars as pl

from pipelines.ingest.repeated import as_texts
from pipelines.night.part_facts import read_facts, written_facts
from pipelines.night.questions import QUESTIONS
from pipelines.workspace.folders import private_folder
from policies.clue_key import ClueKey
from policies.evidence import Evidence
from schemas.extracts import EXTRACTS, REGISTRY

_FACTS = "facts.json"
_ROWS, _REFUSED, _ANSWER = "rows", "refused", "answer"
_OLDEST: dict[str, pl.DataType] = {"id_no": pl.String(), "oldest": pl.String()}
_FILE_MODE = 0o600


def write_part(folder: Path, number: int, part: Evidence) -> None:
    """Writes a part.

    Args:
        folder: of all parts.
        number: of this one, from 0.
        part: what lies in it.
    """
    own = private_folder(_folder(folder, number))
    frames = {"persons": as_texts(part.persons), "oldest": _oldest(part.clue_key)}
    frames["control_breaks"] = part.control_breaks
    if part.sent is not None:
        frames["sent"] = part.sent
    frames |= {f"{_ROWS} {source}": _asked_for(source, frame) for source, frame in part.rows.items()}
    frames |= {f"{_REFUSED} {source}": frame for source, frame in part.refused.items()}
    for name, frame in frames.items():
        _write(own / f"{name}.parquet", frame)
    with _private(own / _FACTS) as file:
        file.write(written_facts(part))


def _asked_for(source: str, rows: pl.DataFrame) -> pl.DataFrame:
    """Rows as a part keeps them: what the rules want of the civil registry they ask its persons, which lie beside."""
    return as_texts(rows.select("file")) if source == REGISTRY else rows


def read_part(folder: Path, number: int) -> Evidence:
    """The part as it was written.

    Raises:
        OSError: whoever looks does not see the folder.
    """
    own = _folder(folder, number)
    frames = {path.stem: pl.read_parquet(path) for path in sorted(own.glob("*.parquet")) if _is_of_part(path)}
    oldest = dict(frames["oldest"].iter_rows())
    return Evidence(
        **read_facts((own / _FACTS).read_bytes(), oldest),
        persons=frames["persons"],
        rows=_by_source(frames, _ROWS),
        refused=_by_source(frames, _REFUSED),
        control_breaks=frames["control_breaks"],
        sent=frames.get("sent"),
    )


def look(folder: Path, number: int, asked: tuple[str, ...]) -> int:
    """Looks at one part and leaves the answers beside it; looking again leaves the same.

    Args:
        folder: of all parts.
        number: of this one.
        asked: names of questions.

    Returns:
        Rows of all answers.
    """
    part, rows = read_part(folder, number), 0
    for name in asked:
        about = _about(folder, name)
        answer = QUESTIONS[name].ask(part, pl.read_parquet(about) if about.exists() else pl.DataFrame())
        _write(_answer(folder, number, name), answer)
        rows += answer.height
    return rows


def ask_about(folder: Path, name: str, about: pl.DataFrame) -> None:
    """Leaves what a question is about where those who look at parts find it."""
    _write(_about(folder, name), about)


def answer_of(folder: Path, number: int, name: str) -> pl.DataFrame:
    """What was answered of a part."""
    return pl.read_parquet(_answer(folder, number, name))


def _folder(folder: Path, number: int) -> Path:
    return folder / f"part-{number:04}"


def _answer(folder: Path, number: int, name: str) -> Path:
    return _folder(folder, number) / f"{_ANSWER} {name}.parquet"


def _about(folder: Path, name: str) -> Path:
    return folder / f"about {name}.parquet"


def _is_of_part(path: Path) -> bool:
    return not path.name.startswith((".", _ANSWER))


def _by_source(frames: Mapping[str, pl.DataFrame], which: str) -> dict[str, pl.DataFrame]:
    """The frames of the sources, in the order of their declarations."""
    return {source: frames[f"{which} {source}"] for source in EXTRACTS if f"{which} {source}" in frames}


def _oldest(key: ClueKey) -> pl.DataFrame:
    return pl.DataFrame(list(key.oldest.items()), schema=_OLDEST, orient="row")


def _write(path: Path, frame: pl.DataFrame) -> None:
    """Writes a table whole or not at all: a worker that was given up for lost may write the very same one yet."""
    aside = path.with_name(f".{uuid4().hex}")
    with _private(aside) as file:
        frame.write_parquet(file, compression="lz4", statistics=False)
    aside.replace(path)


def _private(path: Path) -> BinaryIO:
    """A new file that only its owner reads; it need not outlive the run, and so is not waited for on the disk."""
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _FILE_MODE), "wb")
