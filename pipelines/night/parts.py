"""Parts of a night's evidence on disk: each in a folder of its own, so that whoever looks at one holds no other.

Whoever may look at them sees the same folder: this process, one part after another, or the workers of a cluster. All
lies there as Parquet, readable by its owner only.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any, BinaryIO
from uuid import uuid4

import polars as pl

from pipelines.night.questions import QUESTIONS
from pipelines.workspace.folders import private_folder
from policies.clue_key import ClueKey
from policies.counties import Counties
from policies.evidence import Evidence
from schemas.feed import Feed
from schemas.parameter import Parameters

_FACTS = "facts.json"
_ROWS, _REFUSED = "rows", "refused"
_OLDEST: dict[str, pl.DataType] = {"id_no": pl.String(), "oldest": pl.String()}
_BY_FEED = ("cut_offs", "too_old")
_FILE_MODE = 0o600


def write_part(folder: Path, number: int, part: Evidence) -> None:
    """Writes a part.

    Args:
        folder: of all parts.
        number: of this one, from 0.
        part: what lies in it.
    """
    own = private_folder(_folder(folder, number))
    frames = {"persons": part.persons, "control_breaks": part.control_breaks, "oldest": _oldest(part.clue_key)}
    if part.sent is not None:
        frames["sent"] = part.sent
    frames |= {f"{_ROWS} {source}": frame for source, frame in part.rows.items()}
    frames |= {f"{_REFUSED} {source}": frame for source, frame in part.refused.items()}
    for name, frame in frames.items():
        _write(own / f"{name}.parquet", frame)
    _write_facts(own / _FACTS, part, sorted(frames))


def read_part(folder: Path, number: int) -> Evidence:
    """The part as it was written.

    Raises:
        OSError: whoever looks does not see the folder.
    """
    own = _folder(folder, number)
    facts = json.loads((own / _FACTS).read_text(encoding="utf-8"))
    frames = {name: pl.read_parquet(own / f"{name}.parquet") for name in facts["frames"]}
    return Evidence(
        as_of=date.fromisoformat(facts["as_of"]),
        parameters=Parameters(**facts["parameters"]),
        persons=frames["persons"],
        rows={source: frames[f"{_ROWS} {source}"] for source in facts["rows"]},
        refused={source: frames[f"{_REFUSED} {source}"] for source in facts["refused"]},
        cut_offs=_dates(facts["cut_offs"]),
        ever_landed=frozenset(facts["ever_landed"]),
        control_breaks=frames["control_breaks"],
        too_old=_dates(facts["too_old"]),
        clue_key=ClueKey(bytes.fromhex(facts["key"]), dict(frames["oldest"].iter_rows())),
        sent=frames.get("sent"),
        counties=_counties(facts["counties"]),
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
    return _folder(folder, number) / f"answer {name}.parquet"


def _about(folder: Path, name: str) -> Path:
    return folder / f"about {name}.parquet"


def _oldest(key: ClueKey) -> pl.DataFrame:
    return pl.DataFrame(list(key.oldest.items()), schema=_OLDEST, orient="row")


def _dates(told: Mapping[str, str]) -> dict[str, date]:
    return {source: date.fromisoformat(day) for source, day in told.items()}


def _of_counties(counties: Counties | None) -> dict[str, object] | None:
    """What is known of a city's counties, as JSON has it."""
    if counties is None:
        return None
    days = {name: [(*feed, day) for feed, day in getattr(counties, name).items()] for name in _BY_FEED}
    return {"of_file": dict(counties.of_file), "landed": sorted(counties.landed), **days}


def _counties(told: Mapping[str, Any] | None) -> Counties | None:
    if told is None:
        return None
    used, too_old = ({Feed(*of): date.fromisoformat(day) for *of, day in told[name]} for name in _BY_FEED)
    return Counties(told["of_file"], used, too_old, frozenset(Feed(*feed) for feed in told["landed"]))


def _write_facts(path: Path, part: Evidence, frames: list[str]) -> None:
    parameters = part.parameters
    facts = {
        "as_of": part.as_of,
        "parameters": {
            "values": dict(parameters.values),
            "version": parameters.version,
            "words": dict(parameters.words),
        },
        "rows": list(part.rows),
        "refused": list(part.refused),
        "cut_offs": dict(part.cut_offs),
        "ever_landed": sorted(part.ever_landed),
        "too_old": dict(part.too_old),
        "counties": _of_counties(part.counties),
        "key": part.clue_key.key.hex(),
        "frames": frames,
    }
    with _private(path) as file:
        file.write(json.dumps(facts, ensure_ascii=False, default=date.isoformat).encode())


def _write(path: Path, frame: pl.DataFrame) -> None:
    """Writes a table whole or not at all: a worker that was given up for lost may write the very same one yet."""
    aside = path.with_name(f".{uuid4().hex}")
    with _private(aside) as file:
        frame.write_parquet(file, compression="lz4", statistics=False)
    aside.replace(path)


def _private(path: Path) -> BinaryIO:
    """A new file that only its owner reads; it need not outlive the run, and so is not waited for on the disk."""
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _FILE_MODE), "wb")
