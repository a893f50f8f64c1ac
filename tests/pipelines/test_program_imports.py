"""The declared parts of the program hold all that their modules import, so that no declaration goes stale."""

import ast
import sys
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from pipelines.workspace.program import LINKING, PUBLISHING, READING, ROOMS, Part

ROOT = Path(__file__).parents[2]
ENTRIES = [
    pytest.param(
        READING,
        ["pipelines/ingest/choose.py", "pipelines/ingest/chosen.py", "pipelines/warehouse/extracts.py"],
        id="reading",
    ),
    pytest.param(LINKING, ["pipelines/linking/link.py", "pipelines/ingest/*.py"], id="linking"),
    pytest.param(PUBLISHING, ["pipelines/publishing/*.py", "pipelines/night/*.py"], id="publishing"),
]


def imported(file: Path) -> Iterator[str]:
    """Names that a file imports, anywhere in it; of `from a import b` both a and a.b, which may be a module."""
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{file}: 只查绝对导入"
            yield from (str(node.module), *(f"{node.module}.{alias.name}" for alias in node.names))


def files_of(name: str) -> Iterator[Path]:
    """The file of a module of ours, and those of the packages around it that do more than say what they are."""
    parts = name.split(".")
    if (ROOT.joinpath(*parts)).with_suffix(".py").exists():
        yield ROOT.joinpath(*parts).with_suffix(".py")
    packages = (ROOT.joinpath(*parts[:depth], "__init__.py") for depth in range(1, len(parts) + 1))
    yield from (path for path in packages if path.exists() and any(imported(path)))


def reached(entries: list[str]) -> tuple[set[Path], set[str]]:
    """Files of ours and top names of others' modules that the entries import, by whatever way."""
    waiting = [path for entry in entries for path in sorted(ROOT.glob(entry))]
    ours: set[Path] = set()
    others: set[str] = set()
    while waiting:
        file = waiting.pop()
        if file in ours:
            continue
        ours.add(file)
        names = set(imported(file))
        if "pkgutil" in names:  # a package that imports whatever lies in it
            waiting.extend(file.parent.glob("*.py"))
        for name in names:
            if name.split(".")[0] in ROOMS:
                waiting.extend(files_of(name))
            else:
                others.add(name.split(".")[0])
    return ours, others - sys.stdlib_module_names


@pytest.mark.parametrize(("part", "entries"), ENTRIES)
def test_a_part_holds_every_module_of_ours_that_it_imports(part: Part, entries: list[str]) -> None:
    files = sorted(file.relative_to(ROOT).as_posix() for file in reached(entries)[0])
    assert len(files) > len(entries)
    assert [file for file in files if not part.holds(file)] == []


@pytest.mark.parametrize(("part", "entries"), ENTRIES)
def test_a_part_counts_the_version_of_every_library_that_it_imports(part: Part, entries: list[str]) -> None:
    distributions = packages_distributions()
    others = reached(entries)[1]
    assert "polars" in others
    named = {name: {one.lower().replace("_", "-") for one in distributions[name]} for name in others}
    assert [name for name in named if not named[name] & set(part.libraries)] == []
