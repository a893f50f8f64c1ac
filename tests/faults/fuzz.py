"""`make fuzz`: reads spoilt files for as long as one likes, and keeps those that a reader does not stand.

Each runs in this process: one that dies is found again by the seed that it said last.
"""

from __future__ import annotations

import argparse
import gc
import sys
import tempfile
import time
from pathlib import Path

from tests.faults.spoilt_files import spoilt, verdict

KEPT = Path(__file__).parent / "files"
_MOST_BYTES = 2 << 30
_MOST_SECONDS = 30.0


def main() -> int:
    """Reads files of one seed after the other; 1 where any was not stood."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=3600.0)
    parser.add_argument("--seed", type=int, default=0)
    asked = parser.parse_args()
    until, seed, found = time.monotonic() + asked.seconds, asked.seed, 0
    with tempfile.TemporaryDirectory() as folder:
        while time.monotonic() < until:
            print(f"\r{seed}", end="", flush=True)
            found += not _stands(seed, Path(folder))
            seed += 1
    print(f"\n{seed - asked.seed} files, {found} not stood")
    return int(found > 0)


def _stands(seed: int, folder: Path) -> bool:
    began = time.monotonic()
    case = spoilt(seed)
    gc.collect()  # what made a workbook with a cell in its last row holds a million rows until somebody looks,
    Path("/proc/self/clear_refs").write_text("5")  # and what that took is not the reader's
    said = "raised"
    try:
        said = verdict(case, folder)
    finally:
        well = said in ("read", "refused") and _most_bytes() < _MOST_BYTES and time.monotonic() - began < _MOST_SECONDS
        if not well:
            _keep(seed, case.name, case.content, case.control)
            print(f"\n{seed} {case.name}: {said}", flush=True)
    return well


def _most_bytes() -> int:
    """The most memory that this process has held since that was last forgotten."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) << 10 for line in lines if line.startswith("VmHWM:"))


def _keep(seed: int, name: str, content: bytes, control: bytes | None) -> None:
    folder = KEPT / f"{seed}"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(content)
    if control is not None:
        (folder / f"{Path(name).stem}.ctl.json").write_bytes(control)


if __name__ == "__main__":
    sys.exit(main())
