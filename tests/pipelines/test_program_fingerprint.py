"""Fingerprints of the program: a change redoes what it can change, and nothing else."""

import shutil
from importlib.metadata import version
from pathlib import Path

import pytest

from pipelines.workspace import program
from pipelines.workspace.program import LINKING, PUBLISHING, READING, ROOMS, Part, fingerprint_over, hashes_under

ROOT = Path(__file__).parents[2]
PARTS = {"reading": READING, "linking": LINKING, "publishing": PUBLISHING}


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    copy = tmp_path_factory.mktemp("program")
    for room in ROOMS:
        shutil.copytree(ROOT / room, copy / room, ignore=shutil.ignore_patterns("__pycache__"))
    return copy


@pytest.fixture(scope="module")
def before(tree: Path) -> dict[str, str]:
    return fingerprints(tree)


def fingerprints(root: Path) -> dict[str, str]:
    hashes = hashes_under(root)
    return {name: fingerprint_over(hashes, part) for name, part in PARTS.items()}


@pytest.mark.parametrize(
    ("file", "redone"),
    [
        ("reports/templates/index/rows.js", {"publishing"}),
        ("reports/templates/index.css", {"publishing"}),
        ("reports/templates/logo.svg", {"publishing"}),
        ("policies/run.py", {"publishing"}),
        ("data/parameters/taper_months.yaml", {"publishing"}),
        ("matchers/settle.py", {"linking", "publishing"}),
        ("matchers/names/tables/surnames.csv", {"linking", "publishing"}),
        ("data/linkage/model.json", {"linking", "publishing"}),
        ("pipelines/ingest/cell.py", {"reading", "linking", "publishing"}),
        ("schemas/extracts/deaths.py", {"reading", "linking", "publishing"}),
        ("pipelines/warehouse/tables.py", {"reading", "linking", "publishing"}),
        ("data/district/world.py", set()),
        ("data/names/pools.py", set()),
        ("pipelines/cli/console.py", set()),
        ("pipelines/flows/serving.py", set()),
        ("reports/__pycache__/page.cpython-311.pyc", set()),
    ],
)
def test_an_edit_redoes_what_it_can_change(tree: Path, before: dict[str, str], file: str, redone: set[str]) -> None:
    path = tree / file
    held = path.read_bytes() if path.exists() else None
    path.parent.mkdir(exist_ok=True)
    path.write_bytes((held or b"") + b"\n")
    after = fingerprints(tree)
    if held is None:
        path.unlink()
    else:
        path.write_bytes(held)
    assert {name for name in PARTS if after[name] != before[name]} == redone


@pytest.mark.parametrize(
    ("library", "redone"),
    [
        ("xlsxwriter", {"publishing"}),
        ("hedui", {"publishing"}),
        ("jinja2", {"publishing"}),
        ("rapidfuzz", {"linking", "publishing"}),
        ("polars", {"reading", "linking", "publishing"}),
        ("python-calamine", {"reading", "linking", "publishing"}),
        ("faker", set()),
        ("prefect", set()),
    ],
)
def test_another_version_redoes_what_it_can_change(
    monkeypatch: pytest.MonkeyPatch, tree: Path, before: dict[str, str], library: str, redone: set[str]
) -> None:
    monkeypatch.setattr(program, "version", lambda name: "0" if name == library else version(name))
    after = fingerprints(tree)
    assert {name for name in PARTS if after[name] != before[name]} == redone


def test_every_place_is_there() -> None:
    for part in PARTS.values():
        assert [place for place in (*part.places, *part.without) if not (ROOT / place).exists()] == []


def test_a_process_hashes_the_program_once(monkeypatch: pytest.MonkeyPatch) -> None:
    first = [program.program_fingerprint(part) for part in PARTS.values()]
    monkeypatch.setattr(program, "sha256_of", _never)
    assert [program.program_fingerprint(part) for part in PARTS.values()] == first


def _never(path: Path) -> str:
    raise AssertionError(path)


def test_a_part_leaves_out_what_it_is_without() -> None:
    part = Part(places=("data",), libraries=(), without=("data/names",))
    assert part.holds("data/linkage/model.json")
    assert not part.holds("data/names/pools.py")
    assert not part.holds("database/pools.py")
