"""Whether a date that was published before comes out as it did, where its publication has been pruned."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from pipelines.publishing.names import CITY_PLATFORM
from pipelines.run.context import Context
from pipelines.warehouse.nights import recorded_run
from pipelines.workspace.folders import Workspace
from pipelines.workspace.manifest import read_manifest
from schemas.made_again import MadeAgain
from schemas.masking import mask_numbers

_MADE_WITH = {"code": "程序", "parameters": "参数"}
"""What a manifest says of how a publication was made, but for the files."""
_BEFORE = "previous_run"
_RESTS_ON_IT = "页面上的变化、专题中当时已消除线索的月数和截止日由上期而来"


def made_again(context: Context) -> MadeAgain | None:
    """How what a run is about to publish differs from what was published for its date, where that is no more.

    Args:
        context: what every step needs; the facts of the run are those of its manifest.

    Returns:
        None where it stands, there was none, it comes out as it was, or nobody knows any more how it was.
    """
    run = context.run
    stands = run.workspace.publication(run.as_of).exists()
    run_id = None if stands else recorded_run(context.warehouse, run.as_of)
    then = read_manifest(run.workspace.runs / run_id) if run_id else None
    if run_id is None or then is None or _hashes(then) == _hashes(run.facts):
        return None
    used, uses = _files(then), _files(run.facts)
    return MadeAgain(
        run_id,
        _shown(used.keys() - uses.keys()),
        _shown(uses.keys() - used.keys()),
        _shown(name for name in used.keys() & uses.keys() if used[name] != uses[name]),
        tuple(_others(context, then)),
        context.city.own if _has_batch(then) and not _has_batch(run.facts) else None,
    )


def _others(context: Context, then: Mapping[str, object]) -> Iterator[str]:
    run = context.run
    yield from (words for name, words in _MADE_WITH.items() if then.get(name) != run.facts.get(name))
    before = [_day_of(run.workspace, said.get(_BEFORE)) for said in (then, run.facts)]
    if before[0] != before[1]:
        yield f"相比的上期(当时 {before[0] or '没有'},本次 {before[1] or '没有'};{_RESTS_ON_IT})"


def _day_of(workspace: Workspace, run_id: object) -> str:
    """The date that a run published, else the run itself; empty for none."""
    said = read_manifest(workspace.runs / str(run_id)) if run_id else None
    return str((said or {}).get("as_of") or run_id or "")


def _shown(files: Iterable[str]) -> tuple[str, ...]:
    return tuple(map(mask_numbers, sorted(files)))


def _entries(said: Mapping[str, object], name: str) -> Iterator[Mapping[str, object]]:
    listed = said.get(name)
    return (one for one in (listed if isinstance(listed, list) else []) if isinstance(one, dict))


def _hashes(said: Mapping[str, object]) -> dict[object, object]:
    return {one["file"]: one["sha256"] for one in _entries(said, "outputs")}


def _files(said: Mapping[str, object]) -> dict[str, object]:
    return {str(one.get("file")): one.get("sha256") for one in _entries(said, "inputs")}


def _has_batch(said: Mapping[str, object]) -> bool:
    names: Iterable[object] = _hashes(said)
    return any(str(name).startswith(f"{CITY_PLATFORM}/") for name in names)
