"""Writes the licence of every package of a lock file, as the package itself declares it, into a table."""

from __future__ import annotations

import csv
import re
import sys
from email import message_from_string
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

_PINNED = re.compile(r"^(?P<name>[A-Za-z0-9._-]+)==(?P<version>[^ ;\\]+)", re.MULTILINE)
_CLASSIFIER = "License :: "


def main(lock: str, table: str) -> None:
    """Reads `lock` and writes `table` (CSV: name, version, licence, home)."""
    pinned = [(one["name"], one["version"]) for one in _PINNED.finditer(Path(lock).read_text(encoding="utf-8"))]
    with Path(table).open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("name", "version", "licence", "home"))
        writer.writerows((name, version, *_declared(name)) for name, version in pinned)


def _declared(name: str) -> tuple[str, str]:
    try:
        said = message_from_string(distribution(name).read_text("METADATA") or "")
    except PackageNotFoundError:
        return "not installed on this platform", ""
    classified = [one.rpartition(" :: ")[2] for one in said.get_all("Classifier", []) if one.startswith(_CLASSIFIER)]
    free_text = (said.get("License") or "").strip().partition("\n")[0]  # some put the whole text there
    urls = dict(one.split(", ", 1) for one in said.get_all("Project-URL", []) if ", " in one)
    home = said.get("Home-page") or next(iter(urls.values()), "")
    return said.get("License-Expression") or ", ".join(classified) or free_text or "not declared", home


if __name__ == "__main__":
    main(*sys.argv[1:])
