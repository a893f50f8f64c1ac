"""Nights on landings whose files were cut short or spoilt. `make landings` runs as many as one likes.

What a night publishes without refused files is held, byte for byte, against a night in which junk lies in their place.
"""

from __future__ import annotations

import argparse
import json
import random
import shutil
import tempfile
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from pathlib import Path

from data.district import new_district
from pipelines.ingest.landing import CONTROL_SUFFIX, LandedFile, scan
from pipelines.ingest.names import shown_name
from pipelines.workspace.folders import Workspace
from schemas.errors import WITHOUT_SOMETHING, InputRefusedError
from schemas.extracts import EXTRACTS, REGISTRY
from tests.faults.hamlet import PEOPLE
from tests.faults.spoilt_files import mangled, spoilt
from tests.pipelines.small_district import AS_OF, files_of, run

_EARLIER = timedelta(days=9)
_JUNK = b"junk"
_TELLS_OF_REFUSALS = ("index.html", "reports.xlsx", "rejects/")
Spoil = Callable[[Path, random.Random], object]


@dataclass(frozen=True)
class Night:
    """How a night on a landing ended.

    Attributes:
        exit_code: of the run.
        refused: source -> names of the files of the newest extract that was refused.
        used: source -> names of the files that were used.
        published: what people are told of nobody's refusal in: name -> content.
    """

    exit_code: int
    refused: Mapping[str, tuple[str, ...]]
    used: Mapping[str, frozenset[str]]
    published: Mapping[str, bytes]


def made_landing(base: Path) -> Path:
    """The landing folder of a hamlet in which every source has an extract, and an earlier one beside it."""
    new_district(base, PEOPLE, seed=3, as_of=AS_OF)
    landing = base / "landing"
    newest = {source: extracts[0] for source, extracts in scan(landing).as_of(AS_OF).items()}
    for extract in newest.values():
        earlier = extract.cut_off - _EARLIER
        for path in extract.paths:
            name = path.name.replace(f"{extract.cut_off:%Y%m%d}", f"{earlier:%Y%m%d}")
            shutil.copyfile(path, landing / name)
    return landing


def night_on(landing: Path) -> Night:
    """The first night of a workspace in which these files have landed."""
    with tempfile.TemporaryDirectory(prefix="hedui-landing-") as base:
        workspace = Workspace(Path(base))
        shutil.copytree(landing, workspace.landing, symlinks=True)
        try:
            run(workspace)
        except InputRefusedError as refused:
            assert workspace.published_dates() == [], "stopped and yet published"
            return Night(refused.exit_code, {}, {}, {})
        manifest = json.loads(next(workspace.runs.glob("*/manifest.json")).read_bytes())
        refused_files = {one["source"]: tuple(one["files"]) for one in reversed(manifest["fallbacks"])}
        used = {source: set[str]() for source in EXTRACTS}
        for one in manifest["inputs"]:
            used[one["source"]].add(one["file"])
        told = files_of(workspace.publication(AS_OF))
        published = {name: content for name, content in told.items() if not name.startswith(_TELLS_OF_REFUSALS)}
        files = {source: frozenset(names) for source, names in used.items()}
        return Night(manifest["exit_code"], refused_files, files, published)


def cut_short(path: Path, chance: random.Random) -> None:
    """Cuts a file off: text in the middle of a line, before its last separator; whatever else anywhere."""
    content = path.read_bytes()
    if path.suffix != ".csv":
        path.write_bytes(content[: int(len(content) * chance.uniform(0.1, 0.99))])
        return
    lines = content.splitlines(keepends=True)
    separator = max(b",\t|", key=lines[0].count)
    at = chance.randrange(1, len(lines))
    last = lines[at][: chance.randint(1, lines[at].rindex(separator))]
    path.write_bytes(b"".join([*lines[:at], last]))


def _with_another_part(path: Path, chance: random.Random) -> None:
    case = spoilt(chance.randrange(10_000))
    path.with_name(case.name).write_bytes(case.content)
    if case.control is not None:
        path.with_name(f"{Path(case.name).stem}{CONTROL_SUFFIX}").write_bytes(case.control)


def _with_a_namesake(path: Path, chance: random.Random) -> None:
    del chance
    other = path.with_name(path.name.encode("gb18030").decode(errors="surrogateescape"))
    if other == path:
        path.write_bytes(_JUNK)
    else:
        shutil.copyfile(path, other)


def _into_a_folder(path: Path, chance: random.Random) -> None:
    del chance
    path.unlink()
    path.mkdir()


def _control(path: Path, chance: random.Random) -> None:
    control = json.dumps({"rows": 10_000, "sha256": "0" * 64}).encode()
    path.with_name(f"{path.stem}{CONTROL_SUFFIX}").write_bytes(chance.choice([control, mangled(control, chance)]))


