"""A folder that leaves the bureau: its manifest, and last the sums of its files, by which a whole one is known."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path

from reports.files import sha256, write

SUMS, MANIFEST = "SHA256SUMS", "manifest.json"


def seal(folder: Path, names: Iterable[str], manifest: Mapping[str, object]) -> None:
    """Writes manifest and sums of a folder.

    Args:
        folder: where the files lie.
        names: those that are written, in the order in which the sums tell them.
        manifest: what is said of them; `files` holds `file` and `rows` of each table.
    """
    write(folder / MANIFEST, (json.dumps(manifest, ensure_ascii=False, indent=2) + "\n").encode())
    write(folder / SUMS, "".join(f"{sha256(folder / name)}  {name}\n" for name in (*names, MANIFEST)).encode())


def sealed_rows(folder: Path) -> dict[str, int]:
    """File -> rows of a sealed folder, as its manifest names them; nothing where there is none."""
    if not (folder / MANIFEST).exists():
        return {}
    return {entry["file"]: entry["rows"] for entry in json.loads((folder / MANIFEST).read_bytes())["files"]}
