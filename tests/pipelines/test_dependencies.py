"""Every package that production installs of its own accord is on the list that says why, and no other is installed."""

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
_NAME = re.compile(r"^[A-Za-z0-9._-]+")


def names(requirements: list[str]) -> set[str]:
    return {found[0] for one in requirements if (found := _NAME.match(one))}


def locked(file: str) -> set[str]:
    return set(re.findall(r"^([A-Za-z0-9._-]+)==", (ROOT / file).read_text(encoding="utf-8"), re.MULTILINE))


def test_the_list_of_dependencies_says_why_each_is_there() -> None:
    text = (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8")
    table = text.partition("## In production")[2].partition("\n\nAll else")[0]
    rows = re.findall(r"^\| (`.+?) \| (.+) \|$", table, re.MULTILINE)
    assert all(why.strip() for _, why in rows)
    told = {name for cell, _ in rows for name in re.findall(r"`([a-z0-9-]+)`", cell)}
    assert told == {name.partition("[")[0] for name in names(PROJECT["project"]["dependencies"])}


def test_production_has_nothing_of_the_demo_and_the_demo_has_the_same_of_production() -> None:
    demo = names(PROJECT["project"]["optional-dependencies"]["demo"])
    production = locked("requirements.lock")
    assert not demo & production
    assert demo | production <= locked("requirements-demo.lock")