def _written_anew(change: Callable[[bytes, random.Random], bytes]) -> Spoil:
    def spoil_one(path: Path, chance: random.Random) -> None:
        path.write_bytes(change(path.read_bytes(), chance))

    return spoil_one


SPOILT: tuple[Spoil, ...] = (
    cut_short,
    _written_anew(mangled),
    _written_anew(lambda content, chance: chance.randbytes(len(content) // 2)),
    _written_anew(lambda content, chance: b""),
    _written_anew(lambda content, chance: content * 2),
    _written_anew(lambda content, chance: content.partition(b"\n")[2]),
    _control,
    _with_another_part,
    _with_a_namesake,
    _into_a_folder,
)


def spoil(landing: Path, seed: int) -> None:
    """Spoils some files of a landing, most of them of the newest extracts."""
    chance = random.Random(seed)
    for file in scan(landing).files:
        if chance.random() < (0.4 if _is_newest(file, landing) else 0.1):
            chance.choice(SPOILT)(file.path, chance)


def _is_newest(file: LandedFile, landing: Path) -> bool:
    return file.cut_off == max(one.cut_off for one in scan(landing).files if one.source == file.source)


def hold(landing: Path, folder: Path) -> Night:
    """Runs a night, and holds it to what must be so of it whatever lies there.

    Args:
        landing: what has landed.
        folder: where a second landing is made, in which junk lies in the place of what was refused.
    """
    night = night_on(landing)
    if night.exit_code == InputRefusedError.exit_code:
        stop = night_on(_only(landing, folder, {REGISTRY}))
        assert stop.exit_code == InputRefusedError.exit_code, "stopped by something else than the registry"
        return night
    assert night.exit_code == (WITHOUT_SOMETHING if night.refused else 0)
    for source, files in night.refused.items():
        assert not night.used[source].intersection(files), f"{source}: used what was refused"
    junk = _with_junk(landing, folder, {name for files in night.refused.values() for name in files})
    instead = night_on(junk)
    assert instead.refused.keys() == night.refused.keys()
    assert instead.used == night.used
    different = [name for name in night.published if night.published[name] != instead.published.get(name)]
    assert (different, night.published.keys()) == ([], instead.published.keys())
    return night


def _with_junk(landing: Path, folder: Path, refused: set[str]) -> Path:
    shutil.copytree(landing, folder, symlinks=True)
    for path in folder.iterdir():
        if shown_name(path) in refused:
            if path.is_dir():
                path.rmdir()
            path.write_bytes(_JUNK)
            path.with_name(f"{path.stem}{CONTROL_SUFFIX}").unlink(missing_ok=True)
    return folder


def _only(landing: Path, folder: Path, sources: Iterable[str]) -> Path:
    folder.mkdir()
    for file in scan(landing).files:
        if file.source in sources:
            for path in (file.path, file.control):
                if path.is_dir():
                    (folder / path.name).mkdir()
                elif path.exists():
                    shutil.copyfile(path, folder / path.name)
    return folder


def newest_of(landing: Path, source: str, day: date = AS_OF) -> tuple[LandedFile, ...]:
    """The files of the newest extract of a source."""
    return scan(landing).as_of(day)[source][0].parts


def cut_newest(landing: Path, sources: Iterable[str], chance: random.Random) -> dict[str, str]:
    """Cuts one file of the newest extract of each source short; source -> its name."""
    cut = {}
    for source in sources:
        file = chance.choice(newest_of(landing, source))
        cut_short(file.path, chance)
        cut[source] = file.name
    return cut


def _one(whole: Path, base: Path, change: Callable[[Path], object]) -> Night:
    with tempfile.TemporaryDirectory(dir=base) as folder:
        landing = Path(folder) / "landing"
        shutil.copytree(whole, landing)
        change(landing)
        return hold(landing, Path(folder) / "junk")


def _many(landings: int, seed: int) -> None:
    with tempfile.TemporaryDirectory(prefix="hedui-landings-") as name:
        base = Path(name)
        whole = made_landing(base / "district")
        for source in EXTRACTS:
            night = _one(whole, base, partial(cut_newest, sources=[source], chance=random.Random(seed)))
            assert night.refused.keys() == {source}, f"{source}: {night.refused}"
            print(f"{source} cut short: refused, the one before used, nothing of it published", flush=True)
        for number in range(landings):
            night = _one(whole, base, partial(spoil, seed=seed + number))
            said = f"exit {night.exit_code}, refused: {', '.join(night.refused) or 'nothing'}"
            print(f"{number + 1}/{landings} spoilt landing {seed + number}: {said}", flush=True)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--landings", type=int, default=30)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    _many(asked.landings, asked.seed)
